//! Numbers that depend on who is whom, now and after.

use eframe::egui::Ui;

use crate::analysis::identity::{IdentityChange, IdentityFigures, MergeReview};
use crate::metrics::metric::Unit;
use crate::metrics::{Measure, Metric};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::stats::Confidence;
use crate::ui::widgets::table::{Cell, Column, Table, Width};

/// A number with what it means, now and after.
struct Line {
    label: String,
    meaning: String,
    now: String,
    after: String,
}

/// Draws the table.
pub(super) fn table(ui: &mut Ui, salt: &str, change: &IdentityChange, currency: Currency) {
    let lines = lines(change, currency);
    let share = Width::Flexible {
        share: 1.0,
        min: 110.0,
    };
    let columns = [
        Column::text("Number").width(share).unsorted(),
        Column::number("Now").unsorted(),
        Column::number("If accepted").unsorted(),
    ];
    Table::new(ui, salt, &columns, lines.len()).show(ui, |row, column| {
        let line = &lines[row];
        match column {
            0 => Cell::text(line.label.clone()).hover(line.meaning.clone()),
            1 => Cell::text(line.now.clone()).muted(),
            _ if line.after == line.now => Cell::text(line.after.clone()),
            _ => Cell::text(line.after.clone()).strong(),
        }
    });
}

/// `, Repeat-90 is 22.00 % instead of 21.30 %, LTV-90 €81.20 instead of €79.00`.
pub(super) fn sentence(review: &MergeReview) -> String {
    let measures = lines(&review.change, review.currency).split_off(COUNTS);
    let told = measures.iter().filter(|line| line.now != line.after);
    let told: Vec<String> = told
        .enumerate()
        .map(|(at, line)| {
            let verb = if at == 0 { " is" } else { "" };
            format!(
                ", {}{verb} {} instead of {}",
                line.label, line.after, line.now
            )
        })
        .collect();
    told.concat()
}

/// How many lines are counts of people and orders; metrics follow.
const COUNTS: usize = 3;

fn lines(change: &IdentityChange, currency: Currency) -> Vec<Line> {
    let (before, after) = (&change.before, &change.after);
    let style = NumberStyle::default();
    let count = |label: &str, meaning: &str, of: fn(&IdentityFigures) -> u64| Line {
        label: label.to_owned(),
        meaning: meaning.to_owned(),
        now: style.count(of(before) as i64),
        after: style.count(of(after) as i64),
    };
    let rate = |figures: &IdentityFigures| {
        let rate = figures.orders_per_buyer();
        rate.map_or_else(|| "–".to_owned(), |rate| style.decimal(rate, 3))
    };
    let mut lines = vec![
        count(
            "People",
            "Buyers, profiles and everyone assigned to an experiment",
            |figures| figures.people,
        ),
        count("Customers", "People with an order that counts", |figures| {
            figures.buyers
        }),
        Line {
            label: "Orders per customer".to_owned(),
            meaning: "Orders that count and belong to a person, divided by customers".to_owned(),
            now: rate(before),
            after: rate(after),
        },
    ];
    let measures = before.measures.iter().zip(&after.measures);
    lines.extend(measures.map(|((metric, now), (_, after))| Line {
        label: metric.label(),
        meaning: metric.definition(),
        now: value(*metric, now, currency),
        after: value(*metric, after, currency),
    }));
    lines
}

/// Two decimals of a percent: a single merge moves a rate by less than one.
fn value(metric: Metric, measure: &Measure, currency: Currency) -> String {
    let style = NumberStyle::default();
    match (measure.estimate(Confidence::default()), metric.unit()) {
        (Err(_), _) => "–".to_owned(),
        (Ok(estimate), Unit::Share) => style.percent(estimate.value, 2),
        (Ok(estimate), Unit::Money) => style.money_average(estimate.value, currency),
        (Ok(estimate), Unit::Count) => style.decimal(estimate.value, 3),
    }
}
