//! A builder of small snapshots for the tests of metrics, segments and attribution.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::model::campaign::{Campaign, CampaignCounts, CampaignKey, Claimed};
use crate::model::money::Currency;
use crate::model::order::{FinancialStatus, TaxBasis};
use crate::model::profile::Consent;
use crate::model::rules::Channel;
use crate::model::time::DAY_MICROS;
use crate::store::snapshot::{
    AssignedPerson, AssignmentList, DatedRefund, NO_PERSON, OrderWords, Origin, PersonId, Product,
    Refunds, Snapshot,
};

/// One order of a test; an empty person name is nobody.
#[derive(Clone, Debug)]
pub(crate) struct TestOrder {
    pub person: String,
    pub at: i64,
    pub money: TestMoney,
    pub status: FinancialStatus,
    pub cancelled: bool,
    pub tags: Vec<String>,
    pub texts: TestTexts,
    pub codes: Vec<String>,
    pub utm: [Option<String>; 5],
    pub lines: Vec<String>,
    /// Day after 2026-01-01 and amount.
    pub dated: Vec<(i64, i64)>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TestMoney {
    pub gross: i64,
    pub discounts: i64,
    pub net: i64,
    pub refunded: i64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct TestTexts {
    pub payment: Option<String>,
    pub country: Option<String>,
    pub landing: Option<String>,
}

impl TestOrder {
    /// An order with gross = net; `at` is a date (noon UTC) or an RFC 3339 instant.
    pub(crate) fn new(person: &str, at: &str, net: i64) -> Self {
        Self {
            person: person.to_owned(),
            at: instant(at),
            money: TestMoney {
                gross: net,
                discounts: 0,
                net,
                refunded: 0,
            },
            status: FinancialStatus::Paid,
            cancelled: false,
            tags: Vec::new(),
            texts: TestTexts::default(),
            codes: Vec::new(),
            utm: Default::default(),
            lines: Vec::new(),
            dated: Vec::new(),
        }
    }

    /// An order `days` after 2026-01-01 at noon UTC.
    pub(crate) fn on_day(person: &str, days: i64, net: i64) -> Self {
        let mut order = Self::new(person, "2026-01-01", net);
        order.at += days * DAY_MICROS;
        order
    }

    pub(crate) fn status(mut self, status: FinancialStatus) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn cancelled(mut self) -> Self {
        self.cancelled = true;
        self
    }

    pub(crate) fn net(mut self, net: i64) -> Self {
        self.money.net = net;
        self
    }

    /// Gross grows by the discount; net stays.
    pub(crate) fn discount(mut self, discount: i64) -> Self {
        self.money.gross += discount;
        self.money.discounts += discount;
        self
    }

    /// Net shrinks by the refund; gross stays.
    pub(crate) fn refund(mut self, refund: i64) -> Self {
        self.money.net -= refund;
        self.money.refunded += refund;
        self
    }

    /// A refund paid back `days` after 2026-01-01 at noon UTC.
    pub(crate) fn refund_on(mut self, days: i64, refund: i64) -> Self {
        self.dated.push((days, refund));
        self.refund(refund)
    }

    pub(crate) fn tag(mut self, tag: &str) -> Self {
        self.tags.push(tag.to_owned());
        self
    }

    pub(crate) fn payment(mut self, method: &str) -> Self {
        self.texts.payment = Some(method.to_owned());
        self
    }

    pub(crate) fn country(mut self, code: &str) -> Self {
        self.texts.country = Some(code.to_owned());
        self
    }

    pub(crate) fn landing(mut self, page: &str) -> Self {
        self.texts.landing = Some(page.to_owned());
        self
    }

    pub(crate) fn code(mut self, code: &str) -> Self {
        self.codes.push(code.to_owned());
        self
    }

    /// Source, medium and campaign; an empty one is missing.
    pub(crate) fn utm(mut self, source: &str, medium: &str, campaign: &str) -> Self {
        for (slot, value) in self.utm.iter_mut().zip([source, medium, campaign]) {
            *slot = (!value.is_empty()).then(|| value.to_owned());
        }
        self
    }

    /// A line item; its SKU is its title in upper case.
    pub(crate) fn line(mut self, title: &str) -> Self {
        self.lines.push(title.to_owned());
        self
    }
}

/// Builds snapshots.
pub(crate) struct Shop;

impl Shop {
    /// A snapshot of these orders in euro, reported in UTC.
    pub(crate) fn of(orders: impl IntoIterator<Item = TestOrder>) -> Snapshot {
        Self::with_people(orders, &[])
    }

    /// As [`Shop::of`], with more people who have not bought.
    pub(crate) fn with_people(
        orders: impl IntoIterator<Item = TestOrder>,
        others: &[&str],
    ) -> Snapshot {
        let currency = Currency::parse("EUR").unwrap();
        let mut snapshot = Snapshot::empty(currency, TimeZone::UTC);
        let mut orders: Vec<TestOrder> = orders.into_iter().collect();
        // The empty name sorts last, as orders without a person do.
        orders.sort_by_key(|order| (order.person.is_empty(), order.person.clone(), order.at));
        let mut names: BTreeSet<&str> = orders.iter().map(|o| o.person.as_str()).collect();
        names.extend(others);
        names.remove("");
        for name in &names {
            let key = snapshot.texts.intern(&format!("email:{name}@example.com"));
            snapshot.people.key.push(key);
            snapshot.people.consent.push(Consent::Unknown);
            snapshot.people.tags.push([]);
            snapshot.people.country.push(None);
            snapshot.people.has_profile.push(false);
            let before = orders
                .iter()
                .filter(|o| !o.person.is_empty() && o.person.as_str() < *name);
            snapshot.people.first_order.push(before.count() as u32);
        }
        let identified = orders.iter().filter(|o| !o.person.is_empty()).count();
        snapshot.people.first_order.push(identified as u32);
        snapshot.orders.lines.first_line.push(0);
        for (row, order) in orders.iter().enumerate() {
            let person = names.iter().position(|name| *name == order.person);
            push(
                &mut snapshot,
                order,
                row,
                person.map_or(NO_PERSON, |at| at as PersonId),
            );
        }
        let dated = orders.iter().zip(0..).flat_map(|(order, row)| {
            order.dated.iter().map(move |&(days, amount)| DatedRefund {
                order: row,
                at: TestOrder::on_day("", days, 0).at,
                net: amount,
                written: amount,
            })
        });
        snapshot.orders.refunds = Refunds::new(dated.collect());
        snapshot.as_of = orders.iter().map(|order| order.at).max().unwrap_or(0);
        snapshot
    }
}

fn push(snapshot: &mut Snapshot, order: &TestOrder, row: usize, person: PersonId) {
    let texts = &mut snapshot.texts;
    let mut text = |value: &Option<String>| value.as_deref().map(|value| texts.intern(value));
    let country = text(&order.texts.country);
    let orders = &mut snapshot.orders;
    orders.facts.words.push(OrderWords {
        financial: order.status,
        source: None,
        payment_method: text(&order.texts.payment),
        country,
    });
    orders.touch.landing_page.push(text(&order.texts.landing));
    orders
        .touch
        .utm
        .push(std::array::from_fn(|at| text(&order.utm[at])));
    orders
        .facts
        .name
        .push(texts.intern(&format!("#{}", 1001 + row)));
    orders
        .facts
        .tags
        .push(order.tags.iter().map(|tag| texts.intern(tag)));
    orders
        .codes
        .push(order.codes.iter().map(|code| texts.intern(code)));
    orders.facts.cancelled.push(order.cancelled);
    orders.facts.tax_basis.push(TaxBasis::Untaxed);
    orders.facts.lines_disagree.push(false);
    orders.person.push(person);
    orders.placed.push(order.at);
    orders.money.gross.push(order.money.gross);
    orders.money.discounts.push(order.money.discounts);
    orders.money.net.push(order.money.net);
    orders.money.refunded.push(order.money.refunded);
    orders
        .money
        .total
        .push(order.money.net + order.money.refunded);
    orders.origin.push(Origin::default());
    let lines = &mut orders.lines;
    for title in &order.lines {
        lines.product.push(Product {
            title: texts.intern(title),
            sku: Some(texts.intern(&title.to_uppercase())),
        });
    }
    lines.first_line.push(lines.product.len() as u32);
    if country.is_some() && person != NO_PERSON {
        snapshot.people.country[person as usize] = country;
    }
}

/// The number of a person by name.
pub(crate) fn person(snapshot: &Snapshot, name: &str) -> PersonId {
    let key = format!("email:{name}@example.com");
    let at = snapshot
        .people
        .key
        .iter()
        .position(|&id| snapshot.text(id) == key)
        .unwrap();
    at as PersonId
}

/// The names of people, in the order of the snapshot.
pub(crate) fn names(
    snapshot: &Snapshot,
    people: impl IntoIterator<Item = PersonId>,
) -> Vec<String> {
    let name = |id: PersonId| {
        let key = snapshot.text(snapshot.people.key[id as usize]);
        let key = key.trim_start_matches("email:");
        key.trim_end_matches("@example.com").to_owned()
    };
    people.into_iter().map(name).collect()
}

/// Adds an assignment list: (person, arm, date or empty).
pub(crate) fn assign(snapshot: &mut Snapshot, experiment: &str, rows: &[(&str, &str, &str)]) {
    let mut list = AssignmentList {
        experiment: experiment.to_owned(),
        ..AssignmentList::default()
    };
    for &(name, arm, at) in rows {
        let known = list.arms.iter().position(|known| known == arm);
        let arm = known.unwrap_or_else(|| {
            list.arms.push(arm.to_owned());
            list.arms.len() - 1
        });
        list.rows.push(AssignedPerson {
            person: person(snapshot, name),
            arm: arm as u16,
            assigned: (!at.is_empty()).then(|| instant(at)),
        });
    }
    snapshot.assignments.push(list);
}

/// A campaign row.
pub(crate) fn campaign(name: &str, id: &str, variant: &str, recipients: Option<i64>) -> Campaign {
    Campaign {
        key: CampaignKey {
            platform: "klaviyo".into(),
            id: id.into(),
            variant: variant.into(),
        },
        name: name.into(),
        aliases: Vec::new(),
        subject: None,
        channel: Channel::Email,
        sent_utc_micros: None,
        counts: CampaignCounts {
            recipients,
            ..CampaignCounts::default()
        },
        claimed: Claimed::default(),
        winner: None,
        source_line: 2,
    }
}

/// UTC microseconds of a date (noon UTC) or an RFC 3339 instant.
pub(crate) fn instant(text: &str) -> i64 {
    let text = if text.len() == 10 {
        format!("{text}T12:00:00Z")
    } else {
        text.to_owned()
    };
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}
