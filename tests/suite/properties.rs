//! Segments by what an export of people says in columns of its own, headless and in the window.

use std::fs;
use std::path::Path;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};

use crate::command_line::{holdout, json, path};
use crate::window::Window;

const ORDERS: &str = "\
Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id
#1,a@example.com,paid,EUR,29.00,29.00,2026-01-01 10:00:00 +0000,1,House blend,29.00,1
#2,b@example.com,paid,EUR,29.00,29.00,2026-01-02 10:00:00 +0000,1,House blend,29.00,2
#3,c@example.com,paid,EUR,29.00,29.00,2026-01-03 10:00:00 +0000,1,House blend,29.00,3
";

const PROFILES: &str = "\
Email,Klaviyo ID,First Name,Email Marketing Consent,Historic Number Of Orders,Profile Created On,Date Added,Last Open,Last Click,Email Suppressions,Favourite roast
a@example.com,01A,Ann,SUBSCRIBED,1,2025-03-01 10:00:00,2025-03-01 10:00:00,,,[],Dark
b@example.com,01B,Ben,SUBSCRIBED,1,2025-03-01 10:00:00,2025-03-01 10:00:00,,,[],light
d@example.com,01D,Dan,SUBSCRIBED,0,2025-03-01 10:00:00,2025-03-01 10:00:00,,,[],DARK
";

fn shop(folder: &Path) -> String {
    let workspace = path(folder, "shop.holdout");
    for (name, text) in [("orders.csv", ORDERS), ("profiles.csv", PROFILES)] {
        fs::write(folder.join(name), text).unwrap();
        let imported = holdout(&["import", "-w", &workspace, &path(folder, name)]);
        assert!(imported.status.success(), "{imported:?}");
    }
    workspace
}

#[test]
fn a_custom_property_makes_a_segment() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path());
    let check = |rule: &str, people: u64| {
        let counted = json(&["segment", "-w", &workspace, "count", rule, "--json"]);
        assert_eq!(counted["people"], people, "{rule}");
    };
    check("property(\"favourite roast\") = dark", 1);
    check("property(\"Favourite roast\") != dark", 2);
    check("property(\"Favourite roast\") is set", 2);
    check(
        "property(\"Favourite roast\") contains ARK and orders >= 0",
        2,
    );
}

#[test]
fn the_builder_offers_the_properties_that_are_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = shop(folder.path());
    let mut window = Window::open(folder, workspace.into(), Vec::new());
    window.press(Modifiers::NONE, Key::Num4);
    let rule = |window: &Window| window.harness.state().state().view.segments.rule.clone();
    let before = rule(&window);
    window.click(Role::Button, "Add condition");
    window.click(Role::MenuItemRadio, "Property: Favourite roast");
    let is_set = format!("{before} and property(\"Favourite roast\") is set");
    assert_eq!(rule(&window), is_set);
    window.click(Role::ComboBox, "Operator of condition 2");
    window.click(Role::MenuItemRadio, "is");
    window.write("Value of condition 2", "Dark");
    let is_dark = format!("{before} and property(\"Favourite roast\") = Dark");
    assert_eq!(rule(&window), is_dark);
}
