//! Every reading of one comparison side by side, in words and values: what a table prints, on screen and
//! on the command line.
//!
//! To add a reading: a variant of [`ReadingKind`] and its line in [`readings`]. [`contradiction`] says
//! where the robust readings do not bear out the mean.

mod cells;
mod contradiction;
mod values;

use crate::analysis::comparison::Finding;
use crate::model::money::Currency;
use crate::stats::{
    AdjustmentMethod, CannotTest, DirectedTest, Effect, HistoryPrior, Interval, Posterior, TestKind,
};

use super::{ArmComparison, ArmEffect, MetricReadout, Role, Settings, Withheld, Words};

/// What the readings of a comparison are written with.
#[derive(Clone, Copy, Debug)]
pub struct ReadWith<'a> {
    /// The control's name.
    pub control: &'a str,
    /// The treatment's name.
    pub treatment: &'a str,
    /// How the trial was read.
    pub settings: &'a Settings,
    /// The currency of money.
    pub currency: Currency,
    /// Whether every window is over.
    pub is_final: bool,
}

/// Every reading of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings {
    /// The one that decides first.
    pub rows: Vec<ReadingRow>,
    /// Where the robust readings do not bear out the mean: what decides instead.
    pub contradiction: Option<String>,
}

/// One reading.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingRow {
    /// Which one.
    pub kind: ReadingKind,
    /// Its name in words.
    pub name: String,
    /// How it is read: threshold, tuning, seed.
    pub how: String,
    /// Whether the finding on this metric rests on it, the verdict where the metric is the primary one.
    pub decides: bool,
    /// What it says, or why it says nothing.
    pub answer: Result<ReadingAnswer, CannotTest>,
}

/// The readings there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadingKind {
    /// The question of one direction that was asked before the data.
    Directed,
    /// The two-sided test at the end of the test.
    FixedHorizon,
    /// The same with less noise, by what was known before.
    Adjusted,
    /// Large values cut off.
    Capped,
    /// The median of those above 0.
    Median,
    /// Their 90th percentile.
    P90,
    /// Mann and Whitney's ranks.
    Ranks,
    /// The mean resampled.
    Bootstrap,
    /// The interval that may be looked at on any day.
    AlwaysValid,
    /// The posterior of a flat prior.
    Bayes,
    /// The posterior after earlier tests.
    AfterHistory,
}

/// What a reading says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadingAnswer {
    /// The difference, in units of the metric; ranks have none.
    pub difference: Option<f64>,
    /// Its interval; infinite on one side where only one direction was asked.
    pub interval: Option<Interval>,
    /// How sure.
    pub surety: Surety,
    /// What may be said.
    pub finding: Finding,
    /// Whether it compares the split as it was drawn: buyers alone are not.
    pub is_randomised: bool,
    /// Whether it may be acted on now.
    pub is_final: bool,
}

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surety {
    /// A p-value.
    P(f64),
    /// The probability that the treatment is above the control.
    Chance(f64),
}

/// Every reading of a comparison, or why all are withheld.
pub fn readings(
    metric: &MetricReadout,
    one: &ArmComparison,
    with: ReadWith<'_>,
) -> Result<Readings, Withheld> {
    let effect = one.effect.as_ref().map_err(|withheld| *withheld)?;
    let reader = Reader {
        metric,
        effect,
        finding: one.finding,
        with,
        words: Words {
            unit: metric.subject.unit,
            currency: with.currency,
        },
    };
    Ok(Readings {
        rows: reader.rows(),
        contradiction: contradiction::sentence(&reader),
    })
}

/// One comparison, being written.
struct Reader<'a> {
    metric: &'a MetricReadout,
    effect: &'a ArmEffect,
    /// What may be said of the comparison once everything is adjusted.
    finding: Finding,
    with: ReadWith<'a>,
    words: Words,
}

impl Reader<'_> {
    fn rows(&self) -> Vec<ReadingRow> {
        let mut rows: Vec<ReadingRow> = self.directed().into_iter().collect();
        // While windows are open the effect itself is the always-valid one.
        let early = self.with.settings.early;
        rows.push(if early {
            self.always_valid()
        } else {
            self.fixed_horizon()
        });
        rows.extend(self.adjusted());
        rows.extend(self.values());
        if !early {
            rows.push(self.always_valid());
        }
        let opinions = &self.effect.opinions;
        rows.push(self.posterior(&opinions.posterior, None));
        let after = opinions.after_history.as_ref();
        rows.extend(after.map(|after| self.posterior(&after.posterior, Some(&after.prior))));
        rows
    }

    fn directed(&self) -> Option<ReadingRow> {
        let test: DirectedTest = self.effect.directed?;
        let margin = test.hypothesis.margin;
        let test_name = test_words(test.test);
        let treatment = self.with.treatment;
        let (name, question) = if margin > 0.0 {
            let size = self.words.size(margin);
            (
                format!("{test_name} against the margin"),
                format!("Is {treatment} worse by less than {size}?"),
            )
        } else {
            (
                format!("{test_name}, one-sided"),
                format!("Is {treatment} better? The other direction is not tested"),
            )
        };
        Some(ReadingRow {
            kind: ReadingKind::Directed,
            name,
            how: self.with_adjustment(question),
            decides: true,
            answer: Ok(self.decisive(ReadingAnswer {
                difference: Some(test.difference.value),
                interval: Some(test.difference.interval),
                ..self.plain(test.p.value, test.difference.value)
            })),
        })
    }

    fn fixed_horizon(&self) -> ReadingRow {
        let decides = self.effect.directed.is_none();
        let effect = &self.effect.effect;
        let answer = self.of_effect(effect);
        let how = "Any difference, once every window is over".to_owned();
        ReadingRow {
            kind: ReadingKind::FixedHorizon,
            name: test_words(effect.test).to_owned(),
            how: if decides {
                self.with_adjustment(how)
            } else {
                how
            },
            decides,
            answer: Ok(if decides {
                self.decisive(answer)
            } else {
                answer
            }),
        }
    }

    /// The answer of the reading that decides, as adjusted for looking several times.
    fn decisive(&self, answer: ReadingAnswer) -> ReadingAnswer {
        ReadingAnswer {
            surety: Surety::P(self.metric.decisive(self.effect)),
            finding: self.finding,
            ..answer
        }
    }

    /// Says what the p-value was before it was adjusted for looking several times, where that changed it.
    fn with_adjustment(&self, how: String) -> String {
        let (asked, decisive) = (self.effect.p_asked.value, self.metric.decisive(self.effect));
        let before = cells::p_text(asked);
        if before == cells::p_text(decisive) {
            return how;
        }
        let method = match self.metric.role {
            Role::Primary | Role::Alone => "Holm over the arms",
            Role::Secondary | Role::Exploratory => "Benjamini-Hochberg over metrics and arms",
        };
        format!("{before} before {method}. {how}")
    }

    fn adjusted(&self) -> Option<ReadingRow> {
        let adjustment = self.effect.opinions.adjusted.as_ref()?;
        let found = &adjustment.adjusted;
        let removed = cells::percent(found.variance_reduction);
        let (name, how) = match (found.method, &adjustment.cut) {
            (AdjustmentMethod::Cuped, _) | (_, None) => (
                "Adjusted by CUPED",
                format!(
                    "Theta {}, {removed} of the variance gone, by what each did before",
                    cells::number(found.theta.unwrap_or_default())
                ),
            ),
            (AdjustmentMethod::PostStratified, Some(cut)) => (
                "Adjusted by post-stratification",
                format!(
                    "{removed} of the variance gone, by {}",
                    cells::lower_first(cut)
                ),
            ),
        };
        Some(ReadingRow {
            kind: ReadingKind::Adjusted,
            name: name.to_owned(),
            how,
            decides: false,
            answer: Ok(self.of_effect(&found.effect)),
        })
    }

    fn always_valid(&self) -> ReadingRow {
        let sequential = &self.effect.opinions.sequential;
        let how = match self.with.settings.mixing_variance {
            Some(variance) => format!("mSPRT with tau² {}", cells::number(variance)),
            None => format!(
                "Planned sample {}",
                cells::count(self.with.settings.planned_sample)
            ),
        };
        let how = format!("{how}; safe to read on any day");
        let decides = self.with.settings.early;
        let answer = ReadingAnswer {
            interval: Some(sequential.interval),
            is_final: true,
            ..self.plain(sequential.p.value, self.effect.effect.difference.value)
        };
        ReadingRow {
            kind: ReadingKind::AlwaysValid,
            name: "Always-valid sequence".to_owned(),
            how: if decides {
                self.with_adjustment(how)
            } else {
                how
            },
            decides,
            answer: Ok(if decides {
                self.decisive(answer)
            } else {
                answer
            }),
        }
    }

    /// The prior of the shop's earlier tests, or none for a flat one.
    fn posterior(&self, posterior: &Posterior, prior: Option<&HistoryPrior>) -> ReadingRow {
        let loss = format!(
            "expected loss of choosing {}: {}",
            self.with.treatment,
            cells::loss(self.words, posterior.expected_loss)
        );
        let (kind, name, how) = match prior {
            Some(prior) => (
                ReadingKind::AfterHistory,
                "Bayesian, after history",
                format!("Prior from {} earlier tests; {loss}", prior.tests),
            ),
            None => (
                ReadingKind::Bayes,
                "Bayesian, flat prior",
                cells::upper_first(&loss),
            ),
        };
        let alpha = self.with.settings.confidence.alpha;
        let finding = if posterior.chance_to_lose < alpha / 2.0 {
            Finding::Higher
        } else if posterior.chance_to_beat < alpha / 2.0 {
            Finding::Lower
        } else {
            Finding::Undecided(None)
        };
        ReadingRow {
            kind,
            name: name.to_owned(),
            how,
            decides: false,
            answer: Ok(ReadingAnswer {
                difference: Some(posterior.mean),
                interval: Some(posterior.interval),
                surety: Surety::Chance(posterior.chance_to_beat),
                finding,
                is_randomised: true,
                is_final: self.with.is_final,
            }),
        }
    }

    fn of_effect(&self, effect: &Effect) -> ReadingAnswer {
        ReadingAnswer {
            interval: Some(effect.difference.interval),
            ..self.plain(effect.p.value, effect.difference.value)
        }
    }

    /// A difference with its p-value, taken by itself.
    fn plain(&self, p: f64, difference: f64) -> ReadingAnswer {
        let finding = if p >= self.with.settings.confidence.alpha {
            Finding::Undecided(None)
        } else if difference > 0.0 {
            Finding::Higher
        } else {
            Finding::Lower
        };
        ReadingAnswer {
            difference: Some(difference),
            interval: None,
            surety: Surety::P(p),
            finding,
            is_randomised: true,
            is_final: self.with.is_final,
        }
    }
}

fn test_words(test: TestKind) -> &'static str {
    match test {
        TestKind::PooledZ => "Pooled z test",
        TestKind::FisherExact => "Fisher's exact test",
        TestKind::FarringtonManning => "Score test",
        TestKind::Welch => "Welch's t-test",
        TestKind::DeltaRatio => "Delta method",
        TestKind::Cuped => "CUPED",
        TestKind::PostStratified => "Post-stratification",
        TestKind::QuantileDifference => "Difference of quantiles",
    }
}

#[cfg(test)]
mod tests;
