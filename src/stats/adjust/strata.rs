//! Post-stratification: groups known before the test compared one by one, then put together.
//!
//! Miratrix, Sekhon and Yu, "Adjusting treatment effect estimates by post-stratification in randomized
//! experiments" (JRSS B 2013). Each stratum counts by its share of the people of both groups, so it
//! counts the same in both, and what differs between strata no longer adds to the variance. The shares
//! are taken as given: the answer holds for people in the shares in which they took part.

use std::ops::Add;

use super::super::lift::Measured;
use super::super::means::{Sample, compare};
use super::super::ratios::{away_from_zero, linear_variance, sample};
use super::super::result::finite;
use super::super::{CannotTest, Confidence, Moments, RatioMoments, Statistic, TestKind};
use super::{Adjusted, AdjustmentMethod};

/// Compares two groups of which the strata are known, as (control, treatment) per stratum: see
/// [`post_stratified_mean`] and [`post_stratified_ratio`]; proportions as means of 0 and 1. Statistics
/// of two kinds are [`CannotTest::OutOfRange`].
pub fn post_stratified(
    strata: &[(Statistic, Statistic)],
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    let mut means = Vec::new();
    let mut ratios = Vec::new();
    for stratum in strata {
        match *stratum {
            (Statistic::Proportion(control), Statistic::Proportion(treatment)) => {
                means.push((control.into(), treatment.into()));
            }
            (Statistic::Mean(control), Statistic::Mean(treatment)) => {
                means.push((control, treatment));
            }
            (Statistic::Ratio(control), Statistic::Ratio(treatment)) => {
                ratios.push((control, treatment));
            }
            _ => return Err(CannotTest::OutOfRange),
        }
    }
    match (means.is_empty(), ratios.is_empty()) {
        (_, true) => post_stratified_mean(&means, confidence),
        (true, false) => post_stratified_ratio(&ratios, confidence),
        (false, false) => Err(CannotTest::OutOfRange),
    }
}

/// Compares two means, given as (control, treatment) per stratum.
///
/// With `w_k = n_k / n` over both groups each group's mean is `Σ w_k m_k`, its variance
/// `Σ w_k² s_k² / n_k`, and the degrees of freedom are Satterthwaite's over all of these terms:
/// `(Σ a)² / Σ a² / (n_k - 1)`, a the terms. The lift is relative to the control's mean as put
/// together, with Fieller's interval.
///
/// Strata with fewer than two people in a group have no variance. All of them count as one; if that
/// still has fewer than two in a group, it joins the smallest of the others. With a single stratum left
/// there is [`CannotTest::NothingToAdjust`]. Otherwise needs what [`super::super::welch`] needs.
pub fn post_stratified_mean(
    strata: &[(Moments, Moments)],
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    let strata = Strata::new(strata)?;
    let unadjusted = (
        Sample::of_mean(&strata.whole.0)?,
        Sample::of_mean(&strata.whole.1)?,
    );
    let control = put_together(&strata.control()?, Sample::of_mean)?;
    let treatment = put_together(&strata.treatment()?, Sample::of_mean)?;
    adjusted(unadjusted, control, treatment, confidence)
}

/// Compares two ratios, given as (control, treatment) per stratum.
///
/// Numerator and denominator are put together like means and then divided, so a stratum needs no ratio
/// of its own (the "combined" ratio of Cochran, Sampling Techniques 1977, 6.11): `R = M / D` with
/// `Var(R) = Σ w_k² (s_M² - 2 R s_MD + R² s_D²)_k / n_k / D²`. Degrees of freedom, lift and small strata
/// as in [`post_stratified_mean`]. Needs what [`super::super::ratio_difference`] needs.
pub fn post_stratified_ratio(
    strata: &[(RatioMoments, RatioMoments)],
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    let strata = Strata::new(strata)?;
    let unadjusted = (
        sample(&strata.whole.0, confidence)?,
        sample(&strata.whole.1, confidence)?,
    );
    let control = ratio_put_together(&strata.control()?, confidence)?;
    let treatment = ratio_put_together(&strata.treatment()?, confidence)?;
    adjusted(unadjusted, control, treatment, confidence)
}

fn ratio_put_together(
    parts: &[(f64, RatioMoments)],
    confidence: Confidence,
) -> Result<Sample, CannotTest> {
    let numerator = put_together(parts, |part| Sample::of_mean(&part.numerator))?;
    let denominator = put_together(parts, |part| Sample::of_mean(&part.denominator))?;
    let base = away_from_zero(denominator, confidence)?;
    let value = finite(numerator.measured.value / base)?;
    let linear = put_together(parts, |part| {
        let units = part.numerator.n;
        let variance = linear_variance(part, value)? / units as f64;
        Ok(Sample {
            measured: Measured {
                value: 0.0,
                variance,
            },
            df: (units - 1) as f64,
        })
    })?;
    Ok(Sample {
        measured: Measured {
            value,
            variance: finite(linear.measured.variance / base / base)?,
        },
        df: linear.df,
    })
}

fn adjusted(
    unadjusted: (Sample, Sample),
    control: Sample,
    treatment: Sample,
    confidence: Confidence,
) -> Result<Adjusted, CannotTest> {
    let before = finite(unadjusted.0.measured.variance + unadjusted.1.measured.variance)?;
    if before == 0.0 {
        return Err(CannotTest::ZeroVariance);
    }
    let after = finite(control.measured.variance + treatment.measured.variance)?;
    Ok(Adjusted {
        method: AdjustmentMethod::PostStratified,
        theta: None,
        variance_reduction: finite(1.0 - after / before)?,
        effect: compare(TestKind::PostStratified, control, treatment, confidence)?,
    })
}

/// One group's strata, with their weights, as one estimate.
fn put_together<M>(
    parts: &[(f64, M)],
    sample: impl Fn(&M) -> Result<Sample, CannotTest>,
) -> Result<Sample, CannotTest> {
    let mut value = 0.0;
    let mut terms = Vec::with_capacity(parts.len());
    for (weight, part) in parts {
        let Sample { measured, df } = sample(part)?;
        value += weight * measured.value;
        terms.push((weight * weight * measured.variance, df));
    }
    let variance = finite(terms.iter().map(|term| term.0).sum())?;
    let df = if variance > 0.0 {
        // Shares of the variance, because its square may overflow.
        let inverse: f64 = terms
            .iter()
            .map(|(term, df)| (term / variance).powi(2) / df)
            .sum();
        1.0 / inverse
    } else {
        terms.iter().map(|term| term.1).sum()
    };
    Ok(Sample {
        measured: Measured {
            value: finite(value)?,
            variance,
        },
        df,
    })
}

/// Moments of the units of one group in one stratum.
trait Units: Copy + Default + Add<Output = Self> {
    fn units(&self) -> Result<u64, CannotTest>;
}

impl Units for Moments {
    fn units(&self) -> Result<u64, CannotTest> {
        Ok(self.n)
    }
}

impl Units for RatioMoments {
    fn units(&self) -> Result<u64, CannotTest> {
        if self.numerator.n == self.denominator.n {
            Ok(self.numerator.n)
        } else {
            Err(CannotTest::OutOfRange)
        }
    }
}

/// A stratum with its units in control and treatment.
#[derive(Clone, Copy, Default)]
struct Stratum<M> {
    moments: (M, M),
    units: (u64, u64),
}

impl<M: Units> Stratum<M> {
    fn has_variances(&self) -> bool {
        self.units.0 >= 2 && self.units.1 >= 2
    }

    fn all(&self) -> u64 {
        self.units.0 + self.units.1
    }
}

impl<M: Units> Add for Stratum<M> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            moments: (
                self.moments.0 + other.moments.0,
                self.moments.1 + other.moments.1,
            ),
            units: (self.units.0 + other.units.0, self.units.1 + other.units.1),
        }
    }
}

/// The strata of a comparison and all of them as one.
struct Strata<M> {
    whole: (M, M),
    units: u64,
    each: Vec<Stratum<M>>,
}

impl<M: Units> Strata<M> {
    fn new(strata: &[(M, M)]) -> Result<Self, CannotTest> {
        let mut each = Vec::with_capacity(strata.len());
        let mut units = 0_u64;
        for &moments in strata {
            let stratum = Stratum {
                moments,
                units: (moments.0.units()?, moments.1.units()?),
            };
            for count in [stratum.units.0, stratum.units.1] {
                units = units.checked_add(count).ok_or(CannotTest::OutOfRange)?;
            }
            each.push(stratum);
        }
        let whole = each.iter().copied().fold(Stratum::default(), Add::add);
        Ok(Self {
            whole: whole.moments,
            units,
            each: without_small(each),
        })
    }

    fn control(&self) -> Result<Vec<(f64, M)>, CannotTest> {
        self.weighted(|stratum| stratum.moments.0)
    }

    fn treatment(&self) -> Result<Vec<(f64, M)>, CannotTest> {
        self.weighted(|stratum| stratum.moments.1)
    }

    /// One group's moments by stratum, with the share of the stratum in both groups.
    fn weighted(&self, group: impl Fn(&Stratum<M>) -> M) -> Result<Vec<(f64, M)>, CannotTest> {
        if self.each.len() < 2 {
            return Err(CannotTest::NothingToAdjust);
        }
        let units = self.units as f64;
        let weighted = |stratum| (Stratum::all(stratum) as f64 / units, group(stratum));
        Ok(self.each.iter().map(weighted).collect())
    }
}

/// Puts the strata without a variance together, and with the smallest of the others if need be.
fn without_small<M: Units>(strata: Vec<Stratum<M>>) -> Vec<Stratum<M>> {
    let (mut kept, small): (Vec<_>, Vec<_>) = strata.into_iter().partition(Stratum::has_variances);
    let rest = small.into_iter().fold(Stratum::default(), Add::add);
    if rest.all() == 0 {
        return kept;
    }
    match kept.iter_mut().min_by_key(|stratum| stratum.all()) {
        Some(smallest) if !rest.has_variances() => *smallest = *smallest + rest,
        _ => kept.push(rest),
    }
    kept
}
