//! A whole import: files and folders in, one transaction, a report out.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::choice::{self, FileChoice};
use super::columns::normalise_header;
use super::currency;
use super::decisions::ColumnDecision;
use super::error::Failure;
use super::files::{ExportFile, Files, Stamp};
use super::into_store::Storing;
use super::pass::Passes;
use super::recognise::Recognition;
use super::report::{FileReport, ImportReport, ReportCounts, UnitFile, question};
use super::request::{HoldBack, ImportError, ImportRequest, Watch};
use super::rules_file;
use super::scan::scan;
use super::sink::{FileSummary, ReadOptions};
use super::straddle::Joins;
use super::surveyed::Surveyed;
use super::unit_files::{self};
use super::zone::OffsetEvidence;
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::rules::Rules;
use crate::store::{
    FileCounts, FileHeader, FileId, Fingerprint, Import, Outcome, Settings, Workspace,
};

/// Bytes of all files from which on an empty workspace is written without its log.
const BULK: u64 = if cfg!(test) { SMALL } else { 32 * 1024 * 1024 };

/// What counts as large in unit tests, which take the ways of large files with small ones.
pub(super) const SMALL: u64 = 128 * 1024;

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
    let files = Files::survey(request, watch)?;
    let mut settings = workspace.settings()?;
    if let Some(named) = request.currency {
        settings.name_currency(named)?;
    }
    let naive_zone = zone(request.zone.as_deref().or(settings.zone.as_deref()))?;
    if settings.zone.is_none() {
        settings.zone.clone_from(&request.zone);
    }
    let mut run = Run {
        request,
        watch,
        settings,
        unnamed: None,
        naive_zone,
        offsets: OffsetEvidence::default(),
        last_orders: HashMap::new(),
        bytes_before: 0,
        bytes_total: files.bytes(),
    };
    let is_bulk = run.bytes_total >= BULK && workspace.files()?.is_empty();
    let imported = run.files(workspace, &files.exports, is_bulk);
    let ended = if is_bulk {
        workspace.end_bulk_import()
    } else {
        Ok(())
    };
    // Why an import failed says more than why its journal could not be put away.
    let mut report = imported?;
    ended?;
    let mut definitions = None;
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
            report.failure = Some(Failure::Other(error.to_string()));
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
    /// What stands for a currency while files are read that none is named for.
    unnamed: Option<Currency>,
    naive_zone: Option<TimeZone>,
    pub(super) offsets: OffsetEvidence,
    /// What became of orders that go on in another file, by the file where they began.
    pub(super) last_orders: HashMap<PathBuf, Outcome>,
    pub(super) bytes_before: u64,
    pub(super) bytes_total: u64,
}

impl Run<'_> {
    /// Imports files in one transaction, or reads them only.
    fn files(
        &mut self,
        workspace: &mut Workspace,
        files: &[ExportFile],
        is_bulk: bool,
    ) -> Result<ImportReport, ImportError> {
        let mut report = ImportReport::default();
        let mut import = if is_bulk {
            workspace.begin_bulk_import()?
        } else {
            workspace.begin_import()?
        };
        // Files that cannot name a currency take that of the others, wherever they stand among them.
        let (naming, taking): (Vec<usize>, Vec<usize>) =
            (0..files.len()).partition(|&at| currency::may_be_named_in(&files[at]));
        let mut told = BTreeMap::new();
        for group in [naming, taking] {
            for &at in &group {
                let file = &files[at];
                let before = Stamp::of(&file.origin);
                told.insert(at, self.file(&mut import, file)?);
                if Stamp::of(&file.origin) != before {
                    return Err(ImportError::Changed(file.origin.clone()));
                }
                self.bytes_before += file.bytes();
                self.settle_zone();
            }
            self.unnamed = Some(Currency::NONE);
            for at in group {
                let failure = told.get(&at).and_then(|file| file.failure.as_ref());
                if failure == Some(&Failure::NoCurrency) {
                    told.insert(at, self.file(&mut import, &files[at])?);
                    self.settle_zone();
                }
            }
            self.unnamed = None;
        }
        report.files = told.into_values().collect();
        import.set_settings(&self.settings)?;
        if !self.request.dry_run {
            report.revision = Some(import.commit()?);
        }
        Ok(report)
    }

    fn file(
        &mut self,
        import: &mut Import<'_>,
        file: &ExportFile,
    ) -> Result<FileReport, ImportError> {
        let mut report = FileReport {
            path: file.shown(),
            ..FileReport::default()
        };
        let recognition = match &file.recognition {
            Ok(recognition) => recognition,
            Err(reason) => {
                report.failure = Some(Failure::Other(reason.clone()));
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
            currency: self.settings.currency.or(self.unnamed),
            mapping: choice
                .mapping
                .clone()
                .or_else(|| self.request.mapping.clone()),
            overrides: choice.overrides(&self.request.overrides),
            skip_columns: self.skipped(import, recognition, &choice)?,
        };
        let Some(format) = options.format(recognition.format) else {
            // A path that was read as a table of units before is read by the same columns again.
            let known = import.unit_tables_of(&file.stored_path())?;
            if !known.is_empty() {
                return self.known_tables(import, (file, recognition), &known, report);
            }
            return not_recognised(import, file, recognition, report);
        };
        report.format = Some(format.id());
        if self.request.hold_back == HoldBack::All {
            report.failure = Some(Failure::Unseen);
            return Ok(report);
        }
        let stored = self.store_file(import, (file, recognition), options, &mut report)?;
        let Some((id, summary)) = stored else {
            return Ok(report);
        };
        if let Some(began) = self.joins(file).start {
            began.count(&mut report.counts);
        }
        report.counts.rows = summary.rows;
        report.counts.rejected = summary.rejected_rows;
        report.counts.records = summary.records;
        import.finish_file(id, &stored_counts(&report.counts, summary.latest_micros))?;
        self.settings.currency = self.settings.currency.or(summary.currency);
        Ok(report)
    }

    /// The orders that a file shares with others, with what became of the one that began before.
    fn joins(&self, file: &ExportFile) -> Joins {
        let mut joins = file.joins.clone();
        if let Some(began) = &mut joins.start {
            began.outcome = self.last_orders.get(&began.file).copied();
        }
        joins
    }

    /// Why a file waits for the analyst, where it does.
    pub(super) fn question(&self, decisions: &[ColumnDecision]) -> Option<Failure> {
        let waits = self.request.hold_back != HoldBack::Nothing;
        question(decisions).filter(|_| waits)
    }

    /// What is decided for a file: now, else for the last file with its headers.
    fn choice(
        &self,
        import: &mut Import<'_>,
        file: &ExportFile,
        recognition: &Recognition,
    ) -> Result<FileChoice, ImportError> {
        let Some(chosen) = self.request.choices.get(&file.shown()) else {
            let known = choice::remembered_in(import, recognition)?;
            return Ok(known.unwrap_or_default());
        };
        if self.request.remember {
            choice::remember(import, recognition, chosen)?;
        }
        Ok(chosen.clone())
    }

    /// The columns to leave out of a file, remembered by its headers.
    fn skipped(
        &self,
        import: &mut Import<'_>,
        recognition: &Recognition,
        choice: &FileChoice,
    ) -> Result<Vec<String>, ImportError> {
        if let Some(chosen) = &choice.skip_columns {
            if self.request.remember {
                import.skip_columns(&recognition.headers, chosen)?;
            }
            return Ok(chosen.clone());
        }
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

    /// Reads a file into the workspace; `None` where the report says why it cannot be read.
    fn store_file(
        &mut self,
        import: &mut Import<'_>,
        (file, recognition): (&ExportFile, &Recognition),
        options: ReadOptions,
        report: &mut FileReport,
    ) -> Result<Option<(FileId, FileSummary)>, ImportError> {
        let mut surveyed = Surveyed {
            recognition: recognition.clone(),
            options,
            content: Fingerprint::of_bytes(b""),
            facts: Err(Failure::Unseen),
            joins: self.joins(file),
        };
        let format = report.format.unwrap_or_default();
        let done = self.in_one_pass(import, file, &mut surveyed, report)?;
        if done.is_some() {
            return Ok(done);
        }
        report.encoding = surveyed.recognition.encoding.id();
        let facts = match &surveyed.facts {
            Ok(facts) => facts,
            Err(reason) => {
                report.failure = Some(reason.clone());
                return Ok(None);
            }
        };
        report.decisions = surveyed.decisions(&file.path);
        if let Some(reason) = self.question(&report.decisions) {
            report.failure = Some(reason);
            return Ok(None);
        }
        let header = FileHeader {
            latest_micros: facts.latest_micros,
            ..header(file, &surveyed.recognition, format, surveyed.content)
        };
        let id = import.begin_file(&header)?;
        let storing = self.storing(import, id, (file, report));
        let (summary, _) = storing.run(surveyed.file(&file.path), facts, Passes::Second)?;
        Ok(Some((id, summary)))
    }

    pub(super) fn storing<'a, 'w>(
        &'a mut self,
        import: &'a mut Import<'w>,
        id: FileId,
        (file, report): (&ExportFile, &'a mut FileReport),
    ) -> Storing<'a, 'w> {
        Storing {
            import,
            id,
            experiment: file.title.clone(),
            report,
            offsets: &mut self.offsets,
            watch: self.watch,
            progress: (
                file_name(&file.shown()),
                self.bytes_before,
                self.bytes_total,
            ),
            shown: file.shown(),
            repeated: (0, 0),
            goes_on: (
                file.joins.end.as_ref().map(|end| end.line),
                &mut self.last_orders,
            ),
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
    let likely = unit_files::hint(file, recognition);
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
    report.failure = Some(Failure::Other(hint.to_owned()));
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
        path: file.stored_path(),
        format: format.to_owned(),
        encoding: recognition.encoding.id().to_owned(),
        delimiter: Some(char::from(recognition.delimiter)),
        bytes: recognition.bytes,
        content,
        latest_micros: None,
    }
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
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
