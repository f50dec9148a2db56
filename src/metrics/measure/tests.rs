use proptest::prelude::*;

use super::*;
use crate::metrics::fixture::{Shop, TestOrder, instant, person};
use crate::metrics::metric::Horizon;
use crate::model::refund_basis::RefundBasis;
use crate::stats::{Moments, Proportion, RatioMoments};

const W: u32 = 30;

/// Day 0 is 2026-01-01 at noon; data end on day 100.
///
/// ann: 0 (1000), 10 (2000, discount 500, refund 300), 29.99 nothing, 40 (4000)
/// bob: 20 (500), 80 (700) · cat: 90 (900) · dan: nothing · eve: 5 cancelled (9999), 95 (100)
fn shop() -> Snapshot {
    let mut snapshot = Shop::with_people(
        [
            TestOrder::on_day("ann", 0, 1_000),
            TestOrder::on_day("ann", 10, 2_000)
                .discount(500)
                .refund(300),
            TestOrder::on_day("ann", 40, 4_000),
            TestOrder::on_day("bob", 20, 500),
            TestOrder::on_day("bob", 80, 700),
            TestOrder::on_day("cat", 90, 900),
            TestOrder::on_day("eve", 5, 9_999).cancelled(),
            TestOrder::on_day("eve", 95, 100),
        ],
        &["dan"],
    );
    snapshot.as_of = day(100);
    snapshot
}

fn day(days: i64) -> i64 {
    TestOrder::on_day("", days, 0).at
}

fn measured(snapshot: &Snapshot, metric: Metric, start: Start) -> Measure {
    let included = crate::metrics::inclusion::include(snapshot, &[]).included;
    let input = MeasureInput {
        snapshot,
        included: &included,
        as_of: snapshot.as_of,
        refunds: RefundBasis::Order,
    };
    let group = Group {
        people: Mask::all(snapshot.people.len()),
        start,
    };
    measure(&input, metric, &group)
}

fn proportion(successes: u64, trials: u64) -> Statistic {
    Statistic::Proportion(Proportion { successes, trials })
}

fn mean_of(values: &[f64]) -> Statistic {
    let mut moments = Moments::default();
    for &value in values {
        moments.push(value);
    }
    Statistic::Mean(moments)
}

fn check(metric: Metric, start: Start, statistic: Statistic, left_out: (u64, u64)) {
    let measure = measured(&shop(), metric, start);
    assert_eq!(measure.statistic, statistic, "{}", metric.id());
    assert_eq!(
        (measure.left_out_immature, measure.left_out_no_start),
        left_out,
        "{}",
        metric.id()
    );
}

#[test]
fn conversion_counts_buyers_in_the_window_of_everyone_observed() {
    let conversion = Metric::Conversion { days: W };
    check(conversion, Start::At(day(0)), proportion(2, 5), (0, 0));
    check(conversion, Start::At(day(1)), proportion(2, 5), (0, 0));
    // Half-open: ann's order on day 40 is outside [10, 40), her order on day 10 inside.
    check(conversion, Start::At(day(70)), proportion(3, 5), (0, 0));
    check(conversion, Start::At(day(71)), proportion(0, 0), (5, 0));
}

#[test]
fn people_with_their_own_start_are_judged_by_it() {
    let snapshot = shop();
    let mut starts = vec![None; snapshot.people.len()];
    for (name, at) in [("ann", 11), ("bob", 20), ("cat", 80), ("dan", 0)] {
        starts[person(&snapshot, name) as usize] = Some(day(at));
    }
    let start = Start::PerPerson(starts);
    check(
        Metric::Conversion { days: W },
        start.clone(),
        proportion(2, 3),
        (1, 1),
    );
    check(
        Metric::NetPerPerson { days: W },
        start.clone(),
        mean_of(&[4_000.0, 500.0, 0.0]),
        (1, 1),
    );
    check(
        Metric::OrdersPerPerson { days: W },
        start,
        mean_of(&[1.0, 1.0, 0.0]),
        (1, 1),
    );
}

#[test]
fn net_per_person_keeps_zeros_and_takes_refunds_off() {
    check(
        Metric::NetPerPerson { days: W },
        Start::At(day(0)),
        mean_of(&[2_700.0, 500.0, 0.0, 0.0, 0.0]),
        (0, 0),
    );
}

#[test]
fn ltv_and_repeat_run_from_the_first_order_of_mature_customers() {
    let unused = Start::At(i64::MAX);
    // ann from 0, bob from 20; cat (90) and eve (95) are too young; dan never bought.
    check(
        Metric::Ltv(Horizon::D60),
        unused.clone(),
        mean_of(&[6_700.0, 500.0]),
        (2, 1),
    );
    check(
        Metric::Repeat(Horizon::D30),
        unused.clone(),
        proportion(1, 2),
        (2, 1),
    );
    // bob's second order is 60 days after the first: just outside 60, and 90 days are not over.
    check(
        Metric::Repeat(Horizon::D60),
        unused.clone(),
        proportion(1, 2),
        (2, 1),
    );
    check(
        Metric::Repeat(Horizon::D90),
        unused.clone(),
        proportion(1, 1),
        (3, 1),
    );
    check(Metric::Ltv(Horizon::D365), unused, mean_of(&[]), (4, 1));
}

#[test]
fn aov_is_a_ratio_per_person_with_or_without_refunds() {
    let mut before = RatioMoments::default();
    let mut after = RatioMoments::default();
    for (value, net, orders) in [
        (6_000.0, 5_700.0, 2.0),
        (1_200.0, 1_200.0, 2.0),
        (900.0, 900.0, 1.0),
        (0.0, 0.0, 0.0),
        (100.0, 100.0, 1.0),
    ] {
        before.push(value, orders);
        after.push(net, orders);
    }
    let start = Start::At(day(10));
    check(Metric::Aov, start.clone(), Statistic::Ratio(before), (0, 0));
    check(
        Metric::AovAfterRefunds,
        start,
        Statistic::Ratio(after),
        (0, 0),
    );
}

#[test]
fn order_values_give_median_and_counts() {
    let snapshot = shop();
    let included = crate::metrics::inclusion::include(&snapshot, &[]).included;
    let input = MeasureInput {
        snapshot: &snapshot,
        included: &included,
        as_of: day(90),
        refunds: RefundBasis::Order,
    };
    let group = Group {
        people: Mask::all(snapshot.people.len()),
        start: Start::At(instant("2026-01-02")),
    };
    let values = order_values(&input, &group);
    assert_eq!(values.sorted, [500, 700, 900, 2_000, 4_000]);
    assert_eq!((values.n(), values.buyers), (5, 3));
    assert_eq!(values.quantile(0.5), Some(900.0));
    assert_eq!(values.quantile(0.9), Some(3_200.0));
    assert_eq!(OrderValues::default().quantile(0.5), None);
}

#[test]
fn estimates_and_comparisons_follow_the_kind_of_metric() {
    let measure = |statistic| Measure {
        statistic,
        n: 0,
        left_out_immature: 0,
        left_out_no_start: 0,
    };
    let control = measure(proportion(96, 2_400));
    let treatment = measure(proportion(149, 2_400));
    let level = Confidence::default();
    let effect = compare(&control, &treatment, level).unwrap();
    assert!((effect.difference.value - 53.0 / 2_400.0).abs() < 1e-15);
    assert!((control.estimate(level).unwrap().value - 0.04).abs() < 1e-15);
    let mean = measure(mean_of(&[1.0, 2.0, 4.0]));
    assert!(compare(&mean, &mean, level).is_ok());
    assert!(compare(&control, &mean, level).is_err());
    assert!(measure(proportion(0, 0)).estimate(level).is_err());
}

/// Ann: 50.00 on day 0, 10.00 of it back on day 5, 20.00 on day 40. Bob: 7.00 on day 50.
fn refunded() -> Snapshot {
    let mut snapshot = Shop::of([
        TestOrder::on_day("ann", 0, 5_000)
            .refund_on(5, 1_000)
            .refund_on(40, 2_000),
        TestOrder::on_day("bob", 50, 700),
    ]);
    snapshot.as_of = day(100);
    snapshot
}

fn check_basis(metric: Metric, start: i64, [by_order, by_refund]: [Statistic; 2]) {
    let snapshot = refunded();
    let included = vec![true; snapshot.orders.len()];
    for (refunds, statistic) in [
        (RefundBasis::Order, by_order),
        (RefundBasis::Refund, by_refund),
    ] {
        let input = MeasureInput {
            snapshot: &snapshot,
            included: &included,
            as_of: snapshot.as_of,
            refunds,
        };
        let group = Group {
            people: Mask::all(snapshot.people.len()),
            start: Start::At(start),
        };
        let measured = measure(&input, metric, &group);
        assert_eq!(measured.statistic, statistic, "{} {refunds:?}", metric.id());
    }
}

#[test]
fn the_refund_basis_changes_net_and_nothing_else() {
    let net = Metric::NetPerPerson { days: W };
    let mean = |one: [f64; 2], other: [f64; 2]| [mean_of(&one), mean_of(&other)];
    // The window of day 0 sees the first refund only, that of day 20 only the second one.
    check_basis(net, day(0), mean([2_000.0, 0.0], [4_000.0, 0.0]));
    check_basis(net, day(20), mean([0.0, 0.0], [-2_000.0, 0.0]));
    let ltv = |horizon| Metric::Ltv(horizon);
    check_basis(
        ltv(Horizon::D30),
        0,
        mean([2_000.0, 700.0], [4_000.0, 700.0]),
    );
    check_basis(ltv(Horizon::D60), 0, mean_of_one(2_000.0));
    let unchanged = |statistic| [statistic; 2];
    let conversion = Metric::Conversion { days: W };
    check_basis(conversion, day(0), unchanged(proportion(1, 2)));
    let repeat = Metric::Repeat(Horizon::D30);
    check_basis(repeat, 0, unchanged(proportion(0, 2)));
}

/// Bob's window of 60 days is not over, and both of ann's refunds lie in hers.
fn mean_of_one(net: f64) -> [Statistic; 2] {
    [mean_of(&[net]); 2]
}

#[test]
fn order_value_after_refunds_follows_the_basis_and_before_refunds_does_not() {
    let aov = |metric, start| {
        let snapshot = refunded();
        RefundBasis::ALL.map(|refunds| {
            let input = MeasureInput {
                snapshot: &snapshot,
                included: &[true, true],
                as_of: snapshot.as_of,
                refunds,
            };
            let group = Group {
                people: Mask::all(2),
                start: Start::At(start),
            };
            let Statistic::Ratio(ratio) = measure(&input, metric, &group).statistic else {
                panic!("an order value is a ratio");
            };
            (ratio.numerator.mean / ratio.denominator.mean).round() as i64
        })
    };
    // From day 20 on one order of 7.00 was placed and 20.00 were paid back.
    assert_eq!(aov(Metric::AovAfterRefunds, day(20)), [700, -1_300]);
    assert_eq!(aov(Metric::AovAfterRefunds, day(0)), [1_350; 2]);
    assert_eq!(aov(Metric::Aov, day(20)), [700; 2]);
}

proptest! {
    /// Splitting a group never changes what is measured: the statistics of the parts add up.
    #[test]
    fn statistics_of_a_partition_add_up(
        orders in proptest::collection::vec((0_u8..12, 0_i64..120, 0_i64..50_000), 0..60),
        side in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let snapshot = Shop::of(orders.iter().map(|&(person, at, net)| {
            TestOrder::on_day(&format!("p{person:02}"), at, net)
        }));
        let included = vec![true; snapshot.orders.len()];
        let input = MeasureInput {
            snapshot: &snapshot,
            included: &included,
            as_of: day(120),
            refunds: RefundBasis::Order,
        };
        let people = snapshot.people.len();
        let left = Mask::from_fn(people, |person| side[person as usize]);
        let of = |people: Mask, metric| {
            measure(&input, metric, &Group { people, start: Start::At(day(20)) })
        };
        for metric in Metric::all(W) {
            let whole = of(Mask::all(people), metric);
            let parts = (of(left.clone(), metric), of(left.not(), metric));
            prop_assert_eq!(whole.n, parts.0.n + parts.1.n);
            prop_assert_eq!(
                whole.left_out_immature + whole.left_out_no_start + whole.n,
                people as u64
            );
            match (whole.statistic, parts.0.statistic, parts.1.statistic) {
                (Statistic::Proportion(all), Statistic::Proportion(a), Statistic::Proportion(b)) => {
                    prop_assert_eq!(all, a + b);
                }
                (Statistic::Mean(all), Statistic::Mean(a), Statistic::Mean(b)) => {
                    prop_assert!(close(all, a + b), "{:?} {:?}", all, a + b);
                }
                (Statistic::Ratio(all), Statistic::Ratio(a), Statistic::Ratio(b)) => {
                    let sum = a + b;
                    prop_assert!(close(all.numerator, sum.numerator));
                    prop_assert!(close(all.denominator, sum.denominator));
                    prop_assert!((all.cross - sum.cross).abs() <= 1e-9 * (1.0 + all.cross.abs()) + 1e-3);
                }
                _ => prop_assert!(false, "kinds differ"),
            }
        }
    }
}

fn close(a: Moments, b: Moments) -> bool {
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * (1.0 + x.abs());
    a.n == b.n && near(a.mean, b.mean) && near(a.m2, b.m2)
}
