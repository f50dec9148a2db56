//! `WooCommerce` Analytics orders, with headers in the language of the site.
//!
//! One row per order and one per refund, which carries the number of its order and a negative
//! amount. The refund becomes a transaction with its own date and is taken from its order. The file
//! knows net sales (without tax and shipping, after coupons), no e-mail, and no currency.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::entities;
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::order_parts;
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::survey::KeyHash;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::IssueKind;
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderRef, OrderState};
use crate::model::person::Identity;
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};
use crate::model::utm::Touch;

use super::woo_status;

/// The fields of an Analytics export that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum AnalyticsField {
    Date,
    Number,
    Status,
    Products,
    ItemsSold,
    Coupons,
    Net,
    Attribution,
    Currency,
}

impl Field for AnalyticsField {
    fn index(self) -> usize {
        self as usize
    }
}

use AnalyticsField as F;

/// Order numbers in English, French, German, Spanish and Italian.
const NUMBER_NAMES: &[&str] = &[
    "order #",
    "commande n°",
    "n° de commande",
    "commande #",
    "bestellung #",
    "bestellnr.",
    "bestell-nr.",
    "bestellnummer",
    "bestellung nr.",
    "pedido #",
    "pedido n.º",
    "pedido nº",
    "n.º de pedido",
    "nº de pedido",
    "número de pedido",
    "ordine #",
    "ordine n.",
    "ordine n°",
    "n. ordine",
    "numero ordine",
];

const COUPON_NAMES: &[&str] = &[
    "coupon(s)",
    "code(s) promo",
    "gutschein(e)",
    "gutscheine",
    "cupón(es)",
    "cupones",
    "cupón/cupones",
    "coupon",
    "codice/i promozionale/i",
    "codici promozionali",
];

/// Headers that tell the format in any of the languages.
pub(in crate::import) const SIGNATURE: &[&[&str]] = &[NUMBER_NAMES, COUPON_NAMES];

/// The column table, in the order of [`AnalyticsField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::time(F::Date, &["date", "datum", "fecha", "data"]),
    Column::text(F::Number, NUMBER_NAMES),
    Column::text(F::Status, &["status", "état", "estado", "stato"]),
    Column::text(
        F::Products,
        &[
            "product(s)",
            "produit(s)",
            "produkt(e)",
            "producto(s)",
            "prodotto/i",
            "prodotti",
        ],
    ),
    Column::text(
        F::ItemsSold,
        &[
            "items sold",
            "articles vendus",
            "verkaufte artikel",
            "verkaufte produkte",
            "artículos vendidos",
            "articoli venduti",
        ],
    ),
    Column::text(F::Coupons, COUPON_NAMES),
    Column::money(
        F::Net,
        &[
            "net sales",
            "n. revenue",
            "ventes nettes",
            "nettoumsatz",
            "nettoverkäufe",
            "ventas netas",
            "vendite nette",
            "n. revenue (formatted)",
        ],
    ),
    Column::text(
        F::Attribution,
        &[
            "attribution",
            "zuordnung",
            "atribución",
            "attribuzione",
            "origin",
        ],
    ),
    Column::text(
        F::Currency,
        &["currency", "devise", "währung", "moneda", "valuta"],
    ),
];

/// The reader of Analytics orders, with the refunds that the survey met.
pub(in crate::import) struct AnalyticsOrders {
    seen: RefCell<Seen>,
    alike: HashMap<String, u32>,
}

/// Orders and refunds of the file, as [`Table::key`] meets them in the survey.
#[derive(Default)]
struct Seen {
    orders: HashSet<KeyHash>,
    /// Refund rows of each order, by their line: to meet one twice changes nothing.
    refunds: HashMap<String, BTreeMap<u64, Row>>,
}

/// Finds the columns.
pub(in crate::import) fn open(
    headers: &[String],
) -> Result<(AnalyticsOrders, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::WooAnalytics,
        &[
            (&[F::Number], "Order #"),
            (&[F::Date], "Date"),
            (&[F::Net], "Net Sales"),
        ],
    )?;
    let table = AnalyticsOrders {
        seen: RefCell::default(),
        alike: HashMap::new(),
    };
    Ok((table, layout))
}

/// Whether a row is a refund: its amount is below zero.
fn is_refund(row: &Row, layout: &Layout<F>) -> bool {
    layout.text(row, F::Net).is_some_and(|net| {
        let net = entities::decoded(net);
        net.contains(['-', '−']) || net.starts_with('(')
    })
}

fn number<'r>(row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
    let number = layout.text(row, F::Number)?.trim_start_matches('#');
    (!number.is_empty()).then_some(number)
}

impl Table for AnalyticsOrders {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        Some(F::Currency)
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let is_total = row.first_cell().is_some_and(is_total_label);
        if is_total && number(row, layout).is_none_or(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn must_meet_all_first(&self) -> bool {
        true
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let number = number(first, layout)?;
        let mut seen = self.seen.borrow_mut();
        if is_refund(first, layout) {
            let refunds = seen.refunds.entry(number.to_owned()).or_default();
            refunds.entry(first.line).or_insert_with(|| first.clone());
            return None;
        }
        seen.orders.insert(KeyHash::of(number));
        Some(number.to_owned())
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let Some(number) = number(row, reading.layout).map(str::to_owned) else {
            let hint = "An order needs its number; correct the row and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Number, hint);
            return None;
        };
        if is_refund(row, reading.layout) {
            let refund = self.refund(row, number, reading);
            refund.ok().map(Record::Transaction)
        } else {
            self.order(row, number, reading).ok().map(Record::Order)
        }
    }
}

impl AnalyticsOrders {
    fn refund(
        &mut self,
        row: &Row,
        number: String,
        reading: &mut Reading<'_, F>,
    ) -> Result<Transaction, Refused> {
        let currency = order_parts::currency(row, F::Currency, reading)?;
        let at = order_parts::placed(row, F::Date, reading);
        let amount = reading.money(row, F::Net)?.unwrap_or(0).abs();
        let at = at?;
        if !self.seen.borrow().orders.contains(&KeyHash::of(&number)) {
            let hint = "The order of this refund is not in the file; the refund is kept with its date, and the order counts in full until a file has both.";
            reading.issue(IssueKind::OrphanLine, row, F::Number, hint);
        }
        let order = OrderRef {
            id: None,
            name: Some(number),
        };
        let what = (TransactionKind::Refund, at, amount);
        let key = |number| TransactionKey::of("woocommerce", &order, what, number);
        let seen = self.alike.entry(key(0).id).or_default();
        *seen += 1;
        Ok(Transaction {
            key: key(*seen),
            kind: what.0,
            status: TransactionStatus::Success,
            amount,
            currency,
            at,
            gateway: None,
            test: None,
            source_line: row.line,
            order,
        })
    }

    fn order(
        &self,
        row: &Row,
        number: String,
        reading: &mut Reading<'_, F>,
    ) -> Result<Order, Refused> {
        let currency = order_parts::currency(row, F::Currency, reading)?;
        let created = order_parts::placed(row, F::Date, reading);
        let Some(net) = reading.money(row, F::Net)? else {
            let hint = "An order needs its net sales; correct the cell and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, row, F::Net, hint));
        };
        let seen = self.seen.borrow();
        let mut refunded = 0_i64;
        let refunds = seen.refunds.get(&number).into_iter();
        for refund in refunds.flat_map(BTreeMap::values) {
            refunded = refunded.saturating_add(quiet_amount(refund, reading));
        }
        let codes = reading
            .text(row, F::Coupons)
            .map(cell::list)
            .unwrap_or_default();
        let codes: Vec<String> = codes
            .into_iter()
            .filter(|code| !cell::says_nothing(code))
            .collect();
        let order = Order {
            key: OrderKey {
                platform: "woocommerce".to_owned(),
                id: number.clone(),
            },
            name: number,
            identity: Identity::default(),
            created: created?,
            state: state(row, reading),
            amounts: Amounts {
                currency,
                lines: None,
                subtotal: Some(net),
                shipping: 0,
                taxes: 0,
                total: net,
                discount: None,
                refunded,
            },
            codes,
            touch: reading
                .text(row, F::Attribution)
                .map(origin)
                .unwrap_or_default(),
            lines: products(row, reading),
            source_line: row.line,
        };
        order_parts::tell_codes(&order.codes, (row, F::Coupons), reading);
        order_parts::tell_nobody(&order, (row, F::Number), reading);
        Ok(order)
    }
}

/// The amount of a refund; an unreadable one has its issue where its own row is read.
fn quiet_amount(refund: &Row, reading: &mut Reading<'_, F>) -> i64 {
    let told = reading.take_issues();
    let amount = reading.money(refund, F::Net).unwrap_or_default();
    reading.take_issues();
    for issue in told {
        reading.tell(issue);
    }
    amount.unwrap_or(0).abs()
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
        payment_method: None,
        country: None,
        accepts_marketing: None,
    }
}

/// `Source: Google` was a UTM link; `Organic: Google` and `Referral: blog.example` name the medium.
/// `Direct`, `Web admin` and `Unknown` name none.
fn origin(text: &str) -> Touch {
    let Some((kind, source)) = text.split_once(':') else {
        return Touch::default();
    };
    let source = source.trim();
    let medium = match kind.trim().to_lowercase().as_str() {
        "source" | "quelle" | "fuente" | "origine" => None,
        "organic" | "organique" | "organisch" | "orgánico" | "organico" => Some("organic"),
        "referral" | "référent" | "verweis" | "referencia" => Some("referral"),
        _ => return Touch::default(),
    };
    Touch {
        source: (!source.is_empty()).then(|| source.to_owned()),
        medium: medium.map(str::to_owned),
        ..Touch::default()
    }
}

/// `2× Mug, 1× Hat`: a comma inside a title is followed by no quantity.
fn products(row: &Row, reading: &mut Reading<'_, F>) -> Vec<Line> {
    let Some(text) = reading.text(row, F::Products) else {
        return Vec::new();
    };
    let text = entities::decoded(text);
    let line = |(quantity, title): (i64, &str)| Line {
        title: title.to_owned(),
        sku: None,
        quantity,
        price: None,
        vendor: None,
        requires_shipping: None,
    };
    let mut lines: Vec<Line> = Vec::new();
    for part in text.split(", ") {
        match (counted(part.trim()), lines.last_mut()) {
            (Some(counted), _) => lines.push(line(counted)),
            (None, Some(last)) => {
                last.title.push_str(", ");
                last.title.push_str(part.trim());
            }
            (None, None) => lines.push(line((1, part.trim()))),
        }
    }
    if let ([only], Ok(Some(sold))) = (&mut lines[..], reading.count(row, F::ItemsSold)) {
        only.quantity = sold;
    }
    lines
}

/// `2× Mug` and `2x Mug`.
fn counted(part: &str) -> Option<(i64, &str)> {
    let (quantity, title) = part.split_once(['×', 'x'])?;
    let quantity = quantity.trim().parse().ok()?;
    Some((quantity, title.trim()))
}

#[cfg(test)]
mod tests;
