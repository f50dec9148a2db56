//! Who wins an order: the precedence of signals, moved by handle or by button, switched on and off.

use eframe::egui::{CursorIcon, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{Scene, model_name, parts};
use crate::app::Edit;
use crate::attribution::PrecedencePreset;
use crate::model::rules::Signal;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::choice::{segmented, toggle_row};
use crate::ui::widgets::paint;

/// The place of a signal while its handle is dragged.
struct Dragged(usize);

pub(super) fn card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let precedence = &scene.rules.precedence;
    Card::new()
        .title("Who wins an order")
        .subtitle("Drag to change. Recomputes at once")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (signal, place) in rows(precedence) {
                row(ui, signal, place, precedence.len(), outbox);
            }
            ui.add_space(space::S);
            presets(ui, precedence, outbox);
        });
}

/// Every signal: those that claim in their order with their place, then those that are off.
fn rows(precedence: &[Signal]) -> Vec<(Signal, Option<usize>)> {
    let on = precedence.iter().copied().enumerate();
    let off = Signal::ALL
        .into_iter()
        .filter(|signal| !precedence.contains(signal));
    on.map(|(place, signal)| (signal, Some(place)))
        .chain(off.map(|signal| (signal, None)))
        .collect()
}

fn presets(ui: &mut Ui, precedence: &[Signal], outbox: &mut Outbox) {
    let mut chosen = PrecedencePreset::of(precedence);
    let options = PrecedencePreset::ALL.map(|preset| (Some(preset), model_name(Some(preset))));
    if segmented(ui, &mut chosen, &options)
        && let Some(preset) = chosen
    {
        outbox.edit(Edit::SetPrecedence(preset.precedence()));
    }
}

fn row(ui: &mut Ui, signal: Signal, place: Option<usize>, places: usize, outbox: &mut Outbox) {
    let label = signal.label();
    let top = ui.cursor().min;
    let area = Rect::from_min_size(top, vec2(ui.available_width(), size::ROW));
    let mut moved = None;
    let mut is_on = place.is_some();
    let mut is_toggled = false;
    parts::row(
        ui,
        size::ROW,
        |ui| {
            handle(ui, label, place);
            let rank = place.map_or_else(|| "–".to_owned(), |place| (place + 1).to_string());
            ui.label(Font::Body.text(rank, Tokens::of(ui).ink.muted));
            ui.add_space(space::XS);
            is_toggled = toggle_row(ui, &mut is_on, label, "").changed();
        },
        |ui| {
            let (up, down) = neighbours(place, places);
            for (to, icon, direction) in [
                (down, icons::CHEVRON_DOWN, "down"),
                (up, icons::CHEVRON_UP, "up"),
            ] {
                ui.add_enabled_ui(to.is_some(), |ui| {
                    let name = format!("Move {label} {direction}");
                    if icon_button(ui, icon, &name).clicked() {
                        moved = to;
                    }
                });
            }
        },
    );
    if is_toggled {
        outbox.edit(Edit::ToggleSignal(signal));
    }
    if let Some(place) = place {
        if let Some(to) = moved {
            outbox.edit(Edit::MoveSignal { from: place, to });
        }
        drop_on(ui, area, place, outbox);
    }
}

/// The places one up and one down, where there are any.
fn neighbours(place: Option<usize>, places: usize) -> (Option<usize>, Option<usize>) {
    let up = place.and_then(|place| place.checked_sub(1));
    let down = place.map(|place| place + 1).filter(|&to| to < places);
    (up, down)
}

fn handle(ui: &mut Ui, label: &str, place: Option<usize>) {
    let extent = vec2(size::ICON_SMALL, size::ROW);
    let Some(place) = place else {
        ui.allocate_exact_size(extent, Sense::hover());
        return;
    };
    let (rect, response) = ui.allocate_exact_size(extent, Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Drag {label}")));
    response.dnd_set_drag_payload(Dragged(place));
    let ink = Tokens::of(ui).ink;
    let colour = if response.hovered() || response.dragged() {
        ink.text
    } else {
        ink.faint
    };
    paint::icon(
        ui.painter(),
        rect.center(),
        icons::DRAG_HANDLE,
        size::ICON_SMALL,
        colour,
    );
    if response.dragged() {
        ui.set_cursor_icon(CursorIcon::Grabbing);
    }
}

/// Shows where a dragged signal would go, and moves it there on release.
fn drop_on(ui: &Ui, area: Rect, place: usize, outbox: &mut Outbox) {
    let target = ui.interact(area, ui.scope_id().with(("signal", place)), Sense::hover());
    if let Some(dragged) = target.dnd_hover_payload::<Dragged>()
        && dragged.0 != place
    {
        let y = if dragged.0 < place {
            area.bottom()
        } else {
            area.top()
        };
        let line = Stroke::new(size::FOCUS, Tokens::of(ui).accent);
        ui.painter().hline(area.x_range(), y, line);
    }
    if let Some(dragged) = target.dnd_release_payload::<Dragged>()
        && dragged.0 != place
    {
        outbox.edit(Edit::MoveSignal {
            from: dragged.0,
            to: place,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_that_are_off_follow_those_that_claim() {
        let rows = rows(&[Signal::Utm, Signal::UniqueCode]);
        assert_eq!(
            rows,
            [
                (Signal::Utm, Some(0)),
                (Signal::UniqueCode, Some(1)),
                (Signal::SharedCode, None),
                (Signal::Landing, None),
            ]
        );
    }

    #[test]
    fn the_ends_of_the_list_and_signals_that_are_off_do_not_move() {
        assert_eq!(neighbours(Some(0), 3), (None, Some(1)));
        assert_eq!(neighbours(Some(2), 3), (Some(1), None));
        assert_eq!(neighbours(None, 3), (None, None));
    }
}
