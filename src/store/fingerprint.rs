//! Fingerprints: 128-bit FNV-1a hashes that tell whether a record or a file is the same as before.
//!
//! Written out here because the number is stored: it must be the same in every version of this
//! program and on every machine. It guards against accident, not against intent.
//!
//! The content of a record is everything a number can depend on; its key, file and line are not
//! content. A new field of a record type does not compile until it is sorted into one or the other.

use std::io::{self, Write};

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;

use crate::model::campaign::Campaign;
use crate::model::experiment::Assignment;
use crate::model::order::Order;
use crate::model::person::Identity;
use crate::model::profile::Profile;

/// A 128-bit hash of a record's content or a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a file's bytes as they are on disk, read in a stream.
    pub fn of_reader(mut reader: impl io::Read) -> io::Result<Self> {
        let mut hasher = Hasher::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match reader.read(&mut buffer)? {
                0 => return Ok(hasher.finish()),
                read => hasher.absorb(&buffer[..read]),
            }
        }
    }

    /// The fingerprint of a file's bytes as they are on disk.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::new();
        hasher.absorb(bytes);
        hasher.finish()
    }

    /// Of an order's content, with the identity as it is stored.
    pub(super) fn of_order(order: &Order, identity: &Identity) -> Self {
        let Order {
            key: _,
            name,
            identity: _,
            created,
            state,
            amounts,
            codes,
            touch,
            lines,
            source_line: _,
        } = order;
        Self::of_value(&(name, identity, created, state, amounts, codes, touch, lines))
    }

    /// Of a profile's content, with the identity as it is stored.
    pub(super) fn of_profile(profile: &Profile, identity: &Identity) -> Self {
        let Profile {
            identity: _,
            consent,
            tags,
            country,
            total_orders,
            total_spent,
            source_line: _,
        } = profile;
        Self::of_value(&(identity, consent, tags, country, total_orders, total_spent))
    }

    /// Of a campaign's content.
    pub(super) fn of_campaign(campaign: &Campaign) -> Self {
        let Campaign {
            key: _,
            name,
            subject,
            channel,
            sent_utc_micros,
            counts,
            claimed,
            winner,
            source_line: _,
        } = campaign;
        Self::of_value(&(
            name,
            subject,
            channel,
            sent_utc_micros,
            counts,
            claimed,
            winner,
        ))
    }

    /// Of an assignment's content, with the identity as it is stored.
    pub(super) fn of_assignment(assignment: &Assignment, identity: &Identity) -> Self {
        let Assignment {
            identity: _,
            arm: _,
            assigned_utc_micros,
            planned_share,
            workflow,
            source_line: _,
        } = assignment;
        Self::of_value(&(identity, assigned_utc_micros, planned_share, workflow))
    }

    /// JSON is the canonical form: every type has exactly one spelling of every value in it.
    fn of_value(value: &impl Serialize) -> Self {
        let mut hasher = Hasher::new();
        // Neither the writer nor the types (no maps with odd keys) can fail here.
        let written = serde_json::to_writer(&mut hasher, value);
        debug_assert!(written.is_ok(), "content is plain data: {written:?}");
        hasher.finish()
    }
}

impl ToSql for Fingerprint {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_slice()))
    }
}

impl FromSql for Fingerprint {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(Self)
    }
}

/// FNV-1a with 128 bits; constants as published by its authors.
struct Hasher(u128);

impl Hasher {
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    fn new() -> Self {
        Self(Self::OFFSET_BASIS)
    }

    fn absorb(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| {
            (hash ^ u128::from(byte)).wrapping_mul(Self::PRIME)
        });
    }

    fn finish(self) -> Fingerprint {
        Fingerprint(self.0.to_be_bytes())
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.absorb(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: u128) {
        assert_eq!(Fingerprint::of_bytes(bytes).0, expected.to_be_bytes());
    }

    #[test]
    fn hashes_are_the_published_ones() {
        check(b"", 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        check(b"a", 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        check(b"foobar", 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }
}
