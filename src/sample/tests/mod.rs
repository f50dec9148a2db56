//! The written files are read back the way an analyst would, without the generator's own types.

mod planted;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use super::*;
use crate::model::rules::Rules;

/// The default output, written once for all tests.
fn written() -> &'static tempfile::TempDir {
    static DIR: OnceLock<tempfile::TempDir> = OnceLock::new();
    DIR.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &SampleOptions::default()).unwrap();
        dir
    })
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(written().path().join(name)).unwrap()
}

/// A row by column name.
type Row = BTreeMap<String, String>;

fn table(name: &str) -> Vec<Row> {
    let file = bytes(name);
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let header = reader.headers().unwrap().clone();
    let named = |record: csv::StringRecord| {
        let cells = header.iter().zip(record.iter());
        cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    };
    reader.records().map(|row| named(row.unwrap())).collect()
}

fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

fn minor(row: &Row, column: &str) -> i64 {
    cell(row, column).replace('.', "").parse().unwrap_or(0)
}

/// One order, folded from its rows.
struct Folded {
    head: Row,
    at: i64,
    lines_minor: i64,
    titles: Vec<String>,
}

impl Folded {
    fn email(&self) -> String {
        cell(&self.head, "Email").trim().to_lowercase()
    }

    fn is_included(&self) -> bool {
        let test =
            cell(&self.head, "Payment Method") == "bogus" || cell(&self.head, "Tags") == "test";
        !test && cell(&self.head, "Financial Status") != "voided"
    }
}

fn fold(name: &str) -> BTreeMap<String, Folded> {
    let mut orders: BTreeMap<String, Folded> = BTreeMap::new();
    for row in table(name) {
        let line =
            minor(&row, "Lineitem price") * cell(&row, "Lineitem quantity").parse::<i64>().unwrap();
        let title = cell(&row, "Lineitem name").to_owned();
        let key = cell(&row, "Name").to_owned();
        if cell(&row, "Id").is_empty() {
            let order = orders.get_mut(&key).unwrap();
            order.lines_minor += line;
            order.titles.push(title);
            continue;
        }
        let zoned = jiff::Zoned::strptime("%Y-%m-%d %H:%M:%S %z", cell(&row, "Created at"));
        let order = Folded {
            at: zoned.unwrap().timestamp().as_second(),
            lines_minor: line,
            titles: vec![title],
            head: row,
        };
        assert!(
            orders.insert(key, order).is_none(),
            "an order twice in {name}"
        );
    }
    orders
}

/// All orders; where both exports have one, the newer counts.
fn orders() -> &'static BTreeMap<String, Folded> {
    static ORDERS: OnceLock<BTreeMap<String, Folded>> = OnceLock::new();
    ORDERS.get_or_init(|| {
        let mut orders = fold("orders_export_1.csv");
        orders.extend(fold("orders_export_2.csv"));
        orders
    })
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let again = tempfile::tempdir().unwrap();
    let report = write(again.path(), &SampleOptions::default()).unwrap();
    assert_eq!(report.files.len(), 14);
    for file in &report.files {
        let repeated = std::fs::read(again.path().join(&file.name)).unwrap();
        assert_eq!(repeated.len() as u64, file.bytes);
        assert!(repeated == bytes(&file.name), "{} differs", file.name);
    }
    let options = SampleOptions {
        orders: None,
        seed: 7,
    };
    write(again.path(), &options).unwrap();
    for file in report
        .files
        .iter()
        .filter(|file| file.name.contains(".csv"))
    {
        let other = std::fs::read(again.path().join(&file.name)).unwrap();
        assert!(other != bytes(&file.name), "{} is the same", file.name);
    }
}

#[test]
fn the_committed_sample_is_the_default_output() {
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    for name in FILES {
        let file = std::fs::read(committed.join(name)).unwrap_or_default();
        assert!(
            file == bytes(name),
            "sample-data/{name} is out of date; run `holdout demo sample-data`"
        );
    }
    let names = std::fs::read_dir(committed).unwrap();
    let names: BTreeSet<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, FILES.map(String::from).into_iter().collect());
}

#[test]
fn the_sample_is_small_enough_for_a_repository() {
    let total: usize = FILES.map(|name| bytes(name).len()).iter().sum();
    assert!(total < 4_000_000, "{total} bytes");
    assert!(orders().len() >= 12_000, "{} orders", orders().len());
}

#[test]
fn every_order_adds_up() {
    for (name, order) in orders() {
        let amount = |column| minor(&order.head, column);
        let subtotal = amount("Subtotal");
        assert_eq!(
            order.lines_minor - amount("Discount Amount"),
            subtotal,
            "{name}"
        );
        assert_eq!(
            subtotal + amount("Shipping") + amount("Taxes"),
            amount("Total"),
            "{name}"
        );
        let refunded = amount("Refunded Amount");
        let status = cell(&order.head, "Financial Status");
        assert_eq!(status == "refunded", refunded == amount("Total"), "{name}");
        assert_eq!(status.ends_with("refunded"), refunded > 0, "{name}");
        assert!((0..=amount("Total")).contains(&refunded), "{name}");
    }
}

#[test]
fn the_exports_overlap_and_the_newer_knows_more_refunds() {
    let (older, newer) = (fold("orders_export_1.csv"), fold("orders_export_2.csv"));
    let common: Vec<&String> = older
        .keys()
        .filter(|name| newer.contains_key(*name))
        .collect();
    let refunded = |order: &Folded| minor(&order.head, "Refunded Amount");
    let changed = common
        .iter()
        .filter(|name| refunded(&older[**name]) < refunded(&newer[**name]));
    assert!((40..200).contains(&common.len()), "{}", common.len());
    assert!(changed.count() >= 5);
    assert!(common.iter().all(|name| {
        cell(&older[*name].head, "Total") == cell(&newer[*name].head, "Total")
            && cell(&older[*name].head, "Id") == cell(&newer[*name].head, "Id")
    }));
}

#[test]
fn the_rules_read_back_and_every_one_of_them_matches_orders() {
    let text = String::from_utf8(bytes("rules.toml")).unwrap();
    let rules: Rules = toml::from_str(&text).unwrap();
    assert_eq!(rules, rules::of_the_shop());
    let carries = |column: &str, needle: &str| {
        orders()
            .values()
            .any(|order| cell(&order.head, column).contains(needle))
    };
    for rule in &rules.codes {
        let start = rule.pattern.display();
        assert!(
            carries("Discount Code", start.trim_end_matches('*')),
            "{start}"
        );
        assert!(
            rules.workflow(&rule.workflow).is_some(),
            "{}",
            rule.workflow
        );
    }
    for rule in &rules.utm {
        let key = rule
            .campaign
            .as_ref()
            .map(|name| format!("utm_campaign: {name}"));
        let needle = key.unwrap_or_else(|| format!("utm_source: {}", rule.source.clone().unwrap()));
        assert!(
            carries("Note Attributes", needle.trim_end_matches('*')),
            "{needle}"
        );
        assert!(
            rules.workflow(&rule.workflow).is_some(),
            "{}",
            rule.workflow
        );
    }
    for unmapped in ["HONEY15", "STAFF40", "SUMMER-"] {
        assert!(carries("Discount Code", unmapped), "{unmapped}");
    }
    assert!(carries(
        "Note Attributes",
        "utm_campaign: {{campaign.name}}"
    ));
}

#[test]
fn customers_and_campaigns_agree_with_the_orders() {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for order in orders().values().filter(|order| order.is_included()) {
        *counts.entry(order.email()).or_default() += 1;
    }
    for row in table("customers_export.csv")
        .iter()
        .filter(|row| row.contains_key("Email"))
    {
        let count = counts.get(cell(row, "Email")).copied().unwrap_or(0);
        assert_eq!(cell(row, "Total Orders"), count.to_string(), "{row:?}");
    }
    for row in table("klaviyo_campaigns.csv") {
        let number = |column: &str| cell(&row, column).parse::<u64>().unwrap();
        let name = cell(&row, "Campaign Name");
        assert!(
            number("Unique Placed Order") <= number("Unique Clicks"),
            "{name}"
        );
        assert!(
            number("Unique Clicks") <= number("Successful Deliveries"),
            "{name}"
        );
        assert_eq!(
            number("Successful Deliveries") + number("Bounces"),
            number("Total Recipients"),
            "{name}"
        );
    }
}

#[test]
fn too_few_orders_are_refused_with_a_sentence() {
    let options = SampleOptions {
        orders: Some(2_000),
        seed: 1,
    };
    let error = write(written().path(), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "2000 orders are too few for the sample shop's planted truths; ask for {DEFAULT_ORDERS} or more, or leave the number out"
        )
    );
}
