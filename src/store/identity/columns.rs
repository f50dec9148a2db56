//! Columns that the analyst left out, remembered by the headers of the file.

use rusqlite::{Connection, params};

use crate::store::error::{Fault, StoreError};
use crate::store::fingerprint::Fingerprint;
use crate::store::import::Import;
use crate::store::workspace::Workspace;

impl Workspace {
    /// The columns left out of files with these headers.
    pub fn skipped_columns(&self, headers: &[String]) -> Result<Vec<String>, StoreError> {
        self.told(skipped(&self.connection, headers))
    }
}

impl Import<'_> {
    /// The columns left out of files with these headers.
    pub fn skipped_columns(&self, headers: &[String]) -> Result<Vec<String>, StoreError> {
        self.told(skipped(self.connection(), headers))
    }

    /// Remembers the columns to leave out of files with these headers, in place of earlier ones.
    pub fn skip_columns(
        &mut self,
        headers: &[String],
        columns: &[String],
    ) -> Result<(), StoreError> {
        let write = || -> Result<(), Fault> {
            let signature = signature(headers);
            let sql = "DELETE FROM skipped_columns WHERE signature = ?1";
            self.connection().execute(sql, [signature])?;
            let sql = "INSERT OR IGNORE INTO skipped_columns (signature, column_name)
                VALUES (?1, ?2)";
            for column in columns {
                self.connection().execute(sql, params![signature, column])?;
            }
            Ok(())
        };
        self.told(write())
    }
}

fn skipped(connection: &Connection, headers: &[String]) -> Result<Vec<String>, Fault> {
    let sql = "SELECT column_name FROM skipped_columns WHERE signature = ?1
        ORDER BY column_name";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([signature(headers)], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// What makes a file one of the same kind: its headers in their order, without case and edges.
fn signature(headers: &[String]) -> Fingerprint {
    let headers: Vec<String> = headers.iter().map(|h| h.trim().to_lowercase()).collect();
    Fingerprint::of_bytes(headers.join("\u{1f}").as_bytes())
}
