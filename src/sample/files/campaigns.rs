//! `klaviyo_campaigns.csv`: the campaign export with variations, 26 columns.

use std::path::Path;

use super::super::SampleError;
use super::super::calendar;
use super::super::campaigns::{Report, reports};
use super::super::shop::Shop;
use super::{Table, decimal};

const COLUMNS: [&str; 26] = [
    "Campaign Name",
    "Variant Name",
    "Tags",
    "Subject",
    "List",
    "Send Time",
    "Send Weekday",
    "Total Recipients",
    "Unique Placed Order",
    "Placed Order Rate",
    "Revenue",
    "Unique Opens",
    "Open Rate",
    "Total Opens",
    "Unique Clicks",
    "Click Rate",
    "Total Clicks",
    "Unsubscribes",
    "Spam Complaints",
    "Spam Complaints Rate",
    "Successful Deliveries",
    "Bounces",
    "Bounce Rate",
    "Campaign ID",
    "Campaign Channel",
    "Winning Variant?",
];

/// Writes one row per campaign and variation.
pub(in super::super) fn write(shop: &Shop, dir: &Path) -> Result<(), SampleError> {
    let mut table = Table::create(dir, "klaviyo_campaigns.csv", &COLUMNS)?;
    for report in reports(shop) {
        table.row(&fields(&report))?;
    }
    table.finish()
}

fn fields(report: &Report) -> [String; 26] {
    let send = report.send;
    let counts = report.counts;
    let delivered = counts.recipients - counts.bounces;
    let count = |value: i64| value.to_string();
    let rate = |value: i64| percent(value, delivered);
    let list = if send.name.starts_with("vip") {
        "VIP"
    } else {
        "Everybody (engaged), all"
    };
    [
        send.name.to_owned(),
        report.variant.to_owned(),
        String::new(),
        send.subject.to_owned(),
        list.to_owned(),
        calendar::naive(send.day, send.second),
        calendar::weekday(send.day).to_owned(),
        count(counts.recipients),
        count(counts.buyers),
        rate(counts.buyers),
        format!("${}", decimal(report.revenue_minor)),
        count(counts.opens),
        rate(counts.opens),
        count(counts.opens * 5 / 4),
        count(counts.clicks),
        rate(counts.clicks),
        count(counts.clicks * 6 / 5),
        count(counts.unsubscribes),
        count(counts.spam),
        rate(counts.spam),
        count(delivered),
        count(counts.bounces),
        percent(counts.bounces, counts.recipients),
        report.id.clone(),
        "Email".to_owned(),
        String::new(),
    ]
}

/// A share as the tool prints it: `41.25%`.
fn percent(value: i64, of: i64) -> String {
    let hundredths = value * 10_000 / of.max(1);
    format!("{}%", decimal(hundredths))
}
