//! `README.md` of the written files.

use std::fmt::Write as _;

use super::truths::TRUTHS;

const OPENING: &str = "# Juniper & Oak

A shop that does not exist, with 18 months of orders (2025-01-01 to 2026-06-30), so that Holdout can be
tried and checked without anybody's data. It sells coffee, brewing kit and skincare to invented people, most of them in
the north-east of the United States; amounts are US dollars with tax on top, times are New York's.

Every file is written by `holdout demo DIR`. The same seed gives the same bytes on every machine, and
`--orders N` makes the shop larger without touching what is planted.

| file | holds |
|---|---|
| `orders_export_1.csv`, `orders_export_2.csv` | the shop's order export, 79 columns, made twice; 2026-03-28 to 31 are in both, and some of these orders were refunded in between |
| `customers_export.csv` | the shop's customer export, 20 columns |
| `klaviyo_campaigns.csv` | the e-mail tool's campaign export with variations, 26 columns |
| `winback_offer.csv` and six more | one assignment list per test: who was put into which arm, and when |
| `rules.toml` | exclusions, code rules and UTM rules as an analyst of this shop would set them |
| `truths.json` | what is planted, with the figures that the files hold |

## What is planted

| # | planted | what to conclude |
|---|---|---|
";

const CLOSING: &str = "
The numbers are those of the product's full list of truths. 11 (contact pressure) and 12 (reminders sent
after the purchase) need a file of message events, which this shop does not have.

`HONEY15`, `STAFF40` and `SUMMER-…` are left without a rule on purpose, some orders carry the code of one
workflow and the visit of another, some ads kept their `{{campaign.name}}`, some addresses are typed with a
capital or a space, and some sales over the counter have a phone number only, or nothing.

To keep the files small, columns that no question here needs are empty (addresses, fulfilment, `Paid at`,
`Customer ID`, refunds of zero), and an assignment list names its workflow in the first row only.
";

/// The text of the file.
pub(super) fn text() -> String {
    let mut text = OPENING.to_owned();
    for truth in TRUTHS {
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            truth.number, truth.planted, truth.conclusion
        );
    }
    text + CLOSING
}
