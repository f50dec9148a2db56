//! Damage where the other formats feel it.

use super::{Damaged, base, with};
use crate::import::Format;

pub(super) fn files() -> Vec<Damaged> {
    let mut files = shop();
    files.extend(mail());
    files.extend(people_and_events());
    files.extend(traffic_and_other_shops());
    files
}

fn row_twice(format: Format) -> String {
    let sound = base(format);
    format!("{sound}{}\n", sound.lines().nth(1).unwrap_or_default())
}

fn shop() -> Vec<Damaged> {
    use Format::{ShopifyCustomers, ShopifyDiscounts, ShopifySessions, ShopifyTransactions};
    vec![
        Damaged::new(
            "customers_scientific_ids",
            with(ShopifyCustomers, "'7210448301123", "7.21045E+12"),
        ),
        Damaged::new(
            "customers_total_row",
            format!("{}Total,,,,,,,,376.50,3,,\n", base(ShopifyCustomers)),
        ),
        Damaged::new(
            "customers_spent_in_words",
            with(ShopifyCustomers, "316.50", "a lot"),
        ),
        Damaged::new(
            "customers_decimal_comma",
            base(ShopifyCustomers)
                .replace("316.50", "\"1.316,50\"")
                .replace("60.00", "\"60,00\""),
        ),
        Damaged::new(
            "customers_without_contact",
            with(ShopifyCustomers, "'+33611111111", ""),
        ),
        Damaged::new("customers_twice", row_twice(ShopifyCustomers)),
        Damaged::new(
            "discounts_percent_text",
            with(ShopifyDiscounts, "-15.0", "15 %"),
        ),
        Damaged::new("discounts_code_twice", row_twice(ShopifyDiscounts)),
        Damaged::new(
            "discounts_usage_in_words",
            with(ShopifyDiscounts, ",12,", ",twelve,"),
        ),
        Damaged::new(
            "transactions_scientific_order",
            with(ShopifyTransactions, "8281215041874", "8.28122E+12"),
        ),
        Damaged::new(
            "transactions_two_currencies",
            with(ShopifyTransactions, "40.00,EUR", "40.00,USD"),
        ),
        Damaged::new(
            "transactions_same_row_twice",
            row_twice(ShopifyTransactions),
        ),
        Damaged::new(
            "transactions_unknown_kind",
            with(ShopifyTransactions, ",refund,", ",chargeback,"),
        ),
        Damaged::new(
            "sessions_total_row_and_words",
            format!(
                "{}Total,,,4990,5600,133\n2026-08-26,x,y,many,7,1\n",
                base(ShopifySessions)
            ),
        ),
        Damaged::new(
            "sales_without_currency_and_decimal_comma",
            with(
                Format::ShopifySalesByUtm,
                "1000.50,1200.60",
                "\"1.000,50\",\"1.200,60\"",
            ),
        ),
    ]
}

fn mail() -> Vec<Damaged> {
    use Format::{
        KlaviyoCampaigns, KlaviyoFlows, KlaviyoMessages, KlaviyoProfiles, MailchimpCampaigns,
        MailchimpReport,
    };
    vec![
        Damaged::new(
            "campaigns_percent_as_count",
            with(KlaviyoCampaigns, "\"2,480\"", "49.6%"),
        ),
        Damaged::new(
            "campaigns_fractions_of_people",
            with(KlaviyoCampaigns, ",796,", ",796.5,"),
        ),
        Damaged::new(
            "campaigns_summary_row",
            format!(
                "{}Grand total,,,,,,\"10,800\",115,,,,,,,,,,,,\n",
                base(KlaviyoCampaigns)
            ),
        ),
        Damaged::new("campaigns_latin_1", {
            let text = with(KlaviyoCampaigns, "Sale is on 🔥", "L'été est là");
            text.chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect::<Vec<u8>>()
        }),
        Damaged::new(
            "flows_ambiguous_days",
            base(KlaviyoFlows)
                .replace("09/24/2025", "03/04/2025")
                .replace("09/25/2025", "03/05/2025"),
        ),
        Damaged::new(
            "flows_rates_without_counts",
            with(KlaviyoFlows, ",500,0.5,", ",,50%,"),
        ),
        Damaged::new(
            "flow_messages_bad_time",
            with(KlaviyoMessages, "10:30 AM", "25:99 XM"),
        ),
        Damaged::new(
            "profiles_one_person_in_two_arms",
            format!(
                "{}ann@example.com,01A,Ann,,Spain,SUBSCRIBED,3,400,2025-03-01 10:00:00,2026-08-24 11:18:57,[],red,treatment\n",
                base(KlaviyoProfiles)
            ),
        ),
        Damaged::new("mailchimp_campaigns_twice", row_twice(MailchimpCampaigns)),
        Damaged::new("mailchimp_report_cut", &base(MailchimpReport)[..200]),
        Damaged::new(
            "mailchimp_report_count_in_words",
            with(MailchimpReport, "1,740", "most"),
        ),
    ]
}

fn people_and_events() -> Vec<Damaged> {
    use Format::{Assignments, KlaviyoEvents, KlaviyoProfiles, MailchimpAudience, MessageEvents};
    vec![
        Damaged::new(
            "audience_tags_with_stray_quotes",
            with(
                MailchimpAudience,
                "\"\"\"VIP\"\",\"\"Blog, weekly\"\"\"",
                "\"VIP\",\"Blog, weekly\"",
            ),
        ),
        Damaged::new(
            "profiles_nobody",
            with(KlaviyoProfiles, "ben@example.com,01B", ","),
        ),
        Damaged::new(
            "profiles_unknown_consent",
            with(KlaviyoProfiles, "NEVER_SUBSCRIBED", "PERHAPS"),
        ),
        Damaged::new(
            "profiles_truncated_json",
            with(
                KlaviyoProfiles,
                "\"[\"\"HARD_BOUNCE\"\", \"\"USER_SUPPRESSED\"\"]\"",
                "\"[\"\"HARD_\"",
            ),
        ),
        Damaged::new(
            "events_mixed_times",
            with(KlaviyoEvents, "1787558400", "24/08/2026"),
        ),
        Damaged::new(
            "events_unknown_words",
            with(KlaviyoEvents, "Opened Email", "Petted Cat"),
        ),
        Damaged::new(
            "events_nobody",
            with(KlaviyoEvents, "ann@example.com,Opened", ",Opened"),
        ),
        Damaged::new(
            "message_events_semicolon_latin_digits",
            base(MessageEvents)
                .replace(',', ";")
                .replace("10:05", "１０:０５"),
        ),
        Damaged::new("message_events_same_row_twice", row_twice(MessageEvents)),
        Damaged::new(
            "assignments_two_arms",
            format!(
                "{}ann@example.com,treatment,2026-08-21 10:00:00,50%\n",
                base(Assignments)
            ),
        ),
        Damaged::new(
            "assignments_blank_arm",
            with(Assignments, ",treatment,2026-08-20 12", ",,2026-08-20 12"),
        ),
        Damaged::new(
            "people_scientific_phone",
            with(Format::PeopleList, "cara@example.com", "3.36E+10"),
        )
        .read_as(Format::PeopleList),
    ]
}

fn traffic_and_other_shops() -> Vec<Damaged> {
    use Format::{
        Ga4Report, GoogleAds, MatrixifyOrders, MetaAds, OrderTouches, Orders, Spend, WooAdvanced,
        WooAnalytics, WooWebtoffee,
    };
    vec![
        Damaged::new(
            "ga4_without_period",
            base(Ga4Report).replace("# Start date: 20260801\n", ""),
        ),
        Damaged::new(
            "ga4_words_as_counts",
            with(Ga4Report, ",200,90,", ",many,90,"),
        ),
        Damaged::new(
            "ga4_comments_resaved",
            base(Ga4Report)
                .replace("20260801\n", "20260801;;;;\n")
                .replace(',', ";"),
        ),
        Damaged::new(
            "woo_analytics_entities_and_commas",
            with(WooAnalytics, "&euro;79.00", "\"79,00&nbsp;&euro;\""),
        ),
        Damaged::new(
            "woo_analytics_unknown_status",
            with(WooAnalytics, "processing", "shipped"),
        ),
        Damaged::new(
            "woo_webtoffee_broken_pack",
            with(WooWebtoffee, "quantity:2|total:90.00", "quantity|total:"),
        ),
        Damaged::new(
            "woo_webtoffee_two_currencies",
            with(WooWebtoffee, "40,EUR", "40,USD"),
        ),
        Damaged::new(
            "woo_advanced_totals_disagree",
            with(WooAdvanced, "20.00,20.00,0.00", "20.00,99.00,0.00"),
        ),
        Damaged::new("matrixify_top_row_lost", {
            let sound = base(MatrixifyOrders);
            let top = sound.lines().nth(1).unwrap_or_default();
            sound.replace(&format!("{top}\n"), "")
        }),
        Damaged::new(
            "matrixify_unknown_line",
            with(MatrixifyOrders, "Refund Line", "Mystery Line"),
        ),
        Damaged::new(
            "meta_ads_scientific_ids",
            with(MetaAds, "120200000000000", "1.202E+14"),
        ),
        Damaged::new(
            "google_ads_without_period",
            with(GoogleAds, "\"August 1, 2026 - August 31, 2026\"\n", ""),
        ),
        Damaged::new(
            "orders_of_any_shop_line_of_another",
            with(
                Orders,
                "7001,2026-08-24 10:00:00,ann@example.com,EUR,45.00,5.00,8.33,50.00,SUMMER,Tee",
                "7001,2026-08-24 10:00:00,ann@example.com,EUR,45.00,5.00,8.33,51.00,SUMMER,Tee",
            ),
        ),
        Damaged::new(
            "orders_of_any_shop_without_dates",
            with(Orders, "2026-08-25 10:00:00", ""),
        ),
        Damaged::new(
            "order_utm_without_order",
            with(OrderTouches, "8281215041875,#1002", ","),
        ),
        Damaged::new(
            "order_utm_macro",
            with(OrderTouches, "aug_sale", "{{campaign.name}}"),
        ),
        Damaged::new(
            "spend_negative_and_in_words",
            format!(
                "{}aug_sale,2026-08-26,-5.00,EUR,0,0\naug_sale,2026-08-27,free,EUR,0,0\n",
                base(Spend)
            ),
        ),
        Damaged::new(
            "spend_other_currency",
            with(Spend, "67.89,EUR", "67.89,GBP"),
        ),
    ]
}
