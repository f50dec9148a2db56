//! Column mappings: what an analyst, or a look at the headers, says of a file without a layout.
//!
//! Each kind of mapping is a closed list of roles. A suggestion fills them by known headers; what it
//! chose is told as an issue of the file, and every role can be put on another column. A mapping is
//! plain data, so that it can be kept with the headers it was made for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{Column, Field, Layout, first_headers, normalise_header};
use super::error::ReadError;
use super::format::{ARM_NAMES, EMAIL_NAMES, Format};
use super::formats::{generic_orders, order_utm, people_list, spend_list};

/// Which columns of a file are what. Headers as written in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// What the rows of the file are.
    pub kind: MappingKind,
    /// The header of each role, by [`Role::id`]; roles without a column are missing.
    pub columns: BTreeMap<String, String>,
}

/// The closed list of what rows can be mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingKind {
    /// People and the arm they were assigned to.
    Assignments,
    /// Orders, one row each or one row per line item.
    Orders,
    /// Where orders came from.
    OrderTouches,
    /// What campaigns cost.
    Spend,
    /// People, with tags, consent and country.
    People,
}

/// One thing that a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// The word in stored mappings.
    pub id: &'static str,
    /// The words on screen.
    pub label: &'static str,
}

impl MappingKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Assignments,
        Self::Orders,
        Self::OrderTouches,
        Self::Spend,
        Self::People,
    ];

    /// The word in stored mappings.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.format().id()
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.format().label()
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The format that reads such a file.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Assignments => Format::Assignments,
            Self::Orders => Format::Orders,
            Self::OrderTouches => Format::OrderTouches,
            Self::Spend => Format::Spend,
            Self::People => Format::PeopleList,
        }
    }

    /// The roles, in the order in which a dialog asks for them.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Assignments => ASSIGNMENT_ROLES,
            Self::Orders => generic_orders::ROLES,
            Self::OrderTouches => order_utm::ROLES,
            Self::Spend => spend_list::ROLES,
            Self::People => people_list::ROLES,
        }
    }

    /// Proposes columns by known headers; `None` where they do not make a file of this kind.
    #[must_use]
    pub fn suggest(self, headers: &[String]) -> Option<ColumnMapping> {
        match self {
            Self::Assignments => {
                let find = |names: &[&str]| find(names, headers);
                let person = find(EMAIL_NAMES).or_else(|| find(OTHER_PERSON_NAMES))?;
                let (arm, date) = (find(ARM_NAMES)?, find(DATE_NAMES));
                Some(ColumnMapping::assignments(person, arm, date))
            }
            Self::Orders => {
                let (_, layout) = generic_orders::open(headers, None).ok()?;
                Some(self.of_layout(generic_orders::COLUMNS, &layout))
            }
            Self::OrderTouches => {
                let (_, layout) = order_utm::open(headers, None).ok()?;
                Some(self.of_layout(order_utm::COLUMNS, &layout))
            }
            Self::Spend => {
                let (_, layout) = spend_list::open(headers, None).ok()?;
                Some(self.of_layout(spend_list::COLUMNS, &layout))
            }
            Self::People => {
                let person = find(EMAIL_NAMES, headers);
                let person = person.or_else(|| find(OTHER_PERSON_NAMES, headers))?;
                let found = [
                    ("person", Some(person)),
                    ("tags", find(people_list::TAG_NAMES, headers)),
                    ("consent", find(people_list::CONSENT_NAMES, headers)),
                    ("country", find(people_list::COUNTRY_NAMES, headers)),
                ];
                let columns = found
                    .into_iter()
                    .filter_map(|(role, header)| Some((role.to_owned(), header?)))
                    .collect();
                Some(ColumnMapping {
                    kind: self,
                    columns,
                })
            }
        }
    }

    /// Roles stand in the order of the column table.
    fn of_layout<F: Field>(self, columns: &[Column<F>], layout: &Layout<F>) -> ColumnMapping {
        let named = self.roles().iter().zip(columns);
        let found = named.filter(|(_, column)| layout.has(column.field));
        ColumnMapping {
            kind: self,
            columns: found
                .map(|(role, column)| (role.id.to_owned(), layout.header(column.field).to_owned()))
                .collect(),
        }
    }
}

impl ColumnMapping {
    /// A mapping of an assignment list.
    #[must_use]
    pub fn assignments(person: String, arm: String, date: Option<String>) -> Self {
        let columns = [("person", Some(person)), ("arm", Some(arm)), ("date", date)];
        Self {
            kind: MappingKind::Assignments,
            columns: columns
                .into_iter()
                .filter_map(|(role, header)| Some((role.to_owned(), header?)))
                .collect(),
        }
    }

    /// The header of a role.
    #[must_use]
    pub fn get(&self, role: &str) -> Option<&str> {
        self.columns.get(role).map(String::as_str)
    }

    /// The column of a role in a file; refuses a header that the file does not have.
    pub(super) fn column(
        &self,
        role: &str,
        headers: &[String],
    ) -> Result<Option<usize>, ReadError> {
        let Some(header) = self.get(role) else {
            return Ok(None);
        };
        let same = |other: &String| normalise_header(other) == normalise_header(header);
        let written = headers.iter().position(|other| other == header);
        let column = written.or_else(|| headers.iter().position(same));
        column.map(Some).ok_or_else(|| ReadError::MappedColumn {
            header: header.to_owned(),
            headers: first_headers(headers),
        })
    }

    /// The layout of a file: the mapped columns and no others.
    pub(super) fn layout<F: Field>(
        &self,
        columns: &[Column<F>],
        headers: &[String],
    ) -> Result<Layout<F>, ReadError> {
        let mut layout = Layout::new(columns, headers);
        for (role, column) in self.kind.roles().iter().zip(columns) {
            layout.place(column.field, self.column(role.id, headers)?);
        }
        Ok(layout)
    }
}

/// Roles of an assignment list.
const ASSIGNMENT_ROLES: &[Role] = &[
    Role {
        id: "person",
        label: "Person",
    },
    Role {
        id: "arm",
        label: "Arm",
    },
    Role {
        id: "date",
        label: "Assigned",
    },
];

/// Headers that name a person without an e-mail address, best first.
const OTHER_PERSON_NAMES: &[&str] = &[
    "phone",
    "phone number",
    "customer id",
    "customer",
    "profile id",
    "user id",
    "id",
];

/// Headers that name the time of assignment, best first.
const DATE_NAMES: &[&str] = &[
    "assigned at",
    "assigned",
    "assignment date",
    "assigned date",
    "assigned on",
    "date assigned",
    "date",
    "timestamp",
    "exposed at",
];

/// The header that answers to the first of some names.
fn find(names: &[&str], headers: &[String]) -> Option<String> {
    let named = |name: &&str| {
        headers
            .iter()
            .find(|header| normalise_header(header) == **name)
    };
    names.iter().find_map(named).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_roles_have_distinct_words() {
        for kind in MappingKind::ALL {
            assert_eq!(MappingKind::parse(kind.id()), Some(kind));
            let ids: std::collections::BTreeSet<_> = kind.roles().iter().map(|r| r.id).collect();
            assert_eq!(ids.len(), kind.roles().len(), "{kind:?}");
        }
        assert_eq!(generic_orders::ROLES.len(), generic_orders::COLUMNS.len());
        assert_eq!(order_utm::ROLES.len(), order_utm::COLUMNS.len());
        assert_eq!(spend_list::ROLES.len(), spend_list::COLUMNS.len());
    }

    fn check(kind: MappingKind, headers: &str, expected: &str) {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let mapping = kind.suggest(&headers);
        let text = mapping.map(|mapping| {
            let columns = mapping.columns.iter();
            let pairs: Vec<String> = columns.map(|(role, at)| format!("{role}={at}")).collect();
            pairs.join(" ")
        });
        assert_eq!(text.as_deref().unwrap_or("none"), expected, "{headers:?}");
    }

    #[test]
    fn known_headers_are_suggested() {
        check(
            MappingKind::Orders,
            "order_id,order_date,customer_id,sku,product_name,category,quantity,item_price,amount,discount,cost,channel,device,city",
            "customer_id=customer_id date=order_date discount=discount id=order_id line_price=item_price line_quantity=quantity line_sku=sku line_title=product_name line_total=amount",
        );
        check(
            MappingKind::OrderTouches,
            "Order Name,utm_source,UTM Campaign,landing page",
            "landing=landing page order_name=Order Name utm_campaign=UTM Campaign utm_source=utm_source",
        );
        check(
            MappingKind::Spend,
            "Campaign,Date,Cost,Currency",
            "amount=Cost campaign=Campaign currency=Currency day=Date",
        );
        check(MappingKind::Spend, "Campaign,Date", "none");
        check(MappingKind::Orders, "Email,Total", "none");
        check(
            MappingKind::Orders,
            "Order ID,Name,Date,Total",
            "date=Date id=Order ID total=Total",
        );
        check(
            MappingKind::Orders,
            "Name,Created at,Total,Lineitem name",
            "date=Created at line_title=Lineitem name name=Name total=Total",
        );
        check(
            MappingKind::Assignments,
            "E-Mail,AB_Group,Assigned At",
            "arm=AB_Group date=Assigned At person=E-Mail",
        );
    }

    #[test]
    fn a_mapping_survives_being_stored() {
        let mapping = ColumnMapping::assignments("E-Mail".into(), "Group".into(), None);
        let text = serde_json::to_string(&mapping).unwrap();
        let back: ColumnMapping = serde_json::from_str(&text).unwrap();
        assert_eq!(back, mapping);
    }
}
