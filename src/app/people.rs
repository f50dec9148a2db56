//! People: merge proposals that are looked at and decided, what is kept of people, and forgetting one.
//!
//! Everything that changes the workspace is a [`PeopleChange`], done by one job and told as a
//! [`PeopleDone`]. To add one: a variant of each, and its arms here.

use std::sync::Arc;

use crate::analysis::Context;
use crate::analysis::identity::{MergeReview, ReviewedProposal, review};
use crate::model::merge::{MergeDecision, MergeProposal};
use crate::model::person::PersonKey;
use crate::model::privacy::Privacy;
use crate::store::{ForgottenPerson, FoundPerson, PrivacyChange, Scrubbed, StoreError, Workspace};

use super::action::Effect;
use super::answers::{Answer, Query};
use super::apply::{notify, start_with_workspace};
use super::jobs::{Job, Outcome};
use super::state::State;
use super::view::{DataTab, NoticeTone};
use super::work;

mod words;

pub use words::records;

/// View state of the People and Privacy tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleView {
    /// Which proposals are listed.
    pub filter: MergeFilter,
    /// The proposal looked at, by its id; the first of the list without one.
    pub selected: Option<String>,
    /// Who is being looked for, as typed.
    pub search: String,
    /// Who was asked for last; empty for nobody.
    pub asked: String,
    /// What the last change of privacy did, until something else is asked.
    pub done: Option<Box<PeopleDone>>,
}

/// Which proposals are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MergeFilter {
    /// Those that wait for a decision.
    #[default]
    Open,
    /// Those that were accepted.
    Accepted,
    /// Those that were rejected.
    Rejected,
    /// Every one, those included that other merges have settled.
    All,
}

impl MergeFilter {
    /// Every filter.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Rejected, Self::All];

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Accepted => MergeDecision::Accepted.label(),
            Self::Rejected => MergeDecision::Rejected.label(),
            Self::All => "All",
        }
    }

    /// Whether a proposal is listed.
    #[must_use]
    pub fn fits(self, proposal: &MergeProposal) -> bool {
        match self {
            Self::Open => proposal.is_open(),
            Self::Accepted => proposal.decision == Some(MergeDecision::Accepted),
            Self::Rejected => proposal.decision == Some(MergeDecision::Rejected),
            Self::All => true,
        }
    }
}

/// A change of who is whom, or of what is kept of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleChange {
    /// Accepts or rejects a proposal, by its id.
    Decide(String, MergeDecision),
    /// Takes the decision on a proposal back.
    Undo(String),
    /// Accepts every open proposal that contradicts no rejected one.
    AcceptAll,
    /// Other privacy settings.
    Keep(Privacy),
    /// Forgets a person for good.
    Forget(PersonKey),
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleDone {
    /// A proposal was decided.
    Decided(MergeDecision),
    /// A decision was taken back.
    TakenBack,
    /// So many proposals were accepted.
    AcceptedAll(u64),
    /// Other privacy settings are in force.
    Kept(PrivacyChange, Scrubbed),
    /// A person was forgotten.
    Forgotten(ForgottenPerson, Scrubbed),
}

/// What is asked before a change that goes far or cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleQuestion {
    /// Whether so many proposals are accepted at once.
    AcceptAll(usize),
    /// Whether other privacy settings come into force.
    Keep(Privacy),
    /// Whether a person is forgotten.
    Forget(FoundPerson),
}

impl PeopleQuestion {
    /// The change that a yes asks for.
    #[must_use]
    pub fn change(self) -> PeopleChange {
        match self {
            Self::AcceptAll(_) => PeopleChange::AcceptAll,
            Self::Keep(privacy) => PeopleChange::Keep(privacy),
            Self::Forget(person) => PeopleChange::Forget(person.key),
        }
    }
}

impl State {
    /// The question of the People tab.
    #[must_use]
    pub fn people_query(&self) -> Query {
        Query::People {
            decisions: self.session.decisions,
        }
    }

    /// The proposals that the filter leaves, of the last answer.
    pub fn shown_merges(&self) -> impl Iterator<Item = &ReviewedProposal> {
        let filter = self.view.data.people.filter;
        let review = self.answers.people().into_iter();
        let all = review.flat_map(|review| &review.proposals);
        all.filter(move |reviewed| filter.fits(&reviewed.proposal))
    }

    /// The proposal looked at.
    #[must_use]
    pub fn selected_merge(&self) -> Option<&ReviewedProposal> {
        let wanted = self.view.data.people.selected.as_ref();
        self.shown_merges()
            .find(|reviewed| Some(&reviewed.proposal.id) == wanted)
            .or_else(|| self.shown_merges().next())
    }

    /// The proposal so many places below the one looked at; the last or first where the list ends.
    #[must_use]
    pub fn merge_beside(&self, steps: isize) -> Option<String> {
        let shown: Vec<&ReviewedProposal> = self.shown_merges().collect();
        let selected = self.selected_merge()?;
        let at = shown.iter().position(|it| std::ptr::eq(*it, selected))?;
        let last = shown.len().saturating_sub(1);
        let to = at.saturating_add_signed(steps).min(last);
        Some(shown[to].proposal.id.clone())
    }

    /// The questions of a tab of the Data screen that is about people.
    pub(super) fn people_queries(&self, tab: DataTab) -> Vec<Query> {
        let asked = &self.view.data.people.asked;
        match tab {
            DataTab::People if self.session.has_people() => {
                let selected = self.selected_merge().map(|reviewed| &reviewed.proposal);
                let joining = selected.filter(|proposal| proposal.joins()).cloned();
                let merge = joining.map(|proposal| Query::Merge(Box::new(proposal)));
                std::iter::once(self.people_query()).chain(merge).collect()
            }
            DataTab::Privacy if !asked.is_empty() => vec![Query::Person(asked.clone())],
            DataTab::People | DataTab::Privacy | DataTab::Files | DataTab::Audit => Vec::new(),
        }
    }
}

/// Starts a change. A proposal that leaves the list is followed by the next one.
pub(super) fn change(state: &mut State, change: PeopleChange) -> Vec<Effect> {
    if state.session.is_read_only() {
        let text = "Another window is writing to this workspace: decide there, or close it and open this one again";
        notify(state, NoticeTone::Failed, text);
        return Vec::new();
    }
    let leaves_list = state.view.data.people.filter != MergeFilter::All;
    let next = match &change {
        PeopleChange::Decide(id, _) | PeopleChange::Undo(id) if leaves_list => {
            let beside = [1, -1].map(|step| state.merge_beside(step));
            beside.into_iter().flatten().find(|beside| beside != id)
        }
        PeopleChange::Decide(..)
        | PeopleChange::Undo(_)
        | PeopleChange::AcceptAll
        | PeopleChange::Keep(_)
        | PeopleChange::Forget(_) => None,
    };
    let effects = start_with_workspace(state, Job::ChangePeople(change));
    if !effects.is_empty() && next.is_some() {
        state.view.data.people.selected = next;
    }
    effects
}

/// Does a change. Where nothing else becomes of the data than a decision, nothing is read again.
pub(super) fn run(workspace: &mut Workspace, change: PeopleChange) -> anyhow::Result<Outcome> {
    let before = workspace.revision()?;
    let done = match change {
        PeopleChange::Decide(id, decision) => {
            workspace.decide_merge(&id, decision)?;
            PeopleDone::Decided(decision)
        }
        PeopleChange::Undo(id) => {
            workspace.undo_merge(&id)?;
            PeopleDone::TakenBack
        }
        PeopleChange::AcceptAll => PeopleDone::AcceptedAll(workspace.accept_merges(None)?),
        PeopleChange::Keep(privacy) => {
            let (change, scrubbed) = workspace.set_privacy(privacy)?;
            PeopleDone::Kept(change, scrubbed)
        }
        PeopleChange::Forget(key) => {
            let (forgotten, scrubbed) = workspace.forget(&key.0)?;
            PeopleDone::Forgotten(forgotten, scrubbed)
        }
    };
    let is_other = workspace.revision()? != before;
    let loaded = is_other.then(|| work::load(workspace).map(Arc::new));
    Ok(Outcome::PeopleChanged(loaded.transpose()?, Box::new(done)))
}

/// Tells what a change came to: what was removed stays on the Privacy tab until it is dismissed.
pub(super) fn take(state: &mut State, done: Box<PeopleDone>) {
    state.session.decisions += 1;
    let people = &mut state.view.data.people;
    match *done {
        PeopleDone::Decided(_) | PeopleDone::TakenBack | PeopleDone::AcceptedAll(_) => {
            notify(state, NoticeTone::Done, done.sentence());
        }
        PeopleDone::Kept(..) => people.done = Some(done),
        PeopleDone::Forgotten(..) => {
            // What named them must not stay in the window either.
            people.search.clear();
            people.asked.clear();
            people.done = Some(done);
            state.answers.forget_person();
        }
    }
}

/// The proposals of the workspace with the orders of a snapshot, which must be of the same revision.
pub(super) fn review_of(workspace: &Workspace, context: &Context) -> anyhow::Result<Answer> {
    if workspace.revision()? != context.snapshot.revision {
        anyhow::bail!("The data changed while it was read: open the tab again");
    }
    let reviewed: MergeReview = review(context, workspace.merges()?);
    Ok(Answer::People(Arc::new(reviewed)))
}

/// Looks for somebody.
pub(super) fn find(workspace: &Workspace, given: &str) -> Result<Answer, StoreError> {
    let found = workspace.find_people(given)?;
    Ok(Answer::Person(Arc::new(found)))
}

/// What a confirmed question starts.
pub(super) fn confirm(state: &mut State, question: PeopleQuestion) -> Vec<Effect> {
    change(state, question.change())
}

#[cfg(test)]
mod tests;
