//! One record of a send that two reports tell of.
//!
//! An export of campaigns knows a send by the id of its campaign, a report of messages by the id of its
//! message. They are taken for the same where the files say so: by an id that both have; by an event
//! that names both ids; or by the same name, channel and minute, where only one campaign and only one
//! message has them. A name alone says nothing, and neither does the day beside it: a campaign may be
//! sent again, to those who did not open it even on the same day.
//!
//! Both reports stay stored as they are, so that neither the order of imports nor a later import of one
//! of them makes a difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::campaign::Campaign;
use crate::model::rules::Channel;
use crate::store::records::MessageReports;

const MICROS_PER_MINUTE: i64 = 60_000_000;

/// A tool and what it calls a campaign or a message.
type Id<'a> = (&'a str, &'a str);

/// What makes a send the same in both reports: tool, name, channel and minute.
type Send<'a> = (&'a str, &'a str, &'static str, i64);

/// What reports and events tell of campaigns.
#[derive(Clone, Debug, Default)]
pub(super) struct Reports {
    /// Rows of exports of campaigns.
    pub(super) campaigns: Vec<Campaign>,
    /// Rows of reports of messages.
    pub(super) messages: Vec<Campaign>,
    /// Messages and the campaigns that events name with them, each by its id.
    pub(super) named: Vec<(String, String)>,
}

/// What else is known of a campaign.
#[derive(Debug, Default)]
struct Known<'a> {
    /// The ids of its messages.
    messages: BTreeSet<&'a str>,
    /// Their rows in reports.
    rows: Vec<&'a Campaign>,
}

impl Reports {
    /// Every send once, sorted by key.
    pub(super) fn united(self) -> Vec<Campaign> {
        if self.messages.is_empty() && self.named.is_empty() {
            return self.campaigns;
        }
        let same = self.same();
        let known = self.known(&same);
        let campaigns = self.campaigns.iter();
        let campaigns = campaigns.map(|campaign| match known.get(&id(campaign)) {
            Some(known) => known.completed(campaign),
            None => campaign.clone(),
        });
        let others = self.messages.iter();
        let others = others.filter(|message| !same.contains_key(&id(message)));
        let mut united: Vec<Campaign> = campaigns.chain(others.cloned()).collect();
        united.sort_by(|left, right| left.key.cmp(&right.key));
        united
    }

    /// How many messages there are, and how many of them have their campaign.
    pub(super) fn count(&self) -> MessageReports {
        let messages: BTreeSet<Id<'_>> = self.messages.iter().map(id).collect();
        MessageReports {
            messages: messages.len() as u64,
            with_campaign: self.same().len() as u64,
        }
    }

    /// The campaign of each message that has one.
    fn same(&self) -> BTreeMap<Id<'_>, Id<'_>> {
        let campaigns: BTreeSet<Id<'_>> = self.campaigns.iter().map(id).collect();
        let (by_event, by_send) = (self.by_event(), self.by_send());
        let messages = self.messages.iter().map(id);
        let found = messages.filter_map(|message| {
            let own = campaigns.get(&message);
            let named = || campaigns.get(&(message.0, *by_event.get(message.1)?));
            let sent = || by_send.get(&message);
            Some((message, *own.or_else(named).or_else(sent)?))
        });
        found.collect()
    }

    /// The campaign that events name with each message.
    fn by_event(&self) -> BTreeMap<&str, &str> {
        let named = self.named.iter();
        only(named.map(|(message, campaign)| (message.as_str(), campaign.as_str())))
    }

    /// The campaign that has the name, channel and minute of each message.
    fn by_send(&self) -> BTreeMap<Id<'_>, Id<'_>> {
        let campaigns = only(sends(&self.campaigns));
        let messages = only(sends(&self.messages)).into_iter();
        only(messages.filter_map(|(send, message)| Some((message, *campaigns.get(&send)?))))
    }

    /// What messages say of campaigns, by campaign.
    fn known<'a>(&'a self, same: &BTreeMap<Id<'a>, Id<'a>>) -> BTreeMap<Id<'a>, Known<'a>> {
        let mut known: BTreeMap<Id<'a>, Known<'a>> = BTreeMap::new();
        for row in &self.messages {
            if let Some(&campaign) = same.get(&id(row)) {
                let known = known.entry(campaign).or_default();
                known.messages.insert(&row.key.id);
                known.rows.push(row);
            }
        }
        let campaigns = only(
            self.campaigns
                .iter()
                .map(|row| (row.key.id.as_str(), id(row))),
        );
        for (message, named) in self.by_event() {
            let Some(&campaign) = campaigns.get(named) else {
                continue;
            };
            let reported = same.get(&(campaign.0, message));
            if reported.is_none_or(|reported| *reported == campaign) {
                known.entry(campaign).or_default().messages.insert(message);
            }
        }
        known
    }
}

impl Known<'_> {
    /// The campaign with what is known beside it. Figures that it has stay; those of a message fill a
    /// blank where the message is all of the campaign.
    fn completed(&self, campaign: &Campaign) -> Campaign {
        let mut completed = campaign.clone();
        let names = self.rows.iter().map(|row| row.name.as_str());
        let aliases: BTreeSet<&str> = self.messages.iter().copied().chain(names).collect();
        let is_other = |alias: &&str| *alias != campaign.key.id && *alias != campaign.name;
        let aliases = aliases.into_iter().filter(is_other);
        completed.aliases = aliases.map(str::to_owned).collect();
        let is_same = |row: &&&Campaign| row.key.variant == campaign.key.variant;
        if self.messages.len() == 1
            && let Some(row) = self.rows.iter().find(is_same)
        {
            completed.counts = campaign.counts.or(row.counts);
            completed.subject = completed.subject.or_else(|| row.subject.clone());
            completed.sent_utc_micros = campaign.sent_utc_micros.or(row.sent_utc_micros);
        }
        completed
    }
}

fn sends(rows: &[Campaign]) -> impl Iterator<Item = (Send<'_>, Id<'_>)> {
    let told = rows.iter().filter(|row| row.channel != Channel::Other);
    told.filter_map(|row| {
        let (platform, id) = id(row);
        let minute = row.sent_utc_micros?.div_euclid(MICROS_PER_MINUTE);
        Some((
            (platform, row.name.as_str(), row.channel.id(), minute),
            (platform, id),
        ))
    })
}

fn id(row: &Campaign) -> Id<'_> {
    (&row.key.platform, &row.key.id)
}

/// The value of each key that has only one.
fn only<K: Ord, V: PartialEq>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut values: BTreeMap<K, Option<V>> = BTreeMap::new();
    for (key, value) in pairs {
        match values.get_mut(&key) {
            Some(known) if known.as_ref() == Some(&value) => {}
            Some(known) => *known = None,
            None => {
                values.insert(key, Some(value));
            }
        }
    }
    let values = values.into_iter();
    values
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

#[cfg(test)]
mod tests;
