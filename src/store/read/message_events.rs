//! Message events, by person and time.

use std::collections::HashMap;

use rusqlite::Connection;

use super::cells::Cells;
use crate::model::message::{Message, MessageEventKind};
use crate::store::error::Fault;
use crate::store::identity::Merges;
use crate::store::records::{MessageHistory, MessageRow};
use crate::store::write::message_events::number;

/// Reads every event.
pub(in crate::store) fn read(connection: &Connection) -> Result<MessageHistory, Fault> {
    let same = same_people(connection)?;
    let merges = Merges::read(connection)?;
    let (messages, message_of) = messages(connection)?;
    let mut history = MessageHistory {
        messages,
        ..MessageHistory::default()
    };
    let mut numbers: HashMap<i64, u32> = HashMap::new();
    let mut keys = connection.prepare_cached("SELECT key FROM people WHERE id = ?1")?;
    let sql = "SELECT person, at, kind, message FROM message_events";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        let person: i64 = cells.take()?;
        let person = merges.root(same.get(&person).copied().unwrap_or(person));
        let number = if let Some(&number) = numbers.get(&person) {
            number
        } else {
            let number = history.people.len() as u32;
            let key = keys.query_row([person], |row| row.get(0))?;
            history.people.push(key);
            numbers.insert(person, number);
            number
        };
        let at = cells.take()?;
        let kind = kind_of(cells.take()?)?;
        let message: i64 = cells.take()?;
        history.events.push(MessageRow {
            person: number,
            at,
            kind,
            message: message_of.get(&message).copied().unwrap_or_default(),
        });
    }
    sort_people(&mut history);
    history
        .events
        .sort_unstable_by_key(|event| (event.person, event.at, event.kind, event.message));
    // An event of somebody who is known by id and by address may have come from both.
    history.events.dedup();
    Ok(history)
}

/// People who are known by the id that an e-mail tool gave them, and who a profile says they are.
fn same_people(connection: &Connection) -> Result<HashMap<i64, i64>, Fault> {
    let sql = "SELECT people.id, profiles.person
        FROM profiles CROSS JOIN people ON people.key = 'id:' || profiles.customer_id
        WHERE profiles.platform IN ('klaviyo', 'mailchimp') AND profiles.person <> people.id
        ORDER BY profiles.id";
    let mut statement = connection.prepare_cached(sql)?;
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pairs.collect::<Result<_, _>>()?)
}

/// The messages in their own order, and their places by row.
fn messages(connection: &Connection) -> Result<(Vec<Message>, HashMap<i64, u32>), Fault> {
    let sql = "SELECT id, message, campaign, flow, variation FROM messages
        ORDER BY message, campaign, flow, variation";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let (mut messages, mut places) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next()? {
        let mut cells = Cells::of(row);
        places.insert(cells.take()?, messages.len() as u32);
        let mut text = || -> Result<Option<String>, Fault> {
            let text: String = cells.take()?;
            Ok((!text.is_empty()).then_some(text))
        };
        messages.push(Message {
            message: text()?,
            campaign: text()?,
            flow: text()?,
            variation: text()?,
        });
    }
    Ok((messages, places))
}

fn kind_of(stored: i64) -> Result<MessageEventKind, Fault> {
    MessageEventKind::ALL
        .into_iter()
        .find(|&kind| number(kind) == stored)
        .ok_or_else(|| Fault::Unexpected(format!("{stored} is no kind of message event")))
}

/// Numbers people by their keys, so that nothing depends on the order of imports.
fn sort_people(history: &mut MessageHistory) {
    let mut order: Vec<usize> = (0..history.people.len()).collect();
    order.sort_unstable_by(|&a, &b| history.people[a].cmp(&history.people[b]));
    let mut places = vec![0_u32; order.len()];
    for (place, &at) in (0_u32..).zip(&order) {
        places[at] = place;
    }
    history.people.sort_unstable();
    for event in &mut history.events {
        event.person = places[event.person as usize];
    }
}
