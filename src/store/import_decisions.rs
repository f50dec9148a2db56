//! What the analyst decided for files with the same headers, as text that `import` writes and reads.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::{Fault, StoreError};
use super::fingerprint::Fingerprint;
use super::import::Import;
use super::workspace::Workspace;

impl Workspace {
    /// What was decided for files of a format with these headers.
    pub fn import_decision(
        &self,
        format: &str,
        headers: Fingerprint,
    ) -> Result<Option<String>, StoreError> {
        self.told(find(&self.connection, format, headers))
    }
}

impl Import<'_> {
    /// What was decided for files of a format with these headers.
    pub fn import_decision(
        &self,
        format: &str,
        headers: Fingerprint,
    ) -> Result<Option<String>, StoreError> {
        let found = find(&self.transaction, format, headers);
        found.map_err(|fault| fault.at(&self.path))
    }

    /// Remembers what is decided for them, in place of what was before; `None` forgets it.
    pub fn remember_decision(
        &mut self,
        format: &str,
        headers: Fingerprint,
        choice: Option<&str>,
    ) -> Result<(), StoreError> {
        let write = |connection: &Connection| -> Result<(), Fault> {
            let sql = "DELETE FROM import_decisions WHERE format = ?1 AND headers = ?2";
            connection.execute(sql, params![format, headers])?;
            if let Some(choice) = choice {
                let sql = "INSERT INTO import_decisions (format, headers, choice)
                    VALUES (?1, ?2, ?3)";
                connection.execute(sql, params![format, headers, choice])?;
            }
            Ok(())
        };
        write(&self.transaction).map_err(|fault| fault.at(&self.path))
    }
}

fn find(
    connection: &Connection,
    format: &str,
    headers: Fingerprint,
) -> Result<Option<String>, Fault> {
    let sql = "SELECT choice FROM import_decisions WHERE format = ?1 AND headers = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row(params![format, headers], |row| row.get(0));
    Ok(found.optional()?)
}
