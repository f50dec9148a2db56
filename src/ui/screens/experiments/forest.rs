//! The card of effects: every metric of every arm, with its interval on one axis of relative lift.

use std::cell::Cell as Slot;

use eframe::egui::{Align, Rect, Ui, vec2};

use crate::analysis::experiment::{ExperimentReadout, Verdict};
use crate::analysis::rows::RowsQuery;
use crate::analysis::trial::{ArmComparison, ArmValue, MetricReadout, Withheld};
use crate::app::{Action, State};
use crate::chart::scale::{Axis, AxisRule, extent};
use crate::metrics::Metric;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::{CannotTest, Estimate};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::paint;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording;

use super::effects::{self, EffectMark};
use super::{capitalised, short};

const ROW: f32 = 36.0;

pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
    let forest = Forest::new(readout, currency);
    let title = match readout.arms.as_slice() {
        _ if forest.is_blocked() => "Values per arm, not compared".to_owned(),
        [_, treatment] if readout.is_table() => {
            format!("Effect of {} on every row", treatment.name)
        }
        _ if readout.is_table() => "Effects on every row".to_owned(),
        [_, treatment] => format!("Effect of {} on every person assigned", treatment.name),
        _ => "Effects on every person assigned".to_owned(),
    };
    Card::new()
        .title(title)
        .subtitle(forest.subtitle())
        .show(ui, |ui| forest.show(ui, outbox));
}

struct Forest<'a> {
    readout: &'a ExperimentReadout,
    rows: Vec<(&'a MetricReadout, &'a ArmComparison)>,
    axis: Option<Axis>,
    currency: Currency,
}

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Metric,
    Arm,
    Control,
    Treatment,
    Effect,
    P,
    Verdict,
}

impl<'a> Forest<'a> {
    fn new(readout: &'a ExperimentReadout, currency: Currency) -> Self {
        let rows: Vec<_> = readout
            .trial
            .metrics
            .iter()
            .flat_map(|metric| metric.comparisons.iter().map(move |one| (metric, one)))
            .collect();
        let lifts: Vec<Estimate> = rows.iter().filter_map(|(_, one)| lift(one).ok()).collect();
        Self {
            readout,
            axis: axis(&lifts),
            rows,
            currency,
        }
    }

    fn is_several(&self) -> bool {
        self.readout.arms.len() > 2
    }

    fn is_blocked(&self) -> bool {
        let withheld = |one: &ArmComparison| matches!(one.effect, Err(Withheld::SampleRatio));
        self.rows.iter().any(|(_, one)| withheld(one))
    }

    fn subtitle(&self) -> String {
        if self.is_blocked() {
            return Withheld::SampleRatio.sentence().to_owned();
        }
        let style = NumberStyle::default();
        let counted: Vec<String> = self
            .readout
            .arms
            .iter()
            .map(|arm| style.count((arm.n - arm.immature) as i64))
            .collect();
        let people = match self.readout.arms.as_slice() {
            [first, rest @ ..]
                if rest
                    .iter()
                    .all(|arm| arm.n - arm.immature == first.n - first.immature) =>
            {
                let counted = super::counted(self.readout, first.n - first.immature);
                format!("{counted} per arm")
            }
            _ if self.readout.is_table() => format!("{} rows", counted.join(" against ")),
            _ => format!("{} people", counted.join(" against ")),
        };
        let open = if self.readout.arms.iter().any(|arm| arm.immature > 0) {
            ", only those whose window is over"
        } else {
            ", zeros included"
        };
        format!(
            "{people}{open}. Relative lift over {} with its 95 % interval",
            self.control()
        )
    }

    fn control(&self) -> &str {
        self.readout
            .arms
            .first()
            .map_or("the control", |arm| arm.name.as_str())
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Metric];
        if self.is_several() {
            parts.push(Part::Arm);
        }
        parts.extend([Part::Control, Part::Treatment]);
        if !self.is_blocked() {
            parts.extend([Part::Effect, Part::P, Part::Verdict]);
        }
        parts
    }

    fn column(&self, part: Part) -> Column {
        let flexible = |share, min| Width::Flexible { share, min };
        let arm = |title: &str| Column::number(title).width(flexible(0.35, 84.0));
        let column = match part {
            Part::Metric => Column::text("Metric").width(flexible(0.4, 150.0)),
            Part::Arm => Column::text("Arm").width(flexible(0.9, 120.0)),
            Part::Control => arm(self.control()),
            Part::Treatment => match self.readout.arms.as_slice() {
                [_, treatment] => arm(&treatment.name),
                _ => arm("Value"),
            },
            Part::Effect => Column::drawing("Relative lift, 95 % interval", 0.0)
                .width(flexible(1.2, 220.0))
                .align(Align::Center)
                .definition(Definition::new(
                    "Relative lift",
                    "The arm's value divided by the control's, less one. A grey mark is undecided: its interval reaches both sides of zero, or chance explains it once all comparisons are counted",
                )),
            Part::P => Column::number("p adjusted").definition(Definition::new(
                "p adjusted",
                "How often chance alone would show a difference this large. Adjusted for looking several times: Holm over arms for the first metric, Benjamini-Hochberg for the others",
            )),
            Part::Verdict => Column::number("Finding").width(Width::Fit { min: 92.0 }),
        };
        column.unsorted()
    }

    fn show(&self, ui: &mut Ui, outbox: &mut Outbox) {
        let parts = self.parts();
        let columns: Vec<Column> = parts.iter().map(|&part| self.column(part)).collect();
        let plot = Slot::new(None);
        ui.spacing_mut().item_spacing.y = space::XS;
        let response = Table::new(ui, "effects", &columns, self.rows.len())
            .row_height(ROW)
            .show(ui, |row, column| self.cell(row, parts[column], &plot));
        if let (Some(rect), Some(axis)) = (plot.get(), &self.axis) {
            tick_labels(ui, rect, axis);
        }
        if let Some((row, column)) = response.clicked_cell {
            let (metric, one) = self.rows[row];
            let arm = if parts[column] == Part::Control {
                0
            } else {
                one.arm
            };
            outbox.send(Action::ShowRows(RowsQuery::Arm {
                experiment: self.readout.definition.name.clone(),
                arm: self.readout.arms[arm].name.clone(),
                // Averages over orders are about buyers; all others count every person assigned.
                converted: matches!(
                    metric.subject.metric,
                    Some(Metric::Aov | Metric::AovAfterRefunds | Metric::Conversion { .. })
                ),
            }));
        }
    }

    fn cell<'c>(&'c self, row: usize, part: Part, plot: &'c Slot<Option<Rect>>) -> Cell<'c> {
        let (metric, one) = self.rows[row];
        match part {
            Part::Metric => {
                let cell = Cell::text(metric.subject.label.replace(" within ", ", "));
                let cell = if metric.is_primary() {
                    cell.strong()
                } else {
                    cell
                };
                cell.hover(effects::definition(metric, one.arm))
            }
            Part::Arm => Cell::text(self.readout.arms[one.arm].name.clone()),
            Part::Control => self.value(metric, &metric.arms[0]),
            Part::Treatment => self.value(metric, &metric.arms[one.arm]),
            Part::Effect => self.effect(metric, one, plot),
            Part::P => match &one.effect {
                Ok(effect) => Cell::text(NumberStyle::default().p_value(metric.decisive(effect))),
                Err(withheld) => Cell::text("–").muted().hover(withheld.sentence()),
            },
            Part::Verdict => {
                let arm = capitalised(short(&self.readout.arms[one.arm].name));
                let words = effects::finding_words(one.finding, &arm, self.is_final());
                Cell::text(words).tone(self.tone(metric, one))
            }
        }
    }

    fn value(&self, metric: &MetricReadout, value: &ArmValue) -> Cell<'static> {
        let cell = Cell::text(wording::estimate(
            metric.subject.unit,
            &value.estimate,
            self.currency,
        ));
        match &value.estimate {
            Ok(estimate) => {
                let write = |bound| wording::value(metric.subject.unit, bound, self.currency);
                let interval = format!(
                    "95 % interval {} to {}",
                    write(estimate.interval.low),
                    write(estimate.interval.high)
                );
                // A table keeps sums: there are no rows to show behind its values.
                if metric.subject.metric.is_none() {
                    return cell.hover(interval);
                }
                cell.hover(format!("{interval}\nClick for the people"))
                    .quiet_link()
            }
            Err(reason) => cell.muted().hover(reason.sentence()),
        }
    }

    fn effect<'c>(
        &'c self,
        metric: &'c MetricReadout,
        one: &'c ArmComparison,
        plot: &'c Slot<Option<Rect>>,
    ) -> Cell<'c> {
        let words = effects::words(metric, one, self.currency);
        let tone = self.tone(metric, one);
        Cell::custom(words.clone(), move |ui| {
            let rect = ui.max_rect();
            plot.set(Some(plot.get().map_or(rect, |known| known.union(rect))));
            let mark = EffectMark {
                lift: lift(one),
                tone,
                axis: self.axis.as_ref(),
            };
            mark.show(ui, rect, &words);
        })
    }

    /// Whether every window is over, so that a finding is final.
    fn is_final(&self) -> bool {
        !matches!(self.readout.verdict, Verdict::TooEarly(_))
    }

    fn tone(&self, metric: &MetricReadout, one: &ArmComparison) -> Tone {
        wording::finding_tone(one.finding, self.is_final(), metric.subject.up_is_good)
    }
}

/// The lift of a comparison, or why there is none.
fn lift(one: &ArmComparison) -> Result<Estimate, &'static str> {
    let effect = one
        .effect
        .as_ref()
        .map_err(|withheld| withheld.sentence())?;
    effect.effect.lift.map_err(CannotTest::sentence)
}

/// One axis over all lifts with zero on it and a little air at both ends.
fn axis(lifts: &[Estimate]) -> Option<Axis> {
    let values: Vec<f64> = lifts.iter().map(|lift| lift.value).chain([0.0]).collect();
    let intervals: Vec<_> = lifts.iter().map(|lift| lift.interval).collect();
    if lifts.is_empty() {
        return None;
    }
    let mut shown = extent(&values, &intervals)?;
    let air = (shown.high - shown.low) * 0.06;
    shown.low -= air;
    shown.high += air;
    let rule = AxisRule {
        most_ticks: 6,
        smallest_step: 0.01,
        empty_span: 1.0,
        ends_on_ticks: false,
    };
    Some(Axis::new(shown, rule))
}

fn tick_labels(ui: &mut Ui, plot: Rect, axis: &Axis) {
    let height = 18.0;
    let (row, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), height),
        eframe::egui::Sense::hover(),
    );
    let muted = Tokens::of(ui).ink.muted;
    for &tick in &axis.ticks {
        let text = if tick == 0.0 {
            "0 %".to_owned()
        } else {
            NumberStyle::default().lift(tick, 0)
        };
        let x = effects::x_of(plot, axis, tick);
        let galley = paint::line(ui, &text, Font::Secondary, muted);
        let place = Rect::from_center_size(
            eframe::egui::pos2(x, row.center().y),
            vec2(galley.size().x, height),
        );
        paint::place(ui.painter(), place, Align::Center, galley);
    }
}
