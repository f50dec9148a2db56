//! Period, people and versus: one scope for the whole window, in the top bar.

use eframe::egui::{ScrollArea, Ui};

use crate::analysis::scope::{People, Period, Scope, Versus};
use crate::app::{Action, State};
use crate::model::format;
use crate::segments::Preset;
use crate::store::snapshot::Snapshot;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::rows::hairline;

const MENU_HEIGHT: f32 = 420.0;
/// What three labels, chevrons and paddings take of the bar.
const CHIP_EDGES: f32 = 3.0 * 92.0;

/// Draws the chips.
pub(super) fn chips(ui: &mut Ui, state: &State, snapshot: &Snapshot, outbox: &mut Outbox) {
    let scope = &state.view.scope;
    let value_width = ((ui.available_width() - CHIP_EDGES) / 3.0).clamp(48.0, 220.0);
    let mut changed = scope.clone();
    period(ui, snapshot, value_width, &mut changed.period);
    people(ui, state, value_width, &mut changed.people);
    versus(ui, state, value_width, &mut changed);
    if changed != *scope {
        changed.versus = sensible(&changed);
        outbox.send(Action::SetScope(changed));
    }
}

/// The period with its dates; a choice changes it.
pub(in crate::ui::screens) fn period(
    ui: &mut Ui,
    snapshot: &Snapshot,
    value_width: f32,
    chosen: &mut Period,
) {
    let dates = |period: Period| {
        let (first, last) = period.span(snapshot).days(snapshot);
        format::period(first, last)
    };
    let value = dates(*chosen);
    let chip = ScopeChip::new("Period", &value).value_width(value_width);
    chip.show(ui, |ui| {
        for period in Period::OFFERED {
            let text = format!("{}, {}", name(period), dates(period));
            if menu_item(ui, &text, period == *chosen).clicked() {
                *chosen = period;
            }
        }
    });
}

fn name(period: Period) -> String {
    match period {
        Period::All => "Everything loaded".to_owned(),
        Period::LastDays(_) | Period::Between(..) => period.label(),
    }
}

fn people(ui: &mut Ui, state: &State, value_width: f32, chosen: &mut People) {
    let value = people_name(chosen.label()).to_owned();
    let chip = ScopeChip::new("People", &value).value_width(value_width);
    chip.show(ui, |ui| {
        menu(ui, |ui| {
            if menu_item(ui, "Everyone", *chosen == People::Everyone).clicked() {
                *chosen = People::Everyone;
            }
            for segment in segments(state) {
                let people = People::Segment(segment.clone());
                if menu_item(ui, people_name(&segment), *chosen == people).clicked() {
                    *chosen = people;
                }
            }
        });
    });
}

fn versus(ui: &mut Ui, state: &State, value_width: f32, scope: &mut Scope) {
    let offered = offered(scope);
    let People::Segment(own) = &scope.people else {
        // Everyone has no rest: the past is all there is, where a period leaves one.
        if let [only] = offered.as_slice() {
            let value = people_name(only.label()).to_owned();
            let chip = ScopeChip::new("Versus", &value).value_width(value_width);
            chip.show(ui, |ui| {
                let _ = menu_item(ui, &value, true);
                note(ui, "Choose people to compare them with the rest");
            });
        }
        return;
    };
    let others: Vec<String> = segments(state)
        .into_iter()
        .filter(|segment| segment != own)
        .collect();
    let value = people_name(scope.versus.label()).to_owned();
    let chip = ScopeChip::new("Versus", &value).value_width(value_width);
    let mut chosen = scope.versus.clone();
    chip.show(ui, |ui| {
        menu(ui, |ui| {
            for versus in offered {
                let text = match versus {
                    Versus::Rest => "rest: every buyer who is not among them",
                    Versus::Previous | Versus::Segment(_) => versus.label(),
                };
                if menu_item(ui, text, chosen == versus).clicked() {
                    chosen = versus;
                }
            }
            hairline(ui);
            for segment in others {
                let versus = Versus::Segment(segment.clone());
                if menu_item(ui, people_name(&segment), chosen == versus).clicked() {
                    chosen = versus;
                }
            }
        });
    });
    scope.versus = chosen;
}

/// Comparisons that say something: everything loaded has no period before it, everyone has no rest.
fn offered(scope: &Scope) -> Vec<Versus> {
    let mut offered = Vec::new();
    if scope.period != Period::All {
        offered.push(Versus::Previous);
    }
    if scope.people != People::Everyone {
        offered.push(Versus::Rest);
    }
    offered
}

/// The comparison of a scope, or one that fits it where people or period were changed.
fn sensible(scope: &Scope) -> Versus {
    let is_other_segment = match (&scope.versus, &scope.people) {
        (Versus::Segment(other), People::Segment(own)) => other != own,
        (Versus::Segment(_), People::Everyone) | (Versus::Previous | Versus::Rest, _) => false,
    };
    let offered = offered(scope);
    if is_other_segment || offered.contains(&scope.versus) {
        return scope.versus.clone();
    }
    offered.into_iter().next().unwrap_or_default()
}

/// Presets and saved segments, as the scope writes them.
fn segments(state: &State) -> Vec<String> {
    let saved = &state.document.definitions().segments;
    let presets = Preset::ALL.map(|preset| preset.id().to_owned());
    let saved = saved.iter().map(|segment| segment.name.clone());
    presets.into_iter().chain(saved).collect()
}

/// The words for people as the scope writes them: a preset's label, else the text itself.
pub(super) fn people_name(text: &str) -> &str {
    match Preset::parse(text) {
        Some(preset) => preset.label(),
        None => text,
    }
}

fn menu(ui: &mut Ui, items: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .max_height(MENU_HEIGHT)
        .show(ui, items);
}

fn note(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.add_space(space::XS);
    ui.label(Font::Secondary.text(text, muted));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(period: Period, people: Option<&str>, versus: Versus) -> Scope {
        Scope {
            period,
            people: people.map_or(People::Everyone, |text| People::Segment(text.to_owned())),
            versus,
        }
    }

    fn check(people: Option<&str>, period: Period, versus: Versus, expected: Versus) {
        assert_eq!(
            sensible(&scope(period, people, versus.clone())),
            expected,
            "{people:?} over {period:?} versus {versus:?}"
        );
    }

    #[test]
    fn a_comparison_that_says_nothing_gives_way() {
        let days = Period::LastDays(90);
        let vip = || Versus::Segment("vip".to_owned());
        check(None, days, Versus::Rest, Versus::Previous);
        check(None, days, vip(), Versus::Previous);
        check(Some("vip"), days, Versus::Rest, Versus::Rest);
        check(Some("vip"), days, vip(), Versus::Previous);
        check(Some("new"), days, vip(), vip());
        check(Some("new"), Period::All, Versus::Previous, Versus::Rest);
        check(None, Period::All, Versus::Previous, Versus::Previous);
    }
}
