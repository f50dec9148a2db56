//! The columns of a forest chart, measured from their texts.

use super::Part;
use super::forest::Place;
use super::parts::{body, line_height, widest};
use crate::chart::font::{Face, Weight};
use crate::chart::scene::{Anchor, Ink, Spot, Text};
use crate::chart::spec::Forest;

/// The plot never gets less than this share of the width.
const LEAST_PLOT: f64 = 0.28;

/// Headers stay on one line as long as the plot keeps this share.
const GOOD_PLOT: f64 = 0.36;

/// A column: from where to where, and how its texts are aligned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) left: f64,
    pub(super) right: f64,
    anchor: Anchor,
}

impl Slot {
    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    /// A text in the column.
    pub(super) fn text(self, words: String, baseline: f64, face: Face, ink: Ink) -> Text {
        let x = match self.anchor {
            Anchor::Start => self.left,
            Anchor::Middle => f64::midpoint(self.left, self.right),
            Anchor::End => self.right,
        };
        Text {
            at: Spot { x, y: baseline },
            anchor: self.anchor,
            words,
            face,
            ink,
        }
    }
}

/// Where everything of a row goes.
pub(super) struct Columns {
    /// Two lines a row instead of one.
    pub(super) stacked: bool,
    pub(super) label: Slot,
    /// None where the page is too narrow for them; they are in the table then.
    pub(super) arms: Vec<Slot>,
    pub(super) plot: Slot,
    pub(super) p: Slot,
    pub(super) verdict: Slot,
}

/// What the texts would like to have.
struct Widths {
    label: f64,
    arms: Vec<f64>,
    p: f64,
    verdict: f64,
    gap: f64,
}

impl Columns {
    pub(super) fn fit(part: Part, forest: &Forest) -> Self {
        let total = part.area.width();
        let roomy = Widths::of(part, forest, Face::width);
        if total - roomy.side_by_side() >= total * GOOD_PLOT {
            return Self::side_by_side(part, &roomy);
        }
        let tight = Widths::of(part, forest, heading_width);
        if total - tight.side_by_side() >= total * LEAST_PLOT {
            return Self::side_by_side(part, &tight);
        }
        if total - roomy.stacked() >= total * GOOD_PLOT {
            return Self::stacked(part, &roomy, &roomy.arms);
        }
        if total - tight.stacked() >= total * LEAST_PLOT {
            return Self::stacked(part, &tight, &tight.arms);
        }
        Self::stacked(part, &tight, &[])
    }

    fn side_by_side(part: Part, widths: &Widths) -> Self {
        let Widths { gap, .. } = *widths;
        let verdict = end(part.area.right, widths.verdict);
        let p = end(verdict.left - gap, widths.p);
        let label = start(part.area.left, widths.label);
        let (arms, left) = arms_after(label.right + gap, &widths.arms, gap);
        Self {
            stacked: false,
            label,
            arms,
            plot: between(left + gap * 0.5, p.left - gap * 1.5),
            p,
            verdict,
        }
    }

    fn stacked(part: Part, widths: &Widths, arms: &[f64]) -> Self {
        let Widths { gap, .. } = *widths;
        let verdict = end(part.area.right, widths.verdict);
        let p = end(part.area.right, widths.p);
        let (arms, left) = arms_after(part.area.left, arms, gap);
        let arms = arms.into_iter().map(|slot| start_to(slot.left, slot.right));
        Self {
            stacked: true,
            label: start_to(part.area.left, verdict.left - gap),
            plot: between(left + gap * 0.5, p.left - gap * 1.5),
            arms: arms.collect(),
            p,
            verdict,
        }
    }

    /// Where the header of the names goes; on two-line rows the names need none.
    pub(super) fn heading(&self) -> Option<Slot> {
        (!self.stacked).then_some(self.label)
    }

    /// The header over the plot may use the gaps beside it.
    pub(super) fn effect_heading(&self) -> Slot {
        self.plot
    }

    /// The middle of the line with name and verdict.
    pub(super) fn name_middle(&self, place: Place, part: Part) -> f64 {
        let middle = place.top + place.height / 2.0;
        if self.stacked {
            middle - line_height(part) * 0.55
        } else {
            middle
        }
    }

    /// The middle of the line with the effect.
    pub(super) fn effect_middle(&self, place: Place, part: Part) -> f64 {
        let middle = place.top + place.height / 2.0;
        if self.stacked {
            middle + line_height(part) * 0.55
        } else {
            middle
        }
    }
}

impl Widths {
    /// `heading` says how much an arm's header asks for.
    fn of(part: Part, forest: &Forest, heading: impl Fn(Face, &str) -> f64) -> Self {
        let face = body(part);
        let total = part.area.width();
        let names = Face::new(face.size, Weight::Medium);
        let label = widest(names, forest.rows.iter().map(|row| &row.label))
            .max(face.width(&forest.heading));
        let arms = forest.arms.iter().enumerate().map(|(index, arm)| {
            let values = forest
                .rows
                .iter()
                .filter_map(|row| row.arm_values.get(index));
            heading(face, arm)
                .max(widest(face, values))
                .min(total * 0.16)
        });
        let p =
            widest(face, forest.rows.iter().map(|row| &row.p)).max(face.width(&forest.p_heading));
        let verdict = widest(face, forest.rows.iter().map(|row| &row.verdict));
        Self {
            label: label.min(total * 0.24),
            arms: arms.collect(),
            p: p.min(total * 0.14),
            verdict: verdict.min(total * 0.2),
            gap: 16.0 * part.frame.unit(),
        }
    }

    /// What everything but the plot takes where all stands side by side.
    fn side_by_side(&self) -> f64 {
        self.stacked() + self.label + self.verdict + self.gap
    }

    /// What stands beside the plot on two-line rows.
    fn stacked(&self) -> f64 {
        let arms: f64 = self.arms.iter().map(|arm| arm + self.gap).sum();
        arms + self.p + self.gap * 2.0
    }
}

/// The least width in which a header needs at most two lines.
fn heading_width(face: Face, words: &str) -> f64 {
    let whole = face.width(words);
    (5..10)
        .map(|tenths| whole * f64::from(tenths) / 10.0)
        .find(|width| {
            face.widest_word(words) <= *width && face.wrapped(words, *width, usize::MAX).len() <= 2
        })
        .unwrap_or(whole)
}

/// Right-aligned columns from a left edge; returns them and where the last one ends.
fn arms_after(left: f64, widths: &[f64], gap: f64) -> (Vec<Slot>, f64) {
    let mut left = left;
    let mut slots = Vec::new();
    for width in widths {
        slots.push(end(left + width, *width));
        left += width + gap;
    }
    (slots, left)
}

fn start(left: f64, width: f64) -> Slot {
    start_to(left, left + width)
}

fn start_to(left: f64, right: f64) -> Slot {
    Slot {
        left,
        right,
        anchor: Anchor::Start,
    }
}

fn end(right: f64, width: f64) -> Slot {
    Slot {
        left: right - width,
        right,
        anchor: Anchor::End,
    }
}

fn between(left: f64, right: f64) -> Slot {
    Slot {
        left,
        right,
        anchor: Anchor::Middle,
    }
}
