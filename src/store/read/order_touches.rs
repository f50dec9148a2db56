//! Where orders came from by other files; of one order the latest visit comes last.

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::order::{OrderRef, OrderTouch};
use crate::model::utm::Touch;
use crate::store::error::Fault;
use crate::store::files::from_stored;

/// Reads all of them.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<OrderTouch>, Fault> {
    let sql = "SELECT order_id, order_name, visited, visited_offset, utm_source, utm_medium,
            utm_campaign, utm_content, utm_term, landing_page, source_line
        FROM order_touches ORDER BY order_id, order_name, visited, id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record(&mut Cells::of(row))?);
    }
    Ok(records)
}

fn record(cells: &mut Cells<'_, '_>) -> Result<OrderTouch, Fault> {
    let filled = |text: String| (!text.is_empty()).then_some(text);
    Ok(OrderTouch {
        order: OrderRef {
            id: filled(cells.take()?),
            name: filled(cells.take()?),
        },
        visited: cells.take_moment()?,
        touch: Touch {
            source: cells.take()?,
            medium: cells.take()?,
            campaign: cells.take()?,
            content: cells.take()?,
            term: cells.take()?,
            landing_page: cells.take()?,
        },
        source_line: from_stored(cells.take()?),
    })
}
