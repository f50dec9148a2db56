//! `holdout demo`: the sample shop's export files.

use std::path::PathBuf;

use clap::Args;

use super::output::Output;
use crate::model::format::NumberStyle;
use crate::sample::{self, SampleOptions};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write to; created where it is missing
    dir: PathBuf,
    /// How many orders, about
    #[arg(long)]
    orders: Option<u32>,
    /// Another seed plants the same truths in other people
    #[arg(long)]
    seed: Option<u64>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let defaults = SampleOptions::default();
    let options = SampleOptions {
        orders: arguments.orders,
        seed: arguments.seed.unwrap_or(defaults.seed),
    };
    let report = sample::write(&arguments.dir, &options)?;
    let style = NumberStyle::default();
    output.line(&format!(
        "{} orders of {} people written to {} (seed {})",
        style.count(i64::from(report.orders)),
        style.count(i64::from(report.people)),
        arguments.dir.display(),
        options.seed
    ))
}
