//! The card of the effect by days since the assignment.

use eframe::egui::Ui;

use crate::analysis::experiment::ExperimentReadout;
use crate::app::State;
use crate::chart::Figure;
use crate::ui::plot;
use crate::ui::widgets::card::Card;

use super::beyond::muted;

const HEIGHT: f32 = 216.0;

pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout) {
    let chart = state
        .chart(Figure::Elapsed)
        .filter(|_| !readout.elapsed.is_empty());
    let card = Card::new().title(Figure::Elapsed.label()).fill_height();
    let card = match &chart {
        Some(chart) => card.subtitle(chart.caption.clone()),
        None => card,
    };
    card.show(ui, |ui| match chart {
        Some(chart) => plot::chart(ui, &chart, HEIGHT),
        None => muted(ui, nothing(readout)),
    });
}

fn nothing(readout: &ExperimentReadout) -> String {
    let primary = readout.trial.metrics.first();
    let withheld = primary
        .into_iter()
        .flat_map(|metric| &metric.comparisons)
        .find_map(|one| one.effect.as_ref().err());
    match (withheld, primary) {
        (Some(withheld), _) => withheld.sentence().to_owned(),
        (None, Some(metric)) => format!(
            "{} does not add up day by day. Conversion and net per person do: make one of them the metric that decides under Settings",
            metric.subject.label
        ),
        (None, None) => "There is nothing to compare".to_owned(),
    }
}
