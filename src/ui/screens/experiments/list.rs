//! Every experiment in a line: who, when, and what may be concluded.

use std::cmp::Ordering;

use eframe::egui::Ui;

use crate::analysis::experiment::{ExperimentEntry, ExperimentList};
use crate::app::answers::Query;
use crate::app::{Action, State};
use crate::model::format::{self, plural};
use crate::ui::outbox::Outbox;
use crate::ui::theme::Tone;
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::table::{Cell, Column, Sort, Table, Width, row_order};

use super::super::late;
use super::{capitalised, tone, word};

const COMPUTING: &str = "Reading every experiment";

pub(super) fn show(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let slot = state.answers.slot(&Query::Experiments);
    let is_late = late::is_late(ui, slot.is_stale());
    if let Some(failure) = slot.failure() {
        let _ = Banner::new(Tone::Negative, failure).show(ui);
    }
    let Some(list) = state.answers.experiments() else {
        if slot.failure().is_none() {
            progress_line(ui, Progress::Unknown, COMPUTING);
        }
        return;
    };
    if is_late {
        late::progress_above(ui, COMPUTING);
    }
    ui.scope(|ui| {
        if is_late {
            ui.multiply_opacity(late::DIMMED);
        }
        let count = list.entries.len();
        let card = Card::new()
            .title(plural(count as i64, "experiment", "experiments"))
            .subtitle("Everyone assigned counts, in the arm they were assigned to");
        card.show(ui, |ui| {
            if let Some(name) = table(ui, list) {
                outbox.send(Action::SelectExperiment(Some(name)));
            }
        });
    });
}

/// Draws the table; the name of the experiment that was clicked.
fn table(ui: &mut Ui, list: &ExperimentList) -> Option<String> {
    let id = ui.make_persistent_id("experiments-sort");
    let sort: Option<Sort> = ui.data(|data| data.get_temp(id));
    let entries = &list.entries;
    let order = row_order(entries.len(), sort, |one, other, column| {
        compare(&entries[one], &entries[other], column)
    });
    let columns = columns(list.units());
    let response = Table::new(ui, "experiments", &columns, entries.len())
        .sort(sort)
        .clickable()
        .row_height(36.0)
        .show(ui, |row, column| cell(&entries[order[row]], column));
    if let Some(sort) = response.sort {
        ui.data_mut(|data| data.insert_temp(id, sort));
    }
    let clicked = response.clicked?;
    Some(entries[order[clicked]].name.clone())
}

fn columns(units: &'static str) -> [Column; 6] {
    let flexible = |share, min| Width::Flexible { share, min };
    [
        Column::text("Experiment").width(flexible(0.5, 130.0)),
        Column::text("Arms, control first")
            .width(flexible(0.6, 110.0))
            .unsorted(),
        Column::number(units).definition(Definition::new(
            units,
            "Assigned to exactly one arm. People in several arms are left out of every figure. A table counts its rows",
        )),
        Column::text("Assigned").width(Width::Fit { min: 96.0 }),
        Column::text("Verdict").width(Width::Fixed(116.0)),
        Column::text("Answer")
            .width(flexible(1.2, 200.0))
            .unsorted(),
    ]
}

fn compare(one: &ExperimentEntry, other: &ExperimentEntry, column: usize) -> Ordering {
    match column {
        2 => one.people.cmp(&other.people),
        3 => one.assigned.cmp(&other.assigned),
        4 => word(&one.verdict).cmp(word(&other.verdict)),
        _ => one.name.cmp(&other.name),
    }
}

fn cell(entry: &ExperimentEntry, column: usize) -> Cell<'static> {
    let said = entry.verdict.said();
    match column {
        0 => Cell::text(entry.name.clone()).strong(),
        1 => Cell::text(entry.arms.join(" · ")).muted(),
        2 => Cell::text(entry.size()),
        3 if entry.is_table => Cell::text("table of units")
            .muted()
            .hover("Its units are the rows of a file"),
        3 => Cell::text(entry.assigned.map_or_else(
            || "no dates".to_owned(),
            |(first, last)| format::period(first, last),
        ))
        .muted(),
        4 => Cell::status(tone(&entry.verdict), word(&entry.verdict)).hover(said.detail.clone()),
        _ => Cell::text(answer(&said.headline)).hover(format!(
            "{}\n{}",
            capitalised(&said.headline),
            said.detail
        )),
    }
}

/// The headline without the word that the verdict column says already.
fn answer(headline: &str) -> String {
    let rest = ["Inconclusive: ", "Blocked: ", "Too early: "]
        .into_iter()
        .find_map(|word| headline.strip_prefix(word));
    capitalised(rest.unwrap_or(headline))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_does_not_repeat_the_verdict() {
        assert_eq!(answer("Blocked: no arm is called x"), "No arm is called x");
        assert_eq!(answer("b wins: 6 % against 4 %"), "B wins: 6 % against 4 %");
    }
}
