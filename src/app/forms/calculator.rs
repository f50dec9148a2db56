//! The calculators' form.

use crate::analysis::planner::{Available, PlanBaseline, PlanSettings, PlannedEffect};
use crate::model::experiment::GoalMetric;
use crate::model::money::Currency;
use crate::stats::{Design, Moments, Proportion, Statistic};

use super::{FieldErrors, number};

/// The calculators as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalculatorForm {
    /// Which calculator is shown.
    pub kind: CalculatorKind,
    /// Per arm: who did, of how many.
    pub rates: Vec<[String; 2]>,
    /// Per arm: mean, standard deviation, people.
    pub means: Vec<[String; 3]>,
    /// Per arm: people, planned weight.
    pub split: Vec<[String; 2]>,
    /// Sample size and power.
    pub size: SizeForm,
}

/// The calculators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CalculatorKind {
    /// Rates compared.
    #[default]
    Rates,
    /// Means compared.
    Means,
    /// The split against the plan.
    Split,
    /// Sample size, power and smallest visible effect.
    Size,
}

impl CalculatorKind {
    /// Every calculator with its words.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Rates, "Rates"),
        (Self::Means, "Means"),
        (Self::Split, "Split check"),
        (Self::Size, "Sample size and power"),
    ];
}

/// Sample size and power, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeForm {
    /// A rate or a mean.
    pub metric: SizeMetric,
    /// The rate in percent, or the standard deviation.
    pub baseline: String,
    /// The difference in percentage points, or in the unit of the mean.
    pub effect: String,
    /// Power in percent.
    pub power: String,
    /// Error rate in percent.
    pub alpha: String,
    /// Weights of the arms.
    pub weights: String,
    /// People in all arms; empty leaves the question out.
    pub people: String,
}

/// What a sample size is computed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SizeMetric {
    /// A rate.
    #[default]
    Rate,
    /// A mean.
    Mean,
}

impl Default for CalculatorForm {
    fn default() -> Self {
        Self {
            kind: CalculatorKind::default(),
            rates: vec![Default::default(); 2],
            means: vec![Default::default(); 2],
            split: vec![
                [String::new(), "50".to_owned()],
                [String::new(), "50".to_owned()],
            ],
            size: SizeForm {
                metric: SizeMetric::default(),
                baseline: String::new(),
                effect: String::new(),
                power: "80".to_owned(),
                alpha: "5".to_owned(),
                weights: "50, 50".to_owned(),
                people: String::new(),
            },
        }
    }
}

/// A field of a table of arms: row and column; of the size form: row 0 and the field's number.
pub type Place = (usize, usize);

/// What was read: the values where every field is filled and right, else what is wrong or missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed<T> {
    /// The values; `None` while a field is empty or wrong.
    pub values: Option<T>,
    /// What is wrong; empty fields are not.
    pub errors: FieldErrors<Place>,
}

/// The most arms that a calculator takes.
pub const MOST_ARMS: usize = 8;

impl CalculatorForm {
    /// The rates, read.
    #[must_use]
    pub fn read_rates(&self) -> Typed<Vec<Statistic>> {
        read_rows(&self.rates, |row, at, errors| {
            let successes = count(&row[0], (at, 0), "96", errors)?;
            let trials = count(&row[1], (at, 1), "2,400", errors)?;
            if successes > trials {
                errors.add(
                    (at, 0),
                    format!("More did it than there are people: write 0 to {trials}"),
                );
                return None;
            }
            Some(Statistic::Proportion(Proportion { successes, trials }))
        })
    }

    /// The means, read.
    #[must_use]
    pub fn read_means(&self) -> Typed<Vec<Statistic>> {
        read_rows(&self.means, |row, at, errors| {
            let mean = decimal(&row[0], (at, 0), "2.11", errors);
            let sd = decimal(&row[1], (at, 1), "14.2", errors);
            let n = count(&row[2], (at, 2), "2,400", errors)?;
            let (mean, sd) = (mean?, sd?);
            if sd < 0.0 {
                errors.add((at, 1), "A standard deviation is not negative");
                return None;
            }
            let m2 = sd * sd * n.saturating_sub(1) as f64;
            Some(Statistic::Mean(Moments { n, mean, m2 }))
        })
    }

    /// People and planned weights, read.
    #[must_use]
    pub fn read_split(&self) -> Typed<Vec<(u64, f64)>> {
        read_rows(&self.split, |row, at, errors| {
            let people = count(&row[0], (at, 0), "1,680", errors);
            let weight = decimal(&row[1], (at, 1), "50", errors)?;
            if weight < 0.0 {
                errors.add((at, 1), "A weight is 0 or more: write for example 50");
                return None;
            }
            Some((people?, weight))
        })
    }
}

impl SizeForm {
    /// The settings of a plan, read.
    #[must_use]
    pub fn read(&self) -> Typed<PlanSettings> {
        let mut errors = FieldErrors::default();
        let is_rate = self.metric == SizeMetric::Rate;
        let example = if is_rate { ("5", "1") } else { ("14.2", "0.9") };
        let baseline = decimal(&self.baseline, (0, 0), example.0, &mut errors);
        let effect = decimal(&self.effect, (0, 1), example.1, &mut errors);
        let power = decimal(&self.power, (0, 2), "80", &mut errors);
        let alpha = decimal(&self.alpha, (0, 3), "5", &mut errors);
        let weights = number::list(&self.weights).filter(|weights| weights.len() > 1);
        if weights.is_none() {
            errors.add((0, 4), "Write a weight for each arm, for example 50, 50");
        }
        let people = count(&self.people, (0, 5), "4,812", &mut errors);
        let values = (|| {
            let (baseline, scale) = (baseline?, if is_rate { 0.01 } else { 100.0 });
            let settings = PlanSettings {
                metric: if is_rate {
                    GoalMetric::Conversion
                } else {
                    GoalMetric::NetPerPerson
                },
                baseline: PlanBaseline {
                    value: is_rate.then_some(baseline * scale),
                    sd: (!is_rate).then_some(baseline * scale),
                },
                window_days: 0,
                effect: effect.map(|effect| PlannedEffect::Absolute(effect * scale)),
                design: Design {
                    power: power? / 100.0,
                    alpha: alpha? / 100.0,
                    weights: weights?,
                    ..Design::default()
                },
                available: people.map(|people| Available { people, of: None }),
                currency: Currency::NONE,
                ..PlanSettings::default()
            };
            (effect.is_some() || people.is_some()).then_some(settings)
        })();
        Typed {
            values: values.filter(|_| errors.is_empty()),
            errors,
        }
    }
}

fn read_rows<const N: usize, T>(
    rows: &[[String; N]],
    mut read: impl FnMut(&[String; N], usize, &mut FieldErrors<Place>) -> Option<T>,
) -> Typed<Vec<T>> {
    let mut errors = FieldErrors::default();
    let mut values = Some(Vec::new());
    for (at, row) in rows.iter().enumerate() {
        match (read(row, at, &mut errors), &mut values) {
            (Some(value), Some(values)) => values.push(value),
            _ => values = None,
        }
    }
    Typed { values, errors }
}

fn count(text: &str, place: Place, example: &str, errors: &mut FieldErrors<Place>) -> Option<u64> {
    let value = number::count(text);
    complain(
        value.is_none(),
        text,
        place,
        ("a whole number", example),
        errors,
    );
    value
}

fn decimal(
    text: &str,
    place: Place,
    example: &str,
    errors: &mut FieldErrors<Place>,
) -> Option<f64> {
    let value = number::decimal(text);
    complain(value.is_none(), text, place, ("a number", example), errors);
    value
}

fn complain(
    is_wrong: bool,
    text: &str,
    place: Place,
    (what, example): (&str, &str),
    errors: &mut FieldErrors<Place>,
) {
    let text = text.trim();
    if is_wrong && !text.is_empty() {
        errors.add(
            place,
            format!("`{text}` is not {what}: write for example {example}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<const N: usize>(texts: [&str; N]) -> [String; N] {
        texts.map(str::to_owned)
    }

    #[test]
    fn empty_fields_are_no_errors_but_give_no_answer() {
        let form = CalculatorForm::default();
        let typed = form.read_rates();
        assert_eq!((typed.values, typed.errors.is_empty()), (None, true));
        assert!(form.size.read().values.is_none());
    }

    #[test]
    fn wrong_fields_say_what_to_write() {
        let form = CalculatorForm {
            rates: vec![row(["5", "2"]), row(["x", "10"])],
            ..CalculatorForm::default()
        };
        let typed = form.read_rates();
        assert_eq!(typed.values, None);
        assert!(typed.errors.of((0, 0)).unwrap().contains("write 0 to 2"));
        assert_eq!(
            typed.errors.of((1, 0)),
            Some("`x` is not a whole number: write for example 96")
        );
        assert_eq!(typed.errors.of((1, 1)), None);
    }

    #[test]
    fn filled_fields_are_read() {
        let form = CalculatorForm {
            rates: vec![row(["96", "2,400"]), row(["149", "2400"])],
            means: vec![row(["2.11", "14,2", "3"])],
            split: vec![row(["1680", "1"]), row(["1320", "1"])],
            ..CalculatorForm::default()
        };
        assert_eq!(form.read_rates().values.unwrap().len(), 2);
        let Statistic::Mean(moments) = form.read_means().values.unwrap()[0] else {
            panic!("a mean");
        };
        assert!((moments.variance().unwrap().sqrt() - 14.2).abs() < 1e-12);
        assert_eq!(
            form.read_split().values.unwrap(),
            [(1_680, 1.0), (1_320, 1.0)]
        );
    }
}
