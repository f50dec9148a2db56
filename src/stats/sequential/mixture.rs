//! The mixture sequential probability ratio test (mSPRT).

use std::f64::consts::LN_2;

use super::super::result::finite;
use super::super::tails::ln_normal_two_sided;
use super::super::{Moments, means};
use super::{CannotTest, Confidence, Evidence, Interval, PValue, Sequential};

/// How the mixture's likelihood ratio becomes an interval and a p-value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MixtureRule {
    /// Reject where the likelihood ratio exceeds 1/α (Johari, Pekelis and Walsh 2017, arXiv 1512.04922).
    #[default]
    Johari,
    /// As Statsig's documentation has it: reject where it exceeds 2/α, so wider; the p-value is that of
    /// a normal test whose statistic is shrunk by the widening of the interval, `2 Φ(-|z| z_{1-α/2} / z*)`.
    Statsig,
}

/// The mSPRT of a difference against none, with effects mixed over N(0, `mixing_variance`).
///
/// With V = SE² and τ the mixing variance, `Λ = sqrt(V/(V + τ)) exp(τ d² / (2V (V + τ)))`,
/// `p = min(1, 1/Λ)` and the interval is `d ± sqrt(V (V + τ)/τ (-2 ln α - ln(V/(V + τ))))`. It holds at
/// every look, and over several looks the smallest p so far is valid too, if τ stays the same.
///
/// As long as nothing is known (no finite and positive standard error or mixing variance) the interval
/// is unbounded and p is 1.
#[must_use]
pub fn mixture_sprt(
    difference: f64,
    standard_error: f64,
    mixing_variance: f64,
    rule: MixtureRule,
    confidence: Confidence,
) -> Sequential {
    let (Some(evidence), Ok(alpha), Ok(quantile)) = (
        Evidence::new(difference, standard_error),
        confidence.error_rate(),
        confidence.normal_quantile(),
    ) else {
        return Sequential::UNKNOWN;
    };
    // Not by the squares, which overflow sooner.
    let relative = mixing_variance.sqrt() / standard_error;
    let weight = relative * relative;
    if !(weight > 0.0 && weight.is_finite()) {
        return Sequential::UNKNOWN;
    }
    match rule {
        MixtureRule::Johari => evidence.mixed(weight, alpha),
        MixtureRule::Statsig => {
            let growth = (weight + 1.0) / weight;
            let reach = (2.0 * growth * (0.5 * weight.ln_1p() - alpha.ln() + LN_2)).sqrt();
            Sequential {
                interval: Interval::around(difference, reach * standard_error),
                p: PValue::from_ln(ln_normal_two_sided(evidence.z * (quantile / reach))),
            }
        }
    }
}

/// Statsig's choice of the mixing variance, `z_{1-α/2}² (s_t² + s_c²) / (n_t + n_c)`, in the squared unit
/// of the metric. It shrinks as people come in, so p-values of different looks are not of one test.
pub fn mixing_variance(
    control: &Moments,
    treatment: &Moments,
    confidence: Confidence,
) -> Result<f64, CannotTest> {
    let quantile = confidence.normal_quantile()?;
    let spread = finite(means::sample_variance(control)? + means::sample_variance(treatment)?)?;
    if spread == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    finite(quantile * quantile * spread / (control.n as f64 + treatment.n as f64))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::super::golden::{close, same_interval, same_p, table};
    use super::super::always_valid;
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        name: String,
        control: (u64, f64),
        treatment: (u64, f64),
        difference: f64,
        error: f64,
        tau: f64,
        johari_p: f64,
        johari: Option<[f64; 2]>,
        statsig_p: f64,
        statsig: [f64; 2],
    }

    #[test]
    fn both_rules_match() {
        for row in table::<Row>(include_str!("../golden/looks.json"), "mixture") {
            let level = Confidence::default();
            let moments = |(n, sd): (u64, f64)| Moments {
                n,
                mean: 0.0,
                m2: sd * sd * (n - 1) as f64,
            };
            let tau = mixing_variance(&moments(row.control), &moments(row.treatment), level);
            close(&row.name, tau.unwrap(), row.tau, 1e-12);
            let read = |rule| mixture_sprt(row.difference, row.error, row.tau, rule, level);
            let (johari, statsig) = (read(MixtureRule::Johari), read(MixtureRule::Statsig));
            same_p(
                &row.name,
                johari.p,
                row.johari_p,
                row.johari_p.log10(),
                1e-9,
            );
            same_p(
                &row.name,
                statsig.p,
                row.statsig_p,
                row.statsig_p.log10(),
                1e-9,
            );
            same_interval(&row.name, statsig.interval, row.statsig);
            if let Some(interval) = row.johari {
                same_interval(&row.name, johari.interval, interval);
            }
        }
    }

    #[test]
    fn intervals_and_p_values_agree() {
        for step in -80..=80 {
            let z = 0.1 * f64::from(step);
            for rule in [MixtureRule::Johari, MixtureRule::Statsig] {
                let reading = mixture_sprt(z, 1.0, 2.5, rule, Confidence::default());
                let excludes = reading.interval.low > 0.0 || reading.interval.high < 0.0;
                assert_eq!(excludes, reading.p.value < 0.05, "{rule:?}, z = {z}");
            }
        }
    }

    #[test]
    fn the_confidence_sequence_is_a_mixture_too() {
        let level = Confidence::default();
        let evidence = -2.0 * 0.05_f64.ln();
        let tau = 0.3 * 0.3 * 4_000.0 * (evidence + evidence.ln_1p()) / 9_000.0;
        let mixture = mixture_sprt(0.7, 0.3, tau, MixtureRule::Johari, level);
        let sequence = always_valid(0.7, 0.3, 4_000, 9_000, level);
        close("low", mixture.interval.low, sequence.interval.low, 1e-12);
        close("p", mixture.p.value, sequence.p.value, 1e-12);
    }

    #[test]
    fn nothing_known_is_unbounded() {
        let level = Confidence::default();
        for (error, tau) in [
            (0.0, 1.0),
            (1.0, 0.0),
            (1.0, -1.0),
            (f64::NAN, 1.0),
            (1.0, f64::NAN),
        ] {
            for rule in [MixtureRule::Johari, MixtureRule::Statsig] {
                let reading = mixture_sprt(1.0, error, tau, rule, level);
                assert_eq!(reading, Sequential::UNKNOWN, "{error}, {tau}");
            }
        }
        let one = Moments {
            n: 1,
            ..Moments::default()
        };
        let some = Moments::of([1.0, 2.0]);
        assert_eq!(
            mixing_variance(&one, &some, level),
            Err(CannotTest::OneUnit)
        );
        let flat = Moments::of([2.0, 2.0]);
        assert_eq!(
            mixing_variance(&flat, &flat, level),
            Err(CannotTest::ZeroVariance)
        );
    }
}
