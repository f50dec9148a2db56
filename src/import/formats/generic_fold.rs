//! The rows of one order of any shop to one order.

use crate::import::cell;
use crate::import::entities;
use crate::import::order_parts;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::model::issue::IssueKind;
use crate::model::money::Currency;
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderState};
use crate::model::person::Identity;
use crate::model::utm::Touch;

use super::generic_orders::{GenericOrders, OrderColumn as F, order_id};
use super::woo_status;

/// Folds the rows of an order, the first of which has its values.
pub(super) fn order(
    table: &GenericOrders,
    rows: &[Row],
    reading: &mut Reading<'_, F>,
) -> Result<Order, Refused> {
    let first = rows.first().ok_or(Refused)?;
    let written = reading.text(first, F::Id);
    if written.is_some_and(|id| cell::id(id).is_err()) {
        let hint = "A spreadsheet rounded the order id, so the order name is used; export again without opening the file in one.";
        reading.issue(IssueKind::DamagedId, first, F::Id, hint);
    }
    let Some(id) = order_id(first, reading.layout).map(str::to_owned) else {
        let hint = "An order needs its name or its id; correct the row and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, first, F::Id, hint));
    };
    let currency = order_parts::currency(first, F::Currency, reading)?;
    // All cells are read before one refuses, so that every unreadable one has its issue.
    let created = order_parts::placed(first, F::Date, reading);
    let lines = lines(rows, reading);
    let amounts = amounts(table, rows, (lines.as_deref(), currency), reading);
    let state = state(first, reading);
    let order = Order {
        name: reading.owned(first, F::Name).unwrap_or_else(|| id.clone()),
        key: OrderKey {
            platform: table.platform.to_owned(),
            id,
        },
        identity: identity(rows, reading),
        created: created?,
        state: state?,
        amounts: amounts?,
        codes: codes(rows, reading),
        touch: touch(first, reading),
        lines: lines?,
        source_line: first.line,
    };
    order_parts::tell_nobody(&order, (first, F::Email), reading);
    order_parts::tell_arithmetic(&order, (first, F::Subtotal, F::Total), reading);
    Ok(order)
}

/// The first filled cell of a column in the rows of an order.
fn first_filled<'r>(rows: &'r [Row], field: F, reading: &Reading<'_, F>) -> Option<&'r Row> {
    rows.iter().find(|row| reading.text(row, field).is_some())
}

fn amounts(
    table: &GenericOrders,
    rows: &[Row],
    (lines, currency): (Result<&[Line], &Refused>, Currency),
    reading: &mut Reading<'_, F>,
) -> Result<Amounts, Refused> {
    let first = rows.first().ok_or(Refused)?;
    let mut once = |field| match first_filled(rows, field, reading) {
        Some(row) => reading.money(row, field),
        None => Ok(None),
    };
    let total = once(F::Total);
    let subtotal = once(F::Subtotal);
    let shipping = once(F::Shipping);
    let taxes = once(F::Taxes);
    let order_discount = once(F::Discount);
    let refunded = once(F::Refunded);
    let line_totals = sum(rows, F::LineTotal, reading);
    let (total, subtotal, written_shipping, taxes) = (total?, subtotal?, shipping?, taxes?);
    let (order_discount, line_totals) = (order_discount?.map(i64::abs), line_totals?);
    let taxes = taxes.unwrap_or(0);
    // Where amounts stand on the lines, so do discounts.
    let is_by_line = total.is_none() && line_totals.is_some() && rows.len() > 1;
    let discount = if is_by_line {
        sum(rows, F::Discount, reading)?.map(i64::abs)
    } else {
        order_discount
    };
    let Ok(line_sum) = order_parts::line_sum(lines.unwrap_or_default()) else {
        let hint = "Price times quantity of the lines is too large to be money; correct the cells.";
        return Err(reading.refuse(IssueKind::BadMoney, first, F::LinePrice, hint));
    };
    let before = table.subtotal_before_discount;
    let subtotal = subtotal.map(|subtotal| {
        if before {
            subtotal - discount.unwrap_or(0)
        } else {
            subtotal
        }
    });
    let from_lines = || line_totals.or(line_sum).filter(|_| total.is_none());
    let subtotal = subtotal.or_else(from_lines);
    let shipping = match (written_shipping, total, subtotal) {
        (Some(shipping), ..) => shipping,
        // Nothing else can stand between the two where there is no tax.
        (None, Some(total), Some(subtotal)) if taxes == 0 && total >= subtotal => total - subtotal,
        (None, ..) => 0,
    };
    let Some(total) = total.or_else(|| Some(subtotal? + shipping + taxes)) else {
        let hint =
            "An order needs a total or amounts on its lines; correct the cell and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, first, F::Total, hint));
    };
    let amounts = Amounts {
        currency,
        lines: line_sum,
        subtotal,
        shipping,
        taxes,
        total,
        discount,
        refunded: refunded?.unwrap_or(0).abs(),
    };
    order_parts::within_range(amounts, (first, F::Total), reading)
}

/// The sum of a column over the rows of an order; `None` where no row has a value.
fn sum(rows: &[Row], field: F, reading: &mut Reading<'_, F>) -> Result<Option<i64>, Refused> {
    let mut sum = None;
    for row in rows {
        if let Some(amount) = reading.money(row, field)? {
            sum = Some(sum.unwrap_or(0_i64).saturating_add(amount));
        }
    }
    Ok(sum)
}

fn lines(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Vec<Line>, Refused> {
    let lines: Vec<_> = rows.iter().map(|row| line(row, reading)).collect();
    let lines: Result<Vec<Option<Line>>, Refused> = lines.into_iter().collect();
    Ok(lines?.into_iter().flatten().collect())
}

fn line(row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<Line>, Refused> {
    let item = [F::LineTitle, F::LineSku, F::LinePrice];
    if item.iter().all(|&field| reading.text(row, field).is_none()) {
        return Ok(None);
    }
    let price = reading.money(row, F::LinePrice);
    let quantity = reading.count(row, F::LineQuantity)?;
    let title = reading.text(row, F::LineTitle).unwrap_or_default();
    Ok(Some(Line {
        title: entities::decoded(title).into_owned(),
        sku: reading.plain(row, F::LineSku),
        quantity: quantity.unwrap_or(1),
        price: price?,
        vendor: None,
        requires_shipping: None,
    }))
}

fn identity(rows: &[Row], reading: &Reading<'_, F>) -> Identity {
    let find = |field| rows.iter().find_map(|row| reading.plain(row, field));
    Identity {
        email: find(F::Email),
        phone: find(F::Phone),
        // Shops give guests the number 0.
        customer_id: find(F::CustomerId).filter(|id| cell::id(id).is_ok() && id != "0"),
        household: None,
    }
}

fn state(first: &Row, reading: &mut Reading<'_, F>) -> Result<OrderState, Refused> {
    let financial = match reading.text(first, F::Status) {
        None => FinancialStatus::Unknown,
        Some(word) => FinancialStatus::parse(word)
            .or_else(|| woo_status::parse(word))
            .unwrap_or_else(|| {
                let hint =
                    "This is no known payment status; the order counts as one of unknown status.";
                reading.issue(IssueKind::UnknownStatus, first, F::Status, hint);
                FinancialStatus::Unknown
            }),
    };
    let tags = reading.text(first, F::Tags).map(cell::list);
    let mut tags = tags.unwrap_or_default();
    if reading.flag(first, F::Test) == Some(true) {
        order_parts::mark_test(&mut tags, (first, F::Test), reading);
    }
    Ok(OrderState {
        financial,
        cancelled: reading.time(first, F::Cancelled)?,
        tags,
        source: reading.owned(first, F::Source),
        payment_method: reading.owned(first, F::PaymentMethod),
        country: reading.owned(first, F::Country),
        accepts_marketing: reading.flag(first, F::Marketing),
    })
}

fn codes(rows: &[Row], reading: &mut Reading<'_, F>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for row in rows {
        let written = reading.text(row, F::Codes).map(cell::list);
        for code in written.unwrap_or_default() {
            if !cell::says_nothing(&code) && !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    if let Some(first) = rows.first() {
        order_parts::tell_codes(&codes, (first, F::Codes), reading);
    }
    codes
}

fn touch(first: &Row, reading: &mut Reading<'_, F>) -> Touch {
    let columns = [
        (F::UtmSource, "utm_source"),
        (F::UtmMedium, "utm_medium"),
        (F::UtmCampaign, "utm_campaign"),
        (F::UtmContent, "utm_content"),
        (F::UtmTerm, "utm_term"),
        (F::Landing, "landing_page"),
        (F::Referrer, "referrer"),
    ];
    order_parts::touch(first, (&columns, F::Attributes), reading)
}
