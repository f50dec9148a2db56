//! `holdout analyse` on 64,000 rows with three arms and three metrics, and what it is made of.
//!
//! `cargo bench --bench analyse`; figures and machine are kept in `docs/performance.md`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use criterion::Criterion;
use holdout::analysis::trial::Settings;
use holdout::analysis::units::{UnitsQuestion, read_out};
use holdout::import::Watch;
use holdout::import::units::{UnitPlan, UnitTable, UnitsError, read_units};
use holdout::stats::{Collect, Outcome, StatisticKind, UnitStatistics};

const ROWS: u32 = 64_000;
const ARMS: [&str; 3] = ["control", "men", "women"];

/// One person: arm, visited, ordered, spend, spend before.
#[derive(Clone, Copy)]
struct Row {
    arm: usize,
    visited: bool,
    ordered: bool,
    cents: u32,
    before: u32,
}

/// Rows of the shape of a public e-mail test: 15 % visit, 1 % order, spend in cents.
fn rows() -> Vec<Row> {
    let mut state = 20_251_120_u64;
    let mut draw = |below: u32| {
        // Knuth's MMIX generator; its upper bits are good enough to shape a file.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % below
    };
    (0..ROWS)
        .map(|_| {
            let visited = draw(100) < 15;
            let ordered = visited && draw(100) < 7;
            Row {
                arm: draw(3) as usize,
                visited,
                ordered,
                cents: if ordered { 1000 + draw(30_000) } else { 0 },
                before: draw(100_000),
            }
        })
        .collect()
}

fn csv(rows: &[Row]) -> String {
    let mut text = String::from("id,arm,visited,ordered,spend,spend_before\n");
    for (at, row) in rows.iter().enumerate() {
        let _ = writeln!(
            text,
            "{at},{},{},{},{}.{:02},{}.{:02}",
            ARMS[row.arm],
            u8::from(row.visited),
            u8::from(row.ordered),
            row.cents / 100,
            row.cents % 100,
            row.before / 100,
            row.before % 100
        );
    }
    text
}

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: &str, _: u64, _: u64) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

fn plan() -> UnitPlan {
    let metrics = [
        "visit=proportion:visited",
        "order=proportion:ordered",
        "spend=mean:spend",
    ];
    UnitPlan {
        variant: "arm".to_owned(),
        metrics: metrics
            .iter()
            .filter_map(|metric| metric.parse().ok())
            .collect(),
        covariate: Some("spend_before".to_owned()),
        by: Vec::new(),
    }
}

fn read(path: &Path) -> Result<UnitTable, UnitsError> {
    read_units(path, &plan(), &Quiet)
}

fn accumulate(rows: &[Row]) -> Vec<UnitStatistics> {
    let collect = |kind| Collect {
        kind,
        covariate: true,
        values: kind == StatisticKind::Mean,
    };
    let kinds = [
        StatisticKind::Proportion,
        StatisticKind::Proportion,
        StatisticKind::Mean,
    ];
    let mut cells: Vec<UnitStatistics> = kinds
        .iter()
        .flat_map(|&kind| ARMS.map(|_| UnitStatistics::new(collect(kind))))
        .collect();
    let of = |numerator: f64| Outcome {
        numerator,
        denominator: 1.0,
    };
    for row in rows {
        let before = of(f64::from(row.before) / 100.0);
        let values = [
            f64::from(u8::from(row.visited)),
            f64::from(u8::from(row.ordered)),
            f64::from(row.cents) / 100.0,
        ];
        for (metric, value) in values.into_iter().enumerate() {
            cells[metric * ARMS.len() + row.arm].push(of(value), before);
        }
    }
    cells
}

fn benchmark(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let rows = rows();
    let path = std::env::temp_dir().join("holdout-bench-analyse.csv");
    std::fs::write(&path, csv(&rows))?;
    let question = |seed| UnitsQuestion {
        name: "bench".to_owned(),
        control: Some(ARMS[0].to_owned()),
        weights: Vec::new(),
        settings: Settings {
            seed,
            ..Settings::default()
        },
    };
    let table = read(&path)?;
    // What fails here would be timed as if it were quick.
    read_out(&table, &question(None))?;
    let mut group = criterion.benchmark_group("analyse 64,000 rows x 3 arms x 3 metrics");
    group.sample_size(20);
    group.bench_function("whole: read and read out", |bench| {
        bench.iter(|| read(&path).map(|table| read_out(&table, &question(Some(1)))));
    });
    group.bench_function("read: parse and accumulate", |bench| {
        bench.iter(|| read(&path));
    });
    group.bench_function("accumulate", |bench| bench.iter(|| accumulate(&rows)));
    group.bench_function("tests, with 2,000 resamples", |bench| {
        bench.iter(|| read_out(&table, &question(Some(1))));
    });
    group.bench_function("tests, without resampling", |bench| {
        bench.iter(|| read_out(&table, &question(None)));
    });
    group.finish();
    std::fs::remove_file(path)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    benchmark(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}
