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
    /// Two means, Welch.
    Welch,
    /// Two ratios, delta method with Welch-Satterthwaite degrees of freedom.
    DeltaRatio,
}

impl TestKind {
    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PooledZ => "pooled_z",
            Self::FisherExact => "fisher_exact",
            Self::Welch => "welch",
            Self::DeltaRatio => "delta_ratio",
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
    /// The interval of the denominator contains zero.
    DenominatorNearZero,
    /// Fewer than eight people expected in an arm.
    TooFewForSrm,
    /// An input is not a finite number.
    NotFinite,
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
                "The control cannot be told apart from zero, so a relative lift is unbounded"
            }
            Self::TooFewForSrm => {
                "Fewer than 8 people are expected in an arm, too few to check the split"
            }
            Self::NotFinite => "An input is not a finite number",
        }
    }
}

impl std::fmt::Display for CannotTest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.sentence())
    }
}

impl std::error::Error for CannotTest {}
