//! A whole import: files and folders in, one transaction, a report out.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::columns::normalise_header;
use super::files::{ExportFile, Files};
use super::format::Format;
use super::into_store::{FirstLook, StoreSink};
use super::recognise::{ColumnMapping, Recognition};
use super::report::{FileReport, ImportReport, ReportCounts, UnitFile};
use super::rules_file;
use super::sink::{FileSummary, ReadOptions};
use super::unit_files::{self, UnitsMapping};
use super::zone::OffsetEvidence;
use super::{ReadFailure, read};
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::rules::Rules;
use crate::store::{FileCounts, FileHeader, Fingerprint, Import, Settings, StoreError, Workspace};

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
    /// Columns as named by the analyst, for a file with one row per unit.
    pub units: Option<UnitsMapping>,
    /// Headers of columns to leave out, remembered for files with the same headers; `None` leaves
    /// out what was left out of such a file before.
    pub skip_columns: Option<Vec<String>>,
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
        run.settle_zone();
    }
    import.set_settings(&run.settings)?;
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

/// State that files of one import share.
pub(super) struct Run<'a> {
    request: &'a ImportRequest,
    pub(super) watch: &'a dyn Watch,
    settings: Settings,
    naive_zone: Option<TimeZone>,
    offsets: OffsetEvidence,
    pub(super) bytes_before: u64,
    pub(super) bytes_total: u64,
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
        if let Some(mapping) = &self.request.units {
            return self.unit_table(import, (file, recognition), mapping, report);
        }
        let options = ReadOptions {
            format: self.request.format,
            zone: self.naive_zone.clone(),
            currency: self.settings.currency,
            mapping: self.request.mapping.clone(),
            skip_columns: self.skipped(import, recognition)?,
        };
        let mapped = options.mapping.as_ref().map(|_| Format::Assignments);
        let Some(format) = options.format.or(mapped).or(recognition.format) else {
            // A path that was read as a table of units before is read by the same columns again.
            let known = import.unit_tables_of(&shown_path(&file.path))?;
            if !known.is_empty() {
                return self.known_tables(import, (file, recognition), &known, report);
            }
            return not_recognised(import, file, recognition, report);
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

    /// The columns to leave out of a file, remembered by its headers.
    fn skipped(
        &self,
        import: &mut Import<'_>,
        recognition: &Recognition,
    ) -> Result<Vec<String>, ImportError> {
        let Some(chosen) = &self.request.skip_columns else {
            return Ok(import.skipped_columns(&recognition.headers)?);
        };
        let own = recognition.headers.iter().filter(|header| {
            let is_same = |skipped: &String| normalise_header(skipped) == normalise_header(header);
            chosen.iter().any(is_same)
        });
        let own: Vec<String> = own.cloned().collect();
        import.skip_columns(&recognition.headers, &own)?;
        Ok(own)
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

    /// Takes the zone that the orders read so far prove, so that files without offsets are read in
    /// the same zone the first time and ever after.
    fn settle_zone(&mut self) {
        if self.settings.zone.is_some() {
            return;
        }
        self.settings.zone = self.offsets.zone();
        let zone = self.settings.zone.as_deref();
        self.naive_zone = zone.and_then(|name| TimeZone::get(name).ok());
    }
}

fn not_recognised(
    import: &mut Import<'_>,
    file: &ExportFile,
    recognition: &Recognition,
    mut report: FileReport,
) -> Result<FileReport, ImportError> {
    let likely = unit_files::hint(&file.path, recognition);
    if likely.is_some() {
        report.units = UnitFile::Likely;
    }
    let hint = likely.as_deref().unwrap_or("No known export has these headers. If you know its format, import it with --format; if it lists who was in which arm, name its columns on the Data screen");
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

pub(super) fn header(
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

pub(super) fn file_name(path: &Path) -> String {
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

pub(super) fn stored_counts(counts: &ReportCounts, latest_micros: Option<i64>) -> FileCounts {
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
