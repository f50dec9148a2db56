//! Amounts as people and programs write them, to exact minor units.
//!
//! `1.234` is one or a thousand; only the other amounts of its column can tell. So a column is
//! observed first ([`Evidence`]) and read afterwards with the decimal mark that it proved. What
//! stays ambiguous is refused, because a factor of a thousand must not be a guess.

use std::borrow::Cow;

mod native;

use native::{Native, native, native_minor};

use super::plain::{ARABIC_DECIMAL, ARABIC_GROUP, plain};

/// The largest amount that is taken for money, in minor units: sums of orders stay far inside 64 bits.
pub(super) const LARGEST: i64 = 100_000_000_000_000;

/// What the amounts of one column prove about their decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    point: bool,
    comma: bool,
}

/// The decimal mark of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecimalMark {
    /// `1,234.50`.
    Point,
    /// `1.234,50`.
    Comma,
    /// No amount of the column needs one.
    Unproven,
    /// Both occur; each amount must prove its own.
    Mixed,
}

impl DecimalMark {
    /// Every mark, the two that can be chosen first.
    pub const ALL: [Self; 4] = [Self::Point, Self::Comma, Self::Unproven, Self::Mixed];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
            Self::Unproven => "unproven",
            Self::Mixed => "mixed",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Point => "Decimal point (1,234.50)",
            Self::Comma => "Decimal comma (1.234,50)",
            Self::Unproven => "No amount tells",
            Self::Mixed => "Both occur",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.id() == text)
    }
}

/// Whether an amount is one or a thousand, as far as it tells itself.
pub(super) fn is_open(text: &str) -> bool {
    if native(text).is_some_and(|native| native.decimals != 3) {
        return false;
    }
    let text = plain(text);
    body(&text).is_some_and(|(_, digits)| {
        let has_one = digits.matches(['.', ',']).count() == 1;
        has_one && own_mark(digits).is_none()
    })
}

impl Evidence {
    /// A number that can only have a decimal point.
    pub(super) const POINT: Self = Self {
        point: true,
        comma: false,
    };
    /// A number that can only have a decimal comma.
    pub(super) const COMMA: Self = Self {
        point: false,
        comma: true,
    };

    /// Takes one cell into account.
    pub(super) fn observe(&mut self, text: &str) {
        match native(text) {
            Some(Native { decimals: 0, .. }) => {}
            Some(Native { decimals, .. }) if decimals != 3 => self.point = true,
            Some(_) | None => self.observe_dressed(text),
        }
    }

    fn observe_dressed(&mut self, text: &str) {
        let text = plain(text);
        if text.contains([ARABIC_DECIMAL, ARABIC_GROUP]) {
            return;
        }
        let Some((_, digits)) = body(&text) else {
            return;
        };
        // `24.08.2026` is no amount and proves nothing.
        let own = own_mark(digits).filter(|mark| split(digits, *mark).is_some());
        match own {
            Some(Mark::Point) => self.point = true,
            Some(Mark::Comma) => self.comma = true,
            None => {}
        }
    }

    /// The evidence of two columns together.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            point: self.point || other.point,
            comma: self.comma || other.comma,
        }
    }

    /// The decimal mark that the column proves.
    pub(super) fn mark(self) -> DecimalMark {
        match (self.point, self.comma) {
            (true, false) => DecimalMark::Point,
            (false, true) => DecimalMark::Comma,
            (false, false) => DecimalMark::Unproven,
            (true, true) => DecimalMark::Mixed,
        }
    }
}

/// Why an amount cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadAmount {
    /// No number in the form of the column.
    NotANumber,
    /// More decimals than the currency has, and they are not zero.
    TooManyDecimals,
    /// One or a thousand: nothing in the column tells.
    Ambiguous,
    /// Beyond [`LARGEST`].
    TooLarge,
    /// In powers of ten, as spreadsheets write what is too wide for its column.
    Scientific,
}

impl BadAmount {
    /// What is wrong and what to do, one sentence.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::NotANumber => {
                "This is no amount in the form of its column; correct the cell and import again."
            }
            Self::TooManyDecimals => {
                "The amount has more decimals than its currency; correct the cell or the currency."
            }
            Self::Ambiguous => {
                "The mark could be decimal or group thousands, and no other amount tells; export with two decimals."
            }
            Self::TooLarge => "The amount is too large to be money; correct the cell.",
            Self::Scientific => {
                "A spreadsheet wrote the amount in powers of ten and may have rounded it; export again without opening the file in one."
            }
        }
    }
}

/// Reads an amount to minor units of a currency with `exponent` decimals, exactly.
///
/// Currency signs and codes, grouping in threes or in the Indian way, a leading or trailing minus,
/// accounting parentheses, digits of other scripts and the dress of spreadsheets are understood.
pub(super) fn parse(text: &str, mark: DecimalMark, exponent: u32) -> Result<i64, BadAmount> {
    native_minor(text, mark, exponent).map_or_else(|| parse_dressed(text, mark, exponent), Ok)
}

fn parse_dressed(text: &str, mark: DecimalMark, exponent: u32) -> Result<i64, BadAmount> {
    let (text, mark) = undressed(text, mark);
    let unproven = |digits: &str| unproven_mark(digits, exponent);
    let Written {
        negative,
        whole,
        decimals,
    } = written(&text, mark, unproven).map_err(|bad| scientific(&text).unwrap_or(bad))?;
    let (kept, surplus) = decimals.split_at(decimals.len().min(exponent as usize));
    if surplus.bytes().any(|byte| byte != b'0') {
        return Err(BadAmount::TooManyDecimals);
    }
    let minor = format!("{whole}{kept:0<width$}", width = exponent as usize);
    let minor: i64 = minor.parse().map_err(|_| BadAmount::TooLarge)?;
    if minor > LARGEST {
        return Err(BadAmount::TooLarge);
    }
    Ok(if negative { -minor } else { minor })
}

/// Plain characters; the Arabic marks say what they are, whatever the column proves.
fn undressed(text: &str, mark: DecimalMark) -> (Cow<'_, str>, DecimalMark) {
    let text = plain(text);
    if text.contains([ARABIC_DECIMAL, ARABIC_GROUP]) {
        let latin = text.replace(ARABIC_GROUP, ",").replace(ARABIC_DECIMAL, ".");
        (Cow::Owned(latin), DecimalMark::Point)
    } else {
        (text, mark)
    }
}

/// `1.2E+03`, which is no amount but deserves its own sentence.
fn scientific(text: &str) -> Option<BadAmount> {
    let (mantissa, power) = text.split_once(['E', 'e'])?;
    let is_number = |part: &str| {
        part.contains(|c: char| c.is_ascii_digit())
            && part
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.,".contains(&b))
    };
    (is_number(mantissa.trim()) && is_number(power.trim())).then_some(BadAmount::Scientific)
}

/// A number taken apart.
pub(super) struct Written<'a> {
    /// Whether it has a minus or stands in parentheses.
    pub(super) negative: bool,
    /// The digits before the decimal mark, without grouping; may be blank.
    pub(super) whole: String,
    /// The digits after it; may be blank.
    pub(super) decimals: &'a str,
}

/// Takes a number apart without any rule of money: what nothing in the column tells is refused.
pub(super) fn take_apart(text: &str, mark: DecimalMark) -> Result<Written<'_>, BadAmount> {
    written(text, mark, without_marks)
}

fn written(
    text: &str,
    mark: DecimalMark,
    unproven: impl FnOnce(&str) -> Option<Mark>,
) -> Result<Written<'_>, BadAmount> {
    let (negative, digits) = body(text).ok_or(BadAmount::NotANumber)?;
    let decimal = match mark {
        DecimalMark::Point => Mark::Point,
        DecimalMark::Comma => Mark::Comma,
        DecimalMark::Unproven => own_mark(digits)
            .or_else(|| unproven(digits))
            .ok_or(BadAmount::Ambiguous)?,
        DecimalMark::Mixed => own_mark(digits)
            .or_else(|| without_marks(digits))
            .ok_or(BadAmount::Ambiguous)?,
    };
    let (whole, decimals) = split(digits, decimal).ok_or(BadAmount::NotANumber)?;
    Ok(Written {
        negative,
        whole,
        decimals,
    })
}

/// The whole part without its grouping, and the decimals.
fn split(digits: &str, decimal: Mark) -> Option<(String, &str)> {
    let (whole, decimals) = digits
        .rsplit_once(decimal.decimal())
        .unwrap_or((digits, ""));
    let whole = ungrouped(whole, decimal.grouping())?;
    let is_plain = decimals.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then_some((whole, decimals))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Point,
    Comma,
}

impl Mark {
    fn decimal(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn grouping(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// Sign and digits with their marks, without currency signs; `None` where more than that is left.
fn body(text: &str) -> Option<(bool, &str)> {
    let text = text.trim();
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(is_digit)?;
    let last = text.rfind(is_digit)?;
    let (mut prefix, suffix) = (&text[..first], &text[last + 1..]);
    let mut start = first;
    // `.50` is half; the point of `Rs.50` belongs to the currency.
    if let Some(before) = prefix.strip_suffix(['.', ','])
        && !before.ends_with(char::is_alphabetic)
    {
        prefix = before;
        start -= 1;
    }
    let is_minus = |c: char| matches!(c, '-' | '−' | '–');
    let in_parentheses = prefix.contains('(') && suffix.contains(')');
    let minuses = prefix
        .chars()
        .chain(suffix.chars())
        .filter(|&c| is_minus(c));
    let is_currency = |affix: &str| {
        let sign: String = affix
            .chars()
            .filter(|&c| !c.is_whitespace() && !is_minus(c) && !matches!(c, '(' | ')' | '+'))
            .collect();
        sign.chars().count() <= 4
            && sign
                .chars()
                .all(|c| c.is_alphabetic() || is_currency_sign(c) || c == '.')
            && sign != "."
    };
    let minuses = minuses.count();
    if minuses > 1 || !is_currency(prefix) || !is_currency(suffix) {
        return None;
    }
    Some((minuses == 1 || in_parentheses, &text[start..=last]))
}

fn is_currency_sign(c: char) -> bool {
    matches!(
        c,
        '$' | '£' | '¤' | '¥' | '€' | '\u{20A0}'..='\u{20CF}' | '﷼' | '￥' | '￡' | '￦'
    )
}

/// The decimal mark that the digits prove by themselves.
fn own_mark(digits: &str) -> Option<Mark> {
    let (points, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let (mark, other) = match (digits.rfind('.'), digits.rfind(',')) {
        (None, None) => return None,
        (point, comma) if point > comma => (Mark::Point, Mark::Comma),
        _ => (Mark::Comma, Mark::Point),
    };
    if points > 0 && commas > 0 {
        return Some(mark);
    }
    if points + commas > 1 {
        return Some(other);
    }
    let (whole, after) = digits.rsplit_once(mark.decimal())?;
    let could_group = after.len() == 3
        && (1..=3).contains(&whole.len())
        && whole.bytes().all(|byte| byte.is_ascii_digit())
        && !whole.starts_with('0');
    (!could_group).then_some(mark)
}

/// Any mark, where there is nothing to be marked.
fn without_marks(digits: &str) -> Option<Mark> {
    (!digits.contains(['.', ','])).then_some(Mark::Point)
}

/// Where nothing is proven: `1,234` groups, because shops write decimal points and money has no
/// three decimals; `1.234` is refused, except in currencies that do have three.
fn unproven_mark(digits: &str, exponent: u32) -> Option<Mark> {
    (!digits.contains('.') || exponent == 3).then_some(Mark::Point)
}

/// The digits of a whole number without its grouping; `None` where groups are no groups.
fn ungrouped(whole: &str, grouping: char) -> Option<String> {
    let is_group_mark = |c: char| c == grouping || c == '\'' || c == '’' || c.is_whitespace();
    let groups: Vec<&str> = whole.split(is_group_mark).collect();
    let (last, earlier) = groups.split_last()?;
    let all_digits = groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let well_grouped = match earlier.split_first() {
        None => true,
        Some((first, middle)) => {
            (1..=3).contains(&first.len())
                && last.len() == 3
                && middle.iter().all(|group| matches!(group.len(), 2 | 3))
        }
    };
    (all_digits && well_grouped).then(|| groups.concat())
}

#[cfg(test)]
mod tests;
