//! Code rules with what they match, and mapped codes that show signs of a leak.

use eframe::egui::Ui;

use super::{Scene, new_rule, open_rule, parts};
use crate::analysis::attribution::CodeLeak;
use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::app::{Action, Edit};
use crate::attribution::codes::CodeMatcher;
use crate::model::format::{self, NumberStyle, plural};
use crate::model::money::Currency;
use crate::model::rules::CodeRule;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tone, size, space};
use crate::ui::widgets::badge::badge;
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::rows::{ListRow, hairline};

/// Widest a pattern gets before it is cut.
const PATTERN: f32 = 150.0;

/// Codes that are used by strangers, with what can be done about them; nothing where there are none.
pub(super) fn leaks_card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let Some(report) = scene.report.filter(|report| !report.rules.leaks.is_empty()) else {
        return;
    };
    Card::new()
        .title("Codes that may have leaked")
        .show(ui, |ui| {
            for leak in &report.rules.leaks {
                let (title, detail) = leak_sentences(leak, scene.snapshot.currency);
                ui.spacing_mut().item_spacing.y = space::XS;
                ui.spacing_mut().indent = size::DOT + space::S;
                ListRow::new(&title).tone(Tone::Warning).last().show(ui);
                ui.indent("leak", |ui| {
                    parts::note(ui, detail);
                    leak_actions(ui, scene, leak, outbox);
                });
            }
        });
}

/// What speaks for a leak: since when strangers redeem the code, and what the code is worth.
fn leak_sentences(leak: &CodeLeak, currency: Currency) -> (String, String) {
    let style = NumberStyle::default();
    let signal = &leak.signal;
    let title = match (signal.spike, signal.since_spike()) {
        (Some(spike), Some((orders, strangers))) if orders > 0 => format!(
            "{}: {} of orders since {} came without UTM values",
            leak.code,
            style.percent(strangers as f64 / orders as f64, 0),
            format::day(spike.monday)
        ),
        _ => format!("{} is used outside {}", leak.code, leak.workflow),
    };
    let mut detail = Vec::new();
    if let Some(spike) = signal.spike {
        detail.push(format!(
            "{} in that week, {} usually",
            plural(spike.orders as i64, "order", "orders"),
            style.decimal(spike.usual, 0)
        ));
    }
    if let Some(share) = signal.share_outside() {
        detail.push(format!(
            "{} of all from outside VIP",
            style.percent(share, 0)
        ));
    }
    let net = parts::whole(signal.net_minor, currency);
    detail.push(format!("{net} net credited or claimed"));
    (title, detail.join("; "))
}

fn leak_actions(ui: &mut Ui, scene: &Scene<'_>, leak: &CodeLeak, outbox: &mut Outbox) {
    let orders = plural(leak.signal.orders as i64, "order", "orders");
    if Button::link(format!("See {orders}")).show(ui).clicked() {
        let filter = OrderFilter::Code(leak.code.clone());
        outbox.send(Action::ShowRows(RowsQuery::Orders(filter, scene.period())));
    }
    let Some((at, rule)) = rule_of(scene, &leak.code) else {
        return;
    };
    let pattern = rule.pattern.display();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.spacing_mut().interact_size.y = 0.0;
        if !rule.shared {
            let hover = format!(
                "Marks rule {pattern} as shared: UTM values on the order win before it. Ctrl+Z takes it back"
            );
            let button = Button::link("Let UTM win first").hover(hover);
            if button.show(ui).clicked() {
                let shared = CodeRule {
                    shared: true,
                    ..rule.clone()
                };
                outbox.edit(Edit::PutCodeRule(Some(at), shared));
            }
        }
        let hover = format!(
            "Removes the rule: its orders go to other evidence on them, or to no workflow. {} loses the credit. Ctrl+Z takes it back",
            rule.workflow
        );
        let button = Button::link(format!("Remove rule {pattern}")).hover(hover);
        if button.destructive().show(ui).clicked() {
            outbox.edit(Edit::RemoveCodeRule(at));
        }
    });
}

/// The rule that takes a code now: the report may be the one of earlier rules.
fn rule_of<'a>(scene: &Scene<'a>, code: &str) -> Option<(usize, &'a CodeRule)> {
    let at = CodeMatcher::new(&scene.rules.codes).ok()?.rule_of(code)?;
    scene.rules.codes.get(at).map(|rule| (at, rule))
}

/// The code rules in order.
pub(super) fn rules_card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    Card::new()
        .title("Code rules")
        .subtitle("The first rule that matches a code counts")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, rule) in scene.rules.codes.iter().enumerate() {
                rule_row(ui, scene, (at, rule), outbox);
            }
            ui.add_space(space::S);
            let add = Button::secondary("Add rule").icon(icons::PLUS);
            let add = add.hover("Maps a code, a beginning or a pattern of codes to a workflow");
            if add.show(ui).clicked() {
                outbox.send(new_rule(String::new()));
            }
        });
}

fn rule_row(ui: &mut Ui, scene: &Scene<'_>, (at, rule): (usize, &CodeRule), outbox: &mut Outbox) {
    let pattern = rule.pattern.display();
    parts::row(
        ui,
        size::ROW,
        |ui| {
            parts::tag_within(ui, &pattern, PATTERN);
            if rule.shared {
                badge(ui, "shared", false).on_hover_text("It wins after UTM instead of before it");
            }
        },
        |ui| {
            if icon_button(ui, icons::TRASH, &format!("Remove rule {pattern}")).clicked() {
                outbox.edit(Edit::RemoveCodeRule(at));
            }
            if icon_button(ui, icons::EDIT, &format!("Edit rule {pattern}")).clicked() {
                outbox.send(open_rule(at, rule));
            }
        },
    );
    // The counts of another number of rules would stand beside the wrong ones.
    let matches = scene.report.map(|report| &report.rules.matches);
    let matches = matches.filter(|matches| matches.len() == scene.rules.codes.len());
    let matched = matches.and_then(|matches| matches.get(at));
    parts::row(
        ui,
        size::TAG,
        |ui| {
            let workflow = format!("→ {}", rule.workflow);
            parts::word(ui, &workflow, Font::Secondary, true);
        },
        |ui| {
            let Some(matched) = matched else {
                return;
            };
            scene.dim_old(ui);
            let orders = plural(matched.orders as i64, "order", "orders");
            let net = NumberStyle::default().money(matched.net_minor, scene.snapshot.currency);
            let codes = plural(matched.codes as i64, "code", "codes");
            let meaning = format!(
                "Orders with a code that this rule takes: {codes}, {net} net. Another signal may still win them"
            );
            let definition = Definition::new(pattern.clone(), meaning);
            let query = (OrderFilter::CodeRule(at), scene.period());
            parts::orders_link(ui, &orders, &definition, query, outbox);
        },
    );
    ui.add_space(space::XS);
    hairline(ui);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::LeakSignal;
    use crate::attribution::leak::{Spike, WeeklyRedemptions};
    use crate::model::time::Day;

    #[test]
    fn a_leak_says_since_when_and_by_whom() {
        let monday = Day::from_date("2026-04-13".parse().unwrap());
        let leak = CodeLeak {
            code: "VIP20".into(),
            workflow: "VIP".into(),
            signal: LeakSignal {
                orders: 100,
                net_minor: 914_000,
                outside: Some(70),
                weekly: vec![WeeklyRedemptions {
                    monday,
                    orders: 50,
                    without_touch: 31,
                }],
                spike: Some(Spike {
                    monday,
                    orders: 50,
                    usual: 4.0,
                }),
                ..LeakSignal::default()
            },
        };
        let currency = Currency::parse("EUR").unwrap();
        let (title, detail) = leak_sentences(&leak, currency);
        assert_eq!(
            title,
            "VIP20: 62 % of orders since 13 Apr 2026 came without UTM values"
        );
        assert_eq!(
            detail,
            "50 orders in that week, 4 usually; 70 % of all from outside VIP; €9,140 net credited or claimed"
        );
    }
}
