//! The rows behind a number: which orders or people it counts, and where each was read.

use std::ops::Range;
use std::sync::Arc;

use crate::attribution::{Claim, Ledger};
use crate::metrics::refunds::{Moved, moved};
use crate::model::format::{self, NumberStyle};
use crate::store::snapshot::{NO_PERSON, PersonId, Snapshot};

use super::context::{AnalysisError, Context};
use super::experiment::arms::arms_of;
use super::experiment::credited_orders;
use super::groups::{NamedGroup, arm_index};
use super::order_filter::OrderTest;
use super::scope::Period;

pub use super::order_filter::OrderFilter;

/// Which rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowsQuery {
    /// Orders of a period.
    Orders(OrderFilter, Period),
    /// Members of a segment, as typed.
    Segment(String),
    /// People of one arm of an experiment; with or without an order in the window.
    Arm {
        /// Experiment name.
        experiment: String,
        /// Arm name.
        arm: String,
        /// Only those who ordered within the window.
        converted: bool,
    },
    /// Orders credited to the workflow under test, by people of one arm within their windows.
    Credited {
        /// Experiment name.
        experiment: String,
        /// Arm name.
        arm: String,
    },
}

/// Rows with their columns; cells are written on demand, so that a million rows cost nothing unseen.
#[derive(Clone, Debug)]
pub struct RowTable {
    /// What the rows are.
    pub title: String,
    snapshot: Arc<Snapshot>,
    rows: Rows,
}

#[derive(Clone, Debug)]
enum Rows {
    Orders(Vec<OrderRow>),
    People(Vec<PersonRow>),
}

#[derive(Clone, Debug)]
struct OrderRow {
    order: u32,
    /// Whether the order itself was placed in the period; else only refunds of it count there.
    is_placed: bool,
    /// What refunds on their own dates add or take.
    moved: Moved,
    note: String,
}

#[derive(Clone, Copy, Debug)]
struct PersonRow {
    person: PersonId,
    orders: u32,
    net: i64,
    last: Option<i64>,
}

const ORDER_COLUMNS: [&str; 9] = [
    "Order",
    "Placed",
    "Person",
    "Gross",
    "Discounts",
    "Net",
    "Refunded",
    "Evidence",
    "Source",
];
const PEOPLE_COLUMNS: [&str; 4] = ["Person", "Orders", "Net", "Last order"];

impl RowTable {
    /// Column headers.
    #[must_use]
    pub fn columns(&self) -> &'static [&'static str] {
        match self.rows {
            Rows::Orders(_) => &ORDER_COLUMNS,
            Rows::People(_) => &PEOPLE_COLUMNS,
        }
    }

    /// Whether a column holds numbers and is set flush right.
    #[must_use]
    pub fn is_number(&self, column: usize) -> bool {
        match self.rows {
            Rows::Orders(_) => (3..=6).contains(&column),
            Rows::People(_) => (1..=2).contains(&column),
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Orders(rows) => rows.len(),
            Rows::People(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a cell; empty outside the table.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> String {
        match &self.rows {
            Rows::Orders(rows) => rows
                .get(row)
                .map_or_else(String::new, |row| self.order_cell(row, column)),
            Rows::People(rows) => rows
                .get(row)
                .map_or_else(String::new, |row| self.person_cell(*row, column)),
        }
    }

    /// Total net of the rows, in minor units.
    #[must_use]
    pub fn net_minor(&self) -> i64 {
        match &self.rows {
            Rows::Orders(rows) => rows
                .iter()
                .map(|row| row.of(&self.snapshot.orders.money.net) + row.moved.net)
                .sum(),
            Rows::People(rows) => rows.iter().map(|row| row.net).sum(),
        }
    }

    /// The currency of the amounts.
    #[must_use]
    pub fn currency(&self) -> crate::model::money::Currency {
        self.snapshot.currency
    }

    fn order_cell(&self, row: &OrderRow, column: usize) -> String {
        let orders = &self.snapshot.orders;
        let at = row.order as usize;
        let style = NumberStyle::default();
        let money = |minor: i64| style.money(minor, self.snapshot.currency);
        let amounts = &orders.money;
        match column {
            0 => self.snapshot.text(orders.facts.name[at]).to_owned(),
            1 => self.local_time(orders.placed[at]),
            2 => self.person_label(orders.person[at]),
            3 => money(row.of(&amounts.gross)),
            4 => money(row.of(&amounts.discounts)),
            5 => money(row.of(&amounts.net) + row.moved.net),
            6 => money(row.of(&amounts.refunded) + row.moved.refunded),
            7 => row.note.clone(),
            8 => {
                let origin = orders.origin[at];
                format!("file {}, line {}", origin.file, origin.line)
            }
            _ => String::new(),
        }
    }

    fn person_cell(&self, row: PersonRow, column: usize) -> String {
        let style = NumberStyle::default();
        match column {
            0 => self.person_label(row.person),
            1 => style.count(i64::from(row.orders)),
            2 => style.money(row.net, self.snapshot.currency),
            3 => row.last.map_or_else(
                || "never".to_owned(),
                |last| format::day(self.snapshot.day(last)),
            ),
            _ => String::new(),
        }
    }

    fn local_time(&self, utc_micros: i64) -> String {
        jiff::Timestamp::from_microsecond(utc_micros).map_or_else(
            |_| String::new(),
            |stamp| {
                let zoned = stamp.to_zoned(self.snapshot.zone.clone());
                zoned.strftime("%-d %b %Y %H:%M").to_string()
            },
        )
    }

    fn person_label(&self, person: PersonId) -> String {
        if person == NO_PERSON {
            return "unknown".to_owned();
        }
        let key = self
            .snapshot
            .text(self.snapshot.people.key[person as usize]);
        key.split_once(':')
            .map_or(key, |(_, label)| label)
            .to_owned()
    }
}

/// Finds the rows.
pub fn rows(context: &Context, query: &RowsQuery) -> Result<RowTable, AnalysisError> {
    let (title, rows) = match query {
        RowsQuery::Orders(filter, period) => {
            let orders = order_rows(context, filter, *period)?;
            (titled(filter, &orders), Rows::Orders(orders))
        }
        RowsQuery::Segment(text) => {
            let group = NamedGroup::parse(context, text)?;
            let as_of = context.snapshot.as_of;
            let members = group.members_at(context, as_of);
            let people: Vec<PersonId> = members.iter().collect();
            (
                format!("Members of {}", group.name),
                Rows::People(person_rows(context, &people)),
            )
        }
        RowsQuery::Arm {
            experiment,
            arm,
            converted,
        } => {
            let people = arm_people(context, experiment, arm, *converted)?;
            let what = if *converted {
                "ordered within the window"
            } else {
                "assigned"
            };
            (
                format!("{arm}: {what}"),
                Rows::People(person_rows(context, &people)),
            )
        }
        RowsQuery::Credited { experiment, arm } => {
            let rows = credited_orders(context, experiment, arm)?;
            (
                format!("{arm}: orders credited within the window"),
                Rows::Orders(newest_first(context, rows, None)?),
            )
        }
    };
    Ok(RowTable {
        title,
        snapshot: Arc::clone(&context.snapshot),
        rows,
    })
}

/// What the rows are, with the orders of which only a refund counts in the period.
fn titled(filter: &OrderFilter, orders: &[OrderRow]) -> String {
    let refunded = orders.iter().filter(|row| !row.is_placed).count();
    if refunded == 0 {
        return filter.title();
    }
    let refunded = format::plural(refunded as i64, "earlier order", "earlier orders");
    format!(
        "{}, with {refunded} of which only the refund counts here",
        filter.title()
    )
}

/// Orders placed in a period; where refunds count on their own date, also those with one in it.
fn order_rows(
    context: &Context,
    filter: &OrderFilter,
    period: Period,
) -> Result<Vec<OrderRow>, AnalysisError> {
    let snapshot = &context.snapshot;
    let span = period.span(snapshot);
    let instants = span.from..span.to;
    let wanted = OrderTest::new(context, filter)?;
    let basis = context.refund_basis();
    let mut rows = Vec::new();
    for row in 0..snapshot.orders.len() {
        let counts = span.contains(snapshot.orders.placed[row])
            || !moved(snapshot, basis, row, &instants).is_none();
        if counts && wanted.holds(row) {
            rows.push(row);
        }
    }
    newest_first(context, rows, Some(&instants))
}

/// Orders as rows; refunds count on their own date only where a span is asked about.
fn newest_first(
    context: &Context,
    mut rows: Vec<usize>,
    span: Option<&Range<i64>>,
) -> Result<Vec<OrderRow>, AnalysisError> {
    let snapshot = &context.snapshot;
    let ledger = context.ledger()?;
    let basis = context.refund_basis();
    let placed = &snapshot.orders.placed;
    rows.sort_by_key(|&row| std::cmp::Reverse(placed[row]));
    let written = rows.into_iter().map(|row| OrderRow {
        order: row as u32,
        is_placed: span.is_none_or(|span| span.contains(&placed[row])),
        moved: span.map_or_else(Moved::default, |span| moved(snapshot, basis, row, span)),
        note: evidence(ledger, snapshot, row),
    });
    Ok(written.collect())
}

impl OrderRow {
    /// Its amount in a column, where the order itself counts.
    fn of(&self, amounts: &[i64]) -> i64 {
        if self.is_placed {
            amounts[self.order as usize]
        } else {
            0
        }
    }
}

/// Every claim on an order, the winner first named: `code VIP20 → VIP; also utm … → Summer`.
fn evidence(ledger: &Ledger, snapshot: &Snapshot, row: usize) -> String {
    let claims = ledger.claims_of(row);
    let (won, lost): (Vec<_>, Vec<_>) = claims.iter().partition(|claim| claim.won);
    let write = |claim: &Claim| {
        let workflow = &ledger.rows[claim.workflow as usize].workflow.name;
        let signal = claim.signal.id();
        format!("{signal} {} → {workflow}", claim.evidence_text(snapshot))
    };
    let mut text: Vec<String> = won.into_iter().map(write).collect();
    text.extend(
        lost.into_iter()
            .map(|claim| format!("also {}", write(claim))),
    );
    text.join("; ")
}

fn arm_people(
    context: &Context,
    experiment: &str,
    arm: &str,
    converted: bool,
) -> Result<Vec<PersonId>, AnalysisError> {
    let snapshot = &context.snapshot;
    let Some(list) = snapshot
        .assignments
        .iter()
        .find(|list| list.experiment == experiment)
    else {
        return Ok(Vec::new());
    };
    let index = arm_index(list, arm)?;
    let arms = arms_of(context, list);
    let definition = context
        .definitions
        .experiments
        .iter()
        .find(|definition| definition.name == experiment);
    let days = definition.map_or(crate::metrics::Metric::DEFAULT_DAYS, |one| one.window_days);
    let window = i64::from(days) * crate::model::time::DAY_MICROS;
    let ordered = |person: PersonId| {
        arms.starts[person as usize].is_some_and(|start| {
            snapshot.people.orders(person).any(|row| {
                let placed = snapshot.orders.placed[row];
                context.inclusion.included[row]
                    && start <= placed
                    && placed < start + window
                    && start + window <= snapshot.as_of
            })
        })
    };
    let people = arms.people(index);
    Ok(people
        .iter()
        .filter(|&person| !converted || ordered(person))
        .collect())
}

fn person_rows(context: &Context, people: &[PersonId]) -> Vec<PersonRow> {
    let table = context.people_at(context.snapshot.as_of);
    let mut rows: Vec<PersonRow> = people
        .iter()
        .map(|&person| {
            let at = person as usize;
            PersonRow {
                person,
                orders: table.orders[at],
                net: table.net[at],
                last: table.last[at].map(|last| last.placed),
            }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.net));
    rows
}

#[cfg(test)]
mod tests;
