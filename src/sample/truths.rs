//! The planted truths: what a newcomer should conclude, and where to look.

/// One planted truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Number in the table of planted truths.
    pub number: u8,
    /// What was planted.
    pub planted: &'static str,
    /// What a newcomer must conclude.
    pub conclusion: &'static str,
    /// The files that carry it.
    pub files: &'static [&'static str],
}

/// The two order exports.
const ORDERS: [&str; 2] = ["orders_export_1.csv", "orders_export_2.csv"];

const fn truth(
    number: u8,
    planted: &'static str,
    conclusion: &'static str,
    files: &'static [&'static str],
) -> Truth {
    Truth {
        number,
        planted,
        conclusion,
        files,
    }
}

/// Every truth in the files. 11 and 12 of the full table need message events, which this sample does
/// not have.
pub const TRUTHS: [Truth; 18] = [
    truth(
        1,
        "Win-back test, 10 % code against free shipping: 2,400 people an arm, 4.0 % against 6.2 % order within 30 days",
        "Free shipping wins, in people who order and in net sales per person",
        &["winback_offer.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        2,
        "Welcome flow with a 20 % holdout: 800 people at 13.5 %, 3,200 at 18.0 % within 30 days; the flow is credited with four times what it causes",
        "The flow works, and attribution overstates it four times",
        &["welcome_holdout.csv", "rules.toml", ORDERS[0], ORDERS[1]],
    ),
    truth(
        3,
        "Cart reminder after 1 hour or 4 hours: 1,800 people an arm, 6.1 % against 6.3 %",
        "Inconclusive, which is not the same as no effect",
        &["cart_reminder_timing.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        4,
        "Browse reminder: 1,680 against 1,320 people of a test planned half and half, with an apparent lift of 15 %",
        "The split is broken, so there is no verdict",
        &["browse_reminder.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        5,
        "Post-purchase guide: 1,200 people an arm, 24 % against 30 % order again within 90 days, no difference in the first 14 days",
        "The effect comes late; a short window would have missed it",
        &["post_purchase_guide.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        6,
        "The code VIP20 appears on a coupon site on 2026-03-17",
        "Redemptions by strangers without a visit from an e-mail; without them the VIP flow is worth half",
        &["rules.toml", ORDERS[0], ORDERS[1]],
    ),
    truth(
        7,
        "utm_medium is typed email, Email, EMAIL and e-mail",
        "Four rows are one channel",
        &ORDERS,
    ),
    truth(
        8,
        "Flash sale of 2026-02-13 and 14: gross order value 18 % above the four weeks before, 22 % of the goods come back",
        "After discounts and returns an order is worth less than before",
        &ORDERS,
    ),
    truth(
        9,
        "Loyalty banner without any effect, and one order of $4,800.00 in arm B",
        "The raw mean says B wins; the capped mean and the median say nothing happened",
        &["loyalty_banner.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        10,
        "90 people who buy every 30 days and stopped two months ago; 90 who buy every 120 days and are on time",
        "A fixed 90 days misses the first and cries wolf over the second",
        &ORDERS,
    ),
    truth(
        13,
        "People who start with the starter kit order again within 90 days in 44 % of cases, others in 27 %",
        "The best first product, though nobody was assigned to it",
        &ORDERS,
    ),
    truth(
        14,
        "People whose first order carries a code have the larger first order and the smaller first 180 days",
        "People who come for a discount are worth less",
        &ORDERS,
    ),
    truth(
        15,
        "180 people, 3 %, use two e-mail addresses with the same phone",
        "The repeat rate rises once they are merged",
        &["customers_export.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        16,
        "40 test orders, 25 wholesale orders and 60 orders of gift cards only",
        "The average order value falls to the truth once they are excluded",
        &["rules.toml", ORDERS[0], ORDERS[1]],
    ),
    truth(
        17,
        "Campaigns go out at 23:30 on the evenings around the change of clocks, and orders follow before midnight",
        "In UTC these orders belong to the next day",
        &["klaviyo_campaigns.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        18,
        "Two arms with the same footer",
        "No difference; random splits of it are significant in about 5 % of cases",
        &["aa_footer.csv", ORDERS[0], ORDERS[1]],
    ),
    truth(
        19,
        "6 % of the people with an address do not accept e-mail",
        "An audience export leaves them out and says so",
        &["customers_export.csv"],
    ),
    truth(
        20,
        "Twelve tastes among the people of the footer test; among those who like iced coffee the second arm orders more, by luck",
        "Found by looking around: explained by chance once all segments are counted",
        &[
            "aa_footer.csv",
            "customers_export.csv",
            ORDERS[0],
            ORDERS[1],
        ],
    ),
];
