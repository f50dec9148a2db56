//! The rows of one order to one order.
//!
//! An order whose amount, quantity or date cannot be read is left out as a whole, with an issue for
//! each such cell: an order with a hole in its arithmetic would be a wrong number nobody sees.

use crate::model::household::Household;
use crate::model::issue::{Issue, IssueKind};
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderState, TaxBasis};
use crate::model::person::Identity;
use crate::model::utm::{Touch, UtmField};

use super::amount;
use super::cell;
use super::order_touch::{TouchSources, is_unexpanded};
use super::reading::{Reading, Refused};
use super::rows::Row;
use super::shopify_orders::{OrderField as F, order_id};

/// Folds the rows of an order, the first of which has its values.
pub(super) fn order(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Order, Refused> {
    let first = rows.first().ok_or(Refused)?;
    let key = order_key(first, reading)?;
    check_currency(first, reading)?;
    let created = match reading.time(first, F::Created) {
        Ok(Some(created)) => Ok(created),
        Ok(None) => {
            let hint = "An order needs the time it was placed; correct the cell and import again.";
            Err(reading.refuse(IssueKind::EmptyCell, first, F::Created, hint))
        }
        Err(refused) => Err(refused),
    };
    let lines = lines(rows, reading);
    let amounts = amounts(first, lines.as_deref().unwrap_or_default(), reading);
    let state = order_state(first, reading);
    let order = Order {
        name: reading
            .owned(first, F::Name)
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
    for field in [F::Paid, F::Fulfilled] {
        reading.hear_time(first, field);
    }
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

/// Refuses an order in another currency than the rest: amounts of two currencies have no sum.
fn check_currency(first: &Row, reading: &mut Reading<'_, F>) -> Result<(), Refused> {
    let Some(expected) = reading.currency() else {
        return Err(Refused);
    };
    let is_other = |text: &str| !text.eq_ignore_ascii_case(expected.code());
    if !reading.text(first, F::Currency).is_some_and(is_other) {
        return Ok(());
    }
    let hint = format!(
        "The order is not in {expected} and was left out; keep orders of another currency in a workspace of their own."
    );
    Err(reading.refuse(IssueKind::OtherCurrency, first, F::Currency, &hint))
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
    let Ok(line_sum) = line_sum(lines) else {
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

/// Price times quantity over the lines; `None` where there are no lines or one has no price.
fn line_sum(lines: &[Line]) -> Result<Option<i64>, TooLarge> {
    let mut sum = 0_i64;
    for line in lines {
        let Some(price) = line.price else {
            return Ok(None);
        };
        let amount = price.checked_mul(line.quantity).ok_or(TooLarge)?;
        sum = sum.checked_add(amount).ok_or(TooLarge)?;
        if !(-amount::LARGEST..=amount::LARGEST).contains(&sum) {
            return Err(TooLarge);
        }
    }
    Ok((!lines.is_empty()).then_some(sum))
}

/// A sum of lines beyond what is taken for money.
struct TooLarge;

fn lines(rows: &[Row], reading: &mut Reading<'_, F>) -> Result<Vec<Line>, Refused> {
    let lines: Vec<Result<Option<Line>, Refused>> =
        rows.iter().map(|row| line(row, reading)).collect();
    let lines: Result<Vec<Option<Line>>, Refused> = lines.into_iter().collect();
    Ok(lines?.into_iter().flatten().collect())
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
    if codes.len() > 1 {
        let hint = "Several codes share the one discount amount of the order; the attribution rules decide which one gets it.";
        reading.issue(IssueKind::SeveralCodes, first, F::Codes, hint);
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
        (F::FullUrl, "full_url"),
        (F::Referrer, "referrer"),
    ];
    let mut sources = TouchSources::default();
    for (field, key) in columns {
        if let Some(value) = reading.text(first, field) {
            sources.take(key, value);
        }
    }
    if let Some(attributes) = reading.text(first, F::Attributes) {
        sources.take_attributes(attributes);
    }
    let touch = sources.touch();
    for field in UtmField::ALL {
        if let Some(value) = touch.get(field).filter(|value| is_unexpanded(value)) {
            let hint = "The link was sent with its template unfilled; repair it in the sending tool. The value is kept as it is.";
            let name = format!("utm_{}", field.id());
            reading.tell(Issue::at_cell(
                IssueKind::UnexpandedMacro,
                first.line,
                &name,
                value,
                hint,
            ));
        }
    }
    touch
}

/// Facts of a complete order that may affect a number.
fn tell_doubts(rows: &[Row], order: &Order, reading: &mut Reading<'_, F>) {
    let first = &rows[0];
    if order.identity.key().is_none() {
        let hint = "The order has no e-mail, phone or customer id, so it counts in sales but for no person.";
        reading.issue(IssueKind::NoPerson, first, F::Email, hint);
    }
    if rows[1..]
        .iter()
        .any(|row| reading.text(row, F::Total).is_some())
    {
        let hint = "The total stands on several rows of this order and is counted once.";
        reading.issue(IssueKind::RepeatedTotal, first, F::Total, hint);
    }
    let arithmetic = order.amounts.arithmetic();
    if arithmetic.lines_disagree {
        let hint = "Line prices times quantities minus the discount differ from the subtotal; the subtotal counts.";
        reading.issue(IssueKind::LinesDisagree, first, F::Subtotal, hint);
    }
    match arithmetic.tax_basis {
        TaxBasis::Neither => {
            let hint = "The total is neither subtotal plus shipping nor that plus taxes; amounts are taken as they stand.";
            reading.issue(IssueKind::TaxUnclear, first, F::Total, hint);
        }
        TaxBasis::Inclusive | TaxBasis::Exclusive | TaxBasis::Untaxed | TaxBasis::Unknown => {}
    }
}
