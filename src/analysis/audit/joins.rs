//! Join rates: how many records of one file are found again in another.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::analysis::{AnalysisError, Context};
use crate::attribution::{normalise, resolve::UtmResolver};
use crate::model::order::OrderRef;
use crate::store::LoadedOrder;
use crate::store::snapshot::{NO_PERSON, PersonId, Snapshot};

use super::inputs::AuditInputs;
use super::words::{fraction, of, share};
use super::{Area, Finding, Level};

/// What is looked for, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JoinKind {
    /// Orders with an e-mail, phone or customer id.
    OrdersWithPerson,
    /// Orders of people who have a profile.
    OrdersWithProfile,
    /// Profiles of people who bought.
    ProfilesWithOrder,
    /// People with message events whom an order, a profile or a list knows.
    RecipientsKnown,
    /// People with message events who bought.
    RecipientsBought,
    /// Campaigns that at least one order names by its UTM values or codes.
    CampaignsMatched,
    /// Messages of reports that are sends of an exported campaign.
    MessagesMatched,
    /// Payments and refunds whose order is loaded.
    TransactionsMatched,
    /// Rows of UTM values whose order is loaded.
    TouchesMatched,
    /// Assigned people whom an order or a profile knows.
    AssignedKnown,
}

impl JoinKind {
    /// Every join.
    pub const ALL: [Self; 10] = [
        Self::OrdersWithPerson,
        Self::OrdersWithProfile,
        Self::ProfilesWithOrder,
        Self::RecipientsKnown,
        Self::RecipientsBought,
        Self::CampaignsMatched,
        Self::MessagesMatched,
        Self::TransactionsMatched,
        Self::TouchesMatched,
        Self::AssignedKnown,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::OrdersWithPerson => "orders_with_person",
            Self::OrdersWithProfile => "orders_with_profile",
            Self::ProfilesWithOrder => "profiles_with_order",
            Self::RecipientsKnown => "recipients_known",
            Self::RecipientsBought => "recipients_bought",
            Self::CampaignsMatched => "campaigns_matched",
            Self::MessagesMatched => "campaign_messages_matched",
            Self::TransactionsMatched => "transactions_matched",
            Self::TouchesMatched => "order_touches_matched",
            Self::AssignedKnown => "assigned_known",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::OrdersWithPerson => "Orders with a person",
            Self::OrdersWithProfile => "Orders whose person has a profile",
            Self::ProfilesWithOrder => "Profiles with an order",
            Self::RecipientsKnown => "Message recipients who are known",
            Self::RecipientsBought => "Message recipients who bought",
            Self::CampaignsMatched => "Campaigns that orders name",
            Self::MessagesMatched => "Campaign messages with their campaign",
            Self::TransactionsMatched => "Payments and refunds with their order",
            Self::TouchesMatched => "UTM rows with their order",
            Self::AssignedKnown => "Assigned people who are known",
        }
    }

    /// The sentence after the share.
    fn words(self) -> &'static str {
        match self {
            Self::OrdersWithPerson => "of orders have a person",
            Self::OrdersWithProfile => "of orders with a person are of somebody with a profile",
            Self::ProfilesWithOrder => "of profiles have an order",
            Self::RecipientsKnown => {
                "of people with message events are in orders, profiles or lists"
            }
            Self::RecipientsBought => "of people with message events have an order",
            Self::CampaignsMatched => {
                "of campaigns are named by the UTM values or codes of an order"
            }
            Self::MessagesMatched => "of messages in reports are sends of an exported campaign",
            Self::TransactionsMatched => "of payments and refunds belong to a loaded order",
            Self::TouchesMatched => "of rows with UTM values belong to a loaded order",
            Self::AssignedKnown => "of people in assignment lists are in orders or profiles",
        }
    }

    /// Why there is no share.
    fn nothing(self) -> &'static str {
        match self {
            Self::OrdersWithPerson => "No orders are loaded",
            Self::OrdersWithProfile => "No order has a person, or no profiles are loaded",
            Self::ProfilesWithOrder => "No profiles are loaded",
            Self::RecipientsKnown | Self::RecipientsBought => "No message events are loaded",
            Self::CampaignsMatched => "No campaigns are loaded",
            Self::MessagesMatched => "No report of campaign messages is loaded",
            Self::TransactionsMatched => "No payments and refunds are loaded",
            Self::TouchesMatched => "No file with UTM values by order is loaded",
            Self::AssignedKnown => "No assignment list is loaded",
        }
    }

    /// What to do about a share that is too low.
    fn advice(self) -> &'static str {
        match self {
            Self::OrdersWithPerson => {
                "The others count in store totals and in no figure per person. Was the export made with e-mail addresses?"
            }
            Self::OrdersWithProfile => {
                "Consent and tags are known for these only. Is the export of people older than the orders, or of one list?"
            }
            Self::ProfilesWithOrder => {
                "People who never bought are usual in e-mail tools. None at all means that the files name people differently"
            }
            Self::RecipientsKnown | Self::RecipientsBought => {
                "Load profiles of the same tool: they say which of its ids is whose e-mail address"
            }
            Self::CampaignsMatched => {
                "Map their codes or UTM values under Attribution; the others can be credited with nothing"
            }
            Self::MessagesMatched => {
                "The others stand beside the campaigns as sends of their own: name, channel and minute of sending name no campaign, or several. Load the campaign export of the same dates, read in the same time zone"
            }
            Self::TransactionsMatched => "Load the orders of the same dates",
            Self::TouchesMatched => {
                "Load the orders of the same dates, or check how the file writes order names"
            }
            Self::AssignedKnown => {
                "Nobody known means that the list names people differently from the orders, so every arm would look empty"
            }
        }
    }

    /// From which share it is fine, and below which it is worth a warning.
    fn bounds(self) -> (f64, f64) {
        match self {
            Self::OrdersWithPerson => (0.95, 0.95),
            Self::OrdersWithProfile => (0.8, 0.2),
            Self::ProfilesWithOrder => (0.1, 0.001),
            Self::RecipientsKnown => (0.9, 0.5),
            Self::RecipientsBought => (0.01, 0.001),
            Self::CampaignsMatched => (0.8, 0.5),
            Self::MessagesMatched => (1.0, 0.0),
            Self::TransactionsMatched | Self::TouchesMatched => (0.98, 0.9),
            Self::AssignedKnown => (0.5, 0.05),
        }
    }
}

/// How many of one thing are found in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// What is looked for.
    pub kind: JoinKind,
    /// How many were found.
    pub matched: u64,
    /// Of how many.
    pub whole: u64,
}

impl Join {
    /// The share that was found, or why there is none.
    pub fn share(&self) -> Result<f64, &'static str> {
        fraction(self.matched, self.whole).ok_or(self.kind.nothing())
    }

    /// How good the share is; of nothing there is no verdict.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        let share = self.share().ok()?;
        let (fine, warning) = self.kind.bounds();
        Some(if share >= fine {
            Level::Fine
        } else if share >= warning {
            Level::Note
        } else {
            Level::Warning
        })
    }

    /// The finding, where there was something to look for.
    pub(super) fn finding(&self) -> Option<Finding> {
        let level = self.level()?;
        let sentence = format!(
            "{} {} ({})",
            share(self.matched, self.whole),
            self.kind.words(),
            of(self.matched, self.whole)
        );
        let finding = Finding::new(Area::Joins, level, sentence);
        Some(match level {
            Level::Fine => finding,
            Level::Note | Level::Warning => finding.advice(self.kind.advice()),
        })
    }
}

/// Every join.
pub(super) fn joins(context: &Context, inputs: &AuditInputs) -> Result<Vec<Join>, AnalysisError> {
    let campaigns = campaigns(context)?;
    let people = People::of(context, inputs);
    let known = KnownOrders::of(&inputs.shop.orders);
    let counted = JoinKind::ALL.into_iter().map(|kind| {
        let (matched, whole) = match kind {
            JoinKind::OrdersWithPerson => people.orders_with_person(),
            JoinKind::OrdersWithProfile => people.orders_with_profile(),
            JoinKind::ProfilesWithOrder => people.profiles_with_order(),
            JoinKind::RecipientsKnown => people.recipients(|_| true),
            JoinKind::RecipientsBought => people.recipients(|person| people.bought(person)),
            JoinKind::CampaignsMatched => campaigns,
            JoinKind::MessagesMatched => {
                let reports = inputs.message_reports;
                (reports.with_campaign, reports.messages)
            }
            JoinKind::TransactionsMatched => {
                known.count(inputs.shop.transactions.iter().map(|it| &it.order))
            }
            JoinKind::TouchesMatched => known.count(inputs.shop.touches.iter().map(|it| &it.order)),
            JoinKind::AssignedKnown => people.assigned_known(),
        };
        Join {
            kind,
            matched,
            whole,
        }
    });
    Ok(counted.collect())
}

/// Campaigns whose workflow at least one order claims, and all of them; variations are one campaign.
fn campaigns(context: &Context) -> Result<(u64, u64), AnalysisError> {
    let snapshot = &context.snapshot;
    if snapshot.campaigns.is_empty() {
        return Ok((0, 0));
    }
    let rows = &context.ledger()?.rows;
    let claimed: HashSet<String> = rows
        .iter()
        .map(|row| normalise(&row.workflow.name))
        .collect();
    let resolver = UtmResolver::new(snapshot, &context.definitions.rules);
    let mut matched: HashMap<(&str, &str), bool> = HashMap::new();
    for campaign in &snapshot.campaigns {
        let values = [
            campaign.key.platform.as_str(),
            campaign.channel.id(),
            campaign.name.as_str(),
        ];
        let workflow = resolver.resolve(values.map(Some));
        let is_claimed = claimed.contains(&normalise(&campaign.name))
            || workflow.is_some_and(|workflow| claimed.contains(&normalise(&workflow.name)));
        let key = (campaign.key.platform.as_str(), campaign.key.id.as_str());
        *matched.entry(key).or_default() |= is_claimed;
    }
    let named = matched.values().filter(|&&is_matched| is_matched).count();
    Ok((named as u64, matched.len() as u64))
}

/// Who is known from what.
struct People<'a> {
    snapshot: &'a Snapshot,
    included: &'a [bool],
    /// People with message events, by their number where they have one.
    recipients: Vec<Option<PersonId>>,
}

impl<'a> People<'a> {
    fn of(context: &'a Context, inputs: &AuditInputs) -> Self {
        let snapshot = context.snapshot.as_ref();
        let keys = snapshot.people.key.iter().map(|&key| snapshot.text(key));
        let numbers: HashMap<&str, PersonId> = keys.zip(0..).collect();
        let number = |key: &String| numbers.get(key.as_str()).copied();
        Self {
            snapshot,
            included: &context.inclusion.included,
            recipients: inputs.messages.people.iter().map(number).collect(),
        }
    }

    fn bought(&self, person: PersonId) -> bool {
        !self.snapshot.people.orders(person).is_empty()
    }

    fn has_profile(&self, person: PersonId) -> bool {
        let has_profile = &self.snapshot.people.has_profile;
        has_profile.get(person as usize).copied().unwrap_or(false)
    }

    /// The people of included orders.
    fn buyers(&self) -> impl Iterator<Item = PersonId> {
        let people = self.snapshot.orders.person.iter().zip(self.included);
        people.filter_map(|(&person, &counts)| counts.then_some(person))
    }

    fn orders_with_person(&self) -> (u64, u64) {
        let with = self.buyers().filter(|&person| person != NO_PERSON);
        (with.count() as u64, self.buyers().count() as u64)
    }

    fn orders_with_profile(&self) -> (u64, u64) {
        if !self.snapshot.people.has_profile.contains(&true) {
            return (0, 0);
        }
        let with = self.buyers().filter(|&person| self.has_profile(person));
        (with.count() as u64, self.orders_with_person().0)
    }

    fn profiles_with_order(&self) -> (u64, u64) {
        let people = 0..self.snapshot.people.len() as PersonId;
        let profiles = people.filter(|&person| self.has_profile(person));
        let (mut bought, mut whole) = (0, 0);
        for person in profiles {
            whole += 1;
            bought += u64::from(self.bought(person));
        }
        (bought, whole)
    }

    fn recipients(&self, holds: impl Fn(PersonId) -> bool) -> (u64, u64) {
        let found = self.recipients.iter().flatten();
        let found = found.filter(|&&person| holds(person)).count();
        (found as u64, self.recipients.len() as u64)
    }

    fn assigned_known(&self) -> (u64, u64) {
        let lists = self.snapshot.assignments.iter();
        let assigned: BTreeSet<PersonId> = lists
            .flat_map(|list| &list.rows)
            .map(|row| row.person)
            .collect();
        let known = |&&person: &&PersonId| self.bought(person) || self.has_profile(person);
        let found = assigned.iter().filter(known).count();
        (found as u64, assigned.len() as u64)
    }
}

/// Loaded orders by what other files call them.
pub(super) struct KnownOrders<'a> {
    by_id: HashMap<&'a str, usize>,
    by_name: HashMap<String, usize>,
}

impl<'a> KnownOrders<'a> {
    pub(super) fn of(orders: &'a [LoadedOrder]) -> Self {
        let mut known = Self {
            by_id: HashMap::with_capacity(orders.len()),
            by_name: HashMap::with_capacity(orders.len()),
        };
        for (at, loaded) in orders.iter().enumerate() {
            if let Some(id) = &loaded.order.id {
                known.by_id.insert(id, at);
            }
            if let Some(name) = &loaded.order.name {
                known.by_name.insert(OrderRef::fold(name), at);
            }
        }
        known
    }

    /// The place of the order that another file names: by id, else by name.
    pub(super) fn find(&self, order: &OrderRef) -> Option<usize> {
        let by_id = order.id.as_ref().and_then(|id| self.by_id.get(id.as_str()));
        let by_name = || self.by_name.get(&OrderRef::fold(order.name.as_ref()?));
        by_id.or_else(by_name).copied()
    }

    fn count<'b>(&self, orders: impl Iterator<Item = &'b OrderRef>) -> (u64, u64) {
        let (mut matched, mut whole) = (0, 0);
        for order in orders {
            whole += 1;
            matched += u64::from(self.find(order).is_some());
        }
        (matched, whole)
    }
}
