//! The People tab: who may be counted twice, and the numbers before and after taking them as one.
//!
//! [`list`] for the proposals, [`detail`] for the one looked at, [`figures`] for numbers before and after.
//! Up and down walk the list; A accepts, R rejects, U takes a decision back.

mod detail;
mod figures;
mod list;

use eframe::egui::{Key, Modifiers, Ui, vec2};

use crate::analysis::identity::MergeReview;
use crate::app::people::{PeopleChange, PeopleQuestion, PeopleView};
use crate::app::session::Loaded;
use crate::app::view::Overlay;
use crate::app::{Action, Command, State};
use crate::model::format::{NumberStyle, plural};
use crate::model::merge::MergeDecision;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::screens::answered::answered;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::{AnswerCard, Card};
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::empty::empty_state;

/// A page narrower than this sets the proposal looked at below the list.
const TWO_COLUMNS: f32 = 860.0;
const DETAIL_WIDTH: f32 = 344.0;

/// The page below the tabs.
pub(super) fn page(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    if !state.session.has_people() {
        nobody(ui, outbox);
        return;
    }
    let stamp = state.stamp(state.people_query());
    if let Some(failure) = state.answers.slot(&stamp.query).failure_of(&stamp) {
        let banner = Banner::new(Tone::Negative, "The proposals could not be read")
            .detail(failure)
            .action("Open the workspace again");
        if banner.show(ui).is_some() {
            outbox.send(Action::Open(vec![loaded.path.clone()]));
        }
    }
    let review = state.answers.people().map(AsRef::as_ref);
    answered(ui, state, stamp.query, review, |ui, review| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::L);
        body(ui, state, review, outbox);
    });
}

fn nobody(ui: &mut Ui, outbox: &mut Outbox) {
    let detail = "Orders and customers bring people. Those who share a phone, or a name and an address, are proposed here as one";
    Card::new().show(ui, |ui| {
        empty_state(ui, icons::PEOPLE, "There is nobody yet", detail, |ui| {
            let command = Command::ImportFiles;
            let button = Button::primary(command.label()).hover(command.help());
            if button.show(ui).clicked() {
                outbox.run(command);
            }
        });
    });
}

fn body(ui: &mut Ui, state: &State, review: &MergeReview, outbox: &mut Outbox) {
    if review.proposals.is_empty() {
        Card::new().show(ui, |ui| {
            let detail = "People are proposed as one who share a phone, or a name and an address. Orders and customers with these columns bring them, and none is stored";
            let sentence = "Nobody seems to be counted twice";
            empty_state(ui, icons::PEOPLE, sentence, detail, |_| {});
            list::unproposed(ui, review);
        });
        return;
    }
    keys(ui, state, outbox);
    answer(ui, state, review, outbox);
    if ui.available_width() < TWO_COLUMNS {
        detail::card(ui, state, review, outbox);
        list::card(ui, state, review, outbox);
        return;
    }
    let tracks = [Track::Share(1.0), Track::Fixed(DETAIL_WIDTH)];
    Columns::new(ui, "people", &tracks).show(ui, |ui, column| {
        if column == 0 {
            list::card(ui, state, review, outbox);
        } else {
            detail::card(ui, state, review, outbox);
        }
    });
}

fn answer(ui: &mut Ui, state: &State, review: &MergeReview, outbox: &mut Outbox) {
    let (before, after) = (&review.change.before, &review.change.after);
    let open = review.acceptable();
    let count = |people: u64| NumberStyle::default().count(people as i64);
    let (tone, headline, detail) = if open == 0 {
        let headline = format!("{} people, and no open proposal", count(before.people));
        let detail = "Every decision can be taken back: choose it in the list".to_owned();
        (Tone::Positive, headline, detail)
    } else {
        let (now, then) = (count(before.people), count(after.people));
        let headline = format!("{now} people may be {then}");
        let proposals = plural(open as i64, "open proposal", "open proposals");
        let told = figures::sentence(review);
        (
            Tone::Neutral,
            headline,
            format!("With {proposals} accepted{told}"),
        )
    };
    AnswerCard::new(tone, headline, detail).show(ui, |ui| {
        if open == 0 {
            return;
        }
        let why = why_not(state);
        let help = "Accepts every open proposal that contradicts no rejected one";
        let button = Button::secondary("Accept all open…").enabled(why.is_none());
        if button.hover(why.unwrap_or(help)).show(ui).clicked() {
            let question = Box::new(PeopleQuestion::AcceptAll(open));
            outbox.send(Action::SetOverlay(Some(Overlay::People(question))));
        }
    });
}

/// Why nothing can be stored now; `None` where it can.
pub(super) fn why_not(state: &State) -> Option<&'static str> {
    if state.session.is_read_only() {
        Some("Another window is writing to this workspace")
    } else if state.jobs.busy_with_workspace().is_some() {
        Some("Wait for the running job, or cancel it")
    } else {
        None
    }
}

fn keys(ui: &Ui, state: &State, outbox: &mut Outbox) {
    if state.view.overlay.is_some() || ui.text_edit_focused() {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (key, steps) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
        if pressed(key)
            && let Some(selected) = state.merge_beside(steps)
        {
            list::reveal(ui);
            select(state, selected, outbox);
        }
    }
    let Some(reviewed) = state.selected_merge().filter(|_| why_not(state).is_none()) else {
        return;
    };
    let proposal = &reviewed.proposal;
    let decisions = [
        (Key::A, MergeDecision::Accepted),
        (Key::R, MergeDecision::Rejected),
    ];
    for (key, decision) in decisions {
        if pressed(key) && proposal.decision.is_none() {
            let change = PeopleChange::Decide(proposal.id.clone(), decision);
            outbox.send(Action::ChangePeople(change));
        }
    }
    if pressed(Key::U) && proposal.decision.is_some() {
        outbox.send(Action::ChangePeople(PeopleChange::Undo(
            proposal.id.clone(),
        )));
    }
}

fn select(state: &State, id: String, outbox: &mut Outbox) {
    outbox.send(Action::SetPeople(Box::new(PeopleView {
        selected: Some(id),
        ..state.view.data.people.clone()
    })));
}
