//! The workspace: one SQLite file that holds everything loaded and everything defined.
//!
//! This is the only layer that speaks SQL. Writers take `model` values, the reader hands out a
//! columnar [`snapshot::Snapshot`]; nothing above sees a row.
//!
//! An [`Import`] stores the records of any number of files in one transaction; a [`Workspace`]
//! answers everything else. To store a new kind of record: a table in a new migration (`schema`), a
//! module in `write`, a method of [`Import`], and its columns in `read` and [`snapshot`].

mod books;
mod definitions;
mod error;
mod files;
mod fingerprint;
mod given;
mod identity;
mod import;
mod import_decisions;
mod lock;
mod order_books;
mod order_lines;
mod prepared;
mod query;
mod read;
mod records;
mod schema;
mod settings;
pub mod snapshot;
#[cfg(test)]
mod tests;
mod unit_tables;
mod workspace;
mod write;

pub use error::StoreError;
pub use files::{FileCounts, FileHeader, FileId, ImportedFile, IssueFilter, StoredIssue};
pub use fingerprint::{Fingerprint, FingerprintReader};
pub use identity::{
    ForgottenPerson, FoundPeople, FoundPerson, Intake, PrivacyChange, Scrubbed, closure,
};
pub use import::{Import, Outcome};
pub use prepared::IncomingOrders;
pub use query::{Cell, QueryResult};
pub use records::{
    CurrencySum, CustomerTotal, LoadedOrder, MessageHistory, MessageReports, MessageRow,
};
pub use settings::Settings;
pub use unit_tables::NewUnitTable;
pub use workspace::{Access, Interrupt, Workspace};
