//! Discounts.

use crate::model::discount::Discount;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discount::{DiscountStatus, DiscountUsage, DiscountValue};
    use crate::model::time::Moment;
    use crate::store::records::testing::Scratch;

    #[test]
    fn discounts_come_back_by_their_code() {
        let discount = |times_used| Discount {
            code: "summersale".into(),
            name: "SUMMERSALE".into(),
            value: DiscountValue::Percentage(1500),
            kind: Some("Amount Off".into()),
            class: None,
            usage: DiscountUsage {
                times_used: Some(times_used),
                limit_per_code: None,
                once_per_customer: Some(true),
            },
            status: DiscountStatus::Active,
            starts: Some(Moment {
                utc_micros: 5,
                offset_seconds: 7200,
            }),
            ends: None,
            source_line: 2,
        };
        let mut scratch = Scratch::new();
        let mut put = |discount: &Discount| {
            scratch.import(|import, file| import.put_discount(file, discount, 1).unwrap())
        };
        assert_eq!(put(&discount(12)), Outcome::New);
        assert_eq!(put(&discount(12)), Outcome::Unchanged);
        assert_eq!(put(&discount(13)), Outcome::Updated);
        assert_eq!(scratch.workspace.discounts().unwrap(), [discount(13)]);
    }
}
