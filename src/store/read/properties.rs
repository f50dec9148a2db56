//! Properties of profiles to columns of people.

use std::collections::HashMap;

use super::cells::Words;
use crate::store::snapshot::{PersonId, PropertyColumn, TextId};

/// Columns that grow person by person.
pub(super) struct Properties<'a> {
    words: &'a Words,
    /// The numbers of the words in the snapshot's dictionary.
    numbers: &'a [TextId],
    /// The column of each header as written.
    places: HashMap<TextId, usize>,
    /// The column of each header as compared.
    folded: HashMap<String, usize>,
    columns: Vec<PropertyColumn>,
}

impl<'a> Properties<'a> {
    /// None yet.
    pub(super) fn new(words: &'a Words, numbers: &'a [TextId]) -> Self {
        Self {
            words,
            numbers,
            places: HashMap::new(),
            folded: HashMap::new(),
            columns: Vec::new(),
        }
    }

    /// Adds what a profile says of a person who comes no earlier than the last one; what a profile
    /// before it said stays.
    pub(super) fn add(&mut self, person: PersonId, properties: &[(TextId, TextId)]) {
        for &(name, value) in properties {
            let place = match self.places.get(&name) {
                Some(&place) => place,
                None => self.place(name),
            };
            let column = &mut self.columns[place];
            if column.people.last() != Some(&person) {
                column.people.push(person);
                column.values.push(self.numbers[value.index()]);
            }
        }
    }

    fn place(&mut self, name: TextId) -> usize {
        let folded = self.words.all.get(name).trim().to_lowercase();
        let place = *self.folded.entry(folded).or_insert(self.columns.len());
        if place == self.columns.len() {
            self.columns.push(PropertyColumn {
                name: self.numbers[name.index()],
                people: Vec::new(),
                values: Vec::new(),
            });
        }
        self.places.insert(name, place);
        place
    }

    /// The columns, by header.
    pub(super) fn finish(self) -> Vec<PropertyColumn> {
        let mut by_name: Vec<(String, usize)> = self.folded.into_iter().collect();
        by_name.sort_unstable();
        let mut columns: Vec<Option<PropertyColumn>> = self.columns.into_iter().map(Some).collect();
        by_name
            .into_iter()
            .filter_map(|(_, place)| columns[place].take())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::profile::{Consent, Platform, Profile, Property};
    use crate::store::snapshot::Snapshot;
    use crate::store::tests::support::{Export, Scratch, import, profile};

    fn with(email: &str, platform: Platform, properties: &[(&str, &str)]) -> Profile {
        Profile {
            platform,
            properties: properties
                .iter()
                .map(|&(name, value)| Property {
                    name: name.into(),
                    value: value.into(),
                })
                .collect(),
            ..profile(email, Consent::Unknown)
        }
    }

    fn rows(snapshot: &Snapshot) -> Vec<String> {
        let people = &snapshot.people;
        let columns = people.properties.iter();
        let row = |column: &super::PropertyColumn, at: usize| {
            let key = snapshot.text(people.key[column.people[at] as usize]);
            let (name, value) = (column.name, column.values[at]);
            format!("{key} {}: {}", snapshot.text(name), snapshot.text(value))
        };
        columns
            .flat_map(|column| (0..column.people.len()).map(move |at| row(column, at)))
            .collect()
    }

    #[test]
    fn the_profile_that_is_believed_first_says_what_a_property_is() {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let profiles = vec![
            with(
                "ann@x.eu",
                Platform::List,
                &[("ROAST ", "light"), ("Size", "10")],
            ),
            with("ann@x.eu", Platform::Klaviyo, &[("Roast", "dark")]),
            with(
                "bob@x.eu",
                Platform::Klaviyo,
                &[("Zip", "A 1"), ("roast", "dark")],
            ),
            with("cleo@x.eu", Platform::Klaviyo, &[]),
        ];
        let export = Export {
            profiles,
            ..Export::of("a.csv", Vec::new())
        };
        import(&mut workspace, &[export]);
        assert_eq!(
            rows(&workspace.snapshot().unwrap()),
            [
                "email:ann@x.eu Roast: dark",
                "email:bob@x.eu Roast: dark",
                "email:ann@x.eu Size: 10",
                "email:bob@x.eu Zip: A 1",
            ]
        );
    }
}
