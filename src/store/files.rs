//! Imported files and their issues.
//!
//! A file is one content at one path: importing the same bytes from the same path again reuses its
//! row and replaces its issues, so neither list grows. When a path holds another content, a new row
//! is added; the old one goes, with its issues, as soon as no record comes from it any more.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Row, params};

use super::error::Fault;
use super::fingerprint::Fingerprint;
use super::write::Table;
use crate::model::issue::{Issue, IssueKind, Severity};

/// The number of an imported file in its workspace; the same number as in a snapshot's `Origin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub i64);

/// What is known of a file before its records are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHeader {
    /// Path as people should see it.
    pub path: String,
    /// Format id, for example `shopify_orders`.
    pub format: String,
    /// Encoding name, for example `utf-8`.
    pub encoding: String,
    /// Cell delimiter; `None` for files that are not delimited text.
    pub delimiter: Option<char>,
    /// Size in bytes.
    pub bytes: u64,
    /// Fingerprint of the bytes: [`Fingerprint::of_bytes`].
    pub content: Fingerprint,
    /// The newest order of the file, UTC microseconds: the age of the export. With `None` the file
    /// counts as newer than everything before it.
    pub latest_micros: Option<i64>,
}

/// What became of a file's rows, as `import` reports it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileCounts {
    /// Data rows.
    pub rows: u64,
    /// Records that the rows were folded to.
    pub records: u64,
    /// Records seen for the first time.
    pub new: u64,
    /// Records whose content changed.
    pub updated: u64,
    /// Records that were already stored like this, or newer.
    pub unchanged: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// The newest order of the file, UTC microseconds, where it was not known beforehand.
    pub latest_micros: Option<i64>,
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// Its number.
    pub id: FileId,
    /// What it is.
    pub header: FileHeader,
    /// What its last import did.
    pub counts: FileCounts,
    /// Its issues.
    pub issues: u64,
}

/// Which issues are wanted; everything by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssueFilter {
    /// Of this file.
    pub file: Option<FileId>,
    /// Of this kind.
    pub kind: Option<IssueKind>,
    /// Of this severity.
    pub severity: Option<Severity>,
    /// At most so many.
    pub limit: Option<u64>,
}

impl IssueFilter {
    /// The wanted kinds as a JSON list of words, the form in which SQL can take a list.
    fn kinds(&self) -> String {
        let words: Vec<String> = IssueKind::ALL
            .into_iter()
            .filter(|&kind| self.kind.is_none_or(|wanted| wanted == kind))
            .filter(|kind| self.severity.is_none_or(|wanted| wanted == kind.severity()))
            .map(|kind| format!("\"{}\"", kind.id()))
            .collect();
        format!("[{}]", words.join(","))
    }

    fn file_number(&self) -> Option<i64> {
        self.file.map(|file| file.0)
    }
}

/// An issue with its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredIssue {
    /// The file.
    pub file: FileId,
    /// Its path.
    pub path: String,
    /// The issue.
    pub issue: Issue,
}

/// Gives a file its row: the old one where this content was imported from this path before.
pub(super) fn begin(connection: &Connection, header: &FileHeader) -> Result<FileId, Fault> {
    let sql = "INSERT INTO files
            (path, content_hash, format, encoding, delimiter, bytes, latest_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (path, content_hash) DO UPDATE SET
            format = excluded.format, encoding = excluded.encoding,
            delimiter = excluded.delimiter, latest_micros = excluded.latest_micros
        RETURNING id";
    let values = params![
        header.path,
        header.content,
        header.format,
        header.encoding,
        header.delimiter.map(String::from),
        to_stored(header.bytes),
        header.latest_micros,
    ];
    let id = connection.query_row(sql, values, |row| row.get(0))?;
    connection.execute("DELETE FROM issues WHERE file = ?1", [id])?;
    Ok(FileId(id))
}

/// How recent the records of a content are, if it was imported before and that is known.
pub(super) fn age_of(connection: &Connection, content: Fingerprint) -> Result<Option<i64>, Fault> {
    let sql = "SELECT max(latest_micros) FROM files WHERE content_hash = ?1";
    Ok(connection.query_row(sql, [content], |row| row.get(0))?)
}

/// The other contents that the same path had before.
pub(super) fn predecessors(connection: &Connection, file: FileId) -> Result<Vec<i64>, Fault> {
    let sql = "SELECT old.id FROM files AS old JOIN files AS new USING (path)
        WHERE new.id = ?1 AND old.id <> ?1 ORDER BY old.id";
    let mut statement = connection.prepare_cached(sql)?;
    let ids = statement.query_map([file.0], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Says what a file holds.
pub(super) fn set_content(
    connection: &Connection,
    file: FileId,
    content: Fingerprint,
) -> Result<(), Fault> {
    let sql = "UPDATE files SET content_hash = ?2 WHERE id = ?1";
    connection.execute(sql, params![file.0, content])?;
    Ok(())
}

/// The age of every file.
pub(super) fn ages(connection: &Connection) -> Result<HashMap<i64, Option<i64>>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id, latest_micros FROM files")?;
    let ages = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ages.collect::<Result<_, _>>()?)
}

/// Notes what became of a file's rows.
pub(super) fn finish(
    connection: &Connection,
    file: FileId,
    counts: &FileCounts,
) -> Result<(), Fault> {
    let sql = "UPDATE files SET rows = ?2, records = ?3, new = ?4, updated = ?5, unchanged = ?6,
        rejected = ?7, latest_micros = coalesce(latest_micros, ?8) WHERE id = ?1";
    let values = params![
        file.0,
        to_stored(counts.rows),
        to_stored(counts.records),
        to_stored(counts.new),
        to_stored(counts.updated),
        to_stored(counts.unchanged),
        to_stored(counts.rejected),
        counts.latest_micros,
    ];
    connection.execute(sql, values)?;
    Ok(())
}

/// Removes a file from which no record comes any more, with its issues.
pub(super) fn remove_if_unused(connection: &Connection, file: i64) -> Result<(), Fault> {
    let unused = |table: &str| format!(" AND NOT EXISTS (SELECT 1 FROM {table} WHERE file = ?1)");
    let mut sql = "DELETE FROM files WHERE id = ?1".to_owned() + &unused("unit_tables");
    sql += &unused("message_events");
    sql.extend(Table::ALL.map(|table| unused(table.name())));
    if connection.execute(&sql, [file])? > 0 {
        connection.execute("DELETE FROM issues WHERE file = ?1", [file])?;
    }
    Ok(())
}

/// Adds an issue to a file, with as much of its cell as may be stored.
pub(super) fn add_issue(
    connection: &Connection,
    file: FileId,
    issue: &Issue,
    raw: Option<&str>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO issues (file, kind, line, column_name, raw, hint)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    connection.prepare_cached(sql)?.execute(params![
        file.0,
        issue.kind.id(),
        issue.line.map(to_stored),
        issue.column,
        raw,
        issue.hint,
    ])?;
    Ok(())
}

/// Every file, in the order of first import.
pub(super) fn list(connection: &Connection) -> Result<Vec<ImportedFile>, Fault> {
    let sql = "SELECT id, path, content_hash, format, encoding, delimiter, bytes, latest_micros,
            rows, records, new, updated, unchanged, rejected,
            (SELECT count(*) FROM issues WHERE issues.file = files.id)
        FROM files ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let files = statement.query_map([], imported_file)?;
    Ok(files.collect::<Result<_, _>>()?)
}

fn imported_file(row: &Row<'_>) -> rusqlite::Result<ImportedFile> {
    let count = |at: usize| row.get(at).map(from_stored);
    let delimiter: Option<String> = row.get(5)?;
    let latest_micros = row.get(7)?;
    Ok(ImportedFile {
        id: FileId(row.get(0)?),
        header: FileHeader {
            path: row.get(1)?,
            content: row.get(2)?,
            format: row.get(3)?,
            encoding: row.get(4)?,
            delimiter: delimiter.and_then(|text| text.chars().next()),
            bytes: count(6)?,
            latest_micros,
        },
        counts: FileCounts {
            rows: count(8)?,
            records: count(9)?,
            new: count(10)?,
            updated: count(11)?,
            unchanged: count(12)?,
            rejected: count(13)?,
            latest_micros,
        },
        issues: count(14)?,
    })
}

/// The wanted issues by file and line, those of a whole file first.
pub(super) fn issues(
    connection: &Connection,
    filter: &IssueFilter,
) -> Result<Vec<StoredIssue>, Fault> {
    let sql = "SELECT issues.file, files.path, kind, line, column_name, raw, hint
        FROM issues JOIN files ON files.id = issues.file
        WHERE (?1 IS NULL OR issues.file = ?1) AND kind IN (SELECT value FROM json_each(?2))
        ORDER BY issues.file, line, issues.id LIMIT coalesce(?3, -1)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![
        filter.file_number(),
        filter.kinds(),
        filter.limit.map(to_stored)
    ])?;
    let mut issues = Vec::new();
    while let Some(row) = rows.next()? {
        issues.push(StoredIssue {
            file: FileId(row.get(0)?),
            path: row.get(1)?,
            issue: Issue {
                kind: kind_of(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?,
                line: row.get::<_, Option<i64>>(3)?.map(from_stored),
                column: row.get(4)?,
                raw: row.get(5)?,
                hint: row.get(6)?,
            },
        });
    }
    Ok(issues)
}

/// How many of the wanted issues there are, by kind; the limit plays no part.
pub(super) fn issue_counts(
    connection: &Connection,
    filter: &IssueFilter,
) -> Result<BTreeMap<IssueKind, u64>, Fault> {
    let sql = "SELECT kind, count(*) FROM issues
        WHERE (?1 IS NULL OR file = ?1) AND kind IN (SELECT value FROM json_each(?2))
        GROUP BY kind";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![filter.file_number(), filter.kinds()])?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(0)?;
        counts.insert(kind_of(&kind)?, from_stored(row.get(1)?));
    }
    Ok(counts)
}

fn kind_of(word: &str) -> Result<IssueKind, Fault> {
    IssueKind::parse(word)
        .ok_or_else(|| Fault::Unexpected(format!("`{word}` is not a kind of issue")))
}

/// A count as the database holds it: signed. No file has 2^63 rows.
pub(super) fn to_stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as read back.
pub(super) fn from_stored(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
