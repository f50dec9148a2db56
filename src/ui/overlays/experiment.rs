//! The dialog for what an experiment is about.

use eframe::egui::{Context, Label, Ui};

use crate::app::view::{Asks, ExperimentDraft, GoalDraft, Overlay};
use crate::app::{Action, State};
use crate::model::experiment::GoalMetric;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// Draws the dialog.
pub(super) fn show(context: &Context, state: &State, draft: &ExperimentDraft, outbox: &mut Outbox) {
    let mut changed = draft.clone();
    let title = format!("Settings of {}", draft.name);
    let response = Dialog::new(&title).width(480.0).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        control(ui, &mut changed);
        goal(ui, &mut changed.goal);
        if !draft.is_table {
            times(ui, &mut changed);
            workflow(ui, state, &mut changed);
        }
        weights(ui, &mut changed);
        let problem = changed.parse().err();
        if let Some(problem) = &problem {
            let negative = Tokens::of(ui).verdict.negative;
            ui.add(Label::new(Font::Secondary.text(problem, negative)).wrap());
        }
        dialog_actions(ui, |ui| {
            let save = Button::primary("Save").enabled(problem.is_none());
            let save = match problem {
                Some(problem) => save.hover(problem),
                None => save,
            };
            if save.show(ui).clicked() {
                outbox.send(Action::SetOverlay(Some(Overlay::Experiment(
                    changed.clone(),
                ))));
                outbox.send(Action::Confirm);
            }
            if Button::secondary("Cancel").show(ui).clicked() {
                outbox.send(Action::SetOverlay(None));
            }
        });
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        // Placed first: a confirmation in the same frame must still be the last word.
        outbox.send_first(Action::SetOverlay(Some(Overlay::Experiment(changed))));
    }
}

fn control(ui: &mut Ui, draft: &mut ExperimentDraft) {
    let arms: Vec<String> = draft.planned.iter().map(|(arm, _)| arm.clone()).collect();
    let picked = ScopeChip::new("Control arm", &draft.control)
        .show(ui, |ui| {
            let mut picked = None;
            for arm in arms {
                if menu_item(ui, &arm, arm == draft.control).clicked() {
                    picked = Some(arm);
                }
            }
            picked
        })
        .inner
        .flatten();
    if let Some(arm) = picked {
        draft.control = arm;
    }
    note(ui, "The other arms are compared with it");
}

/// What decides, and what it must show.
fn goal(ui: &mut Ui, goal: &mut GoalDraft) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let picked = ScopeChip::new("Decides", goal.metric.label())
            .show(ui, |ui| {
                let mut picked = None;
                for metric in GoalMetric::ALL {
                    if menu_item(ui, metric.label(), metric == goal.metric).clicked() {
                        picked = Some(metric);
                    }
                }
                picked
            })
            .inner
            .flatten();
        if let Some(metric) = picked {
            goal.set_metric(metric);
        }
        segmented(ui, &mut goal.asks, &Asks::ALL);
    });
    if goal.asks == Asks::NotWorse {
        let label = format!("Margin in {}", goal.margin_unit());
        TextField::new(&label, &mut goal.margin)
            .hint("0.5")
            .width(180.0)
            .show(ui);
    }
    note(ui, goal.asks.meaning());
}

fn times(ui: &mut Ui, draft: &mut ExperimentDraft) {
    let half = (ui.available_width() - space::L) / 2.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        TextField::new("Window in days", &mut draft.window_days)
            .hint("30")
            .width(half)
            .show(ui);
        TextField::new("First day of the test", &mut draft.starts_on)
            .hint("As in the list")
            .width(half)
            .show(ui);
    });
    note(
        ui,
        "Orders count that many days from a person's assignment. The first day is for lists that have no dates of their own",
    );
}

fn workflow(ui: &mut Ui, state: &State, draft: &mut ExperimentDraft) {
    ui.horizontal(|ui| {
        let room = ui.available_width() - 112.0;
        TextField::new("Workflow under test", &mut draft.workflow)
            .hint("Win-back")
            .width(room)
            .show(ui);
        let known = known_workflows(state);
        if known.is_empty() {
            return;
        }
        ui.vertical(|ui| {
            // On the line of the field, below its label.
            ui.add_space(18.0);
            let picked = ScopeChip::new("Choose", "")
                .show(ui, |ui| {
                    let mut picked = None;
                    for name in known {
                        if menu_item(ui, &name, name == draft.workflow).clicked() {
                            picked = Some(name);
                        }
                    }
                    picked
                })
                .inner
                .flatten();
            if let Some(name) = picked {
                draft.workflow = name;
            }
        });
    });
    note(ui, "Its credit is set beside what the test says it caused");
}

/// Workflows that a code or UTM rule names, once each.
fn known_workflows(state: &State) -> Vec<String> {
    let rules = &state.document.definitions().rules;
    let codes = rules.codes.iter().map(|rule| rule.workflow.clone());
    let utm = rules.utm.iter().map(|rule| rule.workflow.clone());
    let names: std::collections::BTreeSet<String> = codes.chain(utm).collect();
    names.into_iter().collect()
}

fn weights(ui: &mut Ui, draft: &mut ExperimentDraft) {
    let half = (ui.available_width() - space::L) / 2.0;
    for pair in draft.planned.chunks_mut(2) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for (arm, weight) in pair {
                let label = format!("Planned weight of {arm}");
                TextField::new(&label, weight).width(half).show(ui);
            }
        });
    }
    note(
        ui,
        "Only the proportions matter: 50 and 50 is half and half",
    );
}

fn note(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.add_space(-space::S);
    ui.add(Label::new(Font::Secondary.text(text, muted)).wrap());
}
