//! Laws that every format keeps, whatever its cells hold.

use proptest::prelude::*;

use super::report::{Kept, options, run, with_file};
use crate::import::Format;

/// Headers by which each format is found, wide enough that most fields are read.
const HEADERS: [&str; 13] = [
    "Name,Value,Value Type,Type,Times Used In Total,Usage Limit Per Code,Status,Start,End",
    "Order,Name,Kind,Gateway,Created At,Status,Amount,Currency",
    "Day,UTM campaign,Sessions,Online store visitors,Sessions that completed checkout",
    "Month,Order UTM source,Orders,Net sales,Total sales",
    "ID,Name,Created At,Currency,Price: Subtotal,Price: Total,Top Row,Line: Type,Line: Quantity,Line: Price,Line: Total,Refund: Created At,Transaction: Kind,Transaction: Amount",
    "Date,Order #,Status,Product(s),Items sold,Coupon(s),Net Sales,Attribution",
    "order_number,order_date,status,order_total,order_currency,tax_total,refund_items,coupon_items,line_item_1,line_item_2",
    "Order Number,Order Status,Order Date,Order Total Amount,Order Subtotal Amount,Item Name,Quantity,Item Cost",
    "Reporting starts,Reporting ends,Campaign name,Amount spent (GBP),Impressions",
    "Campaign,Campaign status,Cost,Currency code,Clicks",
    "order_id,order_date,amount,quantity,item_price,sku,discount,currency",
    "order_name,utm_source,landing page,occurred_at",
    "Campaign,Date,Cost,Currency",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => "[0-9]{1,3}",
        1 => "-?[0-9]{1,16}[.,][0-9]{0,3}",
        1 => Just("2026-08-24 10:00:00 +0200".to_owned()),
        1 => Just("EUR".to_owned()),
        1 => prop::sample::select(vec![
            "Total", "success", "refund", "sale", "percentage", "Line Item", "Refund Line",
            "Transaction", "TRUE", "#1", "&euro;5.00", "2× Mug, 1x Hat", "Source: x",
            "name:Mug|quantity:2|total:9|sub_total:10", "amount:5|date:2026-08-30", "8.28E+12",
        ]).prop_map(str::to_owned),
        1 => "[ -~é€]{0,12}".prop_map(|text| text.replace(['"', ','], "")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rows_add_up_and_nothing_panics(
        header in prop::sample::select(HEADERS.to_vec()),
        rows in prop::collection::vec(prop::collection::vec(cell(), 14), 0..12),
    ) {
        let width = header.split(',').count();
        let mut text = format!("{header}\n");
        for row in rows {
            text.push_str(&row[..width].join(","));
            text.push('\n');
        }
        with_file(text.as_bytes(), |path| {
            let (recognition, _) = run(path, &options("", "EUR", ""), &mut Kept::default());
            assert!(recognition.format.is_some(), "{header}");
        });
    }
}

#[test]
fn each_header_is_of_a_format_of_its_own() {
    let mut found = std::collections::BTreeSet::new();
    for header in HEADERS {
        with_file(header.as_bytes(), |path| {
            let (recognition, _) = run(path, &options("", "EUR", ""), &mut Kept::default());
            assert!(found.insert(recognition.format.map(Format::id)), "{header}");
        });
    }
    assert!(!found.contains(&None));
}
