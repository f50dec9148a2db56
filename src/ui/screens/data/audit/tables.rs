//! The numbers behind the findings.

use eframe::egui::Ui;

use crate::analysis::audit::Area;
use crate::analysis::audit::Audit;
use crate::analysis::audit::checks::Checks;
use crate::analysis::audit::coverage::{Coverage, CoverageLine, month_name, period_name};
use crate::analysis::audit::records::{Gap, KindAudit};
use crate::analysis::audit::sessions::{PeriodCheck, ReportCheck};
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::analysis::scope::Period;
use crate::app::{Action, State};
use crate::metrics::inclusion::ExcludedBy;
use crate::model::format::{self, NumberStyle, plural};
use crate::model::traffic::TrafficSource;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, size, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::paint;
use crate::ui::widgets::table::{Cell, Column, Table, Width};

/// A table in a column shows so many rows before it scrolls.
const SHOWN: usize = 8;

/// Every kind of record that is loaded, and what is not.
pub(super) fn records(ui: &mut Ui, audit: &Audit) {
    let loaded: Vec<&KindAudit> = audit.records.iter().filter(|it| it.records > 0).collect();
    let missing: Vec<&str> = audit
        .records
        .iter()
        .filter(|it| it.records == 0)
        .map(|it| it.kind.label())
        .collect();
    Card::new().title(Area::Records.label()).show(ui, |ui| {
        let flexible = |share, min| Width::Flexible { share, min };
        let columns = [
            Column::text("Kind").width(flexible(1.0, 140.0)).unsorted(),
            Column::number("Files").unsorted(),
            Column::number("Rows").unsorted(),
            Column::number("Records").unsorted(),
            Column::text("Dates").width(flexible(1.2, 190.0)).unsorted(),
            Column::text("Gaps").width(flexible(1.6, 150.0)).unsorted(),
        ];
        Table::new(ui, "audit-records", &columns, loaded.len())
            .show(ui, |row, column| record_cell(loaded[row], column));
        if !missing.is_empty() {
            let muted = Tokens::of(ui).ink.muted;
            let text = format!("Not loaded: {}", missing.join(", "));
            ui.label(Font::Secondary.text(text, muted));
        }
    });
}

fn record_cell<'a>(kind: &KindAudit, column: usize) -> Cell<'a> {
    let number = |value: u64| Cell::text(NumberStyle::default().count(value as i64));
    match (column, &kind.dates) {
        (0, _) => Cell::text(kind.kind.label()),
        (1, _) => number(kind.files),
        (2, _) => number(kind.rows),
        (3, _) => number(kind.records),
        (4, Ok(dates)) => Cell::text(format::period(dates.first, dates.last)),
        (4, Err(reason)) => Cell::text("No dates").muted().hover(reason.sentence()),
        (5, Ok(dates)) if !dates.gaps.is_empty() => {
            let named: Vec<String> = dates.gaps.iter().copied().map(gap_words).collect();
            Cell::status(Tone::Warning, named.join("; "))
        }
        (5, Ok(dates)) => {
            let none = Cell::text("None").muted();
            match dates.usual_days {
                Some(1) => none.hover("There are records on nearly every day"),
                Some(days) => none.hover(format!(
                    "The next day with records usually comes within {days} days"
                )),
                None => none,
            }
        }
        _ => Cell::empty(),
    }
}

fn gap_words(gap: Gap) -> String {
    let days = plural(gap.days() as i64, "day", "days");
    format!("{} ({days})", format::period(gap.first, gap.last))
}

/// Coverage by month, in shares of the orders of the month.
pub(super) fn months(ui: &mut Ui, coverage: &Coverage) {
    if coverage.months.len() < 2 {
        return;
    }
    paint::heading(ui, "By month, in % of orders", Font::Strong);
    let columns = [
        Column::text("Month").unsorted(),
        Column::number("Orders").unsorted(),
        Column::number("UTM").unsorted(),
        Column::number("Code").unsorted(),
        Column::number("Both").unsorted(),
        Column::number("Neither").unsorted(),
    ];
    let rows = coverage.months.len();
    let total = (0..columns.len())
        .map(|column| month_cell("All", &coverage.total, column))
        .collect();
    scrolled(
        Table::new(ui, "audit-months", &columns, rows).total(total),
        rows,
    )
    .show(ui, |row, column| {
        // The newest month first.
        let (month, line) = &coverage.months[rows - 1 - row];
        month_cell(&month_name(*month), line, column)
    });
}

fn month_cell<'a>(name: &str, line: &CoverageLine, column: usize) -> Cell<'a> {
    let whole = line.whole().orders;
    let part = match column {
        0 => return Cell::text(name),
        1 => return Cell::text(NumberStyle::default().count(whole as i64)),
        2 => line.with_utm(),
        3 => line.with_code(),
        4 => line.both,
        _ => line.neither,
    };
    let share = part.orders as f64 / whole.max(1) as f64;
    let orders = plural(part.orders as i64, "order", "orders");
    Cell::text(NumberStyle::default().decimal(share * 100.0, 1)).hover(orders)
}

/// Exclusion rules that catch something; a click shows the orders.
pub(super) fn exclusions(ui: &mut Ui, state: &State, audit: &Audit, outbox: &mut Outbox) {
    let rules: Vec<&ExcludedBy> = audit.exclusions.iter().filter(|it| it.orders > 0).collect();
    let Some(snapshot) = state.session.snapshot().filter(|_| !rules.is_empty()) else {
        return;
    };
    heading(ui, "Exclusion rules");
    let columns = [
        Column::text("Rule").unsorted(),
        Column::text("State").width(Width::Fixed(72.0)).unsorted(),
        Column::number("Orders").unsorted(),
        Column::number(format!("Total, {}", snapshot.currency.sign())).unsorted(),
    ];
    let style = NumberStyle::default();
    let major = snapshot.currency.minor_per_major() as f64;
    let decimals = snapshot.currency.exponent() as usize;
    let table = Table::new(ui, "audit-exclusions", &columns, rules.len()).clickable();
    let response = table.show(ui, |row, column| {
        let rule = rules[row];
        match column {
            0 => Cell::text(rule.rule.clone()),
            1 if rule.enabled => Cell::text("On"),
            1 => Cell::text("Off").muted(),
            2 => Cell::text(style.count(rule.orders as i64)),
            _ => Cell::text(style.decimal(rule.total_minor as f64 / major, decimals)),
        }
    });
    if let Some(rule) = response.clicked.and_then(|row| rules.get(row)) {
        let filter = OrderFilter::ExcludedBy(rule.rule.clone());
        outbox.send(Action::ShowRows(RowsQuery::Orders(filter, Period::All)));
    }
}

/// Codes whose uses disagree.
pub(super) fn codes(ui: &mut Ui, checks: &Checks) {
    if checks.disagreeing.is_empty() {
        return;
    }
    heading(ui, "Codes whose uses disagree");
    let columns = [
        Column::text("Code").unsorted(),
        Column::number("Times used").unsorted(),
        Column::number("Loaded").unsorted(),
    ];
    let style = NumberStyle::default();
    let rows = checks.disagreeing.len();
    scrolled(Table::new(ui, "audit-codes", &columns, rows), rows).show(ui, |row, column| {
        let code = &checks.disagreeing[row];
        match column {
            0 => Cell::text(code.code.clone()),
            1 => Cell::text(style.count(code.counted as i64)),
            _ => Cell::text(style.count(code.loaded as i64)),
        }
    });
}

/// Orders that analytics tools count, against loaded ones.
pub(super) fn reports(ui: &mut Ui, reports: &[ReportCheck]) {
    let lines: Vec<(TrafficSource, &PeriodCheck)> = reports
        .iter()
        .flat_map(|report| report.periods.iter().map(|period| (report.source, period)))
        .collect();
    if lines.is_empty() {
        return;
    }
    heading(ui, "Orders that reports count");
    let columns = [
        Column::text("Report").unsorted(),
        Column::text("Period").unsorted(),
        Column::number("Counted").unsorted(),
        Column::number("Loaded").unsorted(),
    ];
    let style = NumberStyle::default();
    let table = Table::new(ui, "audit-reports", &columns, lines.len());
    scrolled(table, lines.len()).show(ui, |row, column| {
        let (source, check) = lines[row];
        match column {
            0 => Cell::text(source.label()),
            1 => Cell::text(period_name(check.period)),
            2 => Cell::text(style.count(check.reported)),
            _ => Cell::text(style.count(check.loaded as i64)),
        }
    });
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(space::S);
    paint::heading(ui, text, Font::Strong);
}

/// A long table scrolls inside its card.
fn scrolled(table: Table<'_>, rows: usize) -> Table<'_> {
    if rows <= SHOWN {
        return table;
    }
    table.max_height(size::ROW * (SHOWN as f32 + 2.5))
}
