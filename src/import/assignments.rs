//! Assignment lists: who is in which arm, from any tool, by common headers or by a mapping.

use std::collections::HashMap;

use crate::model::experiment::Assignment;
use crate::model::issue::IssueKind;
use crate::model::person::Identity;

use super::cell;
use super::columns::{Column, Field, Kind, Layout, normalise_header};
use super::error::ReadError;
use super::format::{EMAIL_NAMES, Format};
use super::mapping::ColumnMapping;
use super::reading::Reading;
use super::rows::Row;
use super::sink::Record;
use super::survey::KeyHash;
use super::table::{Relation, Table, is_total_label};

/// The fields of an assignment list that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AssignmentField {
    Person,
    Email,
    Phone,
    CustomerId,
    Arm,
    Assigned,
    PlannedShare,
    Workflow,
}

impl Field for AssignmentField {
    fn index(self) -> usize {
        self as usize
    }
}

use AssignmentField as F;

const fn text(field: F, names: &'static [&'static str]) -> Column<F> {
    Column {
        field,
        kind: Kind::Text,
        names,
    }
}

/// The column table, in the order of [`AssignmentField`]; the mapping places the nameless ones.
pub(super) const COLUMNS: &[Column<F>] = &[
    text(F::Person, &[]),
    text(F::Email, EMAIL_NAMES),
    text(F::Phone, &["phone", "phone number"]),
    text(F::CustomerId, &["customer id"]),
    text(F::Arm, &[]),
    Column {
        field: F::Assigned,
        kind: Kind::Time,
        names: &[],
    },
    text(F::PlannedShare, &["planned share"]),
    text(F::Workflow, &["workflow"]),
];

/// The reader of assignment lists.
pub(super) struct Assignments {
    arms: Arms,
}

/// The first arm of each person of a file.
#[derive(Default)]
pub(super) struct Arms(HashMap<KeyHash, KeyHash>);

impl Arms {
    /// Tells where a person is in another arm as well; `place` is the row and the person's column.
    pub(super) fn check<G: Field>(
        &mut self,
        person: &str,
        arm: &str,
        place: (&Row, G),
        reading: &mut Reading<'_, G>,
    ) {
        let here = KeyHash::of(arm);
        let earlier = *self.0.entry(KeyHash::of(person)).or_insert(here);
        if earlier != here {
            let (row, field) = place;
            let hint = "The person is in another arm as well; decide which one is right, since a person in two arms compares nothing.";
            reading.issue(IssueKind::SeveralArms, row, field, hint);
        }
    }
}

/// Places the mapped columns.
pub(super) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
) -> Result<(Assignments, Layout<F>), ReadError> {
    let Some(mapping) = mapping else {
        return Err(ReadError::MissingColumns {
            format: Format::Assignments.label(),
            columns: "`email` or `variant`".to_owned(),
        });
    };
    let mut layout = Layout::new(COLUMNS, headers);
    layout.place(F::Person, mapping.column("person", headers)?);
    layout.place(F::Arm, mapping.column("arm", headers)?);
    layout.place(F::Assigned, mapping.column("date", headers)?);
    let needs: [(&[F], &str); 2] = [(&[F::Person], "email"), (&[F::Arm], "variant")];
    layout.require(Format::Assignments, &needs)?;
    let table = Assignments {
        arms: Arms::default(),
    };
    Ok((table, layout))
}

impl Table for Assignments {
    type Field = F;

    fn relation(&self, _first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        if layout.text(row, F::Person).is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let person = identity(first, layout).key()?;
        let arm = layout.text(first, F::Arm)?;
        Some(format!("{}\n{arm}", person.0))
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let row = rows.first()?;
        let identity = identity(row, reading.layout);
        let Some(person) = identity.key() else {
            let hint =
                "The row names no person (an e-mail, a phone number or an id), so it was left out.";
            reading.issue(IssueKind::NoPerson, row, F::Person, hint);
            return None;
        };
        let Some(arm) = reading.owned(row, F::Arm) else {
            let hint = "The row names no arm, so it was left out; fill the cell and import again.";
            reading.issue(IssueKind::EmptyCell, row, F::Arm, hint);
            return None;
        };
        let assigned = reading.time(row, F::Assigned).ok()?;
        self.arms.check(&person.0, &arm, (row, F::Person), reading);
        Some(Record::Assignment(Assignment {
            identity,
            arm,
            assigned_utc_micros: assigned.map(|assigned| assigned.utc_micros),
            planned_share: planned_share(row, reading),
            workflow: reading.owned(row, F::Workflow),
            source_line: row.line,
        }))
    }
}

fn planned_share(row: &Row, reading: &mut Reading<'_, F>) -> Option<f64> {
    let share = cell::share(reading.text(row, F::PlannedShare)?);
    if share.is_none() {
        let hint = "This is no share such as 0.5 or 50 %; arms without one are planned equally.";
        reading.issue(IssueKind::BadNumber, row, F::PlannedShare, hint);
    }
    share
}

/// Who the row is about: the mapped column by what it holds, other columns by their headers.
fn identity(row: &Row, layout: &Layout<F>) -> Identity {
    let plain = |field| {
        let text = cell::without_apostrophe(layout.text(row, field)?);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let identity = Identity {
        email: plain(F::Email),
        phone: plain(F::Phone),
        customer_id: plain(F::CustomerId),
        household: None,
    };
    match plain(F::Person) {
        Some(person) => named(identity, person, layout.header(F::Person)),
        None => identity,
    }
}

/// An identity with what a column of persons holds: an address, a telephone number or an id.
pub(super) fn named(mut identity: Identity, person: String, header: &str) -> Identity {
    let header = normalise_header(header);
    if person.contains('@') || EMAIL_NAMES.contains(&header.as_str()) {
        identity.email = Some(person);
    } else if header.contains("phone") || person.starts_with('+') {
        identity.phone = Some(person);
    } else {
        identity.customer_id = Some(person);
    }
    identity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn a_mapping_must_name_columns_of_the_file() {
        let mapping = ColumnMapping::assignments("Kunde".to_owned(), "Gruppe".to_owned(), None);
        let headers = ["kunde ", "Arm"].map(str::to_owned);
        let error = open(&headers, Some(&mapping)).err().map(|e| e.to_string());
        assert_eq!(
            error.as_deref(),
            Some("The file has no column `Gruppe`. Choose one of its columns: `kunde `, `Arm`.")
        );
    }
}
