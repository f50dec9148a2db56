//! The currency of a file's amounts: the workspace's, else the one that the file names, else none.
//!
//! A currency is never guessed. Amounts that no file names one for stand without (ISO 4217 `XXX`), which
//! is told; naming it later changes no number. A file that names its own does not speak for the amounts
//! that were loaded before without one.

use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;

use super::columns::{Column, Layout};
use super::dispatch::{self, Job};
use super::error::ReadError;
use super::files::ExportFile;
use super::sink::ReadOptions;
use super::survey::Facts;
use super::table::Table;

/// The currency of a table's amounts; refuses a table that needs one and has none.
pub(super) fn of_amounts<T: Table>(
    table: &T,
    options: &ReadOptions,
    facts: &Facts,
) -> Result<Option<Currency>, ReadError> {
    if let (Some(Currency::NONE), Some(stated)) = (options.currency, facts.currency)
        && stated.is_named()
    {
        return Err(ReadError::UnnamedBefore { stated });
    }
    let currency = options.currency.or(facts.currency);
    let is_needed = table.currency_field().is_some() && facts.rows > 0;
    if currency.is_none() && is_needed {
        return Err(ReadError::NoCurrency);
    }
    Ok(currency)
}

/// Whether a file may name the currency of its amounts, which those take that cannot. A header that names
/// one, as Meta Ads writes it, speaks for its own column only.
pub(super) fn may_be_named_in(file: &ExportFile) -> bool {
    let Ok(recognition) = &file.recognition else {
        return true;
    };
    // What the analyst says of a file that is read as nothing so far may make it anything.
    let named = dispatch::with_table(recognition, &ReadOptions::default(), NamingJob);
    named.unwrap_or(true)
}

struct NamingJob;

impl Job for NamingJob {
    type Output = bool;

    fn run<T: Table>(
        self,
        table: T,
        _layout: &Layout<T::Field>,
        _columns: &[Column<T::Field>],
    ) -> bool {
        table.currency_field().is_some()
    }
}

/// In which currency amounts were read that the file names none for.
pub(super) fn issue<T: Table>(
    table: &T,
    layout: &Layout<T::Field>,
    (facts, currency): (&Facts, Option<Currency>),
) -> Option<Issue> {
    let (field, currency) = (table.currency_field()?, currency?);
    if facts.currency.is_some() || facts.rows == 0 {
        return None;
    }
    let what = if layout.has(field) {
        "No cell of the currency column names a currency"
    } else {
        "The file has no currency column"
    };
    let (kind, hint) = if currency.is_named() {
        let hint = format!("{what}; its amounts were read as {currency}.");
        (IssueKind::AssumedCurrency, hint)
    } else {
        let hint = format!(
            "{what}, so its amounts stand without one, read with two decimals. Name it with --currency EUR, or as Currency on the Data screen; that changes no number."
        );
        (IssueKind::NoCurrency, hint)
    };
    Some(Issue {
        column: Some("Currency".to_owned()),
        ..Issue::of_file(kind, hint)
    })
}
