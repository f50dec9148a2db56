//! Payments and refunds of orders, each with its own date.
//!
//! This is where refund dates come from: an order only knows how much was refunded by the time it
//! was exported. Shops book a refund on its own date, order-based tools on the date of the order.

use serde::{Deserialize, Serialize};

use super::money::Currency;
use super::order::OrderRef;
use super::time::Moment;

/// One payment, refund or attempt at one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// What makes it the same transaction in the next export.
    pub key: TransactionKey,
    /// The order it belongs to.
    pub order: OrderRef,
    /// What it did.
    pub kind: TransactionKind,
    /// Whether it came about.
    pub status: TransactionStatus,
    /// Minor units, positive for every kind: see [`Transaction::booked`].
    pub amount: i64,
    /// The currency of the amount.
    pub currency: Currency,
    /// When.
    pub at: Moment,
    /// The payment provider, as written.
    pub gateway: Option<String>,
    /// Whether it was a test; `None` where the file does not say.
    pub test: Option<bool>,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// The key of a transaction for re-imports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TransactionKey {
    /// The platform, for example `shopify`.
    pub platform: String,
    /// The transaction's id where the file has one, else order, kind, moment, amount and a number.
    pub id: String,
}

impl TransactionKey {
    /// The key of a transaction without an id: `number` counts those that are alike.
    #[must_use]
    pub fn of(
        platform: &str,
        order: &OrderRef,
        (kind, at, amount): (TransactionKind, Moment, i64),
        number: u32,
    ) -> Self {
        let order = order.id.as_deref().or(order.name.as_deref());
        let order = order.unwrap_or_default();
        Self {
            platform: platform.to_owned(),
            id: format!("{order} {} {} {amount} {number}", kind.id(), at.utc_micros),
        }
    }
}

/// A refund that came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The order it belongs to.
    pub order: OrderRef,
    /// When it was paid back.
    pub at: Moment,
    /// Minor units, positive.
    pub amount: i64,
}

impl Transaction {
    /// Whether money moved: successful and not a test.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.status == TransactionStatus::Success && self.test != Some(true)
    }

    /// What it adds to the captured money: sales and captures add, refunds take away.
    ///
    /// An authorisation only reserves what a capture then takes, so it adds nothing.
    #[must_use]
    pub fn booked(&self) -> i64 {
        if !self.counts() {
            return 0;
        }
        match self.kind {
            TransactionKind::Sale | TransactionKind::Capture => self.amount,
            TransactionKind::Refund => -self.amount,
            TransactionKind::Authorization | TransactionKind::Void | TransactionKind::Change => 0,
        }
    }

    /// The refund to book on its own date, where this is one that came about.
    #[must_use]
    pub fn refund(&self) -> Option<Refund> {
        let is_refund = self.kind == TransactionKind::Refund && self.counts();
        is_refund.then(|| Refund {
            order: self.order.clone(),
            at: self.at,
            amount: self.amount,
        })
    }
}

/// Sales and captures minus refunds, in minor units, of transactions in one currency.
#[must_use]
pub fn net_captured(transactions: &[Transaction], currency: Currency) -> i64 {
    transactions
        .iter()
        .filter(|transaction| transaction.currency == currency)
        .map(Transaction::booked)
        .sum()
}

/// What a transaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// Took money at once.
    Sale,
    /// Reserved money.
    Authorization,
    /// Took reserved money.
    Capture,
    /// Gave a reservation up.
    Void,
    /// Paid money back.
    Refund,
    /// Cash handed back at a till; part of the sale.
    Change,
}

impl TransactionKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Sale,
        Self::Authorization,
        Self::Capture,
        Self::Void,
        Self::Refund,
        Self::Change,
    ];

    /// The word in export files, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Authorization => "authorization",
            Self::Capture => "capture",
            Self::Void => "void",
            Self::Refund => "refund",
            Self::Change => "change",
        }
    }

    /// Reads the word in any case; `None` for a word that is not in the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.id() == word)
    }
}

/// Whether a transaction came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStatus {
    /// It did.
    Success,
    /// It was refused.
    Failure,
    /// It is not decided.
    Pending,
    /// It broke.
    Error,
}

impl TransactionStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Success, Self::Failure, Self::Pending, Self::Error];

    /// The word in export files, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Pending => "pending",
            Self::Error => "error",
        }
    }

    /// Reads the word in any case; `None` for a word that is not in the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|status| status.id() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transaction(kind: TransactionKind, status: TransactionStatus, amount: i64) -> Transaction {
        Transaction {
            key: TransactionKey {
                platform: "shopify".into(),
                id: "1".into(),
            },
            order: OrderRef::default(),
            kind,
            status,
            amount,
            currency: Currency::parse("EUR").unwrap(),
            at: Moment::utc(0),
            gateway: None,
            test: None,
            source_line: 2,
        }
    }

    #[test]
    fn only_successful_sales_captures_and_refunds_are_booked() {
        use TransactionKind as Kind;
        use TransactionStatus as Status;
        for (kind, status, expected) in [
            (Kind::Sale, Status::Success, 100),
            (Kind::Capture, Status::Success, 100),
            (Kind::Refund, Status::Success, -100),
            (Kind::Authorization, Status::Success, 0),
            (Kind::Void, Status::Success, 0),
            (Kind::Change, Status::Success, 0),
            (Kind::Sale, Status::Failure, 0),
            (Kind::Refund, Status::Pending, 0),
            (Kind::Capture, Status::Error, 0),
        ] {
            let booked = transaction(kind, status, 100).booked();
            assert_eq!(booked, expected, "{kind:?} {status:?}");
        }
    }

    #[test]
    fn an_order_that_was_authorised_captured_and_refunded_in_part() {
        use TransactionKind as Kind;
        let success = TransactionStatus::Success;
        let all = [
            transaction(Kind::Authorization, success, 6500),
            transaction(Kind::Capture, success, 6500),
            transaction(Kind::Refund, success, 2000),
        ];
        assert_eq!(net_captured(&all, all[0].currency), 4500);
        let refunds: Vec<i64> = all
            .iter()
            .filter_map(|t| t.refund().map(|refund| refund.amount))
            .collect();
        assert_eq!(refunds, [2000]);
    }

    #[test]
    fn tests_move_no_money() {
        let mut test = transaction(TransactionKind::Refund, TransactionStatus::Success, 100);
        test.test = Some(true);
        assert_eq!((test.booked(), test.refund()), (0, None));
    }

    #[test]
    fn words_read_back() {
        for kind in TransactionKind::ALL {
            assert_eq!(TransactionKind::parse(kind.id()), Some(kind));
        }
        for status in TransactionStatus::ALL {
            assert_eq!(TransactionStatus::parse(status.id()), Some(status));
        }
        assert_eq!(TransactionKind::parse("chargeback"), None);
    }
}
