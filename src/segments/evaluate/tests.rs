use super::*;
use crate::metrics::fixture::{Shop, TestOrder, assign, names};
use crate::metrics::inclusion::include;
use crate::model::profile::Consent;
use crate::segments::{Preset, parse};
use crate::store::snapshot::PropertyColumn;

/// Data end on day 100.
///
/// ann: days 0, 30, 60 (100.00, 50.50, 49.50), two with codes · bob: day 10 (199.50)
/// cat: days 0, 95 (20.00 each), codes on both · dan: day 99 (5.00) · eve: a voided order · fay: none
fn shop() -> Snapshot {
    let mut snapshot = Shop::with_people(
        [
            TestOrder::on_day("ann", 0, 10_000)
                .code("A")
                .line("Starter kit")
                .utm("Google", "CPC", "Brand"),
            TestOrder::on_day("ann", 30, 5_050)
                .code("B")
                .tag("wholesale")
                .country("DE"),
            TestOrder::on_day("ann", 60, 4_950)
                .line("Beans")
                .utm("other", "", ""),
            TestOrder::on_day("bob", 10, 19_950)
                .line("starter KIT ")
                .country("FR"),
            TestOrder::on_day("cat", 0, 2_000)
                .code("A")
                .utm("klaviyo", "E-Mail", "spring%20sale"),
            TestOrder::on_day("cat", 95, 2_000)
                .code("A")
                .line("Beans")
                .country("DE"),
            TestOrder::on_day("dan", 99, 500).discount(100),
            TestOrder::on_day("eve", 50, 90_000)
                .cancelled()
                .line("Starter kit"),
        ],
        &["fay"],
    );
    snapshot.as_of = TestOrder::on_day("", 100, 0).at;
    snapshot.people.consent[1] = Consent::Subscribed;
    let vip = snapshot.texts.intern("VIP ");
    snapshot.people.tags = crate::store::snapshot::Lists::default();
    for person in 0..snapshot.people.len() {
        snapshot.people.tags.push((person == 3).then_some(vip));
    }
    let mut property = |name: &str, values: &[(PersonId, &str)]| PropertyColumn {
        name: snapshot.texts.intern(name),
        people: values.iter().map(|&(person, _)| person).collect(),
        values: values
            .iter()
            .map(|&(_, value)| snapshot.texts.intern(value))
            .collect(),
    };
    snapshot.people.properties = vec![
        property(
            "Favourite roast",
            &[(0, "Dark"), (2, " dark "), (5, "Light")],
        ),
        property("Size", &[(1, "10"), (3, "10.0")]),
    ];
    assign(
        &mut snapshot,
        "winback_offer",
        &[
            ("ann", "A: code", ""),
            ("fay", "B: free shipping", ""),
            ("cat", "B: free shipping", ""),
        ],
    );
    snapshot
}

fn with_context<T>(snapshot: &Snapshot, run: impl FnOnce(&RuleContext<'_>) -> T) -> T {
    let included = include(snapshot, &[]).included;
    let table = PersonTable::build(snapshot, &included, snapshot.as_of);
    run(&RuleContext {
        snapshot,
        included: &included,
        table: &table,
        aliases: &UtmAlias::presets(),
    })
}

fn members(rule: &str) -> String {
    let snapshot = shop();
    let mask = with_context(&snapshot, |context| parse(rule).unwrap().evaluate(context));
    names(&snapshot, mask.iter()).join(" ")
}

fn check(rule: &str, expected: &str) {
    assert_eq!(members(rule), expected, "{rule}");
}

#[test]
fn numbers_compare_exactly() {
    check("orders >= 2", "ann cat");
    check("net = 199.50", "bob");
    check("net >= 199.5", "ann bob");
    check("net > 199.50", "ann");
    check("net in (40, 5)", "cat dan");
    check("aov = 66.66", "");
    check("aov > 66.66 and aov < 66.67", "ann");
    check("code_share >= 66.6%", "ann cat");
    check("code_share > 0.67", "cat");
    check("code_share = 0", "bob dan");
}

#[test]
fn days_are_exact_and_equality_is_by_whole_days() {
    check("days_since_last_order < 40", "cat dan");
    check("days_since_last_order <= 40", "ann cat dan");
    check("days_since_last_order = 40", "ann");
    check("days_since_first_order > 99.5", "ann cat");
    check("days_since_first_order != 100", "bob dan");
}

#[test]
fn gaps_are_judged_by_the_own_rhythm() {
    // Gaps 30, 30, 95: store median 30, P75 of time to second (30, 95) = 78.75.
    // ann 40/30 = 1.33; bob 90/78.75 = 1.14; cat 5/((95 + 60)/3) = 0.10; dan 1/78.75.
    check("gap_ratio > 1.25", "ann");
    check("gap_ratio > 1.1", "ann bob");
    check("gap_ratio <= 1", "cat dan");
}

#[test]
fn text_is_trimmed_and_case_folded() {
    check("product = \"STARTER kit\"", "ann bob");
    check("product contains kit", "ann bob");
    check("product = beans and not product contains kit", "cat");
    check("product != beans", "bob dan");
    check("sku = \"starter kit\"", "ann bob");
    check("country in (de, at)", "ann cat");
    check("country != DE", "bob dan");
    check("tag = vip", "dan");
    check("tag contains whole", "ann");
    check("consent = subscribed", "bob");
    check("consent != subscribed", "ann cat dan");
}

#[test]
fn first_utm_is_that_of_the_first_order_normalised() {
    check("first_utm_source = GOOGLE", "ann");
    check("first_utm_source = other", "");
    check("first_utm_medium = email", "cat");
    check("first_utm_medium = mail", "cat");
    check("first_utm_campaign = \"Spring Sale\"", "cat");
    check("first_utm_campaign contains sale", "cat");
}

#[test]
fn top_rounds_up_and_keeps_ties() {
    check("top(net, 10%)", "ann");
    check("top(net, 26%)", "ann bob");
    check("top(orders, 51%)", "ann bob cat dan");
    check("top(net, 0%)", "");
    check("top(aov, 25%)", "bob");
    check("top(days_since_last_order, 25%)", "bob");
}

#[test]
fn the_universe_is_buyers_unless_orders_or_arms_are_meant() {
    check("everyone", "ann bob cat dan");
    check("nobody", "");
    check("not net > 100", "cat dan");
    check("orders = 0", "eve fay");
    check("arm(winback_offer, \"b: FREE shipping \")", "cat fay");
    check(
        "not arm(winback_offer, \"B: free shipping\") and orders > 0",
        "ann bob dan",
    );
}

#[test]
fn rest_is_every_other_buyer() {
    let snapshot = shop();
    with_context(&snapshot, |context| {
        let vip = parse("top(net, 10%)").unwrap().evaluate(context);
        assert_eq!(
            names(&snapshot, context.rest(&vip).iter()).join(" "),
            "bob cat dan"
        );
    });
}

#[test]
fn properties_compare_as_text_in_any_case() {
    check("property(\"favourite ROAST\") = dark", "ann cat");
    check("property('Favourite roast ') contains AR", "ann cat");
    // Rules speak of buyers: fay, who only has a profile, is found by one that asks for orders.
    check("property('favourite roast') is set", "ann cat");
    check("property('favourite roast') = light and orders = 0", "fay");
    check("property('favourite roast') != dark", "bob dan");
    check("property('favourite roast') is not set", "bob dan");
    check("not property('favourite roast') = dark", "bob dan");
    check("property(size) = 10", "bob");
    check("property(size) contains 10", "bob dan");
    check("property(nope) is set", "");
    check("property(nope) != x", "ann bob cat dan");
    let snapshot = shop();
    with_context(&snapshot, |context| {
        let warnings = |text: &str| parse(text).unwrap().warnings(context);
        let loaded = "(loaded: Favourite roast, Size)";
        assert_eq!(
            warnings("property(nope) is set"),
            [format!("No profile has a property `nope` {loaded}")]
        );
        assert_eq!(warnings("property(size) = 5"), Vec::<String>::new());
    });
}

#[test]
fn arms_that_are_not_loaded_are_named() {
    let snapshot = shop();
    with_context(&snapshot, |context| {
        let warnings = |text: &str| parse(text).unwrap().warnings(context);
        assert_eq!(
            warnings("arm(nope, a) or arm(winback_offer, c)"),
            [
                "There is no experiment `nope` (loaded: winback_offer)",
                "There is no arm `c` in `winback_offer` (loaded: A: code, B: free shipping)",
            ]
        );
        assert_eq!(
            warnings("arm(winback_offer, \"a: code\")"),
            Vec::<String>::new()
        );
    });
}

#[test]
fn every_preset_finds_its_people() {
    for (preset, expected) in [
        (Preset::New, "dan"),
        (Preset::Active, "cat dan"),
        (Preset::Repeat, "ann cat"),
        (Preset::Vip, "ann"),
        (Preset::Loyal, ""),
        (Preset::AtRisk, "ann"),
        (Preset::NotPurchased, ""),
        (Preset::Lapsed, ""),
        (Preset::DiscountShopper, "ann cat"),
        (Preset::OneTime, "bob dan"),
    ] {
        assert_eq!(members(&preset.rule()), expected, "{}", preset.id());
    }
    // bob's last order is exactly 90 days old: not yet more than 90 days ago.
    check(&Preset::NotPurchased.rule_with(&[89.0]), "bob");
}

#[test]
fn a_condition_that_does_not_fit_holds_for_nobody() {
    let snapshot = shop();
    let rule = Rule::Condition(Condition::Compare {
        field: Field::Country,
        operator: Operator::Greater,
        value: Value::Text("DE".into()),
    });
    let mask = with_context(&snapshot, |context| rule.evaluate(context));
    assert!(mask.is_empty());
    assert!(parse(&rule.to_string()).is_err());
}
