//! Merges: proposals with what the analyst decided, and what accepted ones make of the snapshot.
//!
//! Records are never rewritten: a decision names rows of people, and people who are one share their
//! number when the snapshot is built. Taking a decision back therefore restores everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};

use super::groups::{self, Union};
use super::hints;
use crate::model::merge::{
    MergeDecision, MergeEvidence, MergeMember, MergeProposal, MergeReason, MergeReport,
};
use crate::model::person::PersonKey;
use crate::store::error::{Fault, StoreError};

/// Who is whom: the people who share a number in the snapshot.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Merges {
    /// The person as whom a row is counted, for every row of a merged person.
    roots: HashMap<i64, i64>,
    /// The rank of a row among those of its person, the best known first.
    ranks: HashMap<i64, usize>,
}

impl Merges {
    /// Reads the accepted decisions.
    pub(in crate::store) fn read(connection: &Connection) -> Result<Self, Fault> {
        let accepted = stored(connection)?
            .into_values()
            .filter(|(decision, _)| *decision == MergeDecision::Accepted)
            .map(|(_, people)| people)
            .collect::<Vec<_>>();
        let groups = groups::closure(accepted.iter().map(Vec::as_slice));
        let keys = keys(connection, groups.iter().flatten().copied())?;
        let mut merges = Self::default();
        for mut group in groups {
            group.sort_by_cached_key(|row| keys.get(row).map(standing));
            let root = group.first().copied().unwrap_or_default();
            for (rank, row) in group.into_iter().enumerate() {
                merges.roots.insert(row, root);
                merges.ranks.insert(row, rank);
            }
        }
        Ok(merges)
    }

    /// The row as which a person is counted: the own one for most.
    pub(in crate::store) fn root(&self, row: i64) -> i64 {
        self.roots.get(&row).copied().unwrap_or(row)
    }

    /// The place of a row among those of its person; 0 for the one that is counted.
    pub(in crate::store) fn rank(&self, row: i64) -> usize {
        self.ranks.get(&row).copied().unwrap_or(0)
    }

    /// Whether nobody is merged.
    pub(in crate::store) fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Every row of a merged person with the row as which it is counted.
    pub(in crate::store) fn rows(&self) -> impl Iterator<Item = (i64, i64)> {
        self.roots.iter().map(|(&row, &root)| (row, root))
    }

    /// All rows of the person to whom a row belongs.
    pub(super) fn same_person(&self, row: i64) -> Vec<i64> {
        let root = self.root(row);
        let mut rows: Vec<i64> = self
            .rows()
            .filter(|&(_, of)| of == root)
            .map(|(row, _)| row)
            .collect();
        if rows.is_empty() {
            rows.push(row);
        }
        rows.sort_unstable();
        rows
    }
}

/// E-mail addresses first, then phones, then ids.
fn standing(key: &PersonKey) -> (u8, PersonKey) {
    let kind = match key.0.split_once(':') {
        Some(("email", _)) => 0,
        Some(("phone", _)) => 1,
        _ => 2,
    };
    (kind, key.clone())
}

/// Every proposal with its decision.
pub(super) fn report(connection: &Connection) -> Result<MergeReport, Fault> {
    let found = groups::candidates(&hints::all(connection)?);
    let decided = stored(connection)?;
    let mut all: BTreeMap<Vec<i64>, [u64; 2]> = found.groups;
    for (_, people) in decided.values() {
        all.entry(people.clone()).or_default();
    }
    let merges = Merges::read(connection)?;
    let mut rows: BTreeSet<i64> = all.keys().flatten().copied().collect();
    rows.extend(merges.rows().map(|(_, root)| root));
    let facts = Facts {
        keys: keys(connection, rows.iter().copied())?,
        orders: order_counts(connection, &rows)?,
        merges: &merges,
        rejected: decided
            .values()
            .filter(|(decision, _)| *decision == MergeDecision::Rejected)
            .map(|(_, people)| people.as_slice())
            .collect(),
    };
    let mut proposals: Vec<MergeProposal> = all
        .iter()
        .map(|(people, shared)| {
            let decision = decided.get(&id_of(people)).map(|(decision, _)| *decision);
            facts.proposal(people, *shared, decision)
        })
        .collect();
    proposals.sort_by_cached_key(|proposal| {
        let orders: u64 = proposal.people.iter().map(|member| member.orders).sum();
        (std::cmp::Reverse(orders), proposal.people.clone())
    });
    Ok(MergeReport {
        proposals,
        hubs: found.hubs,
        households: found.households,
    })
}

/// What is known of the people of proposals.
struct Facts<'a> {
    keys: HashMap<i64, PersonKey>,
    orders: HashMap<i64, u64>,
    merges: &'a Merges,
    rejected: Vec<&'a [i64]>,
}

impl Facts<'_> {
    fn proposal(
        &self,
        people: &[i64],
        shared: [u64; 2],
        decision: Option<MergeDecision>,
    ) -> MergeProposal {
        let key = |row: i64| {
            let unknown = || PersonKey(String::new());
            self.keys.get(&row).cloned().unwrap_or_else(unknown)
        };
        let mut members: Vec<MergeMember> = people
            .iter()
            .map(|&row| MergeMember {
                key: key(row),
                counted_as: key(self.merges.root(row)),
                orders: self.orders.get(&row).copied().unwrap_or(0),
            })
            .collect();
        members.sort();
        let evidence = MergeReason::ALL.into_iter().zip(shared);
        MergeProposal {
            id: id_of(people),
            evidence: evidence
                .filter(|&(_, shared)| shared > 0)
                .map(|(reason, shared)| MergeEvidence { reason, shared })
                .collect(),
            people: members,
            decision,
            contradicts_rejection: decision.is_none() && self.contradicts(people),
        }
    }

    /// Whether these people, with whoever is one with them already, hold two of a rejected proposal.
    fn contradicts(&self, people: &[i64]) -> bool {
        let roots: BTreeSet<i64> = people.iter().map(|&row| self.merges.root(row)).collect();
        self.rejected.iter().any(|rejected| {
            let inside = rejected
                .iter()
                .filter(|&&row| roots.contains(&self.merges.root(row)));
            inside.count() > 1
        })
    }
}

/// Stores a decision; whether the snapshot becomes another one.
pub(super) fn decide(
    connection: &Connection,
    id: &str,
    decision: MergeDecision,
) -> Result<bool, Fault> {
    let decided = stored(connection)?;
    let known = decided.get(id).cloned();
    let people = match &known {
        Some((_, people)) => people.clone(),
        None => groups::candidates(&hints::all(connection)?)
            .groups
            .into_keys()
            .find(|people| id_of(people) == id)
            .ok_or_else(|| unknown(id))?,
    };
    write(connection, &people, decision)?;
    let was_accepted = known.is_some_and(|(before, _)| before == MergeDecision::Accepted);
    Ok(was_accepted != (decision == MergeDecision::Accepted))
}

/// Accepts every open proposal of a reason, or of any, except where that would join people of whom
/// the analyst said that they are not one; how many were accepted.
pub(super) fn accept_all(
    connection: &Connection,
    reason: Option<MergeReason>,
) -> Result<u64, Fault> {
    let decided = stored(connection)?;
    let mut union = Union::default();
    for (decision, people) in decided.values() {
        if *decision == MergeDecision::Accepted {
            union.join(people);
        }
    }
    let rejected: Vec<&Vec<i64>> = decided
        .values()
        .filter(|(decision, _)| *decision == MergeDecision::Rejected)
        .map(|(_, people)| people)
        .collect();
    let mut accepted = 0;
    for (people, shared) in groups::candidates(&hints::all(connection)?).groups {
        let wanted = MergeReason::ALL
            .into_iter()
            .zip(shared)
            .any(|(found, shared)| shared > 0 && reason.is_none_or(|reason| reason == found));
        let is_settled = people.iter().all(|&row| union.are_one(row, people[0]));
        if !wanted || is_settled || decided.contains_key(&id_of(&people)) {
            continue;
        }
        if !rejected
            .iter()
            .any(|apart| union.would_join(&people, apart))
        {
            union.join(&people);
            write(connection, &people, MergeDecision::Accepted)?;
            accepted += 1;
        }
    }
    Ok(accepted)
}

/// Takes a decision back; whether the snapshot becomes another one.
pub(super) fn undo(connection: &Connection, id: &str) -> Result<bool, Fault> {
    let decided = stored(connection)?;
    let (decision, _) = decided.get(id).ok_or_else(|| unknown(id))?;
    connection.execute("DELETE FROM merge_members WHERE decision = ?1", [id])?;
    connection.execute("DELETE FROM merge_decisions WHERE id = ?1", [id])?;
    Ok(*decision == MergeDecision::Accepted)
}

/// Removes decisions of which fewer than two people are left.
pub(super) fn tidy(connection: &Connection) -> Result<(), Fault> {
    let sql = "DELETE FROM merge_decisions WHERE
        (SELECT count(*) FROM merge_members WHERE decision = merge_decisions.id) < 2";
    connection.execute(sql, [])?;
    Ok(())
}

fn unknown(id: &str) -> Fault {
    let id = id.to_owned();
    StoreError::UnknownProposal { id }.into()
}

/// The id of a proposal: the rows of its people.
fn id_of(people: &[i64]) -> String {
    let rows: Vec<String> = people.iter().map(ToString::to_string).collect();
    rows.join("-")
}

fn write(connection: &Connection, people: &[i64], decision: MergeDecision) -> Result<(), Fault> {
    let id = id_of(people);
    let sql = "INSERT INTO merge_decisions (id, decision) VALUES (?1, ?2)
        ON CONFLICT (id) DO UPDATE SET decision = excluded.decision";
    connection
        .prepare_cached(sql)?
        .execute(params![id, decision.id()])?;
    let sql = "INSERT OR IGNORE INTO merge_members (decision, person) VALUES (?1, ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    for person in people {
        statement.execute(params![id, person])?;
    }
    Ok(())
}

/// Every decision by its id, with its people ascending.
fn stored(connection: &Connection) -> Result<BTreeMap<String, (MergeDecision, Vec<i64>)>, Fault> {
    let sql = "SELECT id, merge_decisions.decision, person FROM merge_decisions
        JOIN merge_members ON merge_members.decision = id ORDER BY id, person";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut decided: BTreeMap<String, (MergeDecision, Vec<i64>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(1)?;
        let decision = MergeDecision::parse(&word)
            .ok_or_else(|| Fault::Unexpected(format!("`{word}` is no decision on a merge")))?;
        let entry = decided.entry(row.get(0)?);
        let (_, people) = entry.or_insert_with(|| (decision, Vec::new()));
        people.push(row.get(2)?);
    }
    Ok(decided)
}

pub(super) fn keys(
    connection: &Connection,
    rows: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, PersonKey>, Fault> {
    let mut statement = connection.prepare_cached("SELECT key FROM people WHERE id = ?1")?;
    rows.map(|row| {
        let key = statement.query_row([row], |found| found.get(0))?;
        Ok((row, PersonKey(key)))
    })
    .collect()
}

fn order_counts(
    connection: &Connection,
    people: &BTreeSet<i64>,
) -> Result<HashMap<i64, u64>, Fault> {
    let mut counts = HashMap::with_capacity(people.len());
    if people.is_empty() {
        return Ok(counts);
    }
    let mut statement =
        connection.prepare_cached("SELECT person FROM orders WHERE person IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let person = row.get(0)?;
        if people.contains(&person) {
            *counts.entry(person).or_default() += 1;
        }
    }
    Ok(counts)
}
