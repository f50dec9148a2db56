//! The overlap card: the segment beside "no order in 90 days", the rule that most tools ship with.

use eframe::egui::{Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::analysis::rows::RowsQuery;
use crate::analysis::segment::{FixedRuleOverlap, SegmentReport};
use crate::app::Action;
use crate::model::format::{NumberStyle, plural};
use crate::segments::{self, Condition, Field, Operator, Preset, Rule};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tokens, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::card::Card;

use super::size::key;

/// How a rule relates to a fixed number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    /// It is nothing but "overdue against the own rhythm".
    Overdue,
    /// It asks for being overdue, among other things.
    OverdueAndMore,
    /// It asks something else.
    Other,
}

pub(super) fn show(ui: &mut Ui, report: &SegmentReport, outbox: &mut Outbox) {
    let fixed = report.fixed_rule;
    let relation = relation(&report.rule);
    let (title, subtitle) = sentences(relation, fixed);
    Card::new().title(title).subtitle(subtitle).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        bar(ui, fixed);
        ui.horizontal_wrapped(|ui| legend(ui, relation, fixed, &report.rule, outbox));
    });
}

fn relation(rule: &str) -> Relation {
    let Ok(rule) = segments::parse(rule) else {
        return Relation::Other;
    };
    let is_overdue = |rule: &Rule| {
        matches!(
            rule,
            Rule::Condition(Condition::Compare {
                field: Field::GapRatio,
                operator: Operator::Greater | Operator::AtLeast,
                ..
            })
        )
    };
    match &rule {
        Rule::And(rules) if rules.iter().any(is_overdue) => Relation::OverdueAndMore,
        rule if is_overdue(rule) => Relation::Overdue,
        Rule::And(_) | Rule::Or(_) | Rule::Not(_) | Rule::Condition(_) => Relation::Other,
    }
}

fn sentences(relation: Relation, fixed: FixedRuleOverlap) -> (String, String) {
    let style = NumberStyle::default();
    let count = |count: u64| style.count(count as i64);
    let called = plural(fixed.fixed_only as i64, "person", "people");
    match relation {
        Relation::Overdue => (
            format!(
                "Fixed 90 days would miss {} of them",
                count(fixed.segment_only)
            ),
            format!("And would call {called} at risk who are on their usual rhythm"),
        ),
        Relation::OverdueAndMore => (
            format!(
                "Fixed 90 days would miss {} of them",
                count(fixed.segment_only)
            ),
            format!("And would call {called} at risk who are not in this segment"),
        ),
        Relation::Other => (
            "Beside a fixed 90 days".to_owned(),
            format!(
                "{} of {} in this segment have not ordered for 90 days",
                count(fixed.both),
                plural((fixed.both + fixed.segment_only) as i64, "person", "people")
            ),
        ),
    }
}

fn bar(ui: &mut Ui, fixed: FixedRuleOverlap) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    response.widget_info(|| {
        let FixedRuleOverlap {
            segment_only,
            both,
            fixed_only,
        } = fixed;
        let words = format!(
            "Only in the segment {segment_only}, both {both}, only by fixed 90 days {fixed_only}"
        );
        WidgetInfo::labeled(Role::Label, true, words)
    });
    let all = fixed.segment_only + fixed.both + fixed.fixed_only;
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 3, tokens.ground.sunken);
    if all == 0 {
        return;
    }
    let mut left = rect.left();
    let parts = [
        (fixed.segment_only, tokens.accent),
        (fixed.both, tokens.accent_soft),
        (fixed.fixed_only, tokens.line),
    ];
    for (count, colour) in parts {
        let width = rect.width() * (count as f32 / all as f32);
        let part = Rect::from_min_size(rect.min, rect.size())
            .with_min_x(left)
            .with_max_x(left + width);
        painter.rect_filled(part, 3, colour);
        left += width;
    }
}

fn legend(
    ui: &mut Ui,
    relation: Relation,
    fixed: FixedRuleOverlap,
    rule: &str,
    outbox: &mut Outbox,
) {
    let tokens = Tokens::of(ui);
    let own = match relation {
        Relation::Overdue => "Own rhythm only",
        Relation::OverdueAndMore | Relation::Other => "Segment only",
    };
    let fixed_rule = Preset::NotPurchased.rule();
    let parts = [
        (
            tokens.accent,
            own,
            fixed.segment_only,
            format!("({rule}) and not ({fixed_rule})"),
        ),
        (
            tokens.accent_soft,
            "Both",
            fixed.both,
            format!("({rule}) and {fixed_rule}"),
        ),
        (
            tokens.line,
            "Fixed only",
            fixed.fixed_only,
            format!("{fixed_rule} and not ({rule})"),
        ),
    ];
    for (colour, name, count, rule) in parts {
        ui.spacing_mut().item_spacing.x = space::XS;
        key(ui, colour, name);
        let count = NumberStyle::default().count(count as i64);
        let rows = Button::link(count).hover(format!("{rule}. Click for the people"));
        if rows.show(ui).clicked() {
            outbox.send(Action::ShowRows(RowsQuery::Segment(rule)));
        }
        ui.add_space(space::S);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_overdue_rules_are_said_to_be_missed() {
        assert_eq!(relation("gap_ratio > 1.25"), Relation::Overdue);
        assert_eq!(
            relation("gap_ratio >= 2 and orders >= 2"),
            Relation::OverdueAndMore
        );
        assert_eq!(relation("gap_ratio <= 1"), Relation::Other);
        assert_eq!(relation("gap_ratio > 1 or orders > 2"), Relation::Other);
        assert_eq!(relation("top(net, 10%)"), Relation::Other);
    }

    #[test]
    fn the_rows_of_each_part_can_be_asked_for() {
        let rule = "gap_ratio > 1.25 or orders = 1";
        let fixed = Preset::NotPurchased.rule();
        for text in [
            format!("({rule}) and not ({fixed})"),
            format!("({rule}) and {fixed}"),
            format!("{fixed} and not ({rule})"),
        ] {
            assert!(segments::parse(&text).is_ok(), "{text}");
        }
    }
}
