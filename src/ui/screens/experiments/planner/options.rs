//! The planner's options.

use eframe::egui::{ScrollArea, Ui};

use crate::analysis::planner::Plan;
use crate::app::forms::{BaselineSource, EffectKind, PlanField, PlanForm, PlanReading};
use crate::app::{Action, State};
use crate::metrics::metric::Unit;
use crate::model::experiment::GoalMetric;
use crate::model::format::NumberStyle;
use crate::segments::Preset;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::choice::{segmented, toggle_row};
use crate::ui::widgets::columns::{Columns, Track};

use super::super::tabs::Field;

const HALVES: [Track; 2] = [Track::Share(0.5), Track::Share(0.5)];

pub(super) fn show(ui: &mut Ui, state: &State, reading: &PlanReading, outbox: &mut Outbox) {
    let mut form = state.view.experiments.plan.clone();
    Card::new().title("The test").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let metrics = GoalMetric::ALL.map(|metric| (metric, metric.label()));
        segmented(ui, &mut form.metric, &metrics);
        baseline(ui, state, reading, &mut form);
        effect(ui, state, reading, &mut form);
        design(ui, reading, &mut form);
    });
    Card::new().title("The people").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        enrolment(ui, state, reading, &mut form);
    });
    // Sent on change only: an action in every frame would draw for ever.
    if form != state.view.experiments.plan {
        outbox.send(Action::SetPlan(Box::new(form)));
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::SecondaryMedium.text(text, muted));
}

fn put(slot: &mut String, changed: Option<String>) {
    if let Some(text) = changed {
        *slot = text;
    }
}

fn baseline(ui: &mut Ui, state: &State, reading: &PlanReading, form: &mut PlanForm) {
    let errors = &reading.errors;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        heading(ui, "What it is like today");
        ui.horizontal(|ui| {
            let sources = [
                (BaselineSource::History, "From the past"),
                (BaselineSource::Typed, "Typed"),
            ];
            segmented(ui, &mut form.source, &sources);
            if form.source == BaselineSource::History {
                people(ui, state, form);
            }
        });
    });
    if form.source == BaselineSource::History {
        past(ui, state);
        return;
    }
    let sign = state.currency();
    match form.metric.unit() {
        Unit::Share => {
            let field = Field::new("Baseline conversion, %", &form.baseline)
                .hint("5")
                .error(errors.of(PlanField::Baseline));
            let changed = field.show(ui);
            put(&mut form.baseline, changed);
        }
        Unit::Money | Unit::Count => {
            Columns::new(ui, "plan-mean", &HALVES)
                .gap(space::S)
                .show(ui, |ui, column| {
                    if column == 0 {
                        let label = format!("Baseline mean, {}", sign.sign());
                        let label = label.trim_end_matches([',', ' ']);
                        let field = Field::new(label, &form.baseline)
                            .hint("2.11")
                            .error(errors.of(PlanField::Baseline));
                        let changed = field.show(ui);
                        put(&mut form.baseline, changed);
                    } else {
                        let field = Field::new("Standard deviation", &form.sd)
                            .hint("14.20")
                            .error(errors.of(PlanField::Sd));
                        let changed = field.show(ui);
                        put(&mut form.sd, changed);
                    }
                });
            if form.metric == GoalMetric::Aov {
                note(
                    ui,
                    "Typed, people are buyers: the spread is that of one buyer's average order",
                );
            }
        }
    }
}

fn note(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Secondary.text(text, muted));
}

/// What was measured on whom, or what is missing.
fn past(ui: &mut Ui, state: &State) {
    let text = if state.session.has_orders() {
        state
            .plan_history()
            .map(crate::analysis::planner::History::sentence)
    } else {
        Some("No orders are loaded yet: import some, or type the baseline".to_owned())
    };
    note(ui, text.as_deref().unwrap_or("Measuring the past"));
}

fn people(ui: &mut Ui, state: &State, form: &mut PlanForm) {
    let words = |text: &str| {
        Preset::parse(text).map_or_else(
            || {
                if text == "everyone" {
                    "Everyone".to_owned()
                } else {
                    text.to_owned()
                }
            },
            |preset| preset.label().to_owned(),
        )
    };
    let value = words(&form.people);
    let picked = ScopeChip::new("of", &value)
        .value_width(96.0)
        .show(ui, |ui| {
            let mut picked = None;
            let mut offer = |ui: &mut Ui, name: &str| {
                if menu_item(ui, &words(name), form.people == name).clicked() {
                    picked = Some(name.to_owned());
                }
            };
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                offer(ui, "everyone");
                for preset in Preset::ALL {
                    offer(ui, preset.id());
                }
                for segment in &state.document.definitions().segments {
                    offer(ui, &segment.name);
                }
            });
            picked
        })
        .inner
        .flatten();
    if let Some(people) = picked {
        form.people = people;
    }
}

/// The effect in both readings; the one typed last drives the other.
fn effect(ui: &mut Ui, state: &State, reading: &PlanReading, form: &mut PlanForm) {
    let plan = crate::analysis::planner::plan(&reading.settings);
    let unit = match form.metric.unit() {
        Unit::Share => "pp".to_owned(),
        Unit::Money | Unit::Count => state.currency().sign().to_owned(),
    };
    let absolute = format!("Effect to find, {unit}");
    let labels = [
        absolute.trim_end_matches([',', ' ']),
        "or relative to today, %",
    ];
    let kinds = [EffectKind::Absolute, EffectKind::Relative];
    Columns::new(ui, "plan-effect", &HALVES)
        .gap(space::S)
        .show(ui, |ui, column| {
            let kind = kinds[column];
            let is_driving = form.effect.kind == kind;
            let shown = if is_driving {
                form.effect.text.clone()
            } else {
                other_reading(&plan, form, (kind, state))
            };
            let error = reading.errors.of(PlanField::Effect).filter(|_| is_driving);
            let field = Field::new(labels[column], &shown)
                .hint(if column == 0 { "1" } else { "10" })
                .error(error);
            if let Some(text) = field.show(ui) {
                form.effect.kind = kind;
                form.effect.text = text;
            }
        });
}

/// The reading of the effect that was not typed.
fn other_reading(plan: &Plan, form: &PlanForm, (kind, state): (EffectKind, &State)) -> String {
    let Ok(needed) = &plan.needed else {
        return String::new();
    };
    let value = match kind {
        EffectKind::Absolute => Some(needed.difference / form.scale(state.currency())),
        EffectKind::Relative => needed.lift.map(|lift| lift * 100.0),
    };
    value.map_or_else(String::new, |value| {
        let text = NumberStyle::default().decimal(value, 3);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

fn design(ui: &mut Ui, reading: &PlanReading, form: &mut PlanForm) {
    let errors = &reading.errors;
    Columns::new(ui, "plan-window", &HALVES)
        .gap(space::S)
        .show(ui, |ui, column| {
            if column == 0 {
                let field = Field::new("Window, days", &form.window_days)
                    .hint("30")
                    .error(errors.of(PlanField::Window));
                let changed = field.show(ui);
                put(&mut form.window_days, changed);
            } else {
                let field = Field::new("Weights of the arms", &form.test.weights)
                    .hint("80, 20")
                    .error(errors.of(PlanField::Weights));
                let changed = field.show(ui);
                put(&mut form.test.weights, changed);
            }
        });
    Columns::new(ui, "plan-errors", &HALVES)
        .gap(space::S)
        .show(ui, |ui, column| {
            if column == 0 {
                let field = Field::new("Power, %", &form.test.power)
                    .hint("80")
                    .error(errors.of(PlanField::Power));
                let changed = field.show(ui);
                put(&mut form.test.power, changed);
            } else {
                let field = Field::new("Error rate, %", &form.test.alpha)
                    .hint("5")
                    .error(errors.of(PlanField::Alpha));
                let changed = field.show(ui);
                put(&mut form.test.alpha, changed);
            }
        });
    toggle_row(
        ui,
        &mut form.test.one_sided,
        "Look in one direction only",
        "",
    );
}

fn enrolment(ui: &mut Ui, state: &State, reading: &PlanReading, form: &mut PlanForm) {
    let errors = &reading.errors;
    let ways = [(false, "All at once"), (true, "Day by day")];
    segmented(ui, &mut form.enrolment.arriving, &ways);
    let style = NumberStyle::default();
    let history = state.plan_history();
    let members = history.map(|past| style.count(past.members as i64));
    let arrivals = history.map(|past| style.decimal(past.arrivals_per_day, 1));
    Columns::new(ui, "plan-people", &HALVES)
        .gap(space::S)
        .show(ui, |ui, column| {
            if column == 0 {
                let field = Field::new("People available", &form.enrolment.available)
                    .hint(members.as_deref().unwrap_or("4,812"))
                    .error(errors.of(PlanField::Available));
                let changed = field.show(ui);
                put(&mut form.enrolment.available, changed);
            } else if form.enrolment.arriving {
                let field = Field::new("People per day", &form.enrolment.per_day)
                    .hint(arrivals.as_deref().unwrap_or("800"))
                    .error(errors.of(PlanField::PerDay));
                let changed = field.show(ui);
                put(&mut form.enrolment.per_day, changed);
            }
        });
    if history.is_some() {
        let words = if form.enrolment.arriving {
            "Left empty, both come from the past"
        } else {
            "Left empty, it comes from the past"
        };
        note(ui, words);
    }
}
