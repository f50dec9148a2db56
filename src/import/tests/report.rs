//! The one helper of these tests: a file's bytes to a report, with its rows reconciled.

use std::convert::Infallible;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::import::{
    ColumnDecision, FileSummary, Format, ReadFailure, ReadOptions, Recognition, Record, Sink, read,
    recognise,
};
use crate::model::campaign::Campaign;
use crate::model::experiment::Assignment;
use crate::model::format::NumberStyle;
use crate::model::issue::Issue;
use crate::model::message::MessageEvent;
use crate::model::money::Currency;
use crate::model::order::{Order, OrderTouch};
use crate::model::person::Identity;
use crate::model::profile::Profile;
use crate::model::time::Moment;
use crate::model::transaction::Transaction;
use crate::model::utm::{Touch, UtmField};

/// Keeps what it is given and checks what every sink may rely on.
#[derive(Default)]
pub(in crate::import) struct Kept {
    pub(in crate::import) records: Vec<(Record, u64)>,
    pub(in crate::import) issues: Vec<Issue>,
    pub(in crate::import) decisions: Vec<ColumnDecision>,
    pub(in crate::import) progress: Vec<u64>,
    pub(in crate::import) cancel_after: Option<usize>,
}

impl Sink for Kept {
    type Error = Infallible;

    fn record(&mut self, record: Record, rows: u64) -> Result<(), Infallible> {
        self.records.push((record, rows));
        Ok(())
    }

    fn issue(&mut self, issue: Issue) -> Result<(), Infallible> {
        assert!(!issue.hint.is_empty());
        assert!(
            issue
                .raw
                .as_ref()
                .is_none_or(|raw| raw.chars().count() <= 200)
        );
        self.issues.push(issue);
        Ok(())
    }

    fn decisions(&mut self, decisions: Vec<ColumnDecision>) {
        self.decisions = decisions;
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        self.progress.push(bytes_done);
        match self.cancel_after {
            Some(calls) if self.progress.len() > calls => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

/// What reading a file gave.
pub(in crate::import) type Outcome = Result<FileSummary, ReadFailure<Infallible>>;

/// Reads a file and asserts that its rows add up.
pub(in crate::import) fn run(
    path: &Path,
    options: &ReadOptions,
    sink: &mut Kept,
) -> (Recognition, Outcome) {
    let recognition = recognise(path).unwrap();
    let outcome = read(path, &recognition, options, sink);
    if let Ok(summary) = &outcome {
        assert_eq!(summary.rows, summary.accepted_rows + summary.rejected_rows);
        let given: u64 = sink.records.iter().map(|(_, rows)| rows).sum();
        assert_eq!(summary.accepted_rows, given);
        assert_eq!(summary.records, sink.records.len() as u64);
        assert_eq!(summary.issues, sink.issues.len() as u64);
        if summary.rejected_rows > 0 {
            assert!(!sink.issues.is_empty(), "rows were dropped silently");
        }
        assert!(sink.progress.is_sorted());
        assert_eq!(sink.progress.last(), Some(&recognition.bytes));
    }
    (recognition, outcome)
}

/// The path of a fixture.
pub(in crate::import) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
}

/// Writes bytes to a file of its own and hands its path on.
pub(in crate::import) fn with_file<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, bytes).unwrap();
    work(&path)
}

/// Options with a zone, a currency and a format, each as its word or blank.
pub(in crate::import) fn options(zone: &str, currency: &str, format: &str) -> ReadOptions {
    ReadOptions {
        format: Format::parse(format),
        zone: TimeZone::get(zone).ok().filter(|_| !zone.is_empty()),
        currency: Currency::parse(currency),
        ..ReadOptions::default()
    }
}

/// The report of some bytes.
pub(in crate::import) fn check_bytes(bytes: &[u8], options: &ReadOptions) -> String {
    with_file(bytes, |path| check(path, options))
}

/// The report of a file: recognition, records, issues, counts.
pub(in crate::import) fn check(path: &Path, options: &ReadOptions) -> String {
    let mut sink = Kept::default();
    let (recognition, outcome) = run(path, options, &mut sink);
    let mut report = format!(
        "{} {} {:?} {} columns\n",
        recognition.format.map_or("unknown", Format::id),
        recognition.encoding.id(),
        char::from(recognition.delimiter),
        recognition.headers.len()
    );
    for (record, rows) in &sink.records {
        let _ = writeln!(report, "{}", written(record, *rows));
    }
    for issue in &sink.issues {
        let _ = writeln!(report, "{}", issue_line(issue));
    }
    match outcome {
        Ok(s) => {
            let latest = s
                .latest_micros
                .map(|micros| Moment::utc(micros).to_rfc3339());
            let _ = write!(
                report,
                "{} rows = {} accepted + {} rejected; {} records; latest {}",
                s.rows,
                s.accepted_rows,
                s.rejected_rows,
                s.records,
                latest.as_deref().unwrap_or("never")
            );
        }
        Err(failure) => {
            let _ = write!(report, "{failure}");
        }
    }
    report
}

pub(in crate::import) fn issue_line(issue: &Issue) -> String {
    let mut text = format!("! {}", issue.kind.id());
    if let Some(line) = issue.line {
        let _ = write!(text, " line {line}");
    }
    if let Some(column) = &issue.column {
        let _ = write!(text, " [{column}]");
    }
    if let Some(raw) = &issue.raw {
        let _ = write!(text, " {raw:?}");
    }
    text
}

pub(in crate::import) fn written(record: &Record, rows: u64) -> String {
    match record {
        Record::Order(order) => format!("{} ({rows} rows)", order_line(order)),
        Record::Profile(p) => profile_line(p),
        Record::Member(p, a) => format!("{} + arm {}", profile_line(p), assignment_line(a)),
        Record::Campaign(c) | Record::CampaignMessage(c) => campaign_line(c),
        Record::Message(event) => event_line(event),
        Record::AttributedOrder(c, event) => {
            format!("{} + {}", order_touch_line(c), event_line(event))
        }
        Record::Variations(campaigns) => {
            let lines = campaigns.iter().map(|campaign| {
                let subject = campaign.subject.as_deref().unwrap_or("-");
                format!(
                    "{} subject {subject:?} line {}",
                    campaign_line(campaign),
                    campaign.source_line
                )
            });
            format!("{} ({rows} rows)", lines.collect::<Vec<_>>().join("\n  "))
        }
        Record::Assignment(a) => assignment_line(a),
        Record::Flow(f) => format!(
            "{} {} {:?} {} {:?} {:?} {} {:?} {:?} {:?}",
            f.key.flow,
            f.key.message,
            f.key.variant,
            f.key
                .period
                .map_or("always".to_owned(), |period| period.to_string()),
            f.flow,
            f.message,
            f.channel.id(),
            f.status,
            f.counts,
            f.claimed
        ),
        Record::Discount(d) => format!(
            "{} {:?} {:?} {} {}{} {} {}..{}",
            d.code,
            d.name,
            d.value,
            d.kind.as_deref().unwrap_or("-"),
            d.class.as_deref().unwrap_or("-"),
            filled(&d.usage),
            d.status.id(),
            d.starts.map_or(String::new(), Moment::to_rfc3339),
            d.ends.map_or(String::new(), Moment::to_rfc3339),
        ),
        Record::Transaction(t) => transaction_line(t),
        Record::Spend(s) => format!(
            "{} {:?} id={} {} {:?} {} impressions={:?} clicks={:?}",
            s.key.platform.id(),
            s.key.campaign,
            s.campaign_id.as_deref().unwrap_or("-"),
            s.period.map_or("always".to_owned(), |p| p.to_string()),
            s.key.detail,
            NumberStyle::POINT.money(s.amount, s.currency),
            s.impressions,
            s.clicks
        ),
        Record::OrderTouch(c) => order_touch_line(c),
        Record::OrderWithTransactions(order, transactions) => {
            let mut text = format!("{} ({rows} rows)", order_line(order));
            for transaction in transactions {
                let _ = write!(text, "\n  {}", transaction_line(transaction));
            }
            text
        }
        Record::Traffic(t) => format!(
            "{} [{}] {} {}{}{}{}",
            t.key.source.id(),
            t.key.grain,
            t.period.map_or("always".to_owned(), |p| p.to_string()),
            t.channel
                .as_deref()
                .or(t.referrer.as_deref())
                .unwrap_or("-"),
            touch_words(&t.touch),
            filled(&t.counts),
            filled(&t.sales)
        ),
    }
}

fn order_touch_line(c: &OrderTouch) -> String {
    format!(
        "order {} {} at {}{}",
        c.order.id.as_deref().unwrap_or("-"),
        c.order.name.as_deref().unwrap_or("-"),
        c.visited.map_or(String::new(), Moment::to_rfc3339),
        touch_words(&c.touch)
    )
}

fn event_line(e: &MessageEvent) -> String {
    format!(
        "{} {} {}{}",
        who(&e.identity),
        e.kind.id(),
        e.at.to_rfc3339(),
        filled(&e.message)
    )
}

fn campaign_line(c: &Campaign) -> String {
    format!(
        "{} {:?} {:?} {} {} {:?} {:?} winner={:?}",
        c.key.id,
        c.name,
        c.key.variant,
        c.channel.id(),
        c.sent_utc_micros
            .map_or_else(String::new, |at| Moment::utc(at).to_rfc3339()),
        c.counts,
        c.claimed,
        c.winner
    )
}

fn profile_line(p: &Profile) -> String {
    let properties = p
        .properties
        .iter()
        .map(|property| format!(" {}={:?}", property.name, property.value));
    format!(
        "{} {} {} orders={:?} spent={:?} {:?}{}",
        who(&p.identity),
        p.consent.id(),
        p.tags.join("|"),
        p.total_orders,
        p.total_spent,
        p.country.as_deref().unwrap_or("-"),
        properties.collect::<String>()
    )
}

fn assignment_line(a: &Assignment) -> String {
    format!(
        "{} {} {} share={:?} workflow={:?}",
        who(&a.identity),
        a.arm,
        a.assigned_utc_micros
            .map_or("-".to_owned(), |at| Moment::utc(at).to_rfc3339()),
        a.planned_share,
        a.workflow
    )
}

/// The fields of a value that are filled.
fn filled(value: &impl serde::Serialize) -> String {
    let mut text = String::new();
    if let serde_json::Value::Object(fields) = serde_json::to_value(value).unwrap() {
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            let _ = write!(text, " {name}={value}");
        }
    }
    text
}

fn transaction_line(t: &Transaction) -> String {
    format!(
        "{:?} order {} {} {} {} {} {} {} test={:?}",
        t.key.id,
        t.order.id.as_deref().unwrap_or("-"),
        t.order.name.as_deref().unwrap_or("-"),
        t.kind.id(),
        t.status.id(),
        NumberStyle::POINT.money(t.amount, t.currency),
        t.at.to_rfc3339(),
        t.gateway.as_deref().unwrap_or("-"),
        t.test
    )
}

fn who(identity: &Identity) -> String {
    identity.key().map_or("nobody".to_owned(), |key| key.0)
}

fn order_line(order: &Order) -> String {
    let a = &order.amounts;
    let money = |minor: i64| NumberStyle::POINT.money(minor, a.currency);
    let maybe = |minor: Option<i64>| minor.map_or("-".to_owned(), money);
    let mut text = format!(
        "{} {} {} {} {} lines {} - {} = {} + {} tax {} total {} refunded {}",
        order.name,
        order.key.id,
        who(&order.identity),
        order.created.to_rfc3339(),
        order.state.financial.id(),
        maybe(a.lines),
        maybe(a.discount),
        maybe(a.subtotal),
        money(a.shipping),
        money(a.taxes),
        money(a.total),
        money(a.refunded),
    );
    for line in &order.lines {
        let _ = write!(text, " {}x{:?}", line.quantity, line.title);
    }
    for code in &order.codes {
        let _ = write!(text, " code={code}");
    }
    if order.state.cancelled.is_some() {
        text.push_str(" cancelled");
    }
    text + &touch_words(&order.touch)
}

fn touch_words(touch: &Touch) -> String {
    let mut text = String::new();
    for field in UtmField::ALL {
        if let Some(value) = touch.get(field) {
            let _ = write!(text, " {}={value}", field.id());
        }
    }
    if let Some(page) = &touch.landing_page {
        let _ = write!(text, " at={page}");
    }
    text
}
