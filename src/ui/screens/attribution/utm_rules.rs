//! UTM values and landing pages that the analyst maps to workflows.

use eframe::egui::Ui;

use super::{Scene, parts};
use crate::app::{Action, Edit};
use crate::model::rules::{LandingRule, UtmRule};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, size, space};
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::hairline;

/// Widest a condition gets before it is cut.
const CONDITION: f32 = 150.0;

/// Campaign → workflow.
pub(super) fn campaign_card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    Card::new()
        .title("UTM rules")
        .subtitle("Without one, a campaign counts for the workflow of its name")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, rule) in scene.rules.utm.iter().enumerate() {
                if is_removed(ui, (&short(rule), &condition(rule)), &rule.workflow) {
                    outbox.edit(Edit::RemoveUtmRule(at));
                }
            }
            ui.add_space(space::S);
            let draft = &scene.state.view.attribution.utm_rule;
            let labels = [("Campaign", "welcome*"), ("Workflow", "Welcome")];
            let (typed, is_added) = parts::pair_form(ui, labels, draft);
            let (campaign, workflow) = typed.clone().unwrap_or_else(|| draft.clone());
            if is_added {
                outbox.edit(Edit::AddUtmRule(UtmRule {
                    campaign: Some(campaign.trim().to_owned()),
                    workflow: workflow.trim().to_owned(),
                    ..UtmRule::default()
                }));
                outbox.send(Action::DraftUtmRule(String::new(), String::new()));
            } else if typed.is_some() {
                outbox.send(Action::DraftUtmRule(campaign, workflow));
            }
        });
}

/// What tells a rule from the others: its campaign, or source and medium.
fn short(rule: &UtmRule) -> String {
    match &rule.campaign {
        Some(campaign) => campaign.clone(),
        None => [&rule.source, &rule.medium]
            .map(|value| value.as_deref().unwrap_or("any"))
            .join(" / "),
    }
}

/// Every value that a rule asks for, by name.
fn condition(rule: &UtmRule) -> String {
    let stated = [
        ("source", &rule.source),
        ("medium", &rule.medium),
        ("campaign", &rule.campaign),
    ];
    stated
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Landing page → workflow.
pub(super) fn landing_card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    Card::new()
        .title("Landing page rules")
        .subtitle("The path begins with this; host and query do not matter")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, rule) in scene.rules.landing.iter().enumerate() {
                if is_removed(ui, (&rule.path_prefix, &rule.path_prefix), &rule.workflow) {
                    outbox.edit(Edit::RemoveLandingRule(at));
                }
            }
            ui.add_space(space::S);
            let draft = &scene.state.view.attribution.landing_rule;
            let labels = [("Path", "/pages/guide"), ("Workflow", "Post-purchase")];
            let (typed, is_added) = parts::pair_form(ui, labels, draft);
            let (path, workflow) = typed.clone().unwrap_or_else(|| draft.clone());
            if is_added {
                outbox.edit(Edit::AddLandingRule(LandingRule {
                    path_prefix: path.trim().to_owned(),
                    workflow: workflow.trim().to_owned(),
                }));
                outbox.send(Action::DraftLandingRule(String::new(), String::new()));
            } else if typed.is_some() {
                outbox.send(Action::DraftLandingRule(path, workflow));
            }
        });
}

/// A rule with its condition, short and whole, and whether its remove button was pressed.
fn is_removed(ui: &mut Ui, (short, condition): (&str, &str), workflow: &str) -> bool {
    let mut is_removed = false;
    parts::row(
        ui,
        size::ROW,
        |ui| {
            parts::tag_within(ui, short, CONDITION).on_hover_text(condition);
            parts::word(ui, &format!("→ {workflow}"), Font::Body, true);
        },
        |ui| {
            let name = format!("Remove rule {short}");
            is_removed = icon_button(ui, icons::TRASH, &name).clicked();
        },
    );
    hairline(ui);
    is_removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_states_what_it_asks_for() {
        let rule = |source: Option<&str>, campaign: Option<&str>| UtmRule {
            source: source.map(str::to_owned),
            campaign: campaign.map(str::to_owned),
            ..UtmRule::default()
        };
        assert_eq!(
            condition(&rule(None, Some("welcome*"))),
            "campaign welcome*"
        );
        assert_eq!(short(&rule(Some("klaviyo"), Some("vip"))), "vip");
        assert_eq!(short(&rule(Some("klaviyo"), None)), "klaviyo / any");
        assert_eq!(
            condition(&rule(Some("klaviyo"), Some("vip"))),
            "source klaviyo, campaign vip"
        );
        assert_eq!(condition(&rule(Some("klaviyo"), None)), "source klaviyo");
    }
}
