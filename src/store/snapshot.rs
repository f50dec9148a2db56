//! The snapshot: all that computations need, columnar, immutable, and stamped with a revision.
//!
//! Orders are sorted by person and then by time, so that each person is one slice and "the next
//! order of this person" is the next row. Orders without a person come last. Columns hold numbers of
//! texts; the texts lie in a dictionary.

mod properties;
mod refunds;
mod shared;
mod text;

use std::ops::Range;

use jiff::tz::TimeZone;

use crate::model::campaign::Campaign;
use crate::model::money::Currency;
use crate::model::order::{FinancialStatus, TaxBasis};
use crate::model::profile::Consent;
use crate::model::time::Day;
use crate::model::utm::UtmField;

pub use properties::PropertyColumn;
pub use refunds::{DatedRefund, Refunds};
pub use shared::Shared;
pub(super) use shared::Sharing;
pub(super) use text::Texts;
pub use text::{Dictionary, TextId};

/// The row number of a person in [`People`].
pub type PersonId = u32;

/// Stands for "no person" in [`Orders::person`].
pub const NO_PERSON: PersonId = PersonId::MAX;

/// Everything that was loaded, at one revision of the workspace.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Counts the committed changes to the loaded data; results carry it to be recognised as stale.
    pub revision: u64,
    /// Currency of every amount.
    pub currency: Currency,
    /// Reporting time zone, with its IANA name.
    pub zone: TimeZone,
    /// When the last order was placed, UTC microseconds; the moment up to which data is complete.
    pub as_of: i64,
    /// Orders.
    pub orders: Orders,
    /// People: buyers, profiles and everyone assigned to an experiment.
    pub people: People,
    /// Campaign rows.
    pub campaigns: Vec<Campaign>,
    /// Assignment lists.
    pub assignments: Vec<AssignmentList>,
    /// Tables with one row per unit, by name.
    pub unit_tables: Vec<UnitTableText>,
    /// Text of all [`TextId`]s.
    pub texts: Dictionary,
}

impl Snapshot {
    /// A snapshot of an empty workspace.
    #[must_use]
    pub fn empty(currency: Currency, zone: TimeZone) -> Self {
        Self {
            revision: 0,
            currency,
            zone,
            as_of: 0,
            orders: Orders::default(),
            people: People::default(),
            campaigns: Vec::new(),
            assignments: Vec::new(),
            unit_tables: Vec::new(),
            texts: Dictionary::default(),
        }
    }

    /// The text behind an id.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id)
    }

    /// The IANA name of the reporting zone.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The civil day of an instant in the reporting zone.
    #[must_use]
    pub fn day(&self, utc_micros: i64) -> Day {
        Day::of(utc_micros, &self.zone)
    }
}

/// Columns of orders, all of the same length except the lines.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// The buyer, or [`NO_PERSON`].
    pub person: Vec<PersonId>,
    /// When placed, UTC microseconds.
    pub placed: Vec<i64>,
    /// Amounts in minor units.
    pub money: OrderMoney,
    /// Facts that exclusion rules and segments look at.
    pub facts: OrderFacts,
    /// Discount codes as typed, in the order of the cell.
    pub codes: Lists,
    /// UTM values as written, by [`UtmField::ALL`], and the landing page.
    pub touch: OrderTouch,
    /// Refunds whose own date is known.
    pub refunds: Refunds,
    /// Where each order was read.
    pub origin: Vec<Origin>,
    /// Line items.
    pub lines: Lines,
}

impl Orders {
    /// How many orders.
    #[must_use]
    pub fn len(&self) -> usize {
        self.placed.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.placed.is_empty()
    }
}

/// Amounts of orders in minor units (see `model::order::Arithmetic`).
#[derive(Clone, Debug, Default)]
pub struct OrderMoney {
    /// Line price times quantity, without tax.
    pub gross: Vec<i64>,
    /// Gross minus subtotal, without tax.
    pub discounts: Vec<i64>,
    /// Subtotal minus refund share, without tax.
    pub net: Vec<i64>,
    /// Refunded amount as written: with tax and shipping.
    pub refunded: Vec<i64>,
    /// Total as written: with tax and shipping, before refunds.
    pub total: Vec<i64>,
}

/// Facts of orders.
#[derive(Clone, Debug, Default)]
pub struct OrderFacts {
    /// Order name, for example `#1001`.
    pub name: Vec<TextId>,
    /// Words that many orders have in common.
    pub words: Shared<OrderWords>,
    /// Whether it was cancelled.
    pub cancelled: Vec<bool>,
    /// Tags.
    pub tags: Lists,
    /// Tax basis.
    pub tax_basis: Vec<TaxBasis>,
    /// Line sum and subtotal disagree.
    pub lines_disagree: Vec<bool>,
}

/// Words of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderWords {
    /// Payment state.
    pub financial: FinancialStatus,
    /// Sales channel.
    pub source: Option<TextId>,
    /// Payment method.
    pub payment_method: Option<TextId>,
    /// Country code.
    pub country: Option<TextId>,
}

/// UTM values and landing pages of orders, as written.
#[derive(Clone, Debug, Default)]
pub struct OrderTouch {
    /// The values by [`UtmField::ALL`], in that order.
    pub utm: Shared<[Option<TextId>; 5]>,
    /// Landing page path or URL.
    pub landing_page: Vec<Option<TextId>>,
}

impl OrderTouch {
    /// One UTM value of an order.
    #[must_use]
    pub fn value(&self, field: UtmField, order: usize) -> Option<TextId> {
        self.utm.get(order)[place(field)]
    }

    /// Whether an order came with any UTM value.
    #[must_use]
    pub fn has_utm(&self, order: usize) -> bool {
        self.utm.get(order).iter().any(Option::is_some)
    }

    /// One UTM value of each order.
    pub fn column(&self, field: UtmField) -> impl Iterator<Item = Option<TextId>> {
        self.utm.iter().map(move |utm| utm[place(field)])
    }
}

/// The place of a field among [`UtmField::ALL`].
fn place(field: UtmField) -> usize {
    match field {
        UtmField::Source => 0,
        UtmField::Medium => 1,
        UtmField::Campaign => 2,
        UtmField::Content => 3,
        UtmField::Term => 4,
    }
}

/// Where a record was read: the file, and its line there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file's number in the workspace.
    pub file: i64,
    /// Line of the file, 1-based.
    pub line: u64,
}

/// Columns of people, all of the same length except `first_order` and `properties`.
///
/// A person with profiles of several platforms has one entry. The newest export is believed first,
/// one without any date last, and of the same age those of e-mail tools before the shop's.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Person key, for example `email:ann@example.com`.
    pub key: Vec<TextId>,
    /// Person `i` has the orders `first_order[i]..first_order[i + 1]`; one longer than the rest.
    pub first_order: Vec<u32>,
    /// Marketing consent: that of the first profile that says, else the last order's column.
    pub consent: Vec<Consent>,
    /// The tags of all profiles, each once.
    pub tags: Lists,
    /// The first profile's country code, else its country's name, else that of the last order that
    /// has one.
    pub country: Vec<Option<TextId>>,
    /// Whether an export of people mentions the person.
    pub has_profile: Vec<bool>,
    /// Properties of profiles, by name.
    pub properties: Vec<PropertyColumn>,
}

impl People {
    /// How many people.
    #[must_use]
    pub fn len(&self) -> usize {
        self.key.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// The rows of [`Orders`] of a person, oldest first.
    #[must_use]
    pub fn orders(&self, person: PersonId) -> Range<usize> {
        let at = person as usize;
        match (self.first_order.get(at), self.first_order.get(at + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }
}

/// Columns of line items; the lines of order `i` are `first_line[i]..first_line[i + 1]`.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// One longer than the orders.
    pub first_line: Vec<u32>,
    /// What each line sold.
    pub product: Shared<Product>,
}

/// What a line sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its title.
    pub title: TextId,
    /// Stock keeping unit.
    pub sku: Option<TextId>,
}

impl Lines {
    /// The line rows of an order row.
    #[must_use]
    pub fn of_order(&self, order: usize) -> Range<usize> {
        match (self.first_line.get(order), self.first_line.get(order + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }
}

/// One imported assignment list.
#[derive(Clone, Debug, Default)]
pub struct AssignmentList {
    /// The experiment it belongs to.
    pub experiment: String,
    /// Arm names in order of first appearance.
    pub arms: Vec<String>,
    /// The rows; a person may occur more than once.
    pub rows: Vec<AssignedPerson>,
}

/// One row of an assignment list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssignedPerson {
    /// Who.
    pub person: PersonId,
    /// Index into [`AssignmentList::arms`].
    pub arm: u16,
    /// When, UTC microseconds.
    pub assigned: Option<i64>,
}

/// One imported table with one row per unit, as the import wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTableText {
    /// The experiment that it is.
    pub name: String,
    /// The file it was read from.
    pub path: String,
    /// When it was read, UTC microseconds.
    pub imported: i64,
    /// How it was read: columns, metrics and cuts, as JSON.
    pub plan: String,
    /// What its rows add up to, as JSON.
    pub statistics: String,
}

/// A list of texts per row.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    ends: Vec<u32>,
    values: Vec<TextId>,
}

impl Lists {
    /// Adds the list of the next row.
    pub fn push(&mut self, values: impl IntoIterator<Item = TextId>) {
        self.values.extend(values);
        self.ends.push(self.values.len() as u32);
    }

    /// Every text of every list, for numbering texts anew.
    pub(super) fn values_mut(&mut self) -> &mut [TextId] {
        &mut self.values
    }

    /// The list of a row; empty past the end.
    #[must_use]
    pub fn get(&self, row: usize) -> &[TextId] {
        let end = self.ends.get(row).copied().unwrap_or(0) as usize;
        let start = row
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0) as usize;
        self.values.get(start..end).unwrap_or(&[])
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
