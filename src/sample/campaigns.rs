//! The shop's one-off sends, and how the e-mail tool reports them.

use super::calendar;
use super::order::Touch;
use super::person::NEVER;
use super::random::{Stream, Topic};
use super::shop::Shop;
use super::signals;
use super::trials::TrialId;
use super::whole;

/// One send to everybody who may be written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Send {
    pub day: i32,
    pub second: i32,
    /// The campaign's name, also its `utm_campaign`.
    pub name: &'static str,
    pub subject: &'static str,
    /// Sent with two subject lines.
    pub varied: bool,
}

/// 23:30, just before the day ends; in UTC it is the next one.
pub(super) const LATE: i32 = 23 * 3600 + 1800;
const MORNING: i32 = 9 * 3600;
const EVENING: i32 = 18 * 3600;

/// Position of the flash sale in [`SENDS`].
pub(super) const FLASH: u8 = 33;

/// Days of the three sends of the VIP code.
pub(super) const VIP_DAYS_OF_SENDS: [i32; 3] = [260, 337, 436];

const fn send(
    day: i32,
    second: i32,
    name: &'static str,
    subject: &'static str,
    varied: bool,
) -> Send {
    Send {
        day,
        second,
        name,
        subject,
        varied,
    }
}

/// Newsletters in order of time, then the flash sale.
pub(super) const SENDS: [Send; 34] = [
    send(10, EVENING, "news_new_year_brew", "New year brew", false),
    send(26, MORNING, "news_winter_roast", "Winter roast", false),
    send(
        40,
        MORNING,
        "news_valentine_blend",
        "Valentine blend",
        false,
    ),
    send(58, EVENING, "news_scrub_weekend", "Scrub weekend", true),
    send(67, LATE, "news_spring_clocks", "Spring clocks", false),
    send(90, MORNING, "news_spring_roast", "Spring roast", false),
    send(106, EVENING, "news_filter_tips", "Filter tips", false),
    send(
        122,
        MORNING,
        "news_face_balm_launch",
        "Face balm launch",
        false,
    ),
    send(126, MORNING, "news_mothers_day", "Mothers day", false),
    send(
        154,
        EVENING,
        "news_cold_brew_start",
        "Cold brew start",
        false,
    ),
    send(
        160,
        MORNING,
        "news_fathers_day_kit",
        "Fathers day kit",
        true,
    ),
    send(186, MORNING, "news_summer_skin", "Summer skin", false),
    send(202, EVENING, "news_iced_espresso", "Iced espresso", false),
    send(
        218,
        MORNING,
        "news_ethiopia_arrival",
        "Ethiopia arrival",
        false,
    ),
    send(234, MORNING, "news_travel_dripper", "Travel dripper", false),
    send(250, EVENING, "news_back_to_desk", "Back to desk", false),
    send(266, MORNING, "news_autumn_roast", "Autumn roast", false),
    send(282, MORNING, "news_grinder_guide", "Grinder guide", true),
    send(
        305,
        LATE,
        "news_late_autumn_clocks",
        "Late autumn clocks",
        false,
    ),
    send(314, MORNING, "news_winter_hands", "Winter hands", false),
    send(331, MORNING, "news_black_friday", "Black friday", false),
    send(340, EVENING, "news_gift_ideas", "Gift ideas", false),
    send(
        350,
        MORNING,
        "news_last_shipping_day",
        "Last shipping day",
        false,
    ),
    send(378, MORNING, "news_year_in_coffee", "Year in coffee", false),
    send(394, EVENING, "news_january_reset", "January reset", true),
    send(
        410,
        MORNING,
        "news_dark_roast_days",
        "Dark roast days",
        false,
    ),
    send(426, MORNING, "news_kettle_week", "Kettle week", false),
    send(431, LATE, "news_march_clocks", "March clocks", false),
    send(458, MORNING, "news_spring_skin", "Spring skin", false),
    send(474, MORNING, "news_origin_stories", "Origin stories", false),
    send(
        490,
        EVENING,
        "news_cold_brew_again",
        "Cold brew again",
        false,
    ),
    send(506, MORNING, "news_early_summer", "Early summer", true),
    send(536, MORNING, "news_solstice", "Solstice", false),
    send(407, EVENING, "flash_48h", "48 hours only", false),
];

/// The last newsletter sent before an instant, if it is at most this many days old.
pub(super) fn latest(instant: i64, days: i64) -> Option<u8> {
    let newsletters = &SENDS[..usize::from(FLASH)];
    let sent = |send: &Send| calendar::instant(send.day, send.second);
    let position = newsletters.iter().rposition(|send| sent(send) <= instant)?;
    let fresh = instant - sent(&newsletters[position]) <= days * 86_400;
    fresh.then_some(position as u8)
}

/// One row of the campaign export.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub send: Send,
    /// Subject-line variation; empty where there was one subject.
    pub variant: &'static str,
    pub id: String,
    pub counts: Counts,
    pub revenue_minor: i64,
}

/// What happened to the messages of one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub recipients: i64,
    pub bounces: i64,
    pub opens: i64,
    pub clicks: i64,
    pub unsubscribes: i64,
    pub spam: i64,
    pub buyers: i64,
}

/// Names of the two variations, with the letter that their links carry as `utm_content`.
pub(super) const VARIANTS: [(&str, &str); 2] = [("A: Plain subject", "a"), ("B: Question", "b")];

/// The variation that an order of a varied campaign came through.
pub(super) fn variant_of(label: u32) -> usize {
    (label % 2) as usize
}

/// The rows of the campaign export, counted from the orders that carry the campaign.
pub(super) fn reports(shop: &Shop) -> Vec<Report> {
    let mut stream = shop.stream(Topic::Text);
    let known = known_from(shop);
    let mut rows = Vec::new();
    for (index, send) in SENDS.iter().enumerate() {
        let reached = whole(known.partition_point(|&day| day <= send.day));
        let variants: &[&'static str] = if send.varied {
            &[VARIANTS[0].0, VARIANTS[1].0]
        } else {
            &[""]
        };
        for (position, &variant) in variants.iter().enumerate() {
            let share = (reached + whole(position)) / whole(variants.len());
            let only = send.varied.then_some(position);
            let bought = bought(
                shop,
                only,
                |touch| matches!(touch, Touch::Campaign(campaign, _) if usize::from(campaign) == index),
            );
            rows.push(report(*send, variant, share, bought, &mut stream));
        }
    }
    for day in VIP_DAYS_OF_SENDS {
        let vip = send(day, MORNING, signals::VIP, "Early access for you", false);
        let until = day + 30;
        let bought = vip_bought(shop, day, until);
        rows.push(report(vip, "", VIP_LIST, bought, &mut stream));
    }
    for (position, row) in rows.iter_mut().enumerate() {
        let key = SENDS.iter().position(|send| send.name == row.send.name);
        row.id = format!("01JUNIPEROAK{:014}", key.unwrap_or(100 + position));
    }
    rows.sort_by_key(|row| (row.send.day, row.variant));
    rows
}

/// People on the VIP list.
const VIP_LIST: i64 = 130;

/// Local days since which each person who accepts e-mail is known, sorted.
fn known_from(shop: &Shop) -> Vec<i32> {
    let mut known: Vec<i32> = shop.people.iter().map(|person| person.first).collect();
    let welcome = shop.enrolment(TrialId::Welcome);
    for member in welcome.iter().flat_map(|enrolment| &enrolment.members) {
        let day = &mut known[member.person as usize];
        *day = member.day.min(*day);
    }
    let mut days: Vec<i32> = shop
        .people
        .iter()
        .zip(known)
        .filter(|(person, day)| !person.opted_out && person.email().is_some() && *day != NEVER)
        .map(|(_, day)| day)
        .collect();
    days.sort_unstable();
    days
}

/// Distinct buyers and revenue of the orders with a touch.
fn bought(shop: &Shop, variant: Option<usize>, matches: impl Fn(Touch) -> bool) -> (i64, i64) {
    let mut buyers = Vec::new();
    let mut revenue = 0;
    for order in shop.orders.iter().filter(|order| matches(order.touch)) {
        let Some(person) = order.person else { continue };
        let label = shop.people[person as usize].label;
        if variant.is_none_or(|wanted| variant_of(label) == wanted) {
            buyers.push(person);
            revenue += order.amounts().total;
        }
    }
    buyers.sort_unstable();
    buyers.dedup();
    (whole(buyers.len()), revenue)
}

fn vip_bought(shop: &Shop, from: i32, until: i32) -> (i64, i64) {
    let orders = shop.orders.iter().filter(|order| {
        order.touch.is_flow(signals::VIP) && (from..until).contains(&calendar::day_of(order.at))
    });
    orders.fold((0, 0), |(buyers, revenue), order| {
        (buyers + 1, revenue + order.amounts().total)
    })
}

fn report(
    send: Send,
    variant: &'static str,
    recipients: i64,
    (buyers, revenue_minor): (i64, i64),
    stream: &mut Stream,
) -> Report {
    let per_mille = |count: i64, low: i32, high: i32, stream: &mut Stream| {
        count * i64::from(stream.between(low, high)) / 1000
    };
    let bounces = per_mille(recipients, 5, 9, stream);
    let delivered = recipients - bounces;
    let clicks = per_mille(delivered, 18, 36, stream);
    let counts = Counts {
        recipients,
        bounces,
        opens: per_mille(delivered, 380, 520, stream),
        clicks: clicks + buyers,
        unsubscribes: per_mille(delivered, 1, 4, stream),
        spam: per_mille(delivered, 0, 1, stream),
        buyers,
    };
    Report {
        send,
        variant,
        id: String::new(),
        counts,
        revenue_minor,
    }
}
