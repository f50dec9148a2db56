//! UTM values: one spelling per value, and what the files really contain.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;

use crate::model::rules::UtmAlias;
use crate::model::utm::UtmField;
use crate::store::snapshot::{Snapshot, TextId};

/// Decoding passes: once encoded by the tool, once more by a redirect.
const PASSES: usize = 2;

/// A UTM value in the spelling it is compared in: decoded, trimmed, lower-case.
///
/// `+` is a space, as in query strings; percent escapes are decoded up to twice, because redirects
/// encode again. A value that does not decode to text stays as it is written.
#[must_use]
pub fn normalise(value: &str) -> String {
    let mut text = value.replace('+', " ");
    for _ in 0..PASSES {
        match percent_decode_str(&text).decode_utf8() {
            Ok(decoded) if decoded != text => text = decoded.into_owned(),
            _ => break,
        }
    }
    text.trim().to_lowercase()
}

/// Normalises values and applies the alias table.
#[derive(Clone, Debug, Default)]
pub struct Normaliser {
    aliases: HashMap<(UtmField, String), String>,
}

impl Normaliser {
    /// A normaliser with these aliases; the first alias of a spelling counts.
    #[must_use]
    pub fn new(aliases: &[UtmAlias]) -> Self {
        let mut table = HashMap::new();
        for alias in aliases {
            table
                .entry((alias.field, normalise(&alias.from)))
                .or_insert_with(|| normalise(&alias.to));
        }
        Self { aliases: table }
    }

    /// The value that a spelling is counted as; `None` where nothing is left of it.
    ///
    /// An alias is followed once: two aliases that point at each other swap, they do not loop.
    #[must_use]
    pub fn value(&self, field: UtmField, raw: &str) -> Option<String> {
        let key = (field, normalise(raw));
        let value = self.aliases.get(&key).cloned().unwrap_or(key.1);
        (!value.is_empty()).then_some(value)
    }
}

/// The spellings of one UTM parameter in included orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UtmValues {
    /// Spellings as written, by value and then by orders, most first.
    pub rows: Vec<UtmSpelling>,
    /// Distinct spellings.
    pub before: usize,
    /// Distinct values after normalising and aliases.
    pub after: usize,
}

/// One spelling as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UtmSpelling {
    /// As written.
    pub raw: String,
    /// What it is counted as; empty where nothing is left of it.
    pub normalised: String,
    /// Included orders that carry it.
    pub orders: u64,
    /// Their net sales, minor units.
    pub net_minor: i64,
}

/// Every spelling of a parameter and what it becomes.
#[must_use]
pub fn utm_values(
    snapshot: &Snapshot,
    included: &[bool],
    aliases: &[UtmAlias],
    field: UtmField,
) -> UtmValues {
    let mut sums: BTreeMap<TextId, (u64, i64)> = BTreeMap::new();
    let column = snapshot.orders.touch.column(field);
    for (row, id) in column.enumerate() {
        if let (Some(id), true) = (id, included[row]) {
            let sum = sums.entry(id).or_default();
            sum.0 += 1;
            sum.1 += snapshot.orders.money.net[row];
        }
    }
    let normaliser = Normaliser::new(aliases);
    let mut values = UtmValues {
        before: sums.len(),
        ..UtmValues::default()
    };
    // Values by their net size first, so that the list opens with what matters.
    let mut weight: BTreeMap<String, u64> = BTreeMap::new();
    for (id, (orders, net_minor)) in sums {
        let raw = snapshot.text(id).to_owned();
        let normalised = normaliser.value(field, &raw).unwrap_or_default();
        *weight.entry(normalised.clone()).or_default() += orders;
        values.rows.push(UtmSpelling {
            raw,
            normalised,
            orders,
            net_minor,
        });
    }
    values.after = weight.keys().filter(|value| !value.is_empty()).count();
    values.rows.sort_by(|a, b| {
        let by_value = weight[&b.normalised].cmp(&weight[&a.normalised]);
        by_value
            .then_with(|| a.normalised.cmp(&b.normalised))
            .then_with(|| b.orders.cmp(&a.orders))
            .then_with(|| a.raw.cmp(&b.raw))
    });
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    #[test]
    fn values_are_decoded_trimmed_and_folded() {
        for (raw, expected) in [
            (" Email ", "email"),
            ("Spring%20Sale", "spring sale"),
            ("Spring+Sale", "spring sale"),
            ("spring%2520sale", "spring sale"),
            ("a%2Bb", "a+b"),
            ("100%", "100%"),
            ("%FF", "%ff"),
            ("%zz", "%zz"),
            ("GRÖSSE", "grösse"),
            ("{{campaign.name}}", "{{campaign.name}}"),
            ("  ", ""),
        ] {
            assert_eq!(normalise(raw), expected, "{raw}");
        }
    }

    #[test]
    fn aliases_apply_to_their_field_and_once() {
        let alias = |field, from: &str, to: &str| UtmAlias {
            field,
            from: from.into(),
            to: to.into(),
        };
        let normaliser = Normaliser::new(&[
            alias(UtmField::Medium, "E-Mail", "Email"),
            alias(UtmField::Source, "fb", "facebook"),
            alias(UtmField::Source, "facebook", "fb"),
            alias(UtmField::Source, "junk", " "),
        ]);
        let value = |field, raw| normaliser.value(field, raw);
        assert_eq!(value(UtmField::Medium, "e%2Dmail"), Some("email".into()));
        assert_eq!(value(UtmField::Source, "e-mail"), Some("e-mail".into()));
        assert_eq!(value(UtmField::Source, "FB"), Some("facebook".into()));
        assert_eq!(value(UtmField::Source, "Facebook"), Some("fb".into()));
        assert_eq!(value(UtmField::Source, "junk"), None);
    }

    #[test]
    fn four_spellings_of_email_become_one() {
        let order =
            |medium: &str, net| TestOrder::on_day("ann", net, net).utm("klaviyo", medium, "");
        let snapshot = Shop::of([
            order("Email", 1),
            order("email", 2),
            order("email", 3),
            order("EMAIL", 4),
            order("e-mail", 5),
            order("cpc", 6),
            order("sms", 7).cancelled(),
        ]);
        let mut included = vec![true; snapshot.orders.len()];
        included[6] = false;
        let values = utm_values(&snapshot, &included, &UtmAlias::presets(), UtmField::Medium);
        assert_eq!((values.before, values.after), (5, 2));
        let rows: Vec<_> = values
            .rows
            .iter()
            .map(|row| {
                (
                    row.raw.as_str(),
                    row.normalised.as_str(),
                    row.orders,
                    row.net_minor,
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("email", "email", 2, 5),
                ("EMAIL", "email", 1, 4),
                ("Email", "email", 1, 1),
                ("e-mail", "email", 1, 5),
                ("cpc", "cpc", 1, 6),
            ]
        );
    }
}
