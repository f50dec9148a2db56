//! Actions: every change that screens, jobs and the system can ask for; and the effects they have.

use std::path::PathBuf;

use crate::analysis::rows::RowsQuery;
use crate::analysis::scope::Scope;
use crate::model::experiment::ExperimentDefinition;
use crate::model::refund_basis::RefundBasis;
use crate::model::rules::{
    CodeRule, Definitions, LandingRule, SavedSegment, Signal, UtmAlias, UtmRule,
};
use crate::model::utm::UtmField;
use crate::store::{Settings, StoredIssue};

use super::command::Command;
use super::forms::{CalculatorForm, PlanForm};
use super::issues::IssueChoice;
use super::jobs::{Job, JobMessage};
use super::people::{PeopleChange, PeopleView};
use super::preferences::Asking;
use super::view::{
    DataTab, ExperimentsTab, Overlay, PathPurpose, RulesPanel, SegmentsView, WorkflowSort,
};

/// A change of state. Sent by screens; applied by [`super::apply`] alone.
#[derive(Debug)]
pub enum Action {
    /// A command was invoked.
    Run(Command),
    /// Files were dropped, chosen, typed or given on the command line.
    Open(Vec<PathBuf>),
    /// A path was chosen for a purpose; empty where the dialog was closed without one.
    PathChosen(PathPurpose, Vec<PathBuf>),
    /// The system dialog did not answer: offer the text field.
    PathByHand(PathPurpose),
    /// Another scope.
    SetScope(Scope),
    /// Another overlay, or none.
    SetOverlay(Option<Overlay>),
    /// Opens the system dialog for a path.
    ChoosePath(PathPurpose),
    /// Reads the columns of a file that was not recognised, for mapping them.
    InspectFile(PathBuf),
    /// Reads the columns of a file with one row per unit, for mapping them.
    InspectUnits(PathBuf),
    /// Reads files to show how they would be imported.
    Preview(Vec<PathBuf>),
    /// Reads the files of the open preview once more, as they are chosen now.
    PreviewAgain,
    /// When files are shown before their import.
    SetAsking(Asking),
    /// Confirms what the open overlay asks.
    Confirm,
    /// The rows behind a number.
    ShowRows(RowsQuery),
    /// The Segments screen's selection, rule or sliders.
    SetSegments(SegmentsView),
    /// Another experiment, or the list.
    SelectExperiment(Option<String>),
    /// Another tab of the Experiments screen.
    ShowExperimentsTab(ExperimentsTab),
    /// The planner's form.
    SetPlan(Box<PlanForm>),
    /// The calculator's form.
    SetCalculator(Box<CalculatorForm>),
    /// Runs the A/A self-check of an experiment.
    RunSelfCheck(String),
    /// Stops the self-check that runs.
    CancelSelfCheck,
    /// Another tab of the Data screen.
    ShowDataTab(DataTab),
    /// The Data screen's issue filter.
    FilterIssues(IssueChoice),
    /// The raw row behind an issue.
    ShowRecord(Box<StoredIssue>),
    /// Writes the issues shown to a file that is asked for.
    ExportIssues,
    /// Other proposals listed, another one looked at, or somebody looked for.
    SetPeople(Box<PeopleView>),
    /// A change of who is whom, or of what is kept of people.
    ChangePeople(PeopleChange),
    /// Text in the Data screen's path field.
    TypePath(String),
    /// Another part of the rules panel.
    ShowRules(RulesPanel),
    /// Another order of the workflow table.
    SortWorkflows(WorkflowSort),
    /// The UTM alias being written.
    DraftAlias(String, String),
    /// The parameter that the UTM alias being written is for.
    DraftAliasField(UtmField),
    /// The UTM rule being written.
    DraftUtmRule(String, String),
    /// The landing page rule being written: path and workflow.
    DraftLandingRule(String, String),
    /// A change of definitions: stored, undoable.
    Edit(Edit),
    /// Another time zone or currency for the workspace.
    SetSettings(Settings),
    /// Copies text.
    Copy(String),
    /// A job reported.
    Job(JobMessage),
    /// A notice was read or has run out.
    DismissNotice(u64),
}

/// A change of definitions.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a code rule at the end, or replaces the one at an index.
    PutCodeRule(Option<usize>, CodeRule),
    /// Removes a code rule.
    RemoveCodeRule(usize),
    /// Moves a signal in the precedence.
    MoveSignal {
        /// Where it is.
        from: usize,
        /// Where it goes.
        to: usize,
    },
    /// Lets a signal claim orders, or stops it.
    ToggleSignal(Signal),
    /// Puts a whole precedence in force.
    SetPrecedence(Vec<Signal>),
    /// Turns an exclusion rule on or off.
    ToggleExclusion(usize),
    /// Puts another date of refunds in force.
    SetRefundBasis(RefundBasis),
    /// Adds a UTM alias.
    AddAlias(UtmAlias),
    /// Removes a UTM alias.
    RemoveAlias(usize),
    /// Adds a UTM rule.
    AddUtmRule(UtmRule),
    /// Removes a UTM rule.
    RemoveUtmRule(usize),
    /// Adds a landing page rule.
    AddLandingRule(LandingRule),
    /// Removes a landing page rule.
    RemoveLandingRule(usize),
    /// Adds or replaces a segment by name.
    PutSegment(SavedSegment),
    /// Removes a segment by name.
    RemoveSegment(String),
    /// Replaces an experiment's definition by name.
    PutExperiment(ExperimentDefinition),
}

impl Edit {
    /// What it does, for undo and for notices.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::PutCodeRule(_, rule) => {
                format!("Map {} to {}", rule.pattern.display(), rule.workflow)
            }
            Self::RemoveCodeRule(_) => "Remove a code rule".to_owned(),
            Self::MoveSignal { .. } | Self::ToggleSignal(_) | Self::SetPrecedence(_) => {
                "Change who wins an order".to_owned()
            }
            Self::ToggleExclusion(_) => "Change an exclusion".to_owned(),
            Self::SetRefundBasis(basis) => format!("Count refunds {}", basis.label()),
            Self::AddAlias(alias) => format!("Count {} as {}", alias.from, alias.to),
            Self::RemoveAlias(_) => "Remove a UTM alias".to_owned(),
            Self::AddUtmRule(rule) => format!("Map a UTM campaign to {}", rule.workflow),
            Self::RemoveUtmRule(_) => "Remove a UTM rule".to_owned(),
            Self::AddLandingRule(rule) => format!("Map {} to {}", rule.path_prefix, rule.workflow),
            Self::RemoveLandingRule(_) => "Remove a landing page rule".to_owned(),
            Self::PutSegment(segment) => format!("Save segment {}", segment.name),
            Self::RemoveSegment(name) => format!("Remove segment {name}"),
            Self::PutExperiment(experiment) => format!("Change experiment {}", experiment.name),
        }
    }

    /// The definitions with the change; an index that is out of range changes nothing.
    #[must_use]
    pub fn applied_to(&self, definitions: &Definitions) -> Definitions {
        let mut changed = definitions.clone();
        let rules = &mut changed.rules;
        match self.clone() {
            Self::PutCodeRule(at, rule) => put_at(&mut rules.codes, at, rule),
            Self::RemoveCodeRule(at) => remove_at(&mut rules.codes, at),
            Self::MoveSignal { from, to } => {
                if from < rules.precedence.len() && to < rules.precedence.len() {
                    let signal = rules.precedence.remove(from);
                    rules.precedence.insert(to, signal);
                }
            }
            Self::ToggleSignal(signal) => {
                let before = rules.precedence.len();
                rules.precedence.retain(|&listed| listed != signal);
                if rules.precedence.len() == before {
                    rules.precedence.push(signal);
                }
            }
            Self::SetPrecedence(signals) => rules.precedence = signals,
            Self::ToggleExclusion(at) => {
                if let Some(rule) = rules.exclusions.get_mut(at) {
                    rule.enabled = !rule.enabled;
                }
            }
            Self::SetRefundBasis(basis) => rules.refund_basis = basis,
            Self::AddAlias(alias) => rules.utm_aliases.push(alias),
            Self::RemoveAlias(at) => remove_at(&mut rules.utm_aliases, at),
            Self::AddUtmRule(rule) => rules.utm.push(rule),
            Self::RemoveUtmRule(at) => remove_at(&mut rules.utm, at),
            Self::AddLandingRule(rule) => rules.landing.push(rule),
            Self::RemoveLandingRule(at) => remove_at(&mut rules.landing, at),
            Self::PutSegment(segment) => {
                let at = changed
                    .segments
                    .iter()
                    .position(|known| known.name == segment.name);
                put_at(&mut changed.segments, at, segment);
            }
            Self::RemoveSegment(name) => changed.segments.retain(|segment| segment.name != name),
            Self::PutExperiment(experiment) => {
                let at = changed
                    .experiments
                    .iter()
                    .position(|known| known.name == experiment.name);
                put_at(&mut changed.experiments, at, experiment);
            }
        }
        changed
    }
}

fn put_at<T>(list: &mut Vec<T>, at: Option<usize>, item: T) {
    match at.and_then(|at| list.get_mut(at)) {
        Some(slot) => *slot = item,
        None => list.push(item),
    }
}

fn remove_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

/// What the window must carry out after a change of state.
#[derive(Debug)]
pub enum Effect {
    /// Starts a job.
    Start(Box<Job>),
    /// Opens a system dialog for a path.
    ChoosePath(PathPurpose),
    /// Puts text on the clipboard.
    Copy(String),
    /// Applies the preferred theme.
    ApplyTheme,
    /// Closes the window.
    Quit,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::CodePattern;

    fn rule(code: &str) -> CodeRule {
        CodeRule {
            pattern: CodePattern::Exact(code.into()),
            workflow: "VIP".into(),
            shared: false,
        }
    }

    #[test]
    fn edits_change_only_what_they_name() {
        let start = Definitions::default();
        let one = Edit::PutCodeRule(None, rule("A")).applied_to(&start);
        let two = Edit::PutCodeRule(None, rule("B")).applied_to(&one);
        assert_eq!(two.rules.codes, [rule("A"), rule("B")]);
        let replaced = Edit::PutCodeRule(Some(0), rule("C")).applied_to(&two);
        assert_eq!(replaced.rules.codes, [rule("C"), rule("B")]);
        assert_eq!(Edit::RemoveCodeRule(9).applied_to(&two), two);
        assert_eq!(Edit::RemoveCodeRule(1).applied_to(&two), one);
    }

    #[test]
    fn signals_move_and_toggle() {
        let start = Definitions::default();
        let moved = Edit::MoveSignal { from: 0, to: 1 }.applied_to(&start);
        assert_eq!(
            moved.rules.precedence[..2],
            [Signal::Utm, Signal::UniqueCode]
        );
        let off = Edit::ToggleSignal(Signal::Utm).applied_to(&start);
        assert!(!off.rules.precedence.contains(&Signal::Utm));
        let on = Edit::ToggleSignal(Signal::Utm).applied_to(&off);
        assert_eq!(on.rules.precedence.last(), Some(&Signal::Utm));
    }

    #[test]
    fn the_date_of_refunds_is_set_and_nothing_else() {
        let start = Definitions::default();
        let edit = Edit::SetRefundBasis(RefundBasis::Refund);
        assert_eq!(edit.label(), "Count refunds on the refund's date");
        let set = edit.applied_to(&start);
        assert_eq!(set.rules.refund_basis, RefundBasis::Refund);
        let back = Edit::SetRefundBasis(RefundBasis::Order).applied_to(&set);
        assert_eq!(back, start);
    }

    #[test]
    fn a_whole_precedence_is_set_at_once() {
        let start = Definitions::default();
        let signals = vec![Signal::Landing, Signal::Utm];
        let set = Edit::SetPrecedence(signals.clone()).applied_to(&start);
        assert_eq!(set.rules.precedence, signals);
        assert_eq!(set.rules.codes, start.rules.codes);
        let back = Edit::SetPrecedence(start.rules.precedence.clone()).applied_to(&set);
        assert_eq!(back, start);
    }
}
