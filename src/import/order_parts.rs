//! Parts of orders that every shop's format reads in the same way, with the same issues.

use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::order::{Amounts, Line, Order, TaxBasis};
use crate::model::time::Moment;
use crate::model::utm::{Touch, UtmField};

use super::amount;
use super::columns::Field;
use super::order_touch::{TouchSources, is_unexpanded};
use super::reading::{Reading, Refused};
use super::rows::Row;

/// The currency of an order. Refuses one of another currency than the rest: amounts of two
/// currencies have no sum.
pub(super) fn currency<F: Field>(
    row: &Row,
    field: F,
    reading: &mut Reading<'_, F>,
) -> Result<Currency, Refused> {
    let expected = reading.currency().ok_or(Refused)?;
    let is_other = |text: &str| !text.eq_ignore_ascii_case(expected.code());
    if !reading.text(row, field).is_some_and(is_other) {
        return Ok(expected);
    }
    let hint = format!(
        "The order is not in {expected} and was left out; keep orders of another currency in a workspace of their own."
    );
    Err(reading.refuse(IssueKind::OtherCurrency, row, field, &hint))
}

/// When an order was placed.
pub(super) fn placed<F: Field>(
    row: &Row,
    field: F,
    reading: &mut Reading<'_, F>,
) -> Result<Moment, Refused> {
    if let Some(placed) = reading.time(row, field)? {
        return Ok(placed);
    }
    let hint = "An order needs the time it was placed; correct the cell and import again.";
    Err(reading.refuse(IssueKind::EmptyCell, row, field, hint))
}

/// Price times quantity over the lines; `None` where there are no lines or one has no price.
pub(super) fn line_sum(lines: &[Line]) -> Result<Option<i64>, TooLarge> {
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
pub(super) struct TooLarge;

/// Refuses an order whose amounts, added up from its rows, are beyond what is taken for money.
pub(super) fn within_range<F: Field>(
    amounts: Amounts,
    (row, field): (&Row, F),
    reading: &mut Reading<'_, F>,
) -> Result<Amounts, Refused> {
    let all = [
        amounts.lines.unwrap_or(0),
        amounts.subtotal.unwrap_or(0),
        amounts.shipping,
        amounts.taxes,
        amounts.total,
        amounts.discount.unwrap_or(0),
        amounts.refunded,
    ];
    let range = -amount::LARGEST..=amount::LARGEST;
    if all.iter().all(|amount| range.contains(amount)) {
        return Ok(amounts);
    }
    let hint = "The amounts of the order add up to more than can be money; correct the cells.";
    Err(reading.refuse(IssueKind::BadMoney, row, field, hint))
}

/// What a row says of the last touch: by columns of their own, and by the attributes that a shop keeps in
/// one cell.
pub(super) fn touch<F: Field>(
    row: &Row,
    (columns, attributes): (&[(F, &str)], F),
    reading: &mut Reading<'_, F>,
) -> Touch {
    let mut sources = TouchSources::default();
    for &(field, key) in columns {
        if let Some(value) = reading.text(row, field) {
            sources.take(key, value);
        }
    }
    if let Some(attributes) = reading.text(row, attributes) {
        sources.take_attributes(attributes);
    }
    told_touch(sources, row.line, reading)
}

/// What the sources of an order say together; tells of templates that were never filled in.
pub(super) fn told_touch<F: Field>(
    sources: TouchSources,
    line: u64,
    reading: &mut Reading<'_, F>,
) -> Touch {
    let touch = sources.touch();
    for field in UtmField::ALL {
        if let Some(value) = touch.get(field).filter(|value| is_unexpanded(value)) {
            let hint = "The link was sent with its template unfilled; repair it in the sending tool. The value is kept as it is.";
            let name = format!("utm_{}", field.id());
            let kind = IssueKind::UnexpandedMacro;
            reading.tell(Issue::at_cell(kind, line, &name, value, hint));
        }
    }
    touch
}

/// Tells of several codes that share one discount amount.
pub(super) fn tell_codes<F: Field>(
    codes: &[String],
    (row, field): (&Row, F),
    reading: &mut Reading<'_, F>,
) {
    if codes.len() > 1 {
        let hint = "Several codes share the one discount amount of the order; the attribution rules decide which one gets it.";
        reading.issue(IssueKind::SeveralCodes, row, field, hint);
    }
}

/// Gives a test order the tag by which exclusion rules know it.
pub(super) fn mark_test<F: Field>(
    tags: &mut Vec<String>,
    (row, field): (&Row, F),
    reading: &mut Reading<'_, F>,
) {
    let hint = "This is a test order by its own flag; it got the tag `test`, so that a rule can leave it out.";
    reading.issue(IssueKind::TestOrder, row, field, hint);
    if !tags.iter().any(|tag| tag.eq_ignore_ascii_case("test")) {
        tags.push("test".to_owned());
    }
}

/// Tells of an order that belongs to no person.
pub(super) fn tell_nobody<F: Field>(
    order: &Order,
    (row, email): (&Row, F),
    reading: &mut Reading<'_, F>,
) {
    if !order.identity.is_somebody() {
        let hint = "The order has no e-mail, phone or customer id, so it counts in sales but for no person.";
        reading.issue(IssueKind::NoPerson, row, email, hint);
    }
}

/// Tells where the amounts of an order contradict each other.
pub(super) fn tell_arithmetic<F: Field>(
    order: &Order,
    (row, subtotal, total): (&Row, F, F),
    reading: &mut Reading<'_, F>,
) {
    if order.amounts.lines_disagree() {
        let hint = "Line prices times quantities minus the discount differ from the subtotal; the subtotal counts.";
        reading.issue(IssueKind::LinesDisagree, row, subtotal, hint);
    }
    match order.amounts.tax_basis() {
        TaxBasis::Neither => {
            let hint = "The total is neither subtotal plus shipping nor that plus taxes; amounts are taken as they stand.";
            reading.issue(IssueKind::TaxUnclear, row, total, hint);
        }
        TaxBasis::Inclusive | TaxBasis::Exclusive | TaxBasis::Untaxed | TaxBasis::Unknown => {}
    }
}
