//! Settings of a workspace: its currency and its reporting time zone.

use jiff::tz::TimeZone;
use rusqlite::{Connection, params};

use super::error::{Fault, StoreError};
use crate::model::money::Currency;

/// What every number of a workspace is expressed in. `None`: nobody has chosen yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Currency of the amounts; orders in another one are left out of snapshots.
    pub currency: Option<Currency>,
    /// IANA name of the zone in which days, weeks and months are counted.
    pub zone: Option<String>,
}

impl Settings {
    /// Takes a currency where none is named yet. One that is named stays.
    ///
    /// Amounts without a currency were read with two decimals, so one with other decimals is refused.
    pub fn name_currency(&mut self, named: Currency) -> Result<(), StoreError> {
        match self.currency {
            Some(Currency::NONE) if named.exponent() != Currency::NONE.exponent() => {
                return Err(StoreError::OtherDecimals {
                    currency: named,
                    decimals: named.exponent(),
                });
            }
            None | Some(Currency::NONE) => self.currency = Some(named),
            Some(_) => {}
        }
        Ok(())
    }
}

/// The tables with a currency in each row.
const WITH_CURRENCY: [&str; 3] = ["order_facts", "transactions", "spend"];

/// The settings as stored.
pub(super) fn load(connection: &Connection) -> Result<Settings, Fault> {
    let sql = "SELECT currency, zone FROM workspace";
    let (currency, zone): (Option<String>, _) =
        connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let currency = currency.map(|code| currency_of(&code)).transpose()?;
    Ok(Settings { currency, zone })
}

/// Stores settings and tells whether they are other ones than before. Records without a currency get the one
/// that is named; none of their numbers changes.
pub(super) fn save(connection: &Connection, settings: &Settings) -> Result<bool, Fault> {
    if let Some(name) = &settings.zone {
        zone_of(name)?;
    }
    let mut before = load(connection)?;
    let has_changed = before != *settings;
    if has_changed {
        if let (Some(Currency::NONE), Some(named)) = (before.currency, settings.currency) {
            before.name_currency(named)?;
            for table in WITH_CURRENCY {
                let sql = format!("UPDATE {table} SET currency = ?1 WHERE currency = ?2");
                connection.execute(&sql, [named.code(), Currency::NONE.code()])?;
            }
        }
        let currency = settings.currency.as_ref().map(Currency::code);
        let sql = "UPDATE workspace SET currency = ?1, zone = ?2";
        connection.execute(sql, params![currency, settings.zone])?;
    }
    Ok(has_changed)
}

/// The number of committed changes to what a snapshot holds.
pub(super) fn revision(connection: &Connection) -> Result<u64, Fault> {
    let revision = connection.query_row("SELECT revision FROM workspace", [], |row| row.get(0))?;
    Ok(super::files::from_stored(revision))
}

/// Counts one more change.
pub(super) fn raise_revision(connection: &Connection) -> Result<(), Fault> {
    connection.execute("UPDATE workspace SET revision = revision + 1", [])?;
    Ok(())
}

/// A zone by its IANA name.
pub(super) fn zone_of(name: &str) -> Result<TimeZone, StoreError> {
    TimeZone::get(name).map_err(|_| StoreError::UnknownZone {
        zone: name.to_owned(),
    })
}

/// A currency as stored.
pub(super) fn currency_of(code: &str) -> Result<Currency, Fault> {
    Currency::parse(code)
        .ok_or_else(|| Fault::Unexpected(format!("`{code}` is not a currency code")))
}
