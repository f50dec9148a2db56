//! Where orders came from, in a file of its own: an order id or name, and UTM values, a landing page
//! or a list of attributes beside it.
//!
//! Exports of attribution apps, of visits from a warehouse, and of note attributes (one row per
//! attribute) are read. They speak for orders whose own export says nothing.

use crate::import::cell;
use crate::import::columns::{Column, Field, Layout};
use crate::import::error::ReadError;
use crate::import::format::Format;
use crate::import::mapping::{ColumnMapping, Role};
use crate::import::order_parts;
use crate::import::order_touch::TouchSources;
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table, is_total_label};
use crate::model::issue::{Issue, IssueKind};
use crate::model::order::{OrderRef, OrderTouch};

use super::generic_orders::mapped_issue;

/// The roles of a column in a companion file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum CompanionField {
    OrderId,
    OrderName,
    Visited,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmContent,
    UtmTerm,
    Landing,
    Referrer,
    Attribute,
    Value,
}

impl Field for CompanionField {
    fn index(self) -> usize {
        self as usize
    }
}

use CompanionField as F;

const ORDER_NAMES: &[&str] = &[
    "order id",
    "order name",
    "order number",
    "order no",
    "order #",
    "order",
    "transaction id",
];

/// Headers that make a file a companion: an order and a UTM value.
pub(in crate::import) const SIGNATURE: &[&[&str]] = &[
    ORDER_NAMES,
    &[
        "utm source",
        "utm medium",
        "utm campaign",
        "utm parameters source",
        "utm parameters campaign",
        "order utm source",
        "order utm campaign",
    ],
];

/// Headers of a table of note attributes, one row per attribute.
pub(in crate::import) const ATTRIBUTES_SIGNATURE: &[&[&str]] =
    &[&["order id"], &["name", "key"], &["value"]];

/// The column table, in the order of [`CompanionField`].
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::OrderId, &["order id"]),
    Column::text(
        F::OrderName,
        &[
            "order name",
            "order number",
            "order no",
            "order #",
            "order",
            "transaction id",
        ],
    ),
    Column::time(
        F::Visited,
        &["occurred at", "visited at", "visit time", "visit date"],
    ),
    Column::text(
        F::UtmSource,
        &["utm source", "utm parameters source", "order utm source"],
    ),
    Column::text(
        F::UtmMedium,
        &["utm medium", "utm parameters medium", "order utm medium"],
    ),
    Column::text(
        F::UtmCampaign,
        &[
            "utm campaign",
            "utm parameters campaign",
            "order utm campaign",
        ],
    ),
    Column::text(
        F::UtmContent,
        &["utm content", "utm parameters content", "order utm content"],
    ),
    Column::text(
        F::UtmTerm,
        &["utm term", "utm parameters term", "order utm term"],
    ),
    Column::text(
        F::Landing,
        &[
            "landing page",
            "landing site",
            "landing page url",
            "landing url",
        ],
    ),
    Column::text(
        F::Referrer,
        &["referrer", "referrer url", "referring site", "referer"],
    ),
    Column::text(F::Attribute, &["name", "key", "attribute"]),
    Column::text(F::Value, &["value"]),
];

const fn role(id: &'static str, label: &'static str) -> Role {
    Role { id, label }
}

/// The roles, in the order of [`COLUMNS`].
pub(in crate::import) const ROLES: &[Role] = &[
    role("order_id", "Order id"),
    role("order_name", "Order name"),
    role("visited", "Time of the visit"),
    role("utm_source", "UTM source"),
    role("utm_medium", "UTM medium"),
    role("utm_campaign", "UTM campaign"),
    role("utm_content", "UTM content"),
    role("utm_term", "UTM term"),
    role("landing", "Landing page"),
    role("referrer", "Referrer"),
    role("attribute", "Name of an attribute"),
    role("value", "Value of an attribute"),
];

/// The reader of companion files.
pub(in crate::import) struct Companions {
    is_suggested: bool,
}

/// Finds the columns by their headers, or takes those of a mapping.
pub(in crate::import) fn open(
    headers: &[String],
    mapping: Option<&ColumnMapping>,
) -> Result<(Companions, Layout<F>), ReadError> {
    let mut layout = match mapping {
        Some(mapping) => mapping.layout(COLUMNS, headers)?,
        None => Layout::new(COLUMNS, headers),
    };
    // `name` is the name of an attribute only beside its value.
    if !layout.has(F::Value) {
        layout.place(F::Attribute, None);
    }
    layout.require(
        Format::OrderTouches,
        &[
            (&[F::OrderId, F::OrderName], "Order name"),
            (
                &[
                    F::UtmSource,
                    F::UtmMedium,
                    F::UtmCampaign,
                    F::Landing,
                    F::Attribute,
                ],
                "utm_source",
            ),
        ],
    )?;
    let table = Companions {
        is_suggested: mapping.is_none(),
    };
    Ok((table, layout))
}

impl Table for Companions {
    type Field = F;

    fn relation(&self, first: Option<&Row>, row: &Row, layout: &Layout<F>) -> Relation {
        if row.first_cell().is_some_and(is_total_label) && order_ref(row, layout).is_none() {
            return Relation::Summary;
        }
        let same = first.is_some_and(|first| order_ref(first, layout) == order_ref(row, layout));
        if same && layout.has(F::Attribute) {
            Relation::Continues
        } else {
            Relation::Opens
        }
    }

    fn key(&self, first: &Row, layout: &Layout<F>) -> Option<String> {
        let order = order_ref(first, layout)?;
        let visited = layout.text(first, F::Visited);
        Some(format!("{order:?} {visited:?}"))
    }

    fn file_issues(&self, layout: &Layout<F>) -> Vec<Issue> {
        if self.is_suggested {
            vec![mapped_issue(COLUMNS, ROLES, layout)]
        } else {
            Vec::new()
        }
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let first = rows.first()?;
        let id = reading.text(first, F::OrderId);
        if id.is_some_and(|id| cell::id(id).is_err()) {
            let hint = "A spreadsheet rounded the order id, so it is not used; export again without opening the file in one.";
            reading.issue(IssueKind::DamagedId, first, F::OrderId, hint);
        }
        let Some(order) = order_ref(first, reading.layout) else {
            let hint =
                "The row names no order, so it was left out; fill the cell and import again.";
            reading.issue(IssueKind::EmptyCell, first, F::OrderName, hint);
            return None;
        };
        let visited = reading.time(first, F::Visited).ok()?;
        let mut sources = TouchSources::default();
        for row in rows {
            take(row, &mut sources, reading);
        }
        Some(Record::OrderTouch(OrderTouch {
            order,
            visited,
            touch: order_parts::told_touch(sources, first.line, reading),
            source_line: first.line,
        }))
    }
}

fn take(row: &Row, sources: &mut TouchSources, reading: &Reading<'_, F>) {
    let columns = [
        (F::UtmSource, "utm_source"),
        (F::UtmMedium, "utm_medium"),
        (F::UtmCampaign, "utm_campaign"),
        (F::UtmContent, "utm_content"),
        (F::UtmTerm, "utm_term"),
        (F::Landing, "landing_page"),
        (F::Referrer, "referrer"),
    ];
    for (field, key) in columns {
        if let Some(value) = reading.text(row, field) {
            sources.take(key, value);
        }
    }
    let pair = (reading.text(row, F::Attribute), reading.text(row, F::Value));
    if let (Some(name), Some(value)) = pair {
        // Warehouses keep the quotes of the JSON that the value came in.
        sources.take(name, value.trim_matches('"'));
    }
}

/// The order: by its id, by its name, or both where a short id may be either.
fn order_ref(row: &Row, layout: &Layout<F>) -> Option<OrderRef> {
    let id = layout.text(row, F::OrderId);
    let id = id
        .and_then(|id| cell::id(id).ok())
        .filter(|id| !id.is_empty());
    let name = layout.text(row, F::OrderName);
    // Shops number their orders shortly where platforms use long numbers.
    let is_name = |id: &&str| !(id.len() >= 9 && id.bytes().all(|byte| byte.is_ascii_digit()));
    let order = OrderRef {
        id: id.map(str::to_owned),
        name: name.or(id.filter(is_name)).map(str::to_owned),
    };
    (order.id.is_some() || order.name.is_some()).then_some(order)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::import::tests::report::{check_bytes, options};

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn utm_values_by_order_name() {
        let text = "Order Name,utm_source,UTM Campaign,landing page\n\
            #1001,klaviyo,{{campaign.name}},/a?utm_medium=email\n\
            1002,,,\n\
            1002,fb,,\n\
            ,fb,,\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        order_utm utf-8 ',' 4 columns
        order - #1001 at  source=klaviyo medium=email campaign={{campaign.name}} at=/a?utm_medium=email
        order - 1002 at  source=fb
        ! mapped_columns
        ! unexpanded_macro line 2 [utm_campaign] "{{campaign.name}}"
        ! duplicate_key line 3 "1002"
        ! empty_cell line 5 [Order Name]
        4 rows = 2 accepted + 2 rejected; 2 records; latest never
        "##);
    }

    #[test]
    fn visits_and_note_attributes_of_a_warehouse() {
        let text = "_fivetran_synced,id,order_id,type,landing_page,occurred_at,referrer_url,source,utm_parameters_campaign,utm_parameters_medium,utm_parameters_source\n\
            2025-07-18 11:00:00,2001,7974125703471,web,/x,2025-07-17 10:00:00,https://l.example,google,first,email,klaviyo\n\
            2025-07-18 11:00:00,2002,7974125703471,web,/x,2025-07-18 10:00:00,https://l.example,google,last,email,klaviyo\n\
            2025-07-18 11:00:00,2003,7.97E+12,web,/x,2025-07-18 10:00:00,,google,last,email,klaviyo\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        order_utm utf-8 ',' 11 columns
        order 7974125703471 - at 2025-07-17T10:00:00+00:00 source=klaviyo medium=email campaign=first at=/x
        order 7974125703471 - at 2025-07-18T10:00:00+00:00 source=klaviyo medium=email campaign=last at=/x
        ! mapped_columns
        ! naive_time line 2 [occurred_at] "2025-07-17 10:00:00"
        ! damaged_id line 4 [order_id] "7.97E+12"
        ! empty_cell line 4
        3 rows = 2 accepted + 1 rejected; 2 records; latest 2025-07-18T10:00:00+00:00
        "##);
        let text = "name,order_id,_fivetran_synced,value\n\
            utm_source,7974125703471,2022-11-19 07:30:28,\"\"\"klaviyo\"\"\"\n\
            last_name,7974125703471,2022-11-19 07:30:28,\"\"\"1418143823\"\"\"\n\
            clientID,34171116,2022-11-19 07:30:28,\"\"\"x\"\"\"\n";
        assert_snapshot!(check_bytes(text.as_bytes(), &options("", "", "")), @r##"
        order_utm utf-8 ',' 4 columns
        order 7974125703471 - at  source=klaviyo
        order 34171116 34171116 at 
        ! mapped_columns
        3 rows = 3 accepted + 0 rejected; 2 records; latest never
        "##);
    }
}
