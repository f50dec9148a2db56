//! What campaigns cost.

use crate::model::spend::Spend;
use crate::store::files::FileId;
use crate::store::import::{Import, Incoming, Outcome};
use crate::store::write::{Table, spend};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores what a campaign cost.
    pub fn put_spend(
        &mut self,
        file: FileId,
        record: &Spend,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(spend::find(self.connection(), &record.key))?;
        let incoming = Incoming {
            table: Table::Spend,
            file,
            line: record.source_line,
            rows,
            fingerprint: Fingerprint::of_spend(record),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            spend::write(connection, row, record, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// What campaigns cost, sorted by platform and campaign.
    pub fn spend(&self) -> Result<Vec<Spend>, StoreError> {
        self.read_with(read::spend::read)
    }
}
