//! Shopify discounts: one row per code or automatic discount, in 17, 16 or 8 columns of any order.
//!
//! The value is written with a minus and kept without. Codes compare in any case, so two rows that
//! differ in case only are one discount.

use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::discount::{Discount, DiscountStatus, DiscountUsage, DiscountValue};
use crate::model::issue::IssueKind;

/// The fields of a discounts export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum DiscountField {
    Name,
    Value,
    ValueType,
    Type,
    Class,
    TimesUsed,
    OncePerCustomer,
    LimitPerCode,
    Status,
    Start,
    End,
}

impl Field for DiscountField {
    fn index(self) -> usize {
        self as usize
    }
}

use DiscountField as F;

/// The column table, in the order of [`DiscountField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Name, &["name", "code", "discount code"]),
    Column::money(F::Value, &["value"]),
    Column::text(F::ValueType, &["value type"]),
    Column::text(F::Type, &["type"]),
    Column::text(F::Class, &["discount class"]),
    Column::text(F::TimesUsed, &["times used in total"]),
    Column::text(F::OncePerCustomer, &["applies once per customer"]),
    Column::text(F::LimitPerCode, &["usage limit per code"]),
    Column::text(F::Status, &["status"]),
    Column::planned(F::Start, &["start", "starts at"]),
    Column::planned(F::End, &["end", "ends at"]),
];

/// The reader of discounts.
pub(in crate::import) struct Discounts;

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> Result<(Discounts, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(Format::ShopifyDiscounts, &[(&[F::Name], "Name")])?;
    Ok((Discounts, layout))
}

impl Table for Discounts {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        // A code may well be called TOTAL: a row of totals has no type and no dates.
        let says_more = [F::ValueType, F::Status, F::Start]
            .iter()
            .any(|&field| layout.text(row, field).is_some());
        if layout.text(row, F::Name).is_some_and(is_total_label) && !says_more {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        layout.text(first, F::Name).map(Discount::fold)
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(name) = reading.owned(row, F::Name) else {
            let hint = "A discount needs its code or title; fill the cell and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Name, hint);
            return None;
        };
        // An unreadable number or date has its issue and loses no discount.
        Some(Record::Discount(Discount {
            code: Discount::fold(&name),
            name,
            value: value(row, reading),
            kind: reading.owned(row, F::Type),
            class: reading.owned(row, F::Class),
            usage: DiscountUsage {
                times_used: reading.count(row, F::TimesUsed).unwrap_or_default(),
                limit_per_code: reading.count(row, F::LimitPerCode).unwrap_or_default(),
                once_per_customer: reading.flag(row, F::OncePerCustomer),
            },
            status: status(row, reading),
            starts: reading.time(row, F::Start).unwrap_or_default(),
            ends: reading.time(row, F::End).unwrap_or_default(),
            source_line: row.line,
        }))
    }
}

fn value(row: &Row, reading: &mut Reading<'_, F>) -> DiscountValue {
    let word = reading.text(row, F::ValueType).map(str::to_lowercase);
    match word.as_deref() {
        Some("percentage" | "percent") => reading
            .decimal(row, F::Value, 2)
            .unwrap_or_default()
            .map_or(DiscountValue::Unknown, |value| {
                DiscountValue::Percentage(value.abs())
            }),
        Some("fixed_amount" | "fixed amount" | "amount") => reading
            .money(row, F::Value)
            .unwrap_or_default()
            .map_or(DiscountValue::Unknown, |value| {
                DiscountValue::Amount(value.abs())
            }),
        Some("app") => DiscountValue::App,
        Some(_) => {
            let hint = "This is no known kind of value, so the value of the discount was left out.";
            reading.issue(IssueKind::UnknownStatus, row, F::ValueType, hint);
            DiscountValue::Unknown
        }
        None => DiscountValue::Unknown,
    }
}

fn status(row: &Row, reading: &mut Reading<'_, F>) -> DiscountStatus {
    let Some(word) = reading.text(row, F::Status) else {
        return DiscountStatus::Unknown;
    };
    DiscountStatus::parse(word).unwrap_or_else(|| {
        let hint = "This is no known status of a discount; it counts as unknown.";
        reading.issue(IssueKind::UnknownStatus, row, F::Status, hint);
        DiscountStatus::Unknown
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn the_layout_of_today_in_seventeen_columns() {
        let text = "Name,Value,Value Type,Type,Discount Class,Minimum Purchase Requirements,Combines with Order Discounts,Combines with Product Discounts,Combines with Shipping Discounts,Customer Selection,Context,Times Used In Total,Applies Once Per Customer,Usage Limit Per Code,Status,Start,End\n\
            SUMMERSALE,-15.0,percentage,Amount Off,order,,false,false,false,everyone,,12,false,,Active,2026-06-01 00:00:00 +0200,2026-09-30 23:59:59 +0200\n\
            WELCOME10,-10.0,percentage,Amount Off,order,50.0,false,false,true,everyone,,103,true,1,Active,2025-12-08 11:28:18 -0600,\n\
            TENOFF,-10.0,fixed_amount,Amount Off,product,,false,false,false,everyone,,4,false,100,Scheduled,2026-12-01 00:00:00 +0100,\n\
            Buy two,0.0,app,App Discount,multiple,,,,,,,,,,Expired,2025-01-01 00:00:00 +0100,2026-08-31 23:59:59 +0200\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        shopify_discounts utf-8 ',' 17 columns
        summersale "SUMMERSALE" Percentage(1500) Amount Off order times_used=12 once_per_customer=false active 2026-06-01T00:00:00+02:00..2026-09-30T23:59:59+02:00
        welcome10 "WELCOME10" Percentage(1000) Amount Off order times_used=103 limit_per_code=1 once_per_customer=true active 2025-12-08T11:28:18-06:00..
        tenoff "TENOFF" Amount(1000) Amount Off product times_used=4 limit_per_code=100 once_per_customer=false scheduled 2026-12-01T00:00:00+01:00..
        buy two "Buy two" App App Discount multiple expired 2025-01-01T00:00:00+01:00..2026-08-31T23:59:59+02:00
        4 rows = 4 accepted + 0 rejected; 4 records; latest never
        "##);
    }

    #[test]
    fn the_older_layout_in_another_order() {
        let text = "\u{feff}Start,End,Status,Usage Limit Per Code,Times Used In Total,Value Type,Value,Name\n\
            2024-01-01 00:00:00 -0500,,Active,,7,percentage,-12.5%,Spring\n\
            2024-01-02 00:00:00 -0500,,Active,,8,percentage,-20.0,SPRING\n\
            2024-01-01 00:00:00 -0500,,Paused,,\"1,200\",shipping,,TOTAL\n\
            ,,,,1,,,\n\
            ,,,,1207,,,Total\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_discounts utf-8 ',' 8 columns
        spring "SPRING" Percentage(2000) - - times_used=8 active 2024-01-02T00:00:00-05:00..
        total "TOTAL" Unknown - - times_used=1200 unknown 2024-01-01T00:00:00-05:00..
        ! duplicate_key line 2 "2024-01-01 00:00:00 -0500"
        ! unknown_status line 4 [Value Type] "shipping"
        ! unknown_status line 4 [Status] "Paused"
        ! empty_cell line 5 [Name]
        ! summary_row line 6 "1207"
        5 rows = 2 accepted + 3 rejected; 2 records; latest never
        "##);
    }
}
