//! The proposal looked at: its people, what speaks for it, what accepting it changes, the decision.

use eframe::egui::Ui;

use super::{figures, list, why_not};
use crate::analysis::identity::{MergeReview, ReviewedProposal};
use crate::app::answers::Query;
use crate::app::people::PeopleChange;
use crate::app::{Action, State};
use crate::model::format::{NumberStyle, plural};
use crate::model::merge::MergeDecision;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::screens::answered::answered;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::ListRow;
use crate::ui::wording;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, review: &MergeReview, outbox: &mut Outbox) {
    let Some(reviewed) = state.selected_merge() else {
        Card::new().title("Proposal").fill_height().show(ui, |ui| {
            let muted = Tokens::of(ui).ink.muted;
            ui.label(Font::Body.text("None is listed", muted));
        });
        return;
    };
    let card = Card::new()
        .title(list::why(&reviewed.proposal))
        .fill_height();
    card.show(ui, |ui| {
        people(ui, review, reviewed);
        doubts(ui, reviewed);
        ui.add_space(space::XS);
        decide(ui, state, reviewed, outbox);
        ui.add_space(space::XS);
        change(ui, state, review, reviewed);
    });
}

fn people(ui: &mut Ui, review: &MergeReview, reviewed: &ReviewedProposal) {
    for (at, person) in reviewed.counted.iter().enumerate() {
        let net = NumberStyle::default().money(person.net, review.currency);
        let orders = plural(person.orders as i64, "order", "orders");
        let (title, detail) = (
            wording::people(&person.keys),
            format!("{orders}, {net} net"),
        );
        let row = ListRow::new(&title).detail(&detail);
        let is_last = at + 1 == reviewed.counted.len();
        let row = if is_last { row.last() } else { row };
        row.show(ui);
    }
}

/// Where it stands, in a sentence, where that is not plain.
fn doubts(ui: &mut Ui, reviewed: &ReviewedProposal) {
    let proposal = &reviewed.proposal;
    let (tone, sentence) = match proposal.decision {
        Some(MergeDecision::Accepted) => (Tone::Positive, "Accepted: counted as one person"),
        Some(MergeDecision::Rejected) if !proposal.joins() => (
            Tone::Warning,
            "Rejected, but other accepted proposals make them one person",
        ),
        Some(MergeDecision::Rejected) => (Tone::Neutral, "Rejected: counted apart"),
        None if !proposal.joins() => (
            Tone::Neutral,
            "Settled: other accepted proposals make them one person already",
        ),
        None if proposal.contradicts_rejection => (
            Tone::Warning,
            "Accepting it joins people whom a rejected proposal keeps apart",
        ),
        None => return,
    };
    ListRow::new(sentence).tone(tone).last().show(ui);
}

fn decide(ui: &mut Ui, state: &State, reviewed: &ReviewedProposal, outbox: &mut Outbox) {
    let proposal = &reviewed.proposal;
    let why = why_not(state);
    let shown = |button: Button, help: &str, ui: &mut Ui| {
        let button = button.enabled(why.is_none()).hover(why.unwrap_or(help));
        button.show(ui).clicked()
    };
    let mut chosen = None;
    ui.horizontal(|ui| {
        let decide = |decision| PeopleChange::Decide(proposal.id.clone(), decision);
        if proposal.decision.is_none() {
            let accept = Button::primary("Accept").shortcut("A");
            if shown(accept, "They are one person. Can be taken back", ui) {
                chosen = Some(decide(MergeDecision::Accepted));
            }
            let reject = Button::secondary("Reject").shortcut("R");
            if shown(reject, "They are not one person. Can be taken back", ui) {
                chosen = Some(decide(MergeDecision::Rejected));
            }
        } else {
            let undo = Button::secondary("Undo").icon(icons::UNDO).shortcut("U");
            let help = "Takes the decision back: the proposal is open again";
            if shown(undo, help, ui) {
                chosen = Some(PeopleChange::Undo(proposal.id.clone()));
            }
        }
    });
    if let Some(change) = chosen {
        outbox.send(Action::ChangePeople(change));
    }
}

/// What accepting it alone changes, where it changes anything.
fn change(ui: &mut Ui, state: &State, review: &MergeReview, reviewed: &ReviewedProposal) {
    if !reviewed.proposal.joins() {
        return;
    }
    let query = Query::Merge(Box::new(reviewed.proposal.clone()));
    let answer = state.answers.merge().map(AsRef::as_ref);
    answered(ui, state, query, answer, |ui, change| {
        figures::table(ui, "merge-figures", change, review.currency);
    });
}
