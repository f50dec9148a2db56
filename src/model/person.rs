//! People: one key per person, from what an export says of them.

use serde::{Deserialize, Serialize};

use super::household::Household;

/// What a row says of who a person is. Raw text; see [`Identity::key`] for the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// E-mail address as written.
    pub email: Option<String>,
    /// Telephone number as written.
    pub phone: Option<String>,
    /// The platform's customer id.
    pub customer_id: Option<String>,
    /// Name and address: a hint of who else they may be, never part of the key and never stored.
    #[serde(skip)]
    pub household: Option<Household>,
}

impl Identity {
    /// Whether it names a person at all: whether there is a key.
    #[must_use]
    pub fn is_somebody(&self) -> bool {
        self.plain_email().is_some() || self.key().is_some()
    }

    /// The person: normalised e-mail, else phone, else the platform's id; `None` with none of them.
    #[must_use]
    pub fn key(&self) -> Option<PersonKey> {
        let email = || {
            Some(PersonKey(
                ["email:", &normalise_email(self.email.as_deref()?)?].concat(),
            ))
        };
        let phone = || self.phone.as_deref().and_then(normalise_phone);
        let customer = || {
            let id = self.customer_id.as_deref()?.trim().trim_start_matches('\'');
            (!id.is_empty()).then(|| PersonKey(format!("id:{id}")))
        };
        self.plain_email_key()
            .or_else(email)
            .or_else(|| phone().map(|phone| PersonKey(format!("phone:{phone}"))))
            .or_else(customer)
    }

    /// The key of an address as nearly all are written, in one step.
    fn plain_email_key(&self) -> Option<PersonKey> {
        let mut key = ["email:", self.plain_email()?].concat();
        key.make_ascii_lowercase();
        Some(PersonKey(key))
    }

    /// The address where it is nothing but visible ASCII around one `@`: then only its case is normalised.
    fn plain_email(&self) -> Option<&str> {
        let email = self.email.as_deref()?;
        let at = email.bytes().position(|byte| byte == b'@')?;
        let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'@' && byte != b'\'';
        let (local, domain) = (&email[..at], &email[at + 1..]);
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_plain);
        (is_part(local) && is_part(domain)).then_some(email)
    }
}

/// The key of one person, with its kind as prefix: `email:…`, `phone:…` or `id:…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PersonKey(pub String);

impl PersonKey {
    /// The key without its kind, as shown to people.
    #[must_use]
    pub fn label(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, rest)| rest)
    }
}

/// Trimmed and lower-cased; `None` without an `@` that has text on both sides.
#[must_use]
pub fn normalise_email(text: &str) -> Option<String> {
    let email = text.trim().trim_start_matches('\'').to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let well_formed =
        !local.is_empty() && !domain.is_empty() && !email.contains(char::is_whitespace);
    well_formed.then_some(email)
}

/// Digits only, a leading `00` read as `+`; `None` under seven digits.
#[must_use]
pub fn normalise_phone(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|d| char::from_digit(d, 10))
        .collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    (digits.len() >= 7).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(email: &str, phone: &str, id: &str) -> Option<String> {
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        let identity = Identity {
            email: text(email),
            phone: text(phone),
            customer_id: text(id),
            household: None,
        };
        identity.key().map(|key| key.0)
    }

    #[test]
    fn the_strongest_identity_wins() {
        assert_eq!(
            key(" ANN@example.com ", "+33 6", "7"),
            Some("email:ann@example.com".into())
        );
        assert_eq!(
            key("", "'+33 600-000 000", "7"),
            Some("phone:33600000000".into())
        );
        assert_eq!(
            key("not an address", "0033600000000", ""),
            Some("phone:33600000000".into())
        );
        assert_eq!(
            key("", "", "'7210448301122"),
            Some("id:7210448301122".into())
        );
        assert_eq!(key("", "12", " "), None);
    }
}
