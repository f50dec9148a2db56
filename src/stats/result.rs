//! What a test answers: an effect with interval and p-value, or the reason why there is none.

/// Confidence level and sidedness of intervals and tests; two-sided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    /// Error rate, for example 0.05 for 95 % intervals.
    pub alpha: f64,
}

impl Default for Confidence {
    fn default() -> Self {
        Self { alpha: 0.05 }
    }
}

/// Lower and upper bound; infinite where the data do not bound the quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Interval {
    /// The interval of a quantity that the data do not bound at all.
    pub(super) const UNBOUNDED: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// From `value - margin` to `value + margin`.
    pub(super) fn around(value: f64, margin: f64) -> Self {
        Self {
            low: value - margin,
            high: value + margin,
        }
    }
}

/// A value with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Confidence interval.
    pub interval: Interval,
}

/// A p-value that keeps its magnitude where `f64` underflows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PValue {
    /// The p-value; may be 0 only where `log10` is below -300.
    pub value: f64,
    /// Its decimal logarithm.
    pub log10: f64,
}

/// Which test gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestKind {
    /// Two proportions, pooled z.
    PooledZ,
    /// Two proportions, Fisher's exact test.
    FisherExact,
    /// Two proportions against a margin, Farrington and Manning's score test.
    FarringtonManning,
    /// Two means, Welch.
    Welch,
    /// Two ratios, delta method with Welch-Satterthwaite degrees of freedom.
    DeltaRatio,
    /// Means or ratios adjusted by a covariate (CUPED), Welch on the adjusted variances.
    Cuped,
    /// Means or ratios put together from strata, Welch-Satterthwaite over all of them.
    PostStratified,
    /// Two quantiles, z on the variances that their order-statistic intervals imply.
    QuantileDifference,
}

impl TestKind {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PooledZ => "pooled_z",
            Self::FisherExact => "fisher_exact",
            Self::FarringtonManning => "farrington_manning",
            Self::Welch => "welch",
            Self::DeltaRatio => "delta_ratio",
            Self::Cuped => "cuped",
            Self::PostStratified => "post_stratified",
            Self::QuantileDifference => "quantile_difference",
        }
    }
}

/// The difference of a treatment from a control (treatment minus control), with its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Which test.
    pub test: TestKind,
    /// Test statistic; Fisher's test has none.
    pub statistic: Option<f64>,
    /// Degrees of freedom where the test has them.
    pub df: Option<f64>,
    /// Absolute difference.
    pub difference: Estimate,
    /// Standard error of the difference, for the sequential and Bayesian readings. For proportions the
    /// unpooled one, whatever the test used; 0 where each group is all successes or all failures.
    pub standard_error: f64,
    /// Relative lift (treatment / control - 1), or why it is undefined.
    pub lift: Result<Estimate, CannotTest>,
    /// Two-sided p-value.
    pub p: PValue,
}

/// Why a number cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CannotTest {
    /// A group is empty.
    NoUnits,
    /// A variance needs two units.
    OneUnit,
    /// Every unit has the same value in both groups.
    ZeroVariance,
    /// The control is zero, so a lift has no denominator.
    ZeroControl,
    /// The interval of a ratio's denominator contains zero.
    DenominatorNearZero,
    /// Fewer than eight people expected in an arm.
    TooFewForSrm,
    /// Fewer than two groups to compare the effect of.
    TooFewCuts,
    /// Groups that may share people.
    OverlappingCuts,
    /// Fewer than three past tests to learn a prior from.
    TooFewTests,
    /// So few units that no value lies beyond a bound of the quantile's interval.
    TooFewForQuantile,
    /// Nobody has a value above 0, so a percentile of purchasers' values does not exist.
    NoPurchasers,
    /// An input, or what it leads to, is not a finite number.
    NotFinite,
    /// An input is outside its possible range.
    OutOfRange,
    /// A planned test whose error rate, power, weights or effect cannot be.
    PlanOutOfRange,
    /// No possible effect is found with the planned power.
    Undetectable,
    /// What was known before explains nothing of the outcome.
    NothingToAdjust,
}

impl CannotTest {
    /// The reason as a sentence for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoUnits => "There is nobody in one of the groups",
            Self::OneUnit => "One person has no spread; at least two are needed",
            Self::ZeroVariance => {
                "Everyone has the same value, so there is no spread to test against"
            }
            Self::ZeroControl => "The control is zero, so a relative lift is undefined",
            Self::DenominatorNearZero => {
                "The denominator cannot be told apart from zero, so the ratio is unbounded"
            }
            Self::TooFewForSrm => {
                "Fewer than 8 people are expected in an arm, too few to check the split"
            }
            Self::TooFewCuts => "At least two groups with an effect are needed to compare them",
            Self::OverlappingCuts => {
                "One person may be in several of these groups, so their effects are not independent and \
                 cannot be tested against each other"
            }
            Self::TooFewTests => "At least three past tests are needed to learn from them",
            Self::TooFewForQuantile => {
                "There are too few people for an interval around this percentile"
            }
            Self::NoPurchasers => "Nobody bought, so there is no purchaser's value to cap at",
            Self::NotFinite => "An input is not a finite number, or too large to compute with",
            Self::OutOfRange => {
                "An input is out of range: more successes than trials, a negative variance or weight, \
                 or a confidence level that is not between 0 and 1"
            }
            Self::PlanOutOfRange => {
                "The plan is out of range: power must lie between the error rate and 100 %, every arm \
                 needs a weight above zero, the effect must not be zero or lead to a rate outside 0 to \
                 100 %, and looks must come in order up to the planned end"
            }
            Self::Undetectable => "So few people cannot show even the largest possible effect",
            Self::NothingToAdjust => {
                "What was known of people before the test says nothing about the outcome, so there is \
                 nothing to adjust"
            }
        }
    }
}

/// The value, if it can be computed with.
pub(super) fn finite(value: f64) -> Result<f64, CannotTest> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(CannotTest::NotFinite)
    }
}

impl std::fmt::Display for CannotTest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.sentence())
    }
}

impl std::error::Error for CannotTest {}
