use rand_chacha::rand_core::SeedableRng;

use super::*;

fn random() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(5)
}

/// Pearson's chi-square of draws against expected counts, as normal deviate (Wilson and Hilferty).
fn deviate(drawn: &[u64], expected: &[f64]) -> f64 {
    let chi_square: f64 = drawn
        .iter()
        .zip(expected)
        .map(|(&o, e)| (o as f64 - e) * (o as f64 - e) / e)
        .sum();
    let df = (drawn.len() - 1) as f64;
    let variance = 2.0 / (9.0 * df);
    ((chi_square / df).cbrt() - (1.0 - variance)) / variance.sqrt()
}

#[test]
fn positions_are_drawn_as_often_as_they_weigh() {
    let weights = [3.0, 0.0, 1.0, 0.25, 7.5, 1.0, 2.0];
    let alias = Alias::new(&weights);
    let mut random = random();
    let mut drawn = [0_u64; 7];
    for _ in 0..200_000 {
        drawn[alias.draw(&mut random)] += 1;
    }
    assert_eq!(drawn[1], 0, "no weight, no draw");
    let positive = |position: &usize| *position != 1;
    let drawn: Vec<u64> = (0..7).filter(positive).map(|i| drawn[i]).collect();
    let expected: Vec<f64> = (0..7)
        .filter(positive)
        .map(|i| weights[i] * 200_000.0 / 14.75)
        .collect();
    assert!(deviate(&drawn, &expected).abs() < 4.0, "{drawn:?}");
}

#[test]
fn poisson_tables_have_the_chances_of_their_rate() {
    for rate in [0.0, 0.4, 3.0, 41.7, 1_000.0] {
        let table = PoissonTable::new(rate);
        let mut random = random();
        let draws: Vec<f64> = (0..100_000)
            .map(|_| table.draw(&mut random) as f64)
            .collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 1e5;
        let error = (rate / 1e5).sqrt();
        assert!((mean - rate).abs() <= 4.0 * error, "{rate}: mean {mean}");
        let spread = 4.0 * (rate / 1e5 + 2.0 * rate * rate / 1e5).sqrt();
        assert!((variance - rate).abs() <= spread, "{rate}: {variance}");
    }
}

/// The sum of resamples has the mean and the variance of n draws from the values, by whichever way
/// they are drawn.
#[test]
fn resamples_spread_as_draws_with_replacement() {
    let few = [(0.0, 12), (1.0, 5), (10.0, 3)];
    let several = [(0.0, 400), (1.0, 250), (10.0, 3), (-4.0, 90)];
    let many = [
        (0.0, 60_000),
        (1.0, 5_000),
        (10.0, 800),
        (-4.0, 20_000),
        (7.0, 3),
    ];
    let common = [(0.0, 60_000), (1.0, 30_000)];
    for counted in [&few[..], &several, &many, &common] {
        let mut group = Distribution::default();
        for &(value, count) in counted {
            group.push_many(value, count);
        }
        let resampler = Resampler::new(&group).unwrap();
        let mut random = random();
        let means: Vec<f64> = (0..20_000).map(|_| resampler.mean(&mut random)).collect();
        let moments = group.moments();
        let n = moments.n as f64;
        let variance = moments.m2 / n / n;
        let mean = means.iter().sum::<f64>() / 2e4;
        let distance = (mean - moments.mean) / (variance / 2e4).sqrt();
        assert!(distance.abs() < 4.0, "{counted:?}: mean off by {distance}");
        let spread: f64 = means.iter().map(|m| (m - moments.mean).powi(2)).sum();
        // The variance of a sample variance is about 2/n of its square; small groups are skewed.
        let ratio = spread / 2e4 / variance;
        assert!(
            (ratio - 1.0).abs() < 0.05,
            "{counted:?}: variance times {ratio}"
        );
    }
}

/// Two values are drawn jointly: if one is drawn more, the other is drawn less.
#[test]
fn the_number_of_draws_is_always_that_of_the_units() {
    for count in [3_u64, 40, 700, 9_000, 40_000] {
        let mut group = Distribution::default();
        for value in 0..7 {
            group.push_many(2.0 + f64::from(value) * 1e-9, count);
        }
        let resampler = Resampler::new(&group).unwrap();
        let mut random = random();
        for _ in 0..500 {
            let mean = resampler.mean(&mut random);
            assert!((2.0 - 1e-12..2.0 + 7e-9).contains(&mean), "{count}: {mean}");
        }
    }
}
