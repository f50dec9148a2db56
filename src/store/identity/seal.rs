//! Keyed hashes: HMAC-SHA-256 under a random key that every workspace has of its own.
//!
//! The same text gives the same hash within a workspace and nowhere else. The key lies in the file,
//! so a hash keeps a number out of sight and out of other files; it does not withstand someone who
//! has the whole workspace and tries every number there is.

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::store::error::{Fault, StoreError};

/// Length of a workspace's key in bytes.
const KEY_BYTES: usize = 32;

/// What is hashed: the same text in two meanings gives two hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Meaning {
    /// A normalised e-mail address.
    Email,
    /// The digits of a telephone number.
    Phone,
    /// A platform's customer id.
    CustomerId,
    /// Nothing yet: what names with their addresses are hashed under.
    Household,
}

impl Meaning {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Email => b"email\0",
            Self::Phone => b"phone\0",
            Self::CustomerId => b"id\0",
            Self::Household => b"household\0",
        }
    }
}

/// Makes the keyed hashes of one workspace.
#[derive(Clone)]
pub(in crate::store) struct Sealer {
    mac: Hmac<Sha256>,
    households: Seal,
}

impl Sealer {
    /// The sealer of a workspace.
    pub(in crate::store) fn of(connection: &Connection) -> Result<Self, Fault> {
        let secret: Option<Vec<u8>> =
            connection.query_row("SELECT secret FROM workspace", [], |row| row.get(0))?;
        let secret = secret.filter(|secret| secret.len() == KEY_BYTES);
        let secret = secret.ok_or_else(|| {
            Fault::Unexpected("the key of its keyed hashes is missing".to_owned())
        })?;
        Self::with_key(&secret)
    }

    fn with_key(key: &[u8]) -> Result<Self, Fault> {
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key);
        let mac =
            mac.map_err(|error| Fault::Unexpected(format!("its key cannot be used: {error}")))?;
        let households = seal(&mac, Meaning::Household, "");
        Ok(Self { mac, households })
    }

    /// The tag of a name with its address. Tags of people's hints are only compared with each other, by the
    /// million: XXH3 under a secret that the key gives is enough for that.
    pub(in crate::store) fn household(&self, text: &str) -> i64 {
        self.households.tag_under(text)
    }

    /// The hash of a text.
    pub(in crate::store) fn seal(&self, meaning: Meaning, text: &str) -> Seal {
        seal(&self.mac, meaning, text)
    }
}

fn seal(mac: &Hmac<Sha256>, meaning: Meaning, text: &str) -> Seal {
    let mut mac = mac.clone();
    mac.update(meaning.prefix());
    mac.update(text.as_bytes());
    let full: [u8; 32] = mac.finalize().into_bytes().into();
    let mut seal = [0; 16];
    seal.copy_from_slice(&full[..16]);
    Seal(seal)
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sealer(…)")
    }
}

/// The first 128 bits of a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Seal([u8; 16]);

/// What tells a seal from a text as written; no e-mail address and no number starts with it.
pub(in crate::store) const MARK: char = '#';

impl Seal {
    /// The seal as it stands in the place of the text: `#` and 32 hexadecimal digits.
    pub(in crate::store) fn text(self) -> String {
        let number = u128::from_be_bytes(self.0);
        format!("{MARK}{number:032x}")
    }

    /// The first 64 bits, for columns of integers where 0 stands for none.
    pub(in crate::store) fn tag(self) -> i64 {
        let mut head = [0; 8];
        head.copy_from_slice(&self.0[..8]);
        let tag = i64::from_be_bytes(head);
        if tag == 0 { 1 } else { tag }
    }

    /// The tag of a text that was said together with what this seals: XXH3 under the half of the seal that
    /// its own tag does not tell.
    pub(in crate::store) fn tag_under(self, text: &str) -> i64 {
        let mut seed = [0; 8];
        seed.copy_from_slice(&self.0[8..]);
        let tag = xxh3_64_with_seed(text.as_bytes(), u64::from_be_bytes(seed)).cast_signed();
        if tag == 0 { 1 } else { tag }
    }

    /// A seal read back from its text.
    pub(in crate::store) fn parse(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix(MARK)
            .filter(|digits| digits.len() == 32)?;
        let number = u128::from_str_radix(digits, 16).ok()?;
        Some(Self(number.to_be_bytes()))
    }
}

/// Gives a workspace its key where it has none yet; whether it had none.
pub(in crate::store) fn prepare(connection: &Connection) -> Result<bool, Fault> {
    let sql = "SELECT secret IS NULL FROM workspace";
    if !connection.query_row(sql, [], |row| row.get(0))? {
        return Ok(false);
    }
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|error| StoreError::NoRandomness {
        reason: error.to_string(),
    })?;
    connection.execute("UPDATE workspace SET secret = ?1", [key.as_slice()])?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_are_those_of_the_standard() {
        // Test case 2 of RFC 4231, of which the prefix of a meaning is the first part of the data.
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(b"Jefe").unwrap();
        let full = mac
            .chain_update(b"what do ya want for nothing?")
            .finalize()
            .into_bytes();
        assert_eq!(full[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn a_seal_depends_on_key_meaning_and_text() {
        let one = Sealer::with_key(&[1; 32]).unwrap();
        let two = Sealer::with_key(&[2; 32]).unwrap();
        let seal = one.seal(Meaning::Phone, "33600000000");
        assert_eq!(one.seal(Meaning::Phone, "33600000000"), seal);
        assert_ne!(two.seal(Meaning::Phone, "33600000000"), seal);
        assert_ne!(one.seal(Meaning::Email, "33600000000"), seal);
        assert_ne!(one.seal(Meaning::Phone, "33600000001"), seal);
        assert!(!format!("{one:?}").contains('1'));
    }

    #[test]
    fn tags_of_hints_depend_on_the_key_and_on_what_they_are_said_with() {
        let one = Sealer::with_key(&[1; 32]).unwrap();
        let two = Sealer::with_key(&[2; 32]).unwrap();
        let phones = ["33600000000", "33600000001"].map(|phone| one.seal(Meaning::Phone, phone));
        assert_eq!(phones[0].tag_under("smith"), phones[0].tag_under("smith"));
        assert_ne!(phones[0].tag_under("smith"), phones[1].tag_under("smith"));
        assert_ne!(phones[0].tag_under("smith"), phones[0].tag_under("stone"));
        assert_ne!(one.household("ann|st 1|1"), two.household("ann|st 1|1"));
        assert_eq!(one.household("ann|st 1|1"), one.household("ann|st 1|1"));
    }

    #[test]
    fn texts_of_seals_read_back() {
        let sealer = Sealer::with_key(&[7; 32]).unwrap();
        let seal = sealer.seal(Meaning::Phone, "33600000000");
        let text = seal.text();
        assert_eq!((text.len(), Seal::parse(&text)), (33, Some(seal)));
        for other in ["33600000000", "#12", "", "ann@x.eu"] {
            assert_eq!(Seal::parse(other), None, "{other}");
        }
    }
}
