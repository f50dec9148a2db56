//! What peeking costs: simulated tests without an effect, looked at again and again, with a fixed seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::super::Sides;
use super::*;

const TESTS: u32 = 4_000;
const LOOKS: usize = 10;

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut ChaCha8Rng) -> f64 {
    let mut uniform = || ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let radius = (-2.0 * uniform().ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform()).cos()
}

/// The share of tests without an effect in which some look, given its number from 1 and z, raises an
/// alarm.
fn alarms(seed: u64, is_alarm: impl Fn(usize, f64) -> bool) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let hits = (0..TESTS)
        .filter(|_| {
            let mut sum = 0.0;
            let mut hit = false;
            for look in 1..=LOOKS {
                sum += normal(&mut random);
                hit |= is_alarm(look, sum / (look as f64).sqrt());
            }
            hit
        })
        .count();
    hits as f64 / f64::from(TESTS)
}

/// Four standard errors of a share of 5 %.
const MARGIN: f64 = 0.014;

#[test]
fn a_plain_test_read_ten_times_raises_false_alarms() {
    let rate = alarms(1, |_, z| z.abs() > 1.96);
    // Armitage and others 1969, table 2: 0.193 at ten looks.
    assert!((rate - 0.193).abs() < 2.0 * MARGIN, "{rate}");
}

#[test]
fn always_valid_readings_keep_the_error_rate() {
    let level = Confidence::default();
    let people = |look: usize| 500 * look as u64;
    let both = alarms(2, |look, z| {
        always_valid(z, 1.0, people(look), 5_000, level).p.value < 0.05
    });
    assert!(both < 0.05 + MARGIN && both > 0.0, "{both}");
    let above = alarms(3, |look, z| {
        always_valid_above(z, 1.0, people(look), 5_000, level)
            .p
            .value
            < 0.05
    });
    assert!(above < 0.05 + MARGIN && above > 0.0, "{above}");
    let mixture = alarms(4, |look, z| {
        let error = 1.0 / (look as f64).sqrt();
        let reading = mixture_sprt(z * error, error, 1.0, MixtureRule::Johari, level);
        reading.p.value < 0.05
    });
    assert!(mixture < 0.05 + MARGIN && mixture > 0.0, "{mixture}");
}

#[test]
fn group_sequential_looks_spend_the_error_rate_to_the_end() {
    let information: Vec<f64> = (1..=LOOKS).map(|look| look as f64 / LOOKS as f64).collect();
    for (seed, sides) in [(5, Sides::One), (6, Sides::Two)] {
        let plan = GroupSequential {
            sides,
            ..GroupSequential::default()
        };
        let looks = group_sequential_bounds(&information, plan).unwrap();
        let rate = alarms(seed, |look, z| {
            let z = if sides == Sides::Two { z.abs() } else { z };
            z >= looks[look - 1].bound
        });
        assert!((rate - 0.05).abs() < MARGIN, "{sides:?}: {rate}");
    }
}
