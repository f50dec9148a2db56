//! Values, differences and intervals of a metric as text.

use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{Estimate, Interval};

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
    pub fn evidence(self, difference: &Estimate) -> String {
        let value = match self.unit {
            Unit::Share => format!(
                "{} percentage points",
                NumberStyle::default().signed(difference.value * 100.0, 1)
            ),
            Unit::Money | Unit::Count => self.difference(difference.value),
        };
        format!(
            "{value} (95 % interval {})",
            self.bounds(difference.interval)
        )
    }
}
