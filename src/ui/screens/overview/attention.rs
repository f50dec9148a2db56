//! What needs attention, worst first.

use eframe::egui::Ui;

use crate::analysis::overview::{Alert, AlertLevel, AlertTarget, Overview};
use crate::app::{Action, Command};
use crate::ui::outbox::Outbox;
use crate::ui::theme::Tone;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::ListRow;

/// Draws the card and returns the height of its list.
pub(super) fn card(ui: &mut Ui, overview: &Overview, outbox: &mut Outbox) -> f32 {
    let card = Card::new().title("Needs attention").fill_height();
    card.show(ui, |ui| {
        if overview.alerts.is_empty() {
            ListRow::new("Nothing needs attention")
                .tone(Tone::Positive)
                .detail("No experiment is blocked or ready, and every code has a workflow")
                .last()
                .show(ui);
        }
        for (at, alert) in overview.alerts.iter().enumerate() {
            let is_last = at + 1 == overview.alerts.len();
            if row(ui, alert, is_last) {
                open(&alert.target, outbox);
            }
        }
        ui.min_rect().height()
    })
    .inner
}

fn row(ui: &mut Ui, alert: &Alert, is_last: bool) -> bool {
    let tone = match alert.level {
        AlertLevel::Problem => Tone::Negative,
        AlertLevel::Warning => Tone::Warning,
        AlertLevel::Ready => Tone::Positive,
    };
    let action = match alert.target {
        AlertTarget::Experiment(_) => "Open",
        AlertTarget::Attribution => "Review",
        AlertTarget::Data => "See data",
    };
    let (text, detail) = (unbroken(&alert.text), unbroken(&alert.detail));
    let row = ListRow::new(&text)
        .tone(tone)
        .detail(&detail)
        .action(action);
    if is_last {
        row.last().show(ui)
    } else {
        row.show(ui)
    }
}

/// A number and its unit stay on one line.
fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%").replace(" pp", "\u{a0}pp")
}

fn open(target: &AlertTarget, outbox: &mut Outbox) {
    match target {
        AlertTarget::Experiment(name) => {
            outbox.send(Action::SelectExperiment(Some(name.clone())));
        }
        AlertTarget::Attribution => outbox.run(Command::ShowAttribution),
        AlertTarget::Data => outbox.run(Command::ShowData),
    }
}
