//! Rows, dates and gaps, by kind of record.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::analysis::Context;
use crate::import::{Format, UNITS_FORMAT};
use crate::model::format;
use crate::model::time::Day;
use crate::model::traffic::Period;

use super::inputs::AuditInputs;
use super::spans;
use super::words::{count, plural};
use super::{Area, Finding, Level};

/// The kinds of record that files hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    /// Orders.
    Orders,
    /// Customers, contacts, members of lists.
    Profiles,
    /// Campaign sends with their results.
    Campaigns,
    /// Flow reports.
    Flows,
    /// What people did with messages.
    MessageEvents,
    /// Who was in which arm.
    Assignments,
    /// Tables with one row per unit.
    UnitTables,
    /// Discounts as the shop defines them.
    Discounts,
    /// Payments and refunds.
    Transactions,
    /// UTM values by order.
    OrderTouches,
    /// Sessions and sales as analytics tools count them.
    Traffic,
    /// What campaigns cost.
    Spend,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Orders,
        Self::Profiles,
        Self::Campaigns,
        Self::Flows,
        Self::MessageEvents,
        Self::Assignments,
        Self::UnitTables,
        Self::Discounts,
        Self::Transactions,
        Self::OrderTouches,
        Self::Traffic,
        Self::Spend,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Profiles => "profiles",
            Self::Campaigns => "campaigns",
            Self::Flows => "flows",
            Self::MessageEvents => "message_events",
            Self::Assignments => "assignments",
            Self::UnitTables => "unit_tables",
            Self::Discounts => "discounts",
            Self::Transactions => "transactions",
            Self::OrderTouches => "order_touches",
            Self::Traffic => "traffic",
            Self::Spend => "spend",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Profiles => "Profiles",
            Self::Campaigns => "Campaign sends",
            Self::Flows => "Flow reports",
            Self::MessageEvents => "Message events",
            Self::Assignments => "Assignments",
            Self::UnitTables => "Tables of units",
            Self::Discounts => "Discounts",
            Self::Transactions => "Payments and refunds",
            Self::OrderTouches => "UTM values by order",
            Self::Traffic => "Traffic reports",
            Self::Spend => "Campaign costs",
        }
    }

    /// The kind that files of a format hold; `None` for a format that nobody knows.
    fn of_format(id: &str) -> Option<Self> {
        if id == UNITS_FORMAT {
            return Some(Self::UnitTables);
        }
        Some(match Format::parse(id)? {
            Format::ShopifyOrders
            | Format::MatrixifyOrders
            | Format::WooAnalytics
            | Format::WooWebtoffee
            | Format::WooAdvanced
            | Format::Orders => Self::Orders,
            Format::ShopifyCustomers
            | Format::KlaviyoProfiles
            | Format::MailchimpAudience
            | Format::PeopleList => Self::Profiles,
            Format::KlaviyoCampaigns
            | Format::KlaviyoMessages
            | Format::MailchimpCampaigns
            | Format::MailchimpReport => Self::Campaigns,
            Format::KlaviyoFlows => Self::Flows,
            Format::KlaviyoEvents | Format::MessageEvents => Self::MessageEvents,
            Format::Assignments => Self::Assignments,
            Format::ShopifyDiscounts => Self::Discounts,
            Format::ShopifyTransactions => Self::Transactions,
            Format::OrderTouches => Self::OrderTouches,
            Format::ShopifySessions | Format::ShopifySalesByUtm | Format::Ga4Report => {
                Self::Traffic
            }
            Format::MetaAds | Format::GoogleAds | Format::Spend => Self::Spend,
        })
    }
}

/// What is loaded of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindAudit {
    /// The kind.
    pub kind: RecordKind,
    /// Files of the kind.
    pub files: u64,
    /// Data rows of those files.
    pub rows: u64,
    /// Records in the workspace.
    pub records: u64,
    /// First and last day and what lies between.
    pub dates: Result<Dates, NoDates>,
}

/// From when to when, and what is missing between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The first day with a record.
    pub first: Day,
    /// The last day with a record.
    pub last: Day,
    /// How many days go from one day with records to the next in 19 of 20 cases; `None` for reports of
    /// whole periods and where there are too few days to tell.
    pub usual_days: Option<i32>,
    /// Stretches without any record: more than three times the usual, or a week that no report covers.
    pub gaps: Vec<Gap>,
}

/// Days without any record, first and last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first of them.
    pub first: Day,
    /// The last of them.
    pub last: Day,
}

impl Gap {
    /// How many days.
    #[must_use]
    pub fn days(self) -> u64 {
        (self.last.0 - self.first.0 + 1).unsigned_abs().into()
    }
}

/// Why a kind of record has no dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDates {
    /// There are no records of the kind.
    NotLoaded,
    /// Records of the kind are the state of one moment.
    StateOnly,
    /// The files have no dates where the kind could have some.
    Undated,
}

impl NoDates {
    /// One sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotLoaded => "Nothing of this kind is loaded",
            Self::StateOnly => {
                "Records of this kind have no date: they are the state at the export"
            }
            Self::Undated => "The files of this kind have no dates",
        }
    }
}

/// What is loaded of every kind.
pub(super) fn records(context: &Context, inputs: &AuditInputs) -> Vec<KindAudit> {
    let mut files: BTreeMap<RecordKind, (u64, u64)> = BTreeMap::new();
    for file in &inputs.files {
        if let Some(kind) = RecordKind::of_format(&file.header.format) {
            let of_kind = files.entry(kind).or_default();
            of_kind.0 += 1;
            of_kind.1 += file.counts.rows;
        }
    }
    let audited = RecordKind::ALL.into_iter().map(|kind| {
        let (files, rows) = files.get(&kind).copied().unwrap_or_default();
        let records = count_of(kind, context, inputs) as u64;
        let dates = if records == 0 {
            Err(NoDates::NotLoaded)
        } else {
            dates(kind, context, inputs)
        };
        KindAudit {
            kind,
            files,
            rows,
            records,
            dates,
        }
    });
    audited.collect()
}

fn count_of(kind: RecordKind, context: &Context, inputs: &AuditInputs) -> usize {
    let snapshot = &context.snapshot;
    match kind {
        RecordKind::Orders => snapshot.orders.len(),
        RecordKind::Profiles => {
            let has_profile = snapshot.people.has_profile.iter();
            has_profile.filter(|&&has| has).count()
        }
        RecordKind::Campaigns => snapshot.campaigns.len(),
        RecordKind::Flows => inputs.flows.len(),
        RecordKind::MessageEvents => inputs.messages.events.len(),
        RecordKind::Assignments => snapshot
            .assignments
            .iter()
            .map(|list| list.rows.len())
            .sum(),
        RecordKind::UnitTables => snapshot.unit_tables.len(),
        RecordKind::Discounts => inputs.shop.discounts.len(),
        RecordKind::Transactions => inputs.shop.transactions.len(),
        RecordKind::OrderTouches => inputs.shop.touches.len(),
        RecordKind::Traffic => inputs.traffic.len(),
        RecordKind::Spend => inputs.spend.len(),
    }
}

fn dates(kind: RecordKind, context: &Context, inputs: &AuditInputs) -> Result<Dates, NoDates> {
    let snapshot = &context.snapshot;
    let day = |utc_micros: i64| snapshot.day(utc_micros);
    let days = |days: Vec<Day>| spans::of_days(days).ok_or(NoDates::Undated);
    let periods = |periods: Vec<Period>| spans::of_periods(periods).ok_or(NoDates::Undated);
    match kind {
        RecordKind::Orders => days(snapshot.orders.placed.iter().map(|&at| day(at)).collect()),
        RecordKind::Campaigns => {
            let sent = snapshot.campaigns.iter();
            days(
                sent.filter_map(|send| send.sent_utc_micros)
                    .map(day)
                    .collect(),
            )
        }
        RecordKind::MessageEvents => {
            let events = inputs.messages.events.iter();
            days(events.map(|event| day(event.at)).collect())
        }
        RecordKind::Transactions => {
            let transactions = inputs.shop.transactions.iter();
            days(transactions.map(|at| day(at.at.utc_micros)).collect())
        }
        RecordKind::OrderTouches => {
            let visits = inputs.shop.touches.iter().filter_map(|touch| touch.visited);
            days(visits.map(|at| day(at.utc_micros)).collect())
        }
        RecordKind::Assignments => {
            let rows = snapshot.assignments.iter().flat_map(|list| &list.rows);
            let assigned = rows.filter_map(|row| row.assigned);
            // People are assigned in batches: quiet between them is no gap.
            days(assigned.map(day).collect()).map(|dates| Dates {
                usual_days: None,
                gaps: Vec::new(),
                ..dates
            })
        }
        RecordKind::Flows => periods(
            inputs
                .flows
                .iter()
                .filter_map(|row| row.key.period)
                .collect(),
        ),
        RecordKind::Traffic => {
            periods(inputs.traffic.iter().filter_map(|row| row.period).collect())
        }
        RecordKind::Spend => periods(inputs.spend.iter().filter_map(|row| row.period).collect()),
        RecordKind::Profiles | RecordKind::UnitTables | RecordKind::Discounts => {
            Err(NoDates::StateOnly)
        }
    }
}

/// How many gaps a sentence names.
const NAMED: usize = 3;

/// One finding per kind that is loaded, and one for what is not.
pub(super) fn findings(records: &[KindAudit]) -> Vec<Finding> {
    let loaded = records.iter().filter(|kind| kind.records > 0);
    let mut findings: Vec<Finding> = loaded.map(finding).collect();
    let missing: Vec<String> = records
        .iter()
        .filter(|kind| kind.records == 0)
        .map(|kind| kind.kind.label().to_lowercase().replace("utm", "UTM"))
        .collect();
    if !missing.is_empty() {
        let sentence = format!("Not loaded: {}", missing.join(", "));
        findings.push(Finding::new(Area::Records, Level::Note, sentence));
    }
    findings
}

fn finding(audited: &KindAudit) -> Finding {
    let name = audited.kind.label();
    let records = plural(audited.records, "record", "records");
    let from = if audited.files == 0 {
        "files that are no longer listed".to_owned()
    } else {
        let rows = plural(audited.rows, "row", "rows");
        format!("{rows} in {}", plural(audited.files, "file", "files"))
    };
    let whole = format!("{name}: {records} from {from}");
    let Ok(dates) = &audited.dates else {
        return Finding::new(Area::Records, Level::Fine, whole);
    };
    let period = format::period(dates.first, dates.last);
    let whole = format!("{whole}, {period}");
    if dates.gaps.is_empty() {
        return Finding::new(Area::Records, Level::Fine, whole);
    }
    let days: u64 = dates.gaps.iter().map(|gap| gap.days()).sum();
    let gaps = plural(dates.gaps.len() as u64, "gap", "gaps");
    let sentence = format!(
        "{whole}, with {gaps} of {} in all",
        plural(days, "day", "days")
    );
    Finding::new(Area::Records, Level::Warning, sentence).advice(gap_advice(dates))
}

fn gap_advice(dates: &Dates) -> String {
    let mut longest: Vec<&Gap> = dates.gaps.iter().collect();
    longest.sort_by_key(|gap| std::cmp::Reverse(gap.days()));
    let named: Vec<String> = longest
        .iter()
        .take(NAMED)
        .map(|gap| format::period(gap.first, gap.last))
        .collect();
    let more = match longest.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {} more", count(more as u64)),
    };
    let usual = dates.usual_days.map_or_else(String::new, |usual| {
        let days = plural(usual.unsigned_abs().into(), "day", "days");
        format!("; usually the next one comes within {days}")
    });
    format!(
        "Nothing from {}{more}{usual}. Is an export missing?",
        named.join(", from ")
    )
}
