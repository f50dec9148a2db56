//! Message events.

use crate::model::message::{Message, MessageEvent, MessageEventKind};
use crate::store::files::{self, FileId};
use crate::store::identity::Whose;
use crate::store::import::{Import, Outcome};
use crate::store::write::message_events::{self, Record};
use crate::store::{StoreError, Workspace, read};

/// All message events, by person, then by time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageHistory {
    /// Person keys, sorted; people whom a profile identifies have the key that their orders have.
    pub people: Vec<String>,
    /// The messages, sorted.
    pub messages: Vec<Message>,
    /// The events.
    pub events: Vec<MessageRow>,
}

/// One event of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// Place in [`MessageHistory::people`].
    pub person: u32,
    /// When, UTC microseconds.
    pub at: i64,
    /// What happened.
    pub kind: MessageEventKind,
    /// Place in [`MessageHistory::messages`].
    pub message: u32,
}

impl Import<'_> {
    /// Stores a message event; refuses one that belongs to nobody.
    pub fn put_message_event(
        &mut self,
        file: FileId,
        event: &MessageEvent,
    ) -> Result<Outcome, StoreError> {
        let line = event.source_line;
        let record = "message event";
        let whose = self.whose(&event.identity);
        let person = match self.told(whose)? {
            Whose::Person(person, _) => person,
            Whose::Forgotten => return Ok(Outcome::Forgotten),
            Whose::Nobody => return Err(StoreError::Nobody { record, line }),
        };
        let message = self.told(message_events::message(self.connection(), &event.message))?;
        let record = Record {
            person,
            at: event.at.utc_micros,
            kind: event.kind,
            message,
        };
        let line = files::to_stored(line);
        let known = message_events::put(self.connection(), record, file.0, line);
        let Some(known) = self.told(known)? else {
            self.note_change();
            return Ok(Outcome::New);
        };
        if self.replaces(file, known) {
            let moved = message_events::set_source(self.connection(), record, file.0, line);
            self.told(moved)?;
            self.note_change();
        }
        Ok(Outcome::Unchanged)
    }
}

impl Workspace {
    /// Every message event.
    pub fn message_events(&self) -> Result<MessageHistory, StoreError> {
        self.read_with(read::message_events::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::person::Identity;
    use crate::model::profile::{Consent, Platform, Profile};
    use crate::model::time::Moment;
    use crate::store::records::testing::Scratch;

    fn event(email: &str, id: &str, kind: MessageEventKind, at: i64) -> MessageEvent {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        MessageEvent {
            identity: Identity {
                email: text(email),
                customer_id: text(id),
                ..Identity::default()
            },
            kind,
            at: Moment::utc(at),
            message: Message {
                message: Some("M1".into()),
                ..Message::default()
            },
            source_line: 2,
        }
    }

    #[test]
    fn events_are_stored_once_and_belong_to_the_person_of_the_profile() {
        let mut scratch = Scratch::new();
        let mut put = |event: &MessageEvent| {
            scratch.import(|import, file| import.put_message_event(file, event).unwrap())
        };
        let opened = event("zoe@x.eu", "", MessageEventKind::Opened, 50);
        assert_eq!(put(&opened), Outcome::New);
        assert_eq!(put(&opened), Outcome::Unchanged);
        assert_eq!(
            put(&event("", "K1", MessageEventKind::Clicked, 40)),
            Outcome::New
        );
        assert_eq!(
            put(&event("", "K1", MessageEventKind::Delivered, 30)),
            Outcome::New
        );
        let people = |scratch: &Scratch| scratch.workspace.message_events().unwrap().people;
        assert_eq!(people(&scratch), ["email:zoe@x.eu", "id:K1"]);

        let profile = Profile {
            platform: Platform::Klaviyo,
            identity: Identity {
                email: Some("ann@x.eu".into()),
                customer_id: Some("K1".into()),
                ..Identity::default()
            },
            consent: Consent::Subscribed,
            tags: Vec::new(),
            country: None,
            total_orders: None,
            total_spent: None,
            properties: Vec::new(),
            source_line: 2,
        };
        scratch.import(|import, file| import.put_profile(file, &profile, 1).unwrap());
        let history = scratch.workspace.message_events().unwrap();
        assert_eq!(history.people, ["email:ann@x.eu", "email:zoe@x.eu"]);
        let told: Vec<_> = history
            .events
            .iter()
            .map(|event| (event.person, event.at, event.kind.id()))
            .collect();
        assert_eq!(
            told,
            [(0, 30, "delivered"), (0, 40, "clicked"), (1, 50, "opened")]
        );
        assert_eq!(history.messages, [opened.message]);
    }
}
