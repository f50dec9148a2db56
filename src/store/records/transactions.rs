//! Payments and refunds.

use crate::model::transaction::Transaction;
use crate::store::files::FileId;
use crate::store::import::{Import, Incoming, Outcome};
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
