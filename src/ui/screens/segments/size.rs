//! The size card: how many, how much, and where the edge of the segment runs.

use eframe::egui::{Align, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::analysis::rows::RowsQuery;
use crate::analysis::segment::{Bin, Histogram, SegmentReport};
use crate::app::{Action, State};
use crate::model::format::{NumberStyle, plural};
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::{Definition, number_with_definition};
use crate::ui::widgets::paint;

/// Height of the bars.
const BARS: f32 = 92.0;

pub(super) fn show(ui: &mut Ui, state: &State, report: &SegmentReport, outbox: &mut Outbox) {
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
    Card::new().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let muted = Tokens::of(ui).ink.muted;
                ui.label(Font::Secondary.text("People", muted));
                if people(ui, report).clicked() {
                    outbox.send(Action::ShowRows(RowsQuery::Segment(report.rule.clone())));
                }
            });
            facts(ui, report, currency);
        });
        histogram(ui, &report.histogram, currency);
    });
}

fn people(ui: &mut Ui, report: &SegmentReport) -> eframe::egui::Response {
    let number = NumberStyle::default().count(report.size.people as i64);
    let definition = Definition::new(
        "People",
        "Everyone for whom the rule holds as of the newest order",
    )
    .basis(format!("{}. Click for the people", report.rule));
    number_with_definition(ui, &number, Font::Figure, &definition)
}

/// Share, money, what a test could see, and who must not be written to.
fn facts(ui: &mut Ui, report: &SegmentReport, currency: Currency) {
    let style = NumberStyle::default();
    let size = &report.size;
    let mut facts = Vec::new();
    if size.buyers > 0 && size.people <= size.buyers {
        let share = size.people as f64 / size.buyers as f64;
        facts.push(format!("{} of buyers", style.percent(share, 1)));
    }
    let net = style.money_short(size.net_last_year_minor as f64, currency);
    facts.push(format!("{net} net in the last 365 days"));
    facts.push(match size.detectable {
        Some(difference) => format!(
            "smallest effect visible in a test of half against half: {} pp",
            style.decimal(difference * 100.0, 1)
        ),
        None => "too few for a test of half against half".to_owned(),
    });
    if size.opted_out > 0 {
        facts.push(format!("{} opted out", style.count(size.opted_out as i64)));
    }
    let muted = Tokens::of(ui).ink.muted;
    // A number and its unit stay on one line.
    let text = facts
        .join(" · ")
        .replace(" pp", "\u{a0}pp")
        .replace(" %", "\u{a0}%");
    let label = eframe::egui::Label::new(Font::Body.text(text, muted)).wrap();
    ui.add(label).on_hover_text(
        "Net of members' orders that count. Effect: difference in conversion within 30 days that a \
         test on these people shows with 80 % power at 95 %. Opted out: unsubscribed from marketing",
    );
}

/// Buyers by the value that the rule cuts at; members in colour, below everyone else.
fn histogram(ui: &mut Ui, histogram: &Histogram, currency: Currency) {
    let tokens = Tokens::of(ui);
    let axis_height = 16.0;
    let extent = vec2(ui.available_width(), BARS + axis_height);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    let is_money = histogram.label.starts_with("Net");
    let name = format!("Histogram of buyers by: {}", histogram.label);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    let bars = rect.with_max_y(rect.top() + BARS);
    let bins = filled(&histogram.bins);
    let labelled = if bins.len() > 12 { 4 } else { 1 };
    let highest = bins
        .iter()
        .map(|bin| bin.members + bin.others)
        .max()
        .unwrap_or(0)
        .max(1);
    let step = bars.width() / bins.len().max(1) as f32;
    let pointer = response.hover_pos();
    let mut below = None;
    for (at, bin) in bins.iter().enumerate() {
        let left = bars.left() + step * at as f32;
        let slot = Rect::from_min_max(pos2(left, bars.top()), pos2(left + step, bars.bottom()));
        let is_below = pointer.is_some_and(|pointer| slot.x_range().contains(pointer.x));
        if is_below {
            below = Some((bin, at + 1 == histogram.bins.len()));
            ui.painter().rect_filled(slot, 2, tokens.ground.hover);
        }
        bar(ui, slot.shrink2(vec2(1.5, 0.0)), bin, highest);
        if at % labelled == 0 {
            let label = edge(bin.from, is_money, currency);
            let galley = paint::line(ui, &label, Font::Secondary, tokens.ink.muted);
            let place = Rect::from_min_size(
                pos2(left + 1.5, bars.bottom() + 2.0),
                vec2(galley.size().x, axis_height - 2.0),
            );
            paint::place(ui.painter(), place, Align::Min, galley);
        }
    }
    ui.painter()
        .hline(bars.x_range(), bars.bottom() + 0.5, tokens.hairline());
    if let Some((bin, is_last)) = below {
        response.on_hover_text(words(bin, is_last, is_money, currency));
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::XS);
        ui.label(Font::Secondary.text(histogram.label, tokens.ink.muted));
        ui.horizontal(|ui| {
            key(ui, tokens.accent, "In the segment");
            key(ui, tokens.line, "Other buyers");
        });
    });
}

/// The bars up to the last one that holds anybody.
fn filled(bins: &[Bin]) -> &[Bin] {
    let end = bins
        .iter()
        .rposition(|bin| bin.members + bin.others > 0)
        .map_or(0, |at| at + 1);
    &bins[..end]
}

fn bar(ui: &Ui, slot: Rect, bin: &Bin, highest: u64) {
    let tokens = Tokens::of(ui);
    let height = |count: u64| {
        let share = count as f32 / highest as f32;
        // One person must still be seen.
        if count == 0 {
            0.0
        } else {
            (share * slot.height()).max(1.0)
        }
    };
    let members = slot.with_min_y(slot.bottom() - height(bin.members));
    let others = members
        .with_max_y(members.top())
        .with_min_y(members.top() - height(bin.others));
    ui.painter().rect_filled(others, 1, tokens.line);
    ui.painter().rect_filled(members, 1, tokens.accent);
}

/// A square in a colour with its meaning.
pub(super) fn key(ui: &mut Ui, colour: eframe::egui::Color32, text: &str) {
    let muted = Tokens::of(ui).ink.muted;
    let galley = paint::line(ui, text, Font::Secondary, muted);
    let extent = vec2(galley.size().x.ceil() + 14.0, galley.size().y);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let square = Rect::from_center_size(pos2(rect.left() + 4.0, rect.center().y), vec2(8.0, 8.0));
    ui.painter().rect_filled(square, 2, colour);
    paint::place(
        ui.painter(),
        rect.with_min_x(rect.left() + 14.0),
        Align::Min,
        galley,
    );
}

fn edge(value: f64, is_money: bool, currency: Currency) -> String {
    if is_money {
        return NumberStyle::default().money_short(value, currency);
    }
    let text = NumberStyle::default().decimal(value, 2);
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

fn words(bin: &Bin, is_last: bool, is_money: bool, currency: Currency) -> String {
    let from = edge(bin.from, is_money, currency);
    let range = if is_last {
        format!("{from} and above")
    } else {
        format!("{from} to below {}", edge(bin.to, is_money, currency))
    };
    let others = NumberStyle::default().count(bin.others as i64);
    let members = plural(bin.members as i64, "person", "people");
    format!("{range}: {members} in the segment, {others} others")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_bars_at_the_right_take_no_room() {
        let one = Bin {
            members: 1,
            ..Bin::default()
        };
        let bins = [Bin::default(), one, Bin::default()];
        assert_eq!(filled(&bins).len(), 2);
        assert_eq!(filled(&[Bin::default()]).len(), 0);
    }
}
