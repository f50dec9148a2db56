//! `holdout calc srm`: did the split come out as planned?

use clap::Args;
use serde_json::{Value, json};

use super::super::json as shape;
use super::super::output::Output;
use super::list;
use crate::model::format::NumberStyle;
use crate::stats::{self, CannotTest, Srm};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// For example 1680,1320
    #[arg(value_name = "N1,N2,…")]
    counts: String,
    /// Planned weights, for example 1,1
    #[arg(long, value_name = "W1,W2,…")]
    expected: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let counts = list(&arguments.counts, "people", |text| text.parse::<u64>().ok())?;
    let weights = match &arguments.expected {
        Some(text) => list(text, "weights", |text| text.parse::<f64>().ok())?,
        None => vec![1.0; counts.len()],
    };
    if weights.len() != counts.len() {
        anyhow::bail!(
            "{} arms have people and {} have weights: give one weight per arm",
            counts.len(),
            weights.len()
        );
    }
    let result = stats::srm(&counts, &weights);
    if arguments.json {
        return output.json(&srm_json(&result));
    }
    output.line(&match result {
        Ok(srm) => format!(
            "Sample ratio {}: chi-square {:.4} with {} degrees of freedom, p = {}",
            match srm.status {
                stats::SrmStatus::Ok => "fits the plan",
                stats::SrmStatus::Warn => "is doubtful",
                stats::SrmStatus::Blocked => "does not fit the plan, no effect may be read",
            },
            srm.chi_square,
            srm.df,
            NumberStyle::default().p_value(srm.p.value)
        ),
        Err(reason) => reason.sentence().to_owned(),
    })
}

/// The `srm` object of the contract.
pub(in crate::cli) fn srm_json(result: &Result<Srm, CannotTest>) -> Value {
    match result {
        Ok(srm) => {
            let base = json!({"chi_square": srm.chi_square, "df": srm.df});
            let base = shape::merge(base, Value::Object(shape::p_value(srm.p)));
            shape::merge(base, json!({"status": srm.status.id()}))
        }
        Err(reason) => json!({
            "chi_square": null, "df": null, "p_value": null, "status": null,
            "reason": reason.sentence(),
        }),
    }
}
