//! Reading export files: from bytes of unknown origin to typed records and issues.
//!
//! Every cell is text first and is typed by the column table of its format, so that nothing is
//! guessed from values: an id keeps its digits, an amount never passes through a float. A file is
//! read twice in a stream. The survey learns what only a whole column can tell (decimal comma or
//! point, day or month first, keys that occur again); the second pass folds rows to records and
//! hands them to a [`Sink`]. Whatever the damage, every row ends in a record or is rejected with an
//! issue, and the two counts add up to the rows of the file.
//!
//! A table with one row per person of any tool's making is no format: [`units`] reads it by the columns
//! that the analyst names, straight into statistics.
//!
//! To add a format: a variant of [`Format`] with its signature, one file in `formats/` with its
//! column table and its `Table`, and an arm in `read.rs`.

mod amount;
mod assignments;
mod attempt;
mod cell;
mod choice;
mod columns;
mod containers;
mod currency;
mod decisions;
mod dispatch;
mod encoding;
mod entities;
mod error;
mod files;
mod format;
mod formats;
mod instant;
mod into_store;
mod klaviyo_campaigns;
mod mapping;
mod marks;
mod order_fold;
mod order_parts;
mod order_touch;
mod pass;
mod periods;
mod plain;
mod preview;
mod read;
mod reading;
mod recognise;
mod record;
mod repair;
mod report;
mod request;
mod rows;
pub mod rules_file;
mod run;
mod scan;
mod shopify_customers;
mod shopify_orders;
mod sink;
mod split;
mod stacked;
mod straddle;
mod survey;
mod surveyed;
mod table;
#[cfg(test)]
mod tests;
mod unit_files;
pub mod units;
mod zone;

pub use amount::DecimalMark;
pub use choice::FileChoice;
pub use containers::{Located, locate};
pub use decisions::{Basis, ColumnDecision, ColumnOverride, Overrides};
pub use encoding::Encoding;
pub use error::{Failure, ReadError, ReadFailure};
pub use format::Format;
pub use instant::{DayOrder, UnixUnit};
pub use mapping::{ColumnMapping, MappingKind, Role};
pub use preview::{FilePreview, PreviewContent, PreviewSurvey, preview};
pub use read::read;
pub use recognise::{Recognition, recognise};
pub use record::{RawRow, RawRows, RowError, rows_at};
pub use report::{FileReport, ISSUES_INLINE, ImportReport, ReportCounts, UnitFile};
pub use request::{HoldBack, ImportError, ImportRequest, Unwatched, Watch};
pub use run::run;
pub use sink::{FileSummary, ReadOptions, Record, Sink};
pub use unit_files::{UNITS_FORMAT, UnitsMapping};
pub use zone::COMMON_ZONES;
