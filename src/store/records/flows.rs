//! Rows of flow reports.

use crate::model::flow::FlowStatistics;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::{Table, flows};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores a row of a flow report.
    pub fn put_flow(
        &mut self,
        file: FileId,
        flow: &FlowStatistics,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(flows::find(self.connection(), &flow.key))?;
        let incoming = Incoming {
            table: Table::Flows,
            file,
            line: flow.source_line,
            rows,
            fingerprint: Fingerprint::of_flow(flow),
        };
        let outcome = self.put(&incoming, stored, |connection, number, source| {
            flows::write(connection, number, flow, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// The rows of all flow reports, sorted by flow, message, variation and period.
    pub fn flows(&self) -> Result<Vec<FlowStatistics>, StoreError> {
        self.read_with(read::flows::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::campaign::{CampaignCounts, Claimed};
    use crate::model::flow::FlowKey;
    use crate::model::rules::Channel;
    use crate::model::time::Day;
    use crate::model::traffic::Period;
    use crate::store::records::testing::Scratch;

    fn row(variant: &str, period: Option<Period>, delivered: i64) -> FlowStatistics {
        FlowStatistics {
            key: FlowKey {
                platform: "klaviyo".into(),
                flow: "F1".into(),
                message: "M1".into(),
                variant: variant.into(),
                period,
            },
            flow: "Welcome".into(),
            message: None,
            channel: Channel::Sms,
            status: Some("live".into()),
            counts: CampaignCounts {
                delivered: Some(delivered),
                bounces: Some(1),
                ..CampaignCounts::default()
            },
            claimed: Claimed {
                metric: Some("Placed Order".into()),
                conversions: None,
                revenue: Some(1_250),
            },
            source_line: 7,
        }
    }

    #[test]
    fn flows_come_back_and_are_found_by_message_variant_and_period() {
        let mut scratch = Scratch::new();
        let mut put = |row: &FlowStatistics| {
            scratch.import(|import, file| import.put_flow(file, row, 1).unwrap())
        };
        let day = Some(Period::day(Day(20_000)));
        let always = row("", None, 5);
        assert_eq!(put(&always), Outcome::New);
        assert_eq!(put(&always), Outcome::Unchanged);
        assert_eq!(put(&row("", day, 5)), Outcome::New);
        assert_eq!(put(&row("B", day, 5)), Outcome::New);
        assert_eq!(put(&row("", day, 6)), Outcome::Updated);
        let expected = [always, row("", day, 6), row("B", day, 5)];
        assert_eq!(scratch.workspace.flows().unwrap(), expected);
    }
}
