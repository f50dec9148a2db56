//! Dates whose month is a word: `Jun 09, 2018`, `24 août 2026`, `Mo, 24. August 2026`.

use jiff::civil::Date;

use super::full_year;

/// The months in English, French, German and Spanish; three letters or more of one are enough where no
/// other month starts so.
const MONTHS: [&[&str]; 12] = [
    &["january", "janvier", "januar", "enero", "jänner"],
    &["february", "février", "fevrier", "februar", "febrero"],
    &["march", "mars", "märz", "maerz", "marzo", "mrz"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "juin", "juni", "junio"],
    &["july", "juillet", "juli", "julio"],
    &["august", "août", "aout", "agosto"],
    &["september", "septembre", "septiembre", "setiembre"],
    &["october", "octobre", "oktober", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "décembre", "decembre", "dezember", "diciembre"],
];

/// The date and what stands behind it; `None` where no month is named.
pub(super) fn date(text: &str) -> Option<(Date, &str)> {
    if !text.contains(char::is_alphabetic) {
        return None;
    }
    let mut found = Found::default();
    let mut rest = text;
    while !found.is_complete() {
        let (token, after) = next_token(rest)?;
        found.take(token)?;
        rest = after;
    }
    Some((found.date()?, rest.trim_start_matches([',', '.']).trim()))
}

/// The next run of digits or letters, behind what separates them.
fn next_token(text: &str) -> Option<(&str, &str)> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/' | '\'' | '’');
    let text = text.trim_start_matches(is_mark);
    let first = text.chars().next()?;
    let same = |c: char| {
        if first.is_ascii_digit() {
            c.is_ascii_digit()
        } else {
            c.is_alphabetic()
        }
    };
    let end = text.find(|c| !same(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[derive(Default)]
struct Found {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
}

impl Found {
    fn is_complete(&self) -> bool {
        self.day.is_some() && self.month.is_some() && self.year.is_some()
    }

    fn take(&mut self, token: &str) -> Option<()> {
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            return self.take_number(token);
        }
        let word = token.to_lowercase();
        if is_filler(&word) || (self.month.is_none() && self.day.is_none() && is_weekday(&word)) {
            return Some(());
        }
        let month = month(&word).filter(|_| self.month.is_none())?;
        self.month = Some(month);
        Some(())
    }

    fn take_number(&mut self, digits: &str) -> Option<()> {
        let number: i16 = digits.parse().ok()?;
        match digits.len() {
            1 | 2 if self.day.is_none() => self.day = Some(i8::try_from(number).ok()?),
            2 if self.year.is_none() && self.month.is_some() => {
                self.year = Some(full_year(number));
            }
            4 if self.year.is_none() => self.year = Some(number),
            _ => return None,
        }
        Some(())
    }

    fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }
}

fn month(word: &str) -> Option<i8> {
    if word.chars().count() < 3 {
        return None;
    }
    let starts = |names: &&[&str]| names.iter().any(|name| name.starts_with(word));
    let at = MONTHS.iter().position(starts)?;
    let is_only = MONTHS[at + 1..].iter().all(|names| !starts(names));
    is_only.then_some(at as i8 + 1)
}

/// Endings of ordinal numbers, and words between day, month and year.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "st" | "nd" | "rd" | "th" | "er" | "º" | "de" | "del" | "of" | "le" | "the" | "den"
    )
}

fn is_weekday(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ];
    word.chars().count() >= 2 && DAYS.iter().any(|day| day.starts_with(word))
}
