//! Codes without a workflow: beginnings that several share first, then one by one.

use eframe::egui::{ScrollArea, Ui};

use super::{Scene, new_rule, parts};
use crate::analysis::attribution::RulesReport;
use crate::analysis::rows::OrderFilter;
use crate::model::format::{NumberStyle, plural};
use crate::ui::outbox::Outbox;
use crate::ui::theme::size;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::rows::hairline;

/// Height of the list before it scrolls by itself.
const LIST: f32 = 320.0;
/// Widest a code gets before it is cut.
const CODE: f32 = 120.0;

pub(super) fn card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let Some(report) = scene.report else {
        return;
    };
    let rules = &report.rules;
    let rows = rules.suggestions.len() + rules.unmapped.len();
    Card::new()
        .title("Codes without a workflow")
        .subtitle(sentence(rules))
        .show(ui, |ui| {
            if rows == 0 {
                return;
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            let row_height = size::ROW + size::LINE;
            ScrollArea::vertical()
                .id_salt("unmapped-codes")
                .max_height(LIST)
                .auto_shrink([false, true])
                .show_rows(ui, row_height, rows, |ui, range| {
                    for at in range {
                        row(ui, scene, &entry(rules, at), outbox);
                    }
                });
        });
}

fn sentence(rules: &RulesReport) -> String {
    let unmapped = rules.codes.iter().filter(|usage| usage.rule.is_none());
    match unmapped.count() {
        0 => "Every code that was used has a rule".to_owned(),
        codes => format!(
            "{} claim nothing until a rule maps them",
            plural(codes as i64, "code", "codes")
        ),
    }
}

/// A line of the queue.
struct Entry {
    pattern: String,
    codes: Option<u64>,
    orders: u64,
    net_minor: i64,
    filter: OrderFilter,
}

fn entry(rules: &RulesReport, at: usize) -> Entry {
    if let Some(prefix) = rules.suggestions.get(at) {
        return Entry {
            pattern: format!("{}*", prefix.prefix),
            codes: Some(prefix.codes),
            orders: prefix.orders,
            net_minor: prefix.net_minor,
            filter: OrderFilter::UnmappedCodes(prefix.prefix.clone()),
        };
    }
    let usage = &rules.unmapped[at - rules.suggestions.len()];
    Entry {
        pattern: usage.code.clone(),
        codes: None,
        orders: usage.orders,
        net_minor: usage.net_minor,
        filter: OrderFilter::Code(usage.code.clone()),
    }
}

fn row(ui: &mut Ui, scene: &Scene<'_>, entry: &Entry, outbox: &mut Outbox) {
    let currency = scene.snapshot.currency;
    let mut is_mapped = false;
    parts::row(
        ui,
        size::ROW,
        |ui| {
            parts::tag_within(ui, &entry.pattern, CODE);
            let orders = plural(entry.orders as i64, "order", "orders");
            let text = match entry.codes {
                Some(codes) => format!("{}, {orders}", plural(codes as i64, "code", "codes")),
                None => format!("{orders}, {}", parts::whole(entry.net_minor, currency)),
            };
            let net = NumberStyle::default().money(entry.net_minor, currency);
            let meaning = format!("Orders with a code that no rule maps: {orders}, {net} net");
            let definition = Definition::new(entry.pattern.clone(), meaning);
            let query = (entry.filter.clone(), scene.period());
            parts::orders_link(ui, &text, &definition, query, outbox);
        },
        |ui| {
            let map = Button::link("Map").hover(format!("Map {} to a workflow", entry.pattern));
            is_mapped = map.show(ui).clicked();
        },
    );
    hairline(ui);
    if is_mapped {
        outbox.send(new_rule(entry.pattern.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{CodeUsage, PrefixSuggestion};

    #[test]
    fn beginnings_come_before_single_codes() {
        let rules = RulesReport {
            suggestions: vec![PrefixSuggestion {
                prefix: "SUMMER-".into(),
                codes: 9,
                orders: 27,
                net_minor: 1,
            }],
            unmapped: vec![CodeUsage {
                code: "HONEY15".into(),
                orders: 41,
                net_minor: 2,
                discount_minor: 0,
                rule: None,
            }],
            ..RulesReport::default()
        };
        let patterns = [0, 1].map(|at| entry(&rules, at).pattern);
        assert_eq!(patterns, ["SUMMER-*", "HONEY15"]);
        assert_eq!(sentence(&rules), "Every code that was used has a rule");
    }
}
