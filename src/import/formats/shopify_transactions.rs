//! Shopify transactions: one row per payment, refund or attempt at one, of an order.
//!
//! Amounts are positive for every kind, refunds included: the sign follows from the kind. Files have
//! no transaction id (a simplified layout does), so a row is known by order, kind, moment, amount
//! and how many like it stand above.

use std::collections::HashMap;

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::survey::KeyHash;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::IssueKind;
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};

/// The fields of a transactions export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum TransactionField {
    Id,
    Order,
    Name,
    Kind,
    Gateway,
    Created,
    Status,
    Amount,
    Currency,
    Test,
}

impl Field for TransactionField {
    fn index(self) -> usize {
        self as usize
    }
}

use TransactionField as F;

/// The column table, in the order of [`TransactionField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["transaction id", "id"]),
    Column::text(F::Order, &["order", "order id"]),
    Column::text(F::Name, &["name", "order name"]),
    Column::text(F::Kind, &["kind"]),
    Column::text(F::Gateway, &["gateway"]),
    Column::time(F::Created, &["created at", "processed at"]),
    Column::text(F::Status, &["status"]),
    Column::money(F::Amount, &["amount"]),
    Column::text(F::Currency, &["currency"]),
    Column::text(F::Test, &["test"]),
];

/// The reader of transactions, with how often each one without an id was seen.
pub(in crate::import) struct Transactions {
    alike: HashMap<KeyHash, u32>,
}

/// Finds the columns.
pub(in crate::import) fn open(headers: &[String]) -> Result<(Transactions, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::ShopifyTransactions,
        &[
            (&[F::Order, F::Name], "Order"),
            (&[F::Kind], "Kind"),
            (&[F::Created], "Created At"),
            (&[F::Amount], "Amount"),
        ],
    )?;
    let table = Transactions {
        alike: HashMap::new(),
    };
    Ok((table, layout))
}

impl Table for Transactions {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let has_no_kind = layout.text(row, F::Kind).is_none();
        if has_no_kind && row.first_cell().is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        layout.text(first, F::Id).and_then(usable_id)
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        self.transaction(row, reading).ok().map(Record::Transaction)
    }
}

impl Transactions {
    fn transaction(
        &mut self,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Result<Transaction, Refused> {
        // All cells are read before one refuses, so that every unreadable one has its issue.
        let order = order_ref(row, reading);
        let kind = kind(row, reading);
        let status = status(row, reading);
        let currency = currency(row, reading);
        let at = match reading.time(row, F::Created) {
            Ok(None) => {
                let hint = "A transaction needs its time; fill the cell and import again.";
                Err(reading.refuse(IssueKind::EmptyCell, row, F::Created, hint))
            }
            Ok(Some(at)) => Ok(at),
            Err(refused) => Err(refused),
        };
        let (order, kind, status, currency, at) = (order?, kind?, status?, currency?, at?);
        let Some(amount) = reading.money_in(row, F::Amount, currency)? else {
            let hint = "A transaction needs its amount; fill the cell and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, row, F::Amount, hint));
        };
        let amount = amount.abs();
        let key = if let Some(id) = reading.text(row, F::Id).and_then(usable_id) {
            TransactionKey {
                platform: "shopify".to_owned(),
                id,
            }
        } else {
            let key = |number| TransactionKey::of("shopify", &order, (kind, at, amount), number);
            let seen = self.alike.entry(KeyHash::of(&key(0).id)).or_default();
            *seen += 1;
            key(*seen)
        };
        Ok(Transaction {
            key,
            order,
            kind,
            status,
            amount,
            currency,
            at,
            gateway: reading.owned(row, F::Gateway),
            test: reading.flag(row, F::Test),
            source_line: row.line,
        })
    }
}

fn usable_id(text: &str) -> Option<String> {
    cell::id(text)
        .ok()
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
}

/// The order: `Order` is its id in the layout with `Name` beside it, else what it looks like.
fn order_ref(row: &Row, reading: &mut Reading<'_, F>) -> Result<OrderRef, Refused> {
    let written = reading.text(row, F::Order);
    if written.is_some_and(|id| cell::id(id).is_err()) {
        let hint = "A spreadsheet rounded the order id, so it is not used; export again without opening the file in one.";
        reading.issue(IssueKind::DamagedId, row, F::Order, hint);
    }
    let mut order = OrderRef {
        id: written.and_then(usable_id),
        name: reading.owned(row, F::Name),
    };
    if order.name.is_none() && order.id.as_deref().is_some_and(is_order_name) {
        order.name = order.id.take();
    }
    if order.id.is_none() && order.name.is_none() {
        let hint = "A transaction needs its order; fill the cell and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, row, F::Order, hint));
    }
    Ok(order)
}

/// Whether a reference is a name such as `#1001` and not the platform's long number.
fn is_order_name(text: &str) -> bool {
    !(text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn kind(row: &Row, reading: &mut Reading<'_, F>) -> Result<TransactionKind, Refused> {
    let word = reading.text(row, F::Kind);
    word.and_then(TransactionKind::parse).ok_or_else(|| {
        let hint = "This is no known kind of transaction (sale, authorization, capture, void, refund), so its sign cannot be told and it was left out.";
        reading.refuse(IssueKind::UnknownWord, row, F::Kind, hint)
    })
}

/// The status; a file without the column lists what came about.
fn status(row: &Row, reading: &mut Reading<'_, F>) -> Result<TransactionStatus, Refused> {
    if !reading.layout.has(F::Status) {
        return Ok(TransactionStatus::Success);
    }
    let word = reading.text(row, F::Status);
    word.and_then(TransactionStatus::parse).ok_or_else(|| {
        let hint = "This is no known status of a transaction (success, failure, pending, error), so it was left out.";
        reading.refuse(IssueKind::UnknownWord, row, F::Status, hint)
    })
}

fn currency(row: &Row, reading: &mut Reading<'_, F>) -> Result<Currency, Refused> {
    let written = reading.text(row, F::Currency);
    let currency = match written {
        Some(code) => Currency::parse(code),
        None => reading.currency(),
    };
    currency.ok_or_else(|| {
        let hint = "This is no currency code such as EUR; correct the cell and import again.";
        reading.refuse(IssueKind::BadMoney, row, F::Currency, hint)
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
    fn payments_and_refunds_with_their_own_dates() {
        let text = "Order,Name,Payment Method,Kind,Gateway,Created At,Status,Amount,Currency,Card Type\n\
            8281215041875,#1002,card,sale,shopify_payments,2026-08-25 09:00:00 +0200,success,100.00,EUR,visa\n\
            8281215041875,#1002,card,refund,shopify_payments,2026-09-03 10:00:00 +0200,success,40.00,EUR,visa\n\
            8281215041875,#1002,card,refund,shopify_payments,2026-09-03 10:00:00 +0200,success,40.00,EUR,visa\n\
            8281215041876,#1003,card,authorization,shopify_payments,2026-08-25 09:59:00 +0200,failure,65.00,EUR,visa\n\
            8281215041876,#1003,card,Capture,shopify_payments,2026-08-25 10:00:00 +0200,SUCCESS,65,EUR,visa\n\
            8.28122E+12,#1004,card,sale,shopify_payments,2026-08-25 10:00:00 +0200,success,6500,JPY,visa\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_transactions utf-8 ',' 10 columns
        "8281215041875 sale 1787641200000000 10000 1" order 8281215041875 #1002 sale success €100.00 2026-08-25T09:00:00+02:00 shopify_payments test=None
        "8281215041875 refund 1788422400000000 4000 1" order 8281215041875 #1002 refund success €40.00 2026-09-03T10:00:00+02:00 shopify_payments test=None
        "8281215041875 refund 1788422400000000 4000 2" order 8281215041875 #1002 refund success €40.00 2026-09-03T10:00:00+02:00 shopify_payments test=None
        "8281215041876 authorization 1787644740000000 6500 1" order 8281215041876 #1003 authorization failure €65.00 2026-08-25T09:59:00+02:00 shopify_payments test=None
        "8281215041876 capture 1787644800000000 6500 1" order 8281215041876 #1003 capture success €65.00 2026-08-25T10:00:00+02:00 shopify_payments test=None
        "#1004 sale 1787644800000000 6500 1" order - #1004 sale success ¥6,500 2026-08-25T10:00:00+02:00 shopify_payments test=None
        ! damaged_id line 7 [Order] "8.28122E+12"
        6 rows = 6 accepted + 0 rejected; 6 records; latest 2026-09-03T08:00:00+00:00
        "##);
    }

    #[test]
    fn a_simplified_layout_and_words_that_are_not_in_the_list() {
        let text = "Order,Transaction ID,Kind,Processed at,Amount,Currency,Status,Gateway,Card Type\n\
            #1001,7001,sale,2026-01-02 10:00:00 -0500,50.00,USD,success,manual,\n\
            #1001,7001,sale,2026-01-02 10:00:00 -0500,50.00,USD,success,manual,\n\
            #1001,7002,refund,2026-01-09 10:00:00 -0500,-20.00,USD,pending,manual,\n\
            #1001,7003,chargeback,2026-01-09 10:00:00 -0500,20.00,USD,lost,manual,\n\
            ,7004,sale,,,USD,success,manual,\n\
            Total,,,,50.00,,,,\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        shopify_transactions utf-8 ',' 9 columns
        "7001" order - #1001 sale success $50.00 2026-01-02T10:00:00-05:00 manual test=None
        "7002" order - #1001 refund pending $20.00 2026-01-09T10:00:00-05:00 manual test=None
        ! duplicate_key line 2 "#1001"
        ! unknown_word line 5 [Kind] "chargeback"
        ! unknown_word line 5 [Status] "lost"
        ! empty_cell line 6 [Order]
        ! empty_cell line 6 [Processed at]
        ! summary_row line 7 "Total"
        6 rows = 2 accepted + 4 rejected; 2 records; latest 2026-01-09T15:00:00+00:00
        "##);
    }
}
