//! Google Ads: a title and a period above the header, one row per campaign, rows of totals below.

use jiff::civil::Date;

use crate::import::columns::{Column, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::model::spend::SpendPlatform;
use crate::model::time::Day;
use crate::model::traffic::Period;

use super::spend_list::{SpendField as F, SpendList};

/// The column table, in the order of `SpendField`.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Campaign, &["campaign"]),
    Column::text(F::CampaignId, &["campaign id"]),
    Column::time(F::Day, &["day", "date"]),
    Column::time(F::From, &[]),
    Column::time(F::To, &[]),
    Column::time(F::Month, &["month"]),
    Column::money(F::Amount, &["cost"]),
    Column::text(F::Currency, &["currency code", "currency"]),
    Column::text(F::Impressions, &["impr.", "impressions"]),
    Column::text(F::Clicks, &["clicks"]),
];

/// Finds the columns, and the period in the lines above them.
pub(in crate::import) fn open(
    headers: &[String],
    preamble: &[String],
) -> Result<(SpendList, Layout<F>), ReadError> {
    let layout = Layout::new(COLUMNS, headers);
    layout.require(
        Format::GoogleAds,
        &[(&[F::Campaign], "Campaign"), (&[F::Amount], "Cost")],
    )?;
    let mut table = SpendList::of(SpendPlatform::GoogleAds, headers);
    table.period = preamble.iter().find_map(|line| period(line));
    Ok((table, layout))
}

/// `May 1, 2026 - May 31, 2026`, or a single day.
fn period(line: &str) -> Option<Period> {
    let line = line.trim_matches('"');
    let (first, last) = line.split_once(" - ").unwrap_or((line, line));
    let day = |text: &str| {
        let forms = ["%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"];
        let date = forms
            .iter()
            .find_map(|form| Date::strptime(form, text.trim()).ok());
        date.map(Day::from_date)
    };
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some(Period { first, last })
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
    fn the_period_above_the_header_and_totals_below() {
        let text = "Campaign report\n\"May 1, 2026 - May 31, 2026\"\n\
            Campaign status,Campaign,Campaign type,Currency code,Impr.,Clicks,Cost,Conv. rate\n\
            Enabled,Brand,Search,USD,\"1,234\",56,\"1,012.34\",12.34%\n\
            Paused,Old, --,USD,0,0, --, --\n\
            Total: Account, --, --,USD,\"1,234\",56,\"1,012.34\",12.34%\n\
            Total: Campaigns, --, --,USD,\"1,234\",56,\"1,012.34\",12.34%\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        google_ads utf-8 ',' 8 columns
        google_ads "Brand" id=- 2026-05-01/2026-05-31 "2026-05-01/2026-05-31\nSearch" $1,012.34 impressions=Some(1234) clicks=Some(56)
        google_ads "Old" id=- 2026-05-01/2026-05-31 "2026-05-01/2026-05-31\n--" $0.00 impressions=Some(0) clicks=Some(0)
        ! summary_row line 6 "Total: Account"
        ! summary_row line 7 "Total: Campaigns"
        4 rows = 2 accepted + 2 rejected; 2 records; latest never
        "##);
    }

    #[test]
    fn unicode_text_by_day() {
        let text = "Campaign report\nMay 1, 2026 - May 2, 2026\nDay\tCampaign\tCurrency code\tCost\tClicks\tImpr.\n2026-05-01\tBrand\tEUR\t12.50\t3\t100\n2026-05-02\tBrand\tEUR\t10.00\t2\t90\n";
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        assert_snapshot!(check_bytes(&bytes, &options("", "", "")), @r##"
        google_ads utf-16le '\t' 6 columns
        google_ads "Brand" id=- 2026-05-01 "2026-05-01" €12.50 impressions=Some(100) clicks=Some(3)
        google_ads "Brand" id=- 2026-05-02 "2026-05-02" €10.00 impressions=Some(90) clicks=Some(2)
        2 rows = 2 accepted + 0 rejected; 2 records; latest 2026-05-02T00:00:00+00:00
        "##);
    }
}
