mod cuped;
mod strata;

use serde::Deserialize;

use super::super::golden::{close, same_interval, same_p, table};
use super::*;

const GOLDEN: &str = include_str!("../golden/adjusted.json");

/// What a reference implementation answered.
#[derive(Deserialize)]
struct Answer {
    name: String,
    theta: Option<f64>,
    reduction: f64,
    difference: f64,
    error: f64,
    t: f64,
    df: f64,
    #[serde(flatten)]
    rest: Tail,
}

#[derive(Deserialize)]
struct Tail {
    p: f64,
    log10_p: f64,
    interval: [f64; 2],
    lift: f64,
    fieller: [f64; 2],
}

impl Answer {
    fn named(name: &str) -> Self {
        table::<Self>(GOLDEN, "answers")
            .into_iter()
            .find(|answer| answer.name == name)
            .unwrap()
    }

    /// `loss`: digits that the sums of the reference cancel, as a factor on the tolerances of values.
    fn check(&self, adjusted: &Adjusted, loss: f64) {
        let case = self.name.as_str();
        let effect = &adjusted.effect;
        assert_eq!(adjusted.theta.is_some(), self.theta.is_some(), "{case}");
        if let (Some(theta), Some(expected)) = (adjusted.theta, self.theta) {
            close(case, theta, expected, 1e-12 * loss);
        }
        let gap = (adjusted.variance_reduction - self.reduction).abs();
        assert!(gap < 1e-12, "{case}: reduction is off by {gap}");
        close(case, effect.difference.value, self.difference, 1e-12 * loss);
        close(case, effect.standard_error, self.error, 1e-12);
        close(case, effect.statistic.unwrap(), self.t, 1e-12 * loss);
        close(case, effect.df.unwrap(), self.df, 1e-12);
        same_p(case, effect.p, self.rest.p, self.rest.log10_p, 1e-9);
        same_interval(case, effect.difference.interval, self.rest.interval);
        let lift = effect.lift.unwrap();
        close(case, lift.value, self.rest.lift, 1e-12 * loss);
        same_interval(case, lift.interval, self.rest.fieller);
    }
}

/// One made-up person; the row of the golden table.
#[derive(Clone, Copy)]
struct Person {
    treated: bool,
    stratum: usize,
    revenue: f64,
    orders: f64,
    revenue_before: f64,
    orders_before: f64,
}

fn people() -> Vec<Person> {
    let number = |flag: f64| flag as usize;
    table::<[f64; 6]>(GOLDEN, "people")
        .into_iter()
        .map(|row| Person {
            treated: number(row[0]) == 1,
            stratum: number(row[1]),
            revenue: row[2],
            orders: row[3],
            revenue_before: row[4],
            orders_before: row[5],
        })
        .collect()
}

impl Person {
    fn bought(&self) -> f64 {
        f64::from(u8::from(self.orders > 0.0))
    }
}

#[test]
fn words_in_json_are_those_of_the_test() {
    use super::super::TestKind;
    assert_eq!(AdjustmentMethod::Cuped.id(), TestKind::Cuped.id());
    assert_eq!(
        AdjustmentMethod::PostStratified.id(),
        TestKind::PostStratified.id()
    );
    assert_eq!(AdjustmentMethod::Cuped.id(), "cuped");
    assert_eq!(AdjustmentMethod::PostStratified.id(), "post_stratified");
}
