//! Where orders came from, by another file than their own.

use crate::model::order::OrderTouch;
use crate::store::files::FileId;
use crate::store::import::{Import, Incoming, Outcome};
use crate::store::write::{Table, order_touches};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores where an order came from.
    pub fn put_order_touch(
        &mut self,
        file: FileId,
        companion: &OrderTouch,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(order_touches::find(self.connection(), companion))?;
        let incoming = Incoming {
            table: Table::OrderTouches,
            file,
            line: companion.source_line,
            rows,
            fingerprint: Fingerprint::of_order_touch(companion),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            order_touches::write(connection, row, companion, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// Where orders came from by other files; of one order the latest visit comes last.
    pub fn order_touches(&self) -> Result<Vec<OrderTouch>, StoreError> {
        self.read_with(read::order_touches::read)
    }
}
