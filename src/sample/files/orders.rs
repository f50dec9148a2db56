//! `orders_export_1.csv` and `orders_export_2.csv`: the shop's 79-column order export, made twice
//! with some days in common.

use std::path::Path;

use super::super::SampleError;
use super::super::calendar::{self, LAST_DAY};
use super::super::campaigns::{SENDS, VARIANTS, variant_of};
use super::super::order::{Amounts, Cause, Code, Fate, Order, Touch};
use super::super::person::Person;
use super::super::shop::Shop;
use super::{Table, as_typed, decimal};

/// Days in both exports, 2026-03-28 to 31. The first was made before some of their refunds.
pub(in super::super) const OVERLAP: std::ops::RangeInclusive<i32> = 451..=454;

/// The 79 columns of the export, in its order.
pub(super) const COLUMNS: [&str; 79] = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
];

/// The columns that this shop fills, by position in [`COLUMNS`].
mod column {
    pub(super) const NAME: usize = 0;
    pub(super) const EMAIL: usize = 1;
    pub(super) const FINANCIAL_STATUS: usize = 2;
    pub(super) const ACCEPTS_MARKETING: usize = 6;
    pub(super) const CURRENCY: usize = 7;
    pub(super) const SUBTOTAL: usize = 8;
    pub(super) const SHIPPING: usize = 9;
    pub(super) const TAXES: usize = 10;
    pub(super) const TOTAL: usize = 11;
    pub(super) const DISCOUNT_CODE: usize = 12;
    pub(super) const DISCOUNT_AMOUNT: usize = 13;
    pub(super) const CREATED_AT: usize = 15;
    pub(super) const QUANTITY: usize = 16;
    pub(super) const TITLE: usize = 17;
    pub(super) const PRICE: usize = 18;
    pub(super) const SKU: usize = 20;
    pub(super) const REQUIRES_SHIPPING: usize = 21;
    pub(super) const SHIPPING_COUNTRY: usize = 42;
    pub(super) const NOTES: usize = 44;
    pub(super) const NOTE_ATTRIBUTES: usize = 45;
    pub(super) const CANCELLED_AT: usize = 46;
    pub(super) const PAYMENT_METHOD: usize = 47;
    pub(super) const REFUNDED_AMOUNT: usize = 49;
    pub(super) const LOCATION: usize = 53;
    pub(super) const ID: usize = 55;
    pub(super) const TAGS: usize = 56;
    pub(super) const SOURCE: usize = 58;
    pub(super) const PHONE: usize = 70;
}

/// The columns that a further line of an order fills.
const CONTINUED: [usize; 4] = [
    column::NAME,
    column::EMAIL,
    column::CREATED_AT,
    column::PHONE,
];

/// Writes both exports.
pub(in super::super) fn write(shop: &Shop, dir: &Path) -> Result<(), SampleError> {
    export(shop, dir, "orders_export_1.csv", 0..=*OVERLAP.end())?;
    export(
        shop,
        dir,
        "orders_export_2.csv",
        *OVERLAP.start()..=LAST_DAY,
    )
}

fn export(
    shop: &Shop,
    dir: &Path,
    name: &str,
    days: std::ops::RangeInclusive<i32>,
) -> Result<(), SampleError> {
    let mut table = Table::create(dir, name, &COLUMNS)?;
    let early = *days.end() < LAST_DAY;
    for (position, order) in shop.orders.iter().enumerate() {
        let day = calendar::day_of(order.at);
        if !days.contains(&day) {
            continue;
        }
        let mut order = *order;
        if early && OVERLAP.contains(&day) && matches!(order.fate, Fate::Returned(_)) {
            order.fate = Fate::Kept;
        }
        for row in rows(shop, position, &order) {
            table.row(&row)?;
        }
    }
    table.finish()
}

/// The rows of an order: one per line, order fields on the first only.
fn rows(shop: &Shop, position: usize, order: &Order) -> Vec<Vec<String>> {
    let mut head = head(shop, position, order);
    let mut rows = Vec::new();
    for (line, item) in order.basket.items().enumerate() {
        let mut row = if line == 0 {
            std::mem::take(&mut head)
        } else {
            let mut row = vec![String::new(); COLUMNS.len()];
            for column in CONTINUED {
                let first: &Vec<String> = &rows[0];
                row[column].clone_from(&first[column]);
            }
            row
        };
        row[column::QUANTITY] = item.quantity.to_string();
        set(&mut row, column::TITLE, item.product().title);
        row[column::PRICE] = decimal(item.product().price);
        set(&mut row, column::SKU, item.product().sku);
        rows.push(row);
    }
    rows
}

fn head(shop: &Shop, position: usize, order: &Order) -> Vec<String> {
    let person = order.person.map(|person| &shop.people[person as usize]);
    let mut row = vec![String::new(); COLUMNS.len()];
    row[column::NAME] = format!("#{}", 1001 + position);
    row[column::CREATED_AT] = calendar::stamp(order.at);
    set(&mut row, column::CURRENCY, "USD");
    row[column::ID] = (450_001_001 + position as u64 * 37).to_string();
    fill_amounts(&mut row, &order.amounts());
    fill_state(&mut row, position, order);
    row[column::DISCOUNT_CODE] = order.code.text();
    row[column::NOTE_ATTRIBUTES] = touch_text(order.touch, person.map_or(0, |p| p.label));
    if position % 173 == 40 {
        set(
            &mut row,
            column::NOTES,
            "Please ring twice,\nthe bell is \"shy\"",
        );
    }
    if let Some(person) = person {
        fill_person(&mut row, position, order, person);
    }
    row
}

fn fill_amounts(row: &mut [String], amounts: &Amounts) {
    for (column, minor) in [
        (column::SUBTOTAL, amounts.subtotal),
        (column::SHIPPING, amounts.shipping),
        (column::TAXES, amounts.taxes),
        (column::TOTAL, amounts.total),
        (column::DISCOUNT_AMOUNT, amounts.discount),
    ] {
        row[column] = decimal(minor);
    }
    // A shop writes 0.00 here; left empty because the sample lives in a repository.
    if amounts.refunded > 0 {
        row[column::REFUNDED_AMOUNT] = decimal(amounts.refunded);
    }
}

fn fill_person(row: &mut [String], position: usize, order: &Order, person: &Person) {
    let email = if order.cause == Cause::SecondAddress {
        person.second_email()
    } else {
        person.email()
    };
    row[column::EMAIL] = email.map_or_else(String::new, |email| as_typed(&email, position));
    row[column::PHONE] = person.phone_text().unwrap_or_default();
    let accepts = if person.opted_out { "no" } else { "yes" };
    set(row, column::ACCEPTS_MARKETING, accepts);
}

fn fill_state(row: &mut [String], position: usize, order: &Order) {
    let status = match order.fate {
        Fate::Kept => "paid",
        Fate::Returned(100) => "refunded",
        Fate::Returned(_) => "partially_refunded",
        Fate::Voided => "voided",
        Fate::Pending => "pending",
    };
    set(row, column::FINANCIAL_STATUS, status);
    if order.fate == Fate::Voided {
        row[column::CANCELLED_AT] = calendar::stamp(order.at + 7200);
    }
    let (source, tag) = match order.cause {
        Cause::Counter => ("pos", ""),
        Cause::Wholesale => ("shopify_draft_order", "wholesale"),
        Cause::Test if position.is_multiple_of(2) => ("web", "test"),
        _ if order.code == Code::Staff => ("web", "staff"),
        _ => ("web", ""),
    };
    set(row, column::SOURCE, source);
    set(row, column::TAGS, tag);
    match order.cause {
        Cause::Counter => set(row, column::LOCATION, "Hudson"),
        Cause::GiftCard => set(row, column::REQUIRES_SHIPPING, "false"),
        Cause::Test if !position.is_multiple_of(2) => set(row, column::PAYMENT_METHOD, "bogus"),
        _ => set(row, column::SHIPPING_COUNTRY, "US"),
    }
}

fn set(row: &mut [String], column: usize, text: &str) {
    text.clone_into(&mut row[column]);
}

/// The last visit as the theme writes it into the order: one `key: value` per line.
fn touch_text(touch: Touch, label: u32) -> String {
    let lines = |source: &str, medium: &str, campaign: &str| {
        format!("utm_source: {source}\nutm_medium: {medium}\nutm_campaign: {campaign}")
    };
    match touch {
        Touch::None => String::new(),
        Touch::Flow(name, spelling) => lines("klaviyo", spelling.text(), name),
        Touch::Campaign(index, spelling) => {
            let send = &SENDS[usize::from(index)];
            let mut text = lines("klaviyo", spelling.text(), send.name);
            if send.varied {
                text = format!("{text}\nutm_content: {}", VARIANTS[variant_of(label)].1);
            }
            text
        }
        Touch::Google => lines("google", "cpc", "brand"),
        Touch::Facebook => lines("facebook", "paid_social", "broad"),
        Touch::Macro => lines("facebook", "paid_social", "{{campaign.name}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filled_columns_are_where_the_header_says() {
        for (position, name) in [
            (column::NAME, "Name"),
            (column::EMAIL, "Email"),
            (column::FINANCIAL_STATUS, "Financial Status"),
            (column::ACCEPTS_MARKETING, "Accepts Marketing"),
            (column::CURRENCY, "Currency"),
            (column::SUBTOTAL, "Subtotal"),
            (column::SHIPPING, "Shipping"),
            (column::TAXES, "Taxes"),
            (column::TOTAL, "Total"),
            (column::DISCOUNT_CODE, "Discount Code"),
            (column::DISCOUNT_AMOUNT, "Discount Amount"),
            (column::CREATED_AT, "Created at"),
            (column::QUANTITY, "Lineitem quantity"),
            (column::TITLE, "Lineitem name"),
            (column::PRICE, "Lineitem price"),
            (column::SKU, "Lineitem sku"),
            (column::REQUIRES_SHIPPING, "Lineitem requires shipping"),
            (column::SHIPPING_COUNTRY, "Shipping Country"),
            (column::NOTES, "Notes"),
            (column::NOTE_ATTRIBUTES, "Note Attributes"),
            (column::CANCELLED_AT, "Cancelled at"),
            (column::PAYMENT_METHOD, "Payment Method"),
            (column::REFUNDED_AMOUNT, "Refunded Amount"),
            (column::LOCATION, "Location"),
            (column::ID, "Id"),
            (column::TAGS, "Tags"),
            (column::SOURCE, "Source"),
            (column::PHONE, "Phone"),
        ] {
            assert_eq!(COLUMNS[position], name);
        }
    }
}
