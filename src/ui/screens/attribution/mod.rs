//! The Attribution screen: what each workflow earned at the left, the rules behind it at the right.
//!
//! One file a card: [`bridge`] and [`workflows`] for the answer, [`precedence`], [`codes`], [`queue`],
//! [`utm`] and [`exclusions`] for the rules. Rules are drawn from the definitions, so that an edit shows
//! at once; the counts beside them come from the report and dim where it is late. To add a part of the
//! rules: a variant of `RulesPanel` and its arm in `rules`.

mod bridge;
mod codes;
mod exclusions;
mod parts;
mod precedence;
mod queue;
mod utm;
mod utm_rules;
mod workflows;

use eframe::egui::Ui;

use super::late;
use super::overview::chips;
use crate::analysis::attribution::AttributionReport;
use crate::analysis::scope::{Period, Scope};
use crate::app::answers::Query;
use crate::app::view::{CodeRuleDraft, Overlay, RulesPanel};
use crate::app::{Action, Command, Edit, State};
use crate::attribution::PrecedencePreset;
use crate::attribution::codes::CodeMatcher;
use crate::model::rules::{CodeRule, Rules};
use crate::store::snapshot::Snapshot;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::{Banner, NoticeEvent};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::empty::empty_state;

/// Width of the rules beside the answer.
const PANEL: f32 = 320.0;
/// Widest the dates of the period get in the top bar.
const PERIOD: f32 = 220.0;

/// What the cards of the screen draw from.
struct Scene<'a> {
    state: &'a State,
    snapshot: &'a Snapshot,
    rules: &'a Rules,
    /// The last report, where there is one.
    report: Option<&'a AttributionReport>,
    /// Whether the report is not the one of these rules, for longer than a moment.
    is_late: bool,
}

impl Scene<'_> {
    fn period(&self) -> Period {
        self.state.view.scope.period
    }

    /// Dims what comes from a report that is no longer the one of these rules.
    fn dim_old(&self, ui: &mut Ui) {
        if self.is_late {
            ui.multiply_opacity(late::DIMMED);
        }
    }
}

/// The chips in the top bar.
pub(super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Some(snapshot) = loaded(state) else {
        return;
    };
    let scope = &state.view.scope;
    let mut chosen = scope.period;
    chips::period(ui, snapshot, PERIOD, &mut chosen);
    if chosen != scope.period {
        outbox.send(Action::SetScope(Scope {
            period: chosen,
            ..scope.clone()
        }));
    }
    let preset = PrecedencePreset::of(&state.document.definitions().rules.precedence);
    ScopeChip::new("Model", model_name(preset)).show(ui, |ui| {
        for offered in PrecedencePreset::ALL {
            if menu_item(ui, model_name(Some(offered)), preset == Some(offered)).clicked() {
                outbox.edit(Edit::SetPrecedence(offered.precedence()));
            }
        }
    });
}

/// The snapshot, where there are orders in it.
fn loaded(state: &State) -> Option<&Snapshot> {
    let snapshot = state.session.snapshot().map(AsRef::as_ref);
    snapshot.filter(|_| state.session.has_orders())
}

/// The words for a precedence where the signals themselves are listed beside it.
fn model_name(preset: Option<PrecedencePreset>) -> &'static str {
    match preset {
        Some(PrecedencePreset::Default) => "Default order",
        Some(PrecedencePreset::CodesOnly) => "Codes only",
        Some(PrecedencePreset::UtmOnly) => "UTM only",
        None => "Own order",
    }
}

/// The page.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Some(snapshot) = loaded(state) else {
        nothing_loaded(ui, state, outbox);
        return;
    };
    let query = Query::Attribution(state.view.scope.period);
    let report = state.answers.attribution().map(AsRef::as_ref);
    let slot = state.answers.slot(&query);
    let is_fresh =
        slot.failure().is_none() && state.answers.is_current(&state.stamp(query.clone()));
    let is_late = late::is_late(ui, !is_fresh);
    let scene = Scene {
        state,
        snapshot,
        rules: &state.document.definitions().rules,
        report,
        is_late,
    };
    if let Some(failure) = slot.failure().filter(|_| !slot.is_stale()) {
        failed(ui, failure, &scene, outbox);
    } else if is_late {
        late::progress_above(ui, "Computing attribution");
    }
    let tracks = [Track::Share(1.0), Track::Fixed(PANEL)];
    Columns::new(ui, "attribution", &tracks).show(ui, |ui, index| {
        ui.spacing_mut().item_spacing.y = space::L;
        if index == 0 {
            answer(ui, &scene, outbox);
        } else {
            rules(ui, &scene, outbox);
        }
    });
}

fn nothing_loaded(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let command = |ui: &mut Ui, outbox: &mut Outbox, command: Command, button: Button| {
        let reason = command.unavailable(state);
        let button = button.enabled(reason.is_none());
        let button = button.hover(reason.unwrap_or_else(|| command.help()));
        if button.show(ui).clicked() {
            outbox.run(command);
        }
    };
    let (sentence, detail) = (
        "No orders to attribute yet",
        "Drop an order export here: codes and UTM values in it say which workflow was there",
    );
    empty_state(ui, icons::ATTRIBUTION, sentence, detail, |ui| {
        let import = Button::primary(Command::ImportFiles.label());
        command(ui, outbox, Command::ImportFiles, import);
        let sample = Button::secondary(Command::LoadSampleShop.label());
        command(ui, outbox, Command::LoadSampleShop, sample);
    });
}

/// Why there is no answer, with a way to the rule that is in the way.
fn failed(ui: &mut Ui, failure: &str, scene: &Scene<'_>, outbox: &mut Outbox) {
    let broken = CodeMatcher::new(&scene.rules.codes).err();
    let at = broken.map(|error| error.position - 1);
    let rule = at.and_then(|at| scene.rules.codes.get(at).map(|rule| (at, rule)));
    let banner = Banner::new(Tone::Negative, "Attribution could not be computed").detail(failure);
    let action = rule.map(|(_, rule)| format!("Open rule {}", rule.pattern.display()));
    let banner = match &action {
        Some(action) => banner.action(action),
        None => banner,
    };
    if banner.show(ui) == Some(NoticeEvent::Action)
        && let Some((at, rule)) = rule
    {
        outbox.send(open_rule(at, rule));
    }
}

/// Opens the dialog on an existing code rule.
fn open_rule(at: usize, rule: &CodeRule) -> Action {
    Action::SetOverlay(Some(Overlay::CodeRule(CodeRuleDraft {
        replaces: Some(at),
        pattern: rule.pattern.display(),
        workflow: rule.workflow.clone(),
        shared: rule.shared,
    })))
}

/// Opens the dialog on a new rule for a pattern; an empty one is typed there.
fn new_rule(pattern: String) -> Action {
    Action::SetOverlay(Some(Overlay::CodeRule(CodeRuleDraft {
        pattern,
        ..CodeRuleDraft::default()
    })))
}

fn answer(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let Some(report) = scene.report else {
        return;
    };
    scene.dim_old(ui);
    bridge::card(ui, scene, report, outbox);
    workflows::card(ui, scene, report, outbox);
}

fn rules(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let mut panel = scene.state.view.attribution.panel;
    let options = RulesPanel::ALL.map(|panel| (panel, panel.label()));
    if segmented(ui, &mut panel, &options) {
        outbox.send(Action::ShowRules(panel));
    }
    match panel {
        RulesPanel::Codes => {
            precedence::card(ui, scene, outbox);
            codes::leaks_card(ui, scene, outbox);
            codes::rules_card(ui, scene, outbox);
            queue::card(ui, scene, outbox);
        }
        RulesPanel::Utm => {
            utm::cards(ui, scene, outbox);
            utm_rules::campaign_card(ui, scene, outbox);
            utm_rules::landing_card(ui, scene, outbox);
        }
        RulesPanel::Exclusions => exclusions::card(ui, scene, outbox),
    }
}
