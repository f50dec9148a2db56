//! The list of merge proposals, and what is not proposed.

use eframe::egui::{Id, Ui};

use super::select;
use crate::analysis::identity::{MergeReview, ReviewedProposal};
use crate::app::people::{MergeFilter, PeopleView};
use crate::app::{Action, State};
use crate::model::format::{NumberStyle, plural};
use crate::model::merge::{MergeDecision, MergeProposal, MergeReason};
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, size, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::rows::ListRow;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording;

const PEOPLE: usize = 0;
const WHY: usize = 1;
const ORDERS: usize = 2;
const NET: usize = 3;

/// More proposals than this scroll inside the card.
const SHOWN: usize = 12;

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, review: &MergeReview, outbox: &mut Outbox) {
    let card = Card::new().title("Merge proposals").fill_height();
    card.show(ui, |ui| {
        filter(ui, state, review, outbox);
        ui.add_space(space::XS);
        table(ui, state, review.currency, outbox);
        unproposed(ui, review);
    });
}

/// The list shows the proposal looked at, wherever it is, the next time that it is drawn.
pub(super) fn reveal(ui: &Ui) {
    ui.data_mut(|data| data.insert_temp(reveal_id(), true));
}

fn reveal_id() -> Id {
    Id::unique("reveal-merge")
}

fn filter(ui: &mut Ui, state: &State, review: &MergeReview, outbox: &mut Outbox) {
    let view = &state.view.data.people;
    let labels = MergeFilter::ALL.map(|filter| {
        let proposals = review.proposals.iter();
        let count = proposals.filter(|it| filter.fits(&it.proposal)).count();
        let count = NumberStyle::default().count(count as i64);
        (filter, format!("{} {count}", filter.label()))
    });
    let options: Vec<(MergeFilter, &str)> = labels
        .iter()
        .map(|(filter, label)| (*filter, label.as_str()))
        .collect();
    let mut filter = view.filter;
    if segmented(ui, &mut filter, &options) {
        outbox.send(Action::SetPeople(Box::new(PeopleView {
            filter,
            selected: None,
            ..view.clone()
        })));
    }
}

fn table(ui: &mut Ui, state: &State, currency: Currency, outbox: &mut Outbox) {
    let shown: Vec<&ReviewedProposal> = state.shown_merges().collect();
    if shown.is_empty() {
        let muted = Tokens::of(ui).ink.muted;
        let text = match state.view.data.people.filter {
            MergeFilter::Open => "No proposal waits for a decision",
            MergeFilter::Accepted => "Nothing is accepted yet",
            MergeFilter::Rejected => "Nothing is rejected",
            MergeFilter::All => "There is no proposal",
        };
        ui.label(Font::Body.text(text, muted));
        return;
    }
    let selected = state.selected_merge();
    let at = selected.and_then(|it| shown.iter().position(|shown| std::ptr::eq(*shown, it)));
    let columns = columns(currency, says_state(state, &shown));
    let mut table = Table::new(ui, "merges", &columns, shown.len())
        .clickable()
        .selected(at);
    if ui
        .data_mut(|data| data.remove_temp::<bool>(reveal_id()))
        .is_some()
    {
        table = table.reveal(at);
    }
    if shown.len() > SHOWN {
        table = table.max_height(size::ROW * (SHOWN as f32 + 1.5));
    }
    let response = table.show(ui, |row, column| cell(shown[row], column, currency));
    if let Some(row) = response.clicked {
        select(state, shown[row].proposal.id.clone(), outbox);
    }
}

/// Whether the state of a listed proposal is not plain from the filter.
fn says_state(state: &State, shown: &[&ReviewedProposal]) -> bool {
    match state.view.data.people.filter {
        MergeFilter::Open => shown.iter().any(|it| it.proposal.contradicts_rejection),
        MergeFilter::Accepted | MergeFilter::Rejected => false,
        MergeFilter::All => true,
    }
}

fn columns(currency: Currency, with_state: bool) -> Vec<Column> {
    let flexible = |share, min| Width::Flexible { share, min };
    let meaning = "Orders that count of everybody whom the proposal names, as they are counted now";
    let orders = Definition::new("Orders", meaning);
    let net = Definition::new(
        "Net sales",
        "Sales after discounts and refunds, without tax and shipping, of these orders",
    );
    let net_header = if currency.is_named() {
        format!("Net ({currency})")
    } else {
        "Net".to_owned()
    };
    let mut columns = vec![
        Column::text("People")
            .width(flexible(1.7, 170.0))
            .unsorted(),
        Column::text("Why").width(flexible(1.0, 130.0)).unsorted(),
        Column::number("Orders").unsorted().definition(orders),
        Column::number(net_header).unsorted().definition(net),
    ];
    if with_state {
        columns.push(Column::drawing("State", 104.0));
    }
    columns
}

fn cell<'a>(reviewed: &ReviewedProposal, column: usize, currency: Currency) -> Cell<'a> {
    let proposal = &reviewed.proposal;
    let style = NumberStyle::default();
    match column {
        PEOPLE => {
            let keys = proposal.people.iter().map(|member| &member.key);
            Cell::text(wording::people(keys))
        }
        WHY => Cell::text(why(proposal)).muted(),
        ORDERS => Cell::text(style.count(reviewed.orders() as i64)),
        NET => {
            let major = reviewed.net() as f64 / currency.minor_per_major() as f64;
            Cell::text(style.decimal(major, currency.exponent() as usize))
        }
        _ => {
            let (tone, word) = state_of(proposal);
            Cell::status(tone, word)
        }
    }
}

/// `Same phone (2), name and address`.
pub(super) fn why(proposal: &MergeProposal) -> String {
    let mut words = String::new();
    for found in &proposal.evidence {
        let label = found.reason.label();
        if words.is_empty() {
            words.push_str(label);
        } else {
            words.push_str(", ");
            words.push_str(label.trim_start_matches("Same "));
        }
        if found.shared > 1 {
            words.push_str(&format!(" ({})", found.shared));
        }
    }
    if words.is_empty() {
        words.push_str("Files no longer say");
    }
    words
}

/// Where a proposal stands, in one word.
pub(super) fn state_of(proposal: &MergeProposal) -> (Tone, &'static str) {
    match proposal.decision {
        Some(MergeDecision::Accepted) => (Tone::Positive, MergeDecision::Accepted.label()),
        Some(MergeDecision::Rejected) => (Tone::Neutral, MergeDecision::Rejected.label()),
        None if !proposal.joins() => (Tone::Neutral, "Settled"),
        None if proposal.contradicts_rejection => (Tone::Warning, "Contradicts"),
        None => (Tone::Warning, "Open"),
    }
}

/// What people share without being proposed as one.
pub(super) fn unproposed(ui: &mut Ui, review: &MergeReview) {
    let mut notes = Vec::new();
    for reason in MergeReason::ALL {
        let people = review.hubs.iter().filter(|hub| hub.reason == reason);
        let people: Vec<u64> = people.map(|hub| hub.people).collect();
        if let Some(most) = people.iter().max() {
            let (one, many) = match reason {
                MergeReason::Phone => ("phone", "phones"),
                MergeReason::NameAndAddress => ("name and address", "names and addresses"),
            };
            let count = plural(people.len() as i64, one, many);
            let most = NumberStyle::default().count(*most as i64);
            notes.push((
                format!("Not proposed: {count}, shared by up to {most} people"),
                "So many share what belongs to a shop or a pick-up point, not to one person",
            ));
        }
    }
    if review.households > 0 {
        let phones = plural(review.households as i64, "phone", "phones");
        notes.push((
            format!("Not proposed: {phones} of people with different surnames"),
            "They live together or work together, and stay apart",
        ));
    }
    if notes.is_empty() {
        return;
    }
    ui.add_space(space::S);
    for (at, (title, detail)) in notes.iter().enumerate() {
        let row = ListRow::new(title).tone(Tone::Neutral).detail(detail);
        let row = if at + 1 == notes.len() {
            row.last()
        } else {
            row
        };
        row.show(ui);
    }
}
