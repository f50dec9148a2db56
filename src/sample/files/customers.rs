//! `customers_export.csv`: the shop's 20-column customer export.

use std::path::Path;

use super::super::SampleError;
use super::super::measure;
use super::super::order::Cause;
use super::super::person::{Kind, Person, TASTES};
use super::super::shop::Shop;
use super::{Table, decimal};

const COLUMNS: [&str; 20] = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
];

/// Charged minus refunded, and orders, of one address.
#[derive(Clone, Copy, Default)]
struct Lifetime {
    spent: i64,
    orders: u32,
}

/// Writes one row per address, and one per person known by phone only.
pub(in super::super) fn write(shop: &Shop, dir: &Path) -> Result<(), SampleError> {
    let mut table = Table::create(dir, "customers_export.csv", &COLUMNS)?;
    let top = measure::top_spenders(shop);
    let [first, second] = lifetimes(shop);
    for (row, person) in shop.people.iter().enumerate() {
        if person.kind == Kind::Tester {
            continue;
        }
        let mut addresses = vec![(person.email().unwrap_or_default(), first[row])];
        addresses.extend(person.second_email().map(|email| (email, second[row])));
        for (email, lifetime) in addresses {
            table.row(&fields(person, &email, lifetime, top[row]))?;
        }
    }
    table.finish()
}

fn lifetimes(shop: &Shop) -> [Vec<Lifetime>; 2] {
    let mut lists = [0, 1].map(|_| vec![Lifetime::default(); shop.people.len()]);
    for order in shop.orders.iter().filter(|order| order.is_included()) {
        let list = usize::from(order.cause == Cause::SecondAddress);
        if let Some(person) = order.person {
            let amounts = order.amounts();
            let lifetime = &mut lists[list][person as usize];
            lifetime.spent += amounts.total - amounts.refunded;
            lifetime.orders += 1;
        }
    }
    lists
}

fn fields(person: &Person, email: &str, lifetime: Lifetime, top: bool) -> [String; 20] {
    let kind = match (person.kind, top) {
        (Kind::Wholesaler, _) => Some("wholesale"),
        (_, true) => Some("vip"),
        (_, false) => None,
    };
    let taste = person.taste.map(|taste| TASTES[usize::from(taste)]);
    let tags: Vec<&str> = taste.into_iter().chain(kind).collect();
    let mut row: [String; 20] = Default::default();
    person.first_name().clone_into(&mut row[1]);
    person.last_name().clone_into(&mut row[2]);
    email.clone_into(&mut row[3]);
    let accepts = person.email().is_some() && !person.opted_out;
    if accepts { "yes" } else { "no" }.clone_into(&mut row[4]);
    person.region_code().clone_into(&mut row[9]);
    "US".clone_into(&mut row[10]);
    row[13] = person
        .phone_text()
        .map_or_else(String::new, |phone| format!("'{phone}"));
    row[15] = decimal(lifetime.spent);
    row[16] = lifetime.orders.to_string();
    row[19] = tags.join(", ");
    row
}
