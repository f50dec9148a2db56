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
        let order = Drawn::new(number, shape.customers);
        order.write(&mut out)?;
        rows += order.items.len() as u64;
    }
    out.flush()?;
    Ok((std::fs::metadata(path)?.len(), rows))
}

/// One order of the export, drawn at random from its number.
struct Drawn {
    number: u64,
    customer: u64,
    created: String,
    /// Places in [`PRODUCTS`], and units.
    items: Vec<(usize, u64)>,
    code: &'static str,
    discount: u64,
    subtotal: u64,
    city: (&'static str, &'static str),
    email: String,
    details: Details,
}

/// What only the first row of an order says.
struct Details {
    status: &'static str,
    refunded: u64,
    note: String,
    tags: &'static str,
}

impl Drawn {
    fn new(number: u64, customers: u64) -> Self {
        // One stream per order, so that a top-up repeats the orders it overlaps with.
        let mut random = ChaCha8Rng::seed_from_u64(number);
        let mut draw = |below: u64| random.next_u64() % below;
        // Squaring makes a few customers buy often and most buy once.
        let spread = draw(1 << 20);
        let customer = (((spread * spread) >> 20) * customers) >> 20;
        let lines = match draw(10) {
            0..=5 => 1,
            6 | 7 => 2,
            8 => 3,
            _ => 4,
        };
        let items: Vec<(usize, u64)> = (0..lines)
            .map(|_| (draw(12) as usize, 1 + draw(5) / 4))
            .collect();
        let prices = items.iter().map(|&(at, units)| PRODUCTS[at].1 * units);
        let gross: u64 = prices.sum();
        let (code, discount) = if draw(4) == 0 {
            (CODES[draw(8) as usize], gross / 10)
        } else {
            ("", 0)
        };
        let subtotal = gross - discount;
        let (status, refunded) = match draw(40) {
            0 => ("refunded", subtotal + shipping(subtotal)),
            1 => ("partially_refunded", subtotal / 3),
            2 => ("pending", 0),
            _ => ("paid", 0),
        };
        let city = CITIES[draw(6) as usize];
        let email = if draw(25) == 0 {
            String::new()
        } else {
            format!("Customer.{customer}@shop{}.example", customer % 97)
        };
        let utm = draw(5);
        let note = if utm < 2 {
            format!(
                "\"utm_source: klaviyo\nutm_medium: email\nutm_campaign: Flow {utm} (01JNK{utm})\nlanding_page: /products/{}?ref=mail\"",
                draw(400)
            )
        } else {
            String::new()
        };
        let is_tagged = draw(6) == 0;
        Self {
            number,
            customer,
            created: moment(number * 61),
            items,
            code,
            discount,
            subtotal,
            city,
            email,
            details: Details {
                status,
                refunded,
                note,
                tags: if is_tagged {
                    "\"subscription, vip\""
                } else {
                    ""
                },
            },
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        for (at, &item) in self.items.iter().enumerate() {
            if at == 0 {
                self.first_row(out, &line(item))?;
            } else {
                writeln!(
                    out,
                    "#{},{},,,,,,,,,,,,,,{},{},,,,,,,,,,,,,,,,,,,,,,,,,,,Example Roasters,,,,,,,,,0.00,,,,,,,,,,,{},,,,,,,,",
                    self.number,
                    self.email,
                    self.created,
                    line(item),
                    self.phone()
                )?;
            }
        }
        Ok(())
    }

    fn first_row(&self, out: &mut impl Write, line: &str) -> io::Result<()> {
        let Self {
            number,
            customer,
            created,
            email,
            code,
            ..
        } = self;
        let Details {
            status, note, tags, ..
        } = &self.details;
        let (phone, taxes) = (self.phone(), money(self.subtotal / 6));
        let shipping_address = self.address();
        // Many shops ask for one address only.
        let billing_address = if customer.is_multiple_of(2) {
            shipping_address.as_str()
        } else {
            ",,,,,,,,,"
        };
        writeln!(
            out,
            "#{number},{email},{status},{created},fulfilled,{created},{},EUR,{},{},{taxes},{},{code},{},Standard,{created},{line},{billing_address},{shipping_address},,{note},,Shopify Payments,c{number}.1,{},Example Roasters,0.00,,,,{},{tags},Low,web,0.00,VAT 20%,{taxes},,,,,,,,,{phone},,,XX Region,XX Region,r{number}AbCd,,,r{number}AbCd",
            if customer.is_multiple_of(3) {
                "yes"
            } else {
                "no"
            },
            money(self.subtotal),
            money(shipping(self.subtotal)),
            money(self.subtotal + shipping(self.subtotal)),
            money(self.discount),
            money(self.details.refunded),
            7_974_000_000_000 + number * 1_033,
        )
    }

    fn address(&self) -> String {
        let (customer, (city, zip)) = (self.customer, self.city);
        let (street, flat) = (customer % 200, customer % 31);
        format!(
            "\"Ana Example {customer}\",\"{street} Rue de l'Exemple, apt {flat}\",{street} Rue de l'Exemple,apt {flat},,{city},'{zip},XX,FR,{}",
            self.phone()
        )
    }

    fn phone(&self) -> String {
        format!("'+336{:08}", self.customer)
    }
}

fn line((product, units): (usize, u64)) -> String {
    let (title, price) = PRODUCTS[product];
    let quoted = if title.contains([',', '"']) {
        format!("\"{}\"", title.replace('"', "\"\""))
    } else {
        title.to_owned()
    };
    format!(
        "{units},{quoted},{},,SKU-{product:03}-{},true,true,fulfilled",
        money(price),
        price % 7
    )
}

fn shipping(subtotal: u64) -> u64 {
    if subtotal > 6_000 { 0 } else { 590 }
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
