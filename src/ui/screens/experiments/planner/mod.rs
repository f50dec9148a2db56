//! The planner: options left; the answer, the curve and what other numbers of people could see right.

mod options;

use eframe::egui::Ui;

use crate::analysis::planner::{Plan, PlanSettings, WithPeople};
use crate::app::answers::Query;
use crate::app::forms::{BaselineSource, PlanReading};
use crate::app::{Action, Command, State};
use crate::chart::figures;
use crate::model::format::NumberStyle;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::plot;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::{AnswerCard, Card};
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::progress::{Progress, progress_line};
use crate::ui::widgets::table::{Cell, Column, Table, Width};

/// Width of the options.
const OPTIONS: f32 = 368.0;
/// Height of the curve in a window of usual height.
const CURVE: f32 = 240.0;

pub(super) fn show(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let reading = state.plan_reading();
    let tracks = [Track::Fixed(OPTIONS), Track::Share(1.0)];
    Columns::new(ui, "planner", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing.y = space::M;
        if column == 0 {
            options::show(ui, state, &reading, outbox);
        } else {
            result(ui, state, &reading, outbox);
        }
    });
}

fn result(ui: &mut Ui, state: &State, reading: &PlanReading, outbox: &mut Outbox) {
    if let Some(query) = state.history_query() {
        let slot = state.answers.slot(&Query::PlanHistory(query));
        if let Some(failure) = slot.failure() {
            let _ = Banner::new(Tone::Negative, failure).show(ui);
        } else if state.plan_history().is_none() {
            progress_line(ui, Progress::Unknown, "Measuring the past");
            return;
        }
    }
    let Some(plan) = state.plan() else {
        let sentence = reading.errors.first().unwrap_or_default();
        AnswerCard::new(Tone::Neutral, "No plan yet", sentence).show(ui, |_| {});
        return;
    };
    answer(ui, &plan, outbox);
    if plan.curve.is_empty() {
        start(ui, state, outbox);
        return;
    }
    curve(ui, &plan, outbox);
    people(ui, &plan);
}

fn answer(ui: &mut Ui, plan: &Plan, outbox: &mut Outbox) {
    let said = plan.said();
    AnswerCard::new(Tone::Neutral, said.headline, said.detail).show(ui, |ui| {
        let copy = Button::secondary("Copy").icon(icons::COPY);
        if copy.hover("Copy the plan as text").show(ui).clicked() {
            outbox.send(Action::Copy(plan.text()));
        }
    });
}

/// What to do while there is nothing to draw.
fn start(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    Card::new().title("What a plan needs").show(ui, |ui| {
        let muted = Tokens::of(ui).ink.muted;
        let text = "Type what the metric is like today, at the left: a conversion rate, or the standard \
                    deviation of one person's value. With a shop loaded, the past fills it in";
        ui.label(Font::Body.text(text, muted));
        if state.session.has_orders() {
            if Button::secondary("Take it from the history").show(ui).clicked() {
                let mut form = state.view.experiments.plan.clone();
                form.source = BaselineSource::History;
                outbox.send(Action::SetPlan(Box::new(form)));
            }
            return;
        }
        let sample = Command::LoadSampleShop;
        let button = Button::secondary(sample.label()).hover(sample.help());
        if button.show(ui).clicked() {
            outbox.run(sample);
        }
    });
}

fn curve(ui: &mut Ui, plan: &Plan, outbox: &mut Outbox) {
    let chart = figures::plan(plan);
    // A tall window gives the curve what the table below does not need.
    let room = ui.ctx().content_rect().height() - 560.0;
    let height = room.clamp(CURVE, 520.0);
    Card::new()
        .title(chart.title.clone())
        .subtitle(curve_note(&plan.settings))
        .show_with_actions(
            ui,
            |ui| {
                if Button::quiet("Export chart").show(ui).clicked() {
                    outbox.run(Command::ExportChart);
                }
            },
            |ui| plot::chart(ui, &chart, height),
        );
}

fn curve_note(settings: &PlanSettings) -> String {
    let style = NumberStyle::default();
    format!(
        "What a test of {} arms finds with {} power; four times the people see half the effect",
        settings.design.weights.len(),
        style.percent(settings.design.power, 0)
    )
}

/// What half, all and twice the people could see.
fn people(ui: &mut Ui, plan: &Plan) {
    let of = if plan.available.is_some() {
        "the people available"
    } else {
        "the people needed"
    };
    Card::new()
        .title(format!("With half, all and twice {of}"))
        .show(ui, |ui| {
            let columns = columns();
            Table::new(ui, "plan-people", &columns, plan.options.len()).show(ui, |row, column| {
                cell(&plan.settings, &plan.options[row], (row, column))
            });
        });
}

fn columns() -> [Column; 7] {
    let fit = |min| Width::Fit { min };
    [
        Column::text("Share").width(Width::Fixed(72.0)).unsorted(),
        Column::number("People").width(fit(84.0)).unsorted(),
        Column::text("Per arm")
            .width(Width::Flexible {
                share: 1.0,
                min: 120.0,
            })
            .unsorted(),
        Column::number("Smallest effect")
            .width(fit(110.0))
            .definition(Definition::new(
                "Smallest visible effect",
                "The smallest difference that a test of this size finds with the planned power",
            ))
            .unsorted(),
        Column::number("Lift").width(fit(72.0)).unsorted(),
        Column::number("Power")
            .width(fit(72.0))
            .definition(Definition::new(
                "Power",
                "The chance that a test of this size finds the planned effect",
            ))
            .unsorted(),
        Column::number("Days").width(fit(84.0)).unsorted(),
    ]
}

fn cell(
    settings: &PlanSettings,
    option: &WithPeople,
    (row, column): (usize, usize),
) -> Cell<'static> {
    let style = NumberStyle::default();
    let or_none = |text: Option<String>| Cell::text(text.unwrap_or_else(|| "–".to_owned()));
    match column {
        0 => Cell::text(["50 %", "100 %", "200 %"][row.min(2)]).strong(),
        1 => Cell::text(style.count(option.people as i64)),
        2 => {
            let arms = option.per_arm.iter();
            let arms: Vec<String> = arms.map(|people| style.count(*people as i64)).collect();
            Cell::text(arms.join(" + ")).muted()
        }
        3 => match option.detectable {
            Ok(difference) => Cell::text(settings.effect_words(difference)),
            Err(reason) => Cell::text("–").hover(reason.sentence()),
        },
        4 => or_none(option.lift.map(|lift| style.lift(lift, 1))),
        5 => or_none(option.power.map(|power| style.percent(power, 0))),
        _ => Cell::text(option.days_words()),
    }
}
