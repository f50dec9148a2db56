//! The card of the A/A self-check: the same people split at random, again and again.

use std::time::Duration;

use eframe::egui::{
    Align, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::analysis::experiment::{
    BINS, ExperimentReadout, SelfCheck, SelfCheckMetric, SelfCheckOutcome, SelfCheckPlan,
};
use crate::app::answers::Query;
use crate::app::jobs::Watch;
use crate::app::{Action, State};
use crate::model::format::NumberStyle;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, size, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::paint;
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::status::status;

use super::beyond::muted;

const TITLE: &str = "A/A self-check";
/// Height of a histogram without its labels.
const PLOT: f32 = 72.0;
/// Labels below a histogram.
const BELOW: f32 = 20.0;

pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let name = &readout.definition.name;
    let stamp = state.stamp(Query::Experiment(name.clone()));
    let running = state.self_checks.running();
    let card = Card::new()
        .title(TITLE)
        .subtitle("Do these people and these tests find wins where there is nothing to find?");
    card.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        if running == Some(&stamp) {
            progress(ui, state, outbox);
            return;
        }
        match state.self_checks.of(&stamp) {
            Some(Ok(check)) => {
                results(ui, check);
                run(ui, "Run again", running.is_some(), name, outbox);
            }
            other => {
                if let Some(Err(failure)) = other {
                    let _ = Banner::new(Tone::Negative, failure).show(ui);
                }
                muted(ui, offer());
                run(ui, "Run self-check", running.is_some(), name, outbox);
            }
        }
    });
}

fn offer() -> String {
    let replays = NumberStyle::default().count(SelfCheckPlan::default().replays.into());
    format!(
        "Splits everyone of this test at random {replays} times, in its own proportions, and reads each split with the same tests. Nothing was done to anyone, so about 5 in 100 may look like a win, not more"
    )
}

fn run(ui: &mut Ui, label: &str, is_busy: bool, name: &str, outbox: &mut Outbox) {
    let button = Button::secondary(label)
        .icon(icons::REFRESH)
        .enabled(!is_busy);
    let button = if is_busy {
        button.hover("The self-check of another experiment is still running")
    } else {
        button
    };
    if button.show(ui).clicked() {
        outbox.send(Action::RunSelfCheck(name.to_owned()));
    }
}

fn progress(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let share = state.jobs.self_check().and_then(Watch::share);
    let line = share.map_or(Progress::Unknown, Progress::Share);
    progress_line(ui, line, "Running the self-check");
    ui.horizontal(|ui| {
        let done = share.map_or_else(String::new, |share| {
            format!(": {}", NumberStyle::default().percent(share.into(), 0))
        });
        let ink = Tokens::of(ui).ink.muted;
        ui.label(Font::Body.text(format!("Running the self-check{done}"), ink));
        if Button::quiet("Cancel").show(ui).clicked() {
            outbox.send(Action::CancelSelfCheck);
        }
    });
    // Progress moves without a message.
    ui.request_repaint_after(Duration::from_millis(100));
}

fn results(ui: &mut Ui, check: &SelfCheck) {
    muted(ui, check.sentence());
    for pair in check.metrics.chunks(2) {
        let salt = pair[0].subject.id.clone();
        let tracks = [Track::Share(0.5), Track::Share(0.5)];
        Columns::new(ui, salt, &tracks)
            .gap(space::XXL)
            .show(ui, |ui, column| {
                if let Some(metric) = pair.get(column) {
                    ui.spacing_mut().item_spacing.y = space::S;
                    of_metric(ui, metric);
                }
            });
    }
}

fn of_metric(ui: &mut Ui, metric: &SelfCheckMetric) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        ui.label(Font::Strong.text(&metric.subject.label, tokens.ink.text));
        status(ui, tone(metric.outcome), metric.outcome.label());
    });
    ui.label(Font::Body.text(rate(metric), tokens.ink.text));
    histogram(ui, metric);
    muted(ui, metric.outcome.meaning());
}

fn tone(outcome: SelfCheckOutcome) -> Tone {
    match outcome {
        SelfCheckOutcome::AsPromised => Tone::Positive,
        SelfCheckOutcome::TooMany => Tone::Negative,
        SelfCheckOutcome::TooFew => Tone::Warning,
        SelfCheckOutcome::Untestable => Tone::Neutral,
    }
}

/// `5.2 % false wins (4.0 to 6.8), expected 3.6 to 6.4 %`.
fn rate(metric: &SelfCheckMetric) -> String {
    let style = NumberStyle::default();
    let number = |share: f64| style.decimal(share * 100.0, 1);
    match &metric.rate {
        Err(reason) => reason.sentence().to_owned(),
        Ok(rate) => format!(
            "{} % false wins (95 % interval {} to {}), expected {} to {} %",
            number(rate.value),
            number(rate.interval.low),
            number(rate.interval.high),
            number(metric.expected.low),
            number(metric.expected.high),
        ),
    }
}

/// The p-values of all splits in twenty bars, with the level that each would have if nothing were wrong.
fn histogram(ui: &mut Ui, metric: &SelfCheckMetric) {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), PLOT + BELOW), Sense::hover());
    let level = f64::from(metric.tested) / BINS as f64;
    let words = format!(
        "p-values of {} random splits of {}: {} below 0.05, {} expected",
        NumberStyle::default().count(metric.tested.into()),
        metric.subject.label,
        metric.histogram[0],
        NumberStyle::default().decimal(level, 0)
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let plot = rect.with_max_y(rect.bottom() - BELOW);
    let highest = metric.histogram.iter().copied().max().unwrap_or_default();
    let top = f64::from(highest).max(level * 1.25).max(1.0);
    let y = |count: f64| plot.bottom() - (count / top) as f32 * plot.height();
    let slot = plot.width() / BINS as f32;
    for (at, &count) in metric.histogram.iter().enumerate() {
        let left = plot.left() + slot * at as f32;
        let bar = Rect::from_min_max(
            pos2(left + 1.0, y(count.into())),
            pos2(left + slot - 1.0, plot.bottom()),
        );
        // The first bar holds the false wins.
        let colour = if at == 0 {
            tokens.accent
        } else {
            tokens.control
        };
        ui.painter().rect_filled(bar, 1, colour);
    }
    let stroke = Stroke::new(size::LINE, tokens.ink.text);
    let line = [pos2(plot.left(), y(level)), pos2(plot.right(), y(level))];
    ui.painter()
        .extend(Shape::dashed_line(&line, stroke, space::XS, space::XS));
    ui.painter()
        .hline(plot.x_range(), plot.bottom(), tokens.hairline());
    let below = rect.with_min_y(plot.bottom() + 2.0);
    let labels = [
        (Align::Min, "p = 0"),
        (Align::Center, "dashed: as many as promised"),
        (Align::Max, "1"),
    ];
    for (align, text) in labels {
        let galley = paint::line(ui, text, Font::Secondary, tokens.ink.muted);
        paint::place(ui.painter(), below, align, galley);
    }
    response.on_hover_text(words);
}
