//! Rows of traffic reports.

use crate::model::traffic::TrafficRow;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::{Table, traffic};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores a row of a traffic report.
    pub fn put_traffic(
        &mut self,
        file: FileId,
        row: &TrafficRow,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(traffic::find(self.connection(), &row.key))?;
        let incoming = Incoming {
            table: Table::Traffic,
            file,
            line: row.source_line,
            rows,
            fingerprint: Fingerprint::of_traffic(row),
        };
        let outcome = self.put(&incoming, stored, |connection, number, source| {
            traffic::write(connection, number, row, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// The rows of all traffic reports, sorted by source and grain; rows of two grains have no
    /// common sum.
    pub fn traffic(&self) -> Result<Vec<TrafficRow>, StoreError> {
        self.read_with(read::traffic::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Day;
    use crate::model::traffic::{Period, TrafficCounts, TrafficKey, TrafficSales, TrafficSource};
    use crate::model::utm::Touch;
    use crate::store::records::testing::Scratch;

    fn row(campaign: &str, sessions: i64) -> TrafficRow {
        let period = Some(Period::day(Day(20_689)));
        let dimensions = [("utm campaign".to_owned(), campaign.to_owned())];
        TrafficRow {
            key: TrafficKey::of(TrafficSource::ShopifySessions, &dimensions, period),
            period,
            channel: None,
            referrer: Some("google".into()),
            touch: Touch {
                campaign: Some(campaign.to_owned()),
                ..Touch::default()
            },
            counts: TrafficCounts {
                sessions: Some(sessions),
                completed_checkout: Some(4),
                ..TrafficCounts::default()
            },
            sales: TrafficSales {
                discounts: Some(-250),
                total: Some(12_345),
                ..TrafficSales::default()
            },
            source_line: 2,
        }
    }

    #[test]
    fn traffic_comes_back_and_is_found_by_its_dimensions() {
        let mut scratch = Scratch::new();
        let mut put = |row: &TrafficRow| {
            scratch.import(|import, file| import.put_traffic(file, row, 1).unwrap())
        };
        let (first, other) = (row("aug_sale", 100), row("AUG_SALE", 7));
        assert_eq!(put(&first), Outcome::New);
        assert_eq!(put(&first), Outcome::Unchanged);
        assert_eq!(put(&other), Outcome::New);
        let grown = row("aug_sale", 120);
        assert_eq!(put(&grown), Outcome::Updated);
        assert_eq!(scratch.workspace.traffic().unwrap(), [other, grown]);
    }
}
