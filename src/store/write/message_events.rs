//! Message events. There may be millions, so they are stored without fingerprints: an event never
//! changes, and all that it says is its key.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::message::{Message, MessageEventKind};
use crate::store::error::Fault;

/// One event with its person and message as rows.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Record {
    /// Whose message.
    pub(in crate::store) person: i64,
    /// When, UTC microseconds.
    pub(in crate::store) at: i64,
    /// What happened.
    pub(in crate::store) kind: MessageEventKind,
    /// Which message.
    pub(in crate::store) message: i64,
}

/// The number of a kind in the workspace; never to be changed.
pub(in crate::store) fn number(kind: MessageEventKind) -> i64 {
    match kind {
        MessageEventKind::Sent => 1,
        MessageEventKind::Delivered => 2,
        MessageEventKind::Opened => 3,
        MessageEventKind::Clicked => 4,
        MessageEventKind::Bounced => 5,
        MessageEventKind::Unsubscribed => 6,
        MessageEventKind::Complained => 7,
        MessageEventKind::Ordered => 8,
    }
}

/// The row of a message, added on first sight.
pub(in crate::store) fn message(connection: &Connection, message: &Message) -> Result<i64, Fault> {
    let texts = [
        &message.message,
        &message.campaign,
        &message.flow,
        &message.variation,
    ];
    let texts = texts.map(|text| text.as_deref().unwrap_or_default());
    let sql = "SELECT id FROM messages
        WHERE message = ?1 AND campaign = ?2 AND flow = ?3 AND variation = ?4";
    let mut known = connection.prepare_cached(sql)?;
    if let Some(row) = known.query_row(texts, |row| row.get(0)).optional()? {
        return Ok(row);
    }
    let sql = "INSERT INTO messages (message, campaign, flow, variation) VALUES (?1, ?2, ?3, ?4)";
    Ok(connection.prepare_cached(sql)?.insert(texts)?)
}

/// Stores an event; the file that held it already where it was known.
pub(in crate::store) fn put(
    connection: &Connection,
    record: Record,
    file: i64,
    line: i64,
) -> Result<Option<i64>, Fault> {
    let sql = "INSERT OR IGNORE INTO message_events (person, at, kind, message, file, source_line)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let kind = number(record.kind);
    let values = params![record.person, record.at, kind, record.message, file, line];
    if connection.prepare_cached(sql)?.execute(values)? > 0 {
        return Ok(None);
    }
    let sql = "SELECT file FROM message_events
        WHERE person = ?1 AND at = ?2 AND kind = ?3 AND message = ?4";
    let key = params![record.person, record.at, kind, record.message];
    let known = connection
        .prepare_cached(sql)?
        .query_row(key, |row| row.get(0))?;
    Ok(Some(known))
}

/// Moves an event to another file and line.
pub(in crate::store) fn set_source(
    connection: &Connection,
    record: Record,
    file: i64,
    line: i64,
) -> Result<(), Fault> {
    let sql = "UPDATE message_events SET file = ?5, source_line = ?6
        WHERE person = ?1 AND at = ?2 AND kind = ?3 AND message = ?4";
    let kind = number(record.kind);
    let values = params![record.person, record.at, kind, record.message, file, line];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
