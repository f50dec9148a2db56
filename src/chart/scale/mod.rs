//! Axes: which part of the numbers to show, and where the ticks go.
//!
//! Pure arithmetic shared by the window's plots and the SVG painter. [`Axis`] covers values,
//! [`LogAxis`] values over orders of magnitude, [`calendar()`] days, [`elapsed`] time since an event.

mod calendar;
mod logarithm;
mod number;

pub use calendar::{DayTick, calendar, elapsed};
pub use logarithm::LogAxis;
pub use number::{Axis, AxisRule, Extent, extent};
