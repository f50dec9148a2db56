//! The health card: whether the loaded data can be trusted, and which orders were left out.

use eframe::egui::Ui;

use crate::analysis::health::{DataStatus, Health};
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::analysis::scope::Period;
use crate::app::answers::Query;
use crate::app::{Action, State};
use crate::metrics::inclusion::ExcludedBy;
use crate::model::format::{NumberStyle, plural};
use crate::ui::outbox::Outbox;
use crate::ui::screens::answered::answered;
use crate::ui::theme::{Font, Tokens, Tone};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::{Definition, define};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::{ListRow, select_row};

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    Card::new().title("Health").show(ui, |ui| {
        if !state.session.has_orders() {
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Body.text("Import orders to see whether they add up", muted));
            return;
        }
        let stamp = state.stamp(Query::Health);
        if let Some(failure) = state.answers.slot(&stamp.query).failure_of(&stamp) {
            Banner::new(Tone::Negative, failure).show(ui);
        }
        let answer = state.answers.health().map(AsRef::as_ref);
        answered(ui, state, Query::Health, answer, |ui, health| {
            checks(ui, health, outbox);
            left_out(ui, state, health, outbox);
        });
    });
}

fn checks(ui: &mut Ui, health: &Health, outbox: &mut Outbox) {
    for (at, check) in health.checks.iter().enumerate() {
        let tone = match check.status {
            DataStatus::Ok => Tone::Positive,
            DataStatus::Warning => Tone::Warning,
        };
        let mut row = ListRow::new(&check.label).tone(tone).detail(&check.detail);
        if check.rows.is_some() {
            row = row.action("Show orders");
        }
        if at + 1 == health.checks.len() {
            row = row.last();
        }
        if let (true, Some(rows)) = (row.show(ui), &check.rows) {
            outbox.send(Action::ShowRows(rows.clone()));
        }
    }
}

/// Exclusion rules with the orders each takes out, or would take out where it is off.
fn left_out(ui: &mut Ui, state: &State, health: &Health, outbox: &mut Outbox) {
    let rules: Vec<&ExcludedBy> = health
        .exclusions
        .iter()
        .filter(|rule| rule.orders > 0)
        .collect();
    let Some(snapshot) = state.session.snapshot().filter(|_| !rules.is_empty()) else {
        return;
    };
    paint::heading(ui, "Left out of every number", Font::Strong);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for rule in rules {
            let money = NumberStyle::default().money(rule.total_minor, snapshot.currency);
            let orders = plural(rule.orders as i64, "order", "orders");
            let (name, meaning) = if rule.enabled {
                (rule.rule.clone(), "These orders count in no number")
            } else {
                let meaning = "This rule is off: these orders count, and would not with it";
                (format!("{} (off)", rule.rule), meaning)
            };
            let row = select_row(ui, &name, &orders, false);
            let definition = Definition::new(&rule.rule, meaning)
                .basis(format!("{orders}, {money} in totals as written"));
            if define(row, &definition).clicked() {
                let filter = OrderFilter::ExcludedBy(rule.rule.clone());
                outbox.send(Action::ShowRows(RowsQuery::Orders(filter, Period::All)));
            }
        }
    });
}
