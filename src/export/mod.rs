//! Files out: charts as PNG and SVG, the numbers behind them as CSV, tables for the clipboard.
//!
//! A screen turns what it shows into a [`Table`]; [`table()`] does so for any chart. [`csv()`] and [`tsv`]
//! write tables, [`chart_files`] writes a chart in all its forms, and [`write_atomically`] is the one
//! way a file reaches the disk: either whole or not at all.
//!
//! To add a format: a writer that takes a [`Table`] or a chart and returns bytes, and a function here
//! that names the file.

mod delimited;
mod error;
mod files;
mod issues;
mod table;

pub use delimited::{Dialect, Separator, csv, formula_safe, tsv};
pub use error::ExportError;
pub use files::{ChartFormat, chart_file, chart_files, write_atomically};
pub use issues::issues_table;
pub use table::{Align, Cell, Column, Table, table};
