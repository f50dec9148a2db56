//! A whole import: files and folders in, one transaction, a report out.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use jiff::tz::TimeZone;

use super::ReadFailure;
use super::choice::{self, FileChoice};
use super::decisions::Overrides;
use super::encoding::Encoding;
use super::files::{ExportFile, Files};
use super::format::Format;
use super::into_store::Storing;
use super::read::File;
use super::recognise::{ColumnMapping, Recognition};
use super::report::{FileReport, ImportReport, ReportCounts, UNSEEN, UnitFile};
use super::rules_file;
use super::sink::ReadOptions;
use super::survey::Facts;
use super::unit_files::{self, UnitsMapping};
use super::zone::OffsetEvidence;
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
    /// How some columns are read, whatever they prove.
    pub overrides: Overrides,
    /// What the analyst decided for single files.
    pub choices: BTreeMap<PathBuf, FileChoice>,
    /// Whether these decisions hold for later files with the same headers, too.
    pub remember: bool,
    /// Which files wait for the analyst.
    pub hold_back: HoldBack,
}

/// Which files are left out until the analyst has seen how they would be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HoldBack {
    /// None: what cannot be told is an issue of the file.
    #[default]
    Nothing,
    /// Files that something must be decided about.
    Unclear,
    /// Every file.
    All,
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

pub(super) fn zone(name: Option<&str>) -> Result<Option<TimeZone>, ImportError> {
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
        let choice = self.choice(import, file, recognition)?;
        let options = ReadOptions {
            format: choice.format.or(self.request.format),
            zone: match &choice.zone {
                Some(name) => zone(Some(name))?,
                None => self.naive_zone.clone(),
            },
            currency: self.settings.currency,
            mapping: self.request.mapping.clone(),
            overrides: choice.overrides(&self.request.overrides),
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
        if self.request.hold_back == HoldBack::All {
            report.failure = Some(UNSEEN.to_owned());
            return Ok(report);
        }
        let surveyed = Surveyed::new(self, file, recognition, options)?;
        report.encoding = surveyed.recognition.encoding.id();
        let facts = match surveyed.facts {
            Ok(ref facts) => facts,
            Err(reason) => {
                report.failure = Some(reason);
                return Ok(report);
            }
        };
        let decided = surveyed.file(&file.path).decide(facts);
        report.decisions = decided.map_or_else(|_| Vec::new(), |(decisions, _)| decisions);
        let waits = self.request.hold_back != HoldBack::Nothing;
        if let Some(reason) = report.question().filter(|_| waits) {
            report.failure = Some(reason);
            return Ok(report);
        }
        let header = FileHeader {
            latest_micros: facts.latest_micros,
            ..header(file, &surveyed.recognition, format.id(), surveyed.content)
        };
        let id = import.begin_file(&header)?;
        let storing = Storing {
            import,
            id,
            experiment: experiment_name(&file.path),
            report: &mut report,
            offsets: &mut self.offsets,
            watch: self.watch,
            progress: (file_name(&file.path), self.bytes_before, self.bytes_total),
        };
        let summary = storing.run(surveyed.file(&file.path), facts)?;
        report.counts.rows = summary.rows;
        report.counts.rejected = summary.rejected_rows;
        report.counts.records = summary.records;
        import.finish_file(id, &stored_counts(&report.counts, summary.latest_micros))?;
        self.settings.currency = self.settings.currency.or(summary.currency);
        Ok(report)
    }

    /// What is decided for a file: now, else for the last file with its headers.
    fn choice(
        &self,
        import: &mut Import<'_>,
        file: &ExportFile,
        recognition: &Recognition,
    ) -> Result<FileChoice, ImportError> {
        let Some(chosen) = self.request.choices.get(&file.path) else {
            let known = choice::remembered_in(import, recognition)?;
            return Ok(known.unwrap_or_default());
        };
        if self.request.remember {
            choice::remember(import, recognition, chosen)?;
        }
        Ok(chosen.clone())
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
    let content = scan(&file.path)?.content;
    let id = import.begin_file(&header(file, recognition, "unknown", content))?;
    import.add_issue(id, &issue)?;
    import.finish_file(id, &FileCounts::default())?;
    Ok(report)
}

/// What a file is, for the list of files. Its age is not known.
pub(super) fn header(
    file: &ExportFile,
    recognition: &Recognition,
    format: &str,
    content: Fingerprint,
) -> FileHeader {
    FileHeader {
        path: shown_path(&file.path),
        format: format.to_owned(),
        encoding: recognition.encoding.id().to_owned(),
        delimiter: Some(char::from(recognition.delimiter)),
        bytes: recognition.bytes,
        content,
        latest_micros: None,
    }
}

/// A file after its first pass, which tells how recent it is and whether it can be read to its end
/// before anything is stored.
struct Surveyed {
    recognition: Recognition,
    options: ReadOptions,
    content: Fingerprint,
    /// What was learned, or why the file cannot be read.
    facts: Result<Facts, String>,
}

impl Surveyed {
    fn new(
        run: &Run<'_>,
        file: &ExportFile,
        recognition: &Recognition,
        options: ReadOptions,
    ) -> Result<Self, ImportError> {
        let mut surveyed = Self {
            recognition: recognition.clone(),
            options,
            content: Fingerprint::of_bytes(b""),
            facts: Err(String::new()),
        };
        let scanned = thread::scope(|scope| {
            let scanning = scope.spawn(|| scan(&file.path));
            surveyed.survey(run, file)?;
            scanning.join().unwrap_or_else(|_| scan(&file.path))
        })?;
        surveyed.content = scanned.content;
        // A letter that is no UTF-8 may stand far down in the file, behind what recognition looks at.
        if scanned.encoding != surveyed.recognition.encoding {
            surveyed.recognition.encoding = scanned.encoding;
            surveyed.survey(run, file)?;
        }
        Ok(surveyed)
    }

    fn file<'a>(&'a self, path: &'a Path) -> File<'a> {
        File {
            path,
            recognition: &self.recognition,
            options: &self.options,
        }
    }

    fn survey(&mut self, run: &Run<'_>, file: &ExportFile) -> Result<(), ImportError> {
        let name = file_name(&file.path);
        let surveyed = self.file(&file.path).survey(&mut |bytes| {
            run.watch
                .progress(&name, run.bytes_before + bytes, run.bytes_total);
            if run.watch.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        self.facts = match surveyed {
            Ok(facts) => Ok(facts),
            Err(ReadFailure::Read(error)) => Err(error.to_string()),
            Err(ReadFailure::Cancelled) => return Err(ImportError::Cancelled),
            Err(ReadFailure::<Infallible>::Sink(never)) => match never {},
        };
        Ok(())
    }
}

/// What all bytes of a file tell.
pub(super) struct Scan {
    pub(super) content: Fingerprint,
    pub(super) encoding: Encoding,
}

/// Reads a file whole for its fingerprint and its encoding.
pub(super) fn scan(path: &Path) -> Result<Scan, ImportError> {
    let open = || std::fs::File::open(path);
    let scan = || {
        Ok(Scan {
            content: Fingerprint::of_reader(open()?)?,
            encoding: Encoding::of_stream(&mut open()?)?,
        })
    };
    scan().map_err(|reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
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
