//! Message events: what one person did with one message, as an e-mail tool or a log reports it.

use serde::{Deserialize, Serialize};

use super::person::Identity;
use super::time::Moment;

/// One event. The same person, moment, kind and message is the same event in the next export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEvent {
    /// Whose message.
    pub identity: Identity,
    /// What happened.
    pub kind: MessageEventKind,
    /// When.
    pub at: Moment,
    /// Which message.
    pub message: Message,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// A message by what its tool calls it; ids where the file has them, else names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Message {
    /// The message itself.
    pub message: Option<String>,
    /// The campaign that it belongs to.
    pub campaign: Option<String>,
    /// The flow that it belongs to.
    pub flow: Option<String>,
    /// The variation that the person got.
    pub variation: Option<String>,
}

/// What happened with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageEventKind {
    /// It was sent.
    Sent,
    /// It arrived.
    Delivered,
    /// It was opened; inflated by mail privacy proxies.
    Opened,
    /// A link in it was clicked.
    Clicked,
    /// It could not be delivered.
    Bounced,
    /// The person unsubscribed.
    Unsubscribed,
    /// The person called it spam.
    Complained,
    /// The tool says that it led to an order: a claim, never added to order revenue.
    Ordered,
}

impl MessageEventKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Sent,
        Self::Delivered,
        Self::Opened,
        Self::Clicked,
        Self::Bounced,
        Self::Unsubscribed,
        Self::Complained,
        Self::Ordered,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Opened => "opened",
            Self::Clicked => "clicked",
            Self::Bounced => "bounced",
            Self::Unsubscribed => "unsubscribed",
            Self::Complained => "complained",
            Self::Ordered => "ordered",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sent => "Sent",
            Self::Delivered => "Delivered",
            Self::Opened => "Opened",
            Self::Clicked => "Clicked",
            Self::Bounced => "Bounced",
            Self::Unsubscribed => "Unsubscribed",
            Self::Complained => "Marked as spam",
            Self::Ordered => "Order claimed",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The kind of an event as tools name it: `Received Email`, `email_opened`, `click`.
    ///
    /// `None` for every event that is not about a message, such as `Clicked Product`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let words: Vec<&str> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty() && !FILLERS.contains(word))
            .collect();
        match words[..] {
            ["sent" | "send" | "processed"] => Some(Self::Sent),
            ["received" | "delivered" | "delivery" | "deliver"] => Some(Self::Delivered),
            ["opened" | "open" | "opens"] => Some(Self::Opened),
            ["clicked" | "click" | "clicks"] => Some(Self::Clicked),
            ["bounced" | "bounce" | "bounces"] => Some(Self::Bounced),
            ["unsubscribed" | "unsubscribe" | "unsub" | "unsubscribes"] => Some(Self::Unsubscribed),
            ["marked", "spam"]
            | ["spam" | "spamreport" | "complaint" | "complained"]
            | ["spam", "complaint"] => Some(Self::Complained),
            _ => None,
        }
    }
}

/// Words beside the one that says what happened.
const FILLERS: &[&str] = &[
    "email",
    "e",
    "mail",
    "sms",
    "mms",
    "push",
    "whatsapp",
    "message",
    "notification",
    "text",
    "link",
    "from",
    "as",
    "to",
    "list",
    "marketing",
    "hard",
    "soft",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back() {
        for kind in MessageEventKind::ALL {
            assert_eq!(MessageEventKind::parse(kind.id()), Some(kind));
        }
        assert_eq!(MessageEventKind::parse("Opened"), None);
    }

    #[test]
    fn events_are_known_by_their_names() {
        for (name, expected) in [
            ("Received Email", Some(MessageEventKind::Delivered)),
            ("Opened Email", Some(MessageEventKind::Opened)),
            ("email_clicked", Some(MessageEventKind::Clicked)),
            ("CLICK", Some(MessageEventKind::Clicked)),
            ("Bounced SMS", Some(MessageEventKind::Bounced)),
            (
                "Unsubscribed from Email Marketing",
                Some(MessageEventKind::Unsubscribed),
            ),
            ("Marked Email as Spam", Some(MessageEventKind::Complained)),
            ("sent", Some(MessageEventKind::Sent)),
            ("Clicked Product", None),
            ("Placed Order", None),
            ("Subscribed to List", None),
            ("", None),
        ] {
            assert_eq!(MessageEventKind::of_name(name), expected, "{name}");
        }
    }
}
