//! The command line: every subcommand does headless what a screen does, through the same code.
//!
//! One file per subcommand: it reads its arguments, asks `analysis` (or `import`, `store`), and writes
//! the result as a table for people or as one JSON object. The contract of names and keys is in
//! `docs/cli.md`; keys are only ever added.

mod analyse;
mod attribute;
mod audit;
mod beyond;
mod calc;
mod chart;
mod demo;
mod experiment;
mod import;
mod issues;
mod json;
mod metrics;
mod open;
mod output;
mod people;
mod plan;
mod privacy;
mod reading;
mod refunds;
mod rules;
mod segment;
mod self_check;
mod summary;
mod trial;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::analysis::Context;
use crate::store::Workspace;
use output::Output;

/// Honest measurement of e-commerce workflows, segments and experiments.
#[derive(Debug, Parser)]
#[command(
    name = "holdout",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// A workspace, or export files and folders, to open in the window
    paths: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the sample shop's export files and what was planted in them
    Demo(demo::Arguments),
    /// Recognise, check and import export files and folders
    Import(import::Arguments),
    /// What is loaded
    Summary(OnWorkspace),
    /// What is loaded, what fits together, and what it cannot answer
    Audit(OnWorkspace),
    /// The import issues
    Issues(issues::Arguments),
    /// Exclusions, code and UTM rules, precedence
    Rules(rules::Arguments),
    /// Merge proposals: people who may be one person; and forgetting someone
    People(people::Arguments),
    /// What the workspace keeps of phones and e-mail addresses
    Privacy(privacy::Arguments),
    /// The attribution ledger
    Attribute(attribute::Arguments),
    /// Segments: list, count, members, save
    Segment(segment::Arguments),
    /// The four KPIs per segment against its comparison
    Metrics(metrics::Arguments),
    /// Experiments of the workspace
    Experiment(experiment::Arguments),
    /// A/B analysis of any table with one row per unit, without a workspace
    #[command(alias = "analyze")]
    Analyse(analyse::Arguments),
    /// Calculators that need no workspace
    Calc(calc::Arguments),
    /// One chart as SVG or PNG
    Chart(chart::Arguments),
}

/// Arguments of every subcommand that reads a workspace.
#[derive(Clone, Debug, Args)]
struct OnWorkspace {
    /// The workspace file
    #[arg(short, long, value_name = "FILE.holdout")]
    workspace: PathBuf,
    /// Print one JSON object
    #[arg(long, global = true)]
    json: bool,
}

impl OnWorkspace {
    fn read(&self) -> anyhow::Result<Workspace> {
        Ok(Workspace::open_read_only(&self.workspace)?)
    }

    fn context(&self) -> anyhow::Result<Context> {
        let workspace = self.read()?;
        Ok(Context::new(
            Arc::new(workspace.snapshot()?),
            workspace.definitions()?,
        ))
    }
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("error")).init();
    let cli = match Cli::try_parse_from(std::env::args_os().map(number_first)) {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version are asked for and go to standard output; all else is wrong usage.
            let is_usage = usage.use_stderr();
            return match (usage.print(), is_usage) {
                (Ok(()), false) => ExitCode::SUCCESS,
                _ => ExitCode::from(2),
            };
        }
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A list of numbers whose first one is negative, such as `-2.1,14,2400`, is a value and no option; a
/// space before it says so, and every number is trimmed when it is read.
fn number_first(argument: OsString) -> OsString {
    let is_list = argument.to_str().is_some_and(|text| {
        let mut chars = text.chars();
        let negative = chars.next() == Some('-');
        negative
            && text.contains(',')
            && chars.next().is_some_and(|c| c.is_ascii_digit() || c == '.')
    });
    if !is_list {
        return argument;
    }
    let mut value = OsString::from(" ");
    value.push(argument);
    value
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let mut output = Output::standard();
    match cli.command {
        None => open::run(&cli.paths),
        Some(Command::Demo(arguments)) => demo::run(&arguments, &mut output),
        Some(Command::Import(arguments)) => import::run(&arguments, &mut output),
        Some(Command::Summary(arguments)) => summary::run(&arguments, &mut output),
        Some(Command::Audit(arguments)) => audit::run(&arguments, &mut output),
        Some(Command::Issues(arguments)) => issues::run(&arguments, &mut output),
        Some(Command::Rules(arguments)) => rules::run(&arguments, &mut output),
        Some(Command::People(arguments)) => people::run(&arguments, &mut output),
        Some(Command::Privacy(arguments)) => privacy::run(&arguments, &mut output),
        Some(Command::Attribute(arguments)) => attribute::run(&arguments, &mut output),
        Some(Command::Segment(arguments)) => segment::run(&arguments, &mut output),
        Some(Command::Metrics(arguments)) => metrics::run(&arguments, &mut output),
        Some(Command::Experiment(arguments)) => experiment::run(&arguments, &mut output),
        Some(Command::Analyse(arguments)) => analyse::run(&arguments, &mut output),
        Some(Command::Calc(arguments)) => calc::run(&arguments, &mut output),
        Some(Command::Chart(arguments)) => chart::run(&arguments, &mut output),
    }
}
