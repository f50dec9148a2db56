//! What holds for every file: parts add up to the whole, and the order of rows means nothing.

use proptest::prelude::*;

use super::{check_sums, plan, read, with_file};
use crate::import::units::{UnitPlan, UnitTable, read_units};
use crate::stats::{CovariateMoments, Moments, Statistic, UnitStatistics, VectorMoments};

const HEADER: &str = "arm,city,bought,spend,orders,before\n";

fn everything() -> UnitPlan {
    plan(
        "arm",
        &[
            "buyers=proportion:bought",
            "spend=mean:spend",
            "aov=ratio:spend/orders",
        ],
        "before",
        &["city", "bought"],
    )
}

/// One row: mostly numbers, sometimes nothing or nonsense.
fn row() -> impl Strategy<Value = String> {
    let arm = prop_oneof![8 => "[abc]", 1 => Just(String::new())];
    let city = prop_oneof![4 => "[XYZ]", 1 => Just(String::new())];
    let bought = prop_oneof![4 => "[01]", 1 => Just("2".to_owned()), 1 => Just(String::new())];
    let money = || {
        prop_oneof![
            6 => (-1_000_000_i64..100_000_000).prop_map(|cents| format!("{:.2}", cents as f64 / 100.0)),
            1 => Just("NA".to_owned()),
            1 => Just("ten".to_owned()),
        ]
    };
    (arm, city, bought, money(), 0..5_u8, money()).prop_map(
        |(arm, city, bought, spend, orders, before)| {
            format!("{arm},{city},{bought},{spend},{orders},{before}\n")
        },
    )
}

fn table(rows: &[String]) -> UnitTable {
    read(format!("{HEADER}{}", rows.concat()), &everything()).unwrap()
}

/// The numbers of a statistic, each with how far two correct computations of it may lie apart.
fn numbers(statistics: &UnitStatistics) -> Vec<(f64, f64)> {
    let mut all = vec![(statistics.n() as f64, 0.0)];
    match &statistics.statistic {
        Statistic::Proportion(p) => all.push((p.successes as f64, 0.0)),
        Statistic::Mean(m) => all.extend(of_moments(m)),
        Statistic::Ratio(r) => {
            all.extend(of_moments(&r.numerator));
            all.extend(of_moments(&r.denominator));
            all.push((r.cross, room(&r.numerator, &r.denominator)));
        }
    }
    match &statistics.covariate {
        None => {}
        Some(CovariateMoments::Mean(vector)) => all.extend(of_vector(vector)),
        Some(CovariateMoments::Ratio(vector)) => all.extend(of_vector(vector)),
    }
    all
}

fn of_moments(m: &Moments) -> [(f64, f64); 2] {
    [(m.mean, TOLERANCE * largest(m)), (m.m2, room(m, m))]
}

fn of_vector<const D: usize>(vector: &VectorMoments<D>) -> Vec<(f64, f64)> {
    let mut all = vec![(vector.n as f64, 0.0)];
    for i in 0..D {
        all.extend(of_moments(&vector.moments(i)));
        for j in 0..i {
            let room = room(&vector.moments(i), &vector.moments(j));
            all.push((vector.cross[i][j], room));
        }
    }
    all
}

const TOLERANCE: f64 = 1e-12;

/// No unit lies further from 0 than this.
fn largest(m: &Moments) -> f64 {
    m.mean.abs() + m.m2.sqrt()
}

/// How far sums of products of deviations may lie apart: the tolerance, and what the rounding of the
/// running means, once per unit, does to the deviations. Where the spread is small beside the mean the
/// second part is the larger one, in any computation that reads the units once (Chan, Golub and `LeVeque`
/// 1983, on the condition of a variance).
fn room(one: &Moments, two: &Moments) -> f64 {
    let n = one.n as f64;
    let rounding = |m: &Moments| n * f64::EPSILON * largest(m);
    let (of_one, of_two) = (rounding(one), rounding(two));
    let (spread_of_one, spread_of_two) = (one.m2.sqrt(), two.m2.sqrt());
    TOLERANCE * spread_of_one * spread_of_two
        + n.sqrt() * (of_one * spread_of_two + of_two * spread_of_one)
        + n * of_one * of_two
}

/// Counts and values equal exactly, moments as far as floats can.
fn assert_same(one: &UnitTable, two: &UnitTable) {
    assert_eq!(one.arms, two.arms);
    assert_eq!(
        (one.rows, one.accepted, one.rejected),
        (two.rows, two.accepted, two.rejected)
    );
    let statistics = |table: &UnitTable| -> Vec<UnitStatistics> {
        let levels = table.cuts.iter().flat_map(|cut| &cut.levels);
        let of_levels = levels.flat_map(|level| level.statistics.iter().flatten());
        table
            .totals
            .iter()
            .flatten()
            .chain(of_levels)
            .cloned()
            .collect()
    };
    let levels = |table: &UnitTable| -> Vec<(String, String, Vec<u64>)> {
        let of_cut = |cut: &crate::import::units::UnitCut| -> Vec<_> {
            let levels = cut.levels.iter();
            levels
                .map(|l| (cut.column.clone(), l.value.clone(), l.arms_n.clone()))
                .collect()
        };
        table.cuts.iter().flat_map(of_cut).collect()
    };
    assert_eq!(levels(one), levels(two));
    let (one, two) = (statistics(one), statistics(two));
    assert_eq!(one.len(), two.len());
    for (one, two) in one.iter().zip(&two) {
        assert_eq!(one.values, two.values);
        for ((a, room), (b, _)) in numbers(one).into_iter().zip(numbers(two)) {
            assert!((a - b).abs() <= room, "{a} {b} {one:?} {two:?}");
        }
    }
}

/// How often each kind of issue occurs in each column.
fn told(table: &UnitTable) -> Vec<(&'static str, Option<String>, u64)> {
    let mut told = std::collections::BTreeMap::new();
    for issue in &table.issues {
        *told
            .entry((issue.kind.id(), issue.column.clone()))
            .or_default() += issue.count;
    }
    told.into_iter()
        .map(|((kind, column), count)| (kind, column, count))
        .collect()
}

#[test]
fn statistics_are_what_the_definitions_say() {
    let text = format!(
        "{HEADER}a,X,1,10.50,2,3\na,X,0,0.00,0,1\na,Y,1,4.20,1,NA\nb,Y,,7.00,1,2\na,X,0,1.30,3,5\n"
    );
    let table = read(text, &everything()).unwrap();
    let spend = [10.5, 0.0, 4.2, 1.3];
    let mean = spend.iter().sum::<f64>() / 4.0;
    let m2: f64 = spend.iter().map(|value| (value - mean).powi(2)).sum();
    let Statistic::Mean(found) = table.totals[1][0].statistic else {
        panic!("a mean was asked for");
    };
    assert_eq!(found.n, 4);
    assert!((found.mean - mean).abs() < 1e-14 && (found.m2 - m2).abs() < 1e-12);
    let counted = table.totals[1][0].values.as_ref().unwrap().counted();
    assert_eq!(
        counted.collect::<Vec<_>>(),
        [(0.0, 1), (1.3, 1), (4.2, 1), (10.5, 1)]
    );
    let Some(CovariateMoments::Mean(before)) = &table.totals[1][0].covariate else {
        panic!("a covariate was asked for");
    };
    // The unit without a covariate is not in its moments, neither with its outcome.
    let (spend, before_values) = ([10.5, 0.0, 1.3], [3.0, 1.0, 5.0]);
    let mean = |values: [f64; 3]| values.iter().sum::<f64>() / 3.0;
    let cross = |a: [f64; 3], b: [f64; 3]| -> f64 {
        (0..3).map(|i| (a[i] - mean(a)) * (b[i] - mean(b))).sum()
    };
    assert_eq!(before.n, 3);
    assert!((before.mean[0] - mean(spend)).abs() < 1e-14);
    assert!((before.cross[0][1] - cross(spend, before_values)).abs() < 1e-12);
    let Some(CovariateMoments::Ratio(ratio)) = &table.totals[2][0].covariate else {
        panic!("a ratio was asked for");
    };
    assert_eq!((ratio.n, ratio.mean[3]), (3, 1.0));
    assert!(ratio.cross[2][3].abs() < 1e-12 && (ratio.mean[2] - 3.0).abs() < 1e-14);
    let of_level = &table.cuts[0].levels[0];
    assert_eq!(
        (of_level.value.as_str(), &of_level.arms_n),
        ("X", &vec![3, 0])
    );
    assert_eq!(of_level.statistics[1][0].values, None);
}

#[test]
fn amounts_that_hardly_differ_keep_their_spread() {
    let row = |spend: &str| format!("b,X,1,{spend},3,NA\n");
    let rows = ["970637.07", "970519.00", "970637.07"].map(row);
    let mut turned = rows.clone();
    turned.rotate_left(1);
    let table = table(&rows);
    assert_same(&table, &self::table(&turned));
    let Statistic::Mean(spend) = table.totals[1][0].statistic else {
        panic!("a mean was asked for");
    };
    let exact = 118.07 * 118.07 * 2.0 / 3.0;
    assert!((spend.m2 - exact).abs() < room(&spend, &spend), "{spend:?}");
    assert!(room(&spend, &spend) < 1e-9 * exact);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn parts_add_up_to_the_whole(rows in prop::collection::vec(row(), 0..60), cut in 0_usize..60) {
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let whole = table(&rows);
        let merged = table(first).merge(table(second)).unwrap();
        check_sums(&merged);
        assert_same(&merged, &whole);
        if !first.is_empty() && !second.is_empty() {
            prop_assert_eq!(told(&merged), told(&whole));
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(
        (rows, shuffled) in prop::collection::vec(row(), 0..60)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let (one, two) = (table(&rows), table(&shuffled));
        assert_same(&one, &two);
        prop_assert_eq!(told(&one), told(&two));
    }

    #[test]
    fn tables_survive_a_file(rows in prop::collection::vec(row(), 0..20)) {
        let table = table(&rows);
        let kept = serde_json::to_string(&table).unwrap();
        prop_assert_eq!(serde_json::from_str::<UnitTable>(&kept).unwrap(), table);
    }

    #[test]
    fn rows_of_damaged_files_add_up(
        rows in prop::collection::vec(row(), 1..30),
        wounds in prop::collection::vec((any::<usize>(), "[\",;\n\r\u{feff}\0é.x]{1,3}", any::<bool>()), 0..8),
    ) {
        let mut bytes = format!("{HEADER}{}", rows.concat()).into_bytes();
        for (at, piece, cuts) in wounds {
            let at = HEADER.len() + at % (bytes.len() - HEADER.len() + 1);
            if cuts {
                bytes.truncate(at);
            }
            bytes.splice(at..at, piece.bytes());
        }
        with_file(&bytes, |path| {
            if let Ok(table) = read_units(path, &everything(), &super::Heard::default()) {
                check_sums(&table);
            }
        });
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0_usize..4) {
        let starts: [&[u8]; 4] = [b"", b"\xFF\xFE", HEADER.as_bytes(), b"arm;city;bought;spend;orders;before\n"];
        let all = [starts[start], &bytes].concat();
        with_file(&all, |path| {
            if let Ok(table) = read_units(path, &everything(), &super::Heard::default()) {
                check_sums(&table);
            }
        });
    }
}
