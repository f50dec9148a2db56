//! How a chart's numbers are written: short on axes, readable at marks, exact in tables.

use crate::model::format::{MINUS, NumberStyle};
use crate::model::money::Currency;

/// From here on digits stop helping and a power of ten is written instead.
const TOO_LONG: f64 = 1e15;

/// What the numbers of a chart are, and so how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFormat {
    /// Amounts in minor units: `€30k`.
    Money(Currency),
    /// Differences of amounts in minor units, always signed: `+€3.02`.
    MoneyDifference(Currency),
    /// Shares as fractions: 0.062 is `6.2 %`.
    Percent {
        /// Decimals at marks and in tables.
        decimals: usize,
    },
    /// Differences of shares as fractions: 0.022 is `+2.2 pp`.
    Points {
        /// Decimals at marks and in tables.
        decimals: usize,
    },
    /// Relative lifts as fractions: 0.54 is `+54 %`.
    Lift {
        /// Decimals at marks and in tables.
        decimals: usize,
    },
    /// How many: `14,062`.
    Count,
    /// A plain number.
    Number {
        /// Decimals at marks and in tables.
        decimals: usize,
    },
}

impl ValueFormat {
    /// One label for each tick, all with the same decimals and the same suffix, as short as the ticks
    /// allow: `€0`, `€30k`, `€60k`.
    #[must_use]
    pub fn axis(self, ticks: &[f64], style: NumberStyle) -> Vec<String> {
        let scale = self.axis_scale();
        let shown: Vec<f64> = ticks.iter().map(|tick| tick * scale).collect();
        let short = Shortening::of(&shown, self.shortens());
        shown
            .iter()
            .map(|value| self.tick(*value, &short, style))
            .collect()
    }

    /// A value beside its mark: `€14.9k`, `6.2 %`.
    #[must_use]
    pub fn label(self, value: f64, style: NumberStyle) -> String {
        if is_unwieldy(value) {
            return scientific(value);
        }
        match self {
            Self::Money(currency) if is_small_change(value, currency) => {
                style.money_average(value, currency)
            }
            Self::Money(currency) => style.money_short(value, currency),
            Self::MoneyDifference(currency) if is_small_change(value, currency) => {
                style.money_signed(value, currency)
            }
            Self::MoneyDifference(currency) => plus(value) + &style.money_short(value, currency),
            Self::Percent { decimals } => style.percent(value, decimals),
            Self::Points { decimals } => style.points(value, decimals),
            Self::Lift { decimals } => style.lift(value, decimals),
            Self::Count => style.decimal(value, usize::from(value.fract() != 0.0)),
            Self::Number { decimals } => style.decimal(value, decimals),
        }
    }

    /// A value in a table: money to the last minor unit, everything else with its decimals.
    #[must_use]
    pub fn exact(self, value: f64, style: NumberStyle) -> String {
        if is_unwieldy(value) {
            return scientific(value);
        }
        match self {
            Self::Money(currency) => style.money_average(value, currency),
            Self::MoneyDifference(currency) => style.money_signed(value, currency),
            Self::Percent { .. }
            | Self::Points { .. }
            | Self::Lift { .. }
            | Self::Count
            | Self::Number { .. } => self.label(value, style),
        }
    }

    /// The unit of the raw numbers in the table behind a chart, for a column's header.
    #[must_use]
    pub fn unit(self) -> String {
        match self {
            Self::Money(Currency::NONE)
            | Self::MoneyDifference(Currency::NONE)
            | Self::Count
            | Self::Number { .. } => String::new(),
            Self::Money(currency) | Self::MoneyDifference(currency) => currency.code().to_owned(),
            Self::Percent { .. } | Self::Points { .. } | Self::Lift { .. } => "fraction".to_owned(),
        }
    }

    /// The smallest sensible step between ticks; 0 where any step will do.
    #[must_use]
    pub fn smallest_step(self) -> f64 {
        match self {
            Self::Count => 1.0,
            Self::Money(_)
            | Self::MoneyDifference(_)
            | Self::Percent { .. }
            | Self::Points { .. }
            | Self::Lift { .. }
            | Self::Number { .. } => 0.0,
        }
    }

    /// The length of an axis on which every value is zero.
    #[must_use]
    pub fn empty_span(self) -> f64 {
        match self {
            Self::Money(currency) | Self::MoneyDifference(currency) => {
                currency.minor_per_major() as f64
            }
            Self::Percent { .. } | Self::Points { .. } | Self::Lift { .. } => 0.1,
            Self::Count | Self::Number { .. } => 1.0,
        }
    }

    /// Raw values times this are what an axis shows: major units, percent, or the value itself.
    fn axis_scale(self) -> f64 {
        match self {
            Self::Money(currency) | Self::MoneyDifference(currency) => {
                1.0 / currency.minor_per_major() as f64
            }
            Self::Percent { .. } | Self::Points { .. } | Self::Lift { .. } => 100.0,
            Self::Count | Self::Number { .. } => 1.0,
        }
    }

    fn shortens(self) -> bool {
        match self {
            Self::Money(_) | Self::MoneyDifference(_) | Self::Count | Self::Number { .. } => true,
            Self::Percent { .. } | Self::Points { .. } | Self::Lift { .. } => false,
        }
    }

    fn tick(self, value: f64, short: &Shortening, style: NumberStyle) -> String {
        let Some(decimals) = short.decimals.filter(|_| value.abs() < TOO_LONG) else {
            return scientific(value);
        };
        let scaled = value / short.divisor;
        let is_zero = value == 0.0;
        let suffix = if is_zero { "" } else { short.suffix };
        let decimals = if is_zero { 0 } else { decimals };
        match self {
            Self::Money(currency) | Self::MoneyDifference(currency) => {
                let cents = currency.exponent() as usize;
                let decimals = if suffix.is_empty() && (1..cents).contains(&decimals) {
                    cents
                } else {
                    decimals
                };
                let sign = match self {
                    Self::MoneyDifference(_) => plus(value),
                    _ => String::new(),
                };
                format!(
                    "{sign}{}{suffix}",
                    style.with_mark(scaled, decimals, currency)
                )
            }
            Self::Percent { .. } => format!("{} %", style.decimal(scaled, decimals)),
            Self::Points { .. } => format!("{} pp", style.signed(scaled, decimals)),
            Self::Lift { .. } => format!("{} %", style.signed(scaled, decimals)),
            Self::Count | Self::Number { .. } => {
                format!("{}{suffix}", style.decimal(scaled, decimals))
            }
        }
    }
}

/// What all labels of an axis have in common.
struct Shortening {
    divisor: f64,
    suffix: &'static str,
    /// `None` where no reasonable number of decimals tells the ticks apart.
    decimals: Option<usize>,
}

impl Shortening {
    fn of(ticks: &[f64], allowed: bool) -> Self {
        let largest = ticks
            .iter()
            .fold(0.0_f64, |most, tick| most.max(tick.abs()));
        let step = ticks
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .fold(f64::INFINITY, f64::min);
        let step = if step.is_finite() { step } else { largest };
        let (divisor, suffix) = match largest {
            size if !allowed || (size < 10_000.0 && step < 1_000.0) => (1.0, ""),
            size if size >= 1e9 => (1e9, "bn"),
            size if size >= 1e6 => (1e6, "M"),
            size if size >= 1e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        Self {
            divisor,
            suffix,
            decimals: decimals_for(step / divisor),
        }
    }
}

/// The fewest decimals that write a step exactly, at most six.
fn decimals_for(step: f64) -> Option<usize> {
    if step == 0.0 {
        return Some(0);
    }
    (0..=6)
        .find(|decimals| {
            let scaled = step * 10f64.powi(*decimals);
            scaled >= 0.999 && (scaled - scaled.round()).abs() <= scaled * 1e-6
        })
        .map(|decimals| decimals as usize)
}

fn is_small_change(minor: f64, currency: Currency) -> bool {
    (minor / currency.minor_per_major() as f64).abs() < 99.995
}

fn is_unwieldy(value: f64) -> bool {
    value.is_finite() && value.abs() >= TOO_LONG
}

fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace('-', &MINUS.to_string())
}

fn plus(value: f64) -> String {
    if value > 0.0 {
        "+".to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: NumberStyle = NumberStyle::POINT;

    fn euro() -> Currency {
        Currency::parse("EUR").unwrap()
    }

    #[test]
    fn axis_labels_share_decimals_and_suffix() {
        let check = |format: ValueFormat, ticks: &[f64], expected: &[&str]| {
            assert_eq!(format.axis(ticks, STYLE), expected);
        };
        let money = ValueFormat::Money(euro());
        check(money, &[0.0, 3e6, 6e6], &["€0", "€30k", "€60k"]);
        check(
            money,
            &[0.0, 50_000.0, 100_000.0],
            &["€0", "€500", "€1,000"],
        );
        check(money, &[-250.0, 0.0, 250.0], &["−€2.50", "€0", "€2.50"]);
        check(money, &[0.0, 5e7, 1e8], &["€0", "€0.5M", "€1.0M"]);
        check(
            ValueFormat::MoneyDifference(euro()),
            &[-100.0, 0.0, 100.0],
            &["−€1", "€0", "+€1"],
        );
        check(
            ValueFormat::Lift { decimals: 0 },
            &[-0.3, 0.0, 0.3],
            &["−30 %", "0 %", "+30 %"],
        );
        check(
            ValueFormat::Percent { decimals: 1 },
            &[0.0, 0.025, 0.05],
            &["0 %", "2.5 %", "5.0 %"],
        );
        check(
            ValueFormat::Points { decimals: 1 },
            &[0.0, 0.02],
            &["0 pp", "+2 pp"],
        );
        check(ValueFormat::Count, &[0.0, 2_000.0], &["0", "2k"]);
        check(
            ValueFormat::Count,
            &[0.0, 500.0, 1_000.0],
            &["0", "500", "1,000"],
        );
        check(ValueFormat::Count, &[1e30], &["1.0e30"]);
        check(
            ValueFormat::Number { decimals: 1 },
            &[1e-9, 2e-9],
            &["1.0e−9", "2.0e−9"],
        );
    }

    #[test]
    fn labels_are_short_and_tables_exact() {
        let check = |format: ValueFormat, value: f64, label: &str, exact: &str| {
            assert_eq!(format.label(value, STYLE), label);
            assert_eq!(format.exact(value, STYLE), exact);
        };
        let money = ValueFormat::Money(euro());
        check(money, 1_488_000.0, "€14.9k", "€14,880.00");
        check(money, 4_780.0, "€47.80", "€47.80");
        check(
            ValueFormat::MoneyDifference(euro()),
            302.0,
            "+€3.02",
            "+€3.02",
        );
        check(
            ValueFormat::MoneyDifference(euro()),
            -319_000.0,
            "−€3.2k",
            "−€3,190.00",
        );
        check(
            ValueFormat::Percent { decimals: 1 },
            0.062,
            "6.2 %",
            "6.2 %",
        );
        check(ValueFormat::Lift { decimals: 0 }, -0.06, "−6 %", "−6 %");
        check(ValueFormat::Count, 14_062.0, "14,062", "14,062");
        check(money, 1e300, "1.0e300", "1.0e300");
    }
}
