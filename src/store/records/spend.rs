//! What campaigns cost.

use crate::model::spend::Spend;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;
    use crate::model::spend::{SpendKey, SpendPlatform};
    use crate::model::time::Day;
    use crate::model::traffic::Period;
    use crate::store::records::testing::Scratch;

    #[test]
    fn spend_comes_back_by_campaign_and_period() {
        let spend = |day: i32, amount| Spend {
            key: SpendKey {
                platform: SpendPlatform::MetaAds,
                campaign: "Prospecting".into(),
                detail: Day(day).to_string(),
            },
            campaign_id: Some("7".into()),
            period: Some(Period::day(Day(day))),
            amount,
            currency: Currency::parse("GBP").unwrap(),
            impressions: Some(100),
            clicks: None,
            source_line: 2,
        };
        let mut scratch = Scratch::new();
        let mut put = |spend: &Spend| {
            scratch.import(|import, file| import.put_spend(file, spend, 1).unwrap())
        };
        assert_eq!(put(&spend(1, 250)), Outcome::New);
        assert_eq!(put(&spend(2, 100)), Outcome::New);
        assert_eq!(put(&spend(1, 250)), Outcome::Unchanged);
        assert_eq!(put(&spend(1, 260)), Outcome::Updated);
        assert_eq!(
            scratch.workspace.spend().unwrap(),
            [spend(1, 260), spend(2, 100)]
        );
    }
}
