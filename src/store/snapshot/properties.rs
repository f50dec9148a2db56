//! Properties of people: columns that only some exports have, such as custom properties.

use super::{PersonId, TextId};

/// One property with who has it. A person with several profiles has the value of the first profile that
/// says, as in [`People`](super::People).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyColumn {
    /// The header as first written; headers that differ only in case are one property.
    pub name: TextId,
    /// Who has a value, ascending.
    pub people: Vec<PersonId>,
    /// Their values as written.
    pub values: Vec<TextId>,
}
