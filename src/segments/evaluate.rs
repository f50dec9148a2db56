//! A rule to the people it holds for, as of an instant.
//!
//! Numbers are compared as exact fractions (money in minor units, averages and shares as integer over
//! integer), text trimmed and case-folded, UTM values normalised. Each distinct text is judged once.

mod property;

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::attribution::utm::Normaliser;
use crate::metrics::Mask;
use crate::metrics::people::{OrderAt, PersonTable};
use crate::model::rules::UtmAlias;
use crate::model::time::DAY_MICROS;
use crate::model::utm::UtmField;
use crate::store::snapshot::{PersonId, Snapshot, TextId};

use super::decimal::Decimal;
use super::field::Field;
use super::rule::{Condition, Operator, Rule, Universe, Value};

/// What a rule is evaluated on.
#[derive(Clone, Copy, Debug)]
pub struct RuleContext<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// Which orders count, one flag per order; the same flags that the table was built from.
    pub included: &'a [bool],
    /// What people had done by the instant of evaluation.
    pub table: &'a PersonTable,
    /// UTM spellings that mean another one.
    pub aliases: &'a [UtmAlias],
}

impl RuleContext<'_> {
    /// Whom rules of this universe speak of.
    #[must_use]
    pub fn universe(&self, universe: Universe) -> Mask {
        match universe {
            Universe::Buyers => self.table.buyers(),
            Universe::Everyone => Mask::all(self.table.len()),
        }
    }

    /// The buyers outside a segment: what `rest` compares it with.
    #[must_use]
    pub fn rest(&self, segment: &Mask) -> Mask {
        self.table.buyers().without(segment)
    }
}

impl Rule {
    /// The people of the rule's universe for whom it holds.
    #[must_use]
    pub fn evaluate(&self, context: &RuleContext<'_>) -> Mask {
        let universe = context.universe(self.universe());
        self.within(context, &universe)
    }

    /// What in the rule names something that is not loaded, as sentences; such a rule finds nobody.
    #[must_use]
    pub fn warnings(&self, context: &RuleContext<'_>) -> Vec<String> {
        let lists = &context.snapshot.assignments;
        let mut warnings = Vec::new();
        for condition in self.conditions() {
            if let Condition::Property { name, .. } = condition {
                warnings.extend(property::warning(context, name));
            }
            let Condition::Arm { experiment, arm } = condition else {
                continue;
            };
            let list = lists.iter().find(|list| same(&list.experiment, experiment));
            let loaded = match list {
                None => lists.iter().map(|list| list.experiment.as_str()).collect(),
                Some(list) if list.arms.iter().any(|known| same(known, arm)) => continue,
                Some(list) => list.arms.iter().map(String::as_str).collect::<Vec<_>>(),
            };
            let what = match list {
                None => format!("experiment `{experiment}`"),
                Some(_) => format!("arm `{arm}` in `{experiment}`"),
            };
            let loaded = match loaded.as_slice() {
                [] => "none is loaded".to_owned(),
                names => format!("loaded: {}", names.join(", ")),
            };
            warnings.push(format!("There is no {what} ({loaded})"));
        }
        warnings
    }

    fn within(&self, context: &RuleContext<'_>, universe: &Mask) -> Mask {
        match self {
            Self::And(rules) => rules.iter().fold(universe.clone(), |mask, rule| {
                mask.and(&rule.within(context, universe))
            }),
            Self::Or(rules) => rules.iter().fold(Mask::none(universe.len()), |mask, rule| {
                mask.or(&rule.within(context, universe))
            }),
            Self::Not(rule) => universe.without(&rule.within(context, universe)),
            Self::Condition(condition) => condition.mask(context).and(universe),
        }
    }
}

impl Condition {
    fn mask(&self, context: &RuleContext<'_>) -> Mask {
        match self {
            Self::Compare {
                field,
                operator,
                value,
            } => compare(context, *field, *operator, value),
            Self::OneOf { field, values } => values
                .iter()
                .map(|value| compare(context, *field, Operator::Equal, value))
                .fold(Mask::none(context.table.len()), |mask, one| mask.or(&one)),
            Self::Top { field, share } => top(context, *field, *share),
            Self::Arm { experiment, arm } => assigned(context, experiment, arm),
            Self::Property { name, test } => property::mask(context, name, test),
        }
    }
}

fn compare(context: &RuleContext<'_>, field: Field, operator: Operator, value: &Value) -> Mask {
    let people = context.table.len();
    if !operator.fits(field) {
        return Mask::none(people);
    }
    if operator == Operator::NotEqual {
        return compare(context, field, Operator::Equal, value).not();
    }
    match value {
        Value::Number(limit) if field.kind().is_number() => Mask::from_fn(people, |person| {
            Number::of(context, field, person)
                .is_some_and(|number| number.satisfies(operator, *limit))
        }),
        Value::Text(text) if !field.kind().is_number() => {
            match_text(context, field, operator, text)
        }
        Value::Number(_) | Value::Text(_) => Mask::none(people),
    }
}

/// A person's number, exact where it can be.
#[derive(Clone, Copy)]
enum Number {
    /// Numerator over a denominator above zero.
    Fraction(i64, i64),
    /// A whole number of days' worth of microseconds.
    Elapsed(i64),
    /// Not a fraction of whole numbers.
    Float(f64),
}

impl Number {
    fn of(context: &RuleContext<'_>, field: Field, person: PersonId) -> Option<Self> {
        let table = context.table;
        let at = person as usize;
        let orders = i64::from(table.orders[at]);
        let per_major = context.snapshot.currency.minor_per_major();
        let elapsed = |order: Option<OrderAt>| Some(Self::Elapsed(table.as_of - order?.placed));
        match field {
            Field::Orders => Some(Self::Fraction(orders, 1)),
            Field::Net => Some(Self::Fraction(table.net[at], per_major)),
            Field::Aov => (orders > 0).then(|| Self::Fraction(table.value[at], orders * per_major)),
            Field::CodeShare => {
                (orders > 0).then(|| Self::Fraction(table.coded_orders[at].into(), orders))
            }
            Field::DaysSinceLastOrder => elapsed(table.last[at]),
            Field::DaysSinceFirstOrder => elapsed(table.first[at]),
            Field::GapRatio => table.gap_ratio[at].map(Self::Float),
            Field::Product
            | Field::Sku
            | Field::Country
            | Field::Tag
            | Field::FirstUtmSource
            | Field::FirstUtmMedium
            | Field::FirstUtmCampaign
            | Field::Consent => None,
        }
    }

    fn satisfies(self, operator: Operator, limit: Decimal) -> bool {
        let ordering = match self {
            Self::Fraction(numerator, denominator) => limit.compare(numerator, denominator),
            Self::Elapsed(micros) if operator == Operator::Equal => {
                limit.compare(micros.div_euclid(DAY_MICROS), 1)
            }
            Self::Elapsed(micros) => limit.compare(micros, DAY_MICROS),
            Self::Float(value) => value.total_cmp(&limit.to_f64()),
        };
        match operator {
            Operator::Equal => ordering.is_eq(),
            Operator::NotEqual => ordering.is_ne(),
            Operator::Greater => ordering.is_gt(),
            Operator::AtLeast => ordering.is_ge(),
            Operator::Less => ordering.is_lt(),
            Operator::AtMost => ordering.is_le(),
            Operator::Contains => false,
        }
    }

    /// Orders numbers of the same field.
    fn cmp(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Fraction(a, b), Self::Fraction(c, d)) => {
                (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)))
            }
            (Self::Elapsed(a), Self::Elapsed(b)) => a.cmp(&b),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    fn to_f64(self) -> f64 {
        match self {
            Self::Fraction(numerator, denominator) => numerator as f64 / denominator as f64,
            Self::Elapsed(micros) => micros as f64 / DAY_MICROS as f64,
            Self::Float(value) => value,
        }
    }
}

/// The buyers with the highest numbers: the share of those who have one, rounded up, ties included.
fn top(context: &RuleContext<'_>, field: Field, share: Decimal) -> Mask {
    let mut mask = Mask::none(context.table.len());
    let mut ranked: Vec<(Number, PersonId)> = context
        .table
        .buyers()
        .iter()
        .filter_map(|person| Some((Number::of(context, field, person)?, person)))
        .collect();
    let Some(last) = share.share_of(ranked.len()).checked_sub(1) else {
        return mask;
    };
    let (_, &mut (threshold, _), _) = ranked.select_nth_unstable_by(last, |a, b| b.0.cmp(a.0));
    for (number, person) in ranked {
        if number.cmp(threshold).is_ge() {
            mask.insert(person);
        }
    }
    mask
}

fn assigned(context: &RuleContext<'_>, experiment: &str, arm: &str) -> Mask {
    let mut mask = Mask::none(context.table.len());
    for list in &context.snapshot.assignments {
        if !same(&list.experiment, experiment) {
            continue;
        }
        let wanted: Vec<bool> = list.arms.iter().map(|known| same(known, arm)).collect();
        for row in &list.rows {
            if wanted.get(row.arm as usize).is_some_and(|&wanted| wanted) {
                mask.insert(row.person);
            }
        }
    }
    mask
}

fn match_text(context: &RuleContext<'_>, field: Field, operator: Operator, text: &str) -> Mask {
    let snapshot = context.snapshot;
    let people = context.table.len();
    let products = &snapshot.orders.lines.product;
    let mut matcher = Matcher::new(operator, fold(text));
    match field {
        Field::Product => of_lines(context, |line| {
            matcher.holds(snapshot, products.get(line).title)
        }),
        Field::Sku => of_lines(context, |line| {
            products
                .get(line)
                .sku
                .is_some_and(|id| matcher.holds(snapshot, id))
        }),
        Field::Country => Mask::from_fn(people, |person| {
            snapshot.people.country[person as usize].is_some_and(|id| matcher.holds(snapshot, id))
        }),
        Field::Tag => Mask::from_fn(people, |person| {
            let profile = snapshot.people.tags.get(person as usize).iter();
            let of_orders =
                orders_of(context, person).flat_map(|order| snapshot.orders.facts.tags.get(order));
            profile
                .chain(of_orders)
                .any(|&id| matcher.holds(snapshot, id))
        }),
        Field::FirstUtmSource => first_utm(context, UtmField::Source, operator, text),
        Field::FirstUtmMedium => first_utm(context, UtmField::Medium, operator, text),
        Field::FirstUtmCampaign => first_utm(context, UtmField::Campaign, operator, text),
        Field::Consent => Mask::from_fn(people, |person| {
            matcher.matches(snapshot.people.consent[person as usize].id())
        }),
        Field::Orders
        | Field::Net
        | Field::Aov
        | Field::DaysSinceLastOrder
        | Field::DaysSinceFirstOrder
        | Field::GapRatio
        | Field::CodeShare => Mask::none(people),
    }
}

/// The people with a line that holds in an included order.
fn of_lines(context: &RuleContext<'_>, mut holds: impl FnMut(usize) -> bool) -> Mask {
    let lines = &context.snapshot.orders.lines;
    Mask::from_fn(context.table.len(), |person| {
        orders_of(context, person)
            .flat_map(|order| lines.of_order(order))
            .any(&mut holds)
    })
}

/// The included orders of a person up to the instant of the table.
fn orders_of(context: &RuleContext<'_>, person: PersonId) -> impl Iterator<Item = usize> {
    let placed = &context.snapshot.orders.placed;
    context
        .snapshot
        .people
        .orders(person)
        .take_while(|&order| placed[order] <= context.table.as_of)
        .filter(|&order| context.included[order])
}

fn first_utm(context: &RuleContext<'_>, field: UtmField, operator: Operator, text: &str) -> Mask {
    let snapshot = context.snapshot;
    let normaliser = Normaliser::new(context.aliases);
    // Part of a value is not a spelling of its own: aliases apply to whole values only.
    let wanted = match operator {
        Operator::Contains => Some(crate::attribution::utm::normalise(text)),
        _ => normaliser.value(field, text),
    };
    let Some(wanted) = wanted else {
        return Mask::none(context.table.len());
    };
    let mut matcher = Matcher::new(operator, wanted);
    let touch = &snapshot.orders.touch;
    Mask::from_fn(context.table.len(), |person| {
        let first = context.table.first[person as usize];
        let id = first.and_then(|order| touch.value(field, order.row as usize));
        id.is_some_and(|id| {
            matcher.holds_as(id, || {
                normaliser
                    .value(field, snapshot.text(id))
                    .unwrap_or_default()
            })
        })
    })
}

/// A text test that judges each distinct text once.
struct Matcher {
    operator: Operator,
    wanted: String,
    verdicts: HashMap<TextId, bool>,
}

impl Matcher {
    fn new(operator: Operator, wanted: String) -> Self {
        Self {
            operator,
            wanted,
            verdicts: HashMap::new(),
        }
    }

    fn holds(&mut self, snapshot: &Snapshot, id: TextId) -> bool {
        self.holds_as(id, || fold(snapshot.text(id)))
    }

    fn holds_as(&mut self, id: TextId, text: impl FnOnce() -> String) -> bool {
        if let Some(&verdict) = self.verdicts.get(&id) {
            return verdict;
        }
        let verdict = self.matches(&text());
        self.verdicts.insert(id, verdict);
        verdict
    }

    fn matches(&self, text: &str) -> bool {
        if self.operator == Operator::Contains {
            text.contains(&self.wanted)
        } else {
            text == self.wanted
        }
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

#[cfg(test)]
mod tests;
