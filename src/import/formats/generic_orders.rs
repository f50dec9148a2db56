//! Orders of any shop: one row per order, or one per line item, by known headers or as mapped.
//!
//! The amount of an order stands on its first row, is repeated on each, or is the sum of its line
//! totals; all three are read. Files in Shopify's words keep Shopify's key, so that a later export of
//! the shop itself replaces them instead of doubling them.

use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::mapping::{ColumnMapping, Role};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};

pub(in crate::import) use super::generic_columns::{
    COLUMNS, OrderColumn, ROLES, SHOPIFY_SIGNATURE, SIGNATURE,
};
use super::generic_fold;
use OrderColumn as F;

/// The reader of orders of any shop.
pub(in crate::import) struct GenericOrders {
    /// The platform in the key.
    pub(super) platform: &'static str,
    /// Whether the subtotal is written before discounts.
    pub(super) subtotal_before_discount: bool,
    /// Whether the columns follow from the headers alone, which is told.
    pub(super) is_suggested: bool,
}

/// Finds the columns by their headers, or takes those of a mapping.
pub(in crate::import) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
) -> Result<(GenericOrders, Layout<F>), ReadError> {
    let normalised: Vec<String> = headers.iter().map(|h| normalise_header(h)).collect();
    let is_shopify = normalised.iter().any(|header| {
        header.starts_with("lineitem ") || header == "financial status" || header == "source name"
    });
    let layout = if let Some(mapping) = mapping {
        mapping.layout(COLUMNS, headers)?
    } else {
        let mut layout = Layout::new(COLUMNS, headers);
        // Elsewhere than in Shopify's words, `name` beside an order is the name of a person.
        if is_shopify || !(layout.has(F::Id) || layout.has(F::Name)) {
            let name = normalised.iter().position(|header| header == "name");
            layout.place(F::Name, name.or(layout.column(F::Name)));
        }
        layout
    };
    layout.require(
        Format::Orders,
        &[
            (&[F::Id, F::Name], label(F::Id)),
            (&[F::Date], label(F::Date)),
            (
                &[F::Total, F::Subtotal, F::LineTotal, F::LinePrice],
                label(F::Total),
            ),
        ],
    )?;
    let table = GenericOrders {
        platform: if is_shopify { "shopify" } else { "orders" },
        subtotal_before_discount: false,
        is_suggested: mapping.is_none(),
    };
    Ok((table, layout))
}

/// What the mapping calls a field.
fn label(field: F) -> &'static str {
    ROLES[field.index()].label
}

/// The order of a row: its id, else its name.
pub(super) fn order_id<'r>(row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    let id = layout.text(row, F::Id);
    let id = id.and_then(|id| crate::import::cell::id(id).ok());
    id.filter(|id| !id.is_empty())
        .or_else(|| layout.text(row, F::Name))
}

impl Table for GenericOrders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let Some(id) = order_id(row, layout) else {
            // Some exports leave the order blank on further products.
            let has_item = [F::LineTitle, F::LineSku]
                .iter()
                .any(|&field| layout.text(row, field).is_some());
            let is_labelled = row.first_cell().is_some_and(is_total_label);
            return match first {
                Some(_) if has_item && !is_labelled => Relation::Continues,
                _ if is_labelled || !has_item => Relation::Summary,
                _ => Relation::Orphan,
            };
        };
        if is_total_label(id) && layout.text(row, F::Date).is_none() {
            return Relation::Summary;
        }
        // Further lines of an order may have its name and not its id.
        let has_id = layout.text(row, F::Id).is_some();
        let name = layout.text(row, F::Name).filter(|_| !has_id);
        let same = first.is_some_and(|first| {
            order_id(first, layout) == Some(id)
                || (name.is_some() && name == layout.text(first, F::Name))
        });
        let has_lines = [F::LineTitle, F::LineSku, F::LineTotal, F::LinePrice]
            .iter()
            .any(|&field| layout.has(field));
        if same && has_lines {
            Relation::Continues
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        order_id(first, layout).map(str::to_owned)
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.is_suggested {
            issues.push(mapped_issue(COLUMNS, ROLES, layout));
        }
        if !layout.has(F::Subtotal) && !layout.has(F::LineTotal) {
            let hint = "The file has no subtotal, so net sales start from the total, shipping and tax included.";
            issues.push(Issue {
                column: Some("Subtotal".to_owned()),
                ..Issue::of_file(IssueKind::NoSubtotal, hint)
            });
        }
        issues
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        generic_fold::order(self, rows, reading)
            .ok()
            .map(Record::Order)
    }
}

/// Tells which columns were taken for what.
pub(super) fn mapped_issue<G: Field>(
    columns: &[Column<G>],
    roles: &[Role],
    layout: &Layout<G>,
) -> Issue {
    let named = roles.iter().zip(columns);
    let read: Vec<String> = named
        .filter(|(_, column)| layout.has(column.field))
        .map(|(role, column)| format!("{} = `{}`", role.label, layout.header(column.field).trim()))
        .collect();
    let hint = format!(
        "The file follows no known layout; its columns were matched by their headers: {}. Choose other columns if one is wrong.",
        read.join(", ")
    );
    Issue::of_file(IssueKind::MappedColumns, hint)
}

#[cfg(test)]
mod tests;
