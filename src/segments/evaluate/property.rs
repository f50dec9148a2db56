//! Who has a profile property, and with which value.

use crate::metrics::Mask;
use crate::segments::property::PropertyTest;
use crate::segments::rule::Operator;
use crate::store::snapshot::PropertyColumn;

use super::{Matcher, RuleContext, fold, same};

/// The people for whom a test holds. A property that no profile has is set for nobody.
pub(super) fn mask(context: &RuleContext<'_>, name: &str, test: &PropertyTest) -> Mask {
    let (operator, text) = match test {
        PropertyTest::IsNot(value) => {
            return mask(context, name, &PropertyTest::Is(value.clone())).not();
        }
        PropertyTest::Is(value) => (Operator::Equal, value.as_str()),
        PropertyTest::Contains(value) => (Operator::Contains, value.as_str()),
        // Every value contains no text at all.
        PropertyTest::IsSet => (Operator::Contains, ""),
    };
    let mut found = Mask::none(context.table.len());
    let Some(column) = column(context, name) else {
        return found;
    };
    let mut matcher = Matcher::new(operator, fold(text));
    for (&person, &value) in column.people.iter().zip(&column.values) {
        if matcher.holds(context.snapshot, value) {
            found.insert(person);
        }
    }
    found
}

/// Why a property is set for nobody, as a sentence; `None` where some profile has it.
pub(super) fn warning(context: &RuleContext<'_>, name: &str) -> Option<String> {
    if column(context, name).is_some() {
        return None;
    }
    let columns = context.snapshot.people.properties.iter();
    let names: Vec<&str> = columns
        .map(|column| context.snapshot.text(column.name))
        .collect();
    let loaded = match names.as_slice() {
        [] => "none is loaded".to_owned(),
        names => format!("loaded: {}", names.join(", ")),
    };
    Some(format!("No profile has a property `{name}` ({loaded})"))
}

fn column<'a>(context: &RuleContext<'a>, name: &str) -> Option<&'a PropertyColumn> {
    let snapshot = context.snapshot;
    let mut columns = snapshot.people.properties.iter();
    columns.find(|column| same(snapshot.text(column.name), name))
}
