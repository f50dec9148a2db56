//! From a format to its reader: the one place that lists them all.

use super::assignments;
use super::columns::{Column, Layout, first_headers, normalise_header};
use super::error::ReadError;
use super::format::Format;
use super::formats::{
    ga4, ga4_columns, generic_orders, google_ads, klaviyo_flows, klaviyo_messages,
    klaviyo_profiles, mailchimp_audience, mailchimp_campaigns, mailchimp_report, matrixify_orders,
    message_events, meta_ads, order_utm, people_list, shopify_discounts, shopify_reports,
    shopify_transactions, spend_list, woo_advanced, woo_analytics, woo_webtoffee,
};
use super::klaviyo_campaigns;
use super::mapping::{ColumnMapping, MappingKind};
use super::recognise::Recognition;
use super::shopify_customers;
use super::shopify_orders;
use super::sink::ReadOptions;
use super::table::Table;

/// Something that is done with the reader of any format.
pub(super) trait Job {
    /// What it gives.
    type Output;

    /// Does it.
    fn run<T: Table>(
        self,
        table: T,
        layout: &Layout<T::Field>,
        columns: &[Column<T::Field>],
    ) -> Self::Output;
}

/// Gives a job the reader of a file's format. A new format is one more arm here.
pub(super) fn with_table<J: Job>(
    recognition: &Recognition,
    options: &ReadOptions,
    job: J,
) -> Result<J::Output, ReadError> {
    let headers = &without_skipped(&recognition.headers, &options.skip_columns);
    let proposed = recognition.proposed_mapping.as_ref();
    Ok(match chosen_format(recognition, options)? {
        Format::ShopifyOrders => {
            let (table, layout) = shopify_orders::open(headers)?;
            job.run(table, &layout, shopify_orders::COLUMNS)
        }
        Format::ShopifyCustomers => {
            let (table, layout) = shopify_customers::open(headers);
            job.run(table, &layout, shopify_customers::COLUMNS)
        }
        Format::KlaviyoCampaigns => {
            let (table, layout) = klaviyo_campaigns::open(headers)?;
            job.run(table, &layout, klaviyo_campaigns::COLUMNS)
        }
        Format::Assignments => {
            let mapping = mapping(options, MappingKind::Assignments);
            let mapping = mapping.or(proposed);
            let (table, layout) = assignments::open(headers, mapping)?;
            job.run(table, &layout, assignments::COLUMNS)
        }
        Format::ShopifyDiscounts => {
            let opened = shopify_discounts::open(headers)?;
            run(job, opened, shopify_discounts::COLUMNS)
        }
        Format::ShopifyTransactions => {
            let opened = shopify_transactions::open(headers)?;
            run(job, opened, shopify_transactions::COLUMNS)
        }
        Format::WooAnalytics => {
            let opened = woo_analytics::open(headers)?;
            run(job, opened, woo_analytics::COLUMNS)
        }
        Format::WooWebtoffee => {
            let opened = woo_webtoffee::open(headers)?;
            run(job, opened, woo_webtoffee::COLUMNS)
        }
        Format::WooAdvanced => run(job, woo_advanced::open(headers)?, woo_advanced::COLUMNS),
        Format::MetaAds => run(job, meta_ads::open(headers)?, meta_ads::COLUMNS),
        Format::GoogleAds => {
            let opened = google_ads::open(headers, &recognition.preamble)?;
            run(job, opened, google_ads::COLUMNS)
        }
        Format::Orders => {
            let opened = generic_orders::open(headers, mapping(options, MappingKind::Orders))?;
            run(job, opened, generic_orders::COLUMNS)
        }
        Format::OrderTouches => {
            let opened = order_utm::open(headers, mapping(options, MappingKind::OrderTouches))?;
            run(job, opened, order_utm::COLUMNS)
        }
        Format::Spend => {
            let opened = spend_list::open(headers, mapping(options, MappingKind::Spend))?;
            run(job, opened, spend_list::COLUMNS)
        }
        Format::MatrixifyOrders => {
            let opened = matrixify_orders::open(headers)?;
            run(job, opened, matrixify_orders::COLUMNS)
        }
        Format::KlaviyoFlows => run(job, klaviyo_flows::open(headers), klaviyo_flows::COLUMNS),
        Format::KlaviyoMessages => run(
            job,
            klaviyo_messages::open(headers),
            klaviyo_messages::COLUMNS,
        ),
        Format::MailchimpCampaigns => {
            let opened = mailchimp_campaigns::open(headers);
            run(job, opened, mailchimp_campaigns::COLUMNS)
        }
        Format::MailchimpReport => run(job, mailchimp_report::open(), mailchimp_report::COLUMNS),
        Format::KlaviyoEvents | Format::MessageEvents => {
            run(job, message_events::open(headers), message_events::COLUMNS)
        }
        Format::Ga4Report => {
            let opened = ga4::open(headers, &recognition.preamble, recognition.is_one_of_many);
            run(job, opened, ga4_columns::COLUMNS)
        }
        Format::KlaviyoProfiles => {
            let opened = klaviyo_profiles::open(headers, proposed);
            run(job, opened, klaviyo_profiles::COLUMNS)
        }
        Format::MailchimpAudience => {
            let opened = mailchimp_audience::open(headers, proposed);
            run(job, opened, mailchimp_audience::COLUMNS)
        }
        Format::PeopleList => {
            let mapping = mapping(options, MappingKind::People);
            let opened = people_list::open(headers, mapping, proposed)?;
            run(job, opened, people_list::COLUMNS)
        }
        format @ (Format::ShopifySessions | Format::ShopifySalesByUtm) => {
            let opened = shopify_reports::open(format, headers)?;
            run(job, opened, shopify_reports::COLUMNS)
        }
    })
}

fn run<J: Job, T: Table>(
    job: J,
    (table, layout): (T, Layout<T::Field>),
    columns: &[Column<T::Field>],
) -> J::Output {
    job.run(table, &layout, columns)
}

/// The headers with a blank in place of each column that is left out, so that no field finds it.
fn without_skipped(headers: &[String], skipped: &[String]) -> Vec<String> {
    let skipped: Vec<String> = skipped.iter().map(|h| normalise_header(h)).collect();
    let is_kept = |header: &&String| !skipped.contains(&normalise_header(header));
    let keep = |header| Some(header).filter(is_kept).cloned().unwrap_or_default();
    headers.iter().map(keep).collect()
}

/// The analyst's mapping where it is one of this kind.
fn mapping(options: &ReadOptions, kind: MappingKind) -> Option<&ColumnMapping> {
    options
        .mapping
        .as_ref()
        .filter(|mapping| mapping.kind == kind)
}

/// A chosen format wins over a mapping, and both over recognition.
pub(super) fn chosen_format(
    recognition: &Recognition,
    options: &ReadOptions,
) -> Result<Format, ReadError> {
    let format = options.format(recognition.format);
    format.ok_or_else(|| ReadError::UnknownFormat {
        headers: first_headers(&recognition.headers),
    })
}
