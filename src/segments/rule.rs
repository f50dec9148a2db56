//! A segment rule as a value: what the builder edits, what `Display` prints and `parse` reads back.

use std::fmt::{Display, Formatter, Result};

use super::decimal::Decimal;
use super::field::Field;
use super::property::PropertyTest;

/// A rule over people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// All of these hold. None at all is `everyone`.
    And(Vec<Rule>),
    /// Any of these holds. None at all is `nobody`.
    Or(Vec<Rule>),
    /// This does not hold.
    Not(Box<Rule>),
    /// One test.
    Condition(Condition),
}

/// One test on a person.
///
/// The parser only makes conditions whose value fits the field. One put together by hand that does
/// not fit holds for nobody; printing and parsing it tells why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// `field operator value`.
    Compare {
        /// The field.
        field: Field,
        /// The operator.
        operator: Operator,
        /// The value.
        value: Value,
    },
    /// `field in (value, …)`.
    OneOf {
        /// The field.
        field: Field,
        /// The values.
        values: Vec<Value>,
    },
    /// `top(field, share)`: the share of buyers with the highest values. The number of people is
    /// rounded up, and everyone who ties with the last of them is in.
    Top {
        /// A field whose values are numbers.
        field: Field,
        /// The share of buyers.
        share: Decimal,
    },
    /// `arm("experiment", "arm")`: people assigned to the arm, compared trimmed and in any case.
    Arm {
        /// The experiment.
        experiment: String,
        /// The arm.
        arm: String,
    },
    /// `property("name") …`: a column of an export of people that no field stands for.
    Property {
        /// The header, compared trimmed and in any case.
        name: String,
        /// What it is tested for.
        test: PropertyTest,
    },
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`; for fields with many values: one of them is equal.
    Equal,
    /// `!=`: the opposite of `=`.
    NotEqual,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `contains`: the text occurs in the value, or in one of them.
    Contains,
}

/// The value on the right-hand side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number, for fields whose values are numbers.
    Number(Decimal),
    /// Text, for all others.
    Text(String),
}

/// Whom a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Universe {
    /// People with at least one included order.
    Buyers,
    /// Everyone known: buyers, profiles and people assigned to an experiment.
    Everyone,
}

impl Operator {
    /// Every operator.
    pub const ALL: [Self; 7] = [
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::Contains,
    ];

    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Contains => "contains",
        }
    }

    /// Whether the operator fits fields of this kind.
    #[must_use]
    pub fn fits(self, field: Field) -> bool {
        match self {
            Self::Equal | Self::NotEqual => true,
            Self::Greater | Self::AtLeast | Self::Less | Self::AtMost => field.kind().is_number(),
            Self::Contains => field.kind() == super::field::FieldKind::Text,
        }
    }
}

impl Rule {
    /// Whom the rule speaks of: everyone where it mentions `orders` or `arm(…)`, else buyers.
    #[must_use]
    pub fn universe(&self) -> Universe {
        let widens = |condition: &Condition| match condition {
            Condition::Compare { field, .. } | Condition::OneOf { field, .. } => {
                *field == Field::Orders
            }
            Condition::Top { .. } | Condition::Property { .. } => false,
            Condition::Arm { .. } => true,
        };
        if self.conditions().into_iter().any(widens) {
            Universe::Everyone
        } else {
            Universe::Buyers
        }
    }

    /// Every condition of the rule, left to right.
    #[must_use]
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::And(rules) | Self::Or(rules) => rules.iter().flat_map(Self::conditions).collect(),
            Self::Not(rule) => rule.conditions(),
            Self::Condition(condition) => vec![condition],
        }
    }

    fn is_compound(&self) -> bool {
        match self {
            Self::And(rules) | Self::Or(rules) => rules.len() > 1,
            Self::Not(_) | Self::Condition(_) => false,
        }
    }
}

impl Display for Rule {
    /// The rule as text that parses to the same rule (a list of one prints as its only member).
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::And(rules) => join(formatter, rules, " and ", "everyone"),
            Self::Or(rules) => join(formatter, rules, " or ", "nobody"),
            Self::Not(rule) => {
                formatter.write_str("not ")?;
                nested(formatter, rule)
            }
            Self::Condition(condition) => condition.fmt(formatter),
        }
    }
}

fn join(formatter: &mut Formatter<'_>, rules: &[Rule], word: &str, empty: &str) -> Result {
    if let [only] = rules {
        return only.fmt(formatter);
    }
    for (at, rule) in rules.iter().enumerate() {
        formatter.write_str(if at > 0 { word } else { "" })?;
        nested(formatter, rule)?;
    }
    formatter.write_str(if rules.is_empty() { empty } else { "" })
}

fn nested(formatter: &mut Formatter<'_>, rule: &Rule) -> Result {
    match rule {
        Rule::And(rules) | Rule::Or(rules) if rules.len() == 1 => nested(formatter, &rules[0]),
        _ if rule.is_compound() => write!(formatter, "({rule})"),
        _ => rule.fmt(formatter),
    }
}

impl Display for Condition {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Compare {
                field,
                operator,
                value,
            } => write!(formatter, "{} {} {value}", field.id(), operator.symbol()),
            Self::OneOf { field, values } => {
                write!(formatter, "{} in (", field.id())?;
                for (at, value) in values.iter().enumerate() {
                    write!(formatter, "{}{value}", if at > 0 { ", " } else { "" })?;
                }
                formatter.write_str(")")
            }
            Self::Top { field, share } => write!(formatter, "top({}, {share})", field.id()),
            Self::Arm { experiment, arm } => {
                write!(formatter, "arm({}, {})", quoted(experiment), quoted(arm))
            }
            Self::Property { name, test } => {
                write!(formatter, "property({}) {test}", quoted(name))
            }
        }
    }
}

impl Display for Value {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Text(text) if is_plain(text) => formatter.write_str(text),
            Self::Text(text) => formatter.write_str(&quoted(text)),
        }
    }
}

/// Whether text may stand without quotes: one word of letters and digits that is not a keyword.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text.is_empty() && text.chars().all(plain) && !super::lexer::is_keyword(text)
}

fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
