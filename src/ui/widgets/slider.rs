//! A slider over the full width with its name at the left and its value at the right.
//!
//! Arrow keys move by one step, Page Up and Page Down by ten, Home and End to the ends; assistive
//! technology sees a slider with value, range and step and can set it.

use std::ops::RangeInclusive;

use eframe::egui::{
    Align, EventFilter, Key, Rect, Response, Sense, Stroke, Ui, WidgetInfo,
    accesskit::{self, Role},
    pos2, remap_clamp, vec2,
};

use super::paint;
use crate::ui::theme::{Font, Tokens, size};

/// One parameter of a what-if.
#[must_use = "call `show`"]
pub struct SliderRow<'a> {
    label: &'a str,
    value: &'a mut f64,
    range: RangeInclusive<f64>,
    step: f64,
    text: String,
}

const HANDLE: f32 = 6.0;
const RAIL: f32 = 4.0;

impl<'a> SliderRow<'a> {
    /// A slider over a range in steps; `text` writes the value at the right.
    pub fn new(
        label: &'a str,
        value: &'a mut f64,
        range: RangeInclusive<f64>,
        step: f64,
        text: impl Fn(f64) -> String,
    ) -> Self {
        let text = text(*value);
        Self {
            label,
            value,
            range,
            step,
            text,
        }
    }

    /// Draws the row. `changed()` tells of every new value, `drag_stopped()` of the end of a drag.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let width = ui.available_width();
        let (rect, mut response) =
            ui.allocate_exact_size(vec2(width, 38.0), Sense::click_and_drag());
        let before = *self.value;
        let rail = Rect::from_min_max(
            pos2(rect.left() + HANDLE, rect.bottom() - 12.0 - RAIL / 2.0),
            pos2(rect.right() - HANDLE, rect.bottom() - 12.0 + RAIL / 2.0),
        );
        if let Some(target) = self.target(ui, &response, rail) {
            *self.value = snap(target, &self.range, self.step);
        }
        if (*self.value - before).abs() > f64::EPSILON * before.abs().max(1.0) {
            response.mark_changed();
        }
        self.declare(ui, &response);

        let words = rect.with_max_y(rect.top() + 18.0);
        let value = paint::line(ui, &self.text, Font::Strong, tokens.ink.text);
        let placed = paint::place(ui.painter(), words, Align::Max, value);
        let room = placed.left() - words.left() - 8.0;
        let label = paint::line_within(ui, self.label, Font::Body, tokens.ink.text, room);
        paint::place(ui.painter(), words, Align::Min, label);
        self.paint_rail(ui, &response, rail);
        response
    }

    /// Where pointer, keys or assistive technology want the value.
    fn target(&self, ui: &Ui, response: &Response, rail: Rect) -> Option<f64> {
        if let Some(pointer) = response.interact_pointer_pos() {
            let span = f64::from(rail.left())..=f64::from(rail.right());
            return Some(remap_clamp(f64::from(pointer.x), span, self.range.clone()));
        }
        let mut steps = ui.input(|input| {
            input.num_accesskit_action_requests(response.id, accesskit::Action::Increment) as f64
                - input.num_accesskit_action_requests(response.id, accesskit::Action::Decrement)
                    as f64
        });
        let set = ui.input(|input| {
            input
                .accesskit_action_requests(response.id, accesskit::Action::SetValue)
                .find_map(|request| match request.data {
                    Some(accesskit::ActionData::NumericValue(value)) => Some(value),
                    _ => None,
                })
        });
        if set.is_some() {
            return set;
        }
        if response.has_focus() {
            let filter = EventFilter {
                horizontal_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
            let pressed = |key| ui.input(|input| input.num_presses(key)) as f64;
            if pressed(Key::Home) > 0.0 {
                return Some(*self.range.start());
            }
            if pressed(Key::End) > 0.0 {
                return Some(*self.range.end());
            }
            steps += pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
            steps += 10.0 * (pressed(Key::PageUp) - pressed(Key::PageDown));
        }
        (steps != 0.0).then_some(*self.value + steps * self.step)
    }

    fn declare(&self, ui: &Ui, response: &Response) {
        response.widget_info(|| {
            let mut info = WidgetInfo::slider(ui.is_enabled(), *self.value, self.label);
            info.role = Role::Slider;
            info.current_text_value = Some(self.text.clone());
            info
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(*self.range.start());
            node.set_max_numeric_value(*self.range.end());
            node.set_numeric_value_step(self.step);
            node.add_action(accesskit::Action::SetValue);
            node.add_action(accesskit::Action::Increment);
            node.add_action(accesskit::Action::Decrement);
        });
    }

    fn paint_rail(&self, ui: &Ui, response: &Response, rail: Rect) {
        let tokens = Tokens::of(ui);
        let span = f64::from(rail.left())..=f64::from(rail.right());
        let x = remap_clamp(*self.value, self.range.clone(), span) as f32;
        let painter = ui.painter();
        let full = rail.expand2(vec2(HANDLE, 0.0));
        painter.rect_filled(full, 2, tokens.line);
        painter.rect_filled(full.with_max_x(x), 2, tokens.accent);
        let centre = pos2(x, rail.center().y);
        let lively = response.hovered() || response.dragged();
        let radius = if lively { HANDLE + 1.0 } else { HANDLE };
        let ring = Stroke::new(size::FOCUS, tokens.accent);
        painter.circle(centre, radius, tokens.ground.surface, ring);
        if response.has_focus() {
            painter.circle_stroke(centre, HANDLE + 4.0, ring);
        }
    }
}

/// The nearest value on the step grid inside the range, free of the grid's rounding noise.
fn snap(value: f64, range: &RangeInclusive<f64>, step: f64) -> f64 {
    let (start, end) = (*range.start(), *range.end());
    let steps = ((value - start) / step).round();
    let snapped = start + steps * step;
    // Six digits finer than the step: drops noise such as 1.2500000000000002.
    let scale = 10_f64.powi(6 - step.abs().log10().floor() as i32);
    ((snapped * scale).round() / scale).clamp(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_snap_to_the_grid_and_stay_in_range() {
        let check = |value: f64, range: RangeInclusive<f64>, step: f64, expected: f64| {
            let snapped = snap(value, &range, step);
            assert!(
                (snapped - expected).abs() < 1e-9,
                "{value} became {snapped} instead of {expected}"
            );
        };
        check(1.26, 0.5..=3.0, 0.05, 1.25);
        check(1.28, 0.5..=3.0, 0.05, 1.3);
        check(9.0, 0.5..=3.0, 0.05, 3.0);
        check(-1.0, 0.5..=3.0, 0.05, 0.5);
        check(2.4, 1.0..=10.0, 1.0, 2.0);
        check(41_260.0, 0.0..=100_000.0, 500.0, 41_500.0);
    }
}
