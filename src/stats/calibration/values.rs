//! Error rates of what is computed from all values: ranks, quantiles, caps and resampling.

use super::super::{
    Cap, Distribution, Interval, Resampling, bootstrap_difference, bootstrap_quantile_difference,
    capped_effect, mann_whitney, purchaser_cap, quantile, quantile_difference,
};
use super::*;

const LEVEL: Confidence = Confidence { alpha: 0.05 };

fn draw(
    random: &mut ChaCha8Rng,
    people: u64,
    value: impl Fn(&mut ChaCha8Rng) -> f64,
) -> Distribution {
    let mut group = Distribution::default();
    for _ in 0..people {
        group.push(value(random));
    }
    group
}

/// Exponential with mean 1.
fn exponential(random: &mut ChaCha8Rng) -> f64 {
    -(1.0 - uniform(random)).ln()
}

/// Most spend nothing, the others a whole multiple of 10: mean 7.
fn shop(random: &mut ChaCha8Rng) -> f64 {
    if uniform(random) < 0.8 {
        0.0
    } else {
        10.0 * (1.0 + (6.0 * uniform(random)).floor())
    }
}

/// Half spend nothing, the others by Pareto's law with infinite variance.
fn heavy(random: &mut ChaCha8Rng) -> f64 {
    if uniform(random) < 0.5 {
        0.0
    } else {
        20.0 * (1.0 - uniform(random)).powf(-1.0 / 1.5)
    }
}

fn contains(interval: Interval, truth: f64) -> bool {
    interval.low <= truth && truth <= interval.high
}

#[test]
fn mann_whitney_raises_false_alarms_as_often_as_promised() {
    check("Mann-Whitney with ties", 0.05, 11, |random| {
        let (control, treatment) = (draw(random, 150, shop), draw(random, 200, shop));
        mann_whitney(&control, &treatment).unwrap().p.value < 0.05
    });
    check("Mann-Whitney without ties", 0.05, 12, |random| {
        let (control, treatment) = (draw(random, 40, exponential), draw(random, 60, exponential));
        mann_whitney(&control, &treatment).unwrap().p.value < 0.05
    });
}

#[test]
fn quantiles_err_as_often_as_promised() {
    // Ranks are whole numbers, so that the promise is the chance that a binomial count lies between
    // them: 180 to 219 of 400, and 525 to 554 of 600.
    check("median covers", 0.954_364_5, 13, |random| {
        let values = draw(random, 400, exponential);
        let median = quantile(&values, 0.5, LEVEL).unwrap();
        covers(median.estimate, 2.0_f64.ln())
    });
    check("90th percentile covers", 0.958_982_8, 14, |random| {
        let values = draw(random, 600, exponential);
        let high = quantile(&values, 0.9, LEVEL).unwrap();
        covers(high.estimate, 10.0_f64.ln())
    });
    check("median difference", 0.05, 15, |random| {
        let (control, treatment) = (
            draw(random, 500, exponential),
            draw(random, 400, exponential),
        );
        let effect = quantile_difference(&control, &treatment, 0.5, LEVEL).unwrap();
        effect.p.value < 0.05
    });
    check("median lift", 0.95, 16, |random| {
        let control = draw(random, 500, exponential);
        let treatment = draw(random, 400, |random| 1.2 * exponential(random));
        let effect = quantile_difference(&control, &treatment, 0.5, LEVEL).unwrap();
        covers(effect.lift.unwrap(), 0.2)
    });
}

#[test]
fn the_bootstrap_covers_as_often_as_promised() {
    let plan = |random: &mut ChaCha8Rng| Resampling {
        resamples: 400,
        seed: random.next_u64(),
    };
    check("bootstrap of means", 0.95, 17, |random| {
        let control = draw(random, 200, shop);
        let treatment = draw(random, 150, |random| 2.0 * shop(random));
        let answer = bootstrap_difference(&control, &treatment, plan(random), LEVEL).unwrap();
        contains(answer.difference.interval, 7.0)
    });
    check("bootstrap p of means", 0.05, 18, |random| {
        let (control, treatment) = (draw(random, 150, shop), draw(random, 200, shop));
        let answer = bootstrap_difference(&control, &treatment, plan(random), LEVEL).unwrap();
        answer.p < 0.05
    });
    check("bootstrap of medians", 0.95, 19, |random| {
        let control = draw(random, 300, exponential);
        let treatment = draw(random, 400, |random| 1.0 + exponential(random));
        let plan = plan(random);
        let answer = bootstrap_quantile_difference(&control, &treatment, 0.5, plan, LEVEL).unwrap();
        contains(answer.difference.interval, 1.0)
    });
}

/// Without a cap Welch's test of these values raises a false alarm in about 3 of 100 experiments.
#[test]
fn caps_keep_the_error_rate_where_tails_are_heavy() {
    let p = |random: &mut ChaCha8Rng, percentile: f64| {
        let (control, treatment) = (draw(random, 300, heavy), draw(random, 300, heavy));
        let above = purchaser_cap(&[&control, &treatment], percentile).unwrap();
        let cap = Cap { above, below: None };
        let capped = capped_effect(&control, &treatment, cap, LEVEL).unwrap();
        capped.effect.p.value
    };
    check("capped Welch", 0.05, 20, |random| p(random, 95.0) < 0.05);
}
