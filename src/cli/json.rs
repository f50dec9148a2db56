//! Building blocks of JSON results: intervals, reasons, times.

use serde_json::{Map, Value, json};

use crate::metrics::{Measure, Metric};
use crate::model::money::Currency;
use crate::model::time::Moment;
use crate::stats::{CannotTest, Confidence, Effect, Estimate, Interval, PValue};
use crate::store::snapshot::Snapshot;

/// An interval as `[low, high]`; `null` where a bound is infinite.
pub(super) fn interval(interval: Interval) -> Value {
    let bound = |value: f64| {
        if value.is_finite() {
            json!(value)
        } else {
            Value::Null
        }
    };
    json!([bound(interval.low), bound(interval.high)])
}

/// `{"value", "ci"}`, or `null`s beside the reason.
pub(super) fn estimate(estimate: &Result<Estimate, CannotTest>) -> Value {
    match estimate {
        Ok(estimate) => json!({"value": estimate.value, "ci": interval(estimate.interval)}),
        Err(reason) => json!({"value": null, "ci": null, "reason": reason.sentence()}),
    }
}

/// An estimate with more keys beside it.
pub(super) fn estimate_with(base: Value, result: &Result<Estimate, CannotTest>) -> Value {
    merge(base, estimate(result))
}

/// Keys of both objects, the first one's first.
pub(super) fn merge(base: Value, more: Value) -> Value {
    match (base, more) {
        (Value::Object(mut base), Value::Object(more)) => {
            base.extend(more);
            Value::Object(base)
        }
        (base, _) => base,
    }
}

/// The keys of a test: name, statistic, degrees of freedom, difference, lift, p-value.
pub(super) fn effect(effect: &Effect) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("test".into(), json!(effect.test.id()));
    object.insert("statistic".into(), json!(effect.statistic));
    object.insert("df".into(), json!(effect.df));
    object.insert("difference".into(), estimate(&Ok(effect.difference)));
    object.insert("relative_lift".into(), estimate(&effect.lift));
    object.extend(p_value(effect.p));
    object
}

/// `p_value`, and `p_value_log10` where the number itself underflows.
pub(super) fn p_value(p: PValue) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("p_value".into(), json!(p.value));
    if p.value < 1e-300 {
        object.insert("p_value_log10".into(), json!(p.log10));
    }
    object
}

/// The value of a metric as the command line prints it.
pub(super) fn metric_value(metric: Metric, measure: &Measure) -> Value {
    let base = json!({"id": metric.id()});
    let value = estimate_with(base, &measure.estimate(Confidence::default()));
    merge(
        value,
        json!({"n": measure.n, "left_out_immature": measure.left_out_immature}),
    )
}

/// An instant in the reporting zone, RFC 3339.
pub(super) fn instant(snapshot: &Snapshot, utc_micros: i64) -> Value {
    let Ok(stamp) = jiff::Timestamp::from_microsecond(utc_micros) else {
        return Value::Null;
    };
    let offset_seconds = snapshot.zone.to_offset(stamp).seconds();
    json!(
        Moment {
            utc_micros,
            offset_seconds
        }
        .to_rfc3339()
    )
}

/// A currency code.
pub(super) fn currency(currency: Currency) -> Value {
    json!(currency.code())
}
