//! The bridge: from the store's net over what each kind of evidence claims to what nobody claims.

use eframe::egui::Ui;

use super::{Scene, parts};
use crate::analysis::attribution::AttributionReport;
use crate::analysis::rows::OrderFilter;
use crate::app::Command;
use crate::attribution::Tally;
use crate::chart::figures;
use crate::model::format::{self, NumberStyle};
use crate::model::rules::Signal;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::plot;
use crate::ui::theme::space;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;

const HEIGHT: f32 = 196.0;

pub(super) fn card(
    ui: &mut Ui,
    scene: &Scene<'_>,
    report: &AttributionReport,
    outbox: &mut Outbox,
) {
    let chart = figures::bridge(scene.snapshot, report);
    let mut is_exported = false;
    Card::new()
        .title(&chart.title)
        .subtitle(figures::bridge_sentence(report))
        .show_with_actions(
            ui,
            |ui| {
                let export = Command::ExportChart;
                let button = Button::quiet("Export").icon(icons::EXPORT);
                is_exported = button.hover(export.help()).show(ui).clicked();
            },
            |ui| {
                plot::chart(ui, &chart, HEIGHT);
                steps(ui, scene, report, outbox);
            },
        );
    if is_exported {
        outbox.run(Command::ExportChart);
    }
}

/// The numbers of the bars, each with its orders on click.
fn steps(ui: &mut Ui, scene: &Scene<'_>, report: &AttributionReport, outbox: &mut Outbox) {
    let (first, last) = report.span.days(scene.snapshot);
    let basis = format!(
        "Orders that count, {}; {}",
        format::period(first, last),
        report.model
    );
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for step in steps_of(report) {
            let net = NumberStyle::default().money(step.tally.net_minor, scene.snapshot.currency);
            let meaning = format!("{}. Net: {net}", step.meaning);
            let definition = Definition::new(step.label, meaning).basis(basis.clone());
            let text = NumberStyle::default().count(step.tally.orders as i64);
            let text = format!("{} {text}", step.label);
            let query = (step.filter, scene.period());
            parts::orders_link(ui, &text, &definition, query, outbox);
        }
    });
}

struct Step {
    label: &'static str,
    meaning: &'static str,
    tally: Tally,
    filter: OrderFilter,
}

/// The bars of the bridge, and the audit of double counting; claims that no order carries are left out.
fn steps_of(report: &AttributionReport) -> Vec<Step> {
    let claim = |label, signal: Signal, meaning| Step {
        label,
        meaning,
        tally: report.claimed(signal.id()),
        filter: OrderFilter::ClaimedBy(signal),
    };
    let double = &report.ledger.double_claimed;
    let steps = [
        Step {
            label: "Orders",
            meaning: "Every order that counts",
            tally: report.ledger.store,
            filter: OrderFilter::Included,
        },
        claim(
            "Codes",
            Signal::UniqueCode,
            "Orders with a discount code that a rule maps to a workflow, whoever gets the credit",
        ),
        claim(
            "UTM",
            Signal::Utm,
            "Orders whose last visit carries UTM values, whoever gets the credit",
        ),
        claim(
            "Landing page",
            Signal::Landing,
            "Orders whose visit began on a page that a rule maps to a workflow, whoever gets the credit",
        ),
        Step {
            label: "Claimed twice",
            meaning: "Orders claimed by two kinds of evidence or more, agreeing or not: a sum of claims counts them too often",
            tally: double.by_signals,
            filter: OrderFilter::ClaimedBySeveral,
        },
        Step {
            label: "By two workflows",
            meaning: "Orders that two workflows or more would count as their own",
            tally: double.by_workflows,
            filter: OrderFilter::ClaimedTwice,
        },
        Step {
            label: "Unattributed",
            meaning: "Orders without any evidence of a workflow",
            tally: report.ledger.unattributed,
            filter: OrderFilter::Unattributed,
        },
    ];
    let is_shown = |step: &Step| {
        step.tally.orders > 0
            || matches!(
                step.filter,
                OrderFilter::Included | OrderFilter::Unattributed
            )
    };
    steps.into_iter().filter(is_shown).collect()
}
