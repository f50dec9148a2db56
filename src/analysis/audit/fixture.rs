//! Small inputs for the tests of the audit.

use std::sync::Arc;

use crate::analysis::Context;
use crate::model::discount::{Discount, DiscountStatus, DiscountUsage, DiscountValue};
use crate::model::money::Currency;
use crate::model::order::OrderRef;
use crate::model::profile::Platform;
use crate::model::rules::Definitions;
use crate::model::time::Moment;
use crate::model::traffic::{
    Period, TrafficCounts, TrafficKey, TrafficRow, TrafficSales, TrafficSource,
};
use crate::model::transaction::{Transaction, TransactionKey, TransactionKind, TransactionStatus};
use crate::model::utm::Touch;
use crate::store::snapshot::Snapshot;
use crate::store::{
    CustomerTotal, FileCounts, FileHeader, FileId, Fingerprint, ImportedFile, LoadedOrder,
};

pub(super) fn context(snapshot: Snapshot) -> Context {
    Context::new(Arc::new(snapshot), Definitions::default())
}

pub(super) fn file(format: &str, rows: u64) -> ImportedFile {
    ImportedFile {
        id: FileId(1),
        header: FileHeader {
            path: "/exports/a.csv".into(),
            format: format.into(),
            encoding: "utf-8".into(),
            delimiter: Some(','),
            bytes: 1,
            content: Fingerprint::of_bytes(b"a"),
            latest_micros: None,
        },
        counts: FileCounts {
            rows,
            ..FileCounts::default()
        },
        issues: 0,
    }
}

pub(super) fn customer(name: &str, orders: i64) -> CustomerTotal {
    CustomerTotal {
        person: format!("email:{name}@example.com"),
        platform: Platform::Shopify,
        orders,
    }
}

pub(super) fn discount(code: &str, times_used: Option<i64>) -> Discount {
    Discount {
        code: Discount::fold(code),
        name: code.to_owned(),
        value: DiscountValue::Unknown,
        kind: None,
        class: None,
        usage: DiscountUsage {
            times_used,
            ..DiscountUsage::default()
        },
        status: DiscountStatus::Active,
        starts: None,
        ends: None,
        source_line: 2,
    }
}

pub(super) fn loaded_order(id: &str, name: &str, refunded: i64) -> LoadedOrder {
    LoadedOrder {
        order: reference(id, name),
        refunded,
        currency: euro(),
    }
}

/// A refund on 1 January 2026 of the order of this id, name or both.
pub(super) fn refund(id: &str, name: &str, amount: i64) -> Transaction {
    Transaction {
        key: TransactionKey {
            platform: "shopify".into(),
            id: format!("{id}{name}{amount}"),
        },
        order: reference(id, name),
        kind: TransactionKind::Refund,
        status: TransactionStatus::Success,
        amount,
        currency: euro(),
        at: Moment::utc(1_767_268_800_000_000),
        gateway: None,
        test: None,
        source_line: 2,
    }
}

pub(super) fn traffic(
    source: TrafficSource,
    grain: &str,
    period: Period,
    orders: Option<i64>,
) -> TrafficRow {
    TrafficRow {
        key: TrafficKey {
            source,
            grain: grain.into(),
            id: period.to_string(),
        },
        period: Some(period),
        channel: None,
        referrer: None,
        touch: Touch::default(),
        counts: TrafficCounts {
            sessions: Some(1_000),
            orders,
            ..TrafficCounts::default()
        },
        sales: TrafficSales::default(),
        source_line: 2,
    }
}

fn reference(id: &str, name: &str) -> OrderRef {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    OrderRef {
        id: filled(id),
        name: filled(name),
    }
}

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}
