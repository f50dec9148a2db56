//! The description of a chart: plain values that say what to show, nothing about pixels.
//!
//! The same value is drawn in the window, written to files, and turned into the table behind the
//! chart, so the three cannot disagree. Everything a reader needs away from the app (definition,
//! filters, dates, sample sizes) travels in [`Footnote`].

pub use super::value::ValueFormat;
use crate::model::format::NumberStyle;
use crate::model::time::Day;
pub use crate::stats::{Estimate, Interval};

/// One chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What the chart says, in a few words.
    pub title: String,
    /// What was measured and how, in a sentence; may be empty.
    pub caption: String,
    /// What makes the numbers reproducible.
    pub footnote: Footnote,
    /// What the values are.
    pub format: ValueFormat,
    /// Marks for thousands and decimals.
    pub style: NumberStyle,
    /// The data and how they are drawn.
    pub kind: ChartKind,
}

impl Chart {
    /// The sentence shown where the plot would be; `None` as soon as there is something to draw.
    #[must_use]
    pub fn empty_sentence(&self) -> Option<&'static str> {
        match &self.kind {
            ChartKind::TimeSeries(series) => series
                .series
                .iter()
                .all(|one| one.points.iter().all(|point| !point.value.is_finite()))
                .then_some("No orders fall into these dates and filters"),
            ChartKind::Bars(bars) => bars
                .items
                .is_empty()
                .then_some("Nothing matches these dates and filters"),
            ChartKind::Forest(forest) => forest
                .rows
                .is_empty()
                .then_some("No metric can be compared yet"),
            ChartKind::Curve(curve) => (!curve.points.iter().any(CurvePoint::is_drawn))
                .then_some("There is nothing to plan with yet"),
        }
    }
}

/// The small print of an exported chart. Empty parts are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footnote {
    /// The metric's formula in words.
    pub definition: String,
    /// Who and what is counted, who is excluded.
    pub filters: String,
    /// The period, and the zone its days are in.
    pub dates: String,
    /// How many people or orders are behind the numbers.
    pub sample_sizes: String,
    /// Anything else: seed, rules version, files.
    pub extra: Vec<String>,
}

impl Footnote {
    /// The definition as one paragraph, everything else as a second, parts set apart by a dot.
    #[must_use]
    pub fn paragraphs(&self) -> Vec<String> {
        let facts: Vec<&str> = [&self.filters, &self.dates, &self.sample_sizes]
            .into_iter()
            .chain(&self.extra)
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .collect();
        [self.definition.trim().to_owned(), facts.join(" · ")]
            .into_iter()
            .filter(|paragraph| !paragraph.is_empty())
            .collect()
    }
}

/// The kinds of chart.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartKind {
    /// Values over days.
    TimeSeries(TimeSeries),
    /// Values side by side, from zero or floating.
    Bars(Bars),
    /// Effects with their intervals, one row each.
    Forest(Forest),
    /// One quantity by another that spans orders of magnitude.
    Curve(Curve),
}

/// What a colour has to say. Verdict tones always stand beside a word or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// The treatment, or the one thing the chart is about.
    Accent,
    /// The control arm, history, or undecided.
    Control,
    /// Decided in favour.
    Positive,
    /// Decided against.
    Negative,
    /// Something to look at.
    Warning,
    /// What is left over.
    Neutral,
    /// The n-th of several equals.
    Series(u8),
}

/// Values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSeries {
    /// What the horizontal axis counts.
    pub axis: TimeAxis,
    /// Lines, the most important first; at most three are labelled at their ends, more get a legend.
    pub series: Vec<Series>,
    /// Whether the value axis starts at zero; off only where the level is far from zero.
    pub from_zero: bool,
    /// A day that stands out, with a few words: the end of the window under test.
    pub mark: Option<DayMark>,
}

/// A day that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayMark {
    /// When, as [`Point::day`].
    pub day: Day,
    /// What it is.
    pub label: String,
}

/// What the horizontal axis of a time series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAxis {
    /// Calendar days.
    Calendar,
    /// Days, weeks or months since an event; a point's day holds the number.
    Elapsed(ElapsedUnit),
}

/// Units of time since an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElapsedUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
}

impl ElapsedUnit {
    /// The word in front of a number: `day 8`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its label.
    pub name: String,
    /// Points in order of days. A value that is not finite leaves a gap.
    pub points: Vec<Point>,
    /// How the line is drawn.
    pub line: LineStyle,
    /// Its colour.
    pub tone: Tone,
}

/// One point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When; for [`TimeAxis::Elapsed`] how many units since the event.
    pub day: Day,
    /// The value, in the unit of the chart's format.
    pub value: f64,
    /// Its interval.
    pub band: Option<Interval>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStyle {
    /// What happened in the period asked about.
    Solid,
    /// What it is compared with.
    Dashed,
}

/// Bars side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Upright or lying.
    pub direction: Direction,
    /// What the bars are, for the table's first column: `Workflow`.
    pub heading: String,
    /// The bars in order.
    pub items: Vec<Bar>,
}

/// Which way bars grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Upwards; for a bridge, a distribution, or few short names.
    Vertical,
    /// To the right; for long names.
    Horizontal,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Where it starts: 0 for a plain bar, the running total in a bridge.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The interval of its end.
    pub interval: Option<Interval>,
    /// Its colour.
    pub tone: Tone,
    /// Text at its end; without one, its length in the chart's format.
    pub value_label: Option<String>,
}

impl Bar {
    /// A bar from zero without an interval.
    #[must_use]
    pub fn plain(label: impl Into<String>, value: f64, tone: Tone) -> Self {
        Self::floating(label, 0.0, value, tone)
    }

    /// A bar between two values, as in a bridge.
    #[must_use]
    pub fn floating(label: impl Into<String>, from: f64, to: f64, tone: Tone) -> Self {
        Self {
            label: label.into(),
            from,
            to,
            interval: None,
            tone,
            value_label: None,
        }
    }
}

/// Effects with intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Header of the row labels: `Metric`.
    pub heading: String,
    /// Headers of the arms' values, control first.
    pub arms: Vec<String>,
    /// Header of the plot: `Relative lift of B over A, 95 % interval`.
    pub effect_heading: String,
    /// Header of the p-values, with the correction used: `p (Holm)`.
    pub p_heading: String,
    /// The rows in order.
    pub rows: Vec<ForestRow>,
}

/// One effect.
#[derive(Clone, Debug, PartialEq)]
pub struct ForestRow {
    /// The metric or segment.
    pub label: String,
    /// One text for each arm, in the order of [`Forest::arms`].
    pub arm_values: Vec<String>,
    /// The effect in the chart's format, bounds possibly infinite; or why there is none.
    pub effect: Result<Estimate, String>,
    /// The p-value as text; may be empty.
    pub p: String,
    /// The verdict in a word or two: `B better`, `Not decided`.
    pub verdict: String,
    /// The verdict's colour; control where undecided.
    pub tone: Tone,
}

/// One quantity by another that spans orders of magnitude, with the points that matter named.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What runs along the bottom, on a logarithmic axis: `People in all arms`.
    pub across: String,
    /// What runs upwards, from zero, in the chart's format: `Smallest visible effect`.
    pub upwards: String,
    /// The line, from left to right; only points above zero across are drawn.
    pub points: Vec<CurvePoint>,
    /// Named points on or beside the line; a few.
    pub marks: Vec<CurveMark>,
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Along the bottom; a count.
    pub x: f64,
    /// Upwards, in the chart's format.
    pub y: f64,
}

impl CurvePoint {
    /// Whether a logarithmic axis can show it.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.x > 0.0 && self.x.is_finite() && self.y.is_finite()
    }
}

/// A named point.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveMark {
    /// Its words.
    pub label: String,
    /// Where it is.
    pub at: CurvePoint,
    /// Its colour.
    pub tone: Tone,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnotes_leave_out_what_is_empty() {
        let footnote = Footnote {
            definition: "Net = gross − discounts − refunds".into(),
            dates: "1 Jan to 30 Jun 2026".into(),
            extra: vec![String::new(), "seed 7".into()],
            ..Footnote::default()
        };
        assert_eq!(
            footnote.paragraphs(),
            [
                "Net = gross − discounts − refunds",
                "1 Jan to 30 Jun 2026 · seed 7"
            ]
        );
        assert!(Footnote::default().paragraphs().is_empty());
    }
}
