//! How many people the campaigns of a workflow were sent to, as the e-mail tool reports it.
//!
//! A send belongs to the workflow that its own link would be credited to: the campaign's name as
//! `utm_campaign`, its channel as `utm_medium`, its tool as `utm_source`, read by the analyst's rules.

use std::collections::HashMap;

use crate::model::rules::Rules;
use crate::store::snapshot::Snapshot;

use super::resolve::UtmResolver;
use super::utm::normalise;

/// Recipients by workflow, over sends and variations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients(HashMap<String, i64>);

impl Recipients {
    /// Adds up the sends whose time (UTC microseconds) is wanted; a send without a time always is.
    #[must_use]
    pub fn of_sends(snapshot: &Snapshot, rules: &Rules, is_wanted: impl Fn(i64) -> bool) -> Self {
        let resolver = UtmResolver::new(snapshot, rules);
        let mut sums = HashMap::new();
        for campaign in &snapshot.campaigns {
            let Some(recipients) = campaign.counts.recipients else {
                continue;
            };
            if !campaign.sent_utc_micros.is_none_or(&is_wanted) {
                continue;
            }
            let values = [
                campaign.key.platform.as_str(),
                campaign.channel.id(),
                campaign.name.as_str(),
            ];
            if let Some(workflow) = resolver.resolve(values.map(Some)) {
                *sums.entry(normalise(&workflow.name)).or_default() += recipients;
            }
        }
        Self(sums)
    }

    /// The recipients of a workflow; `None` where no file says.
    #[must_use]
    pub fn of(&self, workflow: &str) -> Option<i64> {
        self.0.get(&normalise(workflow)).copied()
    }

    /// Net per recipient in minor units; `None` without recipients.
    #[must_use]
    pub fn per_recipient(&self, workflow: &str, net_minor: i64) -> Option<f64> {
        let recipients = self.of(workflow).filter(|&recipients| recipients > 0)?;
        Some(net_minor as f64 / recipients as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, campaign};
    use crate::model::rules::UtmRule;

    fn snapshot() -> Snapshot {
        let mut snapshot = Shop::of([]);
        let mut late = campaign("news_july", "", "", Some(1_000));
        late.sent_utc_micros = Some(100);
        let mut early = campaign("news_june", "", "", Some(500));
        early.sent_utc_micros = Some(50);
        snapshot.campaigns = vec![
            campaign("Aug Sale", "", "A", Some(5_000)),
            campaign("Aug Sale", "", "B", Some(3_000)),
            campaign("Nobody", "", "", Some(0)),
            campaign("Unknown", "", "", None),
            late,
            early,
        ];
        snapshot
    }

    fn rules() -> Rules {
        Rules {
            utm: vec![UtmRule {
                medium: Some("email".into()),
                campaign: Some("news_*".into()),
                workflow: "Newsletter".into(),
                ..UtmRule::default()
            }],
            ..Rules::default()
        }
    }

    #[test]
    fn sends_count_for_the_workflow_their_links_are_credited_to() {
        let recipients = Recipients::of_sends(&snapshot(), &rules(), |_| true);
        for (workflow, expected) in [
            ("AUG SALE", Some(8_000)),
            ("Newsletter", Some(1_500)),
            ("news_july", None),
            ("Unknown", None),
        ] {
            assert_eq!(recipients.of(workflow), expected, "{workflow}");
        }
        assert_eq!(recipients.per_recipient("Aug Sale", 64_000), Some(8.0));
        assert_eq!(recipients.per_recipient("Nobody", 64_000), None);
    }

    #[test]
    fn sends_outside_the_wanted_time_are_left_out() {
        let recipients = Recipients::of_sends(&snapshot(), &rules(), |sent| sent < 100);
        assert_eq!(recipients.of("Newsletter"), Some(500));
        assert_eq!(recipients.of("Aug Sale"), Some(8_000));
    }
}
