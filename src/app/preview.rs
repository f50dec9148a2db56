//! Files before their import: what they hold, what must be decided, and the import that follows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::import::{ColumnDecision, FileChoice, FilePreview, HoldBack, ImportRequest};

use super::action::Effect;
use super::jobs::Job;
use super::state::State;
use super::view::Overlay;

/// Files that are looked at before they are imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewDraft {
    /// The files with what was chosen for each.
    pub files: Vec<FilePreview>,
    /// Which of them is shown.
    pub selected: usize,
    /// Whether its first rows are shown, rather than its columns.
    pub shows_rows: bool,
    /// Whether the decisions hold for later files with the same headers.
    pub remember: bool,
    /// Whether the files are being read once more.
    pub is_reading: bool,
}

impl PreviewDraft {
    /// Files as they were just read, the ones with a decision to make first.
    #[must_use]
    pub fn of(mut files: Vec<FilePreview>) -> Self {
        files.sort_by_key(|file| {
            (
                is_importable(file) && file.open().is_empty(),
                !is_importable(file),
            )
        });
        Self {
            files,
            selected: 0,
            shows_rows: false,
            remember: true,
            is_reading: false,
        }
    }

    /// The columns of a file that are still to be decided about.
    #[must_use]
    pub fn undecided(file: &FilePreview) -> Vec<&ColumnDecision> {
        let mut open = file.open();
        open.retain(|decision| {
            let choice = file.choice.column(&decision.header);
            choice.decimal.is_none() && choice.day_order.is_none()
        });
        open
    }

    /// Why nothing can be imported like this; `None` where it can.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        if self.is_reading {
            return Some("Reading the file once more".to_owned());
        }
        if !self.files.iter().any(is_importable) {
            return Some("Choose what the file is".to_owned());
        }
        let importable = self.files.iter().filter(|file| is_importable(file));
        let mut open = importable.flat_map(Self::undecided);
        let first = open.next()?;
        Some(format!("Choose how {} is written", first.header))
    }

    /// How many files an import takes.
    #[must_use]
    pub fn importable(&self) -> usize {
        self.files.iter().filter(|file| is_importable(file)).count()
    }

    /// What is chosen for each file.
    #[must_use]
    pub fn choices(&self) -> BTreeMap<PathBuf, FileChoice> {
        let files = self.files.iter();
        files
            .map(|file| (file.path.clone(), file.choice.clone()))
            .collect()
    }

    /// The import of all files that can be read.
    fn request(&self) -> ImportRequest {
        let importable = self.files.iter().filter(|file| is_importable(file));
        ImportRequest {
            paths: importable.map(|file| file.path.clone()).collect(),
            choices: self.choices(),
            remember: self.remember,
            ..ImportRequest::default()
        }
    }
}

fn is_importable(file: &FilePreview) -> bool {
    let content = file.content.as_ref();
    content.is_ok_and(|content| matches!(content.survey, Some(Ok(_))))
}

/// Reads files for a preview.
pub(super) fn start(paths: Vec<PathBuf>) -> Job {
    Job::Preview(Box::new(ImportRequest {
        paths,
        hold_back: HoldBack::Nothing,
        ..ImportRequest::default()
    }))
}

/// Reads the files of the open preview once more, as they are chosen now.
pub(super) fn again(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Preview(draft)) = &mut state.view.overlay else {
        return Vec::new();
    };
    draft.is_reading = true;
    let request = ImportRequest {
        paths: draft.files.iter().map(|file| file.path.clone()).collect(),
        choices: draft.choices(),
        ..ImportRequest::default()
    };
    vec![Effect::Start(Box::new(Job::Preview(Box::new(request))))]
}

/// Shows files as they were read, in the open preview where it waits for them.
pub(super) fn take(state: &mut State, files: Vec<FilePreview>) {
    match &mut state.view.overlay {
        Some(Overlay::Preview(draft)) if draft.is_reading => {
            draft.is_reading = false;
            // The order stays, so that what is looked at stays where it is.
            for file in &mut draft.files {
                if let Some(read) = files.iter().find(|read| read.path == file.path) {
                    file.clone_from(read);
                }
            }
        }
        None if !files.is_empty() => {
            let draft = PreviewDraft::of(files);
            state.view.overlay = Some(Overlay::Preview(Box::new(draft)));
        }
        Some(_) | None => {}
    }
}

/// The preview waits no more: its job was cancelled or failed.
pub(super) fn give_up(state: &mut State) {
    if let Some(Overlay::Preview(draft)) = &mut state.view.overlay {
        draft.is_reading = false;
    }
}

/// The import that a preview leads to.
pub(super) fn import(draft: &PreviewDraft) -> Job {
    Job::Import(Box::new(draft.request()))
}
