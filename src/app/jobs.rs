//! Jobs: work that runs off the UI thread, with progress, cancel and a stamp.
//!
//! A job owns what it needs, reports once through [`JobMessage`], and wakes the window. Answers carry
//! the [`Stamp`] they were computed for; whoever receives one that no longer fits drops it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use crate::analysis::experiment::{SelfCheck, SelfCheckPlan};
use crate::chart::{Chart, Size};
use crate::export::Table;
use crate::import::{FilePreview, ImportReport, ImportRequest, RawRows};
use crate::model::rules::Definitions;
use crate::store::snapshot::Snapshot;
use crate::store::{Settings, Workspace};

use super::answers::{Answer, Stamp};
use super::people::{PeopleChange, PeopleDone};
use super::preferences::Theme;
use super::record::RowWanted;
use super::session::Loaded;
pub use super::watch::{Progress, Watch};
use super::work::{self, Shared};

/// Work for another thread.
#[derive(Clone, Debug)]
pub enum Job {
    /// Opens or creates a workspace, then imports files into it.
    Open {
        /// The workspace file.
        workspace: PathBuf,
        /// What to import into it, if anything.
        import: Option<Box<ImportRequest>>,
    },
    /// Imports files into the open workspace.
    Import(Box<ImportRequest>),
    /// Reads files as an import would, and stores nothing.
    Preview(Box<ImportRequest>),
    /// Removes a table with one row per unit, by its name.
    RemoveTable(String),
    /// Writes the sample shop's files and opens a workspace with them.
    OpenSample,
    /// Stores definitions.
    Save {
        /// What to store.
        definitions: Definitions,
    },
    /// Stores time zone and currency and reads the snapshot again.
    SaveSettings(Settings),
    /// Changes who is whom, or what is kept of people.
    ChangePeople(PeopleChange),
    /// Computes an answer.
    Ask {
        /// The question and the revisions it is asked at.
        stamp: Stamp,
        /// What to compute on.
        snapshot: Arc<Snapshot>,
        /// With which definitions.
        definitions: Definitions,
    },
    /// Splits the people of an experiment at random, again and again.
    SelfCheck {
        /// The read-out that it belongs to.
        stamp: Stamp,
        /// The experiment.
        experiment: String,
        /// How often.
        plan: SelfCheckPlan,
        /// What to compute on.
        snapshot: Arc<Snapshot>,
        /// With which definitions.
        definitions: Definitions,
    },
    /// Reads the columns of a file that was not recognised.
    Inspect(PathBuf),
    /// Reads the columns of a file with one row per unit.
    InspectUnits(PathBuf),
    /// Reads the raw row behind an issue.
    ReadRow(RowWanted),
    /// Writes a table as CSV.
    WriteTable {
        /// The table.
        table: Table,
        /// The file.
        path: PathBuf,
    },
    /// Writes a chart as PNG, SVG and CSV.
    ExportChart {
        /// The chart.
        chart: Box<Chart>,
        /// Page size.
        size: Size,
        /// Light or dark.
        theme: Theme,
        /// Path without ending.
        stem: PathBuf,
    },
}

impl Job {
    /// What is going on, for the progress line.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Open { import: None, .. } => "Opening the workspace",
            Self::Open { .. } | Self::Import(_) => "Importing",
            Self::Preview(_) => "Reading",
            Self::OpenSample => "Loading the sample shop",
            Self::Save { .. } => "Saving",
            Self::SaveSettings(_) => "Reading the workspace again",
            Self::ChangePeople(PeopleChange::Keep(_) | PeopleChange::Forget(_)) => {
                "Removing what is not kept"
            }
            Self::ChangePeople(_) => "Saving the decision",
            Self::Ask { .. } => "Computing",
            Self::SelfCheck { .. } => "Running the self-check",
            Self::Inspect(_) | Self::InspectUnits(_) => "Reading columns",
            Self::RemoveTable(_) => "Removing a table",
            Self::ReadRow(_) => "Reading the row",
            Self::WriteTable { .. } => "Writing the table",
            Self::ExportChart { .. } => "Exporting the chart",
        }
    }

    /// Whether it changes or replaces the open workspace, so that only one may run.
    #[must_use]
    pub fn needs_workspace(&self) -> bool {
        match self {
            Self::Open { .. }
            | Self::Import(_)
            | Self::Preview(_)
            | Self::OpenSample
            | Self::SaveSettings(_)
            | Self::ChangePeople(_)
            | Self::RemoveTable(_) => true,
            Self::Save { .. }
            | Self::Ask { .. }
            | Self::SelfCheck { .. }
            | Self::Inspect(_)
            | Self::InspectUnits(_)
            | Self::ReadRow(_)
            | Self::WriteTable { .. }
            | Self::ExportChart { .. } => false,
        }
    }
}

/// What a job reports when it ends.
#[derive(Debug)]
pub struct JobMessage {
    /// The job's number.
    pub id: u64,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a job ended.
#[derive(Debug)]
pub enum Outcome {
    /// A workspace is open, with what an import into it reported.
    Opened(Arc<Loaded>, Option<Arc<ImportReport>>),
    /// Definitions are stored.
    Saved,
    /// A change of people is stored; what is loaded now where that is another.
    PeopleChanged(Option<Arc<Loaded>>, Box<PeopleDone>),
    /// An answer, or why there is none.
    Answered(Stamp, Result<Answer, String>),
    /// How a self-check ended; `None` where it was cancelled.
    SelfChecked(Stamp, Option<Result<Box<SelfCheck>, String>>),
    /// The columns of a file.
    Inspected(Box<super::view::MappingDraft>),
    /// The columns of a file with one row per unit.
    InspectedUnits(Box<super::view::UnitsDraft>),
    /// A table of this name was removed from the workspace.
    Removed(Arc<Loaded>, String),
    /// Files before their import.
    Previewed(Vec<FilePreview>),
    /// The raw row behind an issue, or why it cannot be shown.
    RowRead(RowWanted, Result<RawRows, String>),
    /// Files were written.
    Exported(Vec<PathBuf>),
    /// It was cancelled; nothing changed.
    Cancelled,
    /// It could not be done: what, why, what to do.
    Failed(String),
}

/// The open workspace, locked by whichever job writes to it.
pub type SharedWorkspace = Arc<Mutex<Option<Workspace>>>;

/// Where jobs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executor {
    /// Each on its own thread.
    Threads,
    /// At once, inside the call that starts them: deterministic tests.
    Inline,
}

/// Running jobs and the way their messages come back.
pub struct Jobs {
    executor: Executor,
    shared: Shared,
    wake: Arc<dyn Fn() + Send + Sync>,
    running: Vec<Running>,
    next_id: u64,
    sender: Sender<JobMessage>,
    receiver: Receiver<JobMessage>,
}

struct Running {
    id: u64,
    label: &'static str,
    needs_workspace: bool,
    is_self_check: bool,
    watch: Arc<Watch>,
}

impl Jobs {
    /// No jobs yet. `wake` is called from the job's thread when a message is ready.
    #[must_use]
    pub fn new(executor: Executor, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self {
            executor,
            shared: Shared::default(),
            wake,
            running: Vec::new(),
            next_id: 1,
            sender,
            receiver,
        }
    }

    /// Starts a job.
    pub fn start(&mut self, job: Job) {
        let id = self.next_id;
        self.next_id += 1;
        let watch = Arc::new(Watch::default());
        self.running.push(Running {
            id,
            label: job.label(),
            needs_workspace: job.needs_workspace(),
            is_self_check: matches!(job, Job::SelfCheck { .. }),
            watch: Arc::clone(&watch),
        });
        let shared = self.shared.clone();
        let sender = self.sender.clone();
        let wake = Arc::clone(&self.wake);
        let run = move || {
            let outcome = work::run(job, &shared, &watch);
            // The window may be gone by now; then nobody waits for the message.
            if sender.send(JobMessage { id, outcome }).is_ok() {
                wake();
            }
        };
        match self.executor {
            Executor::Inline => run(),
            Executor::Threads => {
                let name = format!("job-{id}");
                if let Err(error) = std::thread::Builder::new().name(name).spawn(run) {
                    let text = format!(
                        "The system refused another thread ({error}): close other programs and try again"
                    );
                    let outcome = Outcome::Failed(text);
                    if self.sender.send(JobMessage { id, outcome }).is_ok() {
                        (self.wake)();
                    }
                }
            }
        }
    }

    /// The next message of a job that ended.
    pub fn poll(&mut self) -> Option<JobMessage> {
        let message = self.receiver.try_recv().ok()?;
        self.running.retain(|running| running.id != message.id);
        Some(message)
    }

    /// The job that changes or replaces the workspace, if one runs.
    #[must_use]
    pub fn busy_with_workspace(&self) -> Option<Progress> {
        let running = self
            .running
            .iter()
            .find(|running| running.needs_workspace)?;
        Some(running.watch.progress(running.label))
    }

    /// Progress and cancel of the self-check that runs.
    #[must_use]
    pub fn self_check(&self) -> Option<&Watch> {
        let running = self.running.iter().find(|running| running.is_self_check)?;
        Some(&running.watch)
    }

    /// Whether any job runs.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.running.is_empty()
    }

    /// The job that can be cancelled.
    #[must_use]
    pub fn cancellable(&self) -> Option<&Watch> {
        let running = self
            .running
            .iter()
            .find(|running| running.needs_workspace)?;
        Some(&running.watch)
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let labels: Vec<_> = self.running.iter().map(|running| running.label).collect();
        formatter
            .debug_struct("Jobs")
            .field("running", &labels)
            .finish_non_exhaustive()
    }
}
