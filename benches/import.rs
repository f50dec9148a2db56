//! How long a big export takes on its way into a workspace and onto the screen:
//! `cargo bench --bench import [-- ORDERS]`.
//!
//! Writes a Shopify orders export (79 columns; a million orders are 785 MB), imports it into a new
//! workspace, imports it again, adds a month of 20,000 orders, and opens the workspace in the window
//! until the Overview is drawn, and until the small curves of its tiles are there, too. DuckDB does a
//! smaller job on the same file beside it, where Python has it (`benches/peers/requirements.txt`). Every
//! step runs in a process of its own, as it would for a person, and begins when earlier writing has
//! reached the disk; import and peer take turns. Prints the table of `docs/performance.md`.

#[path = "support/orders_export.rs"]
mod orders_export;

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Context;
use eframe::egui::Vec2;
use egui_kittest::Harness;
use holdout::app::Action;
use holdout::app::jobs::Executor;
use holdout::app::view::PathPurpose;
use holdout::import::{self, ImportRequest, Unwatched};
use holdout::store::Workspace;
use holdout::ui::HoldoutApp;
use holdout::ui::dialogs::PathDialogs;
use orders_export::Shape;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Orders of the export, and of a month.
const ORDERS: u64 = 1_000_000;
const TOP_UP: u64 = 20_000;

/// How often first import and peer take turns, and how often the workspace is opened.
const ROUNDS: usize = 5;

/// What a process reports: seconds, and its peak memory in megabytes.
#[derive(Clone, Copy, Debug)]
struct Figure {
    seconds: f64,
    megabytes: f64,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["import", workspace, file] => import(workspace.as_ref(), file.as_ref()).and_then(tell),
        ["open", workspace] => open(workspace.as_ref(), Drawn::Page).and_then(tell),
        ["open-whole", workspace] => open(workspace.as_ref(), Drawn::Whole).and_then(tell),
        _ => all(words
            .iter()
            .find_map(|word| word.parse().ok())
            .unwrap_or(ORDERS)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn all(orders: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    let (export, month) = (path("orders.csv"), path("month.csv"));
    let shape = |first, orders_of_file| Shape {
        first,
        orders: orders_of_file,
        customers: orders * 6 / 10,
    };
    let (bytes, rows) = orders_export::write(&export, shape(1_001, orders))?;
    orders_export::write(&month, shape(1_001 + orders, TOP_UP))?;
    let mut out = io::stdout().lock();
    let megabytes = bytes / 1_000_000;
    writeln!(out, "{orders} orders, {rows} rows, {megabytes} MB\n")?;
    writeln!(out, "| step | seconds | peak memory, MB |\n|---|---:|---:|")?;
    let mut row = |step: &str, figure: Figure| {
        let Figure { seconds, megabytes } = figure;
        writeln!(out, "| {step} | {seconds:.2} | {megabytes:.0} |")
    };

    let workspace = path("shop.holdout");
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        if workspace.exists() {
            std::fs::remove_file(&workspace)?;
        }
        let first = step(&["import".as_ref(), &workspace, &export])?;
        row(&format!("first import, round {round}"), first)?;
        if let Some(peer) = peer(&export, &path("peer.duckdb"))? {
            row(&format!("DuckDB, same file, round {round}"), peer)?;
            ratios.push(first.seconds / peer.seconds);
        }
    }
    row(
        "the same file again",
        step(&["import".as_ref(), &workspace, &export])?,
    )?;
    row(
        "20,000 more orders",
        step(&["import".as_ref(), &workspace, &month])?,
    )?;
    for round in 1..=ROUNDS {
        for (mode, what) in [("open", "first Overview"), ("open-whole", "last curve")] {
            let opened = step(&[mode.as_ref(), &workspace])?;
            row(&format!("opening to the {what}, round {round}"), opened)?;
        }
    }
    ratios.sort_unstable_by(f64::total_cmp);
    match ratios.get(ratios.len() / 2) {
        Some(ratio) => writeln!(out, "\nMedian ratio to DuckDB: {ratio:.2}")?,
        None => writeln!(out, "\nDuckDB is not installed for python3: no peer.")?,
    }
    Ok(())
}

/// Runs one step in a process of its own.
fn step(words: &[&Path]) -> anyhow::Result<Figure> {
    settle();
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words);
    figure(&mut command)?.context("a step failed")
}

/// Waits until what was written before is on the disk, where the system has a command for it.
fn settle() {
    if let Err(error) = Command::new("sync").status() {
        eprintln!("Earlier writing may disturb the next step: {error}");
    }
}

/// The peer's figure; `None` where Python has no DuckDB.
fn peer(export: &Path, target: &Path) -> anyhow::Result<Option<Figure>> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/benches/peers/import_duckdb.py"
    );
    settle();
    let mut command = Command::new("python3");
    command.arg(script).arg(export).arg(target);
    figure(&mut command)
}

/// What a process says of itself; `None` where it fails.
fn figure(command: &mut Command) -> anyhow::Result<Option<Figure>> {
    let Ok(output) = command.output() else {
        return Ok(None);
    };
    io::stderr().write_all(&output.stderr)?;
    if !output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace().map(str::parse);
    let mut next = || numbers.next().context("a figure is missing");
    Ok(Some(Figure {
        seconds: next()??,
        megabytes: next()??,
    }))
}

fn tell(took: Duration) -> anyhow::Result<()> {
    let seconds = took.as_secs_f64();
    Ok(writeln!(io::stdout(), "{seconds:.3} {}", peak_megabytes())?)
}

/// The peak memory of this process; 0 where the system does not tell.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kibibytes.unwrap_or(0.0) * 1024.0 / 1e6
}

/// Imports a file: from opening the workspace to the end of its commit.
fn import(workspace: &Path, file: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut workspace = Workspace::open_or_create(workspace)?;
    let request = ImportRequest {
        paths: vec![file.to_owned()],
        ..ImportRequest::default()
    };
    let report = import::run(&mut workspace, &request, &Unwatched)?;
    anyhow::ensure!(report.is_complete(), "{}", report.sentence());
    drop(workspace);
    Ok(start.elapsed())
}

/// How much of the Overview is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// All but the small curves of its tiles.
    Page,
    /// The curves, too.
    Whole,
}

/// Opens a workspace in the window until the Overview is drawn. Laid out and tessellated, not put on a
/// screen: that takes a graphics card.
fn open(workspace: &Path, drawn: Drawn) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let paths = vec![workspace.to_owned()];
    let mut harness = Harness::builder()
        .with_size(Vec2::new(1280.0, 800.0))
        .build_eframe(|creation| {
            HoldoutApp::new(creation, Executor::Threads, Box::new(NoDialogs), paths)
        });
    let is_there = |app: &HoldoutApp| {
        let answers = &app.state().answers;
        answers.overview().is_some() && (drawn == Drawn::Page || answers.kpi_history().is_some())
    };
    while !is_there(harness.state()) {
        if let Some(failure) = &harness.state().state().session.failure {
            anyhow::bail!("{failure}");
        }
        harness.step();
        std::thread::sleep(Duration::from_millis(2));
    }
    harness.step();
    Ok(start.elapsed())
}

/// Nobody is there to choose.
struct NoDialogs;

impl PathDialogs for NoDialogs {
    fn choose(&self, _purpose: PathPurpose, _answer: Box<dyn FnOnce(Action) + Send>) {}
}
