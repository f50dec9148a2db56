//! CUPED and post-stratification: unbiased, with honest intervals, and as much narrower as theory says.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Poisson, StandardNormal};

use super::super::{
    Adjusted, Confidence, Moments, Proportion, RatioMoments, Statistic, VectorMoments, cuped_mean,
    cuped_ratio, post_stratified, post_stratified_mean, post_stratified_ratio,
};
use super::{EXPERIMENTS, check, covers, uniform};

const LEVEL: Confidence = Confidence { alpha: 0.05 };

fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

fn orders(random: &mut ChaCha8Rng, rate: f64) -> f64 {
    Poisson::new(rate).unwrap().sample(random)
}

fn rejects(adjusted: &Adjusted) -> bool {
    adjusted.effect.p.value < 0.05
}

/// Mean and variance of what `experiment` answers, over all experiments of one seed.
fn answers(seed: u64, mut experiment: impl FnMut(&mut ChaCha8Rng) -> f64) -> Moments {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    Moments::of((0..EXPERIMENTS).map(|_| experiment(&mut random)))
}

/// Asserts that answers are right on average: within four standard errors.
fn check_mean(case: &str, answers: Moments, truth: f64) {
    let error = (answers.variance().unwrap() / answers.n as f64).sqrt();
    let gap = (answers.mean - truth).abs();
    assert!(gap < 4.0 * error, "{case}: {gap} beyond {error}");
}

/// Outcome and covariate with correlation 0.7, standard deviations 1 and 3.
fn draw_pairs(random: &mut ChaCha8Rng, n: u32, effect: f64) -> VectorMoments<2> {
    let mut moments = VectorMoments::default();
    for _ in 0..n {
        let before = normal(random);
        let outcome = 0.7 * before + (1.0 - 0.49_f64).sqrt() * normal(random);
        moments.push([5.0 + outcome + effect, 20.0 + 3.0 * before]);
    }
    moments
}

fn normal_experiment(random: &mut ChaCha8Rng, effect: f64) -> Adjusted {
    let control = draw_pairs(random, 60, 0.0);
    cuped_mean(&control, &draw_pairs(random, 90, effect), LEVEL).unwrap()
}

#[test]
fn cuped_is_unbiased_and_covers() {
    let effects = answers(20, |random| {
        normal_experiment(random, 0.4).effect.difference.value
    });
    check_mean("CUPED", effects, 0.4);
    check("CUPED", 0.95, 21, |random| {
        covers(normal_experiment(random, 0.4).effect.difference, 0.4)
    });
    check("CUPED, lift", 0.95, 22, |random| {
        covers(
            normal_experiment(random, 0.4).effect.lift.unwrap(),
            0.4 / 5.0,
        )
    });
}

#[test]
fn cuped_takes_out_the_squared_correlation() {
    let reported = answers(23, |random| {
        normal_experiment(random, 0.0).variance_reduction
    });
    assert!((reported.mean - 0.49).abs() < 0.01, "{}", reported.mean);
    let mut plain = Moments::default();
    let adjusted = answers(24, |random| {
        let (control, treatment) = (draw_pairs(random, 60, 0.0), draw_pairs(random, 90, 0.0));
        plain.push(treatment.mean[0] - control.mean[0]);
        let adjusted = cuped_mean(&control, &treatment, LEVEL).unwrap();
        adjusted.effect.difference.value
    });
    // The ratio of two variances from 2,000 experiments is known to some 3 %.
    let kept = adjusted.m2 / plain.m2;
    assert!((kept / (1.0 - 0.49) - 1.0).abs() < 0.12, "{kept}");
}

/// Revenue with most people at zero, which goes with revenue from before; `scale` is what the treatment
/// multiplies it by, so effects differ from person to person.
fn draw_revenue(random: &mut ChaCha8Rng, people: u32, scale: f64) -> VectorMoments<2> {
    let mut moments = VectorMoments::default();
    for _ in 0..people {
        let taste = -(1.0 - uniform(random)).ln();
        let before = 25.0 * orders(random, taste);
        moments.push([scale * 20.0 * orders(random, 0.8 * taste), before]);
    }
    moments
}

#[test]
fn cuped_raises_false_alarms_as_often_as_promised() {
    check("CUPED, revenue", 0.05, 25, |random| {
        let (control, treatment) = (
            draw_revenue(random, 150, 1.0),
            draw_revenue(random, 220, 1.0),
        );
        rejects(&cuped_mean(&control, &treatment, LEVEL).unwrap())
    });
}

#[test]
fn cuped_covers_effects_that_grow_with_the_covariate() {
    let experiment = |random: &mut ChaCha8Rng| {
        let (control, treatment) = (
            draw_revenue(random, 220, 1.0),
            draw_revenue(random, 150, 1.5),
        );
        cuped_mean(&control, &treatment, LEVEL).unwrap().effect
    };
    // 20 times 0.8 times a mean taste of 1, by half more.
    let effects = answers(26, |random| experiment(random).difference.value);
    check_mean("CUPED, growing", effects, 8.0);
    check("CUPED, growing", 0.95, 27, |random| {
        covers(experiment(random).difference, 8.0)
    });
    check("CUPED, growing, lift", 0.95, 28, |random| {
        covers(experiment(random).lift.unwrap(), 0.5)
    });
}

/// Orders and revenue now and before: people differ in how often and in how dear they buy.
fn draw_orders(random: &mut ChaCha8Rng, people: u32, price: f64) -> VectorMoments<4> {
    let mut moments = VectorMoments::default();
    for _ in 0..people {
        let rate = 0.5 + 1.5 * uniform(random);
        let dear = 30.0 + 20.0 * uniform(random);
        let (now, before) = (orders(random, rate), orders(random, rate));
        moments.push([price * dear * now, now, dear * before, before]);
    }
    moments
}

#[test]
fn cuped_of_ratios_is_unbiased_and_covers() {
    let experiment = |random: &mut ChaCha8Rng, price: f64| {
        let (control, treatment) = (
            draw_orders(random, 150, 1.0),
            draw_orders(random, 200, price),
        );
        cuped_ratio(&control, &treatment, LEVEL).unwrap()
    };
    let effects = answers(29, |random| experiment(random, 1.1).effect.difference.value);
    check_mean("CUPED, ratio", effects, 4.0);
    check("CUPED, ratio", 0.95, 30, |random| {
        covers(experiment(random, 1.1).effect.difference, 4.0)
    });
    check("CUPED, ratio", 0.05, 31, |random| {
        rejects(&experiment(random, 1.0))
    });
    let reduction = answers(32, |random| experiment(random, 1.0).variance_reduction);
    assert!(reduction.mean > 0.3, "{}", reduction.mean);
}

/// Three strata in random shares, of values 0, 2 and 5 on average with a standard deviation of 1.
fn draw_strata(random: &mut ChaCha8Rng, effect: f64) -> [(Moments, Moments); 3] {
    let mut strata = [(Moments::default(), Moments::default()); 3];
    for person in 0..150 {
        let kind = (uniform(random) * 3.0) as usize;
        let value = [0.0, 2.0, 5.0][kind] + normal(random);
        if person % 5 < 2 {
            strata[kind].0.push(value);
        } else {
            strata[kind].1.push(value + effect);
        }
    }
    strata
}

#[test]
fn post_stratification_is_unbiased_and_covers() {
    let experiment = |random: &mut ChaCha8Rng, effect: f64| {
        post_stratified_mean(&draw_strata(random, effect), LEVEL).unwrap()
    };
    let effects = answers(33, |random| experiment(random, 0.3).effect.difference.value);
    check_mean("strata", effects, 0.3);
    check("strata", 0.95, 34, |random| {
        covers(experiment(random, 0.3).effect.difference, 0.3)
    });
    check("strata", 0.05, 35, |random| {
        rejects(&experiment(random, 0.0))
    });
    // Between the strata the variance is 38 / 9, within 1.
    let share = 38.0 / 9.0 / (1.0 + 38.0 / 9.0);
    let reduction = answers(36, |random| experiment(random, 0.0).variance_reduction);
    assert!((reduction.mean - share).abs() < 0.01, "{}", reduction.mean);
    let plain = answers(37, |random| {
        let [a, b, c] = draw_strata(random, 0.0);
        (a.1 + b.1 + c.1).mean - (a.0 + b.0 + c.0).mean
    });
    let adjusted = answers(37, |random| experiment(random, 0.0).effect.difference.value);
    let kept = adjusted.m2 / plain.m2;
    assert!((kept / (1.0 - share) - 1.0).abs() < 0.15, "{kept}");
}

#[test]
fn post_stratification_of_shares_raises_false_alarms_as_often_as_promised() {
    check("strata, share", 0.05, 38, |random| {
        let mut strata = [(Proportion::default(), Proportion::default()); 2];
        for person in 0..400 {
            let kind = usize::from(uniform(random) < 0.4);
            let bought = uniform(random) < [0.1, 0.5][kind];
            let group = if person % 2 == 0 {
                &mut strata[kind].0
            } else {
                &mut strata[kind].1
            };
            group.trials += 1;
            group.successes += u64::from(bought);
        }
        let strata = strata.map(|(c, t)| (Statistic::Proportion(c), Statistic::Proportion(t)));
        rejects(&post_stratified(&strata, LEVEL).unwrap())
    });
}

#[test]
fn post_stratification_of_ratios_covers() {
    check("strata, ratio", 0.95, 39, |random| {
        let mut strata = [(RatioMoments::default(), RatioMoments::default()); 2];
        for person in 0..300 {
            let kind = usize::from(uniform(random) < 0.3);
            let bought = orders(random, [0.8, 1.6][kind]);
            let price = [20.0, 50.0][kind] + 10.0 * uniform(random);
            if person % 2 == 0 {
                strata[kind].0.push(price * bought, bought);
            } else {
                strata[kind].1.push(1.2 * price * bought, bought);
            }
        }
        let effect = post_stratified_ratio(&strata, LEVEL).unwrap().effect;
        // Revenue (0.7 * 0.8 * 25 + 0.3 * 1.6 * 55) by orders (0.7 * 0.8 + 0.3 * 1.6), a fifth more.
        covers(effect.difference, 0.2 * (14.0 + 26.4) / 1.04)
    });
}
