//! A whole import: files and folders in, one transaction, a report out.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::format::Format;
use super::recognise::{ColumnMapping, Recognition, recognise};
use super::report::{FileReport, ImportReport, ReportCounts};
use super::rules_file;
use super::sink::{FileSummary, ReadOptions, Record, Sink};
use super::zone::OffsetEvidence;
use super::{ReadFailure, read};
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::rules::Rules;
use crate::store::{
    FileCounts, FileHeader, FileId, Fingerprint, Import, Outcome, Settings, StoreError, Workspace,
};

/// What to import and how.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Overrides the recognised format.
    pub format: Option<Format>,
    /// Time zone of times without an offset, and of the workspace where it has none.
    pub zone: Option<String>,
    /// Currency of the workspace where it has none.
    pub currency: Option<Currency>,
    /// Reads and checks everything, stores nothing.
    pub dry_run: bool,
    /// Columns as named by the analyst, for a file that is not recognised.
    pub mapping: Option<ColumnMapping>,
}

/// Hears of progress and says when to stop.
pub trait Watch {
    /// How far the import is, in bytes of all files.
    fn progress(&self, what: &str, bytes_done: u64, bytes_total: u64);

    /// Whether to stop; nothing is stored then.
    fn is_cancelled(&self) -> bool;
}

/// Why an import could not be done. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A path leads nowhere or may not be read.
    #[error("{} cannot be read ({reason}): check the path and your rights", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A folder holds no export files.
    #[error("{} holds no export files: Holdout reads .csv, .tsv, .txt and rules.toml", .0.display())]
    NothingToImport(PathBuf),
    /// The time zone is not in the database.
    #[error("`{0}` is not a time zone: write an IANA name such as Europe/London")]
    UnknownZone(String),
    /// A file failed half-way, so the whole import was taken back.
    #[error("{} could not be read to its end, so nothing was imported: {reason}", path.display())]
    Interrupted {
        /// The file.
        path: PathBuf,
        /// What happened.
        reason: String,
    },
    /// The workspace refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The analyst cancelled.
    #[error("The import was cancelled; nothing was changed")]
    Cancelled,
}

/// Format id of rules files.
const RULES_FORMAT: &str = "holdout_rules";

/// Imports files in one transaction: after a crash the workspace holds all of them or none.
///
/// A file that is not recognised is reported and left out; the others are taken.
pub fn run(
    workspace: &mut Workspace,
    request: &ImportRequest,
    watch: &dyn Watch,
) -> Result<ImportReport, ImportError> {
    let files = Files::survey(request)?;
    let mut settings = workspace.settings()?;
    settings.currency = settings.currency.or(request.currency);
    let naive_zone = zone(request.zone.as_deref().or(settings.zone.as_deref()))?;
    if settings.zone.is_none() {
        settings.zone.clone_from(&request.zone);
    }
    let mut run = Run {
        request,
        watch,
        settings,
        naive_zone,
        offsets: OffsetEvidence::default(),
        bytes_before: 0,
        bytes_total: files.bytes(),
    };
    let mut report = ImportReport::default();
    let mut import = workspace.begin_import()?;
    for file in &files.exports {
        report.files.push(run.file(&mut import, file)?);
        run.bytes_before += file.bytes();
    }
    run.settle(&mut import)?;
    let mut definitions = None;
    if request.dry_run {
        drop(import);
    } else {
        report.revision = Some(import.commit()?);
    }
    for path in &files.rules {
        let (file, rules) = rules_report(workspace, path)?;
        report.files.push(file);
        definitions = rules.or(definitions);
    }
    if let (Some(rules), false) = (definitions, request.dry_run) {
        let mut changed = workspace.definitions()?;
        changed.rules = rules;
        workspace.save_definitions(&changed)?;
    }
    Ok(report)
}

/// Rules of a folder are taken while the workspace still has none of its own: the analyst's later
/// changes are never overwritten by importing the folder again.
fn rules_report(
    workspace: &Workspace,
    path: &Path,
) -> Result<(FileReport, Option<Rules>), ImportError> {
    let mut report = FileReport {
        path: path.to_owned(),
        format: Some(RULES_FORMAT),
        encoding: "utf-8",
        ..FileReport::default()
    };
    let rules = match rules_file::read(path) {
        Ok(rules) => rules,
        Err(error) => {
            report.failure = Some(error.to_string());
            return Ok((report, None));
        }
    };
    let current = workspace.definitions()?.rules;
    report.counts = ReportCounts {
        rows: 1,
        records: 1,
        ..ReportCounts::default()
    };
    if current == Rules::default() && rules != current {
        report.counts.new = 1;
        report.counts.accepted_rows = 1;
        return Ok((report, Some(rules)));
    }
    report.counts.unchanged = 1;
    report.counts.unchanged_rows = 1;
    Ok((report, None))
}

fn zone(name: Option<&str>) -> Result<Option<TimeZone>, ImportError> {
    name.map(|name| TimeZone::get(name).map_err(|_| ImportError::UnknownZone(name.to_owned())))
        .transpose()
}

/// The files of a request, in the order they are read.
struct Files {
    exports: Vec<ExportFile>,
    rules: Vec<PathBuf>,
}

struct ExportFile {
    path: PathBuf,
    recognition: Result<Recognition, String>,
}

impl ExportFile {
    fn bytes(&self) -> u64 {
        self.recognition.as_ref().map_or(0, |found| found.bytes)
    }
}

impl Files {
    fn survey(request: &ImportRequest) -> Result<Self, ImportError> {
        let mut paths = Vec::new();
        for path in &request.paths {
            expand(path, &mut paths)?;
        }
        let (rules, exports): (Vec<PathBuf>, Vec<PathBuf>) = paths
            .into_iter()
            .partition(|path| has_ending(path, &["toml"]));
        let mut exports: Vec<ExportFile> = exports
            .into_iter()
            .map(|path| ExportFile {
                recognition: recognise(&path).map_err(|error| error.to_string()),
                path,
            })
            .collect();
        // Orders settle the workspace's currency and time zone, so they are read first.
        exports.sort_by_key(|file| {
            let format = file
                .recognition
                .as_ref()
                .ok()
                .and_then(|found| found.format);
            (format != Some(Format::ShopifyOrders), file.path.clone())
        });
        Ok(Self { exports, rules })
    }

    /// Orders files are read twice: once to learn how recent they are.
    fn bytes(&self) -> u64 {
        self.exports.iter().map(ExportFile::bytes).sum()
    }
}

fn expand(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    let unreadable = |reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?.path();
        let is_rules = entry.file_name().is_some_and(|name| name == "rules.toml");
        if entry.is_file() && (is_rules || has_ending(&entry, &["csv", "tsv", "txt"])) {
            found.push(entry);
        }
    }
    if found.is_empty() {
        return Err(ImportError::NothingToImport(path.to_owned()));
    }
    found.sort();
    files.append(&mut found);
    Ok(())
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| {
        endings
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// State that files of one import share.
struct Run<'a> {
    request: &'a ImportRequest,
    watch: &'a dyn Watch,
    settings: Settings,
    naive_zone: Option<TimeZone>,
    offsets: OffsetEvidence,
    bytes_before: u64,
    bytes_total: u64,
}

impl Run<'_> {
    fn file(
        &mut self,
        import: &mut Import<'_>,
        file: &ExportFile,
    ) -> Result<FileReport, ImportError> {
        let mut report = FileReport {
            path: file.path.clone(),
            ..FileReport::default()
        };
        let recognition = match &file.recognition {
            Ok(recognition) => recognition,
            Err(reason) => {
                report.failure = Some(reason.clone());
                return Ok(report);
            }
        };
        report.encoding = recognition.encoding.id();
        report.delimiter = Some(char::from(recognition.delimiter));
        let options = ReadOptions {
            format: self.request.format,
            zone: self.naive_zone.clone(),
            currency: self.settings.currency,
            mapping: self.request.mapping.clone(),
        };
        let mapped = options.mapping.as_ref().map(|_| Format::Assignments);
        let Some(format) = options.format.or(mapped).or(recognition.format) else {
            return self.not_recognised(import, file, recognition, report);
        };
        report.format = Some(format.id());
        let first = match self.first_look(file, recognition, &options)? {
            Ok(first) => first,
            Err(reason) => {
                report.failure = Some(reason);
                return Ok(report);
            }
        };
        let header = header(file, recognition, format.id(), first.latest_micros)?;
        let id = import.begin_file(&header)?;
        let mut sink = StoreSink {
            import,
            id,
            experiment: experiment_name(&file.path),
            report: &mut report,
            offsets: &mut self.offsets,
            watch: self.watch,
            bytes: (self.bytes_before, self.bytes_total),
            file_bytes: recognition.bytes,
        };
        let summary = read(&file.path, recognition, &options, &mut sink);
        let summary = match summary {
            Ok(summary) => summary,
            Err(ReadFailure::Cancelled) => return Err(ImportError::Cancelled),
            Err(ReadFailure::Sink(error)) => return Err(error.into()),
            Err(ReadFailure::Read(error)) => {
                return Err(ImportError::Interrupted {
                    path: file.path.clone(),
                    reason: error.to_string(),
                });
            }
        };
        report.counts.rows = summary.rows;
        report.counts.rejected = summary.rejected_rows;
        report.counts.records = summary.records;
        import.finish_file(id, &stored_counts(&report.counts, summary.latest_micros))?;
        self.settings.currency = self.settings.currency.or(summary.currency);
        Ok(report)
    }

    /// How recent an export is decides whether its records may replace others, so it is read once
    /// before anything is stored. This also finds out whether the file can be read to its end.
    fn first_look(
        &self,
        file: &ExportFile,
        recognition: &Recognition,
        options: &ReadOptions,
    ) -> Result<Result<FileSummary, String>, ImportError> {
        let mut sink = FirstLook {
            watch: self.watch,
            name: file_name(&file.path),
            bytes: (self.bytes_before, self.bytes_total),
        };
        match read(&file.path, recognition, options, &mut sink) {
            Ok(summary) => Ok(Ok(summary)),
            Err(ReadFailure::Read(error)) => Ok(Err(error.to_string())),
            Err(ReadFailure::Sink(never)) => match never {},
            Err(ReadFailure::Cancelled) => Err(ImportError::Cancelled),
        }
    }

    fn not_recognised(
        &self,
        import: &mut Import<'_>,
        file: &ExportFile,
        recognition: &Recognition,
        mut report: FileReport,
    ) -> Result<FileReport, ImportError> {
        let hint = "No known export has these headers. If it lists who was in which arm, name its columns on the Data screen";
        let headers: Vec<&str> = recognition.headers.iter().map(String::as_str).collect();
        let issue = Issue {
            raw: Some(headers.join(",").chars().take(200).collect()),
            ..Issue::of_file(IssueKind::UnknownFormat, hint)
        };
        report.add_issue(&issue);
        report.failure = Some(hint.to_owned());
        let id = import.begin_file(&header(file, recognition, "unknown", None)?)?;
        import.add_issue(id, &issue)?;
        import.finish_file(id, &FileCounts::default())?;
        Ok(report)
    }

    /// Settles currency and time zone of a new workspace.
    fn settle(&mut self, import: &mut Import<'_>) -> Result<(), ImportError> {
        if self.settings.zone.is_none() {
            self.settings.zone = self.offsets.zone();
        }
        import.set_settings(&self.settings)?;
        Ok(())
    }
}

fn header(
    file: &ExportFile,
    recognition: &Recognition,
    format: &str,
    latest_micros: Option<i64>,
) -> Result<FileHeader, ImportError> {
    let unreadable = |reason| ImportError::Unreadable {
        path: file.path.clone(),
        reason,
    };
    let content = std::fs::File::open(&file.path)
        .and_then(Fingerprint::of_reader)
        .map_err(unreadable)?;
    Ok(FileHeader {
        path: shown_path(&file.path),
        format: format.to_owned(),
        encoding: recognition.encoding.id().to_owned(),
        delimiter: Some(char::from(recognition.delimiter)),
        bytes: recognition.bytes,
        content,
        latest_micros,
    })
}

/// Absolute, so that the same file is the same file from any working folder.
fn shown_path(path: &Path) -> String {
    path.canonicalize()
        .unwrap_or_else(|_| path.to_owned())
        .display()
        .to_string()
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn experiment_name(path: &Path) -> String {
    path.file_stem().map_or_else(
        || "experiment".to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

fn stored_counts(counts: &ReportCounts, latest_micros: Option<i64>) -> FileCounts {
    FileCounts {
        rows: counts.rows,
        records: counts.records,
        new: counts.new,
        updated: counts.updated,
        unchanged: counts.unchanged,
        rejected: counts.rejected,
        latest_micros,
    }
}

/// Reads without storing.
struct FirstLook<'a> {
    watch: &'a dyn Watch,
    name: String,
    bytes: (u64, u64),
}

impl Sink for FirstLook<'_> {
    type Error = std::convert::Infallible;

    fn record(&mut self, _record: Record, _rows: u64) -> Result<(), Self::Error> {
        Ok(())
    }

    fn issue(&mut self, _issue: Issue) -> Result<(), Self::Error> {
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        let (before, total) = self.bytes;
        self.watch
            .progress(&self.name, before + bytes_done / 2, total);
        stop_if_cancelled(self.watch)
    }
}

fn stop_if_cancelled(watch: &dyn Watch) -> ControlFlow<()> {
    if watch.is_cancelled() {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}

/// Stores what is read, and counts.
struct StoreSink<'a, 'w> {
    import: &'a mut Import<'w>,
    id: FileId,
    experiment: String,
    report: &'a mut FileReport,
    offsets: &'a mut OffsetEvidence,
    watch: &'a dyn Watch,
    bytes: (u64, u64),
    file_bytes: u64,
}

impl Sink for StoreSink<'_, '_> {
    type Error = StoreError;

    fn record(&mut self, record: Record, rows: u64) -> Result<(), StoreError> {
        let outcome = match &record {
            Record::Order(order) => {
                self.offsets.add(order.created);
                self.import.put_order(self.id, order, rows)?
            }
            Record::Profile(profile) => self.import.put_profile(self.id, profile, rows)?,
            Record::Campaign(campaign) => self.import.put_campaign(self.id, campaign, rows)?,
            Record::Assignment(assignment) => {
                self.import
                    .put_assignment(self.id, &self.experiment, assignment, rows)?
            }
        };
        let counts = &mut self.report.counts;
        match outcome {
            Outcome::New => {
                counts.new += 1;
                counts.accepted_rows += rows;
            }
            Outcome::Updated => {
                counts.updated += 1;
                counts.accepted_rows += rows;
            }
            Outcome::Unchanged | Outcome::Older => {
                counts.unchanged += 1;
                counts.unchanged_rows += rows;
            }
        }
        Ok(())
    }

    fn issue(&mut self, issue: Issue) -> Result<(), StoreError> {
        self.report.add_issue(&issue);
        self.import.add_issue(self.id, &issue)
    }

    fn progress(&mut self, bytes_done: u64) -> ControlFlow<()> {
        let (before, total) = self.bytes;
        let name = file_name(&self.report.path);
        let done = before + u64::midpoint(self.file_bytes, bytes_done);
        self.watch.progress(&name, done, total);
        stop_if_cancelled(self.watch)
    }
}
