//! How long a big export takes on its way into a workspace: `cargo bench --bench import [-- ORDERS]`.
//!
//! Writes a Shopify orders export (79 columns; a million orders are 785 MB), imports it into a new
//! workspace, imports it again, and adds a month of 20,000 orders. DuckDB does a smaller job on the same
//! file beside it, where Python has it (`benches/peers/requirements.txt`). Prints the table of
//! `docs/performance.md`.

#[path = "support/orders_export.rs"]
mod orders_export;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use holdout::import::{self, ImportRequest, Unwatched};
use holdout::store::Workspace;
use orders_export::Shape;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Orders of the export, and of a month.
const ORDERS: u64 = 1_000_000;
const TOP_UP: u64 = 20_000;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let orders = asked.unwrap_or(ORDERS);
    let folder = tempfile::tempdir()?;
    let (export, month) = (
        folder.path().join("orders.csv"),
        folder.path().join("month.csv"),
    );
    let customers = orders * 6 / 10;
    let shape = |first, orders| Shape {
        first,
        orders,
        customers,
    };
    let (bytes, rows) = orders_export::write(&export, shape(1_001, orders))?;
    orders_export::write(&month, shape(1_001 + orders, TOP_UP))?;
    println!("{orders} orders, {rows} rows, {} MB", bytes / 1_000_000);

    let workspace = folder.path().join("shop.holdout");
    let first = import(&workspace, &export)?;
    let again = import(&workspace, &export)?;
    let top_up = import(&workspace, &month)?;
    let opening = Instant::now();
    let snapshot = Workspace::open(&workspace)?.snapshot()?;
    anyhow::ensure!(
        snapshot.orders.len() as u64 == orders + TOP_UP,
        "orders are missing"
    );
    let opened = opening.elapsed().as_secs_f64();

    println!("| step | seconds |\n|---|---:|");
    for (step, seconds) in [
        ("first import", first),
        ("the same file again", again),
        ("20,000 more orders", top_up),
        ("opening: everything into memory", opened),
    ] {
        println!("| {step} | {seconds:.2} |");
    }
    match peer(&export, &folder.path().join("peer.duckdb"))? {
        Some(seconds) => println!(
            "| DuckDB, same file | {seconds:.2} |\n\nratio {:.2}",
            first / seconds
        ),
        None => println!("\nDuckDB is not installed for python3: no peer."),
    }
    Ok(())
}

/// Imports a file; the seconds from opening the workspace to the end of its commit.
fn import(workspace: &Path, file: &Path) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut workspace = Workspace::open_or_create(workspace)?;
    let request = ImportRequest {
        paths: vec![file.to_owned()],
        ..ImportRequest::default()
    };
    let report = import::run(&mut workspace, &request, &Unwatched)?;
    anyhow::ensure!(report.is_complete(), "{}", report.sentence());
    drop(workspace);
    Ok(start.elapsed().as_secs_f64())
}

/// The peer's seconds; `None` where Python has no DuckDB.
fn peer(export: &Path, target: &Path) -> anyhow::Result<Option<f64>> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/benches/peers/import_duckdb.py"
    );
    let output = Command::new("python3")
        .arg(script)
        .arg(export)
        .arg(target)
        .output();
    let Ok(output) = output else {
        return Ok(None);
    };
    if !output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok()))
}
