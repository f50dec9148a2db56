//! Lines over time with bands, labelled at their ends.

use super::parts::{
    body, height_of, labels_below, labels_fit, line_height, tick_labels, upright_axis,
    upright_zero, value_axis, widest,
};
use super::{LEADING, Part};
use crate::chart::palette::Token;
use crate::chart::scale::{Axis, calendar, elapsed, extent};
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Stroke, Text};
use crate::chart::spec::{DayMark, Interval, LineStyle, Point, Series, TimeAxis, TimeSeries, Tone};
use crate::model::time::Day;

/// More lines than this get a legend instead of labels at their ends.
const DIRECT_LABELS: usize = 3;

pub(super) fn draw(scene: &mut Scene, part: Part, data: &TimeSeries) {
    let Some(view) = View::new(part, data) else {
        return;
    };
    let direct = data.series.len() <= DIRECT_LABELS;
    let legend = if direct {
        0.0
    } else {
        legend(scene, part, &data.series)
    };
    let names = if direct {
        end_labels(part, &data.series)
    } else {
        Vec::new()
    };
    let unit = part.frame.unit();
    let labels = tick_labels(part, &view.axis, part.area.width() * 0.2);
    let gutter = names
        .iter()
        .map(|name| widest(body(part), &name.lines) + 16.0 * unit)
        .fold(12.0 * unit, f64::max);
    let mark = view.marked(data);
    let above = if mark.is_some() { 1.5 } else { 0.4 };
    let plot = Rect {
        left: part.area.left + widest(body(part), &labels) + 10.0 * unit,
        top: part.area.top + legend + line_height(part) * above,
        right: part.area.right - gutter,
        bottom: part.area.bottom - line_height(part) * 1.5,
    };
    upright_axis(scene, part, plot, &view.axis, &labels);
    upright_zero(scene, part, plot, &view.axis);
    time_axis(scene, part, plot, &view, data.axis);
    if let Some(mark) = mark {
        day_mark(scene, part, (&view, plot), mark);
    }
    for series in data.series.iter().rev() {
        band(scene, &view, plot, series);
    }
    for series in data.series.iter().rev() {
        line(scene, part, (&view, plot), series);
    }
    place_end_labels(scene, part, (&view, plot), names);
}

/// What is shown: the value axis and the days.
struct View {
    axis: Axis,
    first: Day,
    last: Day,
}

impl View {
    fn new(part: Part, data: &TimeSeries) -> Option<Self> {
        let points = || {
            data.series
                .iter()
                .flat_map(|series| &series.points)
                .filter(|point| point.value.is_finite())
        };
        let values: Vec<f64> = points().map(|point| point.value).collect();
        let bands: Vec<Interval> = points().filter_map(|point| point.band).collect();
        let shown = extent(&values, &bands)?;
        let shown = if data.from_zero {
            shown.with_zero()
        } else {
            shown
        };
        Some(Self {
            axis: value_axis(part, shown, 5, true),
            first: points().map(|point| point.day).min()?,
            last: points().map(|point| point.day).max()?,
        })
    }

    fn x(&self, plot: Rect, day: Day) -> f64 {
        let length = f64::from(self.last.0) - f64::from(self.first.0);
        if length <= 0.0 {
            return f64::midpoint(plot.left, plot.right);
        }
        plot.left + (f64::from(day.0) - f64::from(self.first.0)) / length * plot.width()
    }

    /// The day that stands out, where it is among those shown.
    fn marked<'a>(&self, data: &'a TimeSeries) -> Option<&'a DayMark> {
        let mark = data.mark.as_ref()?;
        (self.first <= mark.day && mark.day <= self.last).then_some(mark)
    }

    fn spot(&self, plot: Rect, day: Day, value: f64) -> Spot {
        Spot {
            x: self.x(plot, day),
            y: height_of(plot, &self.axis, value),
        }
    }
}

fn time_axis(scene: &mut Scene, part: Part, plot: Rect, view: &View, axis: TimeAxis) {
    let placed = |most: usize| -> Vec<(f64, String)> {
        let ticks = match axis {
            TimeAxis::Calendar => calendar(view.first, view.last, most),
            TimeAxis::Elapsed(unit) => elapsed(view.first, view.last, most, unit),
        };
        let ticks = ticks.into_iter();
        ticks
            .map(|tick| (view.x(plot, tick.day), tick.label))
            .collect()
    };
    // Month names are half as wide as full dates, so only the labels themselves tell how many fit.
    let ticks = (2..=9)
        .rev()
        .map(placed)
        .find(|ticks| labels_fit(part, ticks))
        .unwrap_or_else(|| placed(1));
    labels_below(scene, part, plot.bottom, ticks);
}

/// A dashed line over the plot with its words above, on the side that has room.
fn day_mark(scene: &mut Scene, part: Part, (view, plot): (&View, Rect), mark: &DayMark) {
    let face = body(part);
    let x = view.x(plot, mark.day);
    let line = Stroke {
        ink: Ink::Token(Token::Muted),
        width: part.frame.unit(),
        dashed: true,
    };
    let (top, bottom) = (plot.top, plot.bottom);
    scene.line(Spot { x, y: top }, Spot { x, y: bottom }, line);
    let is_right = x > f64::midpoint(plot.left, plot.right);
    let room = if is_right {
        x - part.area.left
    } else {
        part.area.right - x
    };
    scene.text(Text {
        at: Spot {
            x,
            y: top - face.size * 0.5,
        },
        anchor: if is_right { Anchor::End } else { Anchor::Start },
        words: face.ellipsized(&mark.label, room),
        face,
        ink: Ink::Token(Token::Muted),
    });
}

/// The stretches of points without a gap.
fn runs(points: &[Point]) -> impl Iterator<Item = &[Point]> {
    points
        .split(|point| !point.value.is_finite())
        .filter(|run| !run.is_empty())
}

fn band(scene: &mut Scene, view: &View, plot: Rect, series: &Series) {
    for run in runs(&series.points) {
        let bounded = |point: &Point| {
            point
                .band
                .filter(|band| !band.low.is_nan() && !band.high.is_nan())
                .map(|band| (point.day, band))
        };
        for piece in run.split(|point| bounded(point).is_none()) {
            let bands: Vec<(Day, Interval)> = piece.iter().filter_map(bounded).collect();
            if bands.len() < 2 {
                continue;
            }
            let upper = bands
                .iter()
                .map(|(day, band)| view.spot(plot, *day, band.high));
            let lower = bands
                .iter()
                .rev()
                .map(|(day, band)| view.spot(plot, *day, band.low));
            scene.shapes.push(Shape::Area {
                points: upper.chain(lower).collect(),
                ink: series.tone.stroke(),
                opacity: 0.15,
            });
        }
    }
}

fn line(scene: &mut Scene, part: Part, (view, plot): (&View, Rect), series: &Series) {
    let unit = part.frame.unit();
    let stroke = match series.line {
        LineStyle::Solid => Stroke::solid(series.tone.stroke(), 2.2 * unit),
        LineStyle::Dashed => Stroke {
            ink: series.tone.stroke(),
            width: 1.6 * unit,
            dashed: true,
        },
    };
    for run in runs(&series.points) {
        let points: Vec<Spot> = run
            .iter()
            .map(|point| view.spot(plot, point.day, point.value))
            .collect();
        match points.as_slice() {
            // A lone point has no line to be seen by, only its interval and a dot.
            [only] => {
                if let Some(band) = run[0].band.filter(|band| band.low <= band.high) {
                    let at = super::parts::Along::Up(only.x);
                    let stroke = Stroke::solid(stroke.ink, 1.6 * unit);
                    super::parts::interval_line(scene, (plot, &view.axis), band, at, stroke);
                }
                scene.shapes.push(Shape::Dot {
                    at: *only,
                    radius: 4.0 * unit,
                    ink: stroke.ink,
                });
            }
            _ => scene.shapes.push(Shape::Path { points, stroke }),
        }
    }
}

/// The name of a line, to be put at its end.
struct EndLabel {
    lines: Vec<String>,
    ink: Ink,
    stroke: Ink,
    end: Point,
}

fn end_labels(part: Part, series: &[Series]) -> Vec<EndLabel> {
    series
        .iter()
        .filter_map(|one| {
            let end = one
                .points
                .iter()
                .rev()
                .find(|point| point.value.is_finite())?;
            let lines = body(part).balanced(&one.name, part.area.width() * 0.22, 2);
            (!lines.is_empty()).then_some(EndLabel {
                lines,
                ink: match one.tone {
                    Tone::Control | Tone::Neutral => Ink::Token(Token::Muted),
                    _ => Ink::Token(Token::Text),
                },
                stroke: one.tone.stroke(),
                end: *end,
            })
        })
        .collect()
}

fn place_end_labels(
    scene: &mut Scene,
    part: Part,
    (view, plot): (&View, Rect),
    mut labels: Vec<EndLabel>,
) {
    let face = body(part);
    let unit = part.frame.unit();
    labels.sort_by(|one, two| two.end.value.total_cmp(&one.end.value));
    let heights: Vec<f64> = labels
        .iter()
        .map(|label| label.lines.len() as f64 * face.size * LEADING)
        .collect();
    let wanted: Vec<f64> = labels
        .iter()
        .map(|label| height_of(plot, &view.axis, label.end.value))
        .collect();
    // Half a line beyond the plot is free; the names of the days begin below that.
    let beyond = face.size * 0.5;
    let limits = (plot.top - beyond, plot.bottom + beyond);
    let middles = spread(&wanted, &heights, limits);
    for ((label, middle), height) in labels.into_iter().zip(middles).zip(heights) {
        let end = view.spot(plot, label.end.day, label.end.value);
        let near = Spot {
            x: plot.right + 9.0 * unit,
            y: middle,
        };
        if (middle - end.y).abs() > face.size * 0.5 || end.x < plot.right - 1.0 {
            scene.line(end, near, Stroke::solid(label.stroke, 0.8 * unit));
        }
        scene.shapes.push(Shape::Dot {
            at: end,
            radius: 3.5 * unit,
            ink: label.stroke,
        });
        for (index, words) in label.lines.into_iter().enumerate() {
            scene.text(Text {
                at: Spot {
                    x: plot.right + 12.0 * unit,
                    y: middle - height / 2.0 + (index as f64 * LEADING + 1.0) * face.size,
                },
                anchor: Anchor::Start,
                words,
                face,
                ink: label.ink,
            });
        }
    }
}

/// Middles of stacked labels as near to the wanted ones as their heights allow, within two limits.
fn spread(wanted: &[f64], heights: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut middles = wanted.to_vec();
    let mut free_from = top;
    for (middle, height) in middles.iter_mut().zip(heights) {
        *middle = middle.max(free_from + height / 2.0);
        free_from = *middle + height / 2.0;
    }
    let mut free_to = bottom;
    for (middle, height) in middles.iter_mut().zip(heights).rev() {
        *middle = middle.min(free_to - height / 2.0);
        free_to = *middle - height / 2.0;
    }
    middles
}

/// A line sample and a name for each series, in rows; returns the height used.
fn legend(scene: &mut Scene, part: Part, series: &[Series]) -> f64 {
    /// More rows would leave no plot.
    const MOST_ROWS: usize = 3;
    let face = body(part);
    let unit = part.frame.unit();
    let sample = 22.0 * unit;
    let (mut x, mut row) = (part.area.left, 0);
    for (index, one) in series.iter().enumerate() {
        let name = face.ellipsized(&one.name, part.area.width() * 0.4);
        let width = sample + 8.0 * unit + face.width(&name);
        if x > part.area.left && x + width > part.area.right {
            (x, row) = (part.area.left, row + 1);
        }
        let baseline = part.area.top + row as f64 * line_height(part) * 1.15 + face.size * 0.4;
        // The last row keeps room for the words that stand for all further names.
        let rest = format!("+ {}", series.len() - index);
        let reserve = face.width(&rest) + 20.0 * unit;
        let is_last = index + 1 == series.len();
        if row + 1 == MOST_ROWS && !is_last && x + width + reserve > part.area.right {
            scene.text(words_at(Spot { x, y: baseline }, rest, part));
            break;
        }
        let y = baseline - face.size * 0.36;
        scene.line(
            Spot { x, y },
            Spot { x: x + sample, y },
            Stroke {
                ink: one.tone.stroke(),
                width: 2.4 * unit,
                dashed: one.line == LineStyle::Dashed,
            },
        );
        let at = Spot {
            x: x + sample + 8.0 * unit,
            y: baseline,
        };
        scene.text(words_at(at, name, part));
        x += width + 20.0 * unit;
    }
    (row + 1) as f64 * line_height(part) * 1.15
}

fn words_at(at: Spot, words: String, part: Part) -> Text {
    Text {
        at,
        anchor: Anchor::Start,
        words,
        face: body(part),
        ink: Ink::Token(Token::Text),
    }
}
