//! Text of a rule to tokens, each with the bytes it was read from.

use std::ops::Range;

use super::parser::RuleError;

/// Words with a meaning of their own; as a value they need quotes.
const KEYWORDS: [&str; 9] = [
    "and", "or", "not", "in", "contains", "top", "arm", "everyone", "nobody",
];

/// A piece of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// What a piece of a rule is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A keyword, field, number or bare value, as typed.
    Word(String),
    /// Text in quotes, escapes resolved.
    Quoted(String),
    /// One of `= != > >= < <=`, in its usual spelling.
    Operator(&'static str),
    Open,
    Close,
    Comma,
    /// The end of the text.
    End,
}

/// Whether a word has a meaning of its own, in any case.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS
        .iter()
        .any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Cuts the text into tokens; the last one is [`TokenKind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, RuleError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (kind, end) = token(text, at, c)?;
        tokens.push(Token {
            kind,
            span: at..end,
        });
        at = end;
    }
    tokens.push(Token {
        kind: TokenKind::End,
        span: text.len()..text.len(),
    });
    Ok(tokens)
}

fn token(text: &str, at: usize, c: char) -> Result<(TokenKind, usize), RuleError> {
    let rest = &text[at..];
    match c {
        '(' => Ok((TokenKind::Open, at + 1)),
        ')' => Ok((TokenKind::Close, at + 1)),
        ',' => Ok((TokenKind::Comma, at + 1)),
        '%' => Ok((TokenKind::Word("%".to_owned()), at + 1)),
        '"' | '\'' => quoted(text, at, c),
        _ => match operator(rest) {
            Some((written, symbol)) => Ok((TokenKind::Operator(symbol), at + written.len())),
            None if c == '!' => Err(RuleError {
                message: "A single `!` means nothing here; write `!=` or `not`".to_owned(),
                span: at..at + 1,
            }),
            None => {
                let end = at + rest.find(ends_word).unwrap_or(rest.len());
                let end = if text[end..].starts_with('%') {
                    end + 1
                } else {
                    end
                };
                Ok((TokenKind::Word(text[at..end].to_owned()), end))
            }
        },
    }
}

/// The operator that the text starts with: as written, and in its usual spelling.
fn operator(rest: &str) -> Option<(&'static str, &'static str)> {
    const SPELLINGS: [(&str, &str); 11] = [
        (">=", ">="),
        ("<=", "<="),
        ("!=", "!="),
        ("<>", "!="),
        ("==", "="),
        ("≥", ">="),
        ("≤", "<="),
        ("≠", "!="),
        ("=", "="),
        (">", ">"),
        ("<", "<"),
    ];
    SPELLINGS
        .into_iter()
        .find(|(written, _)| rest.starts_with(written))
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || "(),=!<>≥≤≠\"'%".contains(c)
}

fn quoted(text: &str, at: usize, quote: char) -> Result<(TokenKind, usize), RuleError> {
    let mut value = String::new();
    let mut chars = text[at + 1..]
        .char_indices()
        .map(|(index, c)| (at + 1 + index, c));
    while let Some((index, c)) = chars.next() {
        if c == quote {
            return Ok((TokenKind::Quoted(value), index + 1));
        }
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some((_, escaped @ ('"' | '\'' | '\\'))) => value.push(escaped),
            Some((_, 'n')) => value.push('\n'),
            Some((_, 't')) => value.push('\t'),
            Some((end, other)) => {
                return Err(RuleError {
                    message: format!(
                        "`\\{other}` is not an escape; write `\\\\` for a backslash, or one of \\\" \\' \\n \\t"
                    ),
                    span: index..end + other.len_utf8(),
                });
            }
            None => break,
        }
    }
    Err(RuleError {
        message: format!("This text has no closing {quote}"),
        span: at..text.len(),
    })
}
