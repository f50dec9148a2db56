//! What an import would do, before it does: format, encoding, columns, dates and what must be decided.
//!
//! A preview is the first pass of an import without the second: it reads the whole file, because only whole
//! columns tell how they are written, and stores nothing.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::choice::{FileChoice, remembered};
use super::decisions::{Basis, ColumnDecision};
use super::error::{Failure, ReadError, ReadFailure};
use super::files::{ExportFile, Files};
use super::format::Format;
use super::read::File;
use super::recognise::Recognition;
use super::request::{ImportError, ImportRequest, Watch};
use super::run::{file_name, zone};
use super::sink::ReadOptions;
use super::survey::Facts;
use crate::model::money::Currency;
use crate::store::Workspace;

/// One file before its import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePreview {
    /// The file.
    pub path: PathBuf,
    /// What is chosen for it: by the request, else as for the last file with its headers.
    pub choice: FileChoice,
    /// Whether the choice comes from an earlier import.
    pub is_remembered: bool,
    /// What it holds, or why it cannot be read.
    pub content: Result<PreviewContent, String>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewContent {
    /// What its head tells.
    pub recognition: Recognition,
    /// The format it is read as; `None` where none is known.
    pub format: Option<Format>,
    /// Headers of columns that are left out.
    pub skipped: Vec<String>,
    /// What all of it tells, or why it cannot be read as this format. Nothing without a format.
    pub survey: Option<Result<PreviewSurvey, Failure>>,
}

/// What a whole file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewSurvey {
    /// Data rows.
    pub rows: u64,
    /// First and last moment in it, UTC microseconds.
    pub span: Option<(i64, i64)>,
    /// The currency of its amounts; the workspace's, where the file has none.
    pub currency: Option<Currency>,
    /// Whether times without an offset occur, which are read in `zone`.
    pub has_naive_times: bool,
    /// IANA name of the zone of times without an offset.
    pub zone: String,
    /// How its columns with amounts and dates are read.
    pub decisions: Vec<ColumnDecision>,
    /// The headers that are read; all others are ignored.
    pub used: Vec<String>,
}

impl FilePreview {
    /// The columns that the analyst must decide about.
    #[must_use]
    pub fn open(&self) -> Vec<&ColumnDecision> {
        let Some(Ok(survey)) = self.survey() else {
            return Vec::new();
        };
        let is_open = |decision: &&ColumnDecision| decision.basis == Basis::Open;
        survey.decisions.iter().filter(is_open).collect()
    }

    fn survey(&self) -> Option<&Result<PreviewSurvey, Failure>> {
        self.content.as_ref().ok()?.survey.as_ref()
    }

    fn currency(&self) -> Option<Currency> {
        self.survey()?.as_ref().ok()?.currency
    }

    fn needs_currency(&self) -> bool {
        matches!(self.survey(), Some(Err(Failure::NoCurrency)))
    }
}

/// Looks at files as [`run`](super::run()) would read them.
pub fn preview(
    workspace: &Workspace,
    request: &ImportRequest,
    watch: &dyn Watch,
) -> Result<Vec<FilePreview>, ImportError> {
    let files = Files::survey(request, watch)?;
    let settings = workspace.settings()?;
    let mut named = settings;
    if let Some(currency) = request.currency {
        named.name_currency(currency)?;
    }
    let mut look = Look {
        workspace,
        request,
        watch,
        zone: request.zone.clone().or(named.zone),
        currency: named.currency,
        total: files.bytes(),
    };
    let mut previews = Vec::new();
    let mut before = 0;
    for file in &files.exports {
        previews.push(look.file(file, before)?);
        before += file.bytes();
    }
    // As in the import, files that name no currency are read as the others are, else without one.
    let found = previews.iter().find_map(FilePreview::currency);
    look.currency = look.currency.or(found).or(Some(Currency::NONE));
    for (file, told) in files.exports.iter().zip(&mut previews) {
        if told.needs_currency() {
            *told = look.file(file, 0)?;
        }
    }
    Ok(previews)
}

struct Look<'a> {
    workspace: &'a Workspace,
    request: &'a ImportRequest,
    watch: &'a dyn Watch,
    zone: Option<String>,
    currency: Option<Currency>,
    total: u64,
}

impl Look<'_> {
    fn file(&self, file: &ExportFile, before: u64) -> Result<FilePreview, ImportError> {
        let recognition = match &file.recognition {
            Ok(recognition) => recognition,
            Err(reason) => {
                return Ok(FilePreview {
                    path: file.shown(),
                    choice: FileChoice::default(),
                    is_remembered: false,
                    content: Err(reason.clone()),
                });
            }
        };
        let chosen = self.request.choices.get(&file.shown());
        let known = match chosen {
            Some(_) => None,
            None => remembered(self.workspace, recognition)?,
        };
        let choice = chosen.or(known.as_ref()).cloned().unwrap_or_default();
        let options = self.options(&choice, recognition)?;
        let format = options.format(recognition.format);
        let survey = format.map(|_| self.survey(file, (recognition, &options), before));
        Ok(FilePreview {
            path: file.shown(),
            is_remembered: known.is_some(),
            content: Ok(PreviewContent {
                recognition: recognition.clone(),
                format,
                survey: survey.transpose()?,
                skipped: options.skip_columns,
            }),
            choice,
        })
    }

    fn options(
        &self,
        choice: &FileChoice,
        recognition: &Recognition,
    ) -> Result<ReadOptions, ImportError> {
        let skipped = choice.skip_columns.as_ref();
        let skipped = skipped.or(self.request.skip_columns.as_ref());
        let name = choice.zone.as_ref().or(self.zone.as_ref());
        Ok(ReadOptions {
            format: choice.format.or(self.request.format),
            zone: zone(name.map(String::as_str))?,
            currency: self.currency,
            mapping: choice
                .mapping
                .clone()
                .or_else(|| self.request.mapping.clone()),
            overrides: choice.overrides(&self.request.overrides),
            skip_columns: match skipped {
                Some(skipped) => skipped.clone(),
                None => self.workspace.skipped_columns(&recognition.headers)?,
            },
        })
    }

    fn survey(
        &self,
        file: &ExportFile,
        (recognition, options): (&Recognition, &ReadOptions),
        before: u64,
    ) -> Result<Result<PreviewSurvey, Failure>, ImportError> {
        let name = file_name(&file.shown());
        let read = File {
            path: &file.path,
            recognition,
            options,
            end: None,
            joins: None,
        };
        let surveyed = read.survey::<Infallible>(&mut |bytes| {
            let done = before + bytes.saturating_mul(SURVEY_SHARE);
            self.watch.progress(&name, done, self.total);
            if self.watch.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let facts = match surveyed {
            Ok(facts) => facts,
            Err(ReadFailure::Read(error)) => return Ok(Err(error.into())),
            Err(ReadFailure::Cancelled) => return Err(ImportError::Cancelled),
            Err(ReadFailure::Sink(never)) => match never {},
        };
        Ok(told(&read, &facts).map_err(Failure::from))
    }
}

/// The first pass reports a third of its bytes, since it is a third of an import.
const SURVEY_SHARE: u64 = super::read::SURVEY_SHARE;

fn told(file: &File<'_>, facts: &Facts) -> Result<PreviewSurvey, ReadError> {
    let (decisions, used) = file.decide(facts)?;
    let zone = file.options.zone.as_ref();
    let zone = zone.and_then(|zone| zone.iana_name()).map(str::to_owned);
    Ok(PreviewSurvey {
        rows: facts.rows,
        span: facts.earliest_micros.zip(facts.latest_micros),
        currency: file.options.currency.or(facts.currency),
        has_naive_times: facts.has_naive_times,
        zone: zone.unwrap_or_else(|| "UTC".to_owned()),
        decisions,
        used,
    })
}
