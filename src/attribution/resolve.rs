//! UTM values to a workflow: the analyst's rules, then known campaigns, then what the values say.

use std::collections::HashMap;

use crate::model::rules::{Channel, Rules, UtmRule, Workflow, WorkflowKind};
use crate::model::utm::UtmField;
use crate::store::snapshot::Snapshot;

use super::utm::{Normaliser, normalise};

/// What stands for a UTM value that an order does not have.
const NOT_SET: &str = "(not set)";

/// Finds the workflow behind the UTM values of an order.
#[derive(Clone, Debug)]
pub struct UtmResolver<'a> {
    rules: &'a Rules,
    normaliser: Normaliser,
    conditions: Vec<Conditions>,
    campaigns: HashMap<String, Workflow>,
    known: HashMap<String, Workflow>,
}

impl<'a> UtmResolver<'a> {
    /// A resolver for the rules and the campaigns of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, rules: &'a Rules) -> Self {
        let normaliser = Normaliser::new(&rules.utm_aliases);
        let conditions = rules
            .utm
            .iter()
            .map(|rule| Conditions::of(rule, &normaliser));
        Self {
            rules,
            conditions: conditions.collect(),
            normaliser,
            campaigns: campaigns_by_value(snapshot),
            known: known_by_name(rules),
        }
    }

    /// The workflow of these values as written (source, medium, campaign); `None` without any.
    ///
    /// In this order: the first matching rule; a campaign whose name, id or alias the campaign value is
    /// (also as `Name (ID)`); for e-mail, SMS and push the campaign value, as the workflow of that name
    /// where the registry or a rule knows one; else `source / medium`, as traffic.
    #[must_use]
    pub fn resolve(&self, raw: [Option<&str>; 3]) -> Option<Workflow> {
        let fields = [UtmField::Source, UtmField::Medium, UtmField::Campaign];
        let mut values = [None, None, None];
        for ((value, field), raw) in values.iter_mut().zip(fields).zip(raw) {
            *value = raw.and_then(|raw| self.normaliser.value(field, raw));
        }
        if values.iter().all(Option::is_none) {
            return None;
        }
        let values = values.each_ref().map(Option::as_deref);
        let by_rule = self.conditions.iter().position(|rule| rule.hold(values));
        if let Some(rule) = by_rule.and_then(|at| self.rules.utm.get(at)) {
            let channel = values[1].map_or(Channel::Other, Channel::parse);
            return Some(named(self.rules, &rule.workflow, channel));
        }
        let [source, medium, campaign] = values;
        let known = campaign.and_then(|campaign| self.campaign(campaign));
        Some(known.unwrap_or_else(|| self.described(source, medium, campaign)))
    }

    fn campaign(&self, value: &str) -> Option<Workflow> {
        let whole = self.campaigns.get(value);
        let by_parts = || {
            let (name, id) = split_id(value)?;
            self.campaigns.get(id).or_else(|| self.campaigns.get(name))
        };
        whole.or_else(by_parts).cloned()
    }

    fn described(
        &self,
        source: Option<&str>,
        medium: Option<&str>,
        campaign: Option<&str>,
    ) -> Workflow {
        let channel = medium.map_or(Channel::Other, Channel::parse);
        match (channel, campaign) {
            (Channel::Email | Channel::Sms | Channel::Push, Some(campaign)) => {
                let name = split_id(campaign).map_or(campaign, |(name, _)| name);
                let known = self.known.get(&spaced(name)).cloned();
                known.unwrap_or_else(|| Workflow {
                    name: name.to_owned(),
                    kind: WorkflowKind::Other,
                    channel,
                })
            }
            _ => Workflow {
                name: format!(
                    "{} / {}",
                    source.unwrap_or(NOT_SET),
                    medium.unwrap_or(NOT_SET)
                ),
                kind: WorkflowKind::Traffic,
                channel,
            },
        }
    }
}

/// The registered workflow of a name that a rule gives, else one of another kind on this channel.
pub(super) fn named(rules: &Rules, name: &str, channel: Channel) -> Workflow {
    rules.workflow(name).cloned().unwrap_or_else(|| Workflow {
        name: name.to_owned(),
        kind: WorkflowKind::Other,
        channel,
    })
}

/// The conditions of one rule, normalised.
#[derive(Clone, Debug)]
struct Conditions([Option<String>; 3]);

impl Conditions {
    fn of(rule: &UtmRule, normaliser: &Normaliser) -> Self {
        let value = |field, stated: &Option<String>| {
            let stated = stated.as_deref()?.trim();
            match stated.strip_suffix('*') {
                // Part of a value is not a spelling of its own: aliases apply to whole values only.
                Some(prefix) => Some(format!("{}*", normalise(prefix))),
                None => normaliser.value(field, stated),
            }
        };
        Self([
            value(UtmField::Source, &rule.source),
            value(UtmField::Medium, &rule.medium),
            value(UtmField::Campaign, &rule.campaign),
        ])
    }

    /// Whether every stated value holds. A rule that states nothing is half typed and never holds.
    fn hold(&self, values: [Option<&str>; 3]) -> bool {
        let mut stated = self
            .0
            .iter()
            .zip(values)
            .filter_map(|(wanted, value)| Some((wanted.as_deref()?, value)))
            .peekable();
        stated.peek().is_some()
            && stated.all(|(wanted, value)| match (wanted.strip_suffix('*'), value) {
                (Some(prefix), Some(value)) => value.starts_with(prefix),
                (None, Some(value)) => value == wanted,
                (_, None) => false,
            })
    }
}

/// Workflows by name: the registered ones, then those that only a rule names.
fn known_by_name(rules: &Rules) -> HashMap<String, Workflow> {
    let codes = rules.codes.iter().map(|rule| &rule.workflow);
    let utm = rules.utm.iter().map(|rule| &rule.workflow);
    let landing = rules.landing.iter().map(|rule| &rule.workflow);
    let mut known = HashMap::new();
    let registered = rules.workflows.iter().map(|workflow| &workflow.name);
    for name in registered.chain(codes).chain(utm).chain(landing) {
        known
            .entry(spaced(name))
            .or_insert_with(|| named(rules, name, Channel::Other));
    }
    known
}

/// Campaigns by normalised name, id and alias; the first row of a value counts, names before ids and
/// both before what other files call a campaign.
fn campaigns_by_value(snapshot: &Snapshot) -> HashMap<String, Workflow> {
    let mut by_value = HashMap::new();
    let campaigns = snapshot.campaigns.iter();
    let names = campaigns.clone().map(|campaign| (&campaign.name, campaign));
    let ids = campaigns
        .clone()
        .map(|campaign| (&campaign.key.id, campaign));
    let aliases = campaigns.flat_map(|campaign| {
        let aliases = campaign.aliases.iter();
        aliases.map(move |alias| (alias, campaign))
    });
    for (value, campaign) in names.chain(ids).chain(aliases) {
        let value = normalise(value);
        if !value.is_empty() {
            by_value.entry(value).or_insert_with(|| Workflow {
                name: campaign.name.clone(),
                kind: WorkflowKind::Campaign,
                channel: campaign.channel,
            });
        }
    }
    by_value
}

/// Name and id of `name (id)`, as Klaviyo writes it: the id is six letters and digits or more.
fn split_id(value: &str) -> Option<(&str, &str)> {
    let (name, id) = value.strip_suffix(')')?.rsplit_once('(')?;
    let is_id = id.len() >= 6
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().any(|byte| byte.is_ascii_digit());
    let name = name.trim();
    (is_id && !name.is_empty()).then_some((name, id))
}

/// A name with `-` and `_` read as spaces, to recognise `abandoned_cart` as "Abandoned cart".
fn spaced(name: &str) -> String {
    normalise(name).replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, campaign};
    use crate::model::campaign::Campaign;
    use crate::model::rules::UtmAlias;

    fn utm_rule(values: [&str; 3], workflow: &str) -> UtmRule {
        let [source, medium, campaign] =
            values.map(|value| (!value.is_empty()).then(|| value.to_owned()));
        UtmRule {
            source,
            medium,
            campaign,
            workflow: workflow.to_owned(),
        }
    }

    fn check(values: [&str; 3], expected: Option<(&str, WorkflowKind, Channel)>) {
        let mut snapshot = Shop::of([]);
        snapshot.campaigns = vec![
            campaign("Aug Sale", "01JNKBNFTC", "A", Some(5_000)),
            campaign("Other", "01ABCDEF99", "", None),
        ];
        let rules = Rules {
            utm: vec![
                utm_rule(["", "", ""], "Nothing stated"),
                utm_rule(["Klaviyo", "e-mail", "Welcome*"], "Welcome"),
                utm_rule(["", "", "VIP Early"], "VIP access"),
                utm_rule(["klaviyo", "", "welcome-1"], "Shadowed"),
            ],
            utm_aliases: UtmAlias::presets(),
            ..Rules::default()
        };
        let resolver = UtmResolver::new(&snapshot, &rules);
        let raw = values.map(|value| (!value.is_empty()).then_some(value));
        let found = resolver.resolve(raw);
        let found = found
            .as_ref()
            .map(|workflow| (workflow.name.as_str(), workflow.kind, workflow.channel));
        assert_eq!(found, expected, "{values:?}");
    }

    #[test]
    fn a_campaign_is_known_by_its_own_id_and_by_what_other_files_call_it() {
        let mut snapshot = Shop::of([]);
        let known_as = |aliases: &[&str], campaign| Campaign {
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..campaign
        };
        snapshot.campaigns = vec![
            known_as(
                &["01MSALE7", "Sale, first mail", "Winter"],
                campaign("Aug Sale", "01CSALE7", "", Some(5_000)),
            ),
            campaign("Winter", "01CWINTER7", "", None),
        ];
        let rules = Rules::default();
        let resolver = UtmResolver::new(&snapshot, &rules);
        for (value, expected) in [
            ("aug sale", "Aug Sale"),
            ("01csale7", "Aug Sale"),
            ("01MSALE7", "Aug Sale"),
            ("Renamed (01CSALE7)", "Aug Sale"),
            ("Renamed (01MSALE7)", "Aug Sale"),
            ("Sale, first mail", "Aug Sale"),
            ("winter", "Winter"),
        ] {
            let found = resolver.resolve([Some("klaviyo"), Some("email"), Some(value)]);
            let found = found.map(|workflow| (workflow.name, workflow.kind));
            let expected = (expected.to_owned(), WorkflowKind::Campaign);
            assert_eq!(found, Some(expected), "{value}");
        }
    }

    #[test]
    fn rules_come_first_then_campaigns_then_the_values() {
        let email = Channel::Email;
        let campaign = WorkflowKind::Campaign;
        check(
            ["KLAVIYO ", "E-Mail", "welcome-1"],
            Some(("Welcome", WorkflowKind::Welcome, email)),
        );
        check(
            ["x", "", "vip+early"],
            Some(("VIP access", WorkflowKind::Other, Channel::Other)),
        );
        check(
            ["klaviyo", "email", "aug%20sale"],
            Some(("Aug Sale", campaign, email)),
        );
        check(["", "", "01jnkbnftc"], Some(("Aug Sale", campaign, email)));
        check(
            ["klaviyo", "email", "Renamed (01JNKBNFTC)"],
            Some(("Aug Sale", campaign, email)),
        );
        check(
            ["klaviyo", "email", "Other (MsgId7)"],
            Some(("Other", campaign, email)),
        );
        check(
            ["klaviyo", "sms", "Abandoned_Cart"],
            Some(("Abandoned cart", WorkflowKind::CartAbandonment, email)),
        );
        check(
            ["klaviyo", "mail", "Guide (X1Y2Z3)"],
            Some(("guide", WorkflowKind::Other, email)),
        );
        check(
            ["klaviyo", "push", "sale (summer)"],
            Some(("sale (summer)", WorkflowKind::Other, Channel::Push)),
        );
        check(
            ["x", "email", "vip_access"],
            Some(("VIP access", WorkflowKind::Other, Channel::Other)),
        );
        check(
            ["google", "cpc", "brand"],
            Some(("google / cpc", WorkflowKind::Traffic, Channel::Ads)),
        );
        check(
            ["google", "", ""],
            Some(("google / (not set)", WorkflowKind::Traffic, Channel::Other)),
        );
        check(
            ["klaviyo", "email", ""],
            Some(("klaviyo / email", WorkflowKind::Traffic, email)),
        );
        check(["", " ", ""], None);
    }
}
