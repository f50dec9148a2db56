//! The readings of every value: capped, in the middle, ranked, resampled.

use crate::stats::{Bootstrap, CannotTest, Capped, Effect, MannWhitney};

use super::super::{Cap, ValueOpinions};
use super::{Reader, ReadingAnswer, ReadingKind, ReadingRow, cells};

impl Reader<'_> {
    pub(super) fn values(&self) -> Vec<ReadingRow> {
        let Some(values) = &self.effect.opinions.values else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        rows.extend(values.capped.as_ref().map(|capped| self.capped(capped)));
        rows.extend(self.in_the_middle(values));
        rows.push(self.ranks(&values.ranks));
        let bootstrap = values.bootstrap.as_ref();
        rows.extend(bootstrap.map(|bootstrap| self.bootstrap(bootstrap)));
        rows
    }

    fn capped(&self, capped: &Result<Capped, CannotTest>) -> ReadingRow {
        let how = capped.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |found| {
                let [control, treatment] = found.capped_units;
                let amount = self.words.value(found.cap.above);
                format!(
                    "Cut off at {amount}: {} in {}, {} in {}",
                    cells::count(control),
                    self.with.control,
                    cells::count(treatment),
                    self.with.treatment
                )
            },
        );
        ReadingRow {
            kind: ReadingKind::Capped,
            name: self.cap_name(),
            how,
            decides: false,
            answer: capped
                .as_ref()
                .map(|found| self.of_effect(&found.effect))
                .map_err(|reason| *reason),
        }
    }

    fn cap_name(&self) -> String {
        match self.with.settings.cap {
            Cap::Percentile(percentile) => format!("Capped at P{percentile}"),
            Cap::Amount(amount) => format!("Capped at {}", self.words.value(amount)),
            Cap::None => "Capped".to_owned(),
        }
    }

    fn in_the_middle(&self, values: &ValueOpinions) -> [ReadingRow; 2] {
        let row = |kind, name: &str, found: &Result<Effect, CannotTest>| ReadingRow {
            kind,
            name: format!("{name} of {}", self.those_above_zero()),
            how: format!(
                "Only {}: no longer the split as drawn",
                self.those_above_zero()
            ),
            decides: false,
            answer: found
                .as_ref()
                .map(|effect| ReadingAnswer {
                    is_randomised: false,
                    ..self.of_effect(effect)
                })
                .map_err(|reason| *reason),
        };
        [
            row(ReadingKind::Median, "Median", &values.median),
            row(ReadingKind::P90, "P90", &values.p90),
        ]
    }

    /// The shop's values are people's purchases; a column's may be anything.
    fn those_above_zero(&self) -> &'static str {
        if self.metric.subject.metric.is_some() {
            "buyers"
        } else {
            "rows above 0"
        }
    }

    fn ranks(&self, ranks: &Result<MannWhitney, CannotTest>) -> ReadingRow {
        let how = ranks.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |found| {
                format!(
                    "Larger in {} of all pairs with {}, ties as half",
                    cells::percent(found.superiority),
                    self.with.control
                )
            },
        );
        ReadingRow {
            kind: ReadingKind::Ranks,
            name: "Mann-Whitney ranks".to_owned(),
            how,
            decides: false,
            answer: ranks
                .as_ref()
                .map(|found| ReadingAnswer {
                    difference: None,
                    ..self.plain(found.p.value, found.z)
                })
                .map_err(|reason| *reason),
        }
    }

    fn bootstrap(&self, bootstrap: &Result<Bootstrap, CannotTest>) -> ReadingRow {
        let how = bootstrap.as_ref().map_or_else(
            |reason| reason.sentence().to_owned(),
            |found| {
                format!(
                    "{} resamples of each arm, seed {}",
                    cells::count(found.resampling.resamples.into()),
                    found.resampling.seed
                )
            },
        );
        ReadingRow {
            kind: ReadingKind::Bootstrap,
            name: "Bootstrap".to_owned(),
            how,
            decides: false,
            answer: bootstrap
                .as_ref()
                .map(|found| ReadingAnswer {
                    interval: Some(found.difference.interval),
                    ..self.plain(found.p, found.difference.value)
                })
                .map_err(|reason| *reason),
        }
    }
}
