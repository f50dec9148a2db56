//! The closed list of export formats, with their words and header signatures.

use super::formats::{generic_orders, order_utm, spend_list, woo_analytics};

/// An export format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Orders of a Shopify shop, one row per line item.
    ShopifyOrders,
    /// Customers of a Shopify shop.
    ShopifyCustomers,
    /// Klaviyo campaign analytics, one row per campaign or variation.
    KlaviyoCampaigns,
    /// Klaviyo flow reports, one row per message and period.
    KlaviyoFlows,
    /// Klaviyo's report of campaign messages, without recipients.
    KlaviyoMessages,
    /// Mailchimp's overview of campaigns.
    MailchimpCampaigns,
    /// Mailchimp's report of one campaign, with the combinations of an A/B test.
    MailchimpReport,
    /// Klaviyo profiles, lists and segments.
    KlaviyoProfiles,
    /// Contacts of a Mailchimp audience.
    MailchimpAudience,
    /// Discounts of a Shopify shop.
    ShopifyDiscounts,
    /// Payments and refunds of a Shopify shop.
    ShopifyTransactions,
    /// A session report of Shopify.
    ShopifySessions,
    /// A Shopify report of sales by the UTM values of the order.
    ShopifySalesByUtm,
    /// Orders of a Shopify shop as Matrixify writes them.
    MatrixifyOrders,
    /// Orders of `WooCommerce` Analytics.
    WooAnalytics,
    /// Orders of `WooCommerce` as `WebToffee` writes them, one wide row per order.
    WooWebtoffee,
    /// Orders of `WooCommerce` as Advanced Order Export writes them.
    WooAdvanced,
    /// Campaign costs of Meta Ads.
    MetaAds,
    /// Campaign costs of Google Ads.
    GoogleAds,
    /// Klaviyo's events with their paths as headers, or from a data warehouse.
    KlaviyoEvents,
    /// Reports and explorations of Google Analytics 4.
    Ga4Report,
    /// Events of messages, one row per person and event.
    MessageEvents,
    /// A list of people and the arm of an experiment they were assigned to.
    Assignments,
    /// A list of people by columns that the analyst names.
    PeopleList,
    /// Orders of any shop, by their headers or as the analyst maps them.
    Orders,
    /// Where orders came from, by order id or name.
    OrderTouches,
    /// Campaign costs of any tool.
    Spend,
}

/// Headers that name the e-mail address of an assigned person.
pub(super) const EMAIL_NAMES: &[&str] = &["email", "e-mail", "customer email", "email address"];

/// Headers that name the arm of an assigned person.
pub(super) const ARM_NAMES: &[&str] = &[
    "variant",
    "arm",
    "group",
    "variation",
    "ab group",
    "treatment",
];

/// Headers that tell a log of message events: a person, an event, its time and what it was about.
const MESSAGE_EVENTS: &[&[&str]] = &[
    &[
        "email",
        "e-mail",
        "email address",
        "customer email",
        "recipient",
        "phone number",
        "person id",
        "profile id",
    ],
    &[
        "event name",
        "event",
        "event type",
        "metric",
        "activity",
        "action",
    ],
    &[
        "timestamp",
        "datetime",
        "event time",
        "event date",
        "occurred at",
        "time",
        "date",
        "created at",
    ],
    &[
        "message id",
        "campaign id",
        "campaign name",
        "campaign",
        "flow id",
        "flow message id",
        "flow name",
        "flow",
        "campaign message id",
        "message",
        "variation",
        "variation id",
    ],
];

impl Format {
    /// Every format, in the order in which signatures are tried.
    pub const ALL: [Self; 27] = [
        Self::ShopifyOrders,
        Self::ShopifyCustomers,
        Self::KlaviyoCampaigns,
        Self::KlaviyoFlows,
        Self::KlaviyoMessages,
        Self::MailchimpCampaigns,
        Self::MailchimpReport,
        Self::KlaviyoProfiles,
        Self::MailchimpAudience,
        Self::ShopifyDiscounts,
        Self::ShopifyTransactions,
        Self::ShopifySessions,
        Self::ShopifySalesByUtm,
        Self::KlaviyoEvents,
        Self::MatrixifyOrders,
        Self::WooWebtoffee,
        Self::WooAdvanced,
        Self::WooAnalytics,
        Self::MetaAds,
        Self::GoogleAds,
        Self::MessageEvents,
        Self::Ga4Report,
        Self::Orders,
        Self::Assignments,
        Self::OrderTouches,
        Self::Spend,
        Self::PeopleList,
    ];

    /// The word on the command line, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ShopifyOrders => "shopify_orders",
            Self::ShopifyCustomers => "shopify_customers",
            Self::KlaviyoCampaigns => "klaviyo_campaigns",
            Self::KlaviyoFlows => "klaviyo_flows",
            Self::KlaviyoMessages => "klaviyo_campaign_message_report",
            Self::MailchimpCampaigns => "mailchimp_campaigns",
            Self::MailchimpReport => "mailchimp_ab_report",
            Self::KlaviyoProfiles => "klaviyo_profiles",
            Self::MailchimpAudience => "mailchimp_audience",
            Self::ShopifyDiscounts => "shopify_discounts",
            Self::ShopifyTransactions => "shopify_transactions",
            Self::ShopifySessions => "shopify_report_sessions",
            Self::ShopifySalesByUtm => "shopify_report_sales_utm",
            Self::MatrixifyOrders => "matrixify_orders",
            Self::WooAnalytics => "woo_analytics",
            Self::WooWebtoffee => "woo_webtoffee",
            Self::WooAdvanced => "woo_advanced",
            Self::MetaAds => "meta_ads",
            Self::GoogleAds => "google_ads",
            Self::Orders => "orders",
            Self::OrderTouches => "order_utm",
            Self::Spend => "spend",
            Self::KlaviyoEvents => "klaviyo_event",
            Self::MessageEvents => "message_events",
            Self::Ga4Report => "ga4_report",
            Self::Assignments => "assignments",
            Self::PeopleList => "people",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ShopifyOrders => "Shopify orders",
            Self::ShopifyCustomers => "Shopify customers",
            Self::KlaviyoCampaigns => "Klaviyo campaigns",
            Self::KlaviyoFlows => "Klaviyo flows",
            Self::KlaviyoMessages => "Klaviyo campaign messages",
            Self::MailchimpCampaigns => "Mailchimp campaigns",
            Self::MailchimpReport => "Mailchimp campaign report",
            Self::KlaviyoProfiles => "Klaviyo profiles",
            Self::MailchimpAudience => "Mailchimp audience",
            Self::ShopifyDiscounts => "Shopify discounts",
            Self::ShopifyTransactions => "Shopify transactions",
            Self::ShopifySessions => "Shopify session report",
            Self::ShopifySalesByUtm => "Shopify sales by UTM report",
            Self::MatrixifyOrders => "Matrixify orders",
            Self::WooAnalytics => "WooCommerce Analytics orders",
            Self::WooWebtoffee => "WooCommerce orders (WebToffee)",
            Self::WooAdvanced => "WooCommerce orders (Advanced Order Export)",
            Self::MetaAds => "Meta Ads campaigns",
            Self::GoogleAds => "Google Ads campaigns",
            Self::Orders => "Orders of any shop",
            Self::OrderTouches => "UTM values by order",
            Self::Spend => "Campaign costs",
            Self::KlaviyoEvents => "Klaviyo events",
            Self::MessageEvents => "Message events",
            Self::Ga4Report => "Google Analytics report",
            Self::Assignments => "Assignment list",
            Self::PeopleList => "List of people",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }

    /// The headers that tell the format: one of each group must be present, in any order. Blank for
    /// formats that no header tells.
    ///
    /// Headers are compared in normalised form: trimmed, lower case, single spaces, `_` read as a space.
    /// A name that ends in `*` stands for all headers that start so.
    #[must_use]
    pub fn signature(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::ShopifyOrders => &[&["name"], &["financial status"], &["lineitem quantity"]],
            Self::ShopifyCustomers => &[
                &["accepts email marketing", "accepts marketing"],
                &["total spent"],
                &["total orders"],
            ],
            Self::KlaviyoCampaigns => &[
                &["campaign name"],
                &["total recipients"],
                &["successful deliveries"],
                &["campaign channel"],
            ],
            Self::KlaviyoFlows => &[
                &["flow id", "flow name"],
                &[
                    "delivered",
                    "successful deliveries",
                    "total recipients",
                    "recipients",
                ],
                &["unique opens", "open rate", "unique clicks", "click rate"],
            ],
            Self::KlaviyoMessages => &[
                &["campaign message id"],
                &["unique opens", "open rate", "unique clicks", "click rate"],
            ],
            Self::MailchimpCampaigns => &[&["unique id"], &["abuse complaints", "send weekday"]],
            Self::KlaviyoProfiles => &[&["klaviyo id"]],
            Self::MailchimpAudience => &[&["email address"], &["leid"], &["euid"]],
            Self::ShopifyDiscounts => &[&["times used in total"], &["value type"]],
            Self::ShopifyTransactions => &[&["kind"], &["gateway"], &["amount"]],
            Self::ShopifySessions => &[
                &["sessions"],
                &["online store visitors", "sessions that completed checkout"],
            ],
            Self::ShopifySalesByUtm => &[
                &["order utm *", "first order referring channel"],
                &["total sales", "net sales", "total sales (last click)"],
            ],
            Self::MatrixifyOrders => &[&["line: type"], &["price: total"]],
            Self::WooAnalytics => woo_analytics::SIGNATURE,
            Self::WooWebtoffee => &[
                &["order number"],
                &["wt import key", "line item 1", "product item 1 name"],
            ],
            Self::WooAdvanced => &[
                &["order number"],
                &["order total amount", "order total amount (- refund)"],
            ],
            Self::MetaAds => &[&["reporting starts"], &["amount spent (*"]],
            Self::GoogleAds => &[
                &["campaign"],
                &["cost"],
                &["campaign status", "impr.", "interactions", "avg. cpc"],
            ],
            Self::Orders => generic_orders::SIGNATURE,
            Self::OrderTouches => order_utm::SIGNATURE,
            Self::Spend => spend_list::SIGNATURE,
            Self::KlaviyoEvents => &[&["event name", "type"], &["$event id", "property event id"]],
            Self::MessageEvents => MESSAGE_EVENTS,
            Self::Assignments => &[EMAIL_NAMES, ARM_NAMES],
            Self::MailchimpReport | Self::Ga4Report | Self::PeopleList => &[],
        }
    }

    /// The first format whose signature the normalised headers fulfil.
    pub(super) fn of_headers(normalised: &[String]) -> Option<Self> {
        let fulfils = |group: &&[&str]| {
            let has = |name: &&str| normalised.iter().any(|header| names_header(name, header));
            group.iter().any(has)
        };
        Self::ALL.into_iter().find(|format| {
            let other = format.other_signature();
            let signature = format.signature();
            (!signature.is_empty() && signature.iter().all(fulfils))
                || other.is_some_and(|signature| signature.iter().all(fulfils))
        })
    }

    /// A second set of headers that tells some formats.
    fn other_signature(self) -> Option<&'static [&'static [&'static str]]> {
        match self {
            Self::Orders => Some(generic_orders::SHOPIFY_SIGNATURE),
            Self::OrderTouches => Some(order_utm::ATTRIBUTES_SIGNATURE),
            Self::ShopifyOrders
            | Self::ShopifyCustomers
            | Self::KlaviyoCampaigns
            | Self::ShopifyDiscounts
            | Self::ShopifyTransactions
            | Self::ShopifySessions
            | Self::ShopifySalesByUtm
            | Self::MatrixifyOrders
            | Self::WooAnalytics
            | Self::WooWebtoffee
            | Self::WooAdvanced
            | Self::MetaAds
            | Self::GoogleAds
            | Self::KlaviyoProfiles
            | Self::KlaviyoFlows
            | Self::KlaviyoMessages
            | Self::KlaviyoEvents
            | Self::MailchimpCampaigns
            | Self::MailchimpReport
            | Self::MailchimpAudience
            | Self::MessageEvents
            | Self::Ga4Report
            | Self::PeopleList
            | Self::Assignments
            | Self::Spend => None,
        }
    }
}

/// Whether a name of a signature means a header; a name that ends in `*` means every header that
/// starts so.
fn names_header(name: &str, header: &str) -> bool {
    match name.strip_suffix('*') {
        Some(start) => header.starts_with(start),
        None => header == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::columns::normalise_header;

    fn check(headers: &str, expected: Option<Format>) {
        let normalised: Vec<String> = headers.split(',').map(normalise_header).collect();
        assert_eq!(Format::of_headers(&normalised), expected, "{headers}");
    }

    #[test]
    fn signatures_do_not_depend_on_order_case_or_spacing() {
        check(
            "\u{feff}Lineitem  quantity, FINANCIAL STATUS ,Extra,Name",
            Some(Format::ShopifyOrders),
        );
        check(
            "Accepts Marketing,Total Orders,Total Spent",
            Some(Format::ShopifyCustomers),
        );
        check("E-Mail,AB_Group", Some(Format::Assignments));
        check("Name,Email,Total", None);
        check("Campaign Name,Total Recipients,Successful Deliveries", None);
    }

    #[test]
    fn words_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.id()), Some(format));
        }
        assert_eq!(Format::parse("Shopify orders"), None);
    }
}
