//! A rule as rows of a builder: conditions joined by one word, each possibly negated.
//!
//! Rules that nest deeper are edited as text. A `FlatRule` prints the same text that it was read from.

use crate::segments::{Condition, Decimal, Field, FieldKind, Operator, Rule, Value};

/// The word between all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// All rows hold.
    And,
    /// Any row holds.
    Or,
}

impl Join {
    /// The word in rules and between rows.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }

    /// The other word.
    pub(super) fn other(self) -> Self {
        match self {
            Self::And => Self::Or,
            Self::Or => Self::And,
        }
    }
}

/// A rule without nesting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FlatRule {
    /// The word between rows.
    pub(super) join: Join,
    /// The rows; none at all is everyone.
    pub(super) rows: Vec<FlatRow>,
}

/// One row of the builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FlatRow {
    /// Whether `not` stands before it.
    pub(super) negated: bool,
    /// The test.
    pub(super) condition: Condition,
}

impl FlatRow {
    fn of(rule: &Rule) -> Option<Self> {
        let (negated, rule) = match rule {
            Rule::Not(inner) => (true, inner.as_ref()),
            Rule::And(_) | Rule::Or(_) | Rule::Condition(_) => (false, rule),
        };
        match rule {
            Rule::Condition(condition) => Some(Self {
                negated,
                condition: condition.clone(),
            }),
            Rule::And(_) | Rule::Or(_) | Rule::Not(_) => None,
        }
    }

    fn rule(&self) -> Rule {
        let condition = Rule::Condition(self.condition.clone());
        if self.negated {
            Rule::Not(Box::new(condition))
        } else {
            condition
        }
    }
}

impl FlatRule {
    /// The rows of a rule; `None` where it nests, or is `nobody`.
    pub(super) fn of(rule: &Rule) -> Option<Self> {
        let (join, rules) = match rule {
            Rule::And(rules) => (Join::And, rules.as_slice()),
            Rule::Or(rules) if !rules.is_empty() => (Join::Or, rules.as_slice()),
            Rule::Or(_) => return None,
            Rule::Not(_) | Rule::Condition(_) => (Join::And, std::slice::from_ref(rule)),
        };
        let rows: Option<Vec<FlatRow>> = rules.iter().map(FlatRow::of).collect();
        Some(Self { join, rows: rows? })
    }

    /// The rule as text.
    pub(super) fn text(&self) -> String {
        let rules: Vec<Rule> = self.rows.iter().map(FlatRow::rule).collect();
        // No rows is everyone, whichever word would stand between them.
        match self.join {
            Join::Or if !rules.is_empty() => Rule::Or(rules).to_string(),
            Join::And | Join::Or => Rule::And(rules).to_string(),
        }
    }
}

/// A condition to start with on a field.
pub(super) fn starting(field: Field) -> Condition {
    let number = |text: &str| Value::Number(Decimal::parse(text).unwrap_or(Decimal::whole(0)));
    let (operator, value) = match field.kind() {
        FieldKind::Count => (Operator::AtLeast, number("2")),
        FieldKind::Money => (Operator::AtLeast, number("100")),
        FieldKind::Days => (Operator::AtMost, number("30")),
        FieldKind::Ratio => (Operator::Greater, number("1.25")),
        FieldKind::Share => (Operator::AtLeast, number("50%")),
        FieldKind::Text => (Operator::Contains, Value::Text(String::new())),
        FieldKind::Choice => (Operator::Equal, Value::Text("subscribed".to_owned())),
    };
    Condition::Compare {
        field,
        operator,
        value,
    }
}

/// The same test on another field: operator and value stay where they fit.
pub(super) fn on_field(condition: &Condition, field: Field) -> Condition {
    match condition {
        Condition::Compare {
            field: before,
            operator,
            value,
        } if before.kind() == field.kind() => Condition::Compare {
            field,
            operator: *operator,
            value: value.clone(),
        },
        Condition::OneOf {
            field: before,
            values,
        } if before.kind() == field.kind() => Condition::OneOf {
            field,
            values: values.clone(),
        },
        Condition::Top { share, .. } if field.kind().is_number() => Condition::Top {
            field,
            share: *share,
        },
        Condition::Compare { .. }
        | Condition::OneOf { .. }
        | Condition::Top { .. }
        | Condition::Arm { .. }
        | Condition::Property { .. } => starting(field),
    }
}

/// The value as typed for a field; `None` where it does not fit.
pub(super) fn typed_value(field: Field, text: &str) -> Option<Value> {
    let text = text.trim();
    if !field.kind().is_number() {
        return Some(Value::Text(text.to_owned()));
    }
    let number = Decimal::parse(text)?;
    let fits = field.kind() == FieldKind::Share || !number.is_percent();
    fits.then_some(Value::Number(number))
}

/// The share of `top(…)` as typed: `10%` or `10`, which both mean ten per cent.
pub(super) fn typed_share(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let percent = if text.ends_with('%') {
        text.to_owned()
    } else {
        format!("{text}%")
    };
    Decimal::parse(&percent).filter(|share| (0.0..=1.0).contains(&share.to_f64()))
}

/// A value without the quotes that it has in rules.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::parse;

    fn check(text: &str, rows: Option<usize>) {
        let flat = FlatRule::of(&parse(text).unwrap());
        assert_eq!(flat.as_ref().map(|flat| flat.rows.len()), rows, "{text}");
        if let Some(flat) = flat {
            assert_eq!(flat.text(), text);
        }
    }

    #[test]
    fn flat_rules_print_what_they_were_read_from() {
        check("everyone", Some(0));
        check("orders >= 2", Some(1));
        check("gap_ratio > 1.25 and not tag contains staff", Some(2));
        check("country in (DE, FR) or top(net, 10%)", Some(2));
        check("arm(\"winback\", \"B: free\") and orders = 0", Some(2));
        check("not property(\"Roast\") is set or orders = 0", Some(2));
    }

    #[test]
    fn nested_rules_are_left_to_the_text() {
        check("nobody", None);
        check("orders >= 2 and (net > 5 or aov > 3)", None);
        check("not (orders >= 2 or net > 5)", None);
    }

    #[test]
    fn every_field_starts_with_a_condition_that_can_be_read() {
        for field in Field::ALL {
            let row = FlatRow {
                negated: false,
                condition: starting(field),
            };
            let text = row.rule().to_string();
            assert_eq!(parse(&text).map(|rule| rule.to_string()), Ok(text));
        }
    }

    #[test]
    fn removing_the_last_row_of_an_or_leaves_everyone() {
        let flat = FlatRule {
            join: Join::Or,
            rows: Vec::new(),
        };
        assert_eq!(flat.text(), "everyone");
    }

    #[test]
    fn a_new_field_keeps_what_fits() {
        let two = starting(Field::Net);
        let Condition::Compare { value, .. } = on_field(&two, Field::Aov) else {
            panic!("a comparison stays one");
        };
        assert_eq!(shown(&value), "100");
        assert_eq!(on_field(&two, Field::Country), starting(Field::Country));
    }

    #[test]
    fn typed_values_fit_their_field_or_are_refused() {
        assert_eq!(typed_value(Field::Orders, "2%"), None);
        assert_eq!(typed_value(Field::GapRatio, "1."), None);
        assert_eq!(
            typed_value(Field::Country, " DE ").map(|value| shown(&value)),
            Some("DE".to_owned())
        );
        assert_eq!(typed_share("10"), typed_share("10%"));
        assert_eq!(typed_share("140"), None);
    }
}
