//! Campaign rows, one per send and variation, of the two kinds of report that have them.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::campaign::{Campaign, CampaignKey};
use crate::store::error::Fault;

/// Which report a campaign row stands in. Both may tell of the same send, each by an id of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Report {
    /// An export of campaigns.
    Campaigns,
    /// A report of their messages.
    Messages,
}

impl Report {
    /// Where its rows are.
    pub(in crate::store) fn table(self) -> Table {
        match self {
            Self::Campaigns => Table::Campaigns,
            Self::Messages => Table::CampaignMessages,
        }
    }

    /// The column of its ids.
    pub(in crate::store) fn id_column(self) -> &'static str {
        match self {
            Self::Campaigns => "campaign_id",
            Self::Messages => "message_id",
        }
    }
}

/// The stored row of a campaign in a report.
pub(in crate::store) fn find(
    connection: &Connection,
    report: Report,
    key: &CampaignKey,
) -> Result<Option<Stored>, Fault> {
    let id = report.id_column();
    let condition = format!("platform = ?1 AND {id} = ?2 AND variant = ?3");
    let key = params![key.platform, key.id, key.variant];
    Stored::find(connection, report.table(), &condition, key)
}

/// Writes a campaign into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    (report, campaign): (Report, &Campaign),
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, report.table(), row)?;
    let (table, id) = (report.table().name(), report.id_column());
    let sql = format!(
        "INSERT INTO {table} (
            id, platform, {id}, variant, name, subject, channel, sent,
            recipients, delivered, unique_opens, unique_clicks, unsubscribes, spam_complaints,
            bounces, claimed_metric, conversions, claimed_revenue, winner,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24)"
    );
    let (counts, claimed) = (&campaign.counts, &campaign.claimed);
    let values = params![
        row,
        campaign.key.platform,
        campaign.key.id,
        campaign.key.variant,
        campaign.name,
        campaign.subject,
        campaign.channel.id(),
        campaign.sent_utc_micros,
        counts.recipients,
        counts.delivered,
        counts.unique_opens,
        counts.unique_clicks,
        counts.unsubscribes,
        counts.spam_complaints,
        counts.bounces,
        claimed.metric,
        claimed.conversions,
        claimed.revenue,
        campaign.winner,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}
