//! The export files, one writer each, in the layouts that shop and e-mail tool hand out.

pub(super) mod assignments;
pub(super) mod campaigns;
pub(super) mod customers;
pub(super) mod orders;

use std::fs::File;
use std::path::Path;

use super::SampleError;

/// A CSV file under construction.
pub(super) struct Table {
    writer: csv::Writer<File>,
    path: String,
}

impl Table {
    /// Creates the file and writes its header.
    pub(super) fn create(dir: &Path, name: &str, header: &[&str]) -> Result<Self, SampleError> {
        let path = dir.join(name);
        let writer = csv::Writer::from_path(&path)
            .map_err(|source| SampleError::csv(&path.display().to_string(), source))?;
        let mut table = Self {
            writer,
            path: path.display().to_string(),
        };
        table.row(header)?;
        Ok(table)
    }

    /// Writes one row.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, fields: &[T]) -> Result<(), SampleError> {
        self.writer
            .write_record(fields)
            .map_err(|source| SampleError::csv(&self.path, source))
    }

    /// Writes out what is buffered.
    pub(super) fn finish(mut self) -> Result<(), SampleError> {
        self.writer
            .flush()
            .map_err(|source| SampleError::io(&self.path, source))
    }
}

/// Minor units as a shop writes them: `1234.50`.
pub(super) fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// An address as people type it: now and then with a capital, or with a space at its end.
pub(super) fn as_typed(email: &str, row: usize) -> String {
    let mut text = email.to_owned();
    if row % 61 == 7 && !text.is_empty() {
        text = text[..1].to_uppercase() + &text[1..];
    }
    if row % 89 == 11 && !text.is_empty() {
        text.push(' ');
    }
    text
}
