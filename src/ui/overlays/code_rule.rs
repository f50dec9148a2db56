//! The dialog for mapping a code to a workflow.

use eframe::egui::{Context, Id, Key, Ui, vec2};

use crate::app::answers::Stamp;
use crate::app::view::{CodeRuleDraft, Overlay};
use crate::app::{Action, State};
use crate::attribution::CodeUsage;
use crate::attribution::codes::CodeMatcher;
use crate::model::format::plural;
use crate::model::rules::{CodePattern, CodeRule, Rules};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::badge::tag_button;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::choice::toggle_row;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};

/// How many workflows are offered at once.
const OFFERED: usize = 10;

/// Draws the dialog.
pub(super) fn show(context: &Context, state: &State, draft: &CodeRuleDraft, outbox: &mut Outbox) {
    let rules = &state.document.definitions().rules;
    let mut changed = draft.clone();
    let title = match draft.replaces {
        None => "Map codes to a workflow",
        Some(_) => "Edit code rule",
    };
    let response = Dialog::new(title).width(480.0).show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let is_new = has_just_opened(ui);
        let in_pattern = pattern_field(ui, state, &mut changed, is_new);
        let in_workflow = workflow_field(ui, rules, &mut changed, is_new);
        let entered = in_pattern || in_workflow;
        toggle_row(
            ui,
            &mut changed.shared,
            "Also used outside this workflow",
            "UTM values on the order then win before the code does",
        );
        dialog_actions(ui, |ui| {
            let reason = what_is_missing(&changed, rules);
            let save = Button::primary("Save").enabled(reason.is_none());
            let save = match &reason {
                Some(reason) => save.hover(reason),
                None => save,
            };
            let pressed = save.show(ui).clicked();
            if reason.is_none() && (pressed || entered) {
                outbox.send(Action::SetOverlay(Some(Overlay::CodeRule(changed.clone()))));
                outbox.send(Action::Confirm);
            }
            if Button::secondary("Cancel").show(ui).clicked() {
                outbox.send(Action::SetOverlay(None));
            }
        });
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        // Placed first: a confirmation in the same frame must still be the last word.
        outbox.send_first(Action::SetOverlay(Some(Overlay::CodeRule(changed))));
    }
}

/// The pattern with what it means or what is wrong with it; true where Enter was pressed in it.
fn pattern_field(ui: &mut Ui, state: &State, draft: &mut CodeRuleDraft, is_new: bool) -> bool {
    let rules = &state.document.definitions().rules;
    let is_typed = !draft.pattern.trim().is_empty();
    let wrong = pattern_error(draft, rules).filter(|_| is_typed);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let width = ui.available_width();
        let field = TextField::new("Codes", &mut draft.pattern)
            .hint("VIP20")
            .width(width)
            .error(wrong.as_deref())
            .show(ui);
        if is_new && !is_typed {
            field.request_focus();
        }
        let muted = Tokens::of(ui).ink.muted;
        ui.label(Font::Secondary.text(
            "VIP20 is one code, WELCOME-* every code that begins so, /WB-.+/ a regular expression for the whole code. Case does not matter",
            muted,
        ));
        if is_typed && wrong.is_none() {
            let tokens = Tokens::of(ui);
            ui.label(Font::Medium.text(preview(ui, state, draft), tokens.ink.text));
        }
        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    })
    .inner
}

/// Whether the dialog was not there in the frame before.
fn has_just_opened(ui: &Ui) -> bool {
    let id = Id::unique("code-rule-shown-in-frame");
    let frame = ui.cumulative_frame_nr();
    let last: Option<u64> = ui.data(|data| data.get_temp(id));
    ui.data_mut(|data| data.insert_temp(id, frame));
    last.is_none_or(|last| last + 1 < frame)
}

/// The workflow with the known ones to choose from; true where Enter was pressed in it.
fn workflow_field(ui: &mut Ui, rules: &Rules, draft: &mut CodeRuleDraft, is_new: bool) -> bool {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let width = ui.available_width();
        let field = TextField::new("Workflow", &mut draft.workflow)
            .hint("A name of your own, or one of these")
            .width(width)
            .show(ui);
        if is_new && !draft.pattern.trim().is_empty() {
            field.request_focus();
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
            for name in offered(rules, &draft.workflow) {
                if tag_button(ui, name).clicked() {
                    name.clone_into(&mut draft.workflow);
                }
            }
        });
        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    })
    .inner
}

/// Known workflows whose name holds what is typed; all of them where it is empty or a known name.
fn offered<'a>(rules: &'a Rules, typed: &str) -> Vec<&'a str> {
    let known = known_workflows(rules);
    let typed = typed.trim().to_lowercase();
    let is_chosen = known.iter().any(|name| name.to_lowercase() == typed);
    known
        .into_iter()
        .filter(|name| is_chosen || name.to_lowercase().contains(&typed))
        .take(OFFERED)
        .collect()
}

/// Workflows that are registered or that a rule names, without repeats.
fn known_workflows(rules: &Rules) -> Vec<&str> {
    let named = (rules.workflows.iter().map(|workflow| &workflow.name))
        .chain(rules.codes.iter().map(|rule| &rule.workflow))
        .chain(rules.utm.iter().map(|rule| &rule.workflow))
        .chain(rules.landing.iter().map(|rule| &rule.workflow));
    let mut names: Vec<&str> = Vec::new();
    for name in named {
        if !name.is_empty() && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// Why the rule cannot be saved yet, one sentence.
fn what_is_missing(draft: &CodeRuleDraft, rules: &Rules) -> Option<String> {
    pattern_error(draft, rules).or_else(|| {
        let is_empty = draft.workflow.trim().is_empty();
        is_empty.then(|| "Write or choose a workflow".to_owned())
    })
}

/// What is wrong with the pattern and how to put it right.
fn pattern_error(draft: &CodeRuleDraft, rules: &Rules) -> Option<String> {
    let pattern = CodePattern::from_typed(&draft.pattern);
    let (CodePattern::Exact(text) | CodePattern::Prefix(text) | CodePattern::Regex(text)) =
        &pattern;
    if text.trim().is_empty() {
        return Some("Write a code, or what codes begin with, for example WELCOME-*".to_owned());
    }
    let others = rules.codes.iter().enumerate();
    let mut others = others.filter(|(at, _)| Some(*at) != draft.replaces);
    let shown = pattern.display().to_lowercase();
    if let Some((at, same)) =
        others.find(|(_, rule)| rule.pattern.display().to_lowercase() == shown)
    {
        return Some(format!(
            "Rule {} maps these codes to {} already: edit that rule",
            at + 1,
            same.workflow
        ));
    }
    match CodeMatcher::new(&[rule_of(pattern)]) {
        Ok(_) => None,
        Err(error) => Some(format!("Not a valid regular expression: {}", error.reason)),
    }
}

fn rule_of(pattern: CodePattern) -> CodeRule {
    CodeRule {
        pattern,
        workflow: String::new(),
        shared: false,
    }
}

/// What the pattern would match in the report at hand; counted again only when it changes.
fn preview(ui: &Ui, state: &State, draft: &CodeRuleDraft) -> String {
    let Some(report) = state.answers.attribution() else {
        return "Counting".to_owned();
    };
    let query = crate::app::answers::Query::Attribution(state.view.scope.period);
    let key = (state.stamp(query), draft.pattern.clone(), draft.replaces);
    let id = Id::unique("code-rule-preview");
    let known: Option<(PreviewKey, String)> = ui.data(|data| data.get_temp(id));
    if let Some((known_key, sentence)) = known
        && known_key == key
    {
        return sentence;
    }
    let rules = &state.document.definitions().rules.codes;
    let pattern = CodePattern::from_typed(&draft.pattern);
    let sentence =
        Matches::count(&report.rules.codes, pattern, earlier(rules, draft.replaces)).sentence();
    ui.data_mut(|data| data.insert_temp(id, (key, sentence.clone())));
    sentence
}

type PreviewKey = (Stamp, String, Option<usize>);

/// The rules that are asked before this one; a new rule comes last.
fn earlier(rules: &[CodeRule], replaces: Option<usize>) -> &[CodeRule] {
    let end = replaces.unwrap_or(rules.len()).min(rules.len());
    &rules[..end]
}

/// What a pattern matches among the codes in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Matches {
    codes: u64,
    orders: u64,
    taken_codes: u64,
}

impl Matches {
    fn count(codes: &[CodeUsage], pattern: CodePattern, earlier: &[CodeRule]) -> Self {
        let mut matches = Self::default();
        let (Ok(own), Ok(earlier)) = (
            CodeMatcher::new(&[rule_of(pattern)]),
            CodeMatcher::new(earlier),
        ) else {
            return matches;
        };
        for usage in codes
            .iter()
            .filter(|usage| own.rule_of(&usage.code).is_some())
        {
            if earlier.rule_of(&usage.code).is_some() {
                matches.taken_codes += 1;
            } else {
                matches.codes += 1;
                matches.orders += usage.orders;
            }
        }
        matches
    }

    fn sentence(self) -> String {
        let mut sentence = if self.codes == 0 {
            "Matches no code of this period".to_owned()
        } else {
            format!(
                "Matches {}, {}",
                plural(self.codes as i64, "code", "codes"),
                plural(self.orders as i64, "order", "orders")
            )
        };
        if self.taken_codes > 0 {
            let taken = plural(self.taken_codes as i64, "code", "codes");
            sentence.push_str(&format!("; an earlier rule takes {taken} first"));
        }
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(pattern: &str, workflow: &str) -> CodeRule {
        CodeRule {
            workflow: workflow.to_owned(),
            ..rule_of(CodePattern::from_typed(pattern))
        }
    }

    fn rules() -> Rules {
        Rules {
            codes: vec![rule("VIP20", "VIP"), rule("WB-*", "Win-back")],
            ..Rules::default()
        }
    }

    fn check_error(pattern: &str, replaces: Option<usize>, expected: Option<&str>) {
        let draft = CodeRuleDraft {
            replaces,
            pattern: pattern.to_owned(),
            ..CodeRuleDraft::default()
        };
        let error = pattern_error(&draft, &rules());
        match expected {
            None => assert_eq!(error, None, "{pattern}"),
            Some(part) => {
                let text = error.unwrap_or_default();
                assert!(text.contains(part), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn a_pattern_must_be_complete_valid_and_new() {
        check_error("HONEY15", None, None);
        check_error("/WB-.+/", None, None);
        check_error(" ", None, Some("Write a code"));
        check_error("*", None, Some("Write a code"));
        check_error("//", None, Some("Write a code"));
        check_error("/WB-[/", None, Some("Not a valid regular expression: "));
        check_error(
            "vip20",
            None,
            Some("Rule 1 maps these codes to VIP already"),
        );
        check_error("VIP20", Some(0), None);
        check_error("VIP20", Some(1), Some("Rule 1"));
    }

    #[test]
    fn saving_needs_a_workflow() {
        let mut draft = CodeRuleDraft {
            pattern: "HONEY15".into(),
            ..CodeRuleDraft::default()
        };
        assert_eq!(
            what_is_missing(&draft, &rules()).as_deref(),
            Some("Write or choose a workflow")
        );
        draft.workflow = "Blog".into();
        assert_eq!(what_is_missing(&draft, &rules()), None);
    }

    #[test]
    fn the_preview_leaves_out_what_earlier_rules_take() {
        let usage = |code: &str, orders| CodeUsage {
            code: code.to_owned(),
            orders,
            net_minor: 0,
            discount_minor: 0,
            rule: None,
        };
        let codes = [usage("WB-1", 2), usage("wb-2", 3), usage("VIP20", 7)];
        let rules = rules().codes;
        let check = |pattern: &str, replaces, expected: &str| {
            let pattern = CodePattern::from_typed(pattern);
            let matches = Matches::count(&codes, pattern, earlier(&rules, replaces));
            assert_eq!(matches.sentence(), expected);
        };
        check("WB-*", Some(1), "Matches 2 codes, 5 orders");
        check("V*", Some(0), "Matches 1 code, 7 orders");
        check(
            "/.*0/",
            None,
            "Matches no code of this period; an earlier rule takes 1 code first",
        );
        check("X", None, "Matches no code of this period");
    }

    #[test]
    fn workflows_are_offered_by_what_is_typed() {
        let rules = rules();
        assert_eq!(offered(&rules, "win"), ["Win-back"]);
        assert_eq!(offered(&rules, "Nowhere"), Vec::<&str>::new());
        assert_eq!(offered(&rules, ""), offered(&rules, "vip"));
        assert_eq!(offered(&rules, "").last(), Some(&"VIP"));
    }
}
