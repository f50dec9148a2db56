//! The questions before people are merged all at once, before settings of privacy change, and before
//! somebody is forgotten.

use eframe::egui::{Context, Label};

use crate::app::Action;
use crate::app::people::{PeopleQuestion, records};
use crate::model::format::plural;
use crate::model::privacy::{Handling, Privacy};
use crate::store::FoundPerson;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::modal::{Dialog, dialog_actions};
use crate::ui::wording;

/// A question in words.
struct Words {
    title: String,
    sentences: Vec<String>,
    yes: &'static str,
    is_final: bool,
}

/// Draws the dialog.
pub(super) fn show(context: &Context, question: &PeopleQuestion, outbox: &mut Outbox) {
    let words = words(question);
    let response = Dialog::new(&words.title).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let ink = Tokens::of(ui).ink.text;
        for sentence in &words.sentences {
            ui.add(Label::new(Font::Body.text(sentence, ink)).wrap());
        }
        dialog_actions(ui, |ui| {
            let yes = if words.is_final {
                Button::secondary(words.yes).destructive()
            } else {
                Button::primary(words.yes)
            };
            if yes.show(ui).clicked() {
                outbox.send(Action::Confirm);
            }
            if Button::secondary("Cancel").show(ui).clicked() {
                outbox.send(Action::SetOverlay(None));
            }
        });
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    }
}

fn words(question: &PeopleQuestion) -> Words {
    match question {
        PeopleQuestion::AcceptAll(count) => Words {
            title: format!("Accept {}?", plural(*count as i64, "proposal", "proposals")),
            sentences: vec![
                "The people of each are counted as one from now on. Every proposal can be taken back, one at a time".to_owned(),
            ],
            yes: "Accept all",
            is_final: false,
        },
        PeopleQuestion::Keep(privacy) => keep(*privacy),
        PeopleQuestion::Forget(person) => forget(person),
    }
}

fn keep(privacy: Privacy) -> Words {
    let emails = match privacy.emails {
        Handling::Keep => "E-mail addresses are stored as written",
        Handling::Hash => {
            "No e-mail address is stored: those in the workspace are removed now, for good"
        }
    };
    let phones = match privacy.phones {
        Handling::Keep => "Phone numbers are stored as written",
        Handling::Hash => {
            "No phone number is stored: those in the workspace are removed now, for good"
        }
    };
    let mut sentences = vec![emails.to_owned(), phones.to_owned()];
    let is_final = [privacy.emails, privacy.phones].contains(&Handling::Hash);
    sentences.push("People stay recognised across imports, and no number of the analysis changes. What is not stored comes back only by importing the files again".to_owned());
    Words {
        title: "Change what is stored?".to_owned(),
        sentences,
        yes: "Change",
        is_final,
    }
}

fn forget(person: &FoundPerson) -> Words {
    let mut removed = records(&person.removed);
    let identities = person.identities.len() as i64;
    removed.push(plural(identities, "identity", "identities"));
    if person.hints > 0 {
        removed.push(plural(person.hints as i64, "keyed hash", "keyed hashes"));
    }
    let orders = plural(person.orders_kept as i64, "order stays", "orders stay");
    Words {
        title: "Forget this person?".to_owned(),
        sentences: vec![
            wording::people(&person.identities),
            format!(
                "Removed for good: {}, and cells of import issues that name them",
                removed.join(", ")
            ),
            format!(
                "{orders} as nobody's, so no sum changes. Later imports do not bring them back. There is no way to take this back"
            ),
        ],
        yes: "Forget",
        is_final: true,
    }
}
