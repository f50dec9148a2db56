//! Value axes with round ticks.

use crate::stats::Interval;

/// Values beyond this are drawn at the edge; leaves room for differences of two of them.
const LARGEST: f64 = 1e300;

/// The part of the numbers to show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
}

impl Extent {
    /// The same with zero inside.
    #[must_use]
    pub fn with_zero(self) -> Self {
        Self {
            low: self.low.min(0.0),
            high: self.high.max(0.0),
        }
    }
}

/// What values and intervals need to be seen; `None` where no value is finite.
///
/// Values are always inside. Interval bounds are inside as far as they are within 1.5 times the median
/// interval length of the values: one unbounded or very wide interval (the first days of an
/// always-valid band, a tiny segment) must not flatten everything else. What is cut is drawn to the
/// edge.
#[must_use]
pub fn extent(values: &[f64], intervals: &[Interval]) -> Option<Extent> {
    let finite = || {
        values
            .iter()
            .filter(|value| value.is_finite())
            .map(|value| value.clamp(-LARGEST, LARGEST))
    };
    let low = finite().reduce(f64::min)?;
    let high = finite().reduce(f64::max)?;
    let mut lengths: Vec<f64> = intervals
        .iter()
        .map(|interval| interval.high - interval.low)
        .filter(|length| length.is_finite())
        .collect();
    lengths.sort_by(f64::total_cmp);
    let reach = lengths
        .get(lengths.len() / 2)
        .map_or(high - low, |median| (median * 1.5).max(high - low));
    let bounds = intervals
        .iter()
        .flat_map(|interval| [interval.low, interval.high])
        .filter(|bound| bound.is_finite());
    let (mut shown_low, mut shown_high) = (low, high);
    for bound in bounds {
        shown_low = shown_low.min(bound.max(low - reach));
        shown_high = shown_high.max(bound.min(high + reach));
    }
    Some(Extent {
        low: shown_low.clamp(-LARGEST, LARGEST),
        high: shown_high.clamp(-LARGEST, LARGEST),
    })
}

/// How an axis is to be made from an extent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisRule {
    /// At most this many ticks (at least two are made, three on both sides of zero).
    pub most_ticks: usize,
    /// Ticks are multiples of this; 0 for any round number.
    pub smallest_step: f64,
    /// Length of an axis on which everything is zero.
    pub empty_span: f64,
    /// Whether the axis ends on ticks; otherwise ticks lie inside the extent.
    pub ends_on_ticks: bool,
}

/// A value axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Ticks in rising order, all within the ends.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// An axis with ticks at 1, 2, 2.5 or 5 times a power of ten. Total: any extent gives an axis of
    /// positive length.
    #[must_use]
    pub fn new(extent: Extent, rule: AxisRule) -> Self {
        let (low, high) = widened(extent, rule.empty_span);
        // An axis that ends on ticks on both sides of zero has one at zero as well.
        let least = if rule.ends_on_ticks && low < 0.0 && high > 0.0 {
            3
        } else {
            2
        };
        let most = rule.most_ticks.max(least);
        let mut step = round_step((high - low) / (most + 1) as f64, rule.smallest_step);
        // Rounding outwards can add a tick at either end; a larger step then fits.
        for _ in 0..64 {
            let (first, last) = bounds(low, high, step, rule.ends_on_ticks);
            if last - first < most as f64 {
                break;
            }
            step = round_step(step * 1.01, rule.smallest_step);
        }
        let (first, last) = bounds(low, high, step, rule.ends_on_ticks);
        let count = (last - first).clamp(0.0, (most - 1) as f64) as usize;
        let ticks: Vec<f64> = (0..=count)
            .map(|index| (first + index as f64) * step)
            .filter(|tick| rule.ends_on_ticks || (low..=high).contains(tick))
            .map(|tick| if tick == 0.0 { 0.0 } else { tick })
            .collect();
        match (ticks.first(), ticks.last()) {
            (Some(first), Some(last)) if rule.ends_on_ticks && first < last => Self {
                low: *first,
                high: *last,
                ticks,
            },
            _ => Self { low, high, ticks },
        }
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper; beyond the ends, and for what is not a
    /// number, the nearest end.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        if value.is_nan() {
            return 0.0;
        }
        ((value.clamp(self.low, self.high) - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Whether a value lies within the ends.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// First and last tick as multiples of the step.
fn bounds(low: f64, high: f64, step: f64, outwards: bool) -> (f64, f64) {
    // A hair of tolerance, so that 0.3 counts as three steps of 0.1.
    let (low, high) = (low / step, high / step);
    if outwards {
        let first = (low + 1e-9).floor();
        (first, (high - 1e-9).ceil().max(first + 1.0))
    } else {
        ((low - 1e-9).ceil(), (high + 1e-9).floor())
    }
}

fn widened(extent: Extent, empty_span: f64) -> (f64, f64) {
    let clamp = |value: f64| {
        if value.is_nan() {
            0.0
        } else {
            value.clamp(-LARGEST, LARGEST)
        }
    };
    let (low, high) = (clamp(extent.low), clamp(extent.high));
    let (low, high) = (low.min(high), low.max(high));
    let size = low.abs().max(high.abs());
    if size < 1e-290 {
        return (0.0, empty_span);
    }
    if high - low <= size * 1e-9 {
        return (low - size / 2.0, high + size / 2.0);
    }
    (low, high)
}

/// The smallest round step that is at least `raw`.
fn round_step(raw: f64, smallest: f64) -> f64 {
    let power = 10f64.powi(raw.log10().floor() as i32);
    [1.0, 2.0, 2.5, 5.0, 10.0, 20.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| {
            *step >= raw * (1.0 - 1e-9)
                && (smallest <= 0.0 || (step / smallest).fract() == 0.0 && *step >= smallest)
        })
        .unwrap_or(smallest.max(power * 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: AxisRule = AxisRule {
        most_ticks: 5,
        smallest_step: 0.0,
        empty_span: 1.0,
        ends_on_ticks: true,
    };

    fn axis(low: f64, high: f64, rule: AxisRule) -> Vec<f64> {
        Axis::new(Extent { low, high }, rule).ticks
    }

    #[test]
    fn ticks_are_round() {
        let check = |low, high, expected: &[f64]| {
            let ticks = axis(low, high, RULE);
            assert_eq!(ticks.len(), expected.len(), "{ticks:?}");
            for (tick, wanted) in ticks.iter().zip(expected) {
                assert!((tick - wanted).abs() <= wanted.abs() * 1e-12, "{ticks:?}");
            }
        };
        check(0.0, 62.0, &[0.0, 20.0, 40.0, 60.0, 80.0]);
        check(0.0, 212.4, &[0.0, 100.0, 200.0, 300.0]);
        check(-0.6, 0.9, &[-1.0, -0.5, 0.0, 0.5, 1.0]);
        check(0.0, 0.3, &[0.0, 0.1, 0.2, 0.3]);
        check(0.0, 0.0, &[0.0, 0.25, 0.5, 0.75, 1.0]);
        check(7.0, 7.0, &[2.5, 5.0, 7.5, 10.0, 12.5]);
    }

    #[test]
    fn an_axis_across_zero_stays_near_its_values_however_narrow() {
        let narrow = AxisRule {
            most_ticks: 2,
            ..RULE
        };
        assert_eq!(axis(-0.3, 1.2, narrow), [-2.0, 0.0, 2.0]);
    }

    #[test]
    fn counts_have_no_halves() {
        let rule = AxisRule {
            smallest_step: 1.0,
            ..RULE
        };
        assert_eq!(axis(0.0, 1.0, rule), [0.0, 1.0]);
        assert_eq!(axis(0.0, 9.0, rule), [0.0, 5.0, 10.0]);
    }

    #[test]
    fn ticks_inside_keep_the_ends() {
        let rule = AxisRule {
            ends_on_ticks: false,
            most_ticks: 6,
            ..RULE
        };
        let axis = Axis::new(
            Extent {
                low: -0.61,
                high: 0.93,
            },
            rule,
        );
        assert_eq!((axis.low, axis.high), (-0.61, 0.93));
        assert_eq!(axis.ticks, [-0.5, -0.25, 0.0, 0.25, 0.5, 0.75]);
    }

    #[test]
    fn one_wide_interval_does_not_flatten_the_rest() {
        let interval = |low, high| Interval { low, high };
        let narrow = [interval(0.4, 0.6), interval(0.1, 0.3), interval(0.2, 0.4)];
        let values = [0.5, 0.2, 0.3];
        assert_eq!(
            extent(&values, &narrow),
            Some(Extent {
                low: 0.1,
                high: 0.6
            })
        );
        let wide = [&narrow[..], &[interval(f64::NEG_INFINITY, 90.0)]].concat();
        let shown = extent(&values, &wide).unwrap();
        assert!(
            (shown.low - 0.1).abs() < 1e-9 && (shown.high - 0.8).abs() < 1e-9,
            "{shown:?}"
        );
        assert_eq!(extent(&[f64::NAN, f64::INFINITY], &narrow), None);
    }

    proptest! {
        #[test]
        fn any_extent_has_a_sound_axis(
            low in any::<f64>(),
            high in any::<f64>(),
            most in 0_usize..12,
            ends_on_ticks in any::<bool>(),
            smallest in prop_oneof![Just(0.0), Just(1.0)],
        ) {
            let rule = AxisRule { most_ticks: most, smallest_step: smallest, empty_span: 1.0, ends_on_ticks };
            let axis = Axis::new(Extent { low, high }, rule);
            prop_assert!(axis.low.is_finite() && axis.high.is_finite() && axis.low < axis.high);
            // Both ends and zero, where the values lie on both sides of it.
            let least = if ends_on_ticks { 3 } else { 2 };
            prop_assert!(axis.ticks.len() <= most.max(least));
            prop_assert!(axis.ticks.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(axis.ticks.iter().all(|tick| axis.contains(*tick)));
            prop_assert!(axis.ticks.iter().all(|tick| (0.0..=1.0).contains(&axis.fraction(*tick))));
        }
    }
}
