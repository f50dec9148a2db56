//! Name and street address of a row, for telling whether two people may be one.
//!
//! The text is only ever compared, and only in the forms made here; the store keeps keyed hashes.

/// A name with its address as written. The texts are private, so that nothing can store them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Household {
    /// Name, street and zip, one line each.
    text: String,
}

impl Household {
    /// What a row says; `None` without a name.
    #[must_use]
    pub fn new(name: &str, street: &str, zip: &str) -> Option<Self> {
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let mut text = String::with_capacity(name.len() + street.len() + zip.len() + 2);
        for (at, part) in [name, street, zip].into_iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            for (at, line) in part.split('\n').enumerate() {
                if at > 0 {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
        Some(Self { text })
    }

    /// The text as written, to see quickly that it was seen before.
    pub(crate) fn as_written(&self) -> &str {
        &self.text
    }

    /// The last word of the name; `None` for a name of one word.
    #[must_use]
    pub fn surname(&self) -> Option<String> {
        let last = words(self.part(0)).skip(1).last()?;
        Some(last.to_lowercase())
    }

    /// Name and address in one spelling; `None` where the name is one word, or street or zip is
    /// missing: too little to tell people by.
    ///
    /// The order of the words of a name plays no part, nor do case, punctuation and the usual
    /// abbreviations of streets.
    #[must_use]
    pub fn name_and_address(&self) -> Option<String> {
        // One copy of all the text, as most people of a file are asked for this once.
        let text = self.text.to_lowercase();
        let mut parts = text.split('\n').map(words);
        let (name, street, zip) = (parts.next()?, parts.next()?, parts.next()?);
        let mut name: Vec<&str> = name.collect();
        name.sort_unstable();
        let mut one = String::with_capacity(text.len() + 4);
        for word in &name {
            one.push_str(word);
            one.push(' ');
        }
        let end_of_name = one.len();
        for word in street {
            let (stem, end) = short(word);
            one.extend([stem, end, " "]);
        }
        let end_of_street = one.len();
        one.extend(zip);
        let is_enough = name.len() > 1 && end_of_street > end_of_name && one.len() > end_of_street;
        is_enough.then_some(one)
    }

    fn part(&self, at: usize) -> &str {
        self.text.split('\n').nth(at).unwrap_or_default()
    }
}

/// Nothing of the text, so that no log holds it.
impl std::fmt::Debug for Household {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Household(…)")
    }
}

/// The words of a text.
fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// See [`words`]. Most letters are ASCII, and asking a million addresses letter by letter takes time.
struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl Words<'_> {
    /// Goes on while letters and digits follow, or while none do.
    fn pass_over(&mut self, is_word: bool) {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let (is_alphanumeric, length) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric(), 1)
            } else {
                let letter = self.text[self.at..].chars().next().unwrap_or_default();
                (letter.is_alphanumeric(), letter.len_utf8())
            };
            if is_alphanumeric != is_word {
                return;
            }
            self.at += length;
        }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        self.pass_over(false);
        let start = self.at;
        self.pass_over(true);
        (self.at > start).then(|| &self.text[start..self.at])
    }
}

/// Long words of streets and their abbreviations.
const STREETS: [(&str, &str); 9] = [
    ("street", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("drive", "dr"),
    ("lane", "ln"),
    ("straße", "str"),
    ("strasse", "str"),
];

/// A word of a street in its short form, also where it ends a longer word (`Hauptstraße`): what stays of
/// it, and what follows.
fn short(word: &str) -> (&str, &str) {
    for (long, short) in STREETS {
        if let Some(stem) = word.strip_suffix(long)
            && (stem.is_empty() || short == "str")
        {
            return (stem, short);
        }
    }
    (word, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, street: &str, zip: &str) -> Option<String> {
        Household::new(name, street, zip)?.name_and_address()
    }

    #[test]
    fn one_household_has_one_spelling() {
        let expected = key("Ann Smith", "12 Main Street", "'10001");
        assert!(expected.is_some());
        for (name, street, zip) in [
            (" ann  SMITH ", "12 main st.", "10001"),
            ("Smith, Ann", "12, Main Street", "100 01"),
        ] {
            assert_eq!(key(name, street, zip), expected, "{name} {street} {zip}");
        }
        assert_eq!(
            key("Jörg Weiß", "Hauptstraße 3", "10115"),
            key("JÖRG WEIß", "Hauptstr. 3", "10115")
        );
    }

    #[test]
    fn other_people_and_too_little_text_are_told_apart() {
        let ann = key("Ann Smith", "12 Main Street", "10001");
        assert_ne!(key("Ann Miller", "12 Main Street", "10001"), ann);
        assert_ne!(key("Ann Smith", "14 Main Street", "10001"), ann);
        assert_eq!(key("Ann", "12 Main Street", "10001"), None);
        assert_eq!(key("Ann Smith", "", "10001"), None);
        assert_eq!(key("Ann Smith", "12 Main Street", " "), None);
        assert_eq!(key(" ", "12 Main Street", "10001"), None);
    }

    #[test]
    fn a_surname_is_the_last_of_several_words() {
        let surname = |name| Household::new(name, "", "")?.surname();
        assert_eq!(surname("Ann Marie SMITH").as_deref(), Some("smith"));
        assert_eq!(surname("Ann"), None);
    }

    #[test]
    fn line_breaks_cannot_shift_the_parts() {
        assert_eq!(
            key("Ann\nSmith", "12 Main\nStreet", "10001"),
            key("Ann Smith", "12 Main Street", "10001")
        );
        let household = Household::new("Ann Smith", "12 Main Street", "10001").unwrap();
        assert_eq!(format!("{household:?}"), "Household(…)");
    }
}
