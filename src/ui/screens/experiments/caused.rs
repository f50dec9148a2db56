//! The card of what was credited to the workflow beside what the test says it caused.

use eframe::egui::{Label, Ui};

use crate::analysis::experiment::{Caused, ExperimentReadout};
use crate::analysis::rows::RowsQuery;
use crate::analysis::trial::health::HealthStatus;
use crate::app::{Action, State};
use crate::model::format::{NumberStyle, plural};
use crate::model::money::Currency;
use crate::stats::Estimate;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::{Definition, define};

use super::bars::{LabelledBar, Scale, bar};
use super::capitalised;
use super::scope::open_settings;

pub(super) fn show(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let Some(currency) = state.session.snapshot().map(|snapshot| snapshot.currency) else {
        return;
    };
    let card = Card::new().title("Attributed is not caused").fill_height();
    let days = readout.definition.window_days;
    let card = match readout.caused.as_slice() {
        [one] => card.subtitle(format!(
            "{}, first {days} days",
            capitalised(&readout.arms[one.arm].name)
        )),
        _ => card,
    };
    card.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        if readout.caused.is_empty() {
            nothing(ui, state, readout, outbox);
        }
        for one in &readout.caused {
            arm(ui, readout, one, currency, outbox);
        }
    });
}

/// Why there is nothing to compare, and what would change that.
fn nothing(ui: &mut Ui, state: &State, readout: &ExperimentReadout, outbox: &mut Outbox) {
    let muted = Tokens::of(ui).ink.muted;
    let is_blocked = readout
        .health
        .iter()
        .any(|check| check.status == HealthStatus::Blocked);
    if is_blocked {
        let text = "What the workflow caused is withheld until the split is explained";
        ui.add(Label::new(Font::Body.text(text, muted)).wrap());
        return;
    }
    let text = "Name the workflow under test to set its credit beside what it caused";
    ui.add(Label::new(Font::Body.text(text, muted)).wrap());
    if Button::secondary("Settings…").show(ui).clicked() {
        open_settings(state, readout, outbox);
    }
}

fn arm(
    ui: &mut Ui,
    readout: &ExperimentReadout,
    one: &Caused,
    currency: Currency,
    outbox: &mut Outbox,
) {
    let tokens = Tokens::of(ui);
    let (name, control) = (&readout.arms[one.arm].name, &readout.arms[0].name);
    let mut bars = vec![LabelledBar {
        label: format!("Attributed to {}", one.workflow),
        value: one.attributed_minor as f64,
        interval: None,
        text: NumberStyle::default().money_short(one.attributed_minor as f64, currency),
        colour: tokens.control,
    }];
    if let Ok(estimate) = &one.incremental {
        bars.push(LabelledBar {
            label: format!("Caused by {name} over {control}"),
            value: estimate.value,
            interval: Some(estimate.interval),
            text: money_with_interval(estimate, currency),
            colour: tokens.accent,
        });
    }
    let scale = Scale::of(ui, bars.iter());
    let credited = RowsQuery::Credited {
        experiment: readout.definition.name.clone(),
        arm: name.clone(),
    };
    let assigned = RowsQuery::Arm {
        experiment: readout.definition.name.clone(),
        arm: name.clone(),
        converted: true,
    };
    let queries = [credited.clone(), assigned];
    for ((one_bar, query), definition) in bars.iter().zip(queries).zip(definitions()) {
        if define(bar(ui, one_bar, scale), &definition).clicked() {
            outbox.send(Action::ShowRows(query));
        }
    }
    let sentence = match &one.incremental {
        Ok(estimate) => sentence(one.attributed_minor as f64, estimate, currency),
        Err(reason) => reason.sentence().to_owned(),
    };
    ui.add(Label::new(Font::Body.text(sentence, tokens.ink.muted)).wrap());
    let orders = plural(
        one.attributed_orders as i64,
        "credited order",
        "credited orders",
    );
    if Button::link(format!("Show the {orders}"))
        .show(ui)
        .clicked()
    {
        outbox.send(Action::ShowRows(credited));
    }
}

fn definitions() -> [Definition; 2] {
    [
        Definition::new(
            "Attributed",
            "Net of orders credited to the workflow by code, UTM or landing page, placed by people of this arm within the window",
        )
        .basis("Click for the orders"),
        Definition::new(
            "Caused",
            "Net per person of this arm, less net per person of the control, times the people of this arm. All their orders count, credited or not",
        )
        .basis("The line is the 95 % interval. Click for the people who ordered"),
    ]
}

fn money_with_interval(estimate: &Estimate, currency: Currency) -> String {
    let write = |value| NumberStyle::default().money_short(value, currency);
    format!(
        "{} ({} to {})",
        write(estimate.value),
        write(estimate.interval.low),
        write(estimate.interval.high)
    )
}

/// What the two amounts say together. Where the interval of the caused amount holds zero, nothing is
/// said about how much would have come anyway.
fn sentence(attributed: f64, caused: &Estimate, currency: Currency) -> String {
    let money = money_word(currency);
    let (low, high) = (caused.interval.low, caused.interval.high);
    if attributed <= 0.0 {
        return "No order within the window was credited to the workflow".to_owned();
    }
    if high < 0.0 {
        return "People of this arm bought less than the control: the credit is no gain".to_owned();
    }
    if low <= 0.0 {
        let most = high / attributed;
        return if most < 0.95 {
            format!(
                "The interval of what was caused includes zero: perhaps none of it, and at most about {} attributed {money}, would not have come anyway",
                in_ten(most)
            )
        } else {
            "The interval of what was caused includes zero: the test cannot say how much would have come anyway".to_owned()
        };
    }
    let anyway = 1.0 - caused.value / attributed;
    if anyway < -0.05 {
        return "The workflow caused more than it was credited with".to_owned();
    }
    if anyway < 0.05 {
        return format!("Hardly any attributed {money} would have come anyway");
    }
    if anyway > 0.95 {
        return format!("Nearly all attributed {money} would have come anyway");
    }
    let words = in_ten(anyway);
    format!("About {words} attributed {money} would have come anyway")
}

/// `six in ten`, from one to nine.
fn in_ten(share: f64) -> String {
    const WORDS: [&str; 9] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let tenths = (share * 10.0).round().clamp(1.0, 9.0) as usize;
    format!("{} in ten", WORDS[tenths - 1])
}

fn money_word(currency: Currency) -> &'static str {
    match currency.code() {
        "USD" | "CAD" | "AUD" | "NZD" | "SGD" | "HKD" => "dollars",
        "EUR" => "euros",
        "GBP" => "pounds",
        _ => "units of money",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Interval;

    fn check(attributed: f64, (low, value, high): (f64, f64, f64), expected: &str) {
        let caused = Estimate {
            value,
            interval: Interval { low, high },
        };
        let currency = Currency::parse("USD").unwrap();
        let text = sentence(attributed, &caused, currency);
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn the_sentence_follows_from_both_amounts() {
        check(
            1000.0,
            (200.0, 400.0, 600.0),
            "About six in ten attributed dollars",
        );
        check(1000.0, (900.0, 980.0, 1100.0), "Hardly any");
        check(1000.0, (5.0, 20.0, 40.0), "Nearly all");
        check(1000.0, (1100.0, 1500.0, 1900.0), "caused more");
        check(0.0, (1.0, 2.0, 3.0), "No order");
    }

    #[test]
    fn an_interval_over_zero_says_what_cannot_be_known() {
        check(1000.0, (-100.0, 200.0, 500.0), "at most about five in ten");
        check(1000.0, (-100.0, 700.0, 1500.0), "cannot say how much");
        check(1000.0, (-900.0, -500.0, -100.0), "bought less");
    }
}
