//! Writers: one module per kind of record, each with a way to find the stored one and to write it.
//!
//! Rows are written by deleting and inserting under the same number, so that every table has one
//! list of columns and child rows (lines, codes, tags) never mix with earlier ones.

pub(super) mod assignments;
pub(super) mod campaigns;
pub(super) mod discounts;
pub(super) mod flows;
mod many;
pub(super) mod message_events;
mod order_row;
pub(super) mod order_touches;
pub(super) mod orders;
pub(super) mod people;
pub(super) mod profiles;
mod repeated;
pub(super) mod spend;
pub(super) mod traffic;
pub(super) mod transactions;

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::error::Fault;
use super::fingerprint::Fingerprint;

/// The tables of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Table {
    /// Orders.
    Orders,
    /// Customer profiles.
    Profiles,
    /// Campaign rows.
    Campaigns,
    /// Rows of reports of campaign messages.
    CampaignMessages,
    /// Assignment rows.
    Assignments,
    /// Rows of traffic reports.
    Traffic,
    /// Rows of flow reports.
    Flows,
    /// Discounts.
    Discounts,
    /// Payments and refunds.
    Transactions,
    /// What campaigns cost.
    Spend,
    /// Where orders came from, by other files.
    OrderTouches,
}

impl Table {
    pub(super) const ALL: [Self; 11] = [
        Self::Orders,
        Self::Profiles,
        Self::Campaigns,
        Self::CampaignMessages,
        Self::Assignments,
        Self::Traffic,
        Self::Flows,
        Self::Discounts,
        Self::Transactions,
        Self::Spend,
        Self::OrderTouches,
    ];

    /// Its name in the schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Profiles => "profiles",
            Self::Campaigns => "campaigns",
            Self::CampaignMessages => "campaign_messages",
            Self::Assignments => "assignments",
            Self::Traffic => "traffic",
            Self::Flows => "flows",
            Self::Discounts => "discounts",
            Self::Transactions => "transactions",
            Self::Spend => "spend",
            Self::OrderTouches => "order_touches",
        }
    }
}

impl Table {
    /// Where the rows of one record are, child rows first.
    fn rows(self) -> &'static [&'static str] {
        match self {
            Self::Orders => &[
                "order_codes WHERE order_row = ?1",
                "order_tags WHERE order_row = ?1",
                "orders WHERE id = ?1",
            ],
            Self::Profiles => &[
                "profile_tags WHERE profile_row = ?1",
                "profile_properties WHERE profile_row = ?1",
                "profiles WHERE id = ?1",
            ],
            Self::Campaigns => &["campaigns WHERE id = ?1"],
            Self::CampaignMessages => &["campaign_messages WHERE id = ?1"],
            Self::Assignments => &["assignments WHERE id = ?1"],
            Self::Flows => &["flows WHERE id = ?1"],
            Self::Traffic => &["traffic WHERE id = ?1"],
            Self::Discounts => &["discounts WHERE id = ?1"],
            Self::Transactions => &["transactions WHERE id = ?1"],
            Self::Spend => &["spend WHERE id = ?1"],
            Self::OrderTouches => &["order_touches WHERE id = ?1"],
        }
    }
}

/// What is compared of a stored record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    /// Its row.
    pub(super) row: i64,
    /// Its content.
    pub(super) fingerprint: Fingerprint,
    /// The newest order of the newest export that holds this content.
    pub(super) export_micros: Option<i64>,
    /// The file it was read from.
    pub(super) file: i64,
}

impl Stored {
    /// The columns that [`Stored::read`] takes, in its order.
    const COLUMNS: &'static str = "id, fingerprint, export_micros, file";

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            row: row.get(0)?,
            fingerprint: row.get(1)?,
            export_micros: row.get(2)?,
            file: row.get(3)?,
        })
    }

    /// The record of a table that a condition names, if there is one.
    fn find(
        connection: &Connection,
        table: Table,
        condition: &str,
        key: impl Params,
    ) -> Result<Option<Self>, Fault> {
        let (columns, table) = (Self::COLUMNS, table.name());
        let sql = format!("SELECT {columns} FROM {table} WHERE {condition}");
        let mut statement = connection.prepare_cached(&sql)?;
        Ok(statement.query_row(key, Self::read).optional()?)
    }
}

/// Where a record was read, and what it said there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// The file.
    pub(super) file: i64,
    /// Its line, 1-based.
    pub(super) line: i64,
    /// How many rows of the file make up the record.
    pub(super) rows: i64,
    /// Fingerprint of the content.
    pub(super) fingerprint: Fingerprint,
    /// The newest order of that export.
    pub(super) export_micros: Option<i64>,
}

/// Makes room for a record under its number, with its child rows.
fn clear(connection: &Connection, table: Table, row: Option<i64>) -> Result<(), Fault> {
    let Some(row) = row else {
        return Ok(());
    };
    for condition in table.rows() {
        let sql = format!("DELETE FROM {condition}");
        connection.prepare_cached(&sql)?.execute([row])?;
    }
    Ok(())
}

/// Fills a child table with the texts of one record, in their order.
fn insert_texts(
    connection: &Connection,
    sql: &str,
    owner: i64,
    texts: &[String],
) -> Result<(), Fault> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(sql)?;
    for (position, text) in (0_i64..).zip(texts) {
        statement.execute(params![owner, position, text])?;
    }
    Ok(())
}

/// Moves a record to another file and line, with its content as it is.
pub(super) fn set_source(
    connection: &Connection,
    table: Table,
    row: i64,
    source: &Source,
) -> Result<(), Fault> {
    let table = table.name();
    let sql = format!(
        "UPDATE {table} SET file = ?2, source_line = ?3, source_rows = ?4, export_micros = ?5
        WHERE id = ?1"
    );
    let values = params![
        row,
        source.file,
        source.line,
        source.rows,
        source.export_micros
    ];
    connection.prepare_cached(&sql)?.execute(values)?;
    Ok(())
}

/// Notes that a newer export holds a record's content, too.
pub(super) fn set_age(
    connection: &Connection,
    table: Table,
    row: i64,
    export_micros: Option<i64>,
) -> Result<(), Fault> {
    let sql = format!(
        "UPDATE {} SET export_micros = ?2 WHERE id = ?1",
        table.name()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.execute(params![row, export_micros])?;
    Ok(())
}

#[cfg(test)]
mod tests;
