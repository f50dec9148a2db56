//! Which orders do not count: the states that never do, and the rules with what they remove.

use eframe::egui::Ui;

use super::{Scene, parts};
use crate::analysis::rows::OrderFilter;
use crate::analysis::scope::Period;
use crate::app::Edit;
use crate::metrics::inclusion::ExcludedBy;
use crate::model::format::{NumberStyle, plural};
use crate::model::rules::ExclusionRule;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, size, space};
use crate::ui::widgets::badge::badge;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::choice::toggle_row;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::rows::hairline;

/// Height of a rule with the sentence below its name.
const ROW: f32 = 46.0;
/// The states that never count stand before the rules in every report.
const STATES: usize = 3;

pub(super) fn card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    Card::new()
        .title("Orders that do not count")
        .subtitle("Over all dates. An order is charged to the first rule that catches it")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let removed = scene
                .report
                .map_or(&[][..], |report| &report.rules.exclusions);
            for state in removed.iter().take(STATES) {
                state_row(ui, state, outbox);
            }
            for (at, rule) in scene.rules.exclusions.iter().enumerate() {
                let counted = scene.report.and_then(|report| {
                    let rules = report.rules.exclusions.iter().skip(STATES);
                    rules.clone().find(|row| row.rule == rule.name)
                });
                rule_row(ui, scene, (at, rule), counted, outbox);
            }
        });
}

fn state_row(ui: &mut Ui, state: &ExcludedBy, outbox: &mut Outbox) {
    parts::row(
        ui,
        size::ROW,
        |ui| {
            parts::word(ui, &state.rule, Font::Body, false);
            badge(ui, "always out", false)
                .on_hover_text("Orders in this state are no sales: they never count");
        },
        |ui| orders(ui, state, outbox),
    );
    hairline(ui);
}

fn rule_row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (at, rule): (usize, &ExclusionRule),
    counted: Option<&ExcludedBy>,
    outbox: &mut Outbox,
) {
    let mut is_on = rule.enabled;
    let detail = counted.map_or_else(String::new, |counted| {
        let total = NumberStyle::default().money(counted.total_minor, scene.snapshot.currency);
        match (counted.orders, counted.enabled) {
            (0, _) => "Catches no order".to_owned(),
            (_, true) => format!("Removes {total}"),
            (_, false) => format!("Would remove {total}"),
        }
    });
    let mut is_toggled = false;
    ui.add_space(space::XS);
    parts::row(
        ui,
        ROW,
        |ui| is_toggled = toggle_row(ui, &mut is_on, &rule.name, &detail).changed(),
        |ui| {
            if let Some(counted) = counted {
                scene.dim_old(ui);
                orders(ui, counted, outbox);
            }
        },
    );
    hairline(ui);
    if is_toggled {
        outbox.edit(Edit::ToggleExclusion(at));
    }
}

fn orders(ui: &mut Ui, counted: &ExcludedBy, outbox: &mut Outbox) {
    let text = plural(counted.orders as i64, "order", "orders");
    let meaning = if counted.enabled {
        "Orders that this takes out of every number; the total is as written, with tax and shipping"
    } else {
        "Orders that this would take out of every number; the total is as written, with tax and shipping"
    };
    let definition = Definition::new(counted.rule.clone(), meaning);
    let query = (OrderFilter::ExcludedBy(counted.rule.clone()), Period::All);
    parts::orders_link(ui, &text, &definition, query, outbox);
}
