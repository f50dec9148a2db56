//! The rules that an analyst of this shop would set.

use crate::model::rules::{Channel, CodePattern, CodeRule, Rules, UtmRule, Workflow, WorkflowKind};

use super::signals;

/// Preset exclusions that the analyst turns on.
const EXCLUDED: [&str; 3] = ["Test orders", "Wholesale", "Gift cards only"];

/// Exclusions, code and UTM rules of the shop. `HONEY15`, `STAFF40` and `SUMMER-…` are left for
/// the queue of unmapped codes.
pub(super) fn of_the_shop() -> Rules {
    let mut rules = Rules::default();
    for exclusion in &mut rules.exclusions {
        exclusion.enabled = EXCLUDED.contains(&exclusion.name.as_str());
    }
    rules.workflows.extend([
        workflow("VIP early access", WorkflowKind::Vip, Channel::Email),
        workflow("Newsletter", WorkflowKind::Campaign, Channel::Email),
        workflow("Flash sale", WorkflowKind::Campaign, Channel::Email),
        workflow("Google Ads", WorkflowKind::Traffic, Channel::Ads),
        workflow("Meta Ads", WorkflowKind::Traffic, Channel::Ads),
    ]);
    let prefix = |text: &str| CodePattern::Prefix(text.to_owned());
    let exact = |text: &str| CodePattern::Exact(text.to_owned());
    rules.codes = vec![
        code(prefix("WELCOME-"), "Welcome", false),
        code(prefix("WB10-"), "Win-back", false),
        code(prefix("CART-"), "Abandoned cart", false),
        code(exact("VIP20"), "VIP early access", false),
        code(exact("FLASH15"), "Flash sale", true),
    ];
    rules.utm = vec![
        email(signals::WELCOME, "Welcome"),
        email(signals::WIN_BACK, "Win-back"),
        email(signals::CART, "Abandoned cart"),
        email(signals::BROWSE, "Browse abandonment"),
        email(signals::GUIDE, "Post-purchase"),
        email(signals::VIP, "VIP early access"),
        email("flash_48h", "Flash sale"),
        email("news_*", "Newsletter"),
        traffic("google", "cpc", "Google Ads"),
        traffic("facebook", "paid_social", "Meta Ads"),
    ];
    rules
}

fn workflow(name: &str, kind: WorkflowKind, channel: Channel) -> Workflow {
    Workflow {
        name: name.to_owned(),
        kind,
        channel,
    }
}

fn code(pattern: CodePattern, workflow: &str, shared: bool) -> CodeRule {
    CodeRule {
        pattern,
        workflow: workflow.to_owned(),
        shared,
    }
}

fn email(campaign: &str, workflow: &str) -> UtmRule {
    UtmRule {
        source: None,
        medium: Some("email".to_owned()),
        campaign: Some(campaign.to_owned()),
        workflow: workflow.to_owned(),
    }
}

fn traffic(source: &str, medium: &str, workflow: &str) -> UtmRule {
    UtmRule {
        source: Some(source.to_owned()),
        medium: Some(medium.to_owned()),
        campaign: None,
        workflow: workflow.to_owned(),
    }
}
