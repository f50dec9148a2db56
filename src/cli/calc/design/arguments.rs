//! What the planning calculators ask: the metric, the effect, the error rates.

use clap::{ArgGroup, Args, ValueEnum};
use serde_json::{Value, json};

use super::super::super::json as shape;
use crate::model::format::NumberStyle;
use crate::stats::{Baseline, Design, Sides};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("kind").args(["baseline", "sd"]).required(true))]
pub(super) struct Metric {
    /// Rate of the control: 0.04 or 4%
    #[arg(long, value_name = "P", value_parser = share)]
    pub(super) baseline: Option<f64>,
    /// Standard deviation of one person's value
    #[arg(long, value_name = "S", value_parser = positive)]
    pub(super) sd: Option<f64>,
    /// Mean of the control, which relative effects need
    #[arg(long, value_name = "M", value_parser = finite, allow_negative_numbers = true, requires = "sd")]
    mean: Option<f64>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct EffectSize {
    /// Effect to find, absolute: 0.01 is one percentage point of a rate
    #[arg(long, value_name = "D", value_parser = effect, allow_negative_numbers = true)]
    mde: Option<f64>,
    /// Effect to find, by the baseline or the mean: 0.1 or 10% is a tenth more
    #[arg(long, value_name = "D", value_parser = effect, allow_negative_numbers = true)]
    relative_mde: Option<f64>,
}

#[derive(Debug, Args)]
pub(super) struct Levels {
    /// Chance to find the effect
    #[arg(long, default_value = "0.8", value_parser = inner_share)]
    power: f64,
    /// Error rate
    #[arg(long, default_value = "0.05", value_parser = inner_share)]
    pub(super) alpha: f64,
    /// Look for effects in one direction only
    #[arg(long)]
    one_sided: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Formula {
    /// Normal quantiles, unpooled variance
    #[default]
    Unpooled,
    /// Variance pooled under no effect
    Pooled,
    /// Pooled, for a test with continuity correction
    Continuity,
    /// The baseline's variance under no effect
    BaselineVariance,
    /// Cohen's h
    Arcsine,
    /// Student's distribution in place of the normal one
    Student,
}

impl Metric {
    pub(super) fn baseline(&self) -> anyhow::Result<Baseline> {
        match (self.baseline, self.sd) {
            (Some(rate), _) => Ok(Baseline::Proportion(rate)),
            (None, Some(sd)) => Ok(Baseline::mean(sd)),
            (None, None) => anyhow::bail!("give --baseline for a rate or --sd for a mean"),
        }
    }

    /// What relative effects refer to.
    fn level(&self) -> Option<f64> {
        self.baseline.or(self.mean)
    }

    /// The absolute effect to find, if one is given.
    pub(super) fn effect(&self, effect: &EffectSize) -> anyhow::Result<Option<f64>> {
        let effect = match (effect.mde, effect.relative_mde, self.level()) {
            (None, None, _) => return Ok(None),
            (Some(absolute), ..) => absolute,
            (None, Some(relative), Some(level)) if level != 0.0 => relative * level,
            (None, Some(_), Some(_)) => {
                anyhow::bail!("there is no relative effect on a value of zero: give --mde instead")
            }
            (None, Some(_), None) => {
                anyhow::bail!("a relative effect on a mean needs --mean: give it, or --mde instead")
            }
        };
        if let Some(rate) = self.baseline
            && !(0.0..=1.0).contains(&(rate + effect))
        {
            anyhow::bail!(
                "the rate would become {}, which is not between 0 and 100 %: give a smaller effect",
                percent(rate + effect)
            );
        }
        Ok(Some(effect))
    }

    /// The absolute effect and, where there is a value to refer to, the relative one.
    pub(super) fn effect_json(&self, effect: f64) -> Value {
        match self.level().filter(|&level| level != 0.0) {
            Some(level) => json!({"mde": effect, "relative_mde": effect / level}),
            None => json!({"mde": effect}),
        }
    }

    /// `+1.00 pp (4.00 % to 5.00 %, +25.0 %)`.
    pub(super) fn said(&self, effect: f64) -> String {
        let style = NumberStyle::default();
        let is_rate = self.baseline.is_some();
        let places = places(if is_rate { effect * 100.0 } else { effect });
        let absolute = if is_rate {
            style.points(effect, places)
        } else {
            style.signed(effect, places)
        };
        let Some(level) = self.level() else {
            return absolute;
        };
        let [from, to] = [level, level + effect].map(|value| {
            if is_rate {
                style.percent(value, places)
            } else {
                style.decimal(value, places)
            }
        });
        let relative = if level == 0.0 {
            String::new()
        } else {
            format!(", {}", style.lift(effect / level, 1))
        };
        format!("{absolute} ({from} to {to}{relative})")
    }
}

impl Levels {
    pub(super) fn design(&self, weights: Vec<f64>) -> Design {
        Design {
            alpha: self.alpha,
            power: self.power,
            sides: if self.one_sided {
                Sides::One
            } else {
                Sides::Two
            },
            weights,
        }
    }

    /// `with 80 % power at 5 %, two-sided`.
    pub(super) fn said(&self) -> String {
        format!("with {} power {}", percent(self.power), self.test_said())
    }

    /// `at 5 %, two-sided`.
    pub(super) fn test_said(&self) -> String {
        let sides = if self.one_sided {
            "one-sided"
        } else {
            "two-sided"
        };
        format!("at {}, {sides}", percent(self.alpha))
    }

    /// The test that is planned, without its power.
    pub(super) fn test_json(&self) -> Value {
        json!({"alpha": self.alpha, "sides": if self.one_sided { 1 } else { 2 }})
    }

    pub(super) fn json(&self) -> Value {
        shape::merge(self.test_json(), json!({"power": self.power}))
    }
}

/// A share with as many decimals as it has, up to two: `80 %`, `2.5 %`, `38.66 %`.
pub(super) fn percent(fraction: f64) -> String {
    let hundredths = (fraction * 10_000.0).round() / 100.0;
    let decimals = if hundredths.fract() == 0.0 {
        0
    } else if (hundredths * 10.0).fract() == 0.0 {
        1
    } else {
        2
    };
    NumberStyle::default().percent(fraction, decimals)
}

/// Decimals that show three significant digits, at least two.
fn places(value: f64) -> usize {
    let magnitude = value.abs().log10().floor();
    (2.0 - magnitude).clamp(2.0, 12.0) as usize
}

/// A number, or a share written with a percent sign.
fn number(text: &str) -> Option<f64> {
    let value = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.trim().parse().ok()?,
    };
    value.is_finite().then_some(value)
}

fn checked(text: &str, is_valid: impl Fn(f64) -> bool, wanted: &str) -> Result<f64, String> {
    number(text)
        .filter(|&value| is_valid(value))
        .ok_or_else(|| format!("write {wanted}"))
}

fn share(text: &str) -> Result<f64, String> {
    checked(
        text,
        |value| (0.0..=1.0).contains(&value),
        "a share from 0 to 1, for example 0.04 or 4%",
    )
}

fn inner_share(text: &str) -> Result<f64, String> {
    checked(
        text,
        |value| 0.0 < value && value < 1.0,
        "a share between 0 and 1, for example 0.05 or 5%",
    )
}

fn effect(text: &str) -> Result<f64, String> {
    checked(text, |value| value != 0.0, "a number that is not zero")
}

fn finite(text: &str) -> Result<f64, String> {
    checked(text, |_| true, "a number")
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    checked(text, |value| value > 0.0, "a number above zero")
}
