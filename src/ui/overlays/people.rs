//! The questions before people are merged all at once, before settings of privacy change, and before
//! somebody is forgotten.

use eframe::egui::{Context, Label};

use crate::app::people::{PeopleQuestion, records};
use crate::app::{Action, State};
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
pub(super) fn show(
    context: &Context,
    state: &State,
    question: &PeopleQuestion,
    outbox: &mut Outbox,
) {
    let words = words(state, question);
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

fn words(state: &State, question: &PeopleQuestion) -> Words {
    match question {
        PeopleQuestion::AcceptAll(count) => Words {
            title: format!("Accept {}?", plural(*count as i64, "proposal", "proposals")),
            sentences: vec![
                "The people of each are counted as one from now on. Every proposal can be taken back, one at a time".to_owned(),
            ],
            yes: "Accept all",
            is_final: false,
        },
        PeopleQuestion::Keep(privacy) => {
            let loaded = state.session.loaded.as_ref();
            keep(loaded.map_or(*privacy, |loaded| loaded.privacy), *privacy)
        }
        PeopleQuestion::Forget(person) => forget(person),
    }
}

/// Only of what becomes another.
fn keep(before: Privacy, privacy: Privacy) -> Words {
    let kinds = [
        (
            "e-mail address",
            "e-mail addresses",
            before.emails,
            privacy.emails,
        ),
        (
            "phone number",
            "phone numbers",
            before.phones,
            privacy.phones,
        ),
    ];
    let mut words = Words {
        title: "Change what is stored?".to_owned(),
        sentences: Vec::new(),
        yes: "Change",
        is_final: false,
    };
    for (one, many, before, handling) in kinds {
        match handling {
            _ if handling == before => {}
            Handling::Keep => {
                words.title = format!("Store {many}?");
                words.sentences.push(format!(
                    "From the next import on, {many} are stored as written. Those that were not stored come back only by importing the files again"
                ));
            }
            Handling::Hash => {
                words.title = format!("Stop storing {many}?");
                words.is_final = true;
                words.sentences.push(format!(
                    "Every {one} in this workspace is replaced by a keyed hash now, for good, and none is stored from now on"
                ));
            }
        }
    }
    words.sentences.push(
        "The same people stay recognised in every file, so no number of an analysis changes"
            .to_owned(),
    );
    words
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
