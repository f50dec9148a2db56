//! One effect: its mark on the shared axis and its words.

use eframe::egui::{Align, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2};

use crate::analysis::comparison::Finding;
use crate::analysis::trial::{ArmComparison, MetricReadout};
use crate::chart::scale::Axis;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::Estimate;
use crate::ui::theme::{Font, Tokens, Tone, size};
use crate::ui::widgets::paint;
use crate::ui::wording;

/// An estimate with its interval between grid lines, or the reason why there is none.
pub(super) struct EffectMark<'a> {
    /// The relative lift.
    pub(super) lift: Result<Estimate, &'static str>,
    /// Colour of the verdict.
    pub(super) tone: Tone,
    /// The axis of all rows.
    pub(super) axis: Option<&'a Axis>,
}

impl EffectMark<'_> {
    /// Draws the mark into a table cell of full row height.
    pub(super) fn show(&self, ui: &mut Ui, rect: Rect, words: &str) {
        let response = ui.interact(rect, ui.next_auto_id(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
        response.on_hover_text(words);
        let tokens = Tokens::of(ui);
        if let Some(axis) = self.axis {
            for &tick in &axis.ticks {
                let x = x_of(rect, axis, tick).round() + 0.5;
                let colour = if tick == 0.0 {
                    tokens.ink.faint
                } else {
                    tokens.line
                };
                let line = Stroke::new(size::LINE, colour);
                ui.painter().vline(x, rect.y_range(), line);
            }
        }
        match (&self.lift, self.axis) {
            (Ok(lift), Some(axis)) => self.paint(ui, rect, axis, lift),
            (Ok(_), None) => {}
            (Err(reason), _) => {
                let muted = tokens.ink.muted;
                let text = paint::line_within(ui, reason, Font::Secondary, muted, rect.width());
                paint::place(ui.painter(), rect, Align::Center, text);
            }
        }
    }

    fn paint(&self, ui: &Ui, rect: Rect, axis: &Axis, lift: &Estimate) {
        let tokens = Tokens::of(ui);
        let colour = self.tone.mark(tokens);
        let painter = ui.painter();
        let y = rect.center().y.round();
        let (low, high) = (lift.interval.low, lift.interval.high);
        let bar = Stroke::new(3.0, colour);
        painter.hline(x_of(rect, axis, low)..=x_of(rect, axis, high), y, bar);
        let dot = pos2(x_of(rect, axis, lift.value), y);
        let ring = Stroke::new(1.5, tokens.ground.surface);
        painter.circle(dot, 5.0, colour, ring);
        for (bound, end, back) in [(low, rect.left(), 6.0), (high, rect.right(), -6.0)] {
            // An arrow says that the interval goes on beyond the axis.
            if !axis.contains(bound) {
                let tip = pos2(end, y);
                let tail = end + back;
                painter.add(Shape::convex_polygon(
                    vec![tip, pos2(tail, y - 4.5), pos2(tail, y + 4.5)],
                    colour,
                    Stroke::NONE,
                ));
            }
        }
    }
}

/// Where a value lies between the left and right end of the axis; beyond it, at the end.
pub(super) fn x_of(rect: Rect, axis: &Axis, value: f64) -> f32 {
    let share = axis.fraction(value).clamp(0.0, 1.0) as f32;
    rect.left() + rect.width() * share
}

/// The effect in words: difference, lift, how sure, and what an earlier look may say.
pub(super) fn words(metric: &MetricReadout, one: &ArmComparison, currency: Currency) -> String {
    let style = NumberStyle::default();
    let effect = match &one.effect {
        Ok(effect) => effect,
        Err(withheld) => return withheld.sentence().to_owned(),
    };
    let difference = &effect.effect.difference;
    let mut words = format!(
        "Difference {}, 95 % interval {}",
        wording::difference(metric.subject.unit, difference.value, currency),
        wording::difference_interval(metric.subject.unit, difference, currency)
    );
    if let Ok(lift) = effect.effect.lift {
        words.push_str(&format!(
            "\nRelative lift {}, 95 % interval {} to {}",
            style.lift(lift.value, 0),
            style.lift(lift.interval.low, 0),
            style.lift(lift.interval.high, 0)
        ));
    }
    words.push_str(&format!(
        "\np = {} before adjusting",
        style.p_value(effect.effect.p.value)
    ));
    if let Finding::Undecided(Some(seen)) = one.finding {
        let seen = wording::difference(metric.subject.unit, seen, currency);
        let seen = seen.trim_start_matches('+');
        words.push_str(&format!("\nCould only have seen {seen} or more"));
    }
    words
}

/// What a metric is, and over whom.
pub(super) fn definition(metric: &MetricReadout, arm: usize) -> String {
    let style = NumberStyle::default();
    let subject = &metric.subject;
    let mut text = format!("{}\n{}", subject.label, subject.definition);
    let [control, treatment] = [metric.arms[0], metric.arms[arm]];
    text.push_str(&format!(
        "\n{}: {} against {}",
        subject.denominator,
        style.count(treatment.n as i64),
        style.count(control.n as i64)
    ));
    let left_out = control.left_out + treatment.left_out;
    if left_out > 0 {
        text.push_str(&format!(
            "; {} left out until their window closes",
            style.count(left_out as i64)
        ));
    }
    text
}

/// The finding in a few words; before all windows are over it is not final.
pub(super) fn finding_words(finding: Finding, arm: &str, is_final: bool) -> String {
    match finding {
        Finding::Higher | Finding::Lower | Finding::NotInferior if !is_final => {
            "Not final".to_owned()
        }
        Finding::Higher => format!("{arm} higher"),
        Finding::Lower => format!("{arm} lower"),
        Finding::NotInferior => format!("{arm} not worse"),
        Finding::Undecided(_) => "Not decided".to_owned(),
        Finding::None(_) => "Withheld".to_owned(),
    }
}
