//! Fingerprints: 128-bit XXH3 hashes that tell whether a record or a file is the same as before.
//!
//! The number is stored, so it must be the same in every version of this program and on every
//! machine: XXH3 and the postcard form of records are both specified. It guards against accident, not
//! against intent.
//!
//! The content of a record is everything a number can depend on; its key, file and line are not
//! content. A new field of a record type does not compile until it is sorted into one or the other.

use std::hash::{self, BuildHasherDefault};
use std::io::{self, Read};

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde::Serialize;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

use crate::model::campaign::Campaign;
use crate::model::discount::Discount;
use crate::model::experiment::Assignment;
use crate::model::flow::FlowStatistics;
use crate::model::order::{Line, Order, OrderTouch};
use crate::model::person::Identity;
use crate::model::profile::Profile;
use crate::model::spend::Spend;
use crate::model::traffic::TrafficRow;
use crate::model::transaction::Transaction;
use crate::model::utm::{Touch, UtmField};

/// A 128-bit hash of a record's content or a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a file's bytes as they are on disk, read in a stream.
    pub fn of_reader(reader: impl Read) -> io::Result<Self> {
        FingerprintReader::new(reader).finish()
    }

    /// The fingerprint of a file's bytes as they are on disk.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes).to_be_bytes())
    }

    /// Half of it, for tables that may take two things for one.
    pub(super) fn first_bits(self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Of an order's content. Its identity must be the one that is stored.
    pub(super) fn of_order(order: &Order) -> Self {
        let Order {
            key: _,
            name,
            identity,
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

    /// Of the words that many orders share; for this run only. `room` is where they are put together.
    pub(super) fn of_facts(order: &Order, room: &mut Vec<u8>) -> Self {
        let state = &order.state;
        Self::of_texts(
            [
                Some(state.financial.id()),
                state.source.as_deref(),
                state.payment_method.as_deref(),
                state.country.as_deref(),
                flag(state.accepts_marketing),
                Some(order.amounts.currency.code()),
            ],
            room,
        )
    }

    /// Of UTM values, for this run only; `None` where there is none.
    pub(super) fn of_utm(touch: &Touch, room: &mut Vec<u8>) -> Option<Self> {
        let values = UtmField::ALL.map(|field| touch.get(field));
        touch.has_utm().then(|| Self::of_texts(values, room))
    }

    /// Of the product of a line, for this run only: what makes it the same one on every line.
    pub(super) fn of_product(line: &Line, room: &mut Vec<u8>) -> Self {
        let Line {
            title,
            sku,
            quantity: _,
            price: _,
            vendor,
            requires_shipping,
        } = line;
        let ships = flag(*requires_shipping);
        Self::of_texts(
            [Some(title), sku.as_deref(), vendor.as_deref(), ships],
            room,
        )
    }

    /// Of a profile's content, with the identity as it is stored.
    pub(super) fn of_profile(profile: &Profile, identity: &Identity) -> Self {
        let Profile {
            platform: _,
            identity: _,
            consent,
            tags,
            country,
            total_orders,
            total_spent,
            properties,
            source_line: _,
        } = profile;
        let known = (identity, consent, tags, country, total_orders, total_spent);
        // Profiles without properties keep the fingerprint that version 1 gave them.
        if properties.is_empty() {
            return Self::of_value(&known);
        }
        Self::of_value(&(known, properties))
    }

    /// Of a campaign's content.
    pub(super) fn of_campaign(campaign: &Campaign) -> Self {
        let Campaign {
            key: _,
            name,
            // What other files say is no content of this one.
            aliases: _,
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

    /// Of a flow row's content.
    pub(super) fn of_flow(statistics: &FlowStatistics) -> Self {
        let FlowStatistics {
            key: _,
            flow,
            message,
            channel,
            status,
            counts,
            claimed,
            source_line: _,
        } = statistics;
        Self::of_value(&(flow, message, channel, status, counts, claimed))
    }

    /// Of a traffic row's content.
    pub(super) fn of_traffic(traffic: &TrafficRow) -> Self {
        let TrafficRow {
            key: _,
            period,
            channel,
            referrer,
            touch,
            counts,
            sales,
            source_line: _,
        } = traffic;
        Self::of_value(&(period, channel, referrer, touch, counts, sales))
    }

    /// Of a discount's content.
    pub(super) fn of_discount(discount: &Discount) -> Self {
        let Discount {
            code: _,
            name,
            value,
            kind,
            class,
            usage,
            status,
            starts,
            ends,
            source_line: _,
        } = discount;
        Self::of_value(&(name, value, kind, class, usage, status, starts, ends))
    }

    /// Of a transaction's content.
    pub(super) fn of_transaction(transaction: &Transaction) -> Self {
        let Transaction {
            key: _,
            order,
            kind,
            status,
            amount,
            currency,
            at,
            gateway,
            test,
            source_line: _,
        } = transaction;
        Self::of_value(&(order, kind, status, amount, currency, at, gateway, test))
    }

    /// Of the content of a spend row.
    pub(super) fn of_spend(spend: &Spend) -> Self {
        let Spend {
            key: _,
            campaign_id,
            period,
            amount,
            currency,
            impressions,
            clicks,
            source_line: _,
        } = spend;
        Self::of_value(&(campaign_id, period, amount, currency, impressions, clicks))
    }

    /// Of what a companion file says of an order.
    pub(super) fn of_order_touch(companion: &OrderTouch) -> Self {
        let OrderTouch {
            order: _,
            visited,
            touch,
            source_line: _,
        } = companion;
        Self::of_value(&(visited, touch))
    }

    /// Of some texts in their order, none of them taken for a part of another.
    fn of_texts<const N: usize>(texts: [Option<&str>; N], room: &mut Vec<u8>) -> Self {
        room.clear();
        for text in texts {
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            room.extend_from_slice(&length.to_ne_bytes());
            room.extend_from_slice(text.unwrap_or_default().as_bytes());
        }
        Self::of_bytes(room)
    }

    /// Postcard is the canonical form: every type has exactly one spelling of every value in it.
    fn of_value(value: &impl Serialize) -> Self {
        // Nearly every record fits, and then nothing is allocated.
        let mut short = [0; 512];
        if let Ok(written) = postcard::to_slice(value, &mut short) {
            return Self::of_bytes(written);
        }
        // Plain data cannot fail to be written to memory.
        let written = postcard::to_extend(value, Vec::with_capacity(8192));
        debug_assert!(written.is_ok(), "content is plain data: {written:?}");
        Self::of_bytes(&written.unwrap_or_default())
    }
}

fn flag(flag: Option<bool>) -> Option<&'static str> {
    flag.map(|flag| if flag { "yes" } else { "no" })
}

/// Computes the fingerprint of what is read through it.
pub struct FingerprintReader<R> {
    source: R,
    hasher: Xxh3Default,
}

impl<R: Read> FingerprintReader<R> {
    /// Reads a source from its start.
    pub fn new(source: R) -> Self {
        Self {
            source,
            hasher: Xxh3Default::new(),
        }
    }

    /// Reads the rest; the fingerprint of all.
    pub fn finish(mut self) -> io::Result<Fingerprint> {
        let mut buffer = vec![0; 1 << 18];
        while self.read(&mut buffer)? > 0 {}
        Ok(Fingerprint(self.hasher.digest128().to_be_bytes()))
    }
}

impl<R: Read> Read for FingerprintReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let taken = self.source.read(out)?;
        self.hasher.update(&out[..taken]);
        Ok(taken)
    }
}

/// Tables by fingerprint take its first bytes as they are: they are a hash already.
pub(super) type FingerprintHashing = BuildHasherDefault<FirstBytes>;

/// See [`FingerprintHashing`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FirstBytes(u64);

impl hash::Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_ne_bytes(*first);
        }
    }

    /// The length of the array, which is the same for all.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: u128) {
        assert_eq!(Fingerprint::of_bytes(bytes).0, expected.to_be_bytes());
        let read = Fingerprint::of_reader(bytes).unwrap();
        assert_eq!(read.0, expected.to_be_bytes());
    }

    /// Reference values of XXH3 with 128 bits, from its authors' own program.
    #[test]
    fn hashes_are_the_published_ones() {
        check(b"", 0x99aa_06d3_0147_98d8_6001_c324_468d_497f);
        check(b"a", 0xa96f_af70_5af1_6834_e6c6_32b6_1e96_4e1f);
    }
}
