//! What workflows earned, and what they caused.

use std::cmp::Ordering;

use eframe::egui::{Id, Ui};

use crate::analysis::overview::{Overview, OverviewWorkflow};
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::app::{Action, Command, State};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::Estimate;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::interval::IntervalMark;
use crate::ui::widgets::table::{Cell, Column, Sort, Table, row_order};

const WORKFLOW: usize = 0;
const ORDERS: usize = 1;
const NET: usize = 2;
const PER_RECIPIENT: usize = 3;
const INCREMENTAL: usize = 4;
const INTERVAL: usize = 5;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, overview: &Overview, outbox: &mut Outbox) {
    let Some(snapshot) = state.session.snapshot() else {
        return;
    };
    let card = Card::new()
        .title("What workflows earned, and what they caused")
        .subtitle("Attributed: one order, one credit. Incremental: difference to the holdout, with its 95 % interval");
    card.show(ui, |ui| {
        if overview.workflows.is_empty() {
            no_workflows(ui, outbox);
        } else {
            let rows = Rows::of(&overview.workflows, snapshot.currency);
            table(ui, state, &rows, outbox);
        }
    });
}

fn no_workflows(ui: &mut Ui, outbox: &mut Outbox) {
    ui.horizontal(|ui| {
        let muted = Tokens::of(ui).ink.muted;
        let text = "No order is credited to a workflow yet: tell which codes and UTM campaigns belong to which";
        ui.label(Font::Body.text(text, muted));
        if Button::link("Open Attribution").show(ui).clicked() {
            outbox.run(Command::ShowAttribution);
        }
    });
}

fn table(ui: &mut Ui, state: &State, rows: &Rows<'_>, outbox: &mut Outbox) {
    let id = Id::unique("overview-workflow-order");
    let sort: Option<Sort> = ui.data(|data| data.get_temp(id));
    let workflows = rows.workflows;
    let order = row_order(workflows.len(), sort, |one, other, column| {
        compare(&workflows[one], &workflows[other], column)
    });
    let columns = columns();
    let mut table = Table::new(ui, "workflows", &columns, order.len())
        .sort(sort)
        .clickable();
    if order.len() > 1 {
        table = table.total(rows.total());
    }
    let response = table.show(ui, |row, column| rows.cell(&workflows[order[row]], column));
    if let Some(sort) = response.sort {
        ui.data_mut(|data| data.insert_temp(id, sort));
    }
    if let Some(row) = response.clicked {
        let workflow = workflows[order[row]].line.workflow.clone();
        let filter = OrderFilter::CreditedTo(workflow);
        let period = state.view.scope.period;
        outbox.send(Action::ShowRows(RowsQuery::Orders(filter, period)));
    }
}

fn columns() -> [Column; 6] {
    let define = |column: Column, title: &str, meaning: &str| {
        column.definition(Definition::new(title, meaning))
    };
    [
        Column::text("Workflow"),
        define(
            Column::number("Orders"),
            "Orders",
            "Orders credited to the workflow in the period; an order has one credit. Click a row to see them",
        ),
        define(
            Column::number("Attributed net"),
            "Attributed net",
            "Net sales of the credited orders: after discounts and refunds, without tax and shipping. Credited is not caused",
        ),
        define(
            Column::number("Net / recipient"),
            "Net per recipient",
            "Attributed net divided by the recipients in the campaign export; opens are not counted",
        ),
        define(
            Column::number("Incremental net"),
            "Incremental net",
            "Mean net per assigned person minus the mean of the control, times the people of the arm: what the workflow caused, over the whole test and not only this period. A dash where no experiment tells",
        ),
        define(
            Column::drawing("95 % interval", 190.0),
            "95 % interval",
            "Where the incremental net lies in 95 of 100 such tests. The dashed line is zero; green or red only where the interval leaves it out",
        ),
    ]
}

fn compare(one: &OverviewWorkflow, other: &OverviewWorkflow, column: usize) -> Ordering {
    let (first, second) = (&one.line, &other.line);
    // A missing number sorts below every number.
    let number = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
    let effect = |row: &OverviewWorkflow| number(caused(row).map(|estimate| estimate.value));
    match column {
        WORKFLOW => first.workflow.cmp(&second.workflow),
        ORDERS => first.totals.orders.cmp(&second.totals.orders),
        NET => first.totals.net.cmp(&second.totals.net),
        PER_RECIPIENT => {
            number(first.net_per_recipient).total_cmp(&number(second.net_per_recipient))
        }
        _ => effect(one).total_cmp(&effect(other)),
    }
}

/// What an experiment says that a workflow caused.
fn caused(row: &OverviewWorkflow) -> Option<Estimate> {
    row.incremental.and_then(Result::ok)
}

/// The rows with what all of them share.
struct Rows<'a> {
    workflows: &'a [OverviewWorkflow],
    currency: Currency,
    scale: (f64, f64),
}

impl<'a> Rows<'a> {
    fn of(workflows: &'a [OverviewWorkflow], currency: Currency) -> Self {
        let bounds = workflows
            .iter()
            .filter_map(caused)
            .map(|estimate| (estimate.interval.low, estimate.interval.high));
        Self {
            workflows,
            currency,
            scale: IntervalMark::shared_scale(bounds),
        }
    }

    fn cell<'c>(&self, row: &OverviewWorkflow, column: usize) -> Cell<'c> {
        let style = NumberStyle::default();
        let line = &row.line;
        match column {
            WORKFLOW => Cell::text(line.workflow.clone()).suffix(line.kind.label()),
            ORDERS => Cell::text(style.count(line.totals.orders as i64)),
            NET => Cell::text(style.money(line.totals.net, self.currency)),
            PER_RECIPIENT => match line.net_per_recipient {
                Some(net) => Cell::text(style.money_average(net, self.currency)),
                None => Cell::text("–")
                    .muted()
                    .hover("No campaign export says how many people got it"),
            },
            INCREMENTAL => self.incremental(row),
            INTERVAL => self.interval(row),
            _ => Cell::empty(),
        }
    }

    fn incremental<'c>(&self, row: &OverviewWorkflow) -> Cell<'c> {
        let style = NumberStyle::default();
        match row.incremental {
            None => Cell::text("–").muted().hover(
                "No experiment of this workflow is loaded, so nobody can tell what it caused",
            ),
            Some(Err(reason)) => Cell::text("–").muted().hover(reason.sentence()),
            Some(Ok(estimate)) => {
                let words = self.words(row, &estimate);
                let cell = Cell::text(style.money_average(estimate.value, self.currency));
                match tone(&estimate) {
                    Tone::Neutral => cell.muted(),
                    decided => cell.tone(decided),
                }
                .hover(words)
            }
        }
    }

    fn interval<'c>(&self, row: &OverviewWorkflow) -> Cell<'c> {
        let Some(estimate) = caused(row) else {
            return Cell::empty();
        };
        let mark = IntervalMark {
            low: estimate.interval.low,
            estimate: estimate.value,
            high: estimate.interval.high,
            tone: tone(&estimate),
            scale: self.scale,
        };
        let style = NumberStyle::default();
        let bound = |value: f64| style.money_average(value, self.currency);
        let words = format!(
            "{} to {}",
            bound(estimate.interval.low),
            bound(estimate.interval.high)
        );
        Cell::interval(mark, words).hover(self.words(row, &estimate))
    }

    fn words(&self, row: &OverviewWorkflow, estimate: &Estimate) -> String {
        let style = NumberStyle::default();
        let bound = |value: f64| style.money_average(value, self.currency);
        let decided = match tone(estimate) {
            Tone::Neutral => "Not decided",
            Tone::Positive | Tone::Warning => "Caused more",
            Tone::Negative => "Caused less",
        };
        format!(
            "{decided}: 95 % interval {} to {}, from experiment {}",
            bound(estimate.interval.low),
            bound(estimate.interval.high),
            row.experiment.as_deref().unwrap_or_default()
        )
    }

    fn total<'c>(&self) -> Vec<Cell<'c>> {
        let style = NumberStyle::default();
        let totals = self.workflows.iter().map(|row| row.line.totals);
        let orders: u64 = totals.clone().map(|one| one.orders).sum();
        let net: i64 = totals.map(|one| one.net).sum();
        vec![
            Cell::text("Credited to workflows"),
            Cell::text(style.count(orders as i64)),
            Cell::text(style.money(net, self.currency)),
            Cell::empty(),
            Cell::empty(),
            Cell::empty(),
        ]
    }
}

/// Green or red where the interval of a randomised difference leaves out zero.
fn tone(estimate: &Estimate) -> Tone {
    if estimate.interval.low > 0.0 {
        Tone::Positive
    } else if estimate.interval.high < 0.0 {
        Tone::Negative
    } else {
        Tone::Neutral
    }
}
