//! Numbers words anew, in the order in which the columns of a snapshot mention them, so that nothing
//! depends on the order of imports, and words that nothing mentions are gone.

use crate::store::snapshot::{Dictionary, Orders, People, TextId, Texts};

/// Numbers the words of all columns anew, and gives names and keys their numbers; the dictionary that
/// holds them.
pub(super) fn number(
    words: &Dictionary,
    (orders, names): (&mut Orders, &Texts),
    (people, keys): (&mut People, &Texts),
) -> Dictionary {
    let mut numbering = Numbering {
        words,
        numbers: vec![None; words.len()],
        mentioned: Dictionary::default(),
    };
    let (touch, facts) = (&mut orders.touch, &mut orders.facts);
    for utm in touch.utm.values_mut() {
        numbering.column(utm.iter_mut().flatten());
    }
    for words in facts.words.values_mut() {
        let texts = [
            &mut words.source,
            &mut words.payment_method,
            &mut words.country,
        ];
        numbering.column(texts.into_iter().flatten());
    }
    for product in orders.lines.product.values_mut() {
        numbering.column([&mut product.title]);
        numbering.column(&mut product.sku);
    }
    for column in [&mut touch.landing_page, &mut people.country] {
        numbering.column(column.iter_mut().flatten());
    }
    numbering.column(orders.codes.values_mut());
    numbering.column(facts.tags.values_mut());
    numbering.column(people.tags.values_mut());
    for property in &mut people.properties {
        numbering.column([&mut property.name]);
        numbering.column(&mut property.values);
    }

    let mut dictionary = numbering.mentioned;
    facts.name = added(&mut dictionary, names);
    people.key = added(&mut dictionary, keys);
    dictionary
}

struct Numbering<'a> {
    words: &'a Dictionary,
    /// The new number of each word, once it was mentioned.
    numbers: Vec<Option<TextId>>,
    /// The words that were mentioned.
    mentioned: Dictionary,
}

impl Numbering<'_> {
    fn column<'a>(&mut self, column: impl IntoIterator<Item = &'a mut TextId>) {
        for id in column {
            *id = match self.numbers[id.index()] {
                Some(number) => number,
                None => self.mention(*id),
            };
        }
    }

    fn mention(&mut self, id: TextId) -> TextId {
        let number = self.mentioned.intern(self.words.get(id));
        self.numbers[id.index()] = Some(number);
        number
    }
}

fn added(dictionary: &mut Dictionary, names: &Texts) -> Vec<TextId> {
    let before = dictionary.len();
    dictionary.add_names(names);
    (before..dictionary.len()).map(TextId::at).collect()
}
