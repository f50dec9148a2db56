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

/// The numbers of a statistic with the size of their terms: a sum of large terms may be small.
fn numbers(statistics: &UnitStatistics) -> Vec<(f64, f64)> {
    let moments = |m: &Moments| vec![(m.mean, 1e6), (m.m2, m.m2.abs() + 1e-6)];
    let mut all = match &statistics.statistic {
        Statistic::Proportion(p) => vec![(p.successes as f64, 0.0), (p.trials as f64, 0.0)],
        Statistic::Mean(m) => moments(m),
        Statistic::Ratio(r) => {
            let size = (r.numerator.m2 * r.denominator.m2).sqrt() + 1e-6;
            [
                moments(&r.numerator),
                moments(&r.denominator),
                vec![(r.cross, size)],
            ]
            .concat()
        }
    };
    all.push((statistics.n() as f64, 0.0));
    match &statistics.covariate {
        None => {}
        Some(CovariateMoments::Mean(vector)) => all.extend(of_vector(vector)),
        Some(CovariateMoments::Ratio(vector)) => all.extend(of_vector(vector)),
    }
    all
}

fn of_vector<const D: usize>(vector: &VectorMoments<D>) -> Vec<(f64, f64)> {
    let mut all = vec![(vector.n as f64, 0.0)];
    for i in 0..D {
        all.push((vector.mean[i], 1e6));
        for j in 0..D {
            let size = (vector.cross[i][i] * vector.cross[j][j]).sqrt() + 1e-6;
            all.push((vector.cross[i][j], size));
        }
    }
    all
}

/// Counts equal exactly, moments to 1e-12 of the size of their terms.
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
        for ((a, size), (b, _)) in numbers(one).into_iter().zip(numbers(two)) {
            assert!((a - b).abs() <= 1e-12 * size, "{a} {b} {one:?} {two:?}");
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
