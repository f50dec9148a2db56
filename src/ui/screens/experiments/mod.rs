//! The Experiments screen: the list, and one experiment's result.
//!
//! The result is read top-down: the verdict, whether it may be trusted, every effect with its interval,
//! what was credited beside what was caused, and what else can be asked of the same people.

mod bars;
mod beyond;
mod by_days;
mod calculator;
mod caused;
mod conversion;
mod effects;
mod forest;
mod list;
mod planner;
mod readings;
mod result;
mod rolled_out;
mod scope;
mod segments;
mod self_check;
mod tabs;

use eframe::egui::Ui;

use crate::analysis::experiment::{ExperimentReadout, Verdict};
use crate::app::view::ExperimentsTab;
use crate::app::{Command, State};
use crate::model::format::plural;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::empty::empty_state;

pub(super) use scope::scope;

/// The page.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    ui.spacing_mut().item_spacing.y = space::M;
    tabs::tabs(ui, state, outbox);
    match state.view.experiments.tab {
        ExperimentsTab::Results => results(ui, state, outbox),
        ExperimentsTab::Planner => planner::show(ui, state, outbox),
        ExperimentsTab::Calculator => calculator::show(ui, state, outbox),
    }
}

fn results(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let lists = state.session.snapshot().map_or(0, |snapshot| {
        snapshot.assignments.len() + snapshot.unit_tables.len()
    });
    if !state.session.has_experiments() {
        let detail = "What a workflow caused is read from orders and from who was assigned: drop the \
                      order export and the assignment list here";
        empty(ui, "No orders yet", detail, outbox);
    } else if lists == 0 {
        let detail = "Drop an assignment list here: a CSV with one row per person and the columns email, \
                      variant and date. Columns planned_share and workflow are read where they exist";
        empty(ui, "No assignment list yet", detail, outbox);
    } else if let Some(name) = &state.view.experiments.selected {
        result::show(ui, state, name, outbox);
    } else {
        list::show(ui, state, outbox);
    }
}

fn empty(ui: &mut Ui, sentence: &str, detail: &str, outbox: &mut Outbox) {
    empty_state(ui, icons::EXPERIMENTS, sentence, detail, |ui| {
        if Button::primary(Command::ImportFiles.label())
            .show(ui)
            .clicked()
        {
            outbox.run(Command::ImportFiles);
        }
        let sample = Command::LoadSampleShop;
        let button = Button::secondary(sample.label()).hover(sample.help());
        if button.show(ui).clicked() {
            outbox.run(sample);
        }
    });
}

/// What an experiment counts: people, or the rows of a table.
fn counted(readout: &ExperimentReadout, count: u64) -> String {
    let (one, many) = readout.trial.unit_words();
    plural(count as i64, one, many)
}

/// The read-out of the experiment shown; none while another one's is still there.
fn readout(state: &State) -> Option<&ExperimentReadout> {
    let selected = state.view.experiments.selected.as_ref()?;
    let readout = state.answers.experiment()?;
    (readout.definition.name == *selected).then_some(readout.as_ref())
}

fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Win(_) | Verdict::NotInferior(_) => Tone::Positive,
        Verdict::Loss(_) | Verdict::Blocked(_) => Tone::Negative,
        Verdict::Inconclusive(_) => Tone::Neutral,
        Verdict::TooEarly(_) => Tone::Warning,
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Win(_) => "Win",
        Verdict::NotInferior(_) => "Not worse",
        Verdict::Loss(_) => "Loss",
        Verdict::Inconclusive(_) => "Inconclusive",
        Verdict::TooEarly(_) => "Too early",
        Verdict::Blocked(_) => "Blocked",
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// The short name of an arm, for verdict words: `B` of `B: free shipping`; a long name's first word.
fn short(arm: &str) -> &str {
    const LONGEST: usize = 16;
    let name = arm.split(':').next().unwrap_or(arm).trim();
    if name.chars().count() <= LONGEST {
        return name;
    }
    name.split(' ').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdict_words_use_short_names() {
        assert_eq!(short("B: free shipping"), "B");
        assert_eq!(short("welcome flow"), "welcome flow");
        assert_eq!(short("Exclusive content for loyal buyers"), "Exclusive");
    }
}
