//! Damaged files and what an analyst is told of each: every file is made from a small sound export by
//! one named damage, imported twice into a workspace, and its report is kept as a snapshot.
//!
//! To add one: an entry in `text.rs` (the file as a whole), `values.rs` (cells of orders) or `tools.rs`
//! (the other formats), and `cargo insta review`.

mod bases;
mod law;
mod text;
mod tools;
mod values;

use std::fmt::Write;

use insta::assert_snapshot;

use super::report::{Kept, issue_line, options, run, with_file, written};
use crate::import::containers::{Limits, Scratch, Unpacker};
use crate::import::repair::recognise_mended;
use crate::import::{FileReport, Format, Unwatched};
use crate::model::issue::Issue;

pub(super) use bases::base;
pub(super) use law::{WORKSPACE, import_twice};

/// A file that is damaged in one way.
struct Damaged {
    name: &'static str,
    bytes: Vec<u8>,
    /// The format that the analyst chooses, where the file does not tell it.
    format: Option<Format>,
}

impl Damaged {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            bytes: bytes.into(),
            format: None,
        }
    }

    fn read_as(self, format: Format) -> Self {
        Self {
            format: Some(format),
            ..self
        }
    }
}

/// The sound text of a format with something in it replaced.
fn with(format: Format, from: &str, to: &str) -> String {
    let sound = base(format);
    assert!(sound.contains(from), "{from:?} is not in {format:?}");
    sound.replace(from, to)
}

/// Every damaged file.
fn all() -> Vec<Damaged> {
    let mut files = text::files();
    files.extend(values::files());
    files.extend(tools::files());
    files
}

/// The bytes of every damaged file, for the fuzzer to start from.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let is_small = |bytes: &Vec<u8>| bytes.len() < 16 * 1024;
    let damaged = all().into_iter().map(|file| file.bytes).filter(is_small);
    let sound = Format::ALL.map(|format| base(format).as_bytes().to_vec());
    sound.into_iter().chain(damaged).collect()
}

/// How many records and issues of a file are shown.
const SHOWN: usize = 12;

/// What an analyst is told of a file, and what became of its rows on the first and second import.
fn report(file: &Damaged) -> String {
    with_file(&file.bytes, |path| {
        let (zone, currency) = WORKSPACE;
        let chosen = options(zone, currency, file.format.map_or("", Format::id));
        let mut sink = Kept::default();
        let mut unpacker = Unpacker {
            watch: &Unwatched,
            limits: Limits::USUAL,
            scratch: Scratch::default(),
        };
        if let Ok((mended, _)) = recognise_mended(path, &mut unpacker) {
            let _ = run(&mended, &chosen, &mut sink);
        }
        let mut text = String::new();
        for (record, rows) in sink.records.iter().take(SHOWN) {
            let _ = writeln!(text, "{}", short(&written(record, *rows)));
        }
        let (first, second) = import_twice(path, file.format);
        for issue in first.issues.iter().take(SHOWN) {
            let _ = writeln!(text, "{}", told(issue));
        }
        if let Some(reason) = &first.failure {
            let reason = reason
                .to_string()
                .replace(&path.display().to_string(), "FILE");
            let _ = writeln!(text, "not taken: {reason}");
        }
        format!(
            "{} {} {:?}, {} issues\n{text}first: {}\nagain: {}",
            first.format.unwrap_or("unknown"),
            first.encoding,
            first.delimiter.unwrap_or('-'),
            first.issue_count,
            counted(&first),
            counted(&second),
        )
    })
}

fn told(issue: &Issue) -> String {
    let severity = issue.kind.severity().id();
    let text = format!("{} {severity}: {}", issue_line(issue), issue.hint);
    short(&text)
}

fn short(text: &str) -> String {
    text.chars().take(500).collect()
}

fn counted(report: &FileReport) -> String {
    let counts = &report.counts;
    format!(
        "{} rows = {} accepted + {} unchanged + {} rejected; {} records",
        counts.rows, counts.accepted_rows, counts.unchanged_rows, counts.rejected, counts.records
    )
}

#[test]
fn every_damaged_file_is_reported_for_an_analyst() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for file in all() {
            assert_snapshot!(file.name, report(&file));
        }
    });
}

#[test]
fn the_corpus_is_wide_and_each_file_has_its_name() {
    let files = all();
    let names: std::collections::BTreeSet<&str> = files.iter().map(|file| file.name).collect();
    assert_eq!(names.len(), files.len(), "two files share a name");
    assert!(names.len() >= 60, "{} files", names.len());
}

#[test]
fn every_sound_export_is_taken_whole() {
    for format in Format::ALL {
        with_file(base(format).as_bytes(), |path| {
            let chosen = (format == Format::PeopleList).then_some(format);
            let (first, _) = import_twice(path, chosen);
            assert_eq!(first.format, Some(format.id()));
            assert_eq!(first.failure, None, "{format:?}");
            assert!(first.counts.records > 0, "{format:?}");
            let is_sum = |issue: &Issue| issue.kind == crate::model::issue::IssueKind::SummaryRow;
            let sums = first.issues.iter().filter(|issue| is_sum(issue)).count();
            assert_eq!(first.counts.rejected, sums as u64, "{:?}", first.issues);
        });
    }
}
