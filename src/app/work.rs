//! What jobs do, on their own thread.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::analysis::audit::AuditInputs;
use crate::analysis::experiment::{self, SelfCheck, SelfCheckPlan};
use crate::analysis::{self, Context};
use crate::export::{self, Dialect};
use crate::import::{self, ImportError, ImportReport, ImportRequest};
use crate::model::rules::Definitions;
use crate::sample::{self, SampleOptions};
use crate::store::snapshot::Snapshot;
use crate::store::{IssueFilter, Workspace};

use super::answers::{Answer, Query};
use super::jobs::{Job, Outcome, SharedWorkspace, Watch};
use super::people;
use super::places;
use super::record;
use super::session::Loaded;
use super::view::{MappingDraft, UnitsDraft};

/// What jobs share: the open workspace, and what was resolved for the last question.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// The open workspace, locked by whichever job writes to it.
    pub workspace: SharedWorkspace,
    /// The context of the last question, so that the next one of a drag starts where it ended.
    context: Arc<Mutex<Option<Arc<Context>>>>,
}

impl Shared {
    /// The context of a question: the last one where data and definitions are the same.
    fn context(&self, snapshot: Arc<Snapshot>, definitions: Definitions) -> Arc<Context> {
        let mut kept = lock(&self.context);
        if let Some(context) = kept.as_ref()
            && Arc::ptr_eq(&context.snapshot, &snapshot)
            && context.definitions == definitions
        {
            return Arc::clone(context);
        }
        let context = Arc::new(Context::new(snapshot, definitions));
        *kept = Some(Arc::clone(&context));
        context
    }
}

/// Runs a job to its end.
pub fn run(job: Job, shared: &Shared, watch: &Watch) -> Outcome {
    let workspace = &shared.workspace;
    let result = match job {
        Job::Open {
            workspace: path,
            import,
        } => open(workspace, &path, import.as_deref(), watch),
        Job::Import(request) => {
            with_workspace(workspace, |open| import_into(open, &request, watch))
        }
        Job::Preview(request) => with_workspace(workspace, |open| {
            Ok(Outcome::Previewed(import::preview(open, &request, watch)?))
        }),
        Job::OpenSample => open_sample(workspace, watch),
        Job::Save { definitions } => with_workspace(workspace, |open| {
            open.save_definitions(&definitions)?;
            Ok(Outcome::Saved)
        }),
        Job::SaveSettings(settings) => with_workspace(workspace, |open| {
            open.set_settings(&settings)?;
            Ok(Outcome::Opened(Arc::new(load(open)?), None))
        }),
        Job::ChangePeople(change) => with_workspace(workspace, |open| people::run(open, change)),
        Job::Ask {
            stamp,
            snapshot,
            definitions,
        } => {
            let context = shared.context(snapshot, definitions);
            let answer = answer(&stamp.query, &context, workspace);
            Ok(Outcome::Answered(stamp, answer))
        }
        Job::SelfCheck {
            stamp,
            experiment,
            plan,
            snapshot,
            definitions,
        } => {
            let context = shared.context(snapshot, definitions);
            let result = self_check(&context, &experiment, plan, watch);
            Ok(Outcome::SelfChecked(stamp, result))
        }
        Job::RemoveTable(name) => with_workspace(workspace, |open| {
            open.remove_unit_table(&name)?;
            Ok(Outcome::Removed(Arc::new(load(open)?), name))
        }),
        Job::Inspect(path) => inspect(path),
        Job::InspectUnits(path) => inspect_units(path),
        Job::ReadRow(wanted) => Ok(record::read(wanted, watch)),
        Job::WriteTable { table, path } => create_folder_of(&path).and_then(|()| {
            let text = export::csv(&table, Dialect::SPREADSHEET_POINT);
            export::write_atomically(&path, text.as_bytes())?;
            Ok(Outcome::Exported(vec![path]))
        }),
        Job::ExportChart {
            chart,
            size,
            theme,
            stem,
        } => create_folder_of(&stem).and_then(|()| {
            let written = export::chart_files(&chart, size, theme.into(), &stem)?;
            Ok(Outcome::Exported(written))
        }),
    };
    result.unwrap_or_else(|error| {
        if let Some(ImportError::Cancelled) = error.downcast_ref() {
            return Outcome::Cancelled;
        }
        Outcome::Failed(format!("{error:#}"))
    })
}

fn with_workspace(
    shared: &SharedWorkspace,
    work: impl FnOnce(&mut Workspace) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let mut slot = lock(shared);
    match slot.as_mut() {
        Some(workspace) => work(workspace),
        None => anyhow::bail!("No workspace is open: open one, or drop files to start one"),
    }
}

/// A poisoned lock means that a job died in the middle; SQLite rolled its transaction back.
fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn create_folder_of(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent();
    let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        anyhow::anyhow!(
            "The folder {} cannot be created ({error}): choose another one",
            folder.display()
        )
    })
}

fn open(
    shared: &SharedWorkspace,
    path: &Path,
    import: Option<&ImportRequest>,
    watch: &Watch,
) -> anyhow::Result<Outcome> {
    let mut slot = lock(shared);
    // The writer's lock of the same file must be free before it is taken again.
    if slot.as_ref().is_some_and(|open| open.path() == path) {
        *slot = None;
    }
    create_folder_of(path)?;
    let is_new = !path.exists();
    let mut workspace = Workspace::open_or_create(path)?;
    let report = match import.map(|request| run_import(&mut workspace, request, watch)) {
        None => None,
        Some(Ok(report)) => Some(Arc::new(report)),
        Some(Err(error)) => {
            if is_new {
                // What made the import fail is what counts.
                let _ = workspace.discard();
            }
            return Err(error);
        }
    };
    let loaded = load(&workspace)?;
    *slot = Some(workspace);
    Ok(Outcome::Opened(Arc::new(loaded), report))
}

fn import_into(
    workspace: &mut Workspace,
    request: &ImportRequest,
    watch: &Watch,
) -> anyhow::Result<Outcome> {
    let report = run_import(workspace, request, watch)?;
    Ok(Outcome::Opened(
        Arc::new(load(workspace)?),
        Some(Arc::new(report)),
    ))
}

fn run_import(
    workspace: &mut Workspace,
    request: &ImportRequest,
    watch: &Watch,
) -> anyhow::Result<ImportReport> {
    Ok(import::run(workspace, request, watch)?)
}

impl import::Watch for Watch {
    fn progress(&self, what: &str, bytes_done: u64, bytes_total: u64) {
        self.set_what(what);
        self.set_bytes(bytes_done, bytes_total);
    }

    fn is_cancelled(&self) -> bool {
        Self::is_cancelled(self)
    }
}

fn open_sample(shared: &SharedWorkspace, watch: &Watch) -> anyhow::Result<Outcome> {
    let folder = places::data_folder().join("sample-shop");
    watch.set_what("Juniper & Oak");
    sample::write(&folder, &SampleOptions::default())?;
    let workspace = places::data_folder().join("juniper-oak.holdout");
    let request = ImportRequest {
        paths: vec![folder],
        ..ImportRequest::default()
    };
    open(shared, &workspace, Some(&request), watch)
}

/// Reads everything that the window shows of a workspace.
pub(super) fn load(workspace: &Workspace) -> anyhow::Result<Loaded> {
    Ok(Loaded {
        path: workspace.path().to_owned(),
        access: workspace.access(),
        settings: workspace.settings()?,
        privacy: workspace.privacy()?,
        definitions: workspace.definitions()?,
        snapshot: Arc::new(workspace.snapshot()?),
        files: workspace.files()?,
        issues: workspace.issues(&IssueFilter::default())?,
    })
}

fn inspect(path: PathBuf) -> anyhow::Result<Outcome> {
    let located = import::locate(&path, &import::Unwatched)?;
    let recognition = import::recognise(located.path())?;
    let mapping = recognition.proposed_mapping;
    let proposed = |role| Some(mapping.as_ref()?.get(role)?.to_owned());
    Ok(Outcome::Inspected(Box::new(MappingDraft {
        path,
        headers: recognition.headers,
        preview: recognition.preview,
        person: proposed("person"),
        arm: proposed("arm"),
        date: proposed("date"),
    })))
}

fn self_check(
    context: &Context,
    experiment: &str,
    plan: SelfCheckPlan,
    watch: &Watch,
) -> Option<Result<Box<SelfCheck>, String>> {
    let on_replay = |done: u32| {
        watch.set_progress(done.into(), plan.replays.into());
        !watch.is_cancelled()
    };
    experiment::self_check(context, experiment, plan, &on_replay)
        .map(|check| check.map(Box::new))
        .map_err(|error| error.to_string())
        .transpose()
}

fn inspect_units(path: PathBuf) -> anyhow::Result<Outcome> {
    let located = import::locate(&path, &import::Unwatched)?;
    let recognition = import::recognise(located.path())?;
    let survey = import::units::survey(located.path(), &recognition)?;
    let draft = UnitsDraft::of(path, survey, recognition.preview);
    Ok(Outcome::InspectedUnits(Box::new(draft)))
}

/// Answers a question: a pure function of the snapshot and the definitions, and for the audit of the
/// records that no snapshot holds.
fn answer(query: &Query, context: &Context, shared: &SharedWorkspace) -> Result<Answer, String> {
    let result = match query {
        Query::Overview(scope) => {
            analysis::overview::overview(context, scope).map(|it| Answer::Overview(Arc::new(it)))
        }
        Query::KpiHistory(period, people) => analysis::overview::history(context, *period, people)
            .map(|it| Answer::KpiHistory(Arc::new(it))),
        Query::Attribution(period) => analysis::attribution::report(context, *period)
            .map(|it| Answer::Attribution(Arc::new(it))),
        Query::SegmentSizes => {
            analysis::segment::sizes(context).map(|it| Answer::SegmentSizes(Arc::new(it)))
        }
        Query::Segment(query) => {
            analysis::segment::report(context, &query.rule, query.period, &query.versus)
                .map(|it| Answer::Segment(Arc::new(it)))
        }
        Query::Experiments => experiment::list(context).map(|it| Answer::Experiments(Arc::new(it))),
        Query::Experiment(name) => {
            experiment::analyse(context, name).map(|it| Answer::Experiment(Arc::new(it)))
        }
        Query::PlanHistory(query) => {
            analysis::planner::history(context, query).map(|it| Answer::PlanHistory(Arc::new(it)))
        }
        Query::Health => analysis::health::health(context).map(|it| Answer::Health(Arc::new(it))),
        Query::Audit => return audit(context, shared).map_err(|error| format!("{error:#}")),
        Query::People { .. } => {
            return read_workspace(shared, |open| people::review_of(open, context));
        }
        Query::Person(given) => {
            return read_workspace(shared, |open| Ok(people::find(open, given)?));
        }
        Query::Merge(proposal) => {
            let change = analysis::identity::change(context, [proposal.as_ref()]);
            Ok(Answer::Merge(Arc::new(change)))
        }
        Query::Rows(rows) => {
            analysis::rows::rows(context, rows).map(|it| Answer::Rows(Arc::new(it)))
        }
    };
    result.map_err(|error| error.to_string())
}

/// Answers from the open workspace what no snapshot holds.
fn read_workspace(
    shared: &SharedWorkspace,
    read: impl FnOnce(&Workspace) -> anyhow::Result<Answer>,
) -> Result<Answer, String> {
    let answer = match lock(shared).as_ref() {
        Some(workspace) => read(workspace),
        None => Err(anyhow::anyhow!(
            "No workspace is open: open one, or drop files to start one"
        )),
    };
    answer.map_err(|error| format!("{error:#}"))
}

/// The audit: message events and payments can be many, so they are read when somebody asks.
fn audit(context: &Context, shared: &SharedWorkspace) -> anyhow::Result<Answer> {
    let slot = lock(shared);
    let Some(workspace) = slot.as_ref() else {
        anyhow::bail!("No workspace is open: open one, or drop files to start one");
    };
    if workspace.revision()? != context.snapshot.revision {
        anyhow::bail!("The data changed while it was read: open the audit again");
    }
    let inputs = AuditInputs::read(workspace)?;
    drop(slot);
    let audit = analysis::audit::audit(context, &inputs)?;
    Ok(Answer::Audit(Arc::new(audit)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::SavedSegment;

    fn empty() -> Arc<Snapshot> {
        let currency = crate::model::money::Currency::parse("EUR").unwrap();
        Arc::new(Snapshot::empty(currency, jiff::tz::TimeZone::UTC))
    }

    #[test]
    fn a_context_is_kept_until_data_or_definitions_change() {
        let shared = Shared::default();
        let snapshot = empty();
        let first = shared.context(Arc::clone(&snapshot), Definitions::default());
        let again = shared.context(Arc::clone(&snapshot), Definitions::default());
        assert!(Arc::ptr_eq(&first, &again));

        let mut edited = Definitions::default();
        edited.segments.push(SavedSegment {
            name: "Two".to_owned(),
            rule: "orders >= 2".to_owned(),
        });
        let other = shared.context(Arc::clone(&snapshot), edited.clone());
        assert!(!Arc::ptr_eq(&first, &other));

        let reloaded = shared.context(empty(), edited);
        assert!(!Arc::ptr_eq(&other, &reloaded));
    }
}
