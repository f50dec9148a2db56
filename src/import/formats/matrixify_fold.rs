//! The rows of one Matrixify order to one order, with its payments and refunds.

use std::collections::{BTreeMap, HashMap};

use crate::import::cell;
use crate::import::order_parts;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::model::issue::IssueKind;
use crate::model::money::Currency;
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderRef, OrderState};
use crate::model::person::Identity;
use crate::model::time::Moment;
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};

use super::matrixify_orders::{LineType, MatrixifyField as F, currency, order_id, top_row};

/// Folds the rows of an order.
pub(super) fn order(
    rows: &[Row],
    reading: &mut Reading<'_, F>,
) -> Result<(Order, Vec<Transaction>), Refused> {
    let top = top_row(rows, reading.layout)?;
    if reading
        .text(top, F::Id)
        .is_some_and(|id| cell::id(id).is_err())
    {
        let hint = "A spreadsheet rounded the order id, so the order name is used; export again without opening the file in one.";
        reading.issue(IssueKind::DamagedId, top, F::Id, hint);
    }
    let Some(id) = order_id(top, reading.layout).map(str::to_owned) else {
        let hint = "An order needs its name or its id; correct the row and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, top, F::Name, hint));
    };
    let currency = currency(top, reading)?;
    let created_field = if reading.text(top, F::Created).is_some() {
        F::Created
    } else {
        F::Processed
    };
    let created = order_parts::placed(top, created_field, reading);
    let parts = parts(rows, reading);
    let (created, parts) = (created?, parts?);
    let name = reading.owned(top, F::Name).unwrap_or_else(|| id.clone());
    let reference = OrderRef {
        id: (id != name).then(|| id.clone()),
        name: Some(name.clone()),
    };
    let transactions = transactions(rows, (&reference, currency), reading)?;
    let order = Order {
        key: OrderKey {
            platform: "shopify".to_owned(),
            id,
        },
        name,
        identity: identity(rows, reading),
        created,
        state: state(rows, top, reading)?,
        amounts: amounts(top, &parts, currency, reading)?,
        codes: parts.codes,
        touch: touch(top, reading),
        lines: parts.lines,
        source_line: top.line,
    };
    order_parts::tell_codes(&order.codes, (top, F::LineName), reading);
    order_parts::tell_nobody(&order, (top, F::CustomerEmail), reading);
    order_parts::tell_arithmetic(&order, (top, F::Subtotal, F::Total), reading);
    Ok((order, transactions))
}

/// What the rows of an order add up to, by their type.
#[derive(Default)]
struct Parts {
    lines: Vec<Line>,
    codes: Vec<String>,
    discount: Option<i64>,
    shipping: Option<i64>,
    refunded: Option<i64>,
    refund_payments: Option<i64>,
}

fn parts(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Parts, Refused> {
    let mut parts = Parts::default();
    let mut refused = None;
    for row in rows {
        // Every row is read before one refuses, so that every unreadable cell has its issue.
        if let Err(error) = part(row, &mut parts, reading) {
            refused = Some(error);
        }
    }
    refused.map_or(Ok(parts), Err)
}

fn part(row: &Row, parts: &mut Parts, reading: &mut Reading<'_, F>) -> Result<(), Refused> {
    let add = |sum: &mut Option<i64>, amount: i64| {
        *sum = Some(sum.unwrap_or(0_i64).saturating_add(amount));
    };
    match LineType::of(row, reading.layout) {
        LineType::Item => parts.lines.push(line(row, reading)?),
        LineType::Discount => {
            let total = reading.money(row, F::LineTotal)?;
            let amount = reading.money(row, F::LineDiscount)?.or(total);
            if let Some(amount) = amount {
                add(&mut parts.discount, amount.abs());
            }
            let is_code = |name: &&str| {
                !matches!(
                    name.to_lowercase().as_str(),
                    "percentage" | "fixed_amount" | "fixed amount" | "shipping"
                )
            };
            let name = reading.text(row, F::LineName).filter(is_code);
            parts.codes.extend(name.map(cell::list).unwrap_or_default());
        }
        LineType::Shipping => {
            let price = reading.money(row, F::LinePrice)?;
            if let Some(amount) = reading.money(row, F::LineTotal)?.or(price) {
                add(&mut parts.shipping, amount);
            }
        }
        LineType::Refund => {
            if let Some(amount) = reading.money(row, F::LineTotal)? {
                add(&mut parts.refunded, -amount);
            }
        }
        LineType::Transaction => {
            let is_refund = word(row, F::PaymentKind, reading) == "refund";
            let came_about = matches!(
                word(row, F::PaymentStatus, reading).as_str(),
                "success" | ""
            );
            if is_refund
                && came_about
                && let Some(amount) = reading.money(row, F::PaymentAmount)?
            {
                add(&mut parts.refund_payments, amount.abs());
            }
        }
        LineType::Other => {}
    }
    Ok(())
}

fn word(row: &Row, field: F, reading: &Reading<'_, F>) -> String {
    reading.text(row, field).unwrap_or_default().to_lowercase()
}

fn line(row: &Row, reading: &mut Reading<'_, F>) -> Result<Line, Refused> {
    let price = reading.money(row, F::LinePrice);
    let quantity = reading.count(row, F::LineQuantity)?;
    let title = reading.owned(row, F::LineTitle);
    Ok(Line {
        title: title
            .or_else(|| reading.owned(row, F::LineName))
            .unwrap_or_default(),
        sku: reading.plain(row, F::LineSku),
        quantity: quantity.unwrap_or(1),
        price: price?,
        vendor: reading.owned(row, F::LineVendor),
        requires_shipping: reading.flag(row, F::LineShips),
    })
}

fn amounts(
    top: &Row,
    parts: &Parts,
    currency: Currency,
    reading: &mut Reading<'_, F>,
) -> Result<Amounts, Refused> {
    let subtotal = reading.money(top, F::Subtotal);
    let shipping = reading.money(top, F::Shipping);
    let taxes = reading.money(top, F::Taxes);
    let total = reading.money(top, F::Total);
    let discount = reading.money(top, F::Discount);
    let refunded = reading.money(top, F::Refund);
    let (subtotal, taxes) = (subtotal?, taxes?.unwrap_or(0));
    let shipping = shipping?.or(parts.shipping).unwrap_or(0);
    let Some(total) = total?.or_else(|| Some(subtotal? + shipping + taxes)) else {
        let hint = "An order needs a total or a subtotal; correct the cell and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, top, F::Total, hint));
    };
    let Ok(lines) = order_parts::line_sum(&parts.lines) else {
        let hint = "Price times quantity of the lines is too large to be money; correct the cells.";
        return Err(reading.refuse(IssueKind::BadMoney, top, F::LinePrice, hint));
    };
    // Refund adjustments may bring the sum of refund lines below zero; then payments tell.
    let by_lines = parts.refunded.filter(|amount| *amount >= 0);
    let refunded = refunded?
        .map(i64::abs)
        .or(parts.refund_payments)
        .or(by_lines);
    let amounts = Amounts {
        currency,
        lines,
        subtotal,
        shipping,
        taxes,
        total,
        discount: discount?.map(i64::abs).or(parts.discount),
        refunded: refunded.unwrap_or(0),
    };
    order_parts::within_range(amounts, (top, F::Total), reading)
}

fn identity(rows: &[Row], reading: &Reading<'_, F>) -> Identity {
    let find = |field| rows.iter().find_map(|row| reading.plain(row, field));
    Identity {
        email: find(F::CustomerEmail).or_else(|| find(F::Email)),
        phone: find(F::CustomerPhone).or_else(|| find(F::Phone)),
        customer_id: find(F::CustomerId).filter(|id| cell::id(id).is_ok()),
        household: None,
    }
}

fn state(rows: &[Row], top: &Row, reading: &mut Reading<'_, F>) -> Result<OrderState, Refused> {
    let status = reading.text(top, F::Status);
    let financial = status.map_or(Some(FinancialStatus::Unknown), FinancialStatus::parse);
    if financial.is_none() {
        let hint =
            "This is no payment status of the shop; the order counts as one of unknown status.";
        reading.issue(IssueKind::UnknownStatus, top, F::Status, hint);
    }
    let tags = reading.text(top, F::Tags).map(cell::list);
    let mut tags = tags.unwrap_or_default();
    let test = rows
        .iter()
        .find(|row| reading.flag(row, F::PaymentTest) == Some(true));
    if let Some(row) = test {
        order_parts::mark_test(&mut tags, (row, F::PaymentTest), reading);
    }
    let gateway = rows
        .iter()
        .find_map(|row| reading.owned(row, F::PaymentGateway));
    Ok(OrderState {
        financial: financial.unwrap_or(FinancialStatus::Unknown),
        cancelled: reading.time(top, F::Cancelled)?,
        tags,
        source: reading.owned(top, F::Source),
        payment_method: gateway.or_else(|| reading.owned(top, F::PaymentMethod)),
        country: reading
            .owned(top, F::ShippingCountry)
            .or_else(|| reading.owned(top, F::BillingCountry)),
        accepts_marketing: reading.flag(top, F::Marketing),
    })
}

fn touch(top: &Row, reading: &mut Reading<'_, F>) -> crate::model::utm::Touch {
    let columns = [
        (F::UtmSource, "utm_source"),
        (F::UtmMedium, "utm_medium"),
        (F::UtmCampaign, "utm_campaign"),
        (F::UtmContent, "utm_content"),
        (F::UtmTerm, "utm_term"),
        (F::Landing, "landing_page"),
        (F::Referrer, "referrer"),
    ];
    order_parts::touch(top, (&columns, F::Details), reading)
}

/// Dated payments, and refunds by their refund lines where no dated payment tells them.
fn transactions(
    rows: &[Row],
    (order, currency): (&OrderRef, Currency),
    reading: &mut Reading<'_, F>,
) -> Result<Vec<Transaction>, Refused> {
    let mut alike = HashMap::new();
    let mut found = Vec::new();
    let mut add = |what: (TransactionKind, Moment, i64), status, row: &Row, details: Details| {
        let key = |number| TransactionKey::of("shopify", order, what, number);
        let seen: &mut u32 = alike.entry(key(0)).or_default();
        *seen += 1;
        found.push(Transaction {
            key: key(*seen),
            order: order.clone(),
            kind: what.0,
            status,
            amount: what.2,
            currency,
            at: what.1,
            gateway: details.gateway,
            test: details.test,
            source_line: row.line,
        });
    };
    let mut has_refund = false;
    for row in rows {
        let kind = TransactionKind::parse(&word(row, F::PaymentKind, reading));
        let status = TransactionStatus::parse(&word(row, F::PaymentStatus, reading));
        let amount = reading.money(row, F::PaymentAmount)?;
        let at = reading.time(row, F::PaymentProcessed)?;
        if let (Some(kind), Some(status), Some(amount), Some(at)) = (kind, status, amount, at) {
            has_refund |= kind == TransactionKind::Refund;
            let details = Details {
                gateway: reading.owned(row, F::PaymentGateway),
                test: reading.flag(row, F::PaymentTest),
            };
            add((kind, at, amount.abs()), status, row, details);
        }
    }
    if !has_refund {
        for (at, (amount, row)) in refunds(rows, reading)? {
            let what = (TransactionKind::Refund, at, amount);
            add(what, TransactionStatus::Success, row, Details::default());
        }
    }
    Ok(found)
}

/// What else a payment row says.
#[derive(Default)]
struct Details {
    gateway: Option<String>,
    test: Option<bool>,
}

/// The refund lines, added up by their moment.
fn refunds<'r>(
    rows: &'r [Row],
    reading: &mut Reading<'_, F>,
) -> Result<BTreeMap<Moment, (i64, &'r Row)>, Refused> {
    let mut refunds = BTreeMap::new();
    for row in rows {
        if LineType::of(row, reading.layout) != LineType::Refund {
            continue;
        }
        let at = reading.time(row, F::RefundCreated)?;
        let amount = reading.money(row, F::LineTotal)?;
        if let (Some(at), Some(amount)) = (at, amount) {
            let entry: &mut (i64, &Row) = refunds.entry(at).or_insert((0, row));
            entry.0 = entry.0.saturating_sub(amount);
        }
    }
    refunds.retain(|_, (amount, _)| *amount > 0);
    Ok(refunds)
}
