//! The Overview screen: four measures, the trend, what needs attention, and what workflows earned.

mod attention;
pub(super) mod chips;
mod tiles;
mod workflows;

use eframe::egui::{Id, Ui, vec2};

use crate::analysis::overview::Overview;
use crate::analysis::scope::{People, Scope, Versus};
use crate::app::answers::Query;
use crate::app::{Action, Command, State};
use crate::chart::Figure;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::plot;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::empty::empty_state;

use super::answered::answered;

/// A page narrower than this sets the alerts below the trend.
const TWO_COLUMNS: f32 = 760.0;
const ATTENTION_WIDTH: f32 = 296.0;
const TREND_HEIGHT: f32 = 264.0;
/// What the axis below a chart takes beside its height.
const AXIS: f32 = 24.0;

/// The chips in the top bar.
pub(super) fn scope(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if let Some(snapshot) = state
        .session
        .snapshot()
        .filter(|_| state.session.has_orders())
    {
        chips::chips(ui, state, snapshot, outbox);
    }
}

/// The page.
pub(super) fn page(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    if !state.session.has_orders() {
        no_orders(ui, outbox);
        return;
    }
    let query = Query::Overview(state.view.scope.clone());
    let stamp = state.stamp(query.clone());
    if let Some(failure) = state.answers.slot(&query).failure_of(&stamp) {
        failure_banner(ui, state, failure, outbox);
    }
    let answer = state.answers.overview().map(AsRef::as_ref);
    answered(ui, state, query, answer, |ui, overview| {
        answer_page(ui, state, overview, outbox);
    });
}

fn no_orders(ui: &mut Ui, outbox: &mut Outbox) {
    Card::new().show(ui, |ui| {
        empty_state(
            ui,
            icons::OVERVIEW,
            "There are no orders yet",
            "Drop an orders export anywhere in this window",
            |ui| {
                if Button::primary("Go to Data").show(ui).clicked() {
                    outbox.run(Command::ShowData);
                }
            },
        );
    });
}

fn failure_banner(ui: &mut Ui, state: &State, failure: &str, outbox: &mut Outbox) {
    let everyone = Scope {
        period: state.view.scope.period,
        people: People::Everyone,
        versus: Versus::Previous,
    };
    let mut banner = Banner::new(Tone::Negative, failure);
    if state.view.scope != everyone {
        banner = banner
            .detail("Below is the answer to the question before")
            .action("Show everyone");
    }
    if banner.show(ui).is_some() {
        outbox.send(Action::SetScope(everyone));
    }
}

fn answer_page(ui: &mut Ui, state: &State, overview: &Overview, outbox: &mut Outbox) {
    tiles::tiles(ui, state, overview, outbox);
    if ui.available_width() < TWO_COLUMNS {
        trend(ui, state, (overview, TREND_HEIGHT), outbox);
        attention::card(ui, overview, outbox);
    } else {
        let tracks = [Track::Share(1.0), Track::Fixed(ATTENTION_WIDTH)];
        // The chart is as tall as the list beside it was in the last frame.
        let id = Id::unique("overview-attention-height");
        let list: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
        let height = (list - AXIS).max(TREND_HEIGHT);
        Columns::new(ui, "overview-middle", &tracks).show(ui, |ui, column| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            if column == 0 {
                trend(ui, state, (overview, height), outbox);
            } else {
                let now = attention::card(ui, overview, outbox);
                if (now - list).abs() > 0.5 {
                    ui.data_mut(|data| data.insert_temp(id, now));
                    ui.request_discard("The chart beside a list changed its height");
                }
            }
        });
    }
    workflows::card(ui, state, overview, outbox);
}

fn trend(ui: &mut Ui, state: &State, (overview, height): (&Overview, f32), outbox: &mut Outbox) {
    let chart = state.chart(Figure::Trend);
    let title = Figure::Trend.label();
    let caption = chart.as_ref().map_or("", |chart| chart.caption.as_str());
    let subtitle = match &state.view.scope.people {
        People::Everyone => caption.to_owned(),
        People::Segment(_) => format!("{caption}. People: {}", overview.people),
    };
    let card = Card::new().title(title).subtitle(subtitle).fill_height();
    card.show_with_actions(
        ui,
        |ui| {
            if Button::quiet("Export chart").show(ui).clicked() {
                outbox.run(Command::ExportChart);
            }
        },
        |ui| {
            if let Some(chart) = chart.filter(|_| overview.trend.len() > 1) {
                plot::chart(ui, &chart, height);
            } else {
                let muted = Tokens::of(ui).ink.muted;
                ui.label(Font::Body.text("A trend needs at least two full weeks", muted));
            }
        },
    );
}
