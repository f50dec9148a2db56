//! One experiment's result.

use eframe::egui::{Label, Ui};

use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::trial::health::{HealthCheck, HealthKind, HealthStatus};
use crate::app::answers::Query;
use crate::app::{Action, State};
use crate::model::format::{self, plural};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::banner::{Banner, NoticeEvent};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::AnswerCard;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::status::pill;

use super::super::late;
use super::scope::open_settings;
use super::{beyond, capitalised, caused, conversion, forest, tone};

const COMPUTING: &str = "Reading the experiment";

pub(super) fn show(ui: &mut Ui, state: &State, name: &str, outbox: &mut Outbox) {
    ui.spacing_mut().item_spacing.y = space::M;
    let readout = super::readout(state);
    head(ui, readout, outbox);
    let slot = state.answers.slot(&Query::Experiment(name.to_owned()));
    let is_late = late::is_late(ui, slot.is_stale());
    if let Some(failure) = slot.failure() {
        let banner = Banner::new(Tone::Negative, failure).action("All experiments");
        if banner.show(ui) == Some(NoticeEvent::Action) {
            outbox.send(Action::SelectExperiment(None));
        }
    }
    let Some(readout) = readout else {
        if slot.failure().is_none() {
            progress_line(ui, Progress::Unknown, COMPUTING);
        }
        return;
    };
    if is_late {
        late::progress_above(ui, COMPUTING);
    }
    ui.scope(|ui| {
        if is_late || slot.failure().is_some() {
            ui.multiply_opacity(late::DIMMED);
        }
        answer(ui, readout, outbox);
        health(ui, state, readout, outbox);
        forest::show(ui, state, readout, outbox);
        evidence(ui, state, readout, outbox);
        beyond::show(ui, state, readout, outbox);
    });
}

/// The way back, and what the test was.
fn head(ui: &mut Ui, readout: Option<&ExperimentReadout>, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let back = Button::link("All experiments").icon(icons::CHEVRON_LEFT);
        if back.show(ui).clicked() {
            outbox.send(Action::SelectExperiment(None));
        }
        let Some(readout) = readout else { return };
        let people: u64 = readout.arms.iter().map(|arm| arm.n).sum();
        let mut facts = if readout.is_table() {
            vec![super::counted(readout, people), "table of units".to_owned()]
        } else {
            vec![plural(people as i64, "person assigned", "people assigned")]
        };
        if let Some((first, last)) = readout.assigned {
            facts.push(format::period(first, last));
        }
        if let Some(workflow) = &readout.definition.workflow {
            facts.push(format!("workflow {workflow}"));
        }
        let muted = Tokens::of(ui).ink.muted;
        let text = Font::Secondary.text(facts.join(" · "), muted);
        ui.add_space(space::S);
        ui.add(Label::new(text).truncate());
    });
}

fn answer(ui: &mut Ui, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let said = readout.verdict.said();
    let headline = capitalised(&said.headline);
    let detail = said.detail.clone();
    AnswerCard::new(tone(&readout.verdict), headline.clone(), &detail).show(ui, |ui| {
        let copy = Button::secondary("Copy").icon(icons::COPY);
        if copy.hover("Copy the answer as text").show(ui).clicked() {
            let name = &readout.definition.name;
            outbox.send(Action::Copy(format!("{name}: {headline}. {detail}")));
        }
    });
}

/// The strip of checks; a click keeps the meaning of one in view.
fn health(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let id = ui.make_persistent_id("explained-check");
    let mut explained: Option<HealthKind> = ui.data(|data| data.get_temp(id)).flatten();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = eframe::egui::vec2(space::S, space::S);
        for check in &readout.health {
            if pill(ui, health_tone(check.status), &check.label, &check.meaning).clicked() {
                explained = (explained != Some(check.kind)).then_some(check.kind);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id, explained));
    let check = readout
        .health
        .iter()
        .find(|check| Some(check.kind) == explained);
    if let Some(check) = check {
        explanation(ui, state, (readout, check), outbox);
    }
}

fn explanation(
    ui: &mut Ui,
    state: &State,
    (readout, check): (&ExperimentReadout, &HealthCheck),
    outbox: &mut Outbox,
) {
    ui.horizontal_wrapped(|ui| {
        let muted = Tokens::of(ui).ink.muted;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.label(Font::Body.text(&check.meaning, muted));
        let is_set = matches!(check.kind, HealthKind::SampleRatio | HealthKind::Window);
        if is_set && Button::link("Change settings…").show(ui).clicked() {
            open_settings(state, readout, outbox);
        }
    });
}

fn health_tone(status: HealthStatus) -> Tone {
    match status {
        HealthStatus::Ok => Tone::Positive,
        HealthStatus::Warning => Tone::Warning,
        HealthStatus::Blocked => Tone::Negative,
    }
}

/// Conversion per arm, beside what was credited and what was caused.
fn evidence(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    if readout.is_table() {
        conversion::show(ui, state, readout, outbox);
        return;
    }
    let tracks = [Track::Share(0.5), Track::Share(0.5)];
    Columns::new(ui, "evidence", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing.y = space::S;
        if column == 0 {
            conversion::show(ui, state, readout, outbox);
        } else {
            caused::show(ui, state, readout, outbox);
        }
    });
}
