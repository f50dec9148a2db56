//! Segments that an experiment is looked at inside: what was known of each person at assignment.

use std::collections::BTreeMap;

use crate::metrics::{Detail, Mask, Metric, unit_statistics};

use crate::store::snapshot::TextId;

use super::super::trial::{CutDoubts, Role, TrialCut, TrialLevel};
use super::Test;

/// Cuts of everyone assigned, by what they did before.
pub(super) fn cuts(test: &Test<'_>, roles: &[(Metric, Role)]) -> Vec<TrialCut> {
    let before = Before::new(test);
    let bought: [Level; 3] = [
        ("Never bought before", |known| known.orders == 0),
        ("Bought once before", |known| known.orders == 1),
        ("Bought several times before", |known| known.orders >= 2),
    ];
    let coded: [Level; 2] = [
        ("Never used a code", |known| {
            known.orders > 0 && known.coded == 0
        }),
        ("Used a code before", |known| known.coded > 0),
    ];
    let mut cuts = vec![
        before.cut("Orders before the test", &bought, roles),
        before.cut("Discount codes before the test", &coded, roles),
    ];
    cuts.retain(|cut| cut.levels.len() > 1);
    let tags = before.tags(roles);
    if !tags.levels.is_empty() {
        cuts.push(tags);
    }
    cuts
}

/// At most this many tags, the most frequent ones.
const MOST_TAGS: usize = 20;

/// A level's words, and who belongs to it.
type Level = (&'static str, fn(&Known) -> bool);

/// What was known of a person at assignment.
#[derive(Clone, Copy, Default)]
struct Known {
    orders: u32,
    coded: u32,
}

struct Before<'a> {
    test: &'a Test<'a>,
    known: Vec<Option<Known>>,
}

/// A level needs this many people in every arm to say anything.
const FEWEST: usize = 20;

impl<'a> Before<'a> {
    fn new(test: &'a Test<'a>) -> Self {
        let snapshot = &test.context.snapshot;
        let included = &test.context.inclusion.included;
        let known = test
            .people
            .starts
            .iter()
            .enumerate()
            .map(|(person, start)| {
                let start = (*start)?;
                let mut known = Known::default();
                let orders = snapshot.people.orders(person as u32);
                for row in
                    orders.filter(|&row| included[row] && snapshot.orders.placed[row] < start)
                {
                    known.orders += 1;
                    known.coded += u32::from(!snapshot.orders.codes.get(row).is_empty());
                }
                Some(known)
            });
        Self {
            test,
            known: known.collect(),
        }
    }

    fn cut(&self, column: &str, levels: &[Level], roles: &[(Metric, Role)]) -> TrialCut {
        let levels = levels
            .iter()
            .filter_map(|&(value, belongs)| self.level(value, belongs, roles));
        TrialCut {
            column: column.to_owned(),
            doubts: CutDoubts::default(),
            levels: levels.collect(),
        }
    }

    /// The tags of the customer export, as they were when it was made: a person may have several.
    fn tags(&self, roles: &[(Metric, Role)]) -> TrialCut {
        let snapshot = &self.test.context.snapshot;
        let mut people: BTreeMap<TextId, Vec<u32>> = BTreeMap::new();
        for (person, known) in self.known.iter().enumerate() {
            if known.is_some() {
                for &tag in snapshot.people.tags.get(person) {
                    people.entry(tag).or_default().push(person as u32);
                }
            }
        }
        let mut tags: Vec<(TextId, Vec<u32>)> = people.into_iter().collect();
        tags.sort_by_key(|(tag, people)| {
            (
                std::cmp::Reverse(people.len()),
                snapshot.text(*tag).to_owned(),
            )
        });
        let levels = tags.iter().take(MOST_TAGS).filter_map(|(tag, people)| {
            let mut tagged = Mask::none(self.known.len());
            for &person in people {
                tagged.insert(person);
            }
            self.level_of(snapshot.text(*tag), &tagged, roles)
        });
        TrialCut {
            column: "Customer tag".to_owned(),
            doubts: CutDoubts {
                overlapping: true,
                after_assignment: true,
            },
            levels: levels.collect(),
        }
    }

    fn level(
        &self,
        value: &str,
        belongs: fn(&Known) -> bool,
        roles: &[(Metric, Role)],
    ) -> Option<TrialLevel> {
        let people = Mask::from_fn(self.known.len(), |person| {
            self.known[person as usize].as_ref().is_some_and(belongs)
        });
        self.level_of(value, &people, roles)
    }

    fn level_of(&self, value: &str, people: &Mask, roles: &[(Metric, Role)]) -> Option<TrialLevel> {
        let groups: Vec<_> = self
            .test
            .order
            .iter()
            .map(|&index| {
                let mut group = self.test.group(index);
                group.people = group.people.and(people);
                group
            })
            .collect();
        if groups.iter().any(|group| group.people.count() < FEWEST) {
            return None;
        }
        let input = self.test.input();
        let metrics = roles.iter().map(|&(metric, _)| {
            let arms = groups
                .iter()
                .map(|group| unit_statistics(&input, metric, group, Detail::default()));
            arms.collect()
        });
        Some(TrialLevel {
            value: value.to_owned(),
            sizes: groups
                .iter()
                .map(|group| group.people.count() as u64)
                .collect(),
            metrics: metrics.collect(),
        })
    }
}
