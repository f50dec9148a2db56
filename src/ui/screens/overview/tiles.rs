//! The four measures with their comparison.

use eframe::egui::{Ui, vec2};

use crate::analysis::comparison::{Comparison, Finding};
use crate::analysis::overview::Overview;
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::analysis::scope::{Grade, People};
use crate::app::{Action, State};
use crate::metrics::Metric;
use crate::model::format;
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::columns::{Columns, Track};
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::tile::FigureTile;
use crate::ui::wording;

use super::chips::people_name;

/// Tiles narrower than this go two in a row.
const LEAST_WIDTH: f32 = 220.0;

/// Draws the tiles; a click shows the rows behind a number.
pub(super) fn tiles(ui: &mut Ui, state: &State, overview: &Overview, outbox: &mut Outbox) {
    let is_narrow = ui.available_width() < 4.0 * LEAST_WIDTH + 3.0 * space::M;
    let in_row = if is_narrow { 2 } else { 4 };
    let tracks = [Track::Share(1.0); 4];
    for (row, kpis) in overview.kpis.chunks(in_row).enumerate() {
        let columns = Columns::new(ui, ("tiles", row), &tracks[..kpis.len()]).gap(space::M);
        columns.show(ui, |ui, column| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            tile(ui, state, &kpis[column], outbox);
        });
    }
}

fn tile(ui: &mut Ui, state: &State, kpi: &Comparison, outbox: &mut Outbox) {
    let Some(snapshot) = state.session.snapshot() else {
        return;
    };
    let words = Words::of(kpi, snapshot.currency);
    let span = state.view.scope.period.span(snapshot);
    let (first, last) = span.days(snapshot);
    let mut definition = wording::definition(kpi);
    definition.basis = format!(
        "{}; {}. {}",
        definition.basis,
        format::period(first, last),
        words.verdict
    );
    let history = state.answers.kpi_history();
    let history = history.map_or_else(Vec::new, |history| history.of(kpi.metric));
    let history: Vec<f64> = history
        .into_iter()
        .map(|value| value.unwrap_or(f64::NAN))
        .collect();
    if show(ui, kpi, &words, (&history, &definition)) {
        outbox.send(Action::ShowRows(match &state.view.scope.people {
            People::Everyone => RowsQuery::Orders(OrderFilter::Included, state.view.scope.period),
            People::Segment(text) => RowsQuery::Segment(text.clone()),
        }));
    }
}

fn show(
    ui: &mut Ui,
    kpi: &Comparison,
    words: &Words,
    (history, definition): (&[f64], &Definition),
) -> bool {
    let label = label(kpi.metric);
    let mut tile = FigureTile::new(&label, &words.value)
        .comparison(words.tone, &words.comparison)
        .interval(&words.interval)
        .trend(history)
        .definition(definition);
    if kpi.effect.is_ok() {
        tile = tile.grade(wording::grade(kpi.grade));
    }
    tile.show(ui).clicked()
}

/// Short enough to stand beside a badge; the whole name is in the definition.
fn label(metric: Metric) -> String {
    match metric {
        Metric::Conversion { days } => format!("Conversion, {days} days"),
        Metric::Ltv(horizon) => format!("LTV-{}, net", horizon.days()),
        Metric::Aov
        | Metric::AovAfterRefunds
        | Metric::NetPerPerson { .. }
        | Metric::OrdersPerPerson { .. }
        | Metric::Repeat(_) => metric.label(),
    }
}

/// What a tile says.
struct Words {
    value: String,
    comparison: String,
    interval: String,
    verdict: String,
    tone: Tone,
}

impl Words {
    fn of(comparison: &Comparison, currency: Currency) -> Self {
        let metric = comparison.metric;
        let value = wording::estimate(metric.unit(), &comparison.value.estimate, currency);
        let versus = people_name(&comparison.versus);
        if let Err(reason) = comparison.value.estimate {
            return Self {
                value,
                comparison: "Not enough data yet".to_owned(),
                interval: String::new(),
                verdict: reason.sentence().to_owned(),
                tone: Tone::Neutral,
            };
        }
        match &comparison.effect {
            Ok(effect) => {
                let difference = effect.difference;
                let change = wording::difference(metric.unit(), difference.value, currency);
                let interval = wording::difference_interval(metric.unit(), &difference, currency);
                Self {
                    value,
                    comparison: format!("{change} vs {versus}"),
                    interval: format!("95 % CI {interval}"),
                    verdict: verdict(comparison, versus, currency),
                    tone: wording::finding_tone(
                        comparison.finding,
                        comparison.grade == Grade::A,
                        true,
                    ),
                }
            }
            Err(reason) => Self {
                value,
                comparison: no_comparison(comparison, versus),
                interval: String::new(),
                verdict: reason.sentence().to_owned(),
                tone: Tone::Neutral,
            },
        }
    }
}

fn no_comparison(comparison: &Comparison, versus: &str) -> String {
    match comparison.grade {
        Grade::C if comparison.versus_value.measure.n == 0 => {
            "Nothing earlier to compare".to_owned()
        }
        Grade::A | Grade::B | Grade::C => format!("No comparison with {versus}"),
    }
}

/// What may be said of a difference, never more than its grade allows.
fn verdict(comparison: &Comparison, versus: &str, currency: Currency) -> String {
    let metric = comparison.metric;
    match comparison.finding {
        Finding::Higher => format!("Higher than {versus}, beyond chance"),
        Finding::Lower => format!("Lower than {versus}, beyond chance"),
        Finding::NotInferior => format!("Not worse than {versus}, beyond chance"),
        Finding::Undecided(Some(least)) => {
            let least = wording::difference(metric.unit(), least.abs(), currency);
            format!(
                "Not decided: only {} or more could have been seen",
                least.trim_start_matches('+')
            )
        }
        Finding::Undecided(None) => "Not decided: chance explains the difference".to_owned(),
        Finding::None(reason) => reason.sentence().to_owned(),
    }
}
