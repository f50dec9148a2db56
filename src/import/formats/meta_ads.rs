//! Meta Ads: one row per campaign (or ad set, ad, breakdown) and reporting period.
//!
//! The currency stands in the header of the amount. A row of totals has no campaign name.

use crate::import::columns::{Column, Layout, normalise_header};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::model::money::Currency;
use crate::model::spend::SpendPlatform;

use super::spend_list::{SpendField as F, SpendList};

/// The column table, in the order of `SpendField`.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Campaign, &["campaign name"]),
    Column::text(F::CampaignId, &["campaign id"]),
    Column::time(F::Day, &["day"]),
    Column::time(F::From, &["reporting starts"]),
    Column::time(F::To, &["reporting ends"]),
    Column::time(F::Month, &["month"]),
    // Found by its start, see `open`.
    Column::money(F::Amount, &["amount spent"]),
    Column::text(F::Currency, &["currency", "account currency"]),
    Column::text(F::Impressions, &["impressions"]),
    Column::text(F::Clicks, &["link clicks", "clicks (all)"]),
];

/// Finds the columns; the amount by the start of its header.
pub(in crate::import) fn open(headers: &[String]) -> Result<(SpendList, Layout<F>), ReadError> {
    let mut layout = Layout::new(COLUMNS, headers);
    let mut table = SpendList::of(SpendPlatform::MetaAds, headers);
    let amount = headers
        .iter()
        .position(|header| normalise_header(header).starts_with("amount spent ("));
    if let Some(at) = amount {
        layout.place(F::Amount, Some(at));
        let named = headers[at].rsplit_once('(').map(|(_, rest)| rest);
        let code = named.and_then(|rest| rest.trim().strip_suffix(')'));
        table.currency = code.and_then(Currency::parse);
    }
    layout.require(
        Format::MetaAds,
        &[
            (&[F::Campaign, F::CampaignId], "Campaign name"),
            (&[F::Amount], "Amount spent"),
        ],
    )?;
    Ok((table, layout))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::columns::Field;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn campaigns_with_a_currency_in_the_header_and_a_row_of_totals() {
        let text = "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Attribution setting,Results,Result indicator,Reach,Frequency,Cost per results,Amount spent (GBP),Ends,Impressions,Link clicks,Purchase ROAS (return on ad spend)\n\
            2026-08-01,2026-08-31,,,,,,90000,,,350.50,,200000,1200,\n\
            2026-08-01,2026-08-31,Prospecting,active,7-day click,12,actions,80000,1.2,20.8,250.50,Ongoing,150000,900,3.1\n\
            2026-08-01,2026-08-31,Retargeting,active,7-day click,10,actions,9000,4,10,100,Ongoing,50000,300,2\n\
            2026-08-01,2026-08-31,Paused,inactive,7-day click,,,,,,,Ongoing,,,\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        meta_ads utf-8 ',' 15 columns
        meta_ads "Prospecting" id=- 2026-08-01/2026-08-31 "2026-08-01/2026-08-31" £250.50 impressions=Some(150000) clicks=Some(900)
        meta_ads "Retargeting" id=- 2026-08-01/2026-08-31 "2026-08-01/2026-08-31" £100.00 impressions=Some(50000) clicks=Some(300)
        meta_ads "Paused" id=- 2026-08-01/2026-08-31 "2026-08-01/2026-08-31" £0.00 impressions=None clicks=None
        ! summary_row line 2 "2026-08-01"
        4 rows = 3 accepted + 1 rejected; 3 records; latest 2026-08-31T00:00:00+00:00
        "##);
    }
}
