//! The single place where state changes.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::experiment::SelfCheckPlan;
use crate::export::issues_table;
use crate::import::{ColumnMapping, ImportRequest};
use crate::model::format::NumberStyle;
use crate::model::rules::{CodePattern, CodeRule, SavedSegment};

use super::action::{Action, Edit, Effect};
use super::answers::Query;
use super::command::Command;
use super::finish::finish;
use super::jobs::Job;
use super::people;
use super::places;
use super::preview;
use super::record;
use super::state::State;
use super::view::{
    DataTab, ExperimentDraft, ExperimentsTab, ExportDraft, Notice, NoticeTone, Overlay, PathDraft,
    PathPurpose, Screen, SegmentChoice, UnitsDraft,
};

/// Changes the state and says what the window must carry out.
pub fn apply(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Run(command) => run(state, command),
        Action::Open(paths) => open(state, &paths),
        Action::PathChosen(purpose, paths) => path_chosen(state, purpose, &paths),
        Action::PathByHand(purpose) => {
            state.view.overlay = Some(Overlay::Path(PathDraft {
                purpose,
                text: String::new(),
            }));
            Vec::new()
        }
        Action::SetScope(scope) => set(&mut state.view.scope, scope),
        Action::SetOverlay(overlay) => set(&mut state.view.overlay, overlay),
        Action::ChoosePath(purpose) => vec![Effect::ChoosePath(purpose)],
        Action::InspectFile(path) => vec![Effect::Start(Box::new(Job::Inspect(path)))],
        Action::InspectUnits(path) => vec![Effect::Start(Box::new(Job::InspectUnits(path)))],
        Action::Preview(paths) => start_with_workspace(state, preview::start(paths)),
        Action::PreviewAgain => preview::again(state),
        Action::SetAsking(asking) => set(&mut state.preferences.asking, asking),
        Action::Confirm => confirm(state),
        Action::ShowRows(rows) => set(&mut state.view.overlay, Some(Overlay::Rows(rows))),
        Action::SetSegments(segments) => set(&mut state.view.segments, segments),
        Action::SelectExperiment(name) => {
            state.view.screen = Screen::Experiments;
            state.view.experiments.tab = ExperimentsTab::Results;
            set(&mut state.view.experiments.selected, name)
        }
        Action::ShowExperimentsTab(tab) => set(&mut state.view.experiments.tab, tab),
        Action::SetPlan(form) => set(&mut state.view.experiments.plan, *form),
        Action::SetCalculator(form) => set(&mut state.view.experiments.calculator, *form),
        Action::RunSelfCheck(name) => run_self_check(state, name),
        Action::CancelSelfCheck => {
            if let Some(watch) = state.jobs.self_check() {
                watch.cancel();
            }
            Vec::new()
        }
        Action::ShowDataTab(tab) => set(&mut state.view.data.tab, tab),
        Action::FilterIssues(choice) => set(&mut state.view.data.issues, choice),
        Action::ShowRecord(issue) => record::show(state, *issue),
        Action::SetPeople(people) => set(&mut state.view.data.people, *people),
        Action::ChangePeople(change) => people::change(state, change),
        Action::ExportIssues => vec![Effect::ChoosePath(PathPurpose::IssuesFile)],
        Action::TypePath(text) => set(&mut state.view.data.path_text, text),
        Action::ShowRules(panel) => set(&mut state.view.attribution.panel, panel),
        Action::SortWorkflows(sort) => set(&mut state.view.attribution.sort, sort),
        Action::DraftAlias(from, to) => set(&mut state.view.attribution.alias, (from, to)),
        Action::DraftAliasField(field) => set(&mut state.view.attribution.alias_field, field),
        Action::DraftUtmRule(campaign, workflow) => {
            set(&mut state.view.attribution.utm_rule, (campaign, workflow))
        }
        Action::DraftLandingRule(path, workflow) => {
            set(&mut state.view.attribution.landing_rule, (path, workflow))
        }
        Action::Edit(edit) => change(state, &edit),
        Action::SetSettings(settings) => start_with_workspace(state, Job::SaveSettings(settings)),
        Action::Copy(text) => {
            notify(state, NoticeTone::Done, "Copied");
            vec![Effect::Copy(text)]
        }
        Action::Job(message) => finish(state, message),
        Action::DismissNotice(number) => {
            state.view.notices.retain(|notice| notice.number != number);
            Vec::new()
        }
    }
}

fn set<T>(slot: &mut T, value: T) -> Vec<Effect> {
    *slot = value;
    Vec::new()
}

fn run(state: &mut State, command: Command) -> Vec<Effect> {
    if let Some(reason) = command.unavailable(state) {
        notify(state, NoticeTone::Failed, reason);
        return Vec::new();
    }
    if let Some(screen) = command.screen() {
        // The digit of the open place leads back from a detail to its list.
        if screen == Screen::Experiments && state.view.screen == screen {
            state.view.experiments.selected = None;
            state.view.experiments.tab = ExperimentsTab::Results;
        }
        if screen == Screen::Data && state.view.screen == screen {
            state.view.data.tab = DataTab::Files;
        }
        state.view.screen = screen;
        state.view.overlay = None;
        return Vec::new();
    }
    match command {
        Command::AuditData => show_data(state, DataTab::Audit),
        Command::ReviewPeople => show_data(state, DataTab::People),
        Command::ShowPrivacy => show_data(state, DataTab::Privacy),
        Command::PlanTest => show_tab(state, ExperimentsTab::Planner),
        Command::OpenCalculator => show_tab(state, ExperimentsTab::Calculator),
        Command::ImportFiles => vec![Effect::ChoosePath(PathPurpose::Import)],
        Command::OpenWorkspace => vec![Effect::ChoosePath(PathPurpose::OpenWorkspace)],
        Command::NewWorkspace => vec![Effect::ChoosePath(PathPurpose::NewWorkspace)],
        Command::LoadSampleShop => start_with_workspace(state, Job::OpenSample),
        Command::ExportChart => {
            state.view.overlay = export_draft(state).map(Overlay::Export);
            Vec::new()
        }
        Command::CopyTable => copy_table(state),
        Command::Undo => {
            let label = state.document.undo();
            after_step(state, "Undone", label)
        }
        Command::Redo => {
            let label = state.document.redo();
            after_step(state, "Redone", label)
        }
        Command::OpenPalette => set(
            &mut state.view.overlay,
            Some(Overlay::Palette {
                text: String::new(),
                row: 0,
            }),
        ),
        Command::ToggleTheme => {
            state.preferences.theme = state.preferences.theme.toggled();
            vec![Effect::ApplyTheme]
        }
        Command::CancelJob => {
            if let Some(watch) = state.jobs.cancellable() {
                watch.cancel();
            }
            Vec::new()
        }
        Command::Quit => vec![Effect::Quit],
        Command::ShowData
        | Command::ShowOverview
        | Command::ShowAttribution
        | Command::ShowSegments
        | Command::ShowExperiments => Vec::new(),
    }
}

fn show_tab(state: &mut State, tab: ExperimentsTab) -> Vec<Effect> {
    state.view.screen = Screen::Experiments;
    state.view.overlay = None;
    set(&mut state.view.experiments.tab, tab)
}

fn show_data(state: &mut State, tab: DataTab) -> Vec<Effect> {
    state.view.screen = Screen::Data;
    state.view.overlay = None;
    set(&mut state.view.data.tab, tab)
}

fn open(state: &mut State, paths: &[PathBuf]) -> Vec<Effect> {
    if paths.is_empty() {
        return Vec::new();
    }
    if let [path] = paths
        && places::is_workspace(path)
    {
        let job = Job::Open {
            workspace: path.clone(),
            import: None,
        };
        return start_with_workspace(state, job);
    }
    if state.session.is_read_only() {
        notify(
            state,
            NoticeTone::Failed,
            "Another window is writing to this workspace: import there, or close it and open this one again",
        );
        return Vec::new();
    }
    let request = ImportRequest {
        paths: paths.to_vec(),
        hold_back: state.preferences.asking.hold_back(),
        ..ImportRequest::default()
    };
    if state.session.loaded.is_some() {
        return start_with_workspace(state, Job::Import(Box::new(request)));
    }
    let job = Job::Open {
        workspace: places::workspace_for(paths),
        import: Some(Box::new(request)),
    };
    start_with_workspace(state, job)
}

fn path_chosen(state: &mut State, purpose: PathPurpose, paths: &[PathBuf]) -> Vec<Effect> {
    let Some(first) = paths.first().cloned() else {
        return Vec::new();
    };
    match purpose {
        PathPurpose::Import => open(state, paths),
        PathPurpose::OpenWorkspace | PathPurpose::NewWorkspace => {
            let job = Job::Open {
                workspace: places::with_ending(first),
                import: None,
            };
            start_with_workspace(state, job)
        }
        PathPurpose::IssuesFile => export_issues(state, first),
        PathPurpose::ExportFolder => {
            if let Some(Overlay::Export(draft)) = &mut state.view.overlay {
                draft.folder = first.display().to_string();
            }
            Vec::new()
        }
    }
}

fn confirm(state: &mut State) -> Vec<Effect> {
    let Some(overlay) = state.view.overlay.take() else {
        return Vec::new();
    };
    match overlay {
        Overlay::Export(draft) => export(state, &draft),
        Overlay::Path(draft) => path_chosen(state, draft.purpose, &[places::typed(&draft.text)]),
        Overlay::CodeRule(draft) => {
            let rule = CodeRule {
                pattern: CodePattern::from_typed(&draft.pattern),
                workflow: draft.workflow.trim().to_owned(),
                shared: draft.shared,
            };
            change(state, &Edit::PutCodeRule(draft.replaces, rule))
        }
        Overlay::SaveSegment { name } => {
            let name = name.trim().to_owned();
            let rule = state.view.segments.rule.clone();
            state.view.segments.selected = SegmentChoice::Saved(name.clone());
            change(state, &Edit::PutSegment(SavedSegment { name, rule }))
        }
        Overlay::Experiment(draft) => change_experiment(state, &draft),
        Overlay::Mapping(draft) => match (draft.person, draft.arm) {
            (Some(person), Some(arm)) => {
                let mapping = ColumnMapping::assignments(person, arm, draft.date);
                let request = ImportRequest {
                    paths: vec![draft.path],
                    mapping: Some(mapping),
                    ..ImportRequest::default()
                };
                start_with_workspace(state, Job::Import(Box::new(request)))
            }
            _ => Vec::new(),
        },
        Overlay::Preview(draft) => start_with_workspace(state, preview::import(&draft)),
        Overlay::Units(draft) => import_units(state, draft),
        Overlay::RemoveTable(name) => start_with_workspace(state, Job::RemoveTable(name)),
        Overlay::People(question) => people::confirm(state, *question),
        Overlay::Palette { .. } | Overlay::Rows(_) | Overlay::Record(_) => Vec::new(),
    }
}

fn run_self_check(state: &mut State, name: String) -> Vec<Effect> {
    let Some(snapshot) = state.session.snapshot().map(Arc::clone) else {
        return Vec::new();
    };
    let stamp = state.stamp(Query::Experiment(name.clone()));
    if !state.self_checks.begin(&stamp) {
        notify(
            state,
            NoticeTone::Failed,
            "Another self-check is still running: wait for it or cancel it",
        );
        return Vec::new();
    }
    vec![Effect::Start(Box::new(Job::SelfCheck {
        stamp,
        experiment: name,
        plan: SelfCheckPlan::default(),
        snapshot,
        definitions: state.document.definitions().clone(),
    }))]
}

fn import_units(state: &mut State, draft: Box<UnitsDraft>) -> Vec<Effect> {
    match draft.mapping() {
        Ok(mapping) => {
            let request = ImportRequest {
                paths: vec![draft.path],
                units: Some(mapping),
                ..ImportRequest::default()
            };
            start_with_workspace(state, Job::Import(Box::new(request)))
        }
        Err(reason) => {
            state.view.overlay = Some(Overlay::Units(draft));
            notify(state, NoticeTone::Failed, reason);
            Vec::new()
        }
    }
}

fn change_experiment(state: &mut State, draft: &ExperimentDraft) -> Vec<Effect> {
    match draft.parse() {
        Ok(definition) => change(state, &Edit::PutExperiment(definition)),
        Err(reason) => {
            state.view.overlay = Some(Overlay::Experiment(draft.clone()));
            notify(state, NoticeTone::Failed, reason);
            Vec::new()
        }
    }
}

fn change(state: &mut State, edit: &Edit) -> Vec<Effect> {
    let changed = edit.applied_to(state.document.definitions());
    if state.document.change(edit.label(), changed) {
        save(state);
    }
    Vec::new()
}

fn after_step(state: &mut State, done: &str, label: Option<String>) -> Vec<Effect> {
    if let Some(label) = label {
        notify(state, NoticeTone::Done, format!("{done}: {label}"));
        save(state);
    }
    Vec::new()
}

fn save(state: &mut State) {
    if state.session.is_read_only() {
        notify(
            state,
            NoticeTone::Failed,
            "Another window is writing to this workspace: the change holds here but is not saved",
        );
        return;
    }
    let definitions = state.document.definitions().clone();
    state.jobs.start(Job::Save { definitions });
}

fn export_draft(state: &State) -> Option<ExportDraft> {
    let figure = state.current_figure()?;
    let folder = state
        .preferences
        .export_folder
        .clone()
        .unwrap_or_else(places::documents);
    Some(ExportDraft {
        figure,
        size: crate::chart::Size::Slide,
        folder: folder.display().to_string(),
        name: state.figure_name(figure),
    })
}

fn export(state: &mut State, draft: &ExportDraft) -> Vec<Effect> {
    let Some(chart) = state.chart(draft.figure) else {
        notify(
            state,
            NoticeTone::Failed,
            "The chart is still being computed: try again in a moment",
        );
        return Vec::new();
    };
    let folder = places::typed(&draft.folder);
    state.preferences.export_folder = Some(folder.clone());
    state.jobs.start(Job::ExportChart {
        chart: Box::new(chart),
        size: draft.size,
        theme: state.preferences.theme,
        stem: folder.join(draft.name.trim()),
    });
    Vec::new()
}

/// Writes the issues that the Data screen shows.
fn export_issues(state: &State, path: PathBuf) -> Vec<Effect> {
    let Some(loaded) = &state.session.loaded else {
        return Vec::new();
    };
    let shown = state.view.data.issues.shown(&loaded.issues);
    let table = issues_table(shown.order.iter().map(|&at| &loaded.issues[at]));
    let path = if path.extension().is_some() {
        path
    } else {
        path.with_extension("csv")
    };
    vec![Effect::Start(Box::new(Job::WriteTable { table, path }))]
}

fn copy_table(state: &mut State) -> Vec<Effect> {
    if let Some(table) = state.visible_table() {
        notify(state, NoticeTone::Done, "Table copied");
        vec![Effect::Copy(crate::export::tsv(
            &table,
            NumberStyle::default().decimal,
        ))]
    } else {
        notify(
            state,
            NoticeTone::Failed,
            "This screen has no table to copy",
        );
        Vec::new()
    }
}

pub(super) fn start_with_workspace(state: &mut State, job: Job) -> Vec<Effect> {
    if let Some(progress) = state.jobs.busy_with_workspace() {
        let text = format!(
            "{} is still running: wait for it or cancel it",
            progress.label
        );
        notify(state, NoticeTone::Failed, text);
        return Vec::new();
    }
    vec![Effect::Start(Box::new(job))]
}

pub(super) fn notify(state: &mut State, tone: NoticeTone, text: impl Into<String>) {
    let number = state
        .view
        .notices
        .last()
        .map_or(1, |notice| notice.number + 1);
    state.view.notices.push(Notice {
        tone,
        text: text.into(),
        number,
    });
}
