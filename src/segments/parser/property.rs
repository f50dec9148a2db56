//! `property("name")` and what it is tested for.

use super::{Parser, RuleError, expected_but};
use crate::segments::lexer::TokenKind;
use crate::segments::property::PropertyTest;
use crate::segments::rule::{Condition, Rule};

const FORM: &str = "as in property(\"Favourite roast\") = dark";

impl Parser {
    /// What follows the word `property`.
    pub(super) fn property(&mut self) -> Result<Rule, RuleError> {
        self.expect(&TokenKind::Open, &format!("`(` after `property`, {FORM}"))?;
        let name = self.text(&format!("the name of a property, {FORM}"))?;
        self.expect(&TokenKind::Close, "`)`")?;
        let before = self.take_word("not");
        let token = self.next();
        let word = match &token.kind {
            TokenKind::Operator(symbol) if !before => *symbol,
            TokenKind::Word(word) if word.eq_ignore_ascii_case("contains") => "contains",
            TokenKind::Word(word) if !before && word.eq_ignore_ascii_case("is") => "is",
            TokenKind::Word(_)
            | TokenKind::Quoted(_)
            | TokenKind::Operator(_)
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Comma
            | TokenKind::End => "",
        };
        let (test, after) = match word {
            "=" => (PropertyTest::Is(self.property_value()?), false),
            "!=" => (PropertyTest::IsNot(self.property_value()?), false),
            "contains" => (PropertyTest::Contains(self.property_value()?), false),
            "is" => self.set_or_not()?,
            _ => {
                let expected = if before {
                    "`contains` after `not`"
                } else {
                    "=, !=, contains or `is set` after `property(…)`"
                };
                return Err(expected_but(expected, &token));
            }
        };
        let rule = Rule::Condition(Condition::Property { name, test });
        Ok(if before || after {
            Rule::Not(Box::new(rule))
        } else {
            rule
        })
    }

    fn property_value(&mut self) -> Result<String, RuleError> {
        self.text("a text, such as dark or \"very dark\"")
    }

    /// `set` or `not set`.
    fn set_or_not(&mut self) -> Result<(PropertyTest, bool), RuleError> {
        let negated = self.take_word("not");
        if self.take_word("set") {
            return Ok((PropertyTest::IsSet, negated));
        }
        let expected = "`set` or `not set` after `is`; write = or != before a value";
        Err(expected_but(expected, self.peek()))
    }
}
