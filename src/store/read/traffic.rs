//! Rows of traffic reports, sorted by key.

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::time::Day;
use crate::model::traffic::{
    Period, TrafficCounts, TrafficKey, TrafficRow, TrafficSales, TrafficSource,
};
use crate::model::utm::Touch;
use crate::store::error::Fault;
use crate::store::files::from_stored;

/// Reads every traffic row.
pub(in crate::store) fn read(connection: &Connection) -> Result<Vec<TrafficRow>, Fault> {
    let sql = "SELECT source, grain, row_key, first_day, last_day, channel, referrer,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term, landing_page,
            visitors, sessions, engaged, cart_additions, reached_checkout, completed_checkout,
            pageviews, key_events, orders,
            gross, discounts, returns, net, shipping, taxes, total, source_line
        FROM traffic ORDER BY source, grain, row_key";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut traffic = Vec::new();
    while let Some(row) = rows.next()? {
        traffic.push(traffic_row(&mut Cells::of(row))?);
    }
    Ok(traffic)
}

fn traffic_row(cells: &mut Cells<'_, '_>) -> Result<TrafficRow, Fault> {
    Ok(TrafficRow {
        key: TrafficKey {
            source: cells.take_word(TrafficSource::parse)?,
            grain: cells.take()?,
            id: cells.take()?,
        },
        period: period(cells)?,
        channel: cells.take()?,
        referrer: cells.take()?,
        touch: Touch {
            source: cells.take()?,
            medium: cells.take()?,
            campaign: cells.take()?,
            content: cells.take()?,
            term: cells.take()?,
            landing_page: cells.take()?,
        },
        counts: TrafficCounts {
            visitors: cells.take()?,
            sessions: cells.take()?,
            engaged: cells.take()?,
            cart_additions: cells.take()?,
            reached_checkout: cells.take()?,
            completed_checkout: cells.take()?,
            pageviews: cells.take()?,
            key_events: cells.take()?,
            orders: cells.take()?,
        },
        sales: TrafficSales {
            gross: cells.take()?,
            discounts: cells.take()?,
            returns: cells.take()?,
            net: cells.take()?,
            shipping: cells.take()?,
            taxes: cells.take()?,
            total: cells.take()?,
        },
        source_line: from_stored(cells.take()?),
    })
}

/// The next two cells as the first and last day of a period.
pub(super) fn period(cells: &mut Cells<'_, '_>) -> Result<Option<Period>, Fault> {
    let (first, last): (Option<i32>, Option<i32>) = (cells.take()?, cells.take()?);
    Ok(first.zip(last).map(|(first, last)| Period {
        first: Day(first),
        last: Day(last),
    }))
}
