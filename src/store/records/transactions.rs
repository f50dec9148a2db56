//! Payments and refunds.

use crate::model::transaction::Transaction;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::{Table, transactions};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores a payment or refund.
    pub fn put_transaction(
        &mut self,
        file: FileId,
        transaction: &Transaction,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(transactions::find(self.connection(), &transaction.key))?;
        let incoming = Incoming {
            table: Table::Transactions,
            file,
            line: transaction.source_line,
            rows,
            fingerprint: Fingerprint::of_transaction(transaction),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            transactions::write(connection, row, transaction, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// Payments and refunds, oldest first; see [`Transaction::refund`] for refund dates.
    pub fn transactions(&self) -> Result<Vec<Transaction>, StoreError> {
        self.read_with(read::transactions::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;
    use crate::model::order::OrderRef;
    use crate::model::time::Moment;
    use crate::model::transaction::{
        Refund, TransactionKey, TransactionKind, TransactionStatus, net_captured,
    };
    use crate::store::records::testing::Scratch;

    #[test]
    fn refunds_come_back_with_their_dates() {
        let euro = Currency::parse("EUR").unwrap();
        let order = OrderRef {
            id: Some("8281215041875".into()),
            name: Some("#1002".into()),
        };
        let transaction = |kind, micros, amount, status| Transaction {
            key: TransactionKey::of("shopify", &order, (kind, Moment::utc(micros), amount), 1),
            order: order.clone(),
            kind,
            status,
            amount,
            currency: euro,
            at: Moment::utc(micros),
            gateway: Some("manual".into()),
            test: None,
            source_line: 2,
        };
        let success = TransactionStatus::Success;
        let sale = transaction(TransactionKind::Sale, 10, 10_000, success);
        let refund = transaction(
            TransactionKind::Refund,
            20,
            4_000,
            TransactionStatus::Pending,
        );
        let settled = transaction(TransactionKind::Refund, 20, 4_000, success);
        let mut scratch = Scratch::new();
        let mut put = |transaction: &Transaction| {
            scratch.import(|import, file| import.put_transaction(file, transaction, 1).unwrap())
        };
        assert_eq!(put(&refund), Outcome::New);
        assert_eq!(put(&sale), Outcome::New);
        assert_eq!(put(&settled), Outcome::Updated);
        let stored = scratch.workspace.transactions().unwrap();
        assert_eq!(stored, [sale, settled]);
        assert_eq!(net_captured(&stored, euro), 6_000);
        let refunds: Vec<Refund> = stored.iter().filter_map(Transaction::refund).collect();
        let at = Moment::utc(20);
        let amount = 4_000;
        assert_eq!(refunds, [Refund { order, at, amount }]);
    }
}
