//! From analysis values to the words and marks that several screens share.

use crate::analysis::comparison::{Comparison, Finding};
use crate::analysis::scope;
use crate::analysis::trial::Words;
use crate::metrics::metric::Unit;
use crate::model::format::NumberStyle;
use crate::model::issue::Severity;
use crate::model::money::Currency;
use crate::model::person::PersonKey;
use crate::stats::{CannotTest, Estimate};

use super::theme::Tone;
use super::widgets::badge::Grade;
use super::widgets::definition::Definition;

/// A metric's value: `6.2 %`, `€47.80`, `0.31`.
pub(super) fn value(unit: Unit, value: f64, currency: Currency) -> String {
    Words { unit, currency }.value(value)
}

/// A metric's estimate, or a dash where there is none; the reason belongs on hover.
pub(super) fn estimate(
    unit: Unit,
    estimate: &Result<Estimate, CannotTest>,
    currency: Currency,
) -> String {
    estimate.as_ref().map_or_else(
        |_| "–".to_owned(),
        |estimate| value(unit, estimate.value, currency),
    )
}

/// A difference, signed: `+2.2 pp`, `+€0.35`.
pub(super) fn difference(unit: Unit, difference: f64, currency: Currency) -> String {
    Words { unit, currency }.difference(difference)
}

/// The interval of a difference without its unit: `1.0 to 3.4`.
pub(super) fn difference_interval(unit: Unit, estimate: &Estimate, currency: Currency) -> String {
    Words { unit, currency }.bounds(estimate.interval)
}

/// A person as people know them: an address as it is, everything else with its kind.
pub(super) fn person(key: &PersonKey) -> String {
    let (kind, text) = key.0.split_once(':').unwrap_or(("", &key.0));
    // Of a hash the first letters tell people apart.
    let is_hash = text.starts_with('#');
    let short = if is_hash {
        text.get(..9).unwrap_or(text)
    } else {
        text
    };
    match (kind, is_hash) {
        ("email", false) => text.to_owned(),
        ("email", true) => format!("Address {short}"),
        ("phone", _) => format!("Phone {short}"),
        ("id", _) => format!("Customer {text}"),
        _ => key.0.clone(),
    }
}

/// Several people in a line.
pub(super) fn people<'a>(keys: impl IntoIterator<Item = &'a PersonKey>) -> String {
    let names: Vec<String> = keys.into_iter().map(person).collect();
    names.join(", ")
}

/// How a severity of an issue is marked.
pub(super) fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Negative,
        Severity::Warning => Tone::Warning,
        Severity::Note => Tone::Neutral,
    }
}

/// The word beside the mark of a severity.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    }
}

/// What a metric is, over whom, and how many were left out.
pub(super) fn definition(comparison: &Comparison) -> Definition {
    let style = NumberStyle::default();
    let metric = comparison.metric;
    let measure = &comparison.value.measure;
    let mut basis = format!(
        "{}: {}",
        metric.denominator(),
        style.count(measure.n as i64)
    );
    if measure.left_out_immature > 0 {
        basis.push_str(&format!(
            "; {} left out until their window closes",
            style.count(measure.left_out_immature as i64)
        ));
    }
    Definition::new(metric.label(), metric.definition()).basis(basis)
}

/// The badge of a grade.
pub(super) fn grade(grade: scope::Grade) -> Grade {
    match grade {
        scope::Grade::A => Grade::A,
        scope::Grade::B => Grade::B,
        scope::Grade::C => Grade::C,
    }
}

/// Green and red only for a randomised difference in a direction that is good or bad.
pub(super) fn finding_tone(finding: Finding, is_randomised: bool, up_is_good: bool) -> Tone {
    match (finding, is_randomised) {
        (Finding::Higher, true) if up_is_good => Tone::Positive,
        (Finding::Lower, true) if !up_is_good => Tone::Positive,
        (Finding::NotInferior, true) => Tone::Positive,
        (Finding::Higher | Finding::Lower, true) => Tone::Negative,
        (
            Finding::Higher
            | Finding::Lower
            | Finding::NotInferior
            | Finding::Undecided(_)
            | Finding::None(_),
            _,
        ) => Tone::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_what_is_known_of_them() {
        for (key, expected) in [
            ("email:ann@x.eu", "ann@x.eu"),
            ("email:#0123456789abcdef", "Address #01234567"),
            ("phone:33612345678", "Phone 33612345678"),
            ("phone:#0123456789abcdef", "Phone #01234567"),
            ("id:7001", "Customer 7001"),
        ] {
            assert_eq!(person(&PersonKey(key.to_owned())), expected);
        }
    }
}
