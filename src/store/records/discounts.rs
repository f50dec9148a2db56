//! Discounts.

use crate::model::discount::Discount;
use crate::store::files::FileId;
use crate::store::import::{Import, Incoming, Outcome};
use crate::store::write::{Table, discounts};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores a discount.
    pub fn put_discount(
        &mut self,
        file: FileId,
        discount: &Discount,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(discounts::find(self.connection(), &discount.code))?;
        let incoming = Incoming {
            table: Table::Discounts,
            file,
            line: discount.source_line,
            rows,
            fingerprint: Fingerprint::of_discount(discount),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            discounts::write(connection, row, discount, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// The discounts, sorted by code.
    pub fn discounts(&self) -> Result<Vec<Discount>, StoreError> {
        self.read_with(read::discounts::read)
    }
}
