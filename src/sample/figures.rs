//! `truths.json`: every planted truth with the figures that the written files hold.

use serde_json::{Value, json};

use super::calendar;
use super::campaigns::{LATE, SENDS};
use super::catalogue::Basket;
use super::flash;
use super::habits::LEAK_DAY;
use super::measure::{self, ArmSums, FirstValue, Repeats, Window};
use super::order::{Cause, Code, Order, Spelling};
use super::person::{Kind, TASTES};
use super::shop::Shop;
use super::signals;
use super::trials::TrialId;
use super::truths::TRUTHS;
use super::whole;

/// The whole document.
pub(super) fn document(shop: &Shop) -> Value {
    let truths: Vec<Value> = TRUTHS
        .iter()
        .map(|truth| {
            json!({
                "number": truth.number,
                "planted": truth.planted,
                "conclusion": truth.conclusion,
                "files": truth.files,
                "expected": expected(shop, truth.number),
            })
        })
        .collect();
    json!({
        "shop": "Juniper & Oak",
        "currency": "USD",
        "timezone": "America/New_York",
        "seed": shop.seed,
        "basis": "Orders of the newer export win. Included: all but voided and test orders. \
                  Net is subtotal minus the goods' share of refunds. People are e-mail addresses, unmerged. \
                  Windows start at the beginning of the assigned day.",
        "tolerance": { "counts": 0, "minor": 0, "rates": 0.000_001 },
        "store": store(shop),
        "truths": truths,
    })
}

fn expected(shop: &Shop, number: u8) -> Value {
    match number {
        1 => test(shop, TrialId::WinBack),
        2 => welcome(shop),
        3 => test(shop, TrialId::Cart),
        4 => browse(shop),
        5 => json!({
            "within_90_days": test(shop, TrialId::Guide),
            "within_14_days": arms(shop, TrialId::Guide, 14),
        }),
        6 => leak(shop),
        7 => spellings(shop),
        8 => flash_sale(shop),
        9 => loyalty(shop),
        10 => rhythms(shop),
        13 => json!({
            "starter_kit_first": repeats(Repeats::by_first_basket(shop, Basket::starts_with_kit)),
            "others": repeats(Repeats::by_first_basket(shop, |basket: Basket| !basket.starts_with_kit())),
        }),
        14 => json!({
            "with_code": first_value(FirstValue::by_code(shop, true)),
            "without_code": first_value(FirstValue::by_code(shop, false)),
        }),
        15 => merging(shop),
        16 => exclusions(shop),
        17 => late_evenings(shop),
        18 => test(shop, TrialId::Footer),
        19 => consent(shop),
        20 => tastes(shop),
        _ => Value::Null,
    }
}

/// Six decimals are enough to recognise a rate and few enough to read.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn ratio(numerator: i64, denominator: i64) -> f64 {
    rounded(numerator as f64 / denominator.max(1) as f64)
}

fn store(shop: &Shop) -> Value {
    let included: Vec<&Order> = shop
        .orders
        .iter()
        .filter(|order| order.is_included())
        .collect();
    let sum =
        |amount: fn(&Order) -> i64| -> i64 { included.iter().map(|order| amount(order)).sum() };
    let with_utm = shop
        .orders
        .iter()
        .filter(|order| order.touch != super::order::Touch::None);
    let nobody = |order: &&Order| order.person.is_none();
    json!({
        "orders": shop.orders.len(),
        "included_orders": included.len(),
        "buyers": measure::identities(shop, false).len(),
        "orders_without_person": shop.orders.iter().filter(nobody).count(),
        "orders_with_utm": with_utm.count(),
        "gross_minor": sum(|order| order.amounts().gross),
        "discounts_minor": sum(|order| order.amounts().discount),
        "net_minor": sum(|order| order.amounts().net),
        "refunded_minor": sum(|order| order.amounts().refunded),
        "total_minor": sum(|order| order.amounts().total),
    })
}

/// A test over its own window.
fn test(shop: &Shop, id: TrialId) -> Value {
    arms(shop, id, id.trial().window_days)
}

fn arms(shop: &Shop, id: TrialId, days: i64) -> Value {
    let trial = id.trial();
    let sums = Window::of(shop, id, days).sums(shop);
    let list: Vec<Value> = trial
        .arms
        .iter()
        .zip(sums)
        .map(|(arm, sums)| {
            json!({
                "name": arm.name,
                "people": sums.people,
                "converted": sums.converted,
                "rate": ratio(sums.converted, sums.people),
                "net_minor": sums.net,
                "net_per_person_minor": ratio(sums.net, sums.people),
            })
        })
        .collect();
    json!({
        "experiment": trial.name,
        "window_days": days,
        "arms": list,
        "pooled_z": rounded(pooled_z(sums)),
        "welch_t_net_per_person": rounded(welch_t(sums)),
    })
}

/// The two-proportion z statistic with pooled variance.
fn pooled_z([control, treated]: [ArmSums; 2]) -> f64 {
    let rate = |sums: ArmSums| sums.converted as f64 / sums.people as f64;
    let people = (control.people + treated.people) as f64;
    let pooled = (control.converted + treated.converted) as f64 / people;
    let spread = 1.0 / control.people as f64 + 1.0 / treated.people as f64;
    (rate(treated) - rate(control)) / (pooled * (1.0 - pooled) * spread).sqrt()
}

/// Welch's t statistic of net per person, everybody counted.
fn welch_t([control, treated]: [ArmSums; 2]) -> f64 {
    let mean = |sums: ArmSums| sums.net as f64 / sums.people as f64;
    let variance_of_mean = |sums: ArmSums| {
        let n = sums.people as f64;
        (sums.squares as f64 - n * mean(sums) * mean(sums)) / (n - 1.0) / n
    };
    let spread = variance_of_mean(control) + variance_of_mean(treated);
    (mean(treated) - mean(control)) / spread.sqrt()
}

fn welcome(shop: &Shop) -> Value {
    let window = Window::of(shop, TrialId::Welcome, 30);
    let incremental = window.incremental_net(shop);
    let attributed: i64 = window
        .orders_of_arm(1)
        .iter()
        .map(|&position| &shop.orders[position as usize])
        .filter(|order| {
            matches!(order.code, Code::Welcome(_)) || order.touch.is_flow(signals::WELCOME)
        })
        .map(|order| order.amounts().net)
        .sum();
    let mut value = test(shop, TrialId::Welcome);
    value["incremental_net_minor"] = json!(incremental);
    value["attributed_net_minor"] = json!(attributed);
    value["attributed_over_incremental"] = json!(ratio(attributed, incremental));
    value
}

fn browse(shop: &Shop) -> Value {
    let mut value = test(shop, TrialId::Browse);
    let people = TrialId::Browse.trial().arms.map(|arm| arm.people as f64);
    let half = f64::midpoint(people[0], people[1]);
    let chi_square: f64 = people.iter().map(|n| (n - half) * (n - half) / half).sum();
    value["srm_chi_square"] = json!(rounded(chi_square));
    value
}

/// The footer test inside the first taste, and how many tastes there are to look inside.
fn tastes(shop: &Shop) -> Value {
    let window = Window::of(shop, TrialId::Footer, 30);
    let mut sums = window.sums_among(shop, |person| person.taste == Some(0));
    let members = shop.enrolment(TrialId::Footer);
    for member in members.iter().flat_map(|enrolment| &enrolment.members) {
        if shop.people[member.person as usize].taste == Some(0) {
            sums[member.arm].people += 1;
        }
    }
    let arms: Vec<Value> = sums
        .iter()
        .zip(TrialId::Footer.trial().arms)
        .map(|(sums, arm)| {
            json!({"name": arm.name, "people": sums.people, "converted": sums.converted})
        })
        .collect();
    json!({
        "experiment": TrialId::Footer.trial().name,
        "segments": TASTES.len(),
        "lucky": TASTES[0],
        "arms": arms,
        "pooled_z": rounded(pooled_z(sums)),
    })
}

fn loyalty(shop: &Shop) -> Value {
    let mut value = test(shop, TrialId::Loyalty);
    value["outlier_net_minor"] = json!(480_000);
    let mut without = Window::of(shop, TrialId::Loyalty, 30).sums(shop);
    without[1].net -= 480_000;
    value["net_per_person_minor_without_outlier"] = json!([
        ratio(without[0].net, without[0].people),
        ratio(without[1].net, without[1].people),
    ]);
    value
}

fn leak(shop: &Shop) -> Value {
    let top = measure::top_spenders(shop);
    let is_top = |order: &&Order| order.person.is_some_and(|person| top[person as usize]);
    let redeemed = || shop.orders.iter().filter(|order| order.code == Code::Vip);
    let after = || redeemed().filter(|order| calendar::day_of(order.at) >= LEAK_DAY);
    let outsiders = || after().filter(|order| !is_top(order));
    let net = |orders: &mut dyn Iterator<Item = &Order>| -> i64 {
        orders.map(|order| order.amounts().net).sum()
    };
    let visits_without_code = net(&mut shop
        .orders
        .iter()
        .filter(|order| order.touch.is_flow(signals::VIP) && order.code == Code::None));
    let attributed = net(&mut redeemed()) + visits_without_code;
    let leaked = net(&mut outsiders());
    let without_utm = outsiders().filter(|order| order.touch == super::order::Touch::None);
    json!({
        "code": "VIP20",
        "workflow": "VIP early access",
        "leak_date": calendar::date(LEAK_DAY),
        "redemptions": redeemed().count(),
        "redemptions_from_leak_date": after().count(),
        "of_these_not_top_tenth": outsiders().count(),
        "of_these_not_top_tenth_without_utm": without_utm.count(),
        "attributed_net_minor": attributed,
        "attributed_net_minor_without_leak": attributed - leaked,
        "share_left": ratio(attributed - leaked, attributed),
    })
}

fn spellings(shop: &Shop) -> Value {
    let mut value = json!({ "rows_before": Spelling::ALL.len(), "rows_after": 1 });
    for spelling in Spelling::ALL {
        let orders = shop.orders.iter();
        let count = orders
            .filter(|order| order.touch.spelling() == Some(spelling))
            .count();
        value["orders"][spelling.text()] = json!(count);
    }
    value
}

fn flash_sale(shop: &Shop) -> Value {
    let figures = |orders: &[&Order]| {
        let sum =
            |amount: fn(&Order) -> i64| -> i64 { orders.iter().map(|order| amount(order)).sum() };
        let sold = sum(|order| order.amounts().subtotal);
        let net = sum(|order| order.amounts().net);
        (
            whole(orders.len()),
            sum(|order| order.amounts().gross),
            sold,
            net,
        )
    };
    let sale: Vec<&Order> = shop
        .orders
        .iter()
        .filter(|order| order.code == Code::Flash && order.is_included())
        .collect();
    let before: Vec<&Order> = shop
        .orders
        .iter()
        .filter(|order| flash::BEFORE.contains(&calendar::day_of(order.at)) && order.is_included())
        .collect();
    let (sale, before) = (figures(&sale), figures(&before));
    let side = |(orders, gross, sold, net): (i64, i64, i64, i64)| {
        json!({
            "orders": orders,
            "gross_per_order_minor": ratio(gross, orders),
            "net_per_order_minor": ratio(net, orders),
            "refunded_share_of_goods": ratio(sold - net, sold),
        })
    };
    json!({
        "code": "FLASH15",
        "sale_days": [calendar::date(*flash::DAYS.start()), calendar::date(*flash::DAYS.end())],
        "compared_days": [calendar::date(*flash::BEFORE.start()), calendar::date(*flash::BEFORE.end())],
        "sale": side(sale),
        "before": side(before),
        "gross_per_order_lift": ratio(sale.1 * before.0 - before.1 * sale.0, before.1 * sale.0),
    })
}

fn rhythms(shop: &Shop) -> Value {
    let addresses = |kind: Kind| -> Vec<String> {
        let people = shop.people.iter().filter(|person| person.kind == kind);
        people.filter_map(super::person::Person::email).collect()
    };
    json!({ "every_30_days": addresses(Kind::Fast), "every_120_days": addresses(Kind::Slow) })
}

fn repeats(repeats: Repeats) -> Value {
    json!({
        "people": repeats.people,
        "repeating_within_90_days": repeats.repeating,
        "rate": ratio(whole(repeats.repeating), whole(repeats.people)),
    })
}

fn first_value(value: FirstValue) -> Value {
    json!({
        "people": value.people,
        "first_order_subtotal_minor": ratio(value.first_subtotal, value.people),
        "ltv_180_minor": ratio(value.net_180, value.people),
    })
}

fn merging(shop: &Shop) -> Value {
    let people = shop.people.iter();
    let two = people.filter(|person| person.kind == Kind::TwoAddresses);
    let rate = |merged: bool| {
        let all = measure::identities(shop, merged);
        repeats(Repeats::among(shop, all.iter()))
    };
    json!({
        "people_with_two_addresses": two.count(),
        "before": rate(false),
        "after": rate(true),
    })
}

fn exclusions(shop: &Shop) -> Value {
    let aov = |keep: &dyn Fn(&Order) -> bool| {
        let orders: Vec<i64> = shop
            .orders
            .iter()
            .filter(|order| order.fate != super::order::Fate::Voided && keep(order))
            .map(|order| order.amounts().subtotal)
            .collect();
        json!({
            "orders": orders.len(),
            "aov_minor": ratio(orders.iter().sum(), whole(orders.len())),
        })
    };
    let count = |cause: Cause| {
        shop.orders
            .iter()
            .filter(|order| order.cause == cause)
            .count()
    };
    json!({
        "test_orders": count(Cause::Test),
        "wholesale_orders": count(Cause::Wholesale),
        "gift_card_orders": count(Cause::GiftCard),
        "nothing_excluded": aov(&|_| true),
        "tests_excluded": aov(&|order| order.cause != Cause::Test),
        "all_three_excluded": aov(&|order| {
            !matches!(order.cause, Cause::Test | Cause::Wholesale | Cause::GiftCard)
        }),
    })
}

fn late_evenings(shop: &Shop) -> Value {
    let evenings = SENDS.iter().filter(|send| send.second == LATE).map(|send| {
        let on = |day_of: fn(i64) -> i32| {
            let orders = shop.orders.iter().filter(|order| order.is_included());
            orders.filter(|order| day_of(order.at) == send.day).count()
        };
        let sent = calendar::instant(send.day, send.second);
        let until_midnight = sent..calendar::instant(send.day + 1, 0);
        let after = shop
            .orders
            .iter()
            .filter(|order| until_midnight.contains(&order.at));
        json!({
            "campaign": send.name,
            "day": calendar::date(send.day),
            "orders_between_send_and_midnight": after.count(),
            "included_orders_on_local_day": on(calendar::day_of),
            "included_orders_on_utc_day": on(calendar::utc_day_of),
        })
    });
    Value::Array(evenings.collect())
}

fn consent(shop: &Shop) -> Value {
    let reachable = shop
        .people
        .iter()
        .filter(|person| person.email().is_some() && person.kind != Kind::Tester);
    let opted_out = reachable.clone().filter(|person| person.opted_out);
    let (people, out) = (whole(reachable.count()), whole(opted_out.count()));
    json!({ "people_with_address": people, "opted_out": out, "share": ratio(out, people) })
}
