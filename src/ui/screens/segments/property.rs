//! A condition on a profile property as a row of the builder: its choice list, test and value.

use eframe::egui::{Popup, ScrollArea, Ui};

use crate::app::State;
use crate::segments::{Condition, PropertyOperator, PropertyTest};
use crate::ui::widgets::chip::menu_item;
use crate::ui::widgets::rows::hairline;

use super::controls::{Input, menu_tag};

/// Most height of the list of properties; longer lists scroll.
const LIST: f32 = 200.0;
/// Width of menus; longer words widen it.
const MENU: f32 = 200.0;
/// Most width of a value.
const VALUE: f32 = 220.0;

/// What a new condition on a property asks.
pub(super) fn starting(name: &str) -> Condition {
    Condition::Property {
        name: name.to_owned(),
        test: PropertyTest::IsSet,
    }
}

/// The properties that profiles have, by name.
pub(super) fn names(state: &State) -> Vec<&str> {
    let loaded = state.session.loaded.as_ref();
    let names = loaded.map(|loaded| {
        let snapshot = &loaded.snapshot;
        let columns = snapshot.people.properties.iter();
        columns.map(|column| snapshot.text(column.name)).collect()
    });
    names.unwrap_or_default()
}

/// The properties below the fields of a menu; the one that was picked.
pub(super) fn menu<'a>(ui: &mut Ui, names: &[&'a str], chosen: Option<&str>) -> Option<&'a str> {
    if names.is_empty() {
        return None;
    }
    hairline(ui);
    let mut picked = None;
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        for &name in names {
            let is_chosen = chosen.is_some_and(|chosen| chosen.eq_ignore_ascii_case(name));
            let item = menu_item(ui, &label(name), is_chosen);
            let help = "A column of an export of people, as of the newest one; numbers are compared as text";
            if item.on_hover_text(help).clicked() {
                picked = Some(name);
            }
        }
    });
    picked
}

/// The words for a property.
pub(super) fn label(name: &str) -> String {
    format!("Property: {name}")
}

/// Test and value; the test that was chosen or typed.
pub(super) fn test_ui(ui: &mut Ui, at: usize, test: &PropertyTest) -> Option<PropertyTest> {
    let operator = operator_ui(ui, at, test.operator());
    let typed = test.value().and_then(|value| {
        let name = format!("Value of condition {}", at + 1);
        let input = Input {
            name: &name,
            shown: value,
            unit: "",
            widest: VALUE,
        };
        input.show(ui, |text| Some(text.trim().to_owned()))
    });
    if operator.is_none() && typed.is_none() {
        return None;
    }
    let value = typed.unwrap_or_else(|| test.value().unwrap_or_default().to_owned());
    Some(operator.unwrap_or(test.operator()).test(value))
}

fn operator_ui(ui: &mut Ui, at: usize, operator: PropertyOperator) -> Option<PropertyOperator> {
    let name = format!("Operator of condition {}", at + 1);
    let response = menu_tag(ui, operator.label(), &name);
    Popup::menu(&response)
        .width(MENU)
        .show(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let mut picked = None;
            for one in PropertyOperator::ALL {
                if menu_item(ui, one.label(), one == operator).clicked() {
                    picked = Some(one);
                }
            }
            picked
        })
        .and_then(|shown| shown.inner)
        .filter(|&picked| picked != operator)
}
