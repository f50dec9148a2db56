//! The products of an order: packed into one cell each (`line_item_1`), or spread over numbered columns
//! (`Product Item 1 Name`). Files may have both of the same products, and then the packed ones count.

use std::collections::{BTreeMap, HashMap};

use super::WebtoffeeField as F;
use crate::import::cell;
use crate::import::columns::normalise_header;
use crate::import::entities;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::model::issue::IssueKind;
use crate::model::order::Line;

/// A product of an order.
pub(super) struct Item {
    /// The line of the order.
    pub(super) line: Line,
    /// After discounts, without tax.
    pub(super) total: Option<i64>,
    /// The same before discounts.
    pub(super) before_discount: Option<i64>,
}

/// Where products stand in a file.
pub(super) struct ItemColumns {
    packed: Vec<usize>,
    spread: Vec<Spread>,
}

/// The columns of one product.
#[derive(Default)]
struct Spread {
    name: Option<usize>,
    sku: Option<usize>,
    quantity: Option<usize>,
    total: Option<usize>,
    before_discount: Option<usize>,
}

/// What a file says of one product.
struct Written<'a> {
    name: Option<&'a str>,
    sku: Option<&'a str>,
    quantity: Option<&'a str>,
    total: Option<&'a str>,
    before_discount: Option<&'a str>,
    /// The fields by which issues name its amounts and its quantity.
    fields: [F; 2],
}

impl ItemColumns {
    /// Finds the columns by their numbers: how many there are depends on the largest order.
    pub(super) fn find(headers: &[String]) -> Self {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let mut packed = Vec::new();
        let mut spread: BTreeMap<u32, Spread> = BTreeMap::new();
        for (at, header) in headers.iter().enumerate() {
            let header = normalise_header(header);
            if header.strip_prefix("line item ").is_some_and(is_number) {
                packed.push(at);
            }
            let numbered = header.strip_prefix("product item ");
            let Some((number, what)) = numbered.and_then(|rest| rest.split_once(' ')) else {
                continue;
            };
            let Ok(number) = number.parse() else {
                continue;
            };
            let columns: &mut Spread = spread.entry(number).or_default();
            let place = match what {
                "name" => &mut columns.name,
                "sku" => &mut columns.sku,
                "quantity" => &mut columns.quantity,
                "total" => &mut columns.total,
                "subtotal" => &mut columns.before_discount,
                _ => continue,
            };
            place.get_or_insert(at);
        }
        Self {
            packed,
            spread: spread.into_values().collect(),
        }
    }

    /// The first packed column.
    pub(super) fn first_packed(&self) -> Option<usize> {
        self.packed.first().copied()
    }

    /// The first column with the amount of a product.
    pub(super) fn first_amount(&self) -> Option<usize> {
        self.spread
            .iter()
            .find_map(|columns| columns.total.or(columns.before_discount))
    }

    /// The first column with the quantity of a product.
    pub(super) fn first_quantity(&self) -> Option<usize> {
        self.spread.iter().find_map(|columns| columns.quantity)
    }

    /// The products of an order.
    pub(super) fn read(
        &self,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Result<Vec<Item>, Refused> {
        let cells: Vec<&str> = self.packed.iter().filter_map(|&at| row.cell(at)).collect();
        if cells.is_empty() {
            let items = self.spread.iter().filter_map(|columns| columns.of(row));
            return items.map(|item| item.read(row, reading)).collect();
        }
        let items = cells.into_iter().map(Written::packed);
        items.map(|item| item.read(row, reading)).collect()
    }
}

impl Spread {
    /// What a row says of the product; `None` where it says nothing.
    fn of<'a>(&self, row: &'a Row) -> Option<Written<'a>> {
        let cell = |column: Option<usize>| row.cell(column?);
        let written = Written {
            name: cell(self.name),
            sku: cell(self.sku),
            quantity: cell(self.quantity),
            total: cell(self.total),
            before_discount: cell(self.before_discount),
            fields: [F::ItemAmount, F::ItemQuantity],
        };
        let said = [
            written.name,
            written.sku,
            written.quantity,
            written.total,
            written.before_discount,
        ];
        said.iter().any(Option::is_some).then_some(written)
    }
}

impl<'a> Written<'a> {
    fn packed(cell: &'a str) -> Self {
        let fields = packed_one(cell);
        let text = |name: &str| fields.get(name).copied().filter(|text| !text.is_empty());
        Self {
            name: text("name"),
            sku: text("sku"),
            quantity: text("quantity"),
            total: text("total"),
            before_discount: text("sub_total"),
            fields: [F::Item, F::Item],
        }
    }

    fn read(self, row: &Row, reading: &mut Reading<'_, F>) -> Result<Item, Refused> {
        let [amount, count] = self.fields;
        let mut money = |text: Option<&str>| match text {
            Some(text) => reading.money_of(text, row, amount),
            None => Ok(None),
        };
        let (total, before) = (money(self.total)?, money(self.before_discount)?);
        let quantity = self.quantity.map_or(Some(1), cell::count);
        let Some(quantity) = quantity else {
            let hint = format!(
                "The quantity of a product ({}) is no whole number; correct the cell and import again.",
                self.quantity.unwrap_or_default()
            );
            return Err(reading.refuse(IssueKind::BadNumber, row, count, &hint));
        };
        let price = before.filter(|sum| quantity != 0 && sum % quantity == 0);
        Ok(Item {
            line: Line {
                title: entities::decoded(self.name.unwrap_or_default()).into_owned(),
                sku: self.sku.map(str::to_owned),
                quantity,
                price: price.map(|sum| sum / quantity),
                vendor: None,
                requires_shipping: None,
            },
            total,
            before_discount: before,
        })
    }
}

/// The entries of a packed cell: fields between `|`, entries between `;` or `||`.
pub(super) fn packed(cell: &str) -> Vec<HashMap<&str, &str>> {
    let entries = cell.split("||").flat_map(|part| part.split(';'));
    entries
        .map(packed_one)
        .filter(|fields| !fields.is_empty())
        .collect()
}

/// The fields of one entry; a value may hold colons, as times do.
fn packed_one(entry: &str) -> HashMap<&str, &str> {
    entry
        .split('|')
        .filter_map(|field| field.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}
