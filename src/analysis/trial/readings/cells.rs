//! The texts of a row.

use crate::analysis::comparison::Finding;
use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::stats::Interval;

use super::super::Words;
use super::{ReadingAnswer, ReadingRow, Surety};

/// What stands where a reading has no such number.
const NOTHING: &str = "–";

impl ReadingRow {
    /// The difference: `+2.2 pp`.
    #[must_use]
    pub fn difference(&self, words: Words) -> String {
        let difference = self.answer.as_ref().ok().and_then(|found| found.difference);
        difference.map_or_else(|| NOTHING.to_owned(), |value| words.difference(value))
    }

    /// The interval: `1.0 to 3.4`, `1.0 or more`.
    #[must_use]
    pub fn interval(&self, words: Words) -> String {
        let interval = self.answer.as_ref().ok().and_then(|found| found.interval);
        interval.map_or_else(|| NOTHING.to_owned(), |interval| bounds(words, interval))
    }

    /// How sure: `p = 0.003`, `98.7 % chance`.
    #[must_use]
    pub fn surety(&self) -> String {
        match self.answer.as_ref().map(|found| found.surety) {
            Ok(Surety::P(p)) => p_text(p),
            Ok(Surety::Chance(chance)) => chance_text(chance),
            Err(_) => NOTHING.to_owned(),
        }
    }

    /// What it says: `Higher`, `Not decided`, `Not final`.
    #[must_use]
    pub fn says(&self) -> &'static str {
        match &self.answer {
            Ok(found) => found.says(),
            Err(_) => "Cannot say",
        }
    }
}

impl ReadingAnswer {
    /// What it says; before every window is over, nothing that could be acted on.
    #[must_use]
    pub fn says(&self) -> &'static str {
        match self.finding {
            Finding::Higher | Finding::Lower | Finding::NotInferior if !self.is_final => {
                "Not final"
            }
            other => other.label(),
        }
    }
}

fn bounds(words: Words, interval: Interval) -> String {
    let both = words.bounds(interval);
    let (low, high) = both.split_once(" to ").unwrap_or((&both, ""));
    match (interval.low.is_finite(), interval.high.is_finite()) {
        (true, false) => format!("{low} or more"),
        (false, true) => format!("{high} or less"),
        (false, false) => "Unbounded".to_owned(),
        (true, true) => both,
    }
}

pub(super) fn p_text(p: f64) -> String {
    let text = NumberStyle::default().p_value(p);
    if text.starts_with('<') {
        format!("p {text}")
    } else {
        format!("p = {text}")
    }
}

/// Never 0 % or 100 %: no posterior is certain.
fn chance_text(chance: f64) -> String {
    let style = NumberStyle::default();
    if chance > 0.9995 {
        format!("> {} chance", style.percent(0.999, 1))
    } else if chance < 0.0005 {
        format!("< {} chance", style.percent(0.001, 1))
    } else {
        format!("{} chance", style.percent(chance, 1))
    }
}

/// An expected loss, which is never below 0 and often far below a unit: one digit more than a difference.
pub(super) fn loss(words: Words, loss: f64) -> String {
    let style = NumberStyle::default();
    match words.unit {
        Unit::Share => format!("{} pp", style.decimal(loss * 100.0, 2)),
        Unit::Money => {
            let major = loss / words.currency.minor_per_major() as f64;
            let decimals = words.currency.exponent() as usize + 1;
            style.with_mark(major, decimals, words.currency)
        }
        Unit::Count => style.decimal(loss, 3),
    }
}

pub(super) fn percent(share: f64) -> String {
    NumberStyle::default().percent(share, 1)
}

/// A number of unknown size, with three significant digits.
pub(super) fn number(value: f64) -> String {
    let style = NumberStyle::default();
    let size = value.abs();
    if size == 0.0 || size >= 100.0 {
        return style.decimal(value, 0);
    }
    let decimals = (2.0 - size.log10().floor()).clamp(0.0, 12.0);
    style.decimal(value, decimals as usize)
}

pub(super) fn count(count: u64) -> String {
    NumberStyle::default().count(count as i64)
}

pub(super) fn lower_first(text: &str) -> String {
    with_first(text, |first| first.to_lowercase().collect())
}

pub(super) fn upper_first(text: &str) -> String {
    with_first(text, |first| first.to_uppercase().collect())
}

fn with_first(text: &str, change: impl Fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", change(first), chars.as_str())
    })
}
