//! What is stored of people, what follows from it, and what people agreed to.

use std::sync::Arc;

use eframe::egui::{Label, Ui};

use super::super::kept::kept;
use super::super::people::why_not;
use crate::app::people::PeopleQuestion;
use crate::app::session::Loaded;
use crate::app::view::Overlay;
use crate::app::{Action, State};
use crate::model::format::NumberStyle;
use crate::model::privacy::{Handling, Privacy};
use crate::model::profile::Consent;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::rows::{hairline, key_value};

/// Draws the card of settings.
pub(super) fn card(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    let privacy = loaded.privacy;
    let mut chosen = privacy;
    let card = Card::new()
        .title("What is stored of people")
        .subtitle("In this workspace file, which never leaves this machine by itself");
    card.show(ui, |ui| {
        let why = why_not(state);
        let emails = match privacy.emails {
            Handling::Keep => {
                "Addresses can be read in this file, in its lists and in what you export from them"
            }
            Handling::Hash => {
                "No address is in this file. The same person is recognised in every later file, and lists show a hash in place of the address"
            }
        };
        let phones = match privacy.phones {
            Handling::Keep => "Numbers can be read in this file",
            Handling::Hash => {
                "No number is in this file. People who gave the same one are still proposed as one"
            }
        };
        let words = ["E-mail addresses", "Store addresses", "Hash addresses", emails];
        choice(ui, words, &mut chosen.emails, why);
        hairline(ui);
        let words = ["Phone numbers", "Store numbers", "Hash numbers", phones];
        choice(ui, words, &mut chosen.phones, why);
        hairline(ui);
        fixed(
            ui,
            "Names and street addresses",
            "Never stored. A keyed hash of both together finds people who may be one",
        );
        hairline(ui);
        fixed(
            ui,
            "Marketing consent",
            "Always stored: it says who may be written to",
        );
    });
    if chosen != privacy {
        ask(chosen, outbox);
    }
}

fn ask(privacy: Privacy, outbox: &mut Outbox) {
    let question = Box::new(PeopleQuestion::Keep(privacy));
    outbox.send(Action::SetOverlay(Some(Overlay::People(question))));
}

/// A setting: its name, both ways, and what follows from the one in force; `why` it cannot be changed now.
fn choice(ui: &mut Ui, words: [&str; 4], handling: &mut Handling, why: Option<&str>) {
    let [name, keep, hash, consequence] = words;
    ui.push_id(name, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let ink = Tokens::of(ui).ink.text;
        ui.label(Font::Medium.text(name, ink));
        let options = [(Handling::Keep, keep), (Handling::Hash, hash)];
        ui.add_enabled_ui(why.is_none(), |ui| segmented(ui, handling, &options))
            .response
            .on_disabled_hover_text(why.unwrap_or_default());
        sentence(ui, consequence);
    });
}

fn fixed(ui: &mut Ui, name: &str, consequence: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let ink = Tokens::of(ui).ink.text;
        ui.label(Font::Medium.text(name, ink));
        sentence(ui, consequence);
    });
}

fn sentence(ui: &mut Ui, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    ui.add(Label::new(Font::Secondary.text(text, muted)).wrap());
}

/// Draws the card of consents.
pub(super) fn consents(ui: &mut Ui, loaded: &Arc<Loaded>) {
    let people = &loaded.snapshot.people;
    let counts = kept(ui, loaded, "consents", &(), || {
        Consent::ALL.map(|state| people.consent.iter().filter(|&&it| it == state).count())
    });
    let card = Card::new()
        .title("Who may be written to")
        .subtitle("Marketing consent of everybody in the workspace, by the newest file that says");
    card.fill_height().show(ui, |ui| {
        if people.is_empty() {
            sentence(ui, "There is nobody yet");
            return;
        }
        let style = NumberStyle::default();
        for (state, &count) in Consent::ALL.into_iter().zip(counts.iter()) {
            let share = count as f64 / people.len() as f64;
            let value = format!(
                "{} · {}",
                style.count(count as i64),
                style.percent(share, 1)
            );
            key_value(ui, word(state), &value);
        }
    });
}

fn word(state: Consent) -> &'static str {
    match state {
        Consent::Subscribed => "Subscribed",
        Consent::Unsubscribed => "Unsubscribed",
        Consent::Unknown => "No file says",
    }
}
