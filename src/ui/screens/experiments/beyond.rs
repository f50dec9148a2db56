//! What stands below the verdict and its evidence: other readings, days, roll-out, segments, self-check.

use eframe::egui::{Label, Ui};

use crate::analysis::experiment::{ExperimentReadout, Verdict};
use crate::app::State;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::columns::{Columns, Track};

use super::{by_days, readings, rolled_out, segments, self_check};

/// Everything below the first page of a result.
pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
    if matches!(readout.verdict, Verdict::Blocked(_)) {
        withheld(ui);
        return;
    }
    readings::show(ui, readout, currency);
    // A column of a table has no days and no money.
    let primary = readout.trial.metrics.first();
    let is_shops = primary.is_some_and(|metric| metric.subject.metric.is_some());
    if is_shops {
        let tracks = [Track::Share(0.55), Track::Share(0.45)];
        Columns::new(ui, "beyond", &tracks).show(ui, |ui, column| {
            ui.spacing_mut().item_spacing.y = space::S;
            if column == 0 {
                by_days::show(ui, state, readout);
            } else {
                rolled_out::show(ui, readout, currency);
            }
        });
    }
    segments::show(ui, readout, currency);
    if is_shops {
        self_check::show(ui, state, readout, outbox);
    }
}

fn withheld(ui: &mut Ui) {
    Card::new().title("Further readings").show(ui, |ui| {
        let text = "Other readings, the effect by days, the roll-out and segments are withheld: while the result is blocked, none of them could be read as an effect";
        muted(ui, text);
    });
}

/// A muted sentence over the whole width.
pub(super) fn muted(ui: &mut Ui, text: impl Into<String>) {
    let ink = Tokens::of(ui).ink.muted;
    ui.add(Label::new(Font::Body.text(text, ink)).wrap());
}
