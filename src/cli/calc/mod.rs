//! `holdout calc`: calculators that need no workspace.

mod comparisons;
mod design;
mod srm;

use clap::{Args, Subcommand};

use super::output::Output;
use crate::analysis::calculator::arm_name;

pub(super) use srm::srm_json;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    calculator: Calculator,
}

#[derive(Debug, Subcommand)]
enum Calculator {
    /// Compare conversion rates: successes/people per arm, control first
    Proportions(comparisons::Proportions),
    /// Compare means: mean,standard deviation,people per arm, control first
    Means(comparisons::Means),
    /// Check the split: people per arm
    Srm(srm::Arguments),
    /// People needed to find an effect
    SampleSize(design::SampleSize),
    /// Chance to find an effect with so many people; without an effect, the smallest one found
    Power(design::Power),
    /// Smallest effect found with so many people
    Mde(design::SmallestEffect),
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    match &arguments.calculator {
        Calculator::Proportions(arguments) => comparisons::proportions(arguments, output),
        Calculator::Means(arguments) => comparisons::means(arguments, output),
        Calculator::Srm(arguments) => srm::run(arguments, output),
        Calculator::SampleSize(arguments) => design::sample_size(arguments, output),
        Calculator::Power(arguments) => design::power(arguments, output),
        Calculator::Mde(arguments) => design::smallest_effect(arguments, output),
    }
}

fn list<T>(text: &str, what: &str, parse: impl Fn(&str) -> Option<T>) -> anyhow::Result<Vec<T>> {
    text.split(',')
        .map(|part| {
            parse(part.trim()).ok_or_else(|| {
                anyhow::anyhow!("`{part}` is not a number: write {what} separated by commas, for example 1680,1320")
            })
        })
        .collect()
}
