//! What exports of people share: columns that only some accounts have, and the arm of a person.
//!
//! Membership of an experiment reaches the analyst as a property of profiles (`ab_group`), so a row
//! may be a profile and an assignment at once; it counts as one row.

use crate::import::assignments::Arms;
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::mapping::ColumnMapping;
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, is_total_label};
use crate::model::experiment::Assignment;
use crate::model::issue::IssueKind;
use crate::model::person::{Identity, PersonKey};
use crate::model::profile::{Profile, Property};

/// The columns of a file that no column table names.
pub(super) struct Extras(Vec<(usize, String)>);

impl Extras {
    /// All columns but those that the layout reads, nameless ones and `known` ones.
    pub(super) fn new<F: Field>(headers: &[String], layout: &Layout<F>, known: &[&str]) -> Self {
        let is_extra = |(at, header): &(usize, &String)| {
            let name = normalise_header(header);
            !name.is_empty() && !known.contains(&name.as_str()) && !layout.uses(*at)
        };
        let written = |header: &str| {
            let is_dress = |c: char| c.is_whitespace() || c == '\u{feff}';
            header.trim_matches(is_dress).to_owned()
        };
        let extras = headers.iter().enumerate().filter(is_extra);
        Self(extras.map(|(at, header)| (at, written(header))).collect())
    }

    /// The filled ones of a row.
    pub(super) fn of(&self, row: &Row) -> Vec<Property> {
        let property = |(at, name): &(usize, String)| {
            Some(Property {
                name: name.clone(),
                value: row.cell(*at)?.to_owned(),
            })
        };
        self.0.iter().filter_map(property).collect()
    }
}

/// The cell by which an issue shows a row: what tells the person, or the label of a sum; never a name.
pub(super) fn shown<'r, F: Field>(
    row: &'r Row,
    layout: &Layout<F>,
    fields: &[F],
) -> Option<&'r str> {
    let own = fields.iter().find_map(|&field| layout.text(row, field));
    own.or_else(|| row.first_cell().filter(|cell| is_total_label(cell)))
}

/// The fields of a format that make a profile a member of an experiment.
#[derive(Clone, Copy)]
pub(super) struct MemberFields<F> {
    /// The column of the person, where doubts about the arm are told.
    pub(super) person: F,
    /// The column of the arm, placed by what the headers propose.
    pub(super) arm: F,
    /// The time of assignment, likewise.
    pub(super) assigned: F,
}

/// Makes profiles members of the experiment that a column names, where there is one.
pub(super) struct Membership<F> {
    fields: MemberFields<F>,
    arms: Arms,
}

impl<F: Field> Membership<F> {
    /// Places the columns that `proposed` names.
    pub(super) fn new(
        fields: MemberFields<F>,
        layout: &mut Layout<F>,
        headers: &[String],
        proposed: Option<&ColumnMapping>,
    ) -> Self {
        let find = |role: &str| {
            let header = proposed?.get(role)?;
            headers.iter().position(|other| other == header)
        };
        let (arm, date) = (find("arm"), find("date"));
        layout.place(fields.arm, arm);
        layout.place(fields.assigned, arm.and(date));
        Self {
            fields,
            arms: Arms::default(),
        }
    }

    /// How a row belongs to the open record: people have one row each.
    pub(super) fn relation(identity: &Identity, row: &Row) -> Relation {
        if identity.key().is_none() && row.first_cell().is_some_and(is_total_label) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    /// What makes a row the same row: the person, and the arm where there is one, so that a person
    /// in two arms shows.
    pub(super) fn key(&self, identity: &Identity, row: &Row, layout: &Layout<F>) -> Option<String> {
        let person = identity.key()?.0;
        let arm = layout.text(row, self.fields.arm).unwrap_or_default();
        Some(format!("{person}\n{arm}"))
    }

    /// The record of a profile: with its arm where the row has one.
    pub(super) fn record(
        &mut self,
        profile: Profile,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Option<Record> {
        let MemberFields {
            person,
            arm,
            assigned,
        } = self.fields;
        let Some(PersonKey(key)) = profile.identity.key() else {
            let hint =
                "The row has no e-mail, phone or id, so it belongs to no person and was left out.";
            reading.issue(IssueKind::NoPerson, row, person, hint);
            return None;
        };
        let Some(arm) = reading.owned(row, arm) else {
            return Some(Record::Profile(profile));
        };
        self.arms.check(&key, &arm, (row, person), reading);
        // Without its time an arm would count orders from before the test, so only the profile stays.
        let Ok(assigned) = reading.time(row, assigned) else {
            return Some(Record::Profile(profile));
        };
        let assignment = Assignment {
            identity: profile.identity.clone(),
            arm,
            assigned_utc_micros: assigned.map(|assigned| assigned.utc_micros),
            planned_share: None,
            workflow: None,
            source_line: row.line,
        };
        Some(Record::Member(profile, assignment))
    }
}

/// The columns of a tool's export of people.
pub(super) struct PeopleFields<F> {
    pub(super) email: F,
    pub(super) phone: F,
    /// The tool's own id.
    pub(super) id: F,
    /// Of an experiment, placed by what the headers propose.
    pub(super) arm: F,
    /// The time of assignment, likewise.
    pub(super) assigned: F,
}

/// Reads what the exports of all tools have in common.
pub(super) struct PeopleColumns<F> {
    fields: PeopleFields<F>,
    extras: Extras,
    membership: Membership<F>,
}

impl<F: Field> PeopleColumns<F> {
    /// Finds the columns of a table; `proposed` names the arm where a property does. What neither the
    /// table nor `standard` names is a property.
    pub(super) fn open(
        (columns, standard): (&[Column<F>], &[&str]),
        fields: PeopleFields<F>,
        headers: &[String],
        proposed: Option<&ColumnMapping>,
    ) -> (Self, Layout<F>) {
        let mut layout = Layout::new(columns, headers);
        let members = MemberFields {
            person: fields.email,
            arm: fields.arm,
            assigned: fields.assigned,
        };
        let people = Self {
            membership: Membership::new(members, &mut layout, headers, proposed),
            extras: Extras::new(headers, &layout, standard),
            fields,
        };
        (people, layout)
    }

    /// Who a row is about.
    pub(super) fn identity(&self, row: &Row, layout: &Layout<F>) -> Identity {
        let plain = |field| {
            let text = cell::without_apostrophe(layout.text(row, field)?);
            (!text.is_empty()).then(|| text.to_owned())
        };
        Identity {
            email: plain(self.fields.email),
            phone: plain(self.fields.phone),
            customer_id: plain(self.fields.id),
            household: None,
        }
    }

    /// How a row belongs to the open record.
    pub(super) fn relation(&self, row: &Row, layout: &Layout<F>) -> Relation {
        Membership::<F>::relation(&self.identity(row, layout), row)
    }

    /// What makes a row the same row.
    pub(super) fn key(&self, row: &Row, layout: &Layout<F>) -> Option<String> {
        self.membership
            .key(&self.identity(row, layout), row, layout)
    }

    /// The cell by which an issue shows a row.
    pub(super) fn shown<'r>(&self, row: &'r Row, layout: &Layout<F>) -> Option<&'r str> {
        let fields = &self.fields;
        shown(row, layout, &[fields.email, fields.id, fields.phone])
    }

    /// The properties of a row.
    pub(super) fn properties(&self, row: &Row) -> Vec<Property> {
        self.extras.of(row)
    }

    /// The record of a profile: with its arm where the row has one.
    pub(super) fn record(
        &mut self,
        profile: Profile,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> Option<Record> {
        self.membership.record(profile, row, reading)
    }
}
