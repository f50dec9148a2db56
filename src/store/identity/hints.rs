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
///
/// Those of a small import go to the recent ones, which stay together; a large one settles them among
/// the others. A hint is stored once, here or there.
#[derive(Debug, Default)]
pub(in crate::store) struct Hints {
    waiting: Vec<Hint>,
    /// This import has so many that it settles them.
    are_many: bool,
}

impl Hints {
    /// So many are collected before they are written: 2 MB.
    const MOST: usize = if cfg!(test) { 8 } else { 1 << 16 };

    /// So many recent ones are kept before they are settled.
    const MOST_RECENT: i64 = 2 * Self::MOST as i64;

    /// How many one statement writes.
    const MANY: usize = if cfg!(test) { 3 } else { 32 };

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
        self.waiting.push(Hint { person, clues });
        if self.waiting.len() >= Self::MOST {
            self.settle(connection)?;
        }
        Ok(())
    }

    /// Writes those that are not stored yet; to be called at the end.
    pub(in crate::store) fn write(&mut self, connection: &Connection) -> Result<(), Fault> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM identity_hints WHERE recent = 0)
            OR (SELECT count(*) FROM identity_hints WHERE recent = 1) >= ?1";
        let is_time = |row: &rusqlite::Row<'_>| row.get(0);
        if self.are_many || connection.query_row(sql, [Self::MOST_RECENT], is_time)? {
            self.settle(connection)
        } else {
            self.keep_as_recent(connection)
        }
    }

    /// Forgets what was collected, with the work that is taken back.
    pub(in crate::store) fn clear(&mut self) {
        *self = Self::default();
    }

    fn keep_as_recent(&mut self, connection: &Connection) -> Result<(), Fault> {
        let mut statement = connection.prepare_cached(
            "INSERT OR IGNORE INTO identity_hints (recent, person, phone, surname, household)
            SELECT 1, ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM identity_hints
                WHERE recent = 0 AND person = ?1 AND phone = ?2 AND surname = ?3
                    AND household = ?4)",
        )?;
        self.waiting.sort_unstable();
        for hint in self.waiting.drain(..) {
            statement.execute(columns(&hint))?;
        }
        Ok(())
    }

    /// Writes them among those of all imports, and the recent ones with them.
    fn settle(&mut self, connection: &Connection) -> Result<(), Fault> {
        if !std::mem::replace(&mut self.are_many, true) {
            connection.execute_batch(
                "INSERT OR IGNORE INTO identity_hints (recent, person, phone, surname, household)
                SELECT 0, person, phone, surname, household FROM identity_hints WHERE recent = 1
                ORDER BY person, phone, surname, household;
                DELETE FROM identity_hints WHERE recent = 1;",
            )?;
        }
        self.waiting.sort_unstable();
        self.waiting.dedup();
        let insert = "INSERT OR IGNORE INTO identity_hints
            (recent, person, phone, surname, household) VALUES ";
        let one = "(0, ?, ?, ?, ?)";
        let (many, single) = self.waiting.as_chunks::<{ Self::MANY }>();
        if !many.is_empty() {
            let sql = [insert, &[one; Self::MANY].join(", ")].concat();
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
        self.waiting.clear();
        Ok(())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::schema::{self, MIGRATIONS};

    /// Stores imports of hints one after the other: all that is stored, ascending, and how many of it are
    /// recent after each import.
    fn store(imports: &[Vec<Hint>]) -> (Vec<Hint>, Vec<usize>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hints.holdout");
        let connection = schema::open_for_writing(&path, MIGRATIONS).unwrap();
        connection
            .pragma_update(None, "foreign_keys", false)
            .unwrap();
        let recent = "SELECT count(*) FROM identity_hints WHERE recent = 1";
        let count = || connection.query_row(recent, [], |row| row.get::<_, i64>(0));
        let recent = imports.iter().map(|import| {
            let mut hints = Hints::default();
            for hint in import {
                hints
                    .add(&connection, hint.person, Some(hint.clues))
                    .unwrap();
            }
            hints.write(&connection).unwrap();
            usize::try_from(count().unwrap()).unwrap()
        });
        let recent = recent.collect();
        let mut stored = all(&connection).unwrap();
        stored.sort_unstable();
        (stored, recent)
    }

    fn hint(person: i64) -> Hint {
        let clues = Clues {
            phone: person * 7,
            ..Clues::default()
        };
        Hint { person, clues }
    }

    #[test]
    fn hints_of_small_imports_are_recent_until_there_are_many() {
        let people = [
            0..20,
            15..22,
            20..26,
            26..40,
            0..3,
            40..47,
            47..54,
            54..59,
            59..60,
        ];
        let imports = people.map(|people| people.map(hint).collect());
        let (stored, recent) = store(&imports);
        assert_eq!(stored, (0..60).map(hint).collect::<Vec<_>>());
        assert_eq!(recent, [0, 2, 6, 0, 0, 7, 14, 19, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_hint_is_stored_once_whatever_import_tells_it(
            imports in prop::collection::vec(prop::collection::vec(0..40_i64, 0..20), 0..6)
        ) {
            let imports: Vec<Vec<Hint>> = imports
                .iter()
                .map(|people| people.iter().copied().map(hint).collect())
                .collect();
            let mut expected: Vec<Hint> = imports.iter().flatten().copied().collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(store(&imports).0, expected);
        }
    }
}
