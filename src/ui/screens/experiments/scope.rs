//! The scope chips of a result: window and control arm; the rest is in the settings.

use eframe::egui::Ui;

use crate::analysis::experiment::ExperimentReadout;
use crate::app::view::{ExperimentDraft, ExperimentsTab, Overlay};
use crate::app::{Action, Edit, State};
use crate::model::experiment::ExperimentDefinition;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item};

/// Windows offered without opening the settings, in days.
const WINDOWS: [u32; 5] = [7, 14, 30, 60, 90];

/// The chips in the top bar.
pub(in super::super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if state.view.experiments.tab != ExperimentsTab::Results {
        return;
    }
    let Some(readout) = super::readout(state) else {
        return;
    };
    if !readout.is_table() {
        window(ui, state, readout, outbox);
    }
    control(ui, readout, outbox);
    if Button::quiet("Settings…")
        .icon(icons::SETTINGS)
        .show(ui)
        .clicked()
    {
        open_settings(state, readout, outbox);
    }
    if readout.is_table() && !state.session.is_read_only() {
        let remove = Button::quiet("Remove…").hover("Removes this table from the workspace");
        if remove.show(ui).clicked() {
            let name = readout.definition.name.clone();
            outbox.send(Action::SetOverlay(Some(Overlay::RemoveTable(name))));
        }
    }
}

/// Opens the dialog with the experiment's settings.
pub(super) fn open_settings(state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let arms: Vec<String> = readout.arms.iter().map(|arm| arm.name.clone()).collect();
    let mut draft = ExperimentDraft::of(
        &readout.definition,
        &arms,
        state.session.snapshot().map(|snapshot| snapshot.currency),
    );
    draft.is_table = readout.is_table();
    outbox.send(Action::SetOverlay(Some(Overlay::Experiment(draft))));
}

enum Window {
    Days(u32),
    Other,
}

fn window(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let chosen = readout.definition.window_days;
    let value = format!("{chosen} days");
    let picked = ScopeChip::new("Window", &value)
        .show(ui, |ui| {
            let mut picked = None;
            for days in WINDOWS {
                if menu_item(ui, &format!("{days} days"), days == chosen).clicked() {
                    picked = Some(Window::Days(days));
                }
            }
            if menu_item(ui, "Other…", !WINDOWS.contains(&chosen)).clicked() {
                picked = Some(Window::Other);
            }
            picked
        })
        .inner
        .flatten();
    match picked {
        Some(Window::Days(window_days)) => outbox.edit(Edit::PutExperiment(ExperimentDefinition {
            window_days,
            ..readout.definition.clone()
        })),
        Some(Window::Other) => open_settings(state, readout, outbox),
        None => {}
    }
}

fn control(ui: &mut Ui, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let chosen = &readout.definition.control;
    let mut arms: Vec<&str> = readout.arms.iter().map(|arm| arm.name.as_str()).collect();
    arms.sort_unstable();
    let picked = ScopeChip::new("Control", chosen)
        .show(ui, |ui| {
            let mut picked = None;
            for arm in arms {
                if menu_item(ui, arm, arm.eq_ignore_ascii_case(chosen)).clicked() {
                    picked = Some(arm.to_owned());
                }
            }
            picked
        })
        .inner
        .flatten();
    if let Some(control) = picked {
        outbox.edit(Edit::PutExperiment(ExperimentDefinition {
            control,
            ..readout.definition.clone()
        }));
    }
}
