//! Logarithmic axes for what spans orders of magnitude.

/// The largest number of ticks per decade.
const FINEST: [f64; 3] = [1.0, 2.0, 5.0];
/// Beyond this many decades the ends of an axis are cut.
const MOST_DECADES: f64 = 300.0;

/// A logarithmic axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LogAxis {
    /// Lower end, above zero.
    pub low: f64,
    /// Upper end, above the lower one.
    pub high: f64,
    /// Ticks at 1, 2 and 5 times powers of ten, or at powers of ten alone, in rising order.
    pub ticks: Vec<f64>,
}

impl LogAxis {
    /// An axis over positive values with at most `most` ticks (one at least where a tick fits); `None`
    /// where nothing positive and finite is to be shown.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = f64>, most: usize) -> Option<Self> {
        let shown: Vec<f64> = values
            .into_iter()
            .filter(|value| *value > 0.0 && value.is_finite())
            .map(|value| value.clamp(10f64.powf(-MOST_DECADES), 10f64.powf(MOST_DECADES)))
            .collect();
        let low = shown.iter().copied().reduce(f64::min)?;
        let high = shown.iter().copied().reduce(f64::max)?;
        // A single value stands in the middle of a decade.
        let (low, high) = if high <= low * (1.0 + 1e-9) {
            (low / 3.0, high * 3.0)
        } else {
            (low, high)
        };
        let first = low.log10().floor() as i32;
        let last = high.log10().ceil() as i32;
        let inside = |tick: &f64| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(tick);
        let fine: Vec<f64> = (first..=last)
            .flat_map(|power| FINEST.map(|factor| factor * 10f64.powi(power)))
            .filter(inside)
            .collect();
        let ticks = if fine.len() <= most {
            fine
        } else {
            let decades: Vec<f64> = (first..=last)
                .map(|power| 10f64.powi(power))
                .filter(inside)
                .collect();
            let every = decades.len().div_ceil(most.max(1)).max(1);
            decades.into_iter().step_by(every).collect()
        };
        Some(Self { low, high, ticks })
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper; beyond the ends, and for what is not a
    /// positive number, the nearest end.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        if value.is_nan() || value <= self.low {
            return 0.0;
        }
        let length = self.high.ln() - self.low.ln();
        ((value.min(self.high).ln() - self.low.ln()) / length).clamp(0.0, 1.0)
    }

    /// The value at a place between 0 and 1.
    #[must_use]
    pub fn value_at(&self, fraction: f64) -> f64 {
        let length = self.high.ln() - self.low.ln();
        (self.low.ln() + fraction.clamp(0.0, 1.0) * length).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_as_many_as_fit() {
        let axis = LogAxis::new([300.0, 40_000.0], 9).unwrap();
        assert_eq!(
            axis.ticks,
            [500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0]
        );
        let narrow = LogAxis::new([300.0, 40_000.0], 4).unwrap();
        assert_eq!(narrow.ticks, [1_000.0, 10_000.0]);
        assert_eq!(LogAxis::new([0.0, -1.0, f64::NAN], 5), None);
    }

    #[test]
    fn a_decade_is_as_long_as_the_next() {
        let axis = LogAxis::new([10.0, 1_000.0], 9).unwrap();
        assert!((axis.fraction(100.0) - 0.5).abs() < 1e-12);
        assert!((axis.value_at(0.5) - 100.0).abs() < 1e-9);
        assert!(axis.fraction(1.0).abs() < 1e-12);
        assert!((axis.fraction(1e9) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn any_values_have_a_sound_axis(values in proptest::collection::vec(any::<f64>(), 0..5), most in 0_usize..12) {
            if let Some(axis) = LogAxis::new(values, most) {
                prop_assert!(axis.low > 0.0 && axis.low < axis.high && axis.high.is_finite());
                prop_assert!(axis.ticks.len() <= most.max(1));
                prop_assert!(axis.ticks.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(axis.ticks.iter().all(|tick| (0.0..=1.0).contains(&axis.fraction(*tick))));
            }
        }
    }
}
