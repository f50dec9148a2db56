//! What many orders share, read once: words of orders and UTM values.

use rusqlite::Connection;

use super::cells::{Cells, Words};
use super::rows::ByRow;
use crate::model::order::FinancialStatus;
use crate::store::error::Fault;
use crate::store::snapshot::{Dictionary, TextId};

/// UTM values in the order of `UtmField::ALL`.
pub(super) type Utm = [Option<TextId>; 5];

/// The words of an order that many orders share.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawFacts {
    pub(super) financial: FinancialStatus,
    pub(super) source: Option<TextId>,
    pub(super) payment_method: Option<TextId>,
    pub(super) country: Option<TextId>,
    pub(super) accepts_marketing: Option<bool>,
    pub(super) currency: TextId,
}

/// All of them, by place.
#[derive(Default)]
pub(super) struct Repeated {
    words: Words,
    pub(super) facts: Vec<RawFacts>,
    facts_places: ByRow,
    pub(super) touches: Vec<Utm>,
    touch_places: ByRow,
}

impl Repeated {
    /// Reads all of them.
    pub(super) fn read(connection: &Connection) -> Result<Self, Fault> {
        let mut repeated = Self::default();
        let words = &mut repeated.words;
        let facts = "SELECT id, financial, source, payment_method, country, accepts_marketing,
                currency
            FROM order_facts ORDER BY id";
        (repeated.facts, repeated.facts_places) = read(connection, facts, |cells| {
            Ok(RawFacts {
                financial: cells.take_word(status_of)?,
                source: cells.take_text(words)?,
                payment_method: cells.take_text(words)?,
                country: cells.take_text(words)?,
                accepts_marketing: cells.take()?,
                currency: cells.take_name(words)?,
            })
        })?;
        let touches = "SELECT id, utm_source, utm_medium, utm_campaign, utm_content, utm_term
            FROM touches ORDER BY id";
        (repeated.touches, repeated.touch_places) = read(connection, touches, |cells| {
            let mut utm = [None; 5];
            for value in &mut utm {
                *value = cells.take_text(words)?;
            }
            Ok(utm)
        })?;
        Ok(repeated)
    }

    /// The place of an order's words.
    pub(super) fn facts_of(&self, row: i64) -> Result<u32, Fault> {
        let place = self.facts_places.get(row);
        place.ok_or_else(|| missing("order_facts", row))
    }

    /// The place of UTM values.
    pub(super) fn touch_of(&self, row: i64) -> Result<u32, Fault> {
        let place = self.touch_places.get(row);
        place.ok_or_else(|| missing("touches", row))
    }

    /// The currency at a place of words.
    pub(super) fn currency(&self, facts: u32) -> &str {
        self.words.all.get(self.facts[facts as usize].currency)
    }

    /// Whether the words at each place have a currency by its code; all have any.
    pub(super) fn counted(&self, code: Option<&str>) -> Vec<bool> {
        let places = 0..self.facts.len() as u32;
        places
            .map(|place| code.is_none_or(|code| self.currency(place) == code))
            .collect()
    }

    /// All of them, with words numbered in a dictionary.
    pub(super) fn numbered_in(&self, words: &mut Dictionary) -> (Vec<RawFacts>, Vec<Utm>) {
        let numbers = self.words.numbers_in(words);
        let number = |word: TextId| numbers[word.index()];
        let facts = self.facts.iter().map(|facts| RawFacts {
            source: facts.source.map(number),
            payment_method: facts.payment_method.map(number),
            country: facts.country.map(number),
            currency: number(facts.currency),
            ..*facts
        });
        let touches = self
            .touches
            .iter()
            .map(|utm| utm.map(|value| value.map(number)));
        (facts.collect(), touches.collect())
    }
}

fn read<T>(
    connection: &Connection,
    sql: &str,
    mut value: impl FnMut(&mut Cells<'_, '_>) -> Result<T, Fault>,
) -> Result<(Vec<T>, ByRow), Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let (mut ids, mut values) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        ids.push(cells.take()?);
        values.push(value(&mut cells)?);
    }
    Ok((values, ByRow::of(&ids)))
}

/// What is wrong with a workspace whose orders name a row that it does not have.
pub(super) fn missing(table: &str, row: i64) -> Fault {
    Fault::Unexpected(format!(
        "an order names row {row} of {table}, which is not there"
    ))
}

/// The word as stored, exactly: quicker than reading it as a file would write it.
fn status_of(word: &str) -> Option<FinancialStatus> {
    FinancialStatus::ALL
        .into_iter()
        .find(|status| status.id() == word)
}
