//! Where the readings that do not rest on the few largest values do not bear out the mean.

use crate::stats::{CannotTest, Effect};

use super::super::health::LARGE_SHARE;
use super::super::{Cap, ValueOpinions};
use super::{Reader, cells};

/// What decides instead of everyone, where the robust readings do not bear out the mean.
pub(super) fn sentence(reader: &Reader<'_>) -> Option<String> {
    let values = reader.effect.opinions.values.as_ref()?;
    let mean = reader.effect.effect;
    let capped = values.capped.as_ref()?.as_ref().ok()?.effect;
    let alpha = reader.with.settings.confidence.alpha;
    let (mean_sees, capped_sees) = (mean.p.value < alpha, capped.p.value < alpha);
    let (raw, cut) = (mean.difference.value, capped.difference.value);
    let shrinks = cut.abs() < raw.abs() / 2.0 || raw * cut < 0.0;
    if !capped_sees && shrinks && (mean_sees || is_large(values)) {
        return Some(one_decides(reader, values, &capped, alpha));
    }
    if mean_sees && capped_sees && raw * cut < 0.0 {
        return Some(format!(
            "The mean and the capped mean contradict each other: {}, but {} once large values are capped",
            reader.words.difference(raw),
            reader.words.difference(cut)
        ));
    }
    if !mean_sees && capped_sees {
        return Some(format!(
            "A few large values hide a difference: the mean does not decide, the capped mean does, {}",
            reader.words.difference(cut)
        ));
    }
    None
}

fn is_large(values: &ValueOpinions) -> bool {
    values
        .largest
        .is_some_and(|largest| largest.share >= LARGE_SHARE)
}

fn one_decides(reader: &Reader<'_>, values: &ValueOpinions, capped: &Effect, alpha: f64) -> String {
    let blind = blind(values, alpha);
    let change = format!(
        "{} becomes {}",
        reader
            .words
            .difference(reader.effect.effect.difference.value),
        reader.words.difference(capped.difference.value)
    );
    let at = match reader.with.settings.cap {
        Cap::Percentile(percentile) => format!("once values are capped at P{percentile}"),
        Cap::Amount(amount) => format!("once values are capped at {}", reader.words.value(amount)),
        Cap::None => String::new(),
    };
    match values.largest.filter(|_| is_large(values)) {
        Some(largest) => {
            let arm = if largest.in_treatment {
                reader.with.treatment
            } else {
                reader.with.control
            };
            let what = if reader.metric.subject.metric.is_some() {
                "order"
            } else {
                "row"
            };
            format!(
                "One {what} decides: {blind}. {} is {} of everything in {arm}; {change} {at}",
                reader.words.value(largest.value),
                cells::percent(largest.share)
            )
        }
        None => format!("A few large values decide: {blind}. {change} {at}"),
    }
}

/// Which robust readings decide nothing.
fn blind(values: &ValueOpinions, alpha: f64) -> &'static str {
    let sees_nothing = |found: &Result<Effect, CannotTest>| {
        found.as_ref().is_ok_and(|effect| effect.p.value >= alpha)
    };
    if sees_nothing(&values.median) {
        "capped and median see nothing"
    } else if values.ranks.is_ok_and(|ranks| ranks.p.value >= alpha) {
        "capped and ranks see nothing"
    } else {
        "the capped mean sees nothing"
    }
}
