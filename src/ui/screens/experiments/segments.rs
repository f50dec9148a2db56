//! The card of the effect inside segments: exploratory, and labelled as such.

use eframe::egui::Ui;

use crate::analysis::experiment::ExperimentReadout;
use crate::analysis::trial::{ArmComparison, CutReadout, Exploration, MetricReadout, Words};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::ui::theme::{Font, Tokens, Tone, space};
use crate::ui::widgets::badge::tag;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording;

use super::beyond::muted;

/// Longer tables scroll inside this height.
const MOST: f32 = 400.0;

pub(super) fn show(ui: &mut Ui, readout: &ExperimentReadout, currency: Currency) {
    let confidence = readout.settings.confidence;
    let exploration = Exploration::of(&readout.trial.cuts, confidence);
    Card::new().title("Inside segments").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        let Some(exploration) = exploration else {
            muted(
                ui,
                "There are no two segments with enough people in every arm to look inside",
            );
            return;
        };
        ui.horizontal_wrapped(|ui| {
            tag(ui, "Exploratory");
            let ink = Tokens::of(ui).ink.muted;
            ui.label(Font::Body.text(exploration.sentence(), ink));
        });
        for (at, cut) in readout.trial.cuts.iter().enumerate() {
            Inside {
                readout,
                cut,
                currency,
            }
            .show(ui, at);
        }
    });
}

/// One cut, being drawn.
struct Inside<'a> {
    readout: &'a ExperimentReadout,
    cut: &'a CutReadout,
    currency: Currency,
}

/// One line: a segment, a metric, an arm.
#[derive(Clone, Copy)]
struct Line<'a> {
    segment: &'a str,
    is_first: bool,
    metric: &'a MetricReadout,
    one: &'a ArmComparison,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Segment,
    Metric,
    Arm,
    People,
    Control,
    Treatment,
    Difference,
    Interval,
    P,
    PAdjusted,
    Finding,
}

impl<'a> Inside<'a> {
    fn show(&self, ui: &mut Ui, at: usize) {
        let lines = self.lines();
        let parts = self.parts();
        let columns: Vec<Column> = parts.iter().map(|&part| self.column(part)).collect();
        ui.push_id(("cut", at), |ui| {
            if at > 0 {
                ui.add_space(space::M);
            }
            ui.spacing_mut().item_spacing.y = space::S;
            let table = Table::new(ui, "segments", &columns, lines.len()).max_height(MOST);
            table.show(ui, |row, column| self.cell(lines[row], parts[column]));
            self.interactions(ui);
        });
    }

    fn lines(&self) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        for level in &self.cut.levels {
            let all = level
                .metrics
                .iter()
                .flat_map(|metric| metric.comparisons.iter().map(move |one| (metric, one)));
            lines.extend(all.enumerate().map(|(at, (metric, one))| Line {
                segment: &level.value,
                is_first: at == 0,
                metric,
                one,
            }));
        }
        lines
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::Segment, Part::Metric];
        if self.readout.arms.len() > 2 {
            parts.push(Part::Arm);
        }
        parts.extend([
            Part::People,
            Part::Control,
            Part::Treatment,
            Part::Difference,
            Part::Interval,
            Part::P,
            Part::PAdjusted,
            Part::Finding,
        ]);
        parts
    }

    fn column(&self, part: Part) -> Column {
        let flexible = |share, min| Width::Flexible { share, min };
        let name = |at: usize| {
            let arm = self.readout.arms.get(at);
            arm.map_or("", |arm| arm.name.as_str())
        };
        let value = |title: &str| Column::number(title).width(flexible(0.4, 76.0));
        let column = match part {
            Part::Segment => Column::text(self.cut.column.clone()).width(flexible(1.0, 190.0)),
            Part::Metric => Column::text("Metric").width(flexible(0.6, 136.0)),
            Part::Arm => Column::text("Arm").width(flexible(0.6, 90.0)),
            Part::People => Column::number("People").definition(Definition::new(
                "People",
                "Measured in the arm and in the control together",
            )),
            Part::Control => value(name(0)),
            Part::Treatment if self.readout.arms.len() > 2 => value("Value"),
            Part::Treatment => value(name(1)),
            Part::Difference => Column::number("Difference"),
            Part::Interval => Column::number("95 % interval"),
            Part::P => Column::number("p").width(Width::Fit { min: 48.0 }),
            Part::PAdjusted => Column::number("p adjusted").definition(Definition::new(
                "p adjusted",
                "Benjamini-Hochberg over every comparison inside segments: among findings below 0.05, about one in twenty is false",
            )),
            Part::Finding => Column::text("Finding").width(Width::Fixed(112.0)),
        };
        column.unsorted()
    }

    fn cell(&self, line: Line<'_>, part: Part) -> Cell<'static> {
        let (metric, one) = (line.metric, line.one);
        let words = Words {
            unit: metric.subject.unit,
            currency: self.currency,
        };
        let style = NumberStyle::default();
        let value = |at: usize| {
            let estimate = &metric.arms[at].estimate;
            Cell::text(wording::estimate(
                metric.subject.unit,
                estimate,
                self.currency,
            ))
        };
        let effect = match (part, &one.effect) {
            (Part::Segment, _) if line.is_first => {
                return Cell::text(line.segment.to_owned()).strong();
            }
            (Part::Segment, _) => return Cell::text(line.segment.to_owned()).muted(),
            (Part::Metric, _) => {
                // The window is the test's own, named above.
                let label = &metric.subject.label;
                let short = label.split(" within ").next().unwrap_or(label);
                return Cell::text(short.to_owned()).hover(label.clone());
            }
            (Part::Arm, _) => return Cell::text(self.readout.arms[one.arm].name.clone()),
            (Part::People, _) => {
                let people = metric.arms[0].n + metric.arms[one.arm].n;
                return Cell::text(style.count(people as i64));
            }
            (Part::Control, _) => return value(0),
            (Part::Treatment, _) => return value(one.arm),
            (Part::Finding, Err(withheld)) => {
                return Cell::status(Tone::Neutral, one.finding.label()).hover(withheld.sentence());
            }
            (_, Err(withheld)) => return Cell::text("–").muted().hover(withheld.sentence()),
            (_, Ok(effect)) => effect,
        };
        let found = effect.effect.difference;
        match part {
            Part::Difference => Cell::text(words.difference(found.value)),
            Part::Interval => Cell::text(words.bounds(found.interval)).muted(),
            Part::P => Cell::text(style.p_value(effect.p_asked.value)).muted(),
            Part::PAdjusted => Cell::text(style.p_value(effect.p_benjamini_hochberg.value)),
            _ => self.finding(line),
        }
    }

    /// Before every window is over nothing found inside a segment is final either.
    fn finding(&self, line: Line<'_>) -> Cell<'static> {
        let finding = line.one.finding;
        let is_final = self.readout.arms.iter().all(|arm| arm.immature == 0);
        let is_decided = !finding.label().starts_with("Not decided");
        if is_decided && !is_final {
            return Cell::status(Tone::Neutral, "Not final");
        }
        let tone = wording::finding_tone(finding, true, line.metric.subject.up_is_good);
        Cell::status(tone, finding.label())
    }

    /// Whether the effect differs between the segments, metric by metric.
    fn interactions(&self, ui: &mut Ui) {
        if let Some(doubts) = self.cut.doubts.sentence() {
            muted(ui, doubts);
        }
        if self.cut.doubts.overlapping {
            return;
        }
        let confidence = self.readout.settings.confidence;
        let is_several = self.readout.arms.len() > 2;
        for one in &self.cut.interactions {
            let label = &self.readout.trial.metrics[one.metric].subject.label;
            let sentence = one.sentence(confidence);
            let arm = &self.readout.arms[one.arm].name;
            let text = if is_several {
                format!("{label}, {arm}: {sentence}")
            } else {
                format!("{label}: {sentence}")
            };
            muted(ui, text);
        }
    }
}
