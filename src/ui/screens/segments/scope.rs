//! The scope chips: as of when, compared with whom, over which period.

use eframe::egui::{ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::analysis::scope::{Period, Scope, Versus};
use crate::app::view::SegmentsView;
use crate::app::{Action, State};
use crate::model::format;
use crate::segments::Preset;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::definition::{Definition, define};
use crate::ui::widgets::paint;

/// The chips in the top bar.
pub(in super::super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if !state.session.has_orders() {
        return;
    }
    as_of(ui, state);
    versus(ui, state, outbox);
    period(ui, state, outbox);
}

/// The date up to which everything is counted; it moves with the data, not by hand.
fn as_of(ui: &mut Ui, state: &State) {
    let Some(snapshot) = state.session.snapshot() else {
        return;
    };
    let tokens = Tokens::of(ui);
    let day = format::day(snapshot.day(snapshot.as_of));
    let words = format!("As of {day}");
    let galley = paint::line(ui, &words, Font::Body, tokens.ink.muted);
    let extent = vec2(galley.size().x.ceil() + space::S, size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    paint::place(ui.painter(), rect, eframe::egui::Align::Min, galley);
    let definition = Definition::new(
        words,
        "Everything is counted up to the newest order. Import newer files to move the date.",
    );
    define(response, &definition);
}

fn versus(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let chosen = &state.view.segments.versus;
    let value = versus_words(chosen);
    let picked = ScopeChip::new("Versus", &value)
        .value_width(150.0)
        .show(ui, |ui| {
            ScrollArea::vertical()
                .max_height(420.0)
                .show(ui, |ui| versus_menu(ui, state, chosen))
                .inner
        })
        .inner
        .flatten();
    if let Some(versus) = picked {
        outbox.send(Action::SetSegments(SegmentsView {
            versus,
            ..state.view.segments.clone()
        }));
    }
}

fn versus_menu(ui: &mut Ui, state: &State, chosen: &Versus) -> Option<Versus> {
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut picked = None;
    let mut offer = |ui: &mut Ui, versus: Versus| {
        let words = versus_words(&versus);
        if menu_item(ui, &words, *chosen == versus).clicked() {
            picked = Some(versus);
        }
    };
    offer(ui, Versus::Rest);
    offer(ui, Versus::Previous);
    heading(ui, "Presets");
    for preset in Preset::ALL {
        offer(ui, Versus::Segment(preset.id().to_owned()));
    }
    let saved = &state.document.definitions().segments;
    if !saved.is_empty() {
        heading(ui, "Saved");
    }
    for segment in saved {
        offer(ui, Versus::Segment(segment.name.clone()));
    }
    let lists = state
        .session
        .snapshot()
        .map_or(&[][..], |snapshot| snapshot.assignments.as_slice());
    if !lists.is_empty() {
        heading(ui, "Arms of experiments");
    }
    for list in lists {
        for arm in &list.arms {
            offer(
                ui,
                Versus::Segment(format!("arm:{}/{arm}", list.experiment)),
            );
        }
    }
    picked
}

fn heading(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.add_space(space::S);
    ui.horizontal(|ui| {
        ui.add_space(space::S);
        ui.label(Font::SecondaryMedium.text(text, muted));
    });
    ui.add_space(2.0);
}

/// What a segment is compared with, as a chip says it.
pub(super) fn versus_words(versus: &Versus) -> String {
    match versus {
        Versus::Rest => "Rest".to_owned(),
        Versus::Previous => "Previous period".to_owned(),
        Versus::Segment(text) => {
            let arm = text
                .strip_prefix("arm:")
                .map(|arm| arm.replacen('/', ", ", 1));
            let preset = Preset::parse(text).map(|preset| preset.label().to_owned());
            arm.or(preset).unwrap_or_else(|| text.clone())
        }
    }
}

fn period(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let chosen = state.view.scope.period;
    let value = chosen.label();
    let picked = ScopeChip::new("Period", &value)
        .show(ui, |ui| {
            let mut picked = None;
            for period in Period::OFFERED {
                if menu_item(ui, &period.label(), period == chosen).clicked() {
                    picked = Some(period);
                }
            }
            picked
        })
        .inner
        .flatten();
    if let Some(period) = picked {
        outbox.send(Action::SetScope(Scope {
            period,
            ..state.view.scope.clone()
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_name_presets_and_arms_in_words() {
        let words = |text: &str| versus_words(&Versus::Segment(text.to_owned()));
        assert_eq!(words("vip"), "VIP");
        assert_eq!(words("arm:winback/B: 10/20 %"), "winback, B: 10/20 %");
        assert_eq!(words("Coffee lovers"), "Coffee lovers");
    }
}
