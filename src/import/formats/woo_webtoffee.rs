//! `WooCommerce` orders as `WebToffee` writes them: one wide row per order.
//!
//! How many columns there are depends on the largest order. Products are packed into cells
//! (`name:Mug|quantity:2|total:90.00`) or spread over numbered columns; coupons and refunds are packed. UTM values stand in columns of
//! order meta data, whose headers some versions put in quotes.

use std::collections::HashMap;

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::order_parts;
use crate::import::order_touch::TouchSources;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::IssueKind;
use crate::model::order::{Amounts, FinancialStatus, Order, OrderKey, OrderRef, OrderState};
use crate::model::person::Identity;
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};
use crate::model::utm::Touch;

use super::woo_status;
use items::{Item, ItemColumns, packed};

mod items;

/// The fields of a `WebToffee` export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum WebtoffeeField {
    Id,
    Number,
    Date,
    Paid,
    Status,
    Shipping,
    Fees,
    Taxes,
    Discount,
    CartDiscount,
    Total,
    Currency,
    PaymentMethod,
    CustomerId,
    Email,
    BillingEmail,
    Phone,
    ShippingCountry,
    BillingCountry,
    Coupons,
    Refunds,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Entry,
    Referrer,
    /// Stands for every packed product column in issues.
    Item,
    /// Stand for every column of a product in issues.
    ItemAmount,
    ItemQuantity,
}

impl Field for WebtoffeeField {
    fn index(self) -> usize {
        self as usize
    }
}

use WebtoffeeField as F;

/// The column table, in the order of [`WebtoffeeField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Id, &["order id"]),
    Column::text(F::Number, &["order number"]),
    Column::time(F::Date, &["order date"]),
    Column::time(F::Paid, &["paid date"]),
    Column::text(F::Status, &["status"]),
    Column::money(F::Shipping, &["shipping total"]),
    Column::money(F::Fees, &["fee total"]),
    Column::money(F::Taxes, &["tax total"]),
    Column::money(F::Discount, &["discount total"]),
    Column::money(F::CartDiscount, &["cart discount"]),
    Column::money(F::Total, &["order total"]),
    Column::text(F::Currency, &["order currency"]),
    Column::text(
        F::PaymentMethod,
        &["payment method", "payment method title"],
    ),
    Column::text(F::CustomerId, &["customer id", "customer user"]),
    Column::text(F::Email, &["customer email"]),
    Column::text(F::BillingEmail, &["billing email"]),
    Column::text(F::Phone, &["billing phone", "shipping phone"]),
    Column::text(F::ShippingCountry, &["shipping country"]),
    Column::text(F::BillingCountry, &["billing country"]),
    Column::text(F::Coupons, &["coupon items"]),
    Column::text(F::Refunds, &["refund items"]),
    Column::text(
        F::UtmSource,
        &[
            "meta: wc order attribution utm source",
            "'meta: wc order attribution utm source'",
        ],
    ),
    Column::text(
        F::UtmMedium,
        &[
            "meta: wc order attribution utm medium",
            "'meta: wc order attribution utm medium'",
        ],
    ),
    Column::text(
        F::UtmCampaign,
        &[
            "meta: wc order attribution utm campaign",
            "'meta: wc order attribution utm campaign'",
        ],
    ),
    Column::text(
        F::UtmContent,
        &[
            "meta: wc order attribution utm content",
            "'meta: wc order attribution utm content'",
        ],
    ),
    Column::text(
        F::UtmTerm,
        &[
            "meta: wc order attribution utm term",
            "'meta: wc order attribution utm term'",
        ],
    ),
    Column::text(
        F::Entry,
        &[
            "meta: wc order attribution session entry",
            "'meta: wc order attribution session entry'",
        ],
    ),
    Column::text(
        F::Referrer,
        &[
            "meta: wc order attribution referrer",
            "'meta: wc order attribution referrer'",
        ],
    ),
    // Found by their form, see `open`.
    Column::money(F::Item, &[]),
    Column::money(F::ItemAmount, &[]),
    Column::text(F::ItemQuantity, &[]),
];

/// The reader of `WebToffee` orders, with its columns of products.
pub(in crate::import) struct WebtoffeeOrders {
    items: ItemColumns,
}

/// Finds the columns, those of products by their numbers.
pub(in crate::import) fn open(
    headers: &[String],
) -> Result<(WebtoffeeOrders, Layout<F>), ReadError> {
    let mut layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::WooWebtoffee,
        &[
            (&[F::Id, F::Number], "order_number"),
            (&[F::Date], "order_date"),
            (&[F::Total], "order_total"),
        ],
    )?;
    let items = ItemColumns::find(headers);
    layout.place(F::Item, items.first_packed());
    layout.place(F::ItemAmount, items.first_amount());
    layout.place(F::ItemQuantity, items.first_quantity());
    Ok((WebtoffeeOrders { items }, layout))
}

impl Table for WebtoffeeOrders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn is_dated_by_records(&self) -> bool {
        true
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let has_no_date = layout.text(row, F::Date).is_none();
        if has_no_date && row.first_cell().is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        number(first, layout).map(str::to_owned)
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let (order, refunds) = self.order(rows.first()?, reading).ok()?;
        Some(if refunds.is_empty() {
            Record::Order(order)
        } else {
            Record::OrderWithTransactions(order, refunds)
        })
    }
}

/// The number that people see, which other exports of the shop have, too; else the id.
fn number<'r>(row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    layout
        .text(row, F::Number)
        .or_else(|| layout.text(row, F::Id))
        .map(|number| cell::without_apostrophe(number).trim_start_matches('#'))
        .filter(|number| !number.is_empty())
}

impl WebtoffeeOrders {
    fn order(
        &self,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Result<(Order, Vec<Transaction>), Refused> {
        let Some(number) = number(row, reading.layout).map(str::to_owned) else {
            let hint = "An order needs its number; correct the row and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, row, F::Number, hint));
        };
        order_parts::currency(row, F::Currency, reading)?;
        let created = order_parts::placed(row, F::Date, reading);
        let items = self.items.read(row, reading);
        let refunds = refunds(row, &number, reading);
        let (created, items, refunds) = (created?, items?, refunds?);
        let codes = packed(reading.text(row, F::Coupons).unwrap_or_default());
        let codes = codes.into_iter().filter_map(|coupon| {
            let code = coupon.get("code").copied();
            code.filter(|code| !code.is_empty()).map(str::to_owned)
        });
        let codes: Vec<String> = codes.collect();
        let refunded = refunds
            .iter()
            .fold(0_i64, |sum, refund| sum.saturating_add(refund.amount));
        let order = Order {
            key: OrderKey {
                platform: "woocommerce".to_owned(),
                id: number.clone(),
            },
            name: number,
            identity: identity(row, reading),
            created,
            state: state(row, reading),
            amounts: amounts(row, &items, refunded, reading)?,
            codes,
            touch: touch(row, reading),
            lines: items.into_iter().map(|item| item.line).collect(),
            source_line: row.line,
        };
        order_parts::tell_codes(&order.codes, (row, F::Coupons), reading);
        order_parts::tell_nobody(&order, (row, F::Email), reading);
        order_parts::tell_arithmetic(&order, (row, F::Total, F::Total), reading);
        Ok((order, refunds))
    }
}

fn amounts(
    row: &Row,
    items: &[Item],
    refunded: i64,
    reading: &mut Reading<'_, F>,
) -> Result<Amounts, Refused> {
    let total = reading.money(row, F::Total);
    let shipping = reading.money(row, F::Shipping);
    let fees = reading.money(row, F::Fees);
    let taxes = reading.money(row, F::Taxes);
    let discount = reading.money(row, F::Discount);
    let cart = reading.money(row, F::CartDiscount);
    let Some(total) = total? else {
        let hint = "An order needs its total; correct the cell and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, row, F::Total, hint));
    };
    // Fees are charged beside the goods, as shipping is.
    let shipping = shipping?.unwrap_or(0) + fees?.unwrap_or(0);
    let taxes = taxes?.unwrap_or(0);
    let sum = |of: fn(&Item) -> Option<i64>| -> Option<i64> {
        (!items.is_empty()).then(|| {
            items
                .iter()
                .try_fold(0_i64, |sum, item| Some(sum.saturating_add(of(item)?)))
        })?
    };
    let subtotal = sum(|item| item.total).unwrap_or(total - shipping - taxes);
    let amounts = Amounts {
        currency: reading.currency().ok_or(Refused)?,
        lines: sum(|item| item.before_discount),
        subtotal: Some(subtotal),
        shipping,
        taxes,
        total,
        discount: discount?.or(cart?).map(i64::abs),
        refunded,
    };
    order_parts::within_range(amounts, (row, F::Total), reading)
}

/// The refunds packed into the row, each with its date.
fn refunds(
    row: &Row,
    number: &str,
    reading: &mut Reading<'_, F>,
) -> Result<Vec<Transaction>, Refused> {
    let currency = reading.currency().ok_or(Refused)?;
    let order = OrderRef {
        id: None,
        name: Some(number.to_owned()),
    };
    let cell = reading.text(row, F::Refunds).unwrap_or_default();
    let mut alike: HashMap<String, u32> = HashMap::new();
    let mut refunds = Vec::new();
    for entry in packed(cell) {
        let Some(amount) = entry.get("amount").filter(|amount| !amount.is_empty()) else {
            continue;
        };
        let amount = reading
            .money_of(amount, row, F::Refunds)?
            .unwrap_or(0)
            .abs();
        let date = entry.get("date").filter(|date| !date.is_empty());
        let date = match date {
            Some(date) => {
                let moment = reading.time_of(date, row, F::Refunds)?;
                if let Some(moment) = moment {
                    reading.hear_moment(moment);
                }
                moment
            }
            None => None,
        };
        let Some(at) = date.or(reading.time(row, F::Date)?) else {
            continue;
        };
        let what = (TransactionKind::Refund, at, amount);
        let key = |number| TransactionKey::of("woocommerce", &order, what, number);
        let seen = alike.entry(key(0).id).or_default();
        *seen += 1;
        refunds.push(Transaction {
            key: key(*seen),
            order: order.clone(),
            kind: TransactionKind::Refund,
            status: TransactionStatus::Success,
            amount,
            currency,
            at,
            gateway: None,
            test: None,
            source_line: row.line,
        });
    }
    Ok(refunds)
}

fn identity(row: &Row, reading: &Reading<'_, F>) -> Identity {
    let plain = |field| reading.plain(row, field);
    Identity {
        email: plain(F::Email).or_else(|| plain(F::BillingEmail)),
        phone: plain(F::Phone),
        // Guests have the number 0.
        customer_id: plain(F::CustomerId).filter(|id| id != "0"),
        household: None,
    }
}

fn state(row: &Row, reading: &mut Reading<'_, F>) -> OrderState {
    let financial = match reading.text(row, F::Status) {
        None => FinancialStatus::Unknown,
        Some(word) => woo_status::parse(word).unwrap_or_else(|| {
            let hint = "This is no known order status; the order counts as one of unknown status.";
            reading.issue(IssueKind::UnknownStatus, row, F::Status, hint);
            FinancialStatus::Unknown
        }),
    };
    OrderState {
        financial,
        cancelled: None,
        tags: Vec::new(),
        source: None,
        payment_method: reading.owned(row, F::PaymentMethod),
        country: reading
            .owned(row, F::ShippingCountry)
            .or_else(|| reading.owned(row, F::BillingCountry)),
        accepts_marketing: None,
    }
}

/// UTM values; the shop writes `(direct)` where there were none.
fn touch(row: &Row, reading: &mut Reading<'_, F>) -> Touch {
    let columns = [
        (F::UtmSource, "utm_source"),
        (F::UtmMedium, "utm_medium"),
        (F::UtmCampaign, "utm_campaign"),
        (F::UtmContent, "utm_content"),
        (F::UtmTerm, "utm_term"),
        (F::Entry, "landing_page"),
        (F::Referrer, "referrer"),
    ];
    let mut sources = TouchSources::default();
    for (field, key) in columns {
        let value = reading.text(row, field);
        if let Some(value) = value.filter(|value| !matches!(*value, "(direct)" | "(none)")) {
            sources.take(key, value);
        }
    }
    order_parts::told_touch(sources, row.line, reading)
}

#[cfg(test)]
mod tests;
