//! Hints of who may be whom: keyed hashes of phones and of names with addresses, per person.

use rusqlite::{Connection, params};

use super::seal::{Meaning, Seal, Sealer};
use crate::model::household::Household;
use crate::model::person::normalise_phone;
use crate::store::error::Fault;

/// What one row said of a person, as tags; 0 for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) struct Clues {
    /// The phone.
    pub(in crate::store) phone: i64,
    /// The surname at that phone.
    pub(in crate::store) surname: i64,
    /// Name with address.
    pub(in crate::store) household: i64,
}

/// A person with what a row said of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) struct Hint {
    /// The row of the person.
    pub(in crate::store) person: i64,
    /// What was said.
    pub(in crate::store) clues: Clues,
}

impl Clues {
    /// What a phone and a household as written say; `None` where they say nothing.
    pub(super) fn of(
        sealer: &Sealer,
        phone: Option<&str>,
        household: Option<&Household>,
    ) -> Option<Self> {
        let phone = phone.and_then(normalise_phone);
        let phone = phone.map(|phone| sealer.seal(Meaning::Phone, &phone));
        let clues = Self {
            phone: phone.map_or(0, Seal::tag),
            // Together with the phone, so that a surname cannot be followed over the whole workspace.
            surname: phone
                .zip(household.and_then(Household::surname))
                .map_or(0, |(phone, surname)| phone.tag_under(&surname)),
            household: household
                .and_then(Household::name_and_address)
                .map_or(0, |text| sealer.household(&text)),
        };
        (clues.phone != 0 || clues.household != 0).then_some(clues)
    }
}

/// Hints on their way in, written many at a time and in the order of the table, which is much quicker
/// than in any other.
#[derive(Debug, Default)]
pub(in crate::store) struct Hints(Vec<Hint>);

impl Hints {
    /// So many are collected before they are written: 2 MB.
    const MOST: usize = 1 << 16;

    /// How many one statement writes.
    const MANY: usize = 32;

    /// Adds what a row said of a person, where that is new.
    pub(in crate::store) fn add(
        &mut self,
        connection: &Connection,
        person: i64,
        clues: Option<Clues>,
    ) -> Result<(), Fault> {
        let Some(clues) = clues else {
            return Ok(());
        };
        self.0.push(Hint { person, clues });
        if self.0.len() >= Self::MOST {
            self.write(connection)?;
        }
        Ok(())
    }

    /// Writes those that are not stored yet; to be called at the end.
    pub(in crate::store) fn write(&mut self, connection: &Connection) -> Result<(), Fault> {
        self.0.sort_unstable();
        self.0.dedup();
        let insert =
            "INSERT OR IGNORE INTO identity_hints (person, phone, surname, household) VALUES ";
        let one = "(?, ?, ?, ?)";
        let (many, single) = self.0.as_chunks::<{ Self::MANY }>();
        if !many.is_empty() {
            let sql = [insert, &vec![one; Self::MANY].join(", ")].concat();
            let mut statement = connection.prepare_cached(&sql)?;
            for hints in many {
                for (at, value) in hints.iter().flat_map(columns).enumerate() {
                    statement.raw_bind_parameter(at + 1, value)?;
                }
                statement.raw_execute()?;
            }
        }
        let mut statement = connection.prepare_cached(&[insert, one].concat())?;
        for hint in single {
            statement.execute(columns(hint))?;
        }
        self.0.clear();
        Ok(())
    }

    /// Forgets what was collected, with the work that is taken back.
    pub(in crate::store) fn clear(&mut self) {
        self.0.clear();
    }
}

fn columns(hint: &Hint) -> [i64; 4] {
    let Clues {
        phone,
        surname,
        household,
    } = hint.clues;
    [hint.person, phone, surname, household]
}

/// Every hint.
pub(super) fn all(connection: &Connection) -> Result<Vec<Hint>, Fault> {
    let sql = "SELECT person, phone, surname, household FROM identity_hints";
    let mut statement = connection.prepare_cached(sql)?;
    let hints = statement.query_map([], |row| {
        Ok(Hint {
            person: row.get(0)?,
            clues: Clues {
                phone: row.get(1)?,
                surname: row.get(2)?,
                household: row.get(3)?,
            },
        })
    })?;
    Ok(hints.collect::<Result<_, _>>()?)
}

/// Makes the hints of phones that were stored before there were hints.
pub(super) fn catch_up(connection: &Connection, sealer: &Sealer) -> Result<(), Fault> {
    let mut hints = Hints::default();
    for table in super::PEOPLE_TABLES
        .iter()
        .filter(|table| table.has_identity)
    {
        let table = table.name;
        let sql = format!(
            "SELECT DISTINCT person, phone FROM {table} WHERE person IS NOT NULL
                AND phone IS NOT NULL"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query(params![])?;
        while let Some(row) = rows.next()? {
            let phone: String = row.get(1)?;
            hints.add(
                connection,
                row.get(0)?,
                Clues::of(sealer, Some(&phone), None),
            )?;
        }
    }
    hints.write(connection)
}
