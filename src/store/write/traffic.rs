//! Rows of traffic reports.

use rusqlite::{Connection, params};

use super::{Source, Stored, Table};
use crate::model::traffic::{TrafficKey, TrafficRow};
use crate::store::error::Fault;

/// The stored row of a traffic report.
pub(in crate::store) fn find(
    connection: &Connection,
    key: &TrafficKey,
) -> Result<Option<Stored>, Fault> {
    let condition = "source = ?1 AND grain = ?2 AND row_key = ?3";
    let key = params![key.source.id(), key.grain, key.id];
    Stored::find(connection, Table::Traffic, condition, key)
}

/// Writes a traffic row into the given row, or a new one.
pub(in crate::store) fn write(
    connection: &Connection,
    row: Option<i64>,
    traffic: &TrafficRow,
    source: &Source,
) -> Result<(), Fault> {
    super::clear(connection, Table::Traffic, row)?;
    let sql = "INSERT INTO traffic (
            id, source, grain, row_key, first_day, last_day, channel, referrer,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term, landing_page,
            visitors, sessions, engaged, cart_additions, reached_checkout, completed_checkout,
            pageviews, key_events, orders,
            gross, discounts, returns, net, shipping, taxes, total,
            file, source_line, source_rows, fingerprint, export_micros)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
            ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)";
    let (touch, counts, sales) = (&traffic.touch, &traffic.counts, &traffic.sales);
    let values = params![
        row,
        traffic.key.source.id(),
        traffic.key.grain,
        traffic.key.id,
        traffic.period.map(|period| period.first.0),
        traffic.period.map(|period| period.last.0),
        traffic.channel,
        traffic.referrer,
        touch.source,
        touch.medium,
        touch.campaign,
        touch.content,
        touch.term,
        touch.landing_page,
        counts.visitors,
        counts.sessions,
        counts.engaged,
        counts.cart_additions,
        counts.reached_checkout,
        counts.completed_checkout,
        counts.pageviews,
        counts.key_events,
        counts.orders,
        sales.gross,
        sales.discounts,
        sales.returns,
        sales.net,
        sales.shipping,
        sales.taxes,
        sales.total,
        source.file,
        source.line,
        source.rows,
        source.fingerprint,
        source.export_micros,
    ];
    connection.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
