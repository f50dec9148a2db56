//! The card of what an effect is worth if everyone gets it.

use eframe::egui::{Id, Ui};

use crate::analysis::experiment::{ExperimentReadout, RollOut};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::Estimate;
use crate::ui::theme::space;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::table::{Cell, Column, Table, Width};

use super::beyond::muted;

const PROBLEM: &str = "Write a number of people, for example 20,000";

pub(super) fn show(ui: &mut Ui, readout: &ExperimentReadout, currency: Currency) {
    let days = readout.definition.window_days;
    let card = Card::new()
        .title("Rolled out")
        .subtitle(format!(
            "Net sales within {days} days added over {}, if everyone gets it",
            readout.arms[0].name
        ))
        .fill_height();
    card.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        if readout.roll_out.is_empty() {
            muted(
                ui,
                "Net per person cannot be compared, so there is nothing to roll out",
            );
            return;
        }
        let id = Id::unique(("roll-out-people", &readout.definition.name));
        let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let people = people(&typed);
        lines(ui, readout, people, currency);
        let problem = (people.is_none() && !typed.trim().is_empty()).then_some(PROBLEM);
        let field = TextField::new("People to roll out to", &mut typed)
            .hint("20,000")
            .width(160.0)
            .error(problem);
        if field.show(ui).changed() {
            ui.data_mut(|data| data.insert_temp(id, typed));
        }
        for one in &readout.roll_out {
            let sentence = one.sentence();
            if readout.roll_out.len() > 1 {
                muted(ui, format!("{}: {sentence}", readout.arms[one.arm].name));
            } else {
                muted(ui, sentence);
            }
        }
    });
}

/// One line of the table: who gets what.
struct Line<'a> {
    arm: &'a str,
    to: String,
    net: Estimate,
}

fn lines(ui: &mut Ui, readout: &ExperimentReadout, people: Option<f64>, currency: Currency) {
    let rows: Vec<Line<'_>> = readout
        .roll_out
        .iter()
        .flat_map(|one| of_arm(readout, one, people))
        .collect();
    let is_several = readout.roll_out.len() > 1;
    let flexible = |share, min| Width::Flexible { share, min };
    let mut columns = vec![Column::text("To").width(flexible(1.0, 150.0))];
    if is_several {
        columns.insert(0, Column::text("Arm").width(flexible(0.6, 70.0)));
    }
    columns.push(Column::number("Net sales"));
    columns.push(Column::number("95 % interval").width(Width::Fit { min: 110.0 }));
    let columns: Vec<Column> = columns.into_iter().map(Column::unsorted).collect();
    let style = NumberStyle::default();
    let money = |value: f64| style.money_short(value, currency);
    let shift = usize::from(!is_several);
    Table::new(ui, "roll-out", &columns, rows.len()).show(ui, |row, column| {
        let line = &rows[row];
        match column + shift {
            0 => Cell::text(line.arm.to_owned()),
            1 => Cell::text(line.to.clone()),
            2 => Cell::text(signed(money(line.net.value), line.net.value)).strong(),
            _ => Cell::text(format!(
                "{} to {}",
                money(line.net.interval.low),
                money(line.net.interval.high)
            ))
            .muted(),
        }
    });
}

fn of_arm<'a>(readout: &'a ExperimentReadout, one: &RollOut, people: Option<f64>) -> Vec<Line<'a>> {
    let arm = readout.arms[one.arm].name.as_str();
    let style = NumberStyle::default();
    let mut lines = vec![
        Line {
            arm,
            to: format!("Everyone of the test, {}", style.count(one.people as i64)),
            net: one.net,
        },
        Line {
            arm,
            to: "A thousand people".to_owned(),
            net: one.per_thousand,
        },
    ];
    lines.extend(people.map(|people| Line {
        arm,
        to: format!("{} people", style.decimal(people, 0)),
        net: one.for_people(people),
    }));
    lines
}

fn signed(text: String, value: f64) -> String {
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// A number of people as typed, with or without marks for thousands.
fn people(text: &str) -> Option<f64> {
    const MOST: u64 = 10_000_000_000;
    let digits: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ',' | '.' | '\'' | ' ' | '\u{a0}' | '\u{202f}'))
        .collect();
    let people: u64 = digits.parse().ok()?;
    (1..=MOST).contains(&people).then_some(people as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_with_any_mark_for_thousands() {
        for text in ["20000", "20,000", " 20 000 ", "20.000", "20'000"] {
            assert_eq!(people(text), Some(20_000.0), "{text}");
        }
        for text in ["", "0", "-5", "many", "1e9", "99999999999999999999"] {
            assert_eq!(people(text), None, "{text}");
        }
    }
}
