//! Tests on a profile property: a column of its own in an export of people, such as a custom property of
//! Klaviyo or a merge field of Mailchimp.
//!
//! Which properties there are depends on what is loaded, so they are named by text and are no fields.
//! Names and values are compared trimmed and in any case; numbers are text here as well: `10` is not
//! `10.0`.

use std::fmt::{Display, Formatter, Result};

use super::rule::Value;

/// What a property is tested for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PropertyTest {
    /// `= value`.
    Is(String),
    /// `!= value`: the opposite, so it holds for people without the property, too.
    IsNot(String),
    /// `contains value`: the text occurs in the value.
    Contains(String),
    /// `is set`: some export has a value.
    IsSet,
}

/// The tests without their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PropertyOperator {
    /// [`PropertyTest::Is`].
    Is,
    /// [`PropertyTest::IsNot`].
    IsNot,
    /// [`PropertyTest::Contains`].
    Contains,
    /// [`PropertyTest::IsSet`].
    IsSet,
}

impl PropertyOperator {
    /// Every operator.
    pub const ALL: [Self; 4] = [Self::Is, Self::IsNot, Self::Contains, Self::IsSet];

    /// How it is written in rules.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Contains => "contains",
            Self::IsSet => "is set",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Contains => "contains",
            Self::IsSet => "is set",
        }
    }

    /// The test with a value; `is set` needs none.
    #[must_use]
    pub fn test(self, value: String) -> PropertyTest {
        match self {
            Self::Is => PropertyTest::Is(value),
            Self::IsNot => PropertyTest::IsNot(value),
            Self::Contains => PropertyTest::Contains(value),
            Self::IsSet => PropertyTest::IsSet,
        }
    }
}

impl PropertyTest {
    /// The test without its value.
    #[must_use]
    pub fn operator(&self) -> PropertyOperator {
        match self {
            Self::Is(_) => PropertyOperator::Is,
            Self::IsNot(_) => PropertyOperator::IsNot,
            Self::Contains(_) => PropertyOperator::Contains,
            Self::IsSet => PropertyOperator::IsSet,
        }
    }

    /// The value; `None` where the test has none.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Is(value) | Self::IsNot(value) | Self::Contains(value) => Some(value),
            Self::IsSet => None,
        }
    }
}

impl Display for PropertyTest {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str(self.operator().symbol())?;
        match self.value() {
            Some(value) => write!(formatter, " {}", Value::Text(value.to_owned())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_make_tests_and_are_found_in_them() {
        for operator in PropertyOperator::ALL {
            assert_eq!(operator.test("dark".into()).operator(), operator);
        }
        assert_eq!(PropertyTest::Is("dark".into()).to_string(), "= dark");
        assert_eq!(
            PropertyTest::Contains("a b".into()).to_string(),
            "contains \"a b\""
        );
        assert_eq!(PropertyTest::IsSet.to_string(), "is set");
    }
}
