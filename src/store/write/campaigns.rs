//! Campaign rows, one per send and variation.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::campaign::{Campaign, CampaignKey};
use crate::store::error::Fault;

/// The stored row of a campaign.
pub(in crate::store) fn find(
    connection: &Connection,
    key: &CampaignKey,
) -> Result<Option<Stored>, Fault> {
    let condition = "platform = ?1 AND campaign_id = ?2 AND variant = ?3";
    let key = params![key.platform, key.id, key.variant];
    Stored::find(connection, Table::Campaigns, condition, key)
}

/// Writes a campaign into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    campaign: &Campaign,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Campaigns, row)?;
    let sql = "INSERT INTO campaigns (
            id, platform, campaign_id, variant, name, subject, channel, sent,
            recipients, delivered, unique_opens, unique_clicks, unsubscribes, spam_complaints,
            bounces, claimed_metric, conversions, claimed_revenue, winner,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24)";
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
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
