//! Campaigns, and the messages of campaigns.

use crate::model::campaign::Campaign;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::campaigns::{self, Report};
use crate::store::{Fingerprint, StoreError, Workspace, read};

/// How many messages reports tell of, variations counted once, and how many of them are found to be
/// sends of an exported campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageReports {
    /// Messages in reports.
    pub messages: u64,
    /// Those of an exported campaign.
    pub with_campaign: u64,
}

impl Import<'_> {
    /// Stores a campaign row.
    pub fn put_campaign(
        &mut self,
        file: FileId,
        campaign: &Campaign,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.put_report_row(file, (Report::Campaigns, campaign), rows)
    }

    /// Stores a row of a report of campaign messages, which may be the same send as a campaign row.
    pub fn put_campaign_message(
        &mut self,
        file: FileId,
        message: &Campaign,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        self.put_report_row(file, (Report::Messages, message), rows)
    }

    fn put_report_row(
        &mut self,
        file: FileId,
        (report, campaign): (Report, &Campaign),
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = campaigns::find(self.connection(), report, &campaign.key);
        let stored = self.told(stored)?;
        let incoming = Incoming {
            table: report.table(),
            file,
            line: campaign.source_line,
            rows,
            fingerprint: Fingerprint::of_campaign(campaign),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            campaigns::write(connection, row, (report, campaign), source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// How many messages of reports are found to be sends of exported campaigns.
    pub fn message_reports(&self) -> Result<MessageReports, StoreError> {
        self.read_with(read::campaigns::messages)
    }
}
