//! Import issues as data: every doubt about a file, with its place and what was done.

use serde::{Deserialize, Serialize};

/// One doubt about one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// What it is; severity and wording follow from it.
    pub kind: IssueKind,
    /// Line of the file, 1-based; `None` for the file as a whole.
    pub line: Option<u64>,
    /// Column header as written.
    pub column: Option<String>,
    /// The raw text, cut to 200 characters.
    pub raw: Option<String>,
    /// What was done and what the analyst can do, one sentence.
    pub hint: String,
}

impl Issue {
    /// An issue of the whole file.
    #[must_use]
    pub fn of_file(kind: IssueKind, hint: impl Into<String>) -> Self {
        Self {
            kind,
            line: None,
            column: None,
            raw: None,
            hint: hint.into(),
        }
    }

    /// An issue of one row.
    #[must_use]
    pub fn at_line(kind: IssueKind, line: u64, hint: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::of_file(kind, hint)
        }
    }

    /// An issue of one cell.
    #[must_use]
    pub fn at_cell(
        kind: IssueKind,
        line: u64,
        column: &str,
        raw: &str,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            column: Some(column.to_owned()),
            raw: Some(raw.chars().take(200).collect()),
            ..Self::at_line(kind, line, hint)
        }
    }
}

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Rows or a file could not be taken.
    Error,
    /// Taken, but a number may be affected.
    Warning,
    /// Taken; worth knowing.
    Note,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.id() == text)
    }

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The closed list of import issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// No known format has these headers.
    UnknownFormat,
    /// The file holds no data rows.
    EmptyFile,
    /// A column that the numbers need is missing.
    MissingColumn,
    /// A header occurs twice; the first is read.
    DuplicateColumn,
    /// The bytes are not UTF-8 and were read as Windows-1252.
    Encoding,
    /// A row has more or fewer cells than the header.
    RaggedRow,
    /// A quote was opened and never closed.
    UnclosedQuote,
    /// An amount cannot be read.
    BadMoney,
    /// A date cannot be read.
    BadDate,
    /// A count or a number cannot be read.
    BadNumber,
    /// A status word is not in the list.
    UnknownStatus,
    /// Dates carry no offset; the chosen time zone was used.
    NaiveTime,
    /// The currency differs from the workspace's.
    OtherCurrency,
    /// Nothing says which currency the amounts are in.
    NoCurrency,
    /// The file names no currency; its amounts were read in the workspace's.
    AssumedCurrency,
    /// A line-item row without an order row before it.
    OrphanLine,
    /// An order id was damaged by a spreadsheet.
    DamagedId,
    /// The order has no e-mail, phone or customer id.
    NoPerson,
    /// The person was forgotten at the analyst's wish; nothing of the row was stored.
    ForgottenPerson,
    /// Several codes share one discount amount.
    SeveralCodes,
    /// Line sum minus discount differs from the subtotal.
    LinesDisagree,
    /// Neither tax identity holds.
    TaxUnclear,
    /// No subtotal column: net starts from the total.
    NoSubtotal,
    /// The total repeats on every row of an order and is counted once.
    RepeatedTotal,
    /// The same key occurs more than once in one file; the last one counts.
    DuplicateKey,
    /// An amount in a column uses decimal commas.
    DecimalComma,
    /// A row was left out because it summarises others.
    SummaryRow,
    /// A person was assigned to more than one arm.
    SeveralArms,
    /// A required cell is empty.
    EmptyCell,
    /// A UTM value is an unexpanded template.
    UnexpandedMacro,
    /// An export older than the loaded one repeats this record; the newer is kept.
    OlderExport,
    /// A unit has no value for a metric.
    MissingValue,
    /// A unit has no value for the covariate.
    MissingCovariate,
    /// A yes-or-no cell holds another number than 0 and 1.
    NotBinary,
    /// A number in a column carries a percent sign.
    PercentSign,
    /// An event is about no message and no order.
    OtherEvent,
    /// A word is in no closed list, so what its row means cannot be told.
    UnknownWord,
    /// Columns repeat the metrics for another period and are not read.
    ComparisonColumn,
    /// Columns were matched by their headers, because the file follows no known layout.
    MappedColumns,
    /// A test order or payment.
    TestOrder,
    /// A report does not say which days it sums up.
    NoPeriod,
    /// A cell of a workbook holds an error instead of a value.
    ErrorCell,
    /// Letters were turned into other letters before the file was written (`Ã©` for `é`).
    EncodedTwice,
    /// Bytes without meaning stand inside the text.
    ZeroBytes,
    /// Whole rows stand in one cell, as a spreadsheet with another delimiter leaves them.
    RowInOneCell,
    /// Every cell is quoted twice, as a file that was converted twice has it.
    QuotedTwice,
    /// The header occurs again between the rows, as in exports that were put together.
    RepeatedHeader,
    /// An order whose rows stand in two files.
    SplitOrder,
    /// The file ends in the middle of a row.
    CutOff,
    /// A date is written as a number of days, as spreadsheets keep it.
    SpreadsheetDate,
}

impl IssueKind {
    /// Every kind, in the order of the list above.
    pub const ALL: [Self; 50] = [
        Self::UnknownFormat,
        Self::EmptyFile,
        Self::MissingColumn,
        Self::DuplicateColumn,
        Self::Encoding,
        Self::RaggedRow,
        Self::UnclosedQuote,
        Self::BadMoney,
        Self::BadDate,
        Self::BadNumber,
        Self::UnknownStatus,
        Self::NaiveTime,
        Self::OtherCurrency,
        Self::NoCurrency,
        Self::AssumedCurrency,
        Self::OrphanLine,
        Self::DamagedId,
        Self::NoPerson,
        Self::ForgottenPerson,
        Self::SeveralCodes,
        Self::LinesDisagree,
        Self::TaxUnclear,
        Self::NoSubtotal,
        Self::RepeatedTotal,
        Self::DuplicateKey,
        Self::DecimalComma,
        Self::SummaryRow,
        Self::SeveralArms,
        Self::EmptyCell,
        Self::UnexpandedMacro,
        Self::OlderExport,
        Self::MissingValue,
        Self::MissingCovariate,
        Self::NotBinary,
        Self::PercentSign,
        Self::OtherEvent,
        Self::UnknownWord,
        Self::ComparisonColumn,
        Self::MappedColumns,
        Self::TestOrder,
        Self::NoPeriod,
        Self::ErrorCell,
        Self::EncodedTwice,
        Self::ZeroBytes,
        Self::RowInOneCell,
        Self::QuotedTwice,
        Self::RepeatedHeader,
        Self::SplitOrder,
        Self::CutOff,
        Self::SpreadsheetDate,
    ];

    /// The word in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::UnknownFormat => "unknown_format",
            Self::EmptyFile => "empty_file",
            Self::MissingColumn => "missing_column",
            Self::DuplicateColumn => "duplicate_column",
            Self::Encoding => "encoding",
            Self::RaggedRow => "ragged_row",
            Self::UnclosedQuote => "unclosed_quote",
            Self::BadMoney => "bad_money",
            Self::BadDate => "bad_date",
            Self::BadNumber => "bad_number",
            Self::UnknownStatus => "unknown_status",
            Self::NaiveTime => "naive_time",
            Self::OtherCurrency => "other_currency",
            Self::NoCurrency => "no_currency",
            Self::AssumedCurrency => "assumed_currency",
            Self::OrphanLine => "orphan_line",
            Self::DamagedId => "damaged_id",
            Self::NoPerson => "no_person",
            Self::ForgottenPerson => "forgotten_person",
            Self::SeveralCodes => "several_codes",
            Self::LinesDisagree => "lines_disagree",
            Self::TaxUnclear => "tax_unclear",
            Self::NoSubtotal => "no_subtotal",
            Self::RepeatedTotal => "repeated_total",
            Self::DuplicateKey => "duplicate_key",
            Self::DecimalComma => "decimal_comma",
            Self::SummaryRow => "summary_row",
            Self::SeveralArms => "several_arms",
            Self::EmptyCell => "empty_cell",
            Self::UnexpandedMacro => "unexpanded_macro",
            Self::OlderExport => "older_export",
            Self::MissingValue => "missing_value",
            Self::MissingCovariate => "missing_covariate",
            Self::NotBinary => "not_binary",
            Self::PercentSign => "percent_sign",
            Self::OtherEvent => "other_event",
            Self::UnknownWord => "unknown_word",
            Self::ComparisonColumn => "comparison_column",
            Self::MappedColumns => "mapped_columns",
            Self::TestOrder => "test_order",
            Self::NoPeriod => "no_period",
            Self::ErrorCell => "error_cell",
            Self::EncodedTwice => "encoded_twice",
            Self::ZeroBytes => "zero_bytes",
            Self::RowInOneCell => "row_in_one_cell",
            Self::QuotedTwice => "quoted_twice",
            Self::RepeatedHeader => "repeated_header",
            Self::SplitOrder => "split_order",
            Self::CutOff => "cut_off",
            Self::SpreadsheetDate => "spreadsheet_date",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == text)
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::UnknownFormat => "Format not recognised",
            Self::EmptyFile => "No data rows",
            Self::MissingColumn => "Column missing",
            Self::DuplicateColumn => "Column occurs twice",
            Self::Encoding => "Not UTF-8",
            Self::RaggedRow => "Row of another width",
            Self::UnclosedQuote => "Quote never closed",
            Self::BadMoney => "Amount not readable",
            Self::BadDate => "Date not readable",
            Self::BadNumber => "Number not readable",
            Self::UnknownStatus => "Unknown payment status",
            Self::NaiveTime => "Time without offset",
            Self::OtherCurrency => "Another currency",
            Self::NoCurrency => "No currency",
            Self::AssumedCurrency => "Currency of the workspace",
            Self::OrphanLine => "Line item without its order",
            Self::DamagedId => "Order id damaged by a spreadsheet",
            Self::NoPerson => "Order without a person",
            Self::ForgottenPerson => "Person was forgotten",
            Self::SeveralCodes => "Several codes, one discount amount",
            Self::LinesDisagree => "Lines and subtotal disagree",
            Self::TaxUnclear => "Tax neither inside nor on top",
            Self::NoSubtotal => "No subtotal",
            Self::RepeatedTotal => "Total repeated on every line",
            Self::DuplicateKey => "Same record twice",
            Self::DecimalComma => "Decimal comma",
            Self::SummaryRow => "Summary row inside data",
            Self::SeveralArms => "Person in several arms",
            Self::EmptyCell => "Required cell empty",
            Self::UnexpandedMacro => "UTM template not filled in",
            Self::OlderExport => "Older export",
            Self::MissingValue => "No value for a metric",
            Self::MissingCovariate => "No value for the covariate",
            Self::NotBinary => "Neither 0 nor 1",
            Self::PercentSign => "Percent sign",
            Self::OtherEvent => "Event of another kind",
            Self::UnknownWord => "Unknown word",
            Self::ComparisonColumn => "Columns of another period",
            Self::MappedColumns => "Columns matched by their headers",
            Self::TestOrder => "Test order",
            Self::NoPeriod => "No dates in the report",
            Self::ErrorCell => "Spreadsheet error in cells",
            Self::EncodedTwice => "Letters encoded twice",
            Self::ZeroBytes => "Zero bytes in text",
            Self::RowInOneCell => "Whole row in one cell",
            Self::QuotedTwice => "Cells quoted twice",
            Self::RepeatedHeader => "Header inside data",
            Self::SplitOrder => "Order in two files",
            Self::CutOff => "File cut off",
            Self::SpreadsheetDate => "Date as a spreadsheet number",
        }
    }

    /// How bad it is, always the same for a kind.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::UnknownFormat
            | Self::EmptyFile
            | Self::MissingColumn
            | Self::UnclosedQuote
            | Self::BadMoney
            | Self::BadDate
            | Self::BadNumber
            | Self::OtherCurrency
            | Self::OrphanLine
            | Self::EmptyCell
            | Self::UnknownWord
            | Self::NotBinary
            | Self::CutOff => Severity::Error,
            Self::DuplicateColumn
            | Self::Encoding
            | Self::RaggedRow
            | Self::UnknownStatus
            | Self::DamagedId
            | Self::SeveralCodes
            | Self::LinesDisagree
            | Self::TaxUnclear
            | Self::NoSubtotal
            | Self::DuplicateKey
            | Self::SummaryRow
            | Self::SeveralArms
            | Self::UnexpandedMacro
            | Self::NoCurrency
            | Self::TestOrder
            | Self::NoPeriod
            | Self::MissingValue
            | Self::MissingCovariate
            | Self::ErrorCell
            | Self::EncodedTwice
            | Self::ZeroBytes => Severity::Warning,
            Self::NaiveTime
            | Self::AssumedCurrency
            | Self::NoPerson
            | Self::ForgottenPerson
            | Self::RepeatedTotal
            | Self::DecimalComma
            | Self::OlderExport
            | Self::PercentSign
            | Self::OtherEvent
            | Self::ComparisonColumn
            | Self::MappedColumns
            | Self::RowInOneCell
            | Self::QuotedTwice
            | Self::RepeatedHeader
            | Self::SplitOrder
            | Self::SpreadsheetDate => Severity::Note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_and_have_distinct_words() {
        let mut words = std::collections::BTreeSet::new();
        for kind in IssueKind::ALL {
            assert_eq!(IssueKind::parse(kind.id()), Some(kind));
            assert!(words.insert(kind.label()), "{kind:?} shares its label");
        }
    }
}
