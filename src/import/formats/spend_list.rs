//! Campaign costs: a plain list of campaign, date or period, amount and currency, and what the
//! layouts of the advertising tools share with it.

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::mapping::{ColumnMapping, Role};
use crate::import::reading::{Reading, Refused};
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::spend::{Spend, SpendKey, SpendPlatform};
use crate::model::traffic::Period;

use super::generic_orders::mapped_issue;

/// The roles of a column in a list of costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum SpendField {
    Campaign,
    CampaignId,
    Day,
    From,
    To,
    Month,
    Amount,
    Currency,
    Impressions,
    Clicks,
}

impl Field for SpendField {
    fn index(self) -> usize {
        self as usize
    }
}

use SpendField as F;

const CAMPAIGN_NAMES: &[&str] = &["campaign", "campaign name", "utm campaign"];
const AMOUNT_NAMES: &[&str] = &[
    "spend",
    "cost",
    "amount spent",
    "ad spend",
    "total spend",
    "costs",
];
const DAY_NAMES: &[&str] = &["date", "day"];

/// Headers that make a file a list of costs: a campaign, an amount, a date.
pub(in crate::import) const SIGNATURE: &[&[&str]] = &[
    CAMPAIGN_NAMES,
    AMOUNT_NAMES,
    &[
        "date",
        "day",
        "month",
        "start date",
        "from",
        "period start",
        "currency",
    ],
];

/// The column table, in the order of [`SpendField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Campaign, CAMPAIGN_NAMES),
    Column::text(F::CampaignId, &["campaign id"]),
    Column::time(F::Day, DAY_NAMES),
    Column::time(F::From, &["start date", "from", "period start"]),
    Column::time(F::To, &["end date", "to", "period end"]),
    Column::time(F::Month, &["month"]),
    Column::money(F::Amount, AMOUNT_NAMES),
    Column::text(F::Currency, &["currency", "currency code"]),
    Column::text(F::Impressions, &["impressions", "impr."]),
    Column::text(F::Clicks, &["clicks", "link clicks"]),
];

const fn role(id: &'static str, label: &'static str) -> Role {
    Role { id, label }
}

/// The roles, in the order of [`COLUMNS`].
pub(in crate::import) const ROLES: &[Role] = &[
    role("campaign", "Campaign"),
    role("campaign_id", "Campaign id"),
    role("day", "Day"),
    role("from", "First day"),
    role("to", "Last day"),
    role("month", "Month"),
    role("amount", "Cost"),
    role("currency", "Currency"),
    role("impressions", "Impressions"),
    role("clicks", "Clicks"),
];

/// Headers that split a campaign's costs further: each is part of what makes a row the same row.
const BREAKDOWNS: &[&str] = &[
    "platform",
    "channel",
    "source",
    "account",
    "account name",
    "ad set name",
    "ad set id",
    "ad name",
    "ad id",
    "ad group",
    "ad group id",
    "keyword",
    "network",
    "network (with search partners)",
    "device",
    "age",
    "gender",
    "country",
    "region",
    "placement",
    "publisher platform",
    "campaign type",
];

/// The reader of campaign costs.
pub(in crate::import) struct SpendList {
    pub(super) platform: SpendPlatform,
    /// The currency that the header names.
    pub(super) currency: Option<Currency>,
    /// The period that the lines above the header name.
    pub(super) period: Option<Period>,
    /// Columns that split a campaign's costs further.
    breakdowns: Vec<usize>,
    is_suggested: bool,
}

impl SpendList {
    /// A reader of a tool's layout.
    pub(super) fn of(platform: SpendPlatform, headers: &[String]) -> Self {
        let is_breakdown =
            |at: &usize| BREAKDOWNS.contains(&normalise_header(&headers[*at]).as_str());
        Self {
            platform,
            currency: None,
            period: None,
            breakdowns: (0..headers.len()).filter(is_breakdown).collect(),
            is_suggested: false,
        }
    }
}

/// Finds the columns by their headers, or takes those of a mapping.
pub(in crate::import) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
) -> Result<(SpendList, Layout<F>), ReadError> {
    let layout = match mapping {
        Some(mapping) => mapping.layout(COLUMNS, headers)?,
        None => Layout::new(COLUMNS, headers),
    };
    layout.require(
        Format::Spend,
        &[
            (&[F::Campaign, F::CampaignId], "Campaign"),
            (&[F::Amount], "Cost"),
        ],
    )?;
    let table = SpendList {
        is_suggested: mapping.is_none(),
        ..SpendList::of(SpendPlatform::Other, headers)
    };
    Ok((table, layout))
}

impl Table for SpendList {
    type Field = F;

    fn currency_field(&self) -> Option<F> {
        self.currency.is_none().then_some(F::Currency)
    }

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        let campaign = layout.text(row, F::Campaign);
        let has_campaign = campaign.is_some() || layout.text(row, F::CampaignId).is_some();
        let has_amount = layout.text(row, F::Amount).is_some();
        let starts_with_total = row
            .first_cell()
            .is_some_and(|cell| cell.to_lowercase().starts_with("total:"));
        let is_total = campaign.is_some_and(is_total_label) || starts_with_total;
        if is_total || (!has_campaign && has_amount) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let fields = [F::Campaign, F::CampaignId, F::Day, F::From, F::To, F::Month];
        let named = fields.map(|field| layout.text(first, field));
        (named[0].is_some() || named[1].is_some())
            .then(|| format!("{named:?}\n{}", self.breakdown(first).join("\n")))
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.is_suggested {
            issues.push(mapped_issue(COLUMNS, ROLES, layout));
        }
        let dates = [F::Day, F::From, F::Month];
        if self.period.is_none() && !dates.iter().any(|&field| layout.has(field)) {
            let hint = "The file does not say which days its costs belong to, so they count for no period; add a day to the report.";
            issues.push(Issue::of_file(IssueKind::NoPeriod, hint));
        }
        issues
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        self.spend(rows.first()?, reading).ok().map(Record::Spend)
    }
}

impl SpendList {
    fn spend(&self, row: &Row, reading: &mut Reading<'_, F>) -> Result<Spend, Refused> {
        let campaign_id = reading.plain(row, F::CampaignId);
        let campaign_id = campaign_id.filter(|id| cell::id(id).is_ok());
        let name = reading.owned(row, F::Campaign);
        let Some(campaign) = name.or_else(|| campaign_id.clone()) else {
            let hint = "A cost needs its campaign; fill the cell and import again.";
            return Err(reading.refuse(IssueKind::EmptyCell, row, F::Campaign, hint));
        };
        let period = self.period_of(row, reading);
        let amount = self.amount(row, reading);
        let impressions = reading.count(row, F::Impressions).unwrap_or_default();
        let clicks = reading.count(row, F::Clicks).unwrap_or_default();
        let (period, (amount, currency)) = (period?, amount?);
        let days = period.map_or_else(String::new, |period| period.to_string());
        let mut detail = vec![days];
        detail.extend(self.breakdown(row).into_iter().map(str::to_owned));
        Ok(Spend {
            key: SpendKey {
                platform: self.platform,
                campaign,
                detail: detail.join("\n"),
            },
            campaign_id,
            period,
            amount,
            currency,
            impressions,
            clicks,
            source_line: row.line,
        })
    }

    fn breakdown<'r>(&self, row: &'r Row) -> Vec<&'r str> {
        let value = |at: &usize| row.cell(*at).unwrap_or_default();
        self.breakdowns.iter().map(value).collect()
    }

    fn period_of(
        &self,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Result<Option<Period>, Refused> {
        if let Some(day) = reading.day(row, F::Day)? {
            return Ok(Some(Period::day(day)));
        }
        let (first, last) = (reading.day(row, F::From), reading.day(row, F::To));
        if let Some(first) = first? {
            let last = last?.unwrap_or(first);
            if last < first {
                let hint = "The period ends before it starts; correct the cells and import again.";
                return Err(reading.refuse(IssueKind::BadDate, row, F::To, hint));
            }
            return Ok(Some(Period { first, last }));
        }
        let month = reading.text(row, F::Month).and_then(Period::parse_month);
        if month.is_some() {
            return Ok(month);
        }
        let month = reading.day(row, F::Month)?.map(Period::month);
        Ok(month.or(self.period))
    }

    fn amount(&self, row: &Row, reading: &mut Reading<'_, F>) -> Result<(i64, Currency), Refused> {
        let written = reading.text(row, F::Currency).and_then(Currency::parse);
        let currency = written.or(self.currency).or(reading.currency());
        let currency = currency.ok_or(Refused)?;
        match (reading.money_in(row, F::Amount, currency)?, self.platform) {
            (Some(amount), _) => Ok((amount, currency)),
            // The tools leave the cost of a campaign blank that was never shown.
            (None, SpendPlatform::MetaAds | SpendPlatform::GoogleAds) => Ok((0, currency)),
            (None, SpendPlatform::Other) => {
                let hint = "A cost needs its amount; fill the cell and import again.";
                Err(reading.refuse(IssueKind::EmptyCell, row, F::Amount, hint))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn a_plain_list_of_costs() {
        let text = "Campaign,Channel,Date,Cost,Currency\n\
            aug_sale,email,2026-08-24,12.50,EUR\n\
            aug_sale,sms,2026-08-24,2.50,EUR\n\
            aug_sale,sms,2026-08-25,$3.00,USD\n\
            aug_sale,sms,2026-08-25,3.50,USD\n\
            other,sms,2026-08-25,,EUR\n\
            other,sms,soon,1,EUR\n\
            Total,,,18.00,EUR\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        spend utf-8 ',' 5 columns
        other "aug_sale" id=- 2026-08-24 "2026-08-24\nemail" €12.50 impressions=None clicks=None
        other "aug_sale" id=- 2026-08-24 "2026-08-24\nsms" €2.50 impressions=None clicks=None
        other "aug_sale" id=- 2026-08-25 "2026-08-25\nsms" $3.50 impressions=None clicks=None
        ! mapped_columns
        ! duplicate_key line 4 "aug_sale"
        ! empty_cell line 6 [Cost]
        ! bad_date line 7 [Date] "soon"
        ! summary_row line 8 "Total"
        7 rows = 3 accepted + 4 rejected; 3 records; latest 2026-08-25T00:00:00+00:00
        "##);
    }

    #[test]
    fn costs_by_month_and_by_period() {
        let text = "utm_campaign;Month;Ad spend\naug;08/2026;1.234,50\nsep;2026-09;99,00\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        spend utf-8 ';' 3 columns
        other "aug" id=- 2026-08-01/2026-08-31 "2026-08-01/2026-08-31" €1,234.50 impressions=None clicks=None
        other "sep" id=- 2026-09-01/2026-09-30 "2026-09-01/2026-09-30" €99.00 impressions=None clicks=None
        ! assumed_currency [Currency]
        ! mapped_columns
        ! decimal_comma [Ad spend]
        2 rows = 2 accepted + 0 rejected; 2 records; latest never
        "##);
        let text = "Campaign,Start date,End date,Spend\na,2026-08-01,2026-08-31,10\nb,2026-08-31,2026-08-01,10\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "EUR", "")), @r##"
        spend utf-8 ',' 4 columns
        other "a" id=- 2026-08-01/2026-08-31 "2026-08-01/2026-08-31" €10.00 impressions=None clicks=None
        ! assumed_currency [Currency]
        ! mapped_columns
        ! bad_date line 3 [End date] "2026-08-01"
        2 rows = 1 accepted + 1 rejected; 1 records; latest 2026-08-31T00:00:00+00:00
        "##);
    }
}
