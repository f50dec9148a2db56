//! The rows of one order to one order.
//!
//! An order whose amount, quantity or date cannot be read is left out as a whole, with an issue for
//! each such cell: an order with a hole in its arithmetic would be a wrong number nobody sees.

use crate::model::household::Household;
use crate::model::issue::IssueKind;
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderState};
use crate::model::person::Identity;
use crate::model::utm::Touch;

use super::cell;
use super::order_parts;
use super::reading::{Reading, Refused};
use super::rows::Row;
use super::shopify_orders::{OrderField as F, order_id};

/// Folds the rows of an order, the first of which has its values.
pub(super) fn order(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Order, Refused> {
    let first = rows.first().ok_or(Refused)?;
    let key = order_key(first, reading)?;
    order_parts::currency(first, F::Currency, reading)?;
    let created = order_parts::placed(first, F::Created, reading);
    let lines = lines(rows, reading);
    let amounts = amounts(first, lines.as_deref().unwrap_or_default(), reading);
    let state = order_state(first, reading);
    let order = Order {
        name: reading
            .plain(first, F::Name)
            .unwrap_or_else(|| key.id.clone()),
        key,
        identity: identity(rows, reading),
        created: created?,
        state: state?,
        amounts: amounts?,
        codes: codes(first, reading),
        touch: touch(first, reading),
        lines: lines?,
        source_line: first.line,
    };
    tell_doubts(rows, &order, reading);
    Ok(order)
}

fn order_key(first: &Row, reading: &mut Reading<'_, F>) -> Result<OrderKey, Refused> {
    let is_damaged = reading
        .text(first, F::Id)
        .is_some_and(|id| cell::id(id).is_err());
    if is_damaged {
        let hint = "A spreadsheet rounded the order id, so the order name is used; export again without opening the file in one.";
        reading.issue(IssueKind::DamagedId, first, F::Id, hint);
    }
    let Some(id) = order_id(first, reading.layout) else {
        let hint = "An order needs its name or its id; correct the row and import again.";
        return Err(reading.refuse(IssueKind::EmptyCell, first, F::Name, hint));
    };
    Ok(OrderKey {
        platform: "shopify".to_owned(),
        id: id.to_owned(),
    })
}

fn identity(rows: &[Row], reading: &Reading<'_, F>) -> Identity {
    let find = |field| rows.iter().find_map(|row| reading.plain(row, field));
    Identity {
        email: find(F::Email),
        phone: [F::Phone, F::BillingPhone, F::ShippingPhone]
            .into_iter()
            .find_map(find),
        customer_id: find(F::CustomerId),
        household: rows.first().and_then(|first| household(first, reading)),
    }
}

/// Name and address of the bill, else of the parcel.
fn household(first: &Row, reading: &Reading<'_, F>) -> Option<Household> {
    let places = [
        (F::BillingName, F::BillingStreet, F::BillingZip),
        (F::ShippingName, F::ShippingStreet, F::ShippingZip),
    ];
    places.into_iter().find_map(|(name, street, zip)| {
        let text = |field| reading.text(first, field).unwrap_or_default();
        Household::new(reading.text(first, name)?, text(street), text(zip))
    })
}

fn order_state(first: &Row, reading: &mut Reading<'_, F>) -> Result<OrderState, Refused> {
    let status = reading.text(first, F::Status);
    let financial = status.map_or(Some(FinancialStatus::Unknown), FinancialStatus::parse);
    if financial.is_none() {
        let hint =
            "This is no payment status of the shop; the order counts as one of unknown status.";
        reading.issue(IssueKind::UnknownStatus, first, F::Status, hint);
    }
    Ok(OrderState {
        financial: financial.unwrap_or(FinancialStatus::Unknown),
        cancelled: reading.time(first, F::Cancelled)?,
        tags: reading
            .text(first, F::Tags)
            .map(cell::list)
            .unwrap_or_default(),
        source: reading.owned(first, F::Source),
        payment_method: reading.owned(first, F::PaymentMethod),
        country: reading
            .owned(first, F::ShippingCountry)
            .or_else(|| reading.owned(first, F::BillingCountry)),
        accepts_marketing: reading.flag(first, F::Marketing),
    })
}

fn amounts(first: &Row, lines: &[Line], reading: &mut Reading<'_, F>) -> Result<Amounts, Refused> {
    let currency = reading.currency().ok_or(Refused)?;
    // All cells are read before one refuses, so that every unreadable one has its issue.
    let subtotal = reading.money(first, F::Subtotal);
    let shipping = reading.money(first, F::Shipping);
    let taxes = reading.money(first, F::Taxes);
    let total = reading.money(first, F::Total);
    let discount = reading.money(first, F::Discount);
    let refunded = reading.money(first, F::Refunded);
    let (subtotal, shipping, taxes) = (subtotal?, shipping?.unwrap_or(0), taxes?.unwrap_or(0));
    let (discount, refunded) = (discount?, refunded?.unwrap_or(0));
    let total = match (total?, subtotal) {
        (Some(total), _) => total,
        (None, Some(subtotal)) => {
            if taxes != 0 {
                let hint = "The total is blank, so subtotal, shipping and taxes were added; if prices contain the tax, it is counted twice here.";
                reading.issue(IssueKind::TaxUnclear, first, F::Taxes, hint);
            }
            subtotal + shipping + taxes
        }
        (None, None) => {
            let hint = "An order needs a total or a subtotal; correct the cell and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, first, F::Total, hint));
        }
    };
    if subtotal.is_none() && reading.layout.has(F::Subtotal) {
        let hint = "The subtotal is blank, so net sales of this order start from the total.";
        reading.issue(IssueKind::NoSubtotal, first, F::Subtotal, hint);
    }
    let Ok(line_sum) = order_parts::line_sum(lines) else {
        let hint = "Price times quantity of the lines is too large to be money; correct the cells.";
        return Err(reading.refuse(IssueKind::BadMoney, first, F::LinePrice, hint));
    };
    Ok(Amounts {
        currency,
        lines: line_sum,
        subtotal,
        shipping,
        taxes,
        total,
        discount,
        refunded,
    })
}

fn lines(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Vec<Line>, Refused> {
    let mut lines = Ok(Vec::with_capacity(rows.len()));
    for row in rows {
        // Every row is read before one refuses, so that every unreadable cell has its issue.
        match (line(row, reading), &mut lines) {
            (Ok(line), Ok(lines)) => lines.extend(line),
            (Err(refused), _) => lines = Err(refused),
            (Ok(_), Err(_)) => {}
        }
    }
    lines
}

fn line(row: &Row, reading: &mut Reading<'_, F>) -> Result<Option<Line>, Refused> {
    let item = [F::LineTitle, F::LineSku, F::LinePrice, F::LineQuantity];
    if item.iter().all(|&field| reading.text(row, field).is_none()) {
        return Ok(None);
    }
    let price = reading.money(row, F::LinePrice);
    let quantity = match reading.count(row, F::LineQuantity)? {
        Some(quantity) => quantity,
        None if reading.layout.has(F::LineQuantity) => {
            let hint = "A line item needs its quantity; correct the cell and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, row, F::LineQuantity, hint));
        }
        None => 1,
    };
    Ok(Some(Line {
        title: reading.owned(row, F::LineTitle).unwrap_or_default(),
        sku: reading.plain(row, F::LineSku),
        quantity,
        price: price?,
        vendor: reading.owned(row, F::LineVendor),
        requires_shipping: reading.flag(row, F::LineShips),
    }))
}

fn codes(first: &Row, reading: &mut Reading<'_, F>) -> Vec<String> {
    let codes = reading.text(first, F::Codes).map(cell::list);
    let codes = codes.unwrap_or_default();
    order_parts::tell_codes(&codes, (first, F::Codes), reading);
    codes
}

fn touch(first: &Row, reading: &mut Reading<'_, F>) -> Touch {
    const COLUMNS: [(F, &str); 8] = [
        (F::UtmSource, "utm_source"),
        (F::UtmMedium, "utm_medium"),
        (F::UtmCampaign, "utm_campaign"),
        (F::UtmContent, "utm_content"),
        (F::UtmTerm, "utm_term"),
        (F::Landing, "landing_page"),
        (F::FullUrl, "full_url"),
        (F::Referrer, "referrer"),
    ];
    order_parts::touch(first, (&COLUMNS, F::Attributes), reading)
}

/// Facts of a complete order that may affect a number.
fn tell_doubts(rows: &[Row], order: &Order, reading: &mut Reading<'_, F>) {
    let first = &rows[0];
    order_parts::tell_nobody(order, (first, F::Email), reading);
    if rows[1..]
        .iter()
        .any(|row| reading.text(row, F::Total).is_some())
    {
        let hint = "The total stands on several rows of this order and is counted once.";
        reading.issue(IssueKind::RepeatedTotal, first, F::Total, hint);
    }
    order_parts::tell_arithmetic(order, (first, F::Subtotal, F::Total), reading);
}
