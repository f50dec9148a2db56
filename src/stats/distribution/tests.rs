use proptest::prelude::*;

use super::super::golden::{close, table};
use super::*;

const GOLDEN: &str = include_str!("../golden/values.json");

fn of(values: &[f64]) -> Distribution {
    let mut distribution = Distribution::default();
    for &value in values {
        distribution.push(value);
    }
    distribution
}

/// Every kind of value: none, money, extremes.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        3 => Just(0.0),
        3 => (1..400_u32).prop_map(|cents| f64::from(cents) / 100.0),
        2 => -1e4..1e4_f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![
            -0.0, 1e300, -1e300, 5e-324, -5e-324, 1e-310, f64::MAX, f64::MIN, f64::NAN, f64::INFINITY,
        ]),
    ];
    prop::collection::vec(value, 0..60)
}

#[derive(Deserialize)]
struct QuantileRow {
    values: Vec<(f64, u64)>,
    quantile: f64,
    linear: f64,
    inverted_cdf: f64,
}

#[test]
fn quantiles_match() {
    for row in table::<QuantileRow>(GOLDEN, "quantiles") {
        let mut distribution = Distribution::default();
        for &(value, count) in row.values.iter().rev() {
            distribution.push_many(value, count);
        }
        let case = format!("{} of {}", row.quantile, distribution.n());
        let linear = distribution.quantile(row.quantile).unwrap();
        close(&case, linear, row.linear, 1e-14);
        let step = distribution.inverted_cdf(row.quantile).unwrap();
        close(&case, step, row.inverted_cdf, 0.0);
    }
}

#[test]
fn counts_and_parts_are_those_of_the_values() {
    let shop = of(&[0.0, 20.0, -5.0, 0.0, 20.0, 90.0, -0.0, f64::NAN]);
    assert_eq!(shop.n(), 7);
    let counted: Vec<_> = shop.counted().collect();
    assert_eq!(counted, [(-5.0, 1), (0.0, 3), (20.0, 2), (90.0, 1)]);
    assert_eq!(shop.count_above(20.0), 1);
    assert_eq!(shop.count_above(19.99), 3);
    assert_eq!(shop.count_below(0.0), 1);
    assert_eq!(shop.count_below(1e9), 7);
    assert_eq!(shop.positive(), of(&[20.0, 90.0, 20.0]));
    assert_eq!(shop.negative(), of(&[-5.0]));
    let capped = [0.0, 20.0, -5.0, 0.0, 20.0, 50.0, 0.0];
    assert_eq!(shop.capped(50.0), of(&capped));
    assert_eq!(shop.capped_moments(50.0, None), shop.capped(50.0).moments());
    let both = shop.capped_moments(50.0, Some(-1.0)).total();
    close("both sides", both, 89.0, 1e-15);
    assert_eq!(shop.value_at(0), None);
    assert_eq!(shop.value_at(1), Some(-5.0));
    assert_eq!(shop.value_at(8), None);
}

#[test]
fn quantiles_of_nothing_and_outside_their_range_are_none() {
    assert_eq!(of(&[]).quantile(0.5), None);
    assert_eq!(of(&[]).inverted_cdf(0.5), None);
    for quantile in [-0.1, 1.1, f64::NAN] {
        assert_eq!(of(&[1.0]).quantile(quantile), None);
        assert_eq!(of(&[1.0]).inverted_cdf(quantile), None);
    }
}

/// Values that are all different fill the finest grid; the result is the same whatever the order.
#[test]
fn memory_stays_bounded_and_the_error_is_the_one_stated() {
    let values: Vec<f64> = (0..150_000_u32)
        .map(|i| f64::from(i.wrapping_mul(2_654_435_761)) / 7e6)
        .collect();
    let whole = of(&values);
    let resolution = whole.resolution();
    assert!(
        (1e-5..1e-3).contains(&resolution),
        "resolution {resolution:e}"
    );
    let distinct = whole.counted().count();
    assert!((30_000..=MAX_DISTINCT).contains(&distinct), "{distinct}");
    let backwards: Vec<f64> = values.iter().rev().copied().collect();
    assert_eq!(of(&backwards), whole);
    let parts = values.chunks(29_989).map(of);
    assert_eq!(parts.fold(Distribution::default(), Add::add), whole);

    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    assert_eq!(whole.value_at(1), Some(0.0), "zero stays zero");
    for rank in (1..=sorted.len()).step_by(997) {
        let exact = sorted[rank - 1];
        close(
            "rank",
            whole.value_at(rank as u64).unwrap(),
            exact,
            resolution,
        );
    }
    let moments = Moments::of(values);
    close("mean", whole.moments().mean, moments.mean, resolution);
    assert!(of(&sorted[..60_000]).resolution() == 0.0);
}

#[test]
fn what_is_written_is_short_and_comes_back() {
    let shop = of(&[0.0, 9.99, -5.0, 9.99]);
    let text = serde_json::to_string(&shop).unwrap();
    assert_eq!(
        text,
        r#"{"dropped_bits":0,"values":[[-5.0,1],[0.0,1],[9.99,2]]}"#
    );
    assert_eq!(serde_json::from_str::<Distribution>(&text).unwrap(), shop);
}

#[test]
fn damaged_text_is_refused() {
    let read = |bits: u32, values: &str| {
        let text = format!(r#"{{"dropped_bits":{bits},"values":{values}}}"#);
        serde_json::from_str::<Distribution>(&text).map_err(|error| error.to_string())
    };
    assert!(read(0, "[[1.0,2],[2.0,1]]").is_ok());
    for (bits, values) in [
        (49, "[]"),
        (0, "[[2.0,1],[1.0,1]]"),
        (0, "[[1.0,1],[1.0,1]]"),
        (0, "[[1.0,0]]"),
        (0, "[[1.0,-1]]"),
        (0, "[[1e999,1]]"),
        // On the grid with ten bits less, no key stands for 1 itself.
        (10, "[[1.0,1]]"),
        (0, "[[1.0,18446744073709551615],[2.0,1]]"),
    ] {
        assert!(read(bits, values).is_err(), "{bits} {values}");
    }
}

#[test]
fn more_units_than_can_be_counted_are_left_out() {
    let mut huge = Distribution::default();
    huge.push_many(1.0, u64::MAX - 1);
    huge.push_many(2.0, 5);
    assert_eq!(huge.n(), u64::MAX);
    let more = huge.clone() + huge;
    assert_eq!(more.n(), u64::MAX);
    assert_eq!(more.counted().last(), Some((2.0, 1)));
    assert_eq!(more.quantile(0.5), Some(1.0));
    assert_eq!(more.quantile(1.0), Some(2.0));
}

proptest! {
    #[test]
    fn merging_parts_equals_the_whole(values in values(), cut in 0..60_usize) {
        let (left, right) = values.split_at(cut.min(values.len()));
        let whole = of(&values);
        prop_assert_eq!(&(of(left) + of(right)), &whole);
        prop_assert_eq!(&(of(right) + of(left)), &whole);
        prop_assert_eq!(&(whole.clone() + Distribution::default()), &whole);
        prop_assert_eq!(&(Distribution::default() + whole.clone()), &whole);
        let finite = values.iter().filter(|value| value.is_finite()).count();
        prop_assert_eq!(whole.n(), finite as u64);
    }

    #[test]
    fn merging_in_any_grouping_is_the_same(one in values(), two in values(), three in values()) {
        let [a, b, c] = [one, two, three].map(|values| of(&values));
        prop_assert_eq!((a.clone() + b.clone()) + c.clone(), a + (b + c));
    }

    #[test]
    fn counting_many_is_counting_each(value in -1e3..1e3_f64, count in 0..50_u64) {
        let mut many = Distribution::default();
        many.push_many(value, count);
        prop_assert_eq!(many, of(&vec![value; count as usize]));
    }

    #[test]
    fn values_come_back_in_order(values in values()) {
        let mut finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        finite.sort_unstable_by(f64::total_cmp);
        let counted: Vec<f64> = of(&values)
            .counted()
            .flat_map(|(value, n)| vec![value; n as usize])
            .collect();
        prop_assert_eq!(counted, finite);
    }

    #[test]
    fn quantiles_lie_among_the_values(values in values(), quantile in 0.0..=1.0_f64) {
        let distribution = of(&values);
        if let Some(linear) = distribution.quantile(quantile) {
            let (low, high) = (distribution.value_at(1), distribution.value_at(distribution.n()));
            prop_assert!(low <= Some(linear) && Some(linear) <= high);
            let step = distribution.inverted_cdf(quantile).unwrap();
            prop_assert!(distribution.counted().any(|(value, _)| value.total_cmp(&step).is_eq()));
            // Between the two lies less than one rank.
            let between = distribution.count_below(step.max(linear))
                + distribution.count_above(step.min(linear));
            prop_assert!(between >= distribution.n() - 1 || step <= linear && linear <= step);
        } else {
            prop_assert_eq!(distribution.n(), 0);
        }
    }

    #[test]
    fn what_is_written_comes_back(values in values()) {
        let distribution = of(&values);
        let text = serde_json::to_string(&distribution).unwrap();
        prop_assert_eq!(serde_json::from_str::<Distribution>(&text).unwrap(), distribution);
    }
}
