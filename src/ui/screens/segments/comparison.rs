//! The comparison card: the segment's figures against rest, past, another segment or an arm.

use eframe::egui::{Label, Ui};

use crate::analysis::comparison::{Comparison, Finding, MetricValue};
use crate::analysis::rows::RowsQuery;
use crate::analysis::scope::{Grade, Versus};
use crate::analysis::segment::SegmentReport;
use crate::app::{Action, State};
use crate::metrics::Metric;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens};
use crate::ui::widgets::badge::badge;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::interval::IntervalMark;
use crate::ui::widgets::table::{Cell, Column, Table, Width};
use crate::ui::wording;

use super::scope::versus_words;

/// From this width on, the interval is written beside its mark.
const WIDE: f32 = 540.0;

const SEGMENT: usize = 1;
const VERSUS: usize = 2;

pub(super) fn show(ui: &mut Ui, state: &State, report: &SegmentReport, outbox: &mut Outbox) {
    let versus = &state.view.segments.versus;
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
    let comparisons = &report.comparison.comparisons;
    let title = match versus {
        Versus::Rest => "Against everyone else".to_owned(),
        Versus::Previous => "Against the previous period".to_owned(),
        Versus::Segment(_) => format!("Against {}", versus_words(versus)),
    };
    Card::new().title(title).show(ui, |ui| {
        if let Some(first) = comparisons.first() {
            grade_line(ui, first.grade);
        }
        let table = Figures {
            comparisons,
            versus,
            currency,
            scale: scale(comparisons),
            is_wide: ui.available_width() >= WIDE,
        };
        if let Some(column) = table.show(ui)
            && let Some(rule) = rows_behind(column, &report.rule, versus)
        {
            outbox.send(Action::ShowRows(RowsQuery::Segment(rule)));
        }
    });
}

fn grade_line(ui: &mut Ui, grade: Grade) {
    ui.horizontal(|ui| {
        badge(ui, grade.label(), grade == Grade::A).on_hover_text(grade.meaning());
        let muted = Tokens::of(ui).ink.muted;
        let text = match grade {
            Grade::A => "Assigned at random: a difference is an effect",
            Grade::B => "Not randomised, so a difference is not an effect",
            Grade::C => "Other season and campaigns, so a difference is not an effect",
        };
        ui.add(Label::new(Font::Secondary.text(text, muted)).wrap());
    });
}

/// The people behind a column, as a rule or a name; the same people's past cannot be listed.
fn rows_behind(column: usize, rule: &str, versus: &Versus) -> Option<String> {
    match (column, versus) {
        (SEGMENT, _) => Some(rule.to_owned()),
        // `orders >= 1` keeps to buyers where the rule itself speaks of everyone known.
        (VERSUS, Versus::Rest) => Some(format!("orders >= 1 and not ({rule})")),
        (VERSUS, Versus::Segment(text)) => Some(text.clone()),
        _ => None,
    }
}

/// The ends of the axis of all marks: relative differences, so that money and shares fit on one.
fn scale(comparisons: &[Comparison]) -> (f64, f64) {
    IntervalMark::shared_scale(comparisons.iter().filter_map(|one| {
        let interval = one.effect.ok()?.lift.ok()?.interval;
        Some((interval.low, interval.high))
    }))
}

struct Figures<'a> {
    comparisons: &'a [Comparison],
    versus: &'a Versus,
    currency: Currency,
    scale: (f64, f64),
    is_wide: bool,
}

impl Figures<'_> {
    /// Draws the table; the column whose number was clicked.
    fn show(&self, ui: &mut Ui) -> Option<usize> {
        let name = match self.versus {
            Versus::Rest => "Rest".to_owned(),
            Versus::Previous => "Before".to_owned(),
            Versus::Segment(_) => versus_words(self.versus),
        };
        let mut columns = vec![
            Column::text("Metric").unsorted(),
            Column::number("Segment").unsorted(),
            self.versus_column(name),
            Column::drawing("Relative", 88.0).definition(Definition::new(
                "Relative difference",
                "The segment's value divided by the other's, less one, with its 95 % interval. One axis for all rows; the dotted line is no difference",
            )),
            Column::number("Difference").unsorted(),
        ];
        if self.is_wide {
            columns.push(Column::number("95 % interval").unsorted());
        }
        let table = Table::new(ui, "figures", &columns, self.comparisons.len());
        let response = table.show(ui, |row, column| self.cell(&self.comparisons[row], column));
        response.clicked_cell.map(|(_, column)| column)
    }

    /// Names of segments and arms are cut; the short words never are.
    fn versus_column(&self, name: String) -> Column {
        let column = Column::number(name).unsorted();
        match self.versus {
            Versus::Rest | Versus::Previous => column,
            Versus::Segment(_) => column.width(Width::Fixed(78.0)),
        }
    }

    fn cell(&self, one: &Comparison, column: usize) -> Cell<'static> {
        match column {
            0 => Cell::text(short_label(one.metric)).hover(explained(one)),
            SEGMENT => self.value(&one.value, true),
            VERSUS => self.value(&one.versus_value, *self.versus != Versus::Previous),
            3 => self.mark(one),
            4 => self.difference(one),
            _ => Cell::text(self.interval(one)).muted(),
        }
    }

    fn value(&self, value: &MetricValue, has_rows: bool) -> Cell<'static> {
        let cell = Cell::text(wording::estimate(
            value.metric.unit(),
            &value.estimate,
            self.currency,
        ));
        let Ok(estimate) = value.estimate else {
            let reason = value.estimate.err().map_or("", |reason| reason.sentence());
            return cell.muted().hover(reason);
        };
        let write = |bound| wording::value(value.metric.unit(), bound, self.currency);
        let mut hover = format!(
            "95 % interval {} to {}\n{}: {}",
            write(estimate.interval.low),
            write(estimate.interval.high),
            value.metric.denominator(),
            NumberStyle::default().count(value.measure.n as i64)
        );
        if has_rows {
            hover.push_str("\nClick for the people");
            cell.hover(hover).quiet_link()
        } else {
            cell.hover(hover)
        }
    }

    fn mark(&self, one: &Comparison) -> Cell<'static> {
        let lift = one.effect.and_then(|effect| effect.lift);
        let Ok(lift) = lift else {
            let reason = lift.err().map_or("", |reason| reason.sentence());
            return Cell::text("–").muted().hover(reason);
        };
        let style = NumberStyle::default();
        let words = format!(
            "{}, 95 % interval {} to {}",
            style.lift(lift.value, 0),
            style.lift(lift.interval.low, 0),
            style.lift(lift.interval.high, 0)
        );
        let tone =
            wording::finding_tone(one.finding, one.grade == Grade::A, one.metric.up_is_good());
        let mark = IntervalMark {
            low: lift.interval.low,
            estimate: lift.value,
            high: lift.interval.high,
            tone,
            scale: self.scale,
        };
        Cell::interval(mark, words.clone()).hover(words)
    }

    fn difference(&self, one: &Comparison) -> Cell<'static> {
        let Ok(effect) = one.effect else {
            let reason = one.effect.err().map_or("", |reason| reason.sentence());
            return Cell::text("–").muted().hover(reason);
        };
        let style = NumberStyle::default();
        let text = wording::difference(one.metric.unit(), effect.difference.value, self.currency);
        let mut hover = format!(
            "{}: {text}, 95 % interval {}",
            one.finding.label(),
            self.interval(one)
        );
        if let Some(p) = one.p_adjusted {
            hover.push_str(&format!(", p = {} (Holm)", style.p_value(p)));
        }
        if let Finding::Undecided(Some(seen)) = one.finding {
            let seen = wording::difference(one.metric.unit(), seen, self.currency);
            let seen = seen.trim_start_matches('+');
            hover.push_str(&format!("\nCould only have seen {seen} or more"));
        }
        Cell::text(text).hover(hover)
    }

    fn interval(&self, one: &Comparison) -> String {
        one.effect.ok().map_or_else(
            || "–".to_owned(),
            |effect| {
                wording::difference_interval(one.metric.unit(), &effect.difference, self.currency)
            },
        )
    }
}

/// `Conversion, 30 days`: the label in the width of a column.
fn short_label(metric: Metric) -> String {
    metric.label().replace(" within ", ", ")
}

fn explained(one: &Comparison) -> String {
    let definition = wording::definition(one);
    format!(
        "{}\n{}\n{}",
        definition.title, definition.meaning, definition.basis
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_with_people_knows_their_rule() {
        let rest = rows_behind(VERSUS, "gap_ratio > 1.25 or orders = 1", &Versus::Rest);
        let rest = rest.unwrap_or_default();
        assert!(crate::segments::parse(&rest).is_ok(), "{rest}");
        assert_eq!(rows_behind(VERSUS, "orders = 1", &Versus::Previous), None);
        let vip = Versus::Segment("vip".to_owned());
        assert_eq!(
            rows_behind(VERSUS, "orders = 1", &vip),
            Some("vip".to_owned())
        );
    }
}
