//! What the analyst decided for a file, remembered for all files with the same headers.
//!
//! A decision belongs to the recognised format and the headers, in whatever order and dress they come: next
//! month's export of the same report is read in the same way without being asked about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::amount::DecimalMark;
use super::columns::normalise_header;
use super::decisions::{ColumnOverride, Overrides};
use super::format::Format;
use super::instant::{DayOrder, UnixUnit};
use super::mapping::ColumnMapping;
use super::recognise::Recognition;
use crate::store::{Fingerprint, Import, StoreError, Workspace};

/// How a file is read, as far as the analyst said; what is not said follows from the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileChoice {
    /// Another format than the recognised one.
    pub format: Option<Format>,
    /// Which columns are what, for a file without a layout of its own.
    pub mapping: Option<ColumnMapping>,
    /// IANA name of the zone of times without an offset.
    pub zone: Option<String>,
    /// Headers of columns that are left out; `None` leaves out what was left out of such a file before.
    pub skip_columns: Option<Vec<String>>,
    columns: BTreeMap<String, ColumnOverride>,
}

impl FileChoice {
    /// What is chosen for a column.
    #[must_use]
    pub fn column(&self, header: &str) -> ColumnOverride {
        let known = self.columns.get(&normalise_header(header));
        known.copied().unwrap_or_default()
    }

    /// Chooses for a column; nothing chosen leaves it to its cells.
    pub fn choose(&mut self, header: &str, choice: ColumnOverride) {
        let header = normalise_header(header);
        if choice == ColumnOverride::default() {
            self.columns.remove(&header);
        } else {
            self.columns.insert(header, choice);
        }
    }

    /// Whether all is left to the file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The choices for columns, over those of a whole import.
    pub(super) fn overrides(&self, of_all: &Overrides) -> Overrides {
        let mut overrides = of_all.clone();
        for (header, choice) in &self.columns {
            overrides.choose(header, *choice);
        }
        overrides
    }

    /// As it is stored.
    fn to_text(&self) -> String {
        let written = Written {
            format: self.format.map(|format| format.id().to_owned()),
            mapping: self.mapping.clone(),
            zone: self.zone.clone(),
            columns: self
                .columns
                .iter()
                .map(|(header, choice)| (header.clone(), WrittenColumn::of(*choice)))
                .collect(),
        };
        // Maps of strings have a JSON form.
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// As it was stored; words that this version does not know are left out.
    fn of_text(text: &str) -> Self {
        let written: Written = serde_json::from_str(text).unwrap_or_default();
        let mut choice = Self {
            format: written.format.as_deref().and_then(Format::parse),
            mapping: written.mapping,
            zone: written.zone,
            // The workspace remembers these by themselves.
            skip_columns: None,
            columns: BTreeMap::new(),
        };
        for (header, column) in &written.columns {
            choice.choose(header, column.read());
        }
        choice
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mapping: Option<ColumnMapping>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    columns: BTreeMap<String, WrittenColumn>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct WrittenColumn {
    #[serde(skip_serializing_if = "Option::is_none")]
    decimal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unix: Option<String>,
}

impl WrittenColumn {
    fn of(choice: ColumnOverride) -> Self {
        Self {
            decimal: choice.decimal.map(|mark| mark.id().to_owned()),
            day_order: choice.day_order.map(|order| order.id().to_owned()),
            unix: choice.unix.map(|unit| unit.id().to_owned()),
        }
    }

    fn read(&self) -> ColumnOverride {
        ColumnOverride {
            decimal: self.decimal.as_deref().and_then(DecimalMark::parse),
            day_order: self.day_order.as_deref().and_then(DayOrder::parse),
            unix: self.unix.as_deref().and_then(UnixUnit::parse),
        }
    }
}

/// What was decided for files like this one before.
pub(super) fn remembered(
    workspace: &Workspace,
    recognition: &Recognition,
) -> Result<Option<FileChoice>, StoreError> {
    let (format, headers) = key(recognition);
    let text = workspace.import_decision(format, headers)?;
    Ok(text.map(|text| FileChoice::of_text(&text)))
}

/// What was decided for files like this one before, inside an import.
pub(super) fn remembered_in(
    import: &Import<'_>,
    recognition: &Recognition,
) -> Result<Option<FileChoice>, StoreError> {
    let (format, headers) = key(recognition);
    let text = import.import_decision(format, headers)?;
    Ok(text.map(|text| FileChoice::of_text(&text)))
}

/// Remembers what was decided for files like this one, in place of what was before.
pub(super) fn remember(
    import: &mut Import<'_>,
    recognition: &Recognition,
    choice: &FileChoice,
) -> Result<(), StoreError> {
    let (format, headers) = key(recognition);
    let text = (!choice.is_empty()).then(|| choice.to_text());
    import.remember_decision(format, headers, text.as_deref())
}

/// What makes a file one of the same kind: its recognised format and its headers, in any order and dress.
fn key(recognition: &Recognition) -> (&'static str, Fingerprint) {
    let headers = recognition.headers.iter();
    let mut headers: Vec<String> = headers.map(|header| normalise_header(header)).collect();
    headers.sort_unstable();
    let format = recognition.format.map_or("unknown", Format::id);
    (
        format,
        Fingerprint::of_bytes(headers.join("\u{1f}").as_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::mapping::MappingKind;

    #[test]
    fn a_choice_reads_back_and_forgets_words_it_does_not_know() {
        let mut choice = FileChoice {
            format: Some(Format::ShopifyOrders),
            mapping: MappingKind::Assignments.suggest(&["Email".into(), "Arm".into()]),
            zone: Some("Europe/Berlin".to_owned()),
            ..FileChoice::default()
        };
        choice.choose(
            " Created_At",
            ColumnOverride {
                day_order: Some(DayOrder::MonthFirst),
                ..ColumnOverride::default()
            },
        );
        assert!(choice.mapping.is_some());
        assert_eq!(FileChoice::of_text(&choice.to_text()), choice);
        let order = choice.column("created at").day_order;
        assert_eq!(order, Some(DayOrder::MonthFirst));
        choice.choose("created at", ColumnOverride::default());
        assert!(choice.columns.is_empty());
        let later = r#"{"format":"of_tomorrow","columns":{"a":{"decimal":"both"}}}"#;
        assert!(FileChoice::of_text(later).is_empty());
        assert!(FileChoice::of_text("no JSON").is_empty());
    }
}
