//! Values, differences and intervals of a metric as text.

use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{Confidence, Estimate, Interval};

/// What an interval of that confidence is called: `95 % interval`.
#[must_use]
pub fn interval_words(confidence: Confidence) -> String {
    format!("{} interval", exact(1.0 - confidence.alpha, confidence))
}

/// The error rate: `5 %`.
#[must_use]
pub fn error_words(confidence: Confidence) -> String {
    exact(confidence.alpha, confidence)
}

/// As many digits as an error rate needs: 99.9 % is not 100 %.
fn exact(share: f64, confidence: Confidence) -> String {
    let percent = 100.0 * share;
    let is_told = |decimals: &i32| {
        let scale = 10_f64.powi(*decimals);
        ((percent * scale).round() / scale - percent).abs() <= 0.1 * confidence.alpha
    };
    let decimals = (0..12).find(is_told).unwrap_or(12);
    NumberStyle::default().percent(share, decimals as usize)
}

/// Writes the numbers of one metric.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What the value counts.
    pub unit: Unit,
    /// The currency of money.
    pub currency: Currency,
}

impl Words {
    /// A value: `6.2 %`, `€47.80`, `0.31`.
    #[must_use]
    pub fn value(self, value: f64) -> String {
        let style = NumberStyle::default();
        match self.unit {
            Unit::Share => style.percent(value, 1),
            Unit::Money => style.money_average(value, self.currency),
            Unit::Count => style.decimal(value, 2),
        }
    }

    /// A difference, signed: `+2.2 pp`, `+€0.35`.
    #[must_use]
    pub fn difference(self, difference: f64) -> String {
        let style = NumberStyle::default();
        match self.unit {
            Unit::Share => style.points(difference, 1),
            Unit::Money => style.money_signed(difference, self.currency),
            Unit::Count => style.signed(difference, 2),
        }
    }

    /// The size of a difference without its sign: `2.4 pp`.
    #[must_use]
    pub fn size(self, difference: f64) -> String {
        self.difference(difference.abs())
            .trim_start_matches('+')
            .to_owned()
    }

    /// The interval of a difference without its unit: `1.0 to 3.4`.
    #[must_use]
    pub fn bounds(self, interval: Interval) -> String {
        let style = NumberStyle::default();
        let bound = |value: f64| match self.unit {
            Unit::Share => style.decimal(value * 100.0, 1),
            Unit::Money => style.decimal(value / self.currency.minor_per_major() as f64, 2),
            Unit::Count => style.decimal(value, 2),
        };
        format!("{} to {}", bound(interval.low), bound(interval.high))
    }

    /// A difference with its interval: `+2.2 percentage points (95 % interval 1.0 to 3.4)`.
    #[must_use]
    pub fn evidence(self, difference: &Estimate, confidence: Confidence) -> String {
        let value = match self.unit {
            Unit::Share => format!(
                "{} percentage points",
                NumberStyle::default().signed(difference.value * 100.0, 1)
            ),
            Unit::Money | Unit::Count => self.difference(difference.value),
        };
        format!(
            "{value} ({} {})",
            interval_words(confidence),
            self.bounds(difference.interval)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_called_by_its_confidence() {
        let check = |alpha: f64, words: &str| {
            assert_eq!(interval_words(Confidence { alpha }), words, "{alpha}");
        };
        assert_eq!(error_words(Confidence::default()), "5 %");
        assert_eq!(error_words(Confidence { alpha: 0.001 }), "0.1 %");
        check(0.05, "95 % interval");
        check(0.01, "99 % interval");
        check(0.1, "90 % interval");
        check(0.025, "97.5 % interval");
        check(0.001, "99.9 % interval");
        check(1e-6, "99.9999 % interval");
    }
}
