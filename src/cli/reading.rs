//! How a trial is read, as options of `analyse` and `experiment analyse`.

use clap::Args;

use super::trial::error_rate;
use crate::analysis::trial::{Cap, Question, SEED, Settings};
use crate::stats::{Confidence, DEFAULT_PLANNED_TOTAL};

#[derive(Clone, Debug, Args)]
pub(super) struct ReadingArguments {
    /// Error rate of tests and intervals
    #[arg(long, default_value_t = 0.05, value_parser = error_rate)]
    alpha: f64,
    /// Cap values at this percentile of purchasers' values, pooled over the arms
    #[arg(long, value_name = "PERCENT", default_value_t = 99.0, value_parser = percentile)]
    cap: f64,
    /// Cap values at this amount instead, as written in the shop or the column: 12.50
    #[arg(long, value_name = "AMOUNT", conflicts_with = "cap")]
    cap_amount: Option<f64>,
    /// Read early looks by mSPRT with this mixing variance
    #[arg(long, value_name = "T", value_parser = variance)]
    tau2: Option<f64>,
    /// Planned total sample of the confidence sequence
    #[arg(long, value_name = "N", default_value_t = DEFAULT_PLANNED_TOTAL)]
    planned_n: u64,
    /// Seed of resampling
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// Ask only whether the treatment is better
    #[arg(long)]
    one_sided: bool,
    /// Ask whether the treatment is not worse by this much or more: a fraction of a rate (0.01 is 1
    /// percentage point), an amount of money as written (12.50), or in the units of the first column
    #[arg(long, value_name = "MARGIN", conflicts_with = "one_sided", value_parser = margin)]
    not_worse: Option<f64>,
}

/// Typed values times these are what is computed with: minor units of money, anything else as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scales {
    /// Of the metric that decides.
    pub(super) margin: f64,
    /// Of the values that are capped.
    pub(super) amount: f64,
}

impl Scales {
    /// Of a table, whose columns are read as they are.
    pub(super) const AS_TYPED: Self = Self {
        margin: 1.0,
        amount: 1.0,
    };
}

impl ReadingArguments {
    /// The question asked, where the options ask one.
    pub(super) fn question(&self, scales: Scales) -> Option<Question> {
        match (self.not_worse, self.one_sided) {
            (Some(margin), _) => Some(Question::NotWorse {
                margin: margin * scales.margin,
            }),
            (None, true) => Some(Question::Better),
            (None, false) => None,
        }
    }

    pub(super) fn settings(&self, scales: Scales) -> Settings {
        Settings {
            confidence: Confidence { alpha: self.alpha },
            question: self.question(scales).unwrap_or_default(),
            cap: self.cap_amount.map_or(Cap::Percentile(self.cap), |amount| {
                Cap::Amount(amount * scales.amount)
            }),
            planned_sample: self.planned_n,
            mixing_variance: self.tau2,
            seed: Some(self.seed),
            ..Settings::default()
        }
    }
}

fn percentile(text: &str) -> Result<f64, String> {
    let percent = text.trim().trim_start_matches(['p', 'P']);
    percent
        .parse::<f64>()
        .ok()
        // 0.99 is the same cap as 99.
        .map(|percent| {
            if percent <= 1.0 {
                percent * 100.0
            } else {
                percent
            }
        })
        .filter(|percent| *percent > 0.0 && *percent <= 100.0)
        .ok_or_else(|| format!("`{text}` is not a percentile: write for example 99"))
}

fn variance(text: &str) -> Result<f64, String> {
    positive(text).ok_or_else(|| format!("`{text}` is not a variance: write a number above 0"))
}

fn margin(text: &str) -> Result<f64, String> {
    positive(text).ok_or_else(|| {
        format!("`{text}` is not a margin: write a number above 0, for example 0.01 for 1 percentage point")
    })
}

fn positive(text: &str) -> Option<f64> {
    let number = text.trim().parse::<f64>().ok()?;
    (number > 0.0 && number.is_finite()).then_some(number)
}
