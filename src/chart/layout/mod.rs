//! From description to scene: where everything goes.
//!
//! The page is title, caption, plot and footnote from top to bottom; each kind of chart fills the
//! plot in its own file. Text sizes belong to the page format, never to a window, and every text is
//! measured before it is placed: what does not fit is wrapped, then shortened, then left to the table.

mod bars_across;
mod bars_up;
mod clean;
mod curve;
mod forest;
mod forest_columns;
mod frame;
mod page;
mod parts;
mod time;

pub use frame::{Frame, Size, TextSizes};

use page::Page;

use super::font::{Face, Weight};
use super::palette::Token;
use super::scene::{Anchor, Ink, Rect, Scene, Shape, Spot, Text};
use super::spec::{Chart, ChartKind, Direction};

/// Distance of baselines in em.
const LEADING: f64 = 1.3;

/// Lays a chart out on a page.
#[must_use]
pub fn scene(chart: &Chart, frame: &Frame) -> Scene {
    let chart = &clean::cleaned(chart);
    let mut scene = Scene {
        width: frame.width,
        height: frame.height,
        description: chart.caption.clone(),
        shapes: vec![Shape::Box {
            rect: Rect {
                left: 0.0,
                top: 0.0,
                right: frame.width,
                bottom: frame.height,
            },
            radius: 0.0,
            ink: Ink::Token(Token::Surface),
        }],
    };
    let area =
        Page::of(chart, frame.width - 2.0 * frame.margin, frame.text).draw(&mut scene, frame);
    if let Some(sentence) = chart.empty_sentence() {
        empty(&mut scene, sentence, area, frame);
        return scene;
    }
    let part = Part { chart, frame, area };
    match &chart.kind {
        ChartKind::TimeSeries(series) => time::draw(&mut scene, part, series),
        ChartKind::Bars(bars) => match bars.direction {
            Direction::Vertical => bars_up::draw(&mut scene, part, bars),
            Direction::Horizontal => bars_across::draw(&mut scene, part, bars),
        },
        ChartKind::Forest(forest) => forest::draw(&mut scene, part, forest),
        ChartKind::Curve(curve) => curve::draw(&mut scene, part, curve),
    }
    scene
}

/// What a kind of chart gets to draw with.
#[derive(Clone, Copy)]
struct Part<'a> {
    chart: &'a Chart,
    frame: &'a Frame,
    /// The room for plot, labels and axes.
    area: Rect,
}

/// The sentence in place of a plot.
fn empty(scene: &mut Scene, sentence: &str, area: Rect, frame: &Frame) {
    let face = Face::new(frame.text.caption, Weight::Medium);
    let middle = f64::midpoint(area.left, area.right);
    let lines = face.wrapped(sentence, area.width() * 0.8, 3);
    let height = lines.len() as f64 * face.size * LEADING;
    let top = (area.top + area.bottom - height) / 2.0;
    for (index, words) in lines.into_iter().enumerate() {
        scene.text(Text {
            at: Spot {
                x: middle,
                y: top + (index as f64 * LEADING + 1.0) * face.size,
            },
            anchor: Anchor::Middle,
            words,
            face,
            ink: Ink::Token(Token::Muted),
        });
    }
}

#[cfg(test)]
mod tests;
