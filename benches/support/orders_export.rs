//! Writes a Shopify orders export of any size: the 79 columns of today, quoted cells, notes with line
//! breaks, continuation rows, discount codes, refunds, and customers who come back.
//!
//! The same numbers give the same bytes, so that two programs are timed on one file.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// The header of the export.
const HEADER: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References";

/// Which orders a file holds.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Number of the first order.
    pub first: u64,
    /// How many orders.
    pub orders: u64,
    /// How many customers they come from.
    pub customers: u64,
}

const PRODUCTS: [(&str, u64); 12] = [
    ("Linen apron - Sand / One size", 4_900),
    ("Cold brew kit", 6_450),
    ("Espresso cup, set of 2", 2_800),
    ("House blend 1 kg", 3_190),
    ("House blend 250 g", 990),
    ("\"Slow\" pour-over stand", 8_900),
    ("Paper filters (100)", 590),
    ("Oat milk frother", 3_450),
    ("Travel mug - Forest / 350 ml", 2_650),
    ("Gift card", 5_000),
    ("Descaling powder", 1_250),
    ("Grinder burr set", 7_400),
];
const CODES: [&str; 8] = [
    "WELCOME10",
    "welcome10",
    "VIP20",
    "CART-5",
    "SUMMER24",
    "COMEBACK15",
    "FRIENDS",
    "FREESHIP",
];
const CITIES: [(&str, &str); 6] = [
    ("Lyon", "69002"),
    ("Berlin", "10115"),
    ("Austin", "07175"),
    ("Leeds", "LS1 4DY"),
    ("Porto", "4000-322"),
    ("Malmö", "211 20"),
];

/// Writes the export and returns its size in bytes and its rows.
pub fn write(path: &Path, shape: Shape) -> io::Result<(u64, u64)> {
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    writeln!(out, "{HEADER}")?;
    let mut rows = 0;
    for number in shape.first..shape.first + shape.orders {
        rows += order(&mut out, number, shape.customers)?;
    }
    out.flush()?;
    Ok((std::fs::metadata(path)?.len(), rows))
}

fn order(out: &mut impl Write, number: u64, customers: u64) -> io::Result<u64> {
    // One stream per order, so that a top-up repeats the orders it overlaps with.
    let mut random = ChaCha8Rng::seed_from_u64(number);
    let mut draw = |below: u64| random.next_u64() % below;
    // Squaring makes a few customers buy often and most buy once.
    let spread = draw(1 << 20);
    let customer = (spread * spread >> 20) * customers >> 20;
    let seconds = number * 61;
    let created = moment(seconds);
    let lines = match draw(10) {
        0..=5 => 1,
        6 | 7 => 2,
        8 => 3,
        _ => 4,
    };
    let items: Vec<(usize, u64)> = (0..lines)
        .map(|_| (draw(12) as usize, 1 + draw(5) / 4))
        .collect();
    let gross: u64 = items
        .iter()
        .map(|&(at, units)| PRODUCTS[at].1 * units)
        .sum();
    let (code, discount) = if draw(4) == 0 {
        (CODES[draw(8) as usize], gross / 10)
    } else {
        ("", 0)
    };
    let subtotal = gross - discount;
    let shipping = if subtotal > 6_000 { 0 } else { 590 };
    let total = subtotal + shipping;
    let taxes = subtotal / 6;
    let (status, refunded) = match draw(40) {
        0 => ("refunded", total),
        1 => ("partially_refunded", subtotal / 3),
        2 => ("pending", 0),
        _ => ("paid", 0),
    };
    let (city, zip) = CITIES[draw(6) as usize];
    let email = if draw(25) == 0 {
        String::new()
    } else {
        format!("Customer.{customer}@shop{}.example", customer % 97)
    };
    let phone = format!("'+336{:08}", customer);
    let utm = draw(5);
    let note = if utm < 2 {
        format!(
            "\"utm_source: klaviyo\nutm_medium: email\nutm_campaign: Flow {} (01JNK{utm})\nlanding_page: /products/{}?ref=mail\"",
            utm,
            draw(400)
        )
    } else {
        String::new()
    };
    let tags = if draw(6) == 0 {
        "\"subscription, vip\""
    } else {
        ""
    };
    for (at, &(product, units)) in items.iter().enumerate() {
        let (title, price) = PRODUCTS[product];
        let quoted = if title.contains([',', '"']) {
            format!("\"{}\"", title.replace('"', "\"\""))
        } else {
            title.to_owned()
        };
        let line = format!(
            "{units},{quoted},{},,SKU-{product:03}-{},true,true,fulfilled",
            money(price),
            price % 7
        );
        if at == 0 {
            let shipping_address = format!(
                "\"Ana Example {customer}\",\"{} Rue de l'Exemple, apt {}\",{} Rue de l'Exemple,apt {},,{city},'{zip},XX,FR,{phone}",
                customer % 200,
                customer % 31,
                customer % 200,
                customer % 31
            );
            // Many shops ask for one address only.
            let billing_address = if customer % 2 == 0 {
                shipping_address.as_str()
            } else {
                ",,,,,,,,,"
            };
            write!(
                out,
                "#{number},{email},{status},{created},fulfilled,{created},{},EUR,{},{},{},{},{code},{},Standard,{created},{line},{billing_address},{shipping_address},,{note},,Shopify Payments,c{number}.1,{},Example Roasters,0.00,,,,{},{tags},Low,web,0.00,VAT 20%,{},,,,,,,,,{phone},,,XX Region,XX Region,r{number}AbCd,,,r{number}AbCd\n",
                if customer % 3 == 0 { "yes" } else { "no" },
                money(subtotal),
                money(shipping),
                money(taxes),
                money(total),
                money(discount),
                money(refunded),
                7_974_000_000_000 + number * 1_033,
                money(taxes)
            )?;
        } else {
            write!(
                out,
                "#{number},{email},,,,,,,,,,,,,,{created},{line},,,,,,,,,,,,,,,,,,,,,,,,,,,Example Roasters,,,,,,,,,0.00,,,,,,,,,,,{phone},,,,,,,,\n"
            )?;
        }
    }
    Ok(items.len() as u64)
}

fn money(minor: u64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Seconds after the start of 2024 as the shop writes a moment.
fn moment(seconds: u64) -> String {
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Civil date from a day count (H. Hinnant, "chrono-compatible low-level date algorithms").
    let days = day as i64 + 19_723 + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_part = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_part + 2) / 5 + 1;
    let month = if month_part < 10 {
        month_part + 3
    } else {
        month_part - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year}-{month:02}-{day:02} {:02}:{:02}:{:02} +0100",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
