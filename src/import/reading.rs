//! Typed access to the cells of a row, with an issue for each one that cannot be read.

use jiff::tz::TimeZone;

use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::time::{Day, Moment};

use super::amount;
use super::cell;
use super::columns::{Field, Layout};
use super::decisions::Settled;
use super::entities;
use super::instant::DayOrder;
use super::rows::Row;

/// A cell that cannot be read; the issue is already recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// Reads cells in the way that the survey found, and collects issues.
pub(super) struct Reading<'a, F> {
    /// Where the columns are.
    pub(super) layout: &'a Layout<F>,
    currency: Option<Currency>,
    /// Decimals of the currency.
    exponent: u32,
    zone: TimeZone,
    settled: Vec<Settled>,
    issues: Vec<Issue>,
    latest: Option<i64>,
    told: Told,
}

/// Facts that are told once per file.
#[derive(Default)]
struct Told {
    naive_time: bool,
    serial: bool,
    no_currency: bool,
}

impl<'a, F: Field> Reading<'a, F> {
    /// Reads each column as it was settled; times without offset are in `zone`.
    pub(super) fn new(
        layout: &'a Layout<F>,
        settled: &[Settled],
        currency: Option<Currency>,
        zone: TimeZone,
    ) -> Self {
        Self {
            layout,
            currency,
            exponent: currency.as_ref().map_or(2, Currency::exponent),
            zone,
            settled: settled.to_vec(),
            issues: Vec::new(),
            latest: None,
            told: Told::default(),
        }
    }

    /// The currency of the file's amounts.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The trimmed cell; `None` where it is blank or the column missing.
    pub(super) fn text<'r>(&self, row: &'r Row, field: F) -> Option<&'r str> {
        self.layout.text(row, field)
    }

    /// The trimmed cell as a value of its own.
    pub(super) fn owned(&self, row: &Row, field: F) -> Option<String> {
        self.text(row, field)
            .map(|text| cell::without_formula_guard(text).to_owned())
    }

    /// The cell without the apostrophe of spreadsheets: ids and telephone numbers.
    pub(super) fn plain(&self, row: &Row, field: F) -> Option<String> {
        let text = cell::without_apostrophe(self.text(row, field)?);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// An amount in minor units.
    pub(super) fn money(&mut self, row: &Row, field: F) -> Result<Option<i64>, Refused> {
        match self.value(row, field) {
            Some(text) => self.money_of(text, row, field),
            None => Ok(None),
        }
    }

    /// An amount in minor units from a part of a cell.
    pub(super) fn money_of(
        &mut self,
        text: &str,
        row: &Row,
        field: F,
    ) -> Result<Option<i64>, Refused> {
        if self.currency.is_none() {
            self.tell_missing_currency(field);
            return Ok(None);
        }
        let text = entities::decoded(text);
        match amount::parse(&text, self.settled[field.index()].decimal, self.exponent) {
            Ok(minor) => Ok(Some(minor)),
            Err(bad) => Err(self.refuse(IssueKind::BadMoney, row, field, bad.hint())),
        }
    }

    /// An amount in minor units of a currency that its row or header names.
    pub(super) fn money_in(
        &mut self,
        row: &Row,
        field: F,
        currency: Currency,
    ) -> Result<Option<i64>, Refused> {
        self.decimal(row, field, currency.exponent())
    }

    /// A number with so many decimals, exactly: 1250 is 12.5 with two.
    pub(super) fn decimal(
        &mut self,
        row: &Row,
        field: F,
        decimals: u32,
    ) -> Result<Option<i64>, Refused> {
        let Some(text) = self.value(row, field) else {
            return Ok(None);
        };
        let number = text.trim_end_matches(['%', ' ', '\u{a0}']);
        match amount::parse(number, self.settled[field.index()].decimal, decimals) {
            Ok(value) => Ok(Some(value)),
            Err(bad) => Err(self.refuse(IssueKind::BadMoney, row, field, bad.hint())),
        }
    }

    /// The civil day of a date, where it was written.
    pub(super) fn day(&mut self, row: &Row, field: F) -> Result<Option<Day>, Refused> {
        let Some(text) = self.value(row, field) else {
            return Ok(None);
        };
        let written = self.settled[field.index()].instant(text);
        let moment = written.map(|written| written.resolve(&self.zone));
        match moment {
            Ok(Some(moment)) => Ok(Some(moment.day())),
            Ok(None) => {
                let hint = "The date lies outside the calendar; correct the cell and import again.";
                Err(self.refuse(IssueKind::BadDate, row, field, hint))
            }
            Err(bad) => Err(self.refuse(IssueKind::BadDate, row, field, bad.hint())),
        }
    }

    /// A date and time.
    pub(super) fn time(&mut self, row: &Row, field: F) -> Result<Option<Moment>, Refused> {
        match self.value(row, field) {
            Some(text) => self.time_of(text, row, field),
            None => Ok(None),
        }
    }

    /// A date and time from a part of a cell.
    pub(super) fn time_of(
        &mut self,
        text: &str,
        row: &Row,
        field: F,
    ) -> Result<Option<Moment>, Refused> {
        let written = match self.settled[field.index()].instant(text) {
            Ok(written) => written,
            Err(bad) => return Err(self.refuse(IssueKind::BadDate, row, field, bad.hint())),
        };
        let Some(moment) = written.resolve(&self.zone) else {
            let hint = "The date lies outside the calendar; correct the cell and import again.";
            return Err(self.refuse(IssueKind::BadDate, row, field, hint));
        };
        if !written.has_offset() {
            self.tell_naive_time(row, field);
        }
        if self.settled[field.index()].counts_time() {
            self.hear_moment(moment);
        }
        if written.is_serial() {
            self.tell_serial(row, field);
        }
        Ok(Some(moment))
    }

    /// The order of day and month that the file's dates prove, else the one that its tool `usually` writes.
    pub(super) fn day_order(&self, field: F, usually: DayOrder) -> DayOrder {
        match self.settled[field.index()].day_order {
            DayOrder::Unproven => usually,
            proven @ (DayOrder::DayFirst | DayOrder::MonthFirst) => proven,
        }
    }

    /// The latest moment that was noted.
    pub(super) fn latest(&self) -> Option<i64> {
        self.latest
    }

    /// Notes how recent a file is whose moments were read outside.
    pub(super) fn hear_moment(&mut self, moment: Moment) {
        self.latest = self.latest.max(Some(moment.utc_micros));
    }

    /// Notes how recent a file is whose days were read outside.
    pub(super) fn hear_day(&mut self, day: Day) {
        self.latest = self.latest.max(Some(day.start(&self.zone)));
    }

    /// A count.
    pub(super) fn count(&mut self, row: &Row, field: F) -> Result<Option<i64>, Refused> {
        let Some(text) = self.value(row, field) else {
            return Ok(None);
        };
        cell::count(text).map(Some).ok_or_else(|| {
            let hint = "This is no whole number; correct the cell and import again.";
            self.refuse(IssueKind::BadNumber, row, field, hint)
        })
    }

    /// The count that a column of shares stands for: the share times `base`, rounded. `None` without a
    /// base, and for a cell that is no share, which has its issue.
    pub(super) fn share_of(&mut self, row: &Row, field: F, base: Option<i64>) -> Option<i64> {
        let text = self.value(row, field)?;
        let Some(share) = cell::share(text) else {
            let hint = "This is no share such as 0.05 or 5 %, so the count that follows from it is missing; correct the cell and import again.";
            self.issue(IssueKind::BadNumber, row, field, hint);
            return None;
        };
        Some((share * base? as f64).round() as i64)
    }

    /// Yes or no; `None` for anything else.
    pub(super) fn flag(&self, row: &Row, field: F) -> Option<bool> {
        self.text(row, field).and_then(cell::flag)
    }

    /// Records an issue of one cell.
    pub(super) fn issue(&mut self, kind: IssueKind, row: &Row, field: F, hint: &str) {
        self.issues.push(self.layout.issue(kind, row, field, hint));
    }

    /// Records an issue of one cell whose value cannot be used.
    pub(super) fn refuse(&mut self, kind: IssueKind, row: &Row, field: F, hint: &str) -> Refused {
        self.issue(kind, row, field, hint);
        Refused
    }

    /// Records an issue.
    pub(super) fn tell(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    /// The issues recorded since the last call.
    pub(super) fn take_issues(&mut self) -> Vec<Issue> {
        std::mem::take(&mut self.issues)
    }

    fn value<'r>(&self, row: &'r Row, field: F) -> Option<&'r str> {
        self.text(row, field)
            .filter(|text| !cell::says_nothing(text))
    }

    fn tell_naive_time(&mut self, row: &Row, field: F) {
        if std::mem::replace(&mut self.told.naive_time, true) {
            return;
        }
        let fixed = || self.zone.to_fixed_offset().map(|offset| offset.to_string());
        let named = self.zone.iana_name().map(str::to_owned);
        let zone = named.or_else(|| fixed().ok()).unwrap_or_default();
        let hint = format!(
            "Times without an offset were read in the zone {zone}; choose another zone at import if the tool uses one."
        );
        self.issue(IssueKind::NaiveTime, row, field, &hint);
    }

    fn tell_serial(&mut self, row: &Row, field: F) {
        if std::mem::replace(&mut self.told.serial, true) {
            return;
        }
        let hint = "Dates that a spreadsheet left as numbers were read as days since 30 December 1899; compare one with the shop.";
        self.issue(IssueKind::SpreadsheetDate, row, field, hint);
    }

    fn tell_missing_currency(&mut self, field: F) {
        if std::mem::replace(&mut self.told.no_currency, true) {
            return;
        }
        let hint = "The amounts of this file have no currency and were left out; choose one, or import orders first.";
        self.issues.push(Issue {
            column: Some(self.layout.header(field).to_owned()),
            ..Issue::of_file(IssueKind::MissingColumn, hint)
        });
    }
}
