//! The workflow table: what each was credited with, and what experiments say it caused.

use std::cmp::Ordering;

use eframe::egui::Ui;

use super::Scene;
use crate::analysis::attribution::{AttributionReport, CausedBy, Totals, WorkflowLine};
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::app::Action;
use crate::app::view::{WorkflowColumn, WorkflowSort};
use crate::model::format::{NumberStyle, plural};
use crate::model::money::Currency;
use crate::model::rules::Signal;
use crate::ui::outbox::Outbox;
use crate::ui::widgets::badge;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::table::{Cell, Column, Sort, Table, Width};

/// Below this width of the table the discounts make room; they stay on hover of the net.
const WIDE: f32 = 900.0;
/// Below this width net per recipient makes room as well, for the same hover.
const MEDIUM: f32 = 760.0;
/// Wide enough for two kinds of evidence with three digits each.
const TAGS: f32 = 174.0;

pub(super) fn card(
    ui: &mut Ui,
    scene: &Scene<'_>,
    report: &AttributionReport,
    outbox: &mut Outbox,
) {
    Card::new().show(ui, |ui| {
        let shown = columns(report, ui.available_width());
        let sort = scene.state.view.attribution.sort;
        let order = ordered(report, sort);
        let drawn: Vec<Column> = shown
            .iter()
            .map(|&column| header(column, scene.snapshot.currency))
            .collect();
        // The store ends the table, the unattributed rest stands before it; neither is sorted.
        let rest = order.len();
        let at = shown.iter().position(|&column| column == sort.column);
        let response = Table::new(ui, "workflows", &drawn, rest + 2)
            .sort(at.map(|column| Sort {
                column,
                descending: sort.descending,
            }))
            .clickable()
            .show(ui, |row, column| {
                let cells = Cells {
                    report,
                    currency: scene.snapshot.currency,
                };
                match order.get(row) {
                    Some(&at) => cells.workflow(&report.lines[at], shown[column]),
                    None if row == rest => cells
                        .totals("Unattributed", report.rest, shown[column])
                        .muted(),
                    None => cells.totals("Store", report.store, shown[column]).strong(),
                }
            });
        if let Some(sort) = response.sort {
            outbox.send(Action::SortWorkflows(WorkflowSort {
                column: shown[sort.column],
                descending: sort.descending,
            }));
        }
        if let Some(row) = response.clicked {
            let filter = match order.get(row) {
                Some(&at) => OrderFilter::CreditedTo(report.lines[at].workflow.clone()),
                None if row == rest => OrderFilter::Unattributed,
                None => OrderFilter::Included,
            };
            outbox.send(Action::ShowRows(RowsQuery::Orders(filter, scene.period())));
        }
    });
}

/// The columns that have something to say, as far as there is room for them.
fn columns(report: &AttributionReport, width: f32) -> Vec<WorkflowColumn> {
    use WorkflowColumn::{
        Discount, Incremental, Net, Orders, PerRecipient, Refunded, WonBy, Workflow,
    };
    [
        (Workflow, true),
        (Orders, true),
        (Net, true),
        (Discount, width >= WIDE),
        (Refunded, true),
        (
            PerRecipient,
            width >= MEDIUM && report.lines.iter().any(|line| line.recipients.is_some()),
        ),
        (Incremental, !report.caused.is_empty()),
        (WonBy, true),
    ]
    .into_iter()
    .filter_map(|(column, is_shown)| is_shown.then_some(column))
    .collect()
}

fn header(column: WorkflowColumn, currency: Currency) -> Column {
    let sign = currency.sign();
    let (title, meaning) = match column {
        WorkflowColumn::Workflow => ("Workflow".to_owned(), ""),
        WorkflowColumn::Orders => (
            "Orders".to_owned(),
            "Orders credited to the workflow: one order, one credit, by the precedence at the right",
        ),
        WorkflowColumn::Net => (
            format!("Net, {sign}"),
            "Net sales of the orders credited: subtotal minus refunds, without tax and shipping",
        ),
        WorkflowColumn::Discount => (
            format!("Discount, {sign}"),
            "Discounts on the orders credited, from any code",
        ),
        WorkflowColumn::Refunded => (
            "Refunded".to_owned(),
            "Refunded amounts as a share of order totals, both with tax and shipping",
        ),
        WorkflowColumn::PerRecipient => (
            format!("Per recipient, {sign}"),
            "Net credited, per recipient of the campaigns of this name",
        ),
        WorkflowColumn::Incremental => (
            "Incremental".to_owned(),
            "What a randomised experiment says the workflow caused: the difference to its control, times the people in the arm; over the experiment's own dates, whatever the period",
        ),
        WorkflowColumn::WonBy => (
            "Won by".to_owned(),
            "Orders credited, by the kind of evidence that won them",
        ),
    };
    let made = match column {
        WorkflowColumn::Workflow => Column::text(title.clone()).width(Width::Flexible {
            share: 1.0,
            min: 148.0,
        }),
        WorkflowColumn::WonBy => Column::drawing(title.clone(), TAGS).width(Width::Flexible {
            share: 1.0,
            min: TAGS,
        }),
        _ => Column::number(title.clone()),
    };
    if meaning.is_empty() {
        made
    } else {
        made.definition(Definition::new(title, meaning))
    }
}

/// The lines in the order of the table; without a value last, whatever the direction.
fn ordered(report: &AttributionReport, sort: WorkflowSort) -> Vec<usize> {
    let lines = &report.lines;
    let turned = |ordering: Ordering| {
        if sort.descending {
            ordering.reverse()
        } else {
            ordering
        }
    };
    let optional = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => turned(a.total_cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let compare = |a: &WorkflowLine, b: &WorkflowLine| match sort.column {
        WorkflowColumn::Workflow => {
            turned(a.workflow.to_lowercase().cmp(&b.workflow.to_lowercase()))
        }
        WorkflowColumn::Orders | WorkflowColumn::WonBy => {
            turned(a.totals.orders.cmp(&b.totals.orders))
        }
        WorkflowColumn::Net => turned(a.totals.net.cmp(&b.totals.net)),
        WorkflowColumn::Discount => turned(a.totals.discount.cmp(&b.totals.discount)),
        WorkflowColumn::Refunded => optional(a.totals.refund_share(), b.totals.refund_share()),
        WorkflowColumn::PerRecipient => optional(a.net_per_recipient, b.net_per_recipient),
        WorkflowColumn::Incremental => optional(
            incremental(report, &a.workflow),
            incremental(report, &b.workflow),
        ),
    };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| compare(&lines[a], &lines[b]));
    order
}

/// The effect that the cell shows: of the first experiment that tells one.
fn incremental(report: &AttributionReport, workflow: &str) -> Option<f64> {
    caused(report, workflow).find_map(|one| one.caused.incremental.ok().map(|it| it.value))
}

fn caused<'a>(
    report: &'a AttributionReport,
    workflow: &'a str,
) -> impl Iterator<Item = &'a CausedBy> {
    let all = report.caused.iter();
    all.filter(move |one| one.caused.workflow == workflow)
}

struct Cells<'a> {
    report: &'a AttributionReport,
    currency: Currency,
}

impl<'a> Cells<'a> {
    fn workflow(&self, line: &WorkflowLine, column: WorkflowColumn) -> Cell<'a> {
        match column {
            WorkflowColumn::Workflow => Cell::text(line.workflow.clone()).suffix(line.kind.label()),
            WorkflowColumn::Orders => {
                let cell = self.totals("", line.totals, column);
                if line.lost_orders == 0 {
                    return cell;
                }
                cell.hover(format!(
                    "Claims {} more that another workflow won",
                    plural(line.lost_orders as i64, "order", "orders")
                ))
            }
            WorkflowColumn::PerRecipient => match (line.net_per_recipient, line.recipients) {
                (Some(net), Some(recipients)) => {
                    let recipients = plural(recipients, "recipient", "recipients");
                    Cell::text(self.average(net))
                        .hover(format!("{recipients}, by the campaign file"))
                }
                _ => Cell::text("–")
                    .muted()
                    .hover("No campaign file says how many received it"),
            },
            WorkflowColumn::Incremental => self.incremental(&line.workflow),
            WorkflowColumn::WonBy => won_by(line),
            WorkflowColumn::Net => {
                let each = line.net_per_recipient.map(|net| {
                    let net = NumberStyle::default().money_average(net, self.currency);
                    format!(", {net} per recipient")
                });
                let parts = self.parts_of_net(line.totals);
                let cell = self.totals("", line.totals, column);
                cell.hover(format!("{parts}{}", each.unwrap_or_default()))
            }
            WorkflowColumn::Discount | WorkflowColumn::Refunded => {
                self.totals("", line.totals, column)
            }
        }
    }

    /// A cell that every row has.
    fn totals(&self, name: &str, totals: Totals, column: WorkflowColumn) -> Cell<'a> {
        let style = NumberStyle::default();
        match column {
            WorkflowColumn::Workflow => Cell::text(name),
            WorkflowColumn::Orders => Cell::text(style.count(totals.orders as i64)),
            WorkflowColumn::Net => {
                Cell::text(self.exact(totals.net)).hover(self.parts_of_net(totals))
            }
            WorkflowColumn::Discount => Cell::text(self.exact(totals.discount)),
            WorkflowColumn::Refunded => totals.refund_share().map_or_else(
                || Cell::text("–").muted().hover("No sales to refund"),
                |share| {
                    let refunded = style.money(totals.refunded, self.currency);
                    Cell::text(style.percent(share, 1)).hover(format!("{refunded} refunded"))
                },
            ),
            WorkflowColumn::PerRecipient | WorkflowColumn::Incremental | WorkflowColumn::WonBy => {
                Cell::empty()
            }
        }
    }

    fn parts_of_net(&self, totals: Totals) -> String {
        let style = NumberStyle::default();
        format!(
            "Discount {}, refunded {}",
            style.money(totals.discount, self.currency),
            style.money(totals.refunded, self.currency)
        )
    }

    /// The estimate; every experiment of the workflow with its interval on hover.
    fn incremental(&self, workflow: &str) -> Cell<'a> {
        let mut lines = caused(self.report, workflow)
            .map(|one| self.caused_sentence(one))
            .peekable();
        if lines.peek().is_none() {
            return Cell::text("–")
                .muted()
                .hover("No experiment tests this workflow");
        }
        let hover = lines.collect::<Vec<_>>().join("\n");
        let shown = incremental(self.report, workflow);
        let text = shown.map_or_else(|| "–".to_owned(), |value| self.whole(value));
        Cell::text(text).hover(hover)
    }

    fn caused_sentence(&self, one: &CausedBy) -> String {
        let experiment = &one.experiment;
        match one.caused.incremental {
            Err(reason) => format!("{experiment}: {}", reason.sentence()),
            Ok(estimate) => format!(
                "{experiment}: {}, 95 % interval {} to {}; attributed to the same people {}",
                self.whole(estimate.value),
                self.whole(estimate.interval.low),
                self.whole(estimate.interval.high),
                self.whole(one.caused.attributed_minor as f64),
            ),
        }
    }

    /// Minor units without the currency's mark, which the header carries.
    fn exact(&self, minor: i64) -> String {
        self.average(minor as f64)
    }

    fn average(&self, minor: f64) -> String {
        let major = minor / self.currency.minor_per_major() as f64;
        NumberStyle::default().decimal(major, self.currency.exponent() as usize)
    }

    fn whole(&self, minor: f64) -> String {
        let major = minor / self.currency.minor_per_major() as f64;
        NumberStyle::default().with_mark(major, 0, self.currency)
    }
}

fn won_by<'a>(line: &WorkflowLine) -> Cell<'a> {
    let tags = tags(&line.won_by);
    let words = tags
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let lost = line.lost_orders;
    Cell::custom(words, move |ui: &mut Ui| {
        for (signals, text) in &tags {
            let response = badge::tag(ui, text);
            let lost = if lost == 0 {
                String::new()
            } else {
                format!(
                    "\nClaims {} more that another workflow won",
                    plural(lost as i64, "order", "orders")
                )
            };
            response.on_hover_text(format!("{signals}{lost}"));
        }
    })
}

/// One tag for each kind of evidence, both kinds of code together, with what it stands for.
fn tags(won_by: &[(Signal, u64)]) -> Vec<(String, String)> {
    let style = NumberStyle::default();
    [("code", "Code"), ("utm", "UTM"), ("landing", "Page")]
        .into_iter()
        .filter_map(|(id, label)| {
            let of = won_by.iter().filter(|(signal, _)| signal.id() == id);
            let orders: u64 = of.clone().map(|(_, orders)| orders).sum();
            let signals: Vec<String> = of
                .map(|(signal, orders)| {
                    format!("{}: {}", signal.label(), style.count(*orders as i64))
                })
                .collect();
            let text = format!("{label} {}", style.count(orders as i64));
            (orders > 0).then(|| (signals.join("\n"), text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::refunds::RefundDates;
    use crate::analysis::scope::Span;
    use crate::attribution::Ledger;
    use crate::model::rules::{Channel, WorkflowKind};

    fn line(workflow: &str, orders: u64, net: i64, per_recipient: Option<f64>) -> WorkflowLine {
        WorkflowLine {
            workflow: workflow.into(),
            kind: WorkflowKind::Other,
            channel: Channel::Email,
            totals: Totals {
                orders,
                net,
                ..Totals::default()
            },
            recipients: None,
            net_per_recipient: per_recipient,
            won_by: Vec::new(),
            lost_orders: 0,
        }
    }

    fn check(column: WorkflowColumn, descending: bool, expected: &[&str]) {
        let report = AttributionReport {
            span: Span { from: 0, to: 1 },
            model: "",
            model_id: "",
            refunds: RefundDates::default(),
            ledger: Ledger::default(),
            lines: vec![
                line("welcome", 3, 500, None),
                line("Cart", 2, 900, Some(1.5)),
                line("VIP", 2, 700, Some(4.0)),
            ],
            rest: Totals::default(),
            store: Totals::default(),
            caused: Vec::new(),
            rules: crate::analysis::attribution::RulesReport::default(),
        };
        let sort = WorkflowSort { column, descending };
        let names: Vec<&str> = ordered(&report, sort)
            .into_iter()
            .map(|at| report.lines[at].workflow.as_str())
            .collect();
        assert_eq!(names, expected, "{column:?}");
    }

    #[test]
    fn lines_sort_by_any_column_and_missing_values_come_last() {
        check(WorkflowColumn::Workflow, false, &["Cart", "VIP", "welcome"]);
        check(WorkflowColumn::Net, true, &["Cart", "VIP", "welcome"]);
        check(WorkflowColumn::Orders, true, &["welcome", "Cart", "VIP"]);
        check(
            WorkflowColumn::PerRecipient,
            true,
            &["VIP", "Cart", "welcome"],
        );
        check(
            WorkflowColumn::PerRecipient,
            false,
            &["Cart", "VIP", "welcome"],
        );
    }

    #[test]
    fn both_kinds_of_code_share_a_tag() {
        let tags = tags(&[
            (Signal::UniqueCode, 1_200),
            (Signal::Utm, 3),
            (Signal::SharedCode, 4),
        ]);
        let texts: Vec<&str> = tags.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["Code 1,204", "UTM 3"]);
        assert_eq!(
            tags[0].0,
            "Unique code of a workflow: 1,200\nShared code: 4"
        );
    }
}
