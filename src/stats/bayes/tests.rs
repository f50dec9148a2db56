use proptest::prelude::*;
use serde::Deserialize;

use super::super::golden::{close, same_interval, table};
use super::*;

const GOLDEN: &str = include_str!("../golden/bayes.json");

#[derive(Deserialize)]
struct Reading {
    name: String,
    difference: f64,
    error: f64,
    chance: f64,
    loss: f64,
    credible: [f64; 2],
}

#[test]
fn readings_match() {
    for row in table::<Reading>(include_str!("../golden/planning.json"), "readings") {
        let actual = posterior(row.difference, row.error, Confidence::default());
        close(&row.name, actual.chance_to_beat, row.chance, 1e-12);
        close(&row.name, actual.expected_loss, row.loss, 1e-9);
        same_interval(&row.name, actual.interval, row.credible);
    }
}

#[test]
fn the_two_losses_differ_by_the_difference() {
    for step in -80..=80 {
        let difference = 0.1 * f64::from(step);
        let ours = posterior(difference, 1.0, Confidence::default());
        let theirs = posterior(-difference, 1.0, Confidence::default());
        let gap = ours.expected_loss_of_control - ours.expected_loss;
        assert!((gap - difference).abs() < 1e-14, "{difference}");
        let mirrored = theirs.expected_loss_of_control;
        close("mirrored loss", mirrored, ours.expected_loss, 1e-15);
        let chances = ours.chance_to_beat + ours.chance_to_lose;
        assert!((chances - 1.0).abs() < 1e-15, "{difference}");
        close("mirrored", theirs.chance_to_beat, ours.chance_to_lose, 0.0);
    }
}

#[test]
fn nothing_known_is_even_chances() {
    for (difference, error) in [
        (1.0, 0.0),
        (1.0, f64::NAN),
        (f64::INFINITY, 1.0),
        (1.0, -2.0),
    ] {
        let nothing = posterior(difference, error, Confidence::default());
        close("even", nothing.chance_to_beat, 0.5, 0.0);
        assert_eq!(nothing.interval, Interval::UNBOUNDED);
    }
}

#[derive(Deserialize)]
struct Informed {
    name: String,
    difference: f64,
    error: f64,
    variance: f64,
    mean: f64,
    deviation: f64,
    log10_lose: f64,
    /// Of the control, of the treatment.
    losses: [f64; 2],
    interval: [f64; 2],
}

#[test]
fn a_prior_pulls_as_much_as_its_precision() {
    for row in table::<Informed>(GOLDEN, "informed") {
        let prior = Prior::Normal {
            mean: 0.0,
            variance: row.variance,
        };
        let (name, level) = (row.name.as_str(), Confidence::default());
        let actual = normal_posterior(row.difference, row.error, prior, level).unwrap();
        assert_eq!(actual.method, PosteriorMethod::Normal);
        close(name, actual.mean, row.mean, 1e-12);
        let width = actual.interval.high - actual.interval.low;
        close(
            name,
            width,
            2.0 * 1.959_963_984_540_054 * row.deviation,
            1e-12,
        );
        close(name, actual.chance_to_lose.log10(), row.log10_lose, 1e-12);
        close(name, actual.expected_loss_of_control, row.losses[0], 1e-12);
        close(name, actual.expected_loss, row.losses[1], 1e-9);
        same_interval(name, actual.interval, row.interval);
    }
}

/// Control successes and trials, treatment successes and trials.
#[derive(Deserialize)]
struct Row {
    input: [u64; 4],
    win: f64,
    lose: f64,
    loss_treatment: f64,
    loss_control: f64,
    difference: [f64; 2],
    lift: [f64; 2],
}

fn shares([x_c, n_c, x_t, n_t]: [u64; 4]) -> (Proportion, Proportion) {
    let share = |successes, trials| Proportion { successes, trials };
    (share(x_c, n_c), share(x_t, n_t))
}

fn exact(input: [u64; 4]) -> Posterior {
    let (control, treatment) = shares(input);
    let (control, treatment) = (Beta::UNIFORM.after(control), Beta::UNIFORM.after(treatment));
    beta_posterior(control, treatment, Confidence::default()).unwrap()
}

#[test]
fn exact_posteriors_match() {
    for row in table::<Row>(GOLDEN, "pairs") {
        let case = format!("{:?}", row.input);
        let actual = exact(row.input);
        assert_eq!(actual.method, PosteriorMethod::BetaBinomial);
        close(&case, actual.chance_to_beat, row.win, 1e-10);
        close(&case, actual.chance_to_lose, row.lose, 1e-10);
        close(&case, actual.expected_loss, row.loss_treatment, 1e-10);
        close(
            &case,
            actual.expected_loss_of_control,
            row.loss_control,
            1e-10,
        );
        same_interval(&case, actual.interval, row.difference);
        same_interval(&case, actual.lift.unwrap(), row.lift);
    }
}

#[test]
fn any_prior_will_do() {
    for [a_c, b_c, a_t, b_t, win, lose, loss, loss_of_control] in
        table::<[f64; 8]>(GOLDEN, "shapes")
    {
        let case = format!("{a_c}, {b_c}, {a_t}, {b_t}");
        let beta = |successes, failures| Beta {
            successes,
            failures,
        };
        let level = Confidence::default();
        let actual = beta_posterior(beta(a_c, b_c), beta(a_t, b_t), level).unwrap();
        close(&case, actual.chance_to_beat, win, 1e-10);
        close(&case, actual.chance_to_lose, lose, 1e-10);
        close(&case, actual.expected_loss, loss, 1e-10);
        close(
            &case,
            actual.expected_loss_of_control,
            loss_of_control,
            1e-10,
        );
    }
}

#[test]
fn small_cells_are_exact_and_large_ones_normal() {
    let level = Confidence::default();
    let method = |input: [u64; 4]| {
        let (control, treatment) = shares(input);
        proportion_posterior(control, treatment, level)
            .unwrap()
            .method
    };
    assert_eq!(method([50, 1000, 50, 100]), PosteriorMethod::Normal);
    assert_eq!(method([49, 1000, 50, 100]), PosteriorMethod::BetaBinomial);
    assert_eq!(method([50, 1000, 51, 100]), PosteriorMethod::BetaBinomial);
    assert_eq!(method([0, 1, 0, 1]), PosteriorMethod::BetaBinomial);
}

#[test]
fn the_two_methods_meet_in_large_samples() {
    let input = [400_000, 1_000_000, 300_500, 750_000];
    let (control, treatment) = shares(input);
    let normal = proportion_posterior(control, treatment, Confidence::default()).unwrap();
    let exact = exact(input);
    assert_ne!(normal.method, exact.method);
    close("chance", normal.chance_to_beat, exact.chance_to_beat, 1e-4);
    close("loss", normal.expected_loss, exact.expected_loss, 1e-3);
    close("low", normal.interval.low, exact.interval.low, 1e-3);
    close("high", normal.interval.high, exact.interval.high, 1e-3);
}

#[test]
fn what_cannot_be_answered_says_why() {
    let level = Confidence::default();
    let (control, treatment) = shares([0, 0, 1, 2]);
    let answer = proportion_posterior(control, treatment, level);
    assert_eq!(answer, Err(CannotTest::NoUnits));
    let of = |error, variance| {
        let prior = Prior::Normal {
            mean: 0.0,
            variance,
        };
        normal_posterior(1.0, error, prior, level).unwrap_err()
    };
    assert_eq!(of(0.0, 1.0), CannotTest::ZeroVariance);
    assert_eq!(of(1.0, 0.0), CannotTest::ZeroVariance);
    assert_eq!(of(-1.0, 1.0), CannotTest::OutOfRange);
    assert_eq!(of(1.0, f64::INFINITY), CannotTest::NotFinite);
    let tiny = Beta {
        successes: 0.09,
        failures: 1.0,
    };
    let answer = beta_posterior(Beta::UNIFORM, tiny, level);
    assert_eq!(answer, Err(CannotTest::OutOfRange));
}

/// From one to a trillion, each size as likely as any other.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![
        (0..40_u32, 0..1_000_u64).prop_map(|(bits, extra)| (1_u64 << bits) + extra),
        1..6_u64,
    ]
}

fn group() -> impl Strategy<Value = (u64, u64)> {
    (count(), count(), 0..4_u8).prop_map(|(a, b, kind)| match kind {
        0 => (0, a),
        1 => (a, a),
        _ => (a.min(b), a.max(b)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn exact_posteriors_obey_their_laws(control in group(), treatment in group()) {
        let input = [control.0, control.1, treatment.0, treatment.1];
        let swapped = exact([treatment.0, treatment.1, control.0, control.1]);
        let actual = exact(input);
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        prop_assert!((0.0..=1.0).contains(&actual.chance_to_beat));
        prop_assert!((actual.chance_to_beat + actual.chance_to_lose - 1.0).abs() < 1e-15);
        prop_assert!(same(actual.chance_to_beat, swapped.chance_to_lose), "{actual:?} {swapped:?}");
        prop_assert!(same(actual.expected_loss, swapped.expected_loss_of_control));
        prop_assert!(actual.expected_loss >= 0.0 && actual.expected_loss_of_control >= 0.0);
        let gap = actual.expected_loss_of_control - actual.expected_loss;
        let size = actual.expected_loss_of_control.max(actual.expected_loss);
        prop_assert!((gap - actual.mean).abs() <= 1e-9 * size, "{actual:?}");
        let (interval, lift) = (actual.interval, actual.lift.unwrap());
        prop_assert!(-1.0 <= interval.low && interval.low < interval.high && interval.high <= 1.0);
        prop_assert!(-1.0 <= lift.low && lift.low < lift.high);
        // Both intervals leave the same chance on either side of zero as the posterior itself.
        for (bound, chance) in [
            (interval.low, actual.chance_to_lose),
            (lift.low, actual.chance_to_lose),
            (-interval.high, actual.chance_to_beat),
            (-lift.high, actual.chance_to_beat),
        ] {
            if (chance - 0.025).abs() > 1e-6 {
                prop_assert_eq!(bound < 0.0, chance > 0.025, "{:?}", actual);
            }
        }
    }

    #[test]
    fn more_certainty_widens_the_interval(
        control in group(),
        treatment in group(),
        alpha in prop::sample::select(vec![1e-300, 1e-30, 1e-6, 0.05, 0.9, 1.0 - 1e-12]),
    ) {
        let beta = |(x, n): (u64, u64)| {
            Beta::UNIFORM.after(Proportion { successes: x, trials: n })
        };
        let at = |alpha: f64| {
            beta_posterior(beta(control), beta(treatment), Confidence { alpha }).unwrap()
        };
        let (wide, narrow) = (at(0.5 * alpha), at(alpha));
        // Next to -1 neighbouring numbers are further apart than the bounds.
        let slack = |bound: f64| 1e-14 * (1.0 + bound.abs());
        for (wide, narrow) in [
            (wide.interval, narrow.interval),
            (wide.lift.unwrap(), narrow.lift.unwrap()),
        ] {
            prop_assert!(wide.low <= narrow.low + slack(narrow.low), "{wide:?} {narrow:?}");
            prop_assert!(wide.high >= narrow.high - slack(narrow.high), "{wide:?} {narrow:?}");
        }
    }
}
