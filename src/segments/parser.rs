//! Tokens to a [`Rule`], with errors that point at the text and say what would fit there.
//!
//! ```text
//! rule      = and { "or" and }
//! and       = unary { "and" unary }
//! unary     = "not" unary | "(" rule ")" | "everyone" | "nobody" | condition
//! condition = field operator value | field ["not"] "in" "(" value { "," value } ")"
//!           | field ["not"] "contains" value
//!           | "top" "(" field "," share ")" | "arm" "(" text "," text ")"
//!           | "property" "(" text ")" ( "=" | "!=" | ["not"] "contains" ) text
//!           | "property" "(" text ")" "is" ["not"] "set"
//! ```

mod property;

use std::ops::Range;

use crate::model::profile::Consent;

use super::decimal::Decimal;
use super::field::{Field, FieldKind};
use super::lexer::{Token, TokenKind, is_keyword, tokens};
use super::rule::{Condition, Operator, Rule, Value};

/// How deep parentheses and `not` may nest; far above any rule, far below the stack.
const MAX_DEPTH: usize = 100;

/// Why a rule cannot be read, and which bytes of it are meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at character {} of the rule)", .span.start + 1)]
pub struct RuleError {
    /// What is wrong and what would fit, as a sentence.
    pub message: String,
    /// The bytes of the rule text; empty at its end.
    pub span: Range<usize>,
}

/// Reads a rule. Keywords and field names in any case.
pub fn parse(text: &str) -> Result<Rule, RuleError> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let rule = parser.any()?;
    let rest = parser.peek();
    match &rest.kind {
        TokenKind::End => Ok(rule),
        TokenKind::Close => Err(error("This `)` closes nothing", rest)),
        _ => {
            let message = format!("Expected `and` or `or` before {}", describe(rest));
            Err(error(&message, rest))
        }
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Rule, RuleError> {
        let mut rules = vec![self.all()?];
        while self.take_word("or") {
            rules.push(self.all()?);
        }
        Ok(alone_or(rules, Rule::Or))
    }

    fn all(&mut self) -> Result<Rule, RuleError> {
        let mut rules = vec![self.unary()?];
        while self.take_word("and") {
            rules.push(self.unary()?);
        }
        Ok(alone_or(rules, Rule::And))
    }

    fn unary(&mut self) -> Result<Rule, RuleError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("The rule nests deeper than {MAX_DEPTH} levels; simplify it");
            return Err(error(&message, self.peek()));
        }
        let rule = if self.take_word("not") {
            Rule::Not(Box::new(self.unary()?))
        } else if self.peek().kind == TokenKind::Open {
            self.parenthesised()?
        } else if self.take_word("everyone") {
            Rule::And(Vec::new())
        } else if self.take_word("nobody") {
            Rule::Or(Vec::new())
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(rule)
    }

    fn parenthesised(&mut self) -> Result<Rule, RuleError> {
        let open = self.next();
        let rule = self.any()?;
        if self.peek().kind == TokenKind::End {
            return Err(error("This `(` is never closed", &open));
        }
        self.expect(&TokenKind::Close, "`and`, `or` or `)`")?;
        Ok(rule)
    }

    fn condition(&mut self) -> Result<Rule, RuleError> {
        if self.take_word("top") {
            return self.top().map(Rule::Condition);
        }
        if self.take_word("arm") {
            return self.arm().map(Rule::Condition);
        }
        if self.take_word("property") {
            return self.property();
        }
        let field = self.field()?;
        let negated = self.take_word("not");
        let condition = if self.take_word("in") {
            self.one_of(field)?
        } else {
            self.compare(field, negated)?
        };
        let rule = Rule::Condition(condition);
        Ok(if negated {
            Rule::Not(Box::new(rule))
        } else {
            rule
        })
    }

    fn compare(&mut self, field: Field, negated: bool) -> Result<Condition, RuleError> {
        let token = self.next();
        let operator = match &token.kind {
            TokenKind::Operator(symbol) if !negated => operator_of(symbol),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("contains") => {
                Some(Operator::Contains)
            }
            _ => None,
        };
        let Some(operator) = operator else {
            let expected = if negated {
                "`in` or `contains` after `not`".to_owned()
            } else {
                format!("{} after `{}`", operators_of(field), field.id())
            };
            return Err(expected_but(&expected, &token));
        };
        if !operator.fits(field) {
            let message = format!(
                "`{}` does not fit `{}`; use {}",
                operator.symbol(),
                field.id(),
                operators_of(field)
            );
            return Err(error(&message, &token));
        }
        let value = self.value(field)?;
        Ok(Condition::Compare {
            field,
            operator,
            value,
        })
    }

    fn one_of(&mut self, field: Field) -> Result<Condition, RuleError> {
        self.expect(&TokenKind::Open, "`(` and a list of values after `in`")?;
        let mut values = vec![self.value(field)?];
        while self.peek().kind == TokenKind::Comma {
            self.at += 1;
            values.push(self.value(field)?);
        }
        self.expect(&TokenKind::Close, "`,` or `)`")?;
        Ok(Condition::OneOf { field, values })
    }

    fn top(&mut self) -> Result<Condition, RuleError> {
        self.expect(&TokenKind::Open, "`(` after `top`, as in top(net, 10%)")?;
        let token = self.peek().clone();
        let field = self.field()?;
        if !field.kind().is_number() {
            let message = format!(
                "`top` ranks by a number, and `{}` has none; use a field such as `net` or `orders`",
                field.id()
            );
            return Err(error(&message, &token));
        }
        self.expect(&TokenKind::Comma, "`,` and a share, as in top(net, 10%)")?;
        let token = self.peek().clone();
        let share = self.number("a share such as 10% or 0.1")?;
        if !(0.0..=1.0).contains(&share.to_f64()) {
            let message =
                format!("{share} is not a share; write a percentage from 0% to 100%, such as 10%");
            return Err(error(&message, &token));
        }
        self.expect(&TokenKind::Close, "`)`")?;
        Ok(Condition::Top { field, share })
    }

    fn arm(&mut self) -> Result<Condition, RuleError> {
        const FORM: &str = "as in arm(\"experiment\", \"arm\")";
        self.expect(&TokenKind::Open, &format!("`(` after `arm`, {FORM}"))?;
        let experiment = self.text(&format!("the name of an experiment, {FORM}"))?;
        self.expect(
            &TokenKind::Comma,
            &format!("`,` and the name of an arm, {FORM}"),
        )?;
        let arm = self.text(&format!("the name of an arm, {FORM}"))?;
        self.expect(&TokenKind::Close, "`)`")?;
        Ok(Condition::Arm { experiment, arm })
    }

    fn field(&mut self) -> Result<Field, RuleError> {
        let token = self.next();
        let TokenKind::Word(word) = &token.kind else {
            return Err(expected_but("a field such as `orders` or `net`", &token));
        };
        Field::parse(word).ok_or_else(|| {
            let message = match super::suggest::closest_field(word) {
                Some(field) => {
                    format!("There is no field `{word}`; did you mean `{}`?", field.id())
                }
                None => format!(
                    "There is no field `{word}`; the fields are {} and property(\"name\")",
                    all_fields()
                ),
            };
            error(&message, &token)
        })
    }

    fn value(&mut self, field: Field) -> Result<Value, RuleError> {
        let token = self.peek().clone();
        match field.kind() {
            FieldKind::Text => {
                let expected = format!("a text for `{}`, such as \"Starter kit\"", field.id());
                self.text(&expected).map(Value::Text)
            }
            FieldKind::Choice => {
                let words = Consent::ALL.map(Consent::id).join(", ");
                let expected = format!("one of {words} for `{}`", field.id());
                let word = self.text(&expected)?.to_lowercase();
                match Consent::parse(&word) {
                    Some(_) => Ok(Value::Text(word)),
                    None => Err(expected_but(&expected, &token)),
                }
            }
            FieldKind::Share => self
                .number(&format!("a share for `{}`, such as 50% or 0.5", field.id()))
                .map(Value::Number),
            FieldKind::Count | FieldKind::Money | FieldKind::Days | FieldKind::Ratio => {
                let number = self.number(&format!("a number for `{}`, such as 2", field.id()))?;
                if number.is_percent() {
                    let message =
                        format!("`{}` is not a share; write a number without %", field.id());
                    return Err(error(&message, &token));
                }
                Ok(Value::Number(number))
            }
        }
    }

    /// A number; a percent sign may stand apart from it.
    fn number(&mut self, expected: &str) -> Result<Decimal, RuleError> {
        let token = self.next();
        let TokenKind::Word(word) = &token.kind else {
            return Err(expected_but(expected, &token));
        };
        let spaced = !word.ends_with('%') && self.take_word("%");
        let written = if spaced {
            format!("{word}%")
        } else {
            word.clone()
        };
        Decimal::parse(&written).ok_or_else(|| expected_but(expected, &token))
    }

    fn text(&mut self, expected: &str) -> Result<String, RuleError> {
        let token = self.next();
        match token.kind {
            TokenKind::Quoted(text) => Ok(text),
            TokenKind::Word(ref word) if is_keyword(word) => {
                let message = format!(
                    "`{word}` is a word of the language; put it in quotes to mean the text"
                );
                Err(error(&message, &token))
            }
            TokenKind::Word(word) => Ok(word),
            TokenKind::Operator(_)
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Comma
            | TokenKind::End => Err(expected_but(expected, &token)),
        }
    }

    fn expect(&mut self, kind: &TokenKind, expected: &str) -> Result<(), RuleError> {
        let token = self.next();
        if token.kind == *kind {
            Ok(())
        } else {
            Err(expected_but(expected, &token))
        }
    }

    fn peek(&self) -> &Token {
        // The list ends with `End`, and `next` never moves past it.
        &self.tokens[self.at]
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn take_word(&mut self, keyword: &str) -> bool {
        let found = matches!(&self.peek().kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }
}

fn alone_or(mut rules: Vec<Rule>, list: fn(Vec<Rule>) -> Rule) -> Rule {
    match rules.pop() {
        Some(only) if rules.is_empty() => only,
        last => {
            rules.extend(last);
            list(rules)
        }
    }
}

fn operator_of(symbol: &str) -> Option<Operator> {
    Operator::ALL
        .into_iter()
        .find(|operator| operator.symbol() == symbol)
}

fn operators_of(field: Field) -> String {
    let fitting = Operator::ALL
        .into_iter()
        .filter(|operator| operator.fits(field));
    let symbols: Vec<&str> = fitting.map(Operator::symbol).collect();
    format!("{} or in (…)", symbols.join(", "))
}

fn all_fields() -> String {
    Field::ALL.map(Field::id).join(", ")
}

fn expected_but(expected: &str, token: &Token) -> RuleError {
    error(
        &format!("Expected {expected}, found {}", describe(token)),
        token,
    )
}

fn describe(token: &Token) -> String {
    match &token.kind {
        TokenKind::Word(word) => format!("`{word}`"),
        TokenKind::Quoted(text) => format!("the text \"{text}\""),
        TokenKind::Operator(symbol) => format!("`{symbol}`"),
        TokenKind::Open => "`(`".to_owned(),
        TokenKind::Close => "`)`".to_owned(),
        TokenKind::Comma => "`,`".to_owned(),
        TokenKind::End => "the end of the rule".to_owned(),
    }
}

fn error(message: &str, token: &Token) -> RuleError {
    RuleError {
        message: message.to_owned(),
        span: token.span.clone(),
    }
}

#[cfg(test)]
mod tests;
