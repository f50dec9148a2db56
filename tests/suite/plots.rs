//! The three kinds of chart on screen, from the sample shop's own answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use eframe::egui::accesskit::Role;
use eframe::egui::{Theme, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::WgpuTestRenderer;
use holdout::analysis::scope::{Period, Scope, Versus};
use holdout::analysis::{attribution, experiment, overview, segment};
use holdout::chart::{Chart, figures};
use holdout::segments::Preset;
use holdout::ui::{plot, theme};

use crate::shop::context;

fn charts() -> Vec<Chart> {
    let context = context();
    let snapshot = &context.snapshot;
    let overview = overview::overview(context, &Scope::default()).unwrap();
    let report = attribution::report(context, Period::All).unwrap();
    let rule = Preset::Vip.rule();
    let vip = segment::report(context, &rule, Period::All, &Versus::Rest).unwrap();
    let test = experiment::analyse(context, "winback_offer").unwrap();
    let blocked = experiment::analyse(context, "browse_reminder").unwrap();
    vec![
        figures::trend(snapshot, &overview),
        figures::bridge(snapshot, &report),
        figures::workflows(snapshot, &report),
        figures::segment(snapshot, &vip, "VIP"),
        figures::segment_edge(snapshot, &vip, "VIP"),
        figures::experiment(snapshot, &test),
        figures::conversion(snapshot, &test),
        figures::experiment(snapshot, &blocked),
    ]
}

#[test]
fn every_figure_is_drawn_in_both_themes() {
    for ground in [Theme::Light, Theme::Dark] {
        for chart in charts() {
            let title = chart.title.clone();
            let Ok(renderer) = catch_unwind(AssertUnwindSafe(WgpuTestRenderer::new)) else {
                // Past the test runner's capture: who reads a green run must see what it left out.
                let line = "skipped every_figure_is_drawn_in_both_themes: no graphics adapter\n";
                std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
                return;
            };
            let mut harness = Harness::builder()
                .with_size(Vec2::new(900.0, 420.0))
                .with_theme(ground)
                .with_context_setup(theme::apply)
                .renderer(renderer)
                .build_ui(move |ui| plot::chart(ui, &chart, 280.0));
            harness.run_steps(3);
            let image = harness.render().unwrap();
            let first = image.get_pixel(0, 0);
            let drawn = image.pixels().filter(|pixel| *pixel != first).count();
            assert!(
                drawn > 1_000,
                "{title}: only {drawn} pixels differ from the ground"
            );
        }
    }
}

#[test]
fn a_blocked_experiment_shows_reasons_and_no_p_value() {
    let blocked = experiment::analyse(context(), "browse_reminder").unwrap();
    let chart = figures::experiment(&context().snapshot, &blocked);
    let mut harness = Harness::builder()
        .with_size(Vec2::new(900.0, 420.0))
        .with_context_setup(theme::apply)
        .build_ui(move |ui| plot::chart(ui, &chart, 280.0));
    harness.run_steps(3);
    let reasons = harness
        .query_all_by_label_contains("not split as planned")
        .count();
    assert_eq!(reasons, blocked.trial.metrics.len());
    let values: Vec<_> = harness.query_all_by_role(Role::Label).collect();
    assert!(!values.is_empty());
}
