//! Campaign rows, sorted by key, each send once however many files tell of it.

use rusqlite::Connection;

use super::cells::Cells;
use super::same_campaigns::Reports;
use crate::model::campaign::{Campaign, CampaignCounts, CampaignKey, Claimed};
use crate::model::rules::Channel;
use crate::store::error::Fault;
use crate::store::files::from_stored;
use crate::store::records::MessageReports;
use crate::store::write::campaigns::Report;

/// Reads every campaign row.
pub(super) fn read(connection: &Connection) -> Result<Vec<Campaign>, Fault> {
    Ok(reports(connection)?.united())
}

/// How many messages of reports are sends of exported campaigns.
pub(in crate::store) fn messages(connection: &Connection) -> Result<MessageReports, Fault> {
    Ok(reports(connection)?.count())
}

fn reports(connection: &Connection) -> Result<Reports, Fault> {
    Ok(Reports {
        campaigns: rows(connection, Report::Campaigns)?,
        messages: rows(connection, Report::Messages)?,
        named: named(connection)?,
    })
}

fn rows(connection: &Connection, report: Report) -> Result<Vec<Campaign>, Fault> {
    let (table, id) = (report.table().name(), report.id_column());
    let sql = format!(
        "SELECT platform, {id}, variant, name, subject, channel, sent,
            recipients, delivered, unique_opens, unique_clicks, unsubscribes, spam_complaints,
            bounces, claimed_metric, conversions, claimed_revenue, winner, source_line
        FROM {table} ORDER BY platform, {id}, variant"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut campaigns = Vec::new();
    while let Some(row) = rows.next()? {
        campaigns.push(campaign(&mut Cells::of(row))?);
    }
    Ok(campaigns)
}

/// Messages whose events name an exported campaign by its id, with that id.
fn named(connection: &Connection) -> Result<Vec<(String, String)>, Fault> {
    let sql = "SELECT DISTINCT message, campaign FROM messages
        WHERE message <> '' AND campaign IN (SELECT campaign_id FROM campaigns)
        ORDER BY message, campaign";
    let mut statement = connection.prepare_cached(sql)?;
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pairs.collect::<Result<_, _>>()?)
}

fn campaign(cells: &mut Cells<'_, '_>) -> Result<Campaign, Fault> {
    Ok(Campaign {
        key: CampaignKey {
            platform: cells.take()?,
            id: cells.take()?,
            variant: cells.take()?,
        },
        name: cells.take()?,
        aliases: Vec::new(),
        subject: cells.take()?,
        channel: cells.take_word(channel_of)?,
        sent_utc_micros: cells.take()?,
        counts: counts(cells)?,
        claimed: claimed(cells)?,
        winner: cells.take()?,
        source_line: from_stored(cells.take()?),
    })
}

/// The next seven cells as counts.
pub(super) fn counts(cells: &mut Cells<'_, '_>) -> Result<CampaignCounts, Fault> {
    Ok(CampaignCounts {
        recipients: cells.take()?,
        delivered: cells.take()?,
        unique_opens: cells.take()?,
        unique_clicks: cells.take()?,
        unsubscribes: cells.take()?,
        spam_complaints: cells.take()?,
        bounces: cells.take()?,
    })
}

/// The next three cells as a claim.
pub(super) fn claimed(cells: &mut Cells<'_, '_>) -> Result<Claimed, Fault> {
    Ok(Claimed {
        metric: cells.take()?,
        conversions: cells.take()?,
        revenue: cells.take()?,
    })
}

/// A channel by its word.
pub(super) fn channel_of(word: &str) -> Option<Channel> {
    Channel::ALL
        .into_iter()
        .find(|channel| channel.id() == word)
}
