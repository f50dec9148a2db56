//! Privacy of a workspace: what it keeps of the people in export files.

use serde::{Deserialize, Serialize};

/// What becomes of one kind of personal text at import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// Stored as written.
    Keep,
    /// Not stored; a keyed hash of it tells the same person again.
    Hash,
}

impl Handling {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Keep, Self::Hash];

    /// The word on the command line, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Hash => "hash",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Keep => "Stored as written",
            Self::Hash => "Not stored, recognised by a keyed hash",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|handling| handling.id() == text)
    }
}

/// How a workspace treats what identifies people.
///
/// Names and street addresses have no setting: they are never stored, only a keyed hash of both
/// together. Marketing consent is always stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Privacy {
    /// Telephone numbers.
    pub phones: Handling,
    /// E-mail addresses.
    pub emails: Handling,
}

impl Default for Privacy {
    /// Phones are not kept, e-mail addresses are.
    fn default() -> Self {
        Self {
            phones: Handling::Hash,
            emails: Handling::Keep,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for handling in Handling::ALL {
            assert_eq!(Handling::parse(handling.id()), Some(handling));
        }
        assert_eq!(Handling::parse("Keep it"), None);
    }
}
