//! Finding somebody by whatever names them, and forgetting them.

use eframe::egui::{Align, Key, Label, Layout, Ui, WidgetInfo, accesskit::Role};

use super::super::people::why_not;
use crate::app::answers::Query;
use crate::app::people::{PeopleQuestion, PeopleView, records};
use crate::app::view::Overlay;
use crate::app::{Action, State};
use crate::model::format::plural;
use crate::store::{FoundPeople, FoundPerson};
use crate::ui::outbox::Outbox;
use crate::ui::screens::answered::answered;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::{ListRow, hairline};
use crate::ui::wording;

/// The words on the button beside the field.
const FIND: &str = "Find";

/// Draws the card.
pub(super) fn card(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let card = Card::new()
        .title("Forget a person")
        .subtitle("Everything that says who they are goes; their orders stay in all sums");
    card.fill_height().show(ui, |ui| {
        search(ui, state, outbox);
        let asked = &state.view.data.people.asked;
        if asked.is_empty() {
            let text = "Nothing is removed before you have seen what goes and said so. A keyed hash stays, so that later imports do not bring them back";
            let muted = Tokens::of(ui).ink.muted;
            ui.add(Label::new(Font::Secondary.text(text, muted)).wrap());
            return;
        }
        let query = Query::Person(asked.clone());
        let stamp = state.stamp(query.clone());
        if let Some(failure) = state.answers.slot(&query).failure_of(&stamp) {
            let title = "The workspace could not be searched";
            let row = ListRow::new(title).tone(Tone::Negative).detail(failure);
            row.last().show(ui);
            return;
        }
        ui.add_space(space::S);
        // Somebody else's answer is not shown meanwhile: the button beside it removes for good.
        let is_theirs = state.answers.is_current(&stamp);
        let answer = state.answers.person().filter(|_| is_theirs);
        let answer = answer.map(AsRef::as_ref);
        answered(ui, state, query, answer, |ui, found| {
            results(ui, state, found, outbox);
        });
    });
}

fn search(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let view = &state.view.data.people;
    let mut text = view.search.clone();
    let mut is_asked = false;
    ui.horizontal(|ui| {
        let words = paint::line(ui, FIND, Font::Medium, Tokens::of(ui).ink.text);
        let button = words.size().x.ceil() + 2.0 * space::M;
        let width = (ui.available_width() - button - space::S).max(120.0);
        let field = TextField::new("E-mail address, phone or customer id", &mut text)
            .hint("E-mail address, phone or customer id")
            .in_row()
            .width(width);
        let response = field.show(ui);
        is_asked = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let button = Button::secondary(FIND).enabled(!text.trim().is_empty());
        is_asked |= button.show(ui).clicked();
    });
    let asked = if is_asked {
        text.trim().to_owned()
    } else {
        view.asked.clone()
    };
    if text == view.search && asked == view.asked {
        return;
    }
    outbox.send(Action::SetPeople(Box::new(PeopleView {
        done: if is_asked { None } else { view.done.clone() },
        search: text,
        asked,
        ..view.clone()
    })));
}

fn results(ui: &mut Ui, state: &State, found: &FoundPeople, outbox: &mut Outbox) {
    let muted = Tokens::of(ui).ink.muted;
    let asked = &state.view.data.people.asked;
    if found.people.is_empty() {
        let text = format!("Nobody in the workspace is known as {asked}");
        ui.add(Label::new(Font::Body.text(text, muted)).wrap());
        return;
    }
    if found.people.len() > 1 {
        let all = found.people.len() as u64 + found.more;
        let mut text = plural(all as i64, "person has this", "people have this");
        if found.more > 0 {
            text.push_str(&format!("; {} are shown", found.people.len()));
        }
        ui.label(Font::Body.text(text, muted));
    }
    for (at, person) in found.people.iter().enumerate() {
        if at > 0 {
            hairline(ui);
        }
        result(ui, state, person, outbox);
    }
}

/// Who it is and what goes at the left, the button at the right.
fn result(ui: &mut Ui, state: &State, person: &FoundPerson, outbox: &mut Outbox) {
    let tokens = Tokens::of(ui);
    let who = wording::people(&person.identities);
    let mut is_asked = false;
    ui.push_id(&person.key.0, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let why = why_not(state);
            let button = Button::secondary("Forget…").destructive();
            let help = "Asks once more, then removes what is listed";
            let button = button.enabled(why.is_none()).hover(why.unwrap_or(help));
            let button = button.show(ui);
            let (is_enabled, name) = (ui.is_enabled() && why.is_none(), format!("Forget {who}…"));
            button.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, &name));
            is_asked = button.clicked();
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.add(Label::new(Font::Medium.text(&who, tokens.ink.text)).wrap());
                let orders = plural(person.orders_kept as i64, "order", "orders");
                for line in [
                    format!("Goes: {}", goes(person).join(", ")),
                    format!("Stays as nobody's: {orders}"),
                ] {
                    ui.add(Label::new(Font::Secondary.text(line, tokens.ink.muted)).wrap());
                }
            });
        });
    });
    if is_asked {
        let question = Box::new(PeopleQuestion::Forget(person.clone()));
        outbox.send(Action::SetOverlay(Some(Overlay::People(question))));
    }
}

/// What forgetting takes, by kind.
fn goes(person: &FoundPerson) -> Vec<String> {
    let mut kinds = records(&person.removed);
    let identities = person.identities.len() as i64;
    kinds.push(plural(identities, "identity", "identities"));
    if person.hints > 0 {
        kinds.push(plural(person.hints as i64, "keyed hash", "keyed hashes"));
    }
    kinds
}
