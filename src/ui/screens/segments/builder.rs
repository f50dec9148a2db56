//! The rule as rows: field, operator and value, joined by one word.

use eframe::egui::{Align, CursorIcon, Popup, Response, Sense, Stroke, Ui, vec2};

use crate::app::State;
use crate::model::profile::Consent;
use crate::segments::{self, Condition, Field, FieldKind, Operator, Value};
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::badge::tag;
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::chip::menu_item;
use crate::ui::widgets::paint;

use super::controls::{self, Input, declare, menu_tag, tag_width};
use super::flat::{self, FlatRow, FlatRule, Join};
use super::property;
use super::with_rule;

/// Width of the word before a row.
const WORD: f32 = 34.0;
/// Least width of a value.
const VALUE: f32 = 76.0;

/// Width of menus; longer words widen it.
const MENU: f32 = 200.0;

/// What a row asks for.
enum Change {
    Replace(FlatRow),
    Join(Join),
    Remove,
}

/// Draws the rows, or why there are none.
pub(super) fn show(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Ok(rule) = segments::parse(&state.view.segments.rule) else {
        return;
    };
    let Some(flat) = FlatRule::of(&rule) else {
        let muted = Tokens::of(ui).ink.muted;
        let text = "This rule has parentheses, so it is edited as text";
        ui.label(Font::Secondary.text(text, muted));
        return;
    };
    let properties = property::names(state);
    let mut wanted = None;
    if flat.rows.is_empty() {
        let muted = Tokens::of(ui).ink.muted;
        ui.label(Font::Body.text("Everyone: no condition yet", muted));
    }
    for (at, row) in flat.rows.iter().enumerate() {
        if let Some(change) = row_ui(ui, at, (flat.join, row), &properties) {
            wanted = Some((at, change));
        }
    }
    if let Some(condition) = add_menu(ui, &properties) {
        let mut longer = flat.clone();
        longer.rows.push(FlatRow {
            negated: false,
            condition,
        });
        outbox.send(with_rule(state, longer.text()));
    }
    if let Some((at, change)) = wanted {
        let mut changed = flat;
        match change {
            Change::Replace(row) => changed.rows[at] = row,
            Change::Join(join) => changed.join = join,
            Change::Remove => {
                changed.rows.remove(at);
            }
        }
        outbox.send(with_rule(state, changed.text()));
    }
}

fn add_menu(ui: &mut Ui, properties: &[&str]) -> Option<Condition> {
    let button = Button::link("Add condition").icon(icons::PLUS).show(ui);
    Popup::menu(&button)
        .width(MENU)
        .show(|ui| {
            let field = field_menu(ui, None, |_| true).map(flat::starting);
            let property = property::menu(ui, properties, None).map(property::starting);
            field.or(property)
        })
        .and_then(|shown| shown.inner)
}

fn field_menu(ui: &mut Ui, chosen: Option<Field>, fits: impl Fn(Field) -> bool) -> Option<Field> {
    ui.spacing_mut().item_spacing.y = 1.0;
    let mut picked = None;
    for field in Field::ALL.into_iter().filter(|&field| fits(field)) {
        let item = menu_item(ui, field.label(), chosen == Some(field));
        if item.on_hover_text(field.help()).clicked() {
            picked = Some(field);
        }
    }
    picked
}

/// One condition; on two lines where the window is too narrow for one.
fn row_ui(
    ui: &mut Ui,
    at: usize,
    (join, row): (Join, &FlatRow),
    properties: &[&str],
) -> Option<Change> {
    let mut change = None;
    ui.push_id(("condition", at), |ui| {
        let gaps = 4.0 * space::XS;
        let needed = WORD + controls::TAG + VALUE + size::CONTROL + gaps;
        let (subject, room) = (subject(&row.condition), ui.available_width());
        let is_narrow = needed + tag_width(ui, &subject) > room;
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.horizontal(|ui| {
            change = word_ui(ui, at, join, row);
            take(&mut change, subject_ui(ui, at, row, (&subject, properties)));
            if !is_narrow {
                rest_ui(ui, at, row, &mut change);
            }
        });
        if is_narrow {
            ui.horizontal(|ui| {
                ui.add_space(WORD + space::XS);
                rest_ui(ui, at, row, &mut change);
            });
        }
    });
    change
}

fn take(change: &mut Option<Change>, condition: Option<(bool, Condition)>) {
    if let Some((negated, condition)) = condition {
        *change = Some(Change::Replace(FlatRow { negated, condition }));
    }
}

/// The word before a row; its menu changes the word between all rows and negates this one.
fn word_ui(ui: &mut Ui, at: usize, join: Join, row: &FlatRow) -> Option<Change> {
    let first = at == 0;
    let word = match (first, row.negated) {
        (true, false) => "if",
        (true, true) => "not",
        (false, _) => join.word(),
    };
    let word = if row.negated && !first {
        format!("{word} not")
    } else {
        word.to_owned()
    };
    let name = format!("Word before condition {}", at + 1);
    let response = word_button(ui, &word, &name);
    Popup::menu(&response)
        .width(MENU)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let mut change = None;
            if !first {
                for (one, text) in [
                    (Join::And, "and: all of them"),
                    (Join::Or, "or: any of them"),
                ] {
                    if menu_item(ui, text, one == join).clicked() && one != join {
                        change = Some(Change::Join(join.other()));
                    }
                }
            }
            if menu_item(ui, "not: turn this condition around", row.negated).clicked() {
                change = Some(Change::Replace(FlatRow {
                    negated: !row.negated,
                    condition: row.condition.clone(),
                }));
            }
            change
        })
        .and_then(|shown| shown.inner)
}

fn word_button(ui: &mut Ui, word: &str, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let galley = paint::line(ui, word, Font::Body, tokens.ink.muted);
    let width = galley.size().x.ceil().max(WORD);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    declare(ui, &response, name, word);
    let placed = paint::place(ui.painter(), rect, Align::Min, galley);
    if response.hovered() {
        let line = Stroke::new(size::LINE, tokens.ink.muted);
        ui.painter().hline(placed.x_range(), placed.bottom(), line);
    }
    paint::focus_ring(ui, &response, rect, size::RADIUS_TAG);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What the condition asks about, in words.
pub(super) fn subject(condition: &Condition) -> String {
    match condition {
        Condition::Compare { field, .. } | Condition::OneOf { field, .. } => {
            field.label().to_owned()
        }
        Condition::Top { field, .. } => format!("Top by {}", field.label().to_lowercase()),
        Condition::Arm { experiment, arm } => format!("{experiment}: {arm}"),
        Condition::Property { name, .. } => property::label(name),
    }
}

fn subject_ui(
    ui: &mut Ui,
    at: usize,
    row: &FlatRow,
    (text, properties): (&str, &[&str]),
) -> Option<(bool, Condition)> {
    let name = format!("Field of condition {}", at + 1);
    let field = match &row.condition {
        Condition::Compare { field, .. }
        | Condition::OneOf { field, .. }
        | Condition::Top { field, .. } => *field,
        Condition::Arm { .. } => {
            // The word "in" says what `arm(…)` asks.
            tag(ui, text);
            return None;
        }
        Condition::Property { name: chosen, test } => {
            let response = menu_tag(ui, text, &name);
            let picked = Popup::menu(&response)
                .width(MENU)
                .show(|ui| {
                    let field = field_menu(ui, None, |_| true).map(flat::starting);
                    let picked = property::menu(ui, properties, Some(chosen));
                    field.or(picked.map(|name| Condition::Property {
                        name: name.to_owned(),
                        test: test.clone(),
                    }))
                })
                .and_then(|shown| shown.inner)?;
            return Some((row.negated, picked));
        }
    };
    let is_top = matches!(row.condition, Condition::Top { .. });
    let response = menu_tag(ui, text, &name).on_hover_text(field.help());
    let picked = Popup::menu(&response)
        .width(MENU)
        .show(|ui| {
            let fits = |field: Field| !is_top || field.kind().is_number();
            let field = field_menu(ui, Some(field), fits);
            let properties: &[&str] = if is_top { &[] } else { properties };
            let property = property::menu(ui, properties, None).map(property::starting);
            let on_field = |field| flat::on_field(&row.condition, field);
            field.map(on_field).or(property)
        })
        .and_then(|shown| shown.inner)?;
    Some((row.negated, picked))
}

/// Operator, value and the button that removes the row.
fn rest_ui(ui: &mut Ui, at: usize, row: &FlatRow, change: &mut Option<Change>) {
    let condition = match &row.condition {
        Condition::Compare {
            field,
            operator,
            value,
        } => {
            let operator_picked = operator_ui(ui, at, *field, *operator);
            let typed = value_ui(ui, at, *field, value);
            (operator_picked.is_some() || typed.is_some()).then(|| Condition::Compare {
                field: *field,
                operator: operator_picked.unwrap_or(*operator),
                value: typed.unwrap_or_else(|| value.clone()),
            })
        }
        Condition::Top { field, share } => {
            let name = format!("Value of condition {}", at + 1);
            let input = Input {
                name: &name,
                shown: &share.to_string(),
                unit: "",
                widest: VALUE,
            };
            let typed = input.show(ui, flat::typed_share);
            typed.map(|share| Condition::Top {
                field: *field,
                share,
            })
        }
        Condition::OneOf { values, .. } => {
            let list: Vec<String> = values.iter().map(flat::shown).collect();
            ui.label(Font::Body.text("in", Tokens::of(ui).ink.muted));
            ui.scope(|ui| {
                ui.set_max_width(ui.available_width() - size::CONTROL - space::XS);
                tag(ui, &list.join(", ")).on_hover_text("Change the list in the text below");
            });
            None
        }
        Condition::Arm { .. } => None,
        Condition::Property { name, test } => {
            let test = property::test_ui(ui, at, test);
            test.map(|test| Condition::Property {
                name: name.clone(),
                test,
            })
        }
    };
    take(change, condition.map(|condition| (row.negated, condition)));
    let name = format!("Remove condition {}", at + 1);
    if icon_button(ui, icons::CLOSE, &name).clicked() {
        *change = Some(Change::Remove);
    }
}

fn operator_ui(ui: &mut Ui, at: usize, field: Field, operator: Operator) -> Option<Operator> {
    let name = format!("Operator of condition {}", at + 1);
    let response = menu_tag(ui, sign(operator), &name);
    Popup::menu(&response)
        .width(MENU)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let mut picked = None;
            for one in Operator::ALL.into_iter().filter(|one| one.fits(field)) {
                let text = format!("{}  {}", sign(one), meaning(one));
                if menu_item(ui, text.trim(), one == operator).clicked() {
                    picked = Some(one);
                }
            }
            picked
        })
        .and_then(|shown| shown.inner)
        .filter(|&picked| picked != operator)
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "≠",
        Operator::Greater => ">",
        Operator::AtLeast => "≥",
        Operator::Less => "<",
        Operator::AtMost => "≤",
        Operator::Contains => "contains",
    }
}

fn meaning(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "is",
        Operator::NotEqual => "is not",
        Operator::Greater => "more than",
        Operator::AtLeast => "at least",
        Operator::Less => "less than",
        Operator::AtMost => "at most",
        Operator::Contains => "",
    }
}

fn value_ui(ui: &mut Ui, at: usize, field: Field, value: &Value) -> Option<Value> {
    let name = format!("Value of condition {}", at + 1);
    let text = flat::shown(value);
    if field.kind() == FieldKind::Choice {
        let response = menu_tag(ui, &text, &name);
        return Popup::menu(&response)
            .width(MENU)
            .show(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let mut picked = None;
                for word in Consent::ALL.map(Consent::id) {
                    if menu_item(ui, word, word == text).clicked() {
                        picked = Some(Value::Text(word.to_owned()));
                    }
                }
                picked
            })
            .and_then(|shown| shown.inner);
    }
    let unit = match field.kind() {
        FieldKind::Days => field.unit(),
        FieldKind::Count
        | FieldKind::Money
        | FieldKind::Ratio
        | FieldKind::Share
        | FieldKind::Text
        | FieldKind::Choice => "",
    };
    let input = Input {
        name: &name,
        shown: &text,
        unit,
        widest: if field.kind().is_number() {
            VALUE
        } else {
            220.0
        },
    };
    input.show(ui, |text| flat::typed_value(field, text))
}
