//! The one helper of these tests: a file's bytes to a report, with its rows reconciled.

use std::convert::Infallible;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::import::{
    FileSummary, Format, ReadFailure, ReadOptions, Recognition, Record, Sink, read, recognise,
};
use crate::model::format::NumberStyle;
use crate::model::issue::Issue;
use crate::model::money::Currency;
use crate::model::order::Order;
use crate::model::person::Identity;
use crate::model::time::Moment;
use crate::model::utm::{Touch, UtmField};

/// Keeps what it is given and checks what every sink may rely on.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) records: Vec<(Record, u64)>,
    pub(super) issues: Vec<Issue>,
    pub(super) progress: Vec<u64>,
    pub(super) cancel_after: Option<usize>,
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

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        self.progress.push(bytes_done);
        match self.cancel_after {
            Some(calls) if self.progress.len() > calls => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

/// What reading a file gave.
pub(super) type Outcome = Result<FileSummary, ReadFailure<Infallible>>;

/// Reads a file and asserts that its rows add up.
pub(super) fn run(path: &Path, options: &ReadOptions, sink: &mut Kept) -> (Recognition, Outcome) {
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
pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
}

/// Writes bytes to a file of its own and hands its path on.
pub(super) fn with_file<T>(bytes: &[u8], work: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, bytes).unwrap();
    work(&path)
}

/// Options with a zone, a currency and a format, each as its word or blank.
pub(super) fn options(zone: &str, currency: &str, format: &str) -> ReadOptions {
    ReadOptions {
        format: Format::parse(format),
        zone: TimeZone::get(zone).ok().filter(|_| !zone.is_empty()),
        currency: Currency::parse(currency),
        mapping: None,
        ..ReadOptions::default()
    }
}

/// The report of some bytes.
pub(super) fn check_bytes(bytes: &[u8], options: &ReadOptions) -> String {
    with_file(bytes, |path| check(path, options))
}

/// The report of a file: recognition, records, issues, counts.
pub(super) fn check(path: &Path, options: &ReadOptions) -> String {
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

fn issue_line(issue: &Issue) -> String {
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

fn written(record: &Record, rows: u64) -> String {
    match record {
        Record::Order(order) => format!("{} ({rows} rows)", order_line(order)),
        Record::Profile(p) => format!(
            "{} {} {} orders={:?} spent={:?} {:?}",
            who(&p.identity),
            p.consent.id(),
            p.tags.join("|"),
            p.total_orders,
            p.total_spent,
            p.country.as_deref().unwrap_or("-")
        ),
        Record::Campaign(c) => format!(
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
        ),
        Record::Assignment(a) => format!(
            "{} {} {} share={:?} workflow={:?}",
            who(&a.identity),
            a.arm,
            a.assigned_utc_micros
                .map_or("-".to_owned(), |at| Moment::utc(at).to_rfc3339()),
            a.planned_share,
            a.workflow
        ),
    }
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
