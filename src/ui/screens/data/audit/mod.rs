//! The audit tab: which questions the data answers, then what that rests on.
//!
//! One file a part: [`questions`] for the answers, [`findings`] for the sentences of an area, [`tables`]
//! for the numbers behind them. What they say is made in `analysis::audit`; here it is only drawn.

mod findings;
mod questions;
mod tables;

use eframe::egui::{Ui, vec2};

use crate::analysis::audit::{Area, Audit, Level};
use crate::app::answers::Query;
use crate::app::session::Loaded;
use crate::app::{Action, Command, State};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::screens::answered::answered;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::{AnswerCard, Card};
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::empty::empty_state;

/// A page narrower than this sets one card below the other.
const TWO_COLUMNS: f32 = 860.0;

/// The page below the tabs.
pub(super) fn page(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    if loaded.files.is_empty() {
        nothing(ui, outbox);
        return;
    }
    let stamp = state.stamp(Query::Audit);
    if let Some(failure) = state.answers.slot(&stamp.query).failure_of(&stamp) {
        failed(ui, failure, loaded, outbox);
    }
    let answer = state.answers.audit().map(AsRef::as_ref);
    answered(ui, state, Query::Audit, answer, |ui, audit| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::L);
        body(ui, state, audit, outbox);
    });
}

fn nothing(ui: &mut Ui, outbox: &mut Outbox) {
    Card::new().show(ui, |ui| {
        empty_state(
            ui,
            icons::HEALTH,
            "There is nothing to audit yet",
            "Drop export files anywhere in this window: the audit says what fits together and which questions they answer",
            |ui| {
                for command in [Command::ImportFiles, Command::LoadSampleShop] {
                    let button = match command {
                        Command::ImportFiles => Button::primary(command.label()),
                        _ => Button::secondary(command.label()),
                    };
                    if button.hover(command.help()).show(ui).clicked() {
                        outbox.run(command);
                    }
                }
            },
        );
    });
}

fn failed(ui: &mut Ui, failure: &str, loaded: &Loaded, outbox: &mut Outbox) {
    let banner = Banner::new(Tone::Negative, "The data could not be audited")
        .detail(failure)
        .action("Open the workspace again");
    if banner.show(ui).is_some() {
        outbox.send(Action::Open(vec![loaded.path.clone()]));
    }
}

fn body(ui: &mut Ui, state: &State, audit: &Audit, outbox: &mut Outbox) {
    answer(ui, audit, outbox);
    pair(ui, "audit-answers", |ui, column| {
        if column == 0 {
            questions::card(ui, audit);
        } else {
            findings::card(ui, audit, Area::Joins);
            Card::new().title(Area::Checks.label()).show(ui, |ui| {
                findings::list(ui, audit.of(Area::Checks));
                tables::codes(ui, &audit.checks);
                tables::reports(ui, &audit.reports);
            });
            let card = Card::new().title(Area::Money.label()).fill_height();
            card.show(ui, |ui| {
                findings::list(ui, audit.of(Area::Money));
                tables::exclusions(ui, state, audit, outbox);
            });
        }
    });
    tables::records(ui, audit);
    Card::new().title(Area::Coverage.label()).show(ui, |ui| {
        pair(ui, "audit-coverage", |ui, column| {
            if column == 0 {
                findings::list(ui, audit.of(Area::Coverage));
            } else {
                tables::months(ui, &audit.coverage);
            }
        });
    });
}

fn answer(ui: &mut Ui, audit: &Audit, outbox: &mut Outbox) {
    let tone = if audit.count(Level::Warning) == 0 {
        Tone::Positive
    } else {
        Tone::Warning
    };
    AnswerCard::new(tone, audit.headline(), audit.detail()).show(ui, |ui| {
        let copy = Button::secondary("Copy findings").icon(icons::COPY);
        let copy = copy.hover("Copy all questions and findings for a spreadsheet or a mail");
        if copy.show(ui).clicked() {
            outbox.send(Action::Copy(findings::text(audit)));
        }
    });
}

/// Two columns of equal width, or one below the other where there is no room.
fn pair(ui: &mut Ui, name: &str, mut column: impl FnMut(&mut Ui, usize)) {
    if ui.available_width() < TWO_COLUMNS {
        column(ui, 0);
        column(ui, 1);
        return;
    }
    let spacing = ui.spacing().item_spacing;
    let tracks = [Track::Share(1.0), Track::Share(1.0)];
    Columns::new(ui, name, &tracks).show(ui, |ui, at| {
        ui.spacing_mut().item_spacing = spacing;
        column(ui, at);
    });
}
