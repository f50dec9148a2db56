//! Experiments through the window: results with every reading, goals, self-checks, tables of units.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Vec2};
use egui_kittest::kittest::Queryable as _;
use holdout::app::view::Screen;
use holdout::model::experiment::Question;

use crate::units;
use crate::window::Window;

/// A window on the result of a sample experiment, tall enough for everything below the verdict.
fn on_result(experiment: &str) -> Window {
    let mut window = Window::on_sample();
    window.harness.set_size(Vec2::new(1280.0, 3200.0));
    window.settle();
    window.click(Role::Tab, "Experiments");
    window.click(Role::Row, experiment);
    window
}

#[test]
fn one_large_order_is_called_out_and_its_readings_are_one_click_away() {
    let mut window = on_result("loyalty_banner");
    assert!(window.shows("One order decides: capped and median see nothing"));
    assert!(
        !window.shows("Mann-Whitney ranks"),
        "conversion has no ranks"
    );
    window.click(Role::Button, "Show its readings");
    assert!(window.shows("Mann-Whitney ranks"));
    assert!(window.shows("Capped at P99"));
    assert!(window.shows("Planned sample 5,000"));
    assert!(window.shows("Exploratory"));
    assert!(window.shows("as far as this test can see"));
}

#[test]
fn a_self_check_runs_on_request_and_belongs_to_its_data() {
    let mut window = on_result("aa_footer");
    assert!(!window.shows("split at random 1,000 times"));
    window.click(Role::Button, "Run self-check");
    assert!(window.shows("1,000 people split at random 1,000 times"));
    assert!(window.shows("The share of false wins is what the test promises"));
    window.click(Role::Button, "All experiments");
    window.click(Role::Row, "aa_footer");
    assert!(window.shows("Run again"), "kept for the experiment");
    window.press(Modifiers::NONE, Key::Num3);
    window.click(Role::RadioButton, "Exclusions");
    window.click(Role::CheckBox, "Unpaid");
    window.press(Modifiers::NONE, Key::Num5);
    assert!(
        window.shows("Run self-check"),
        "other rules are other data: the old check is dropped"
    );
}

#[test]
fn a_blocked_result_says_nothing_further() {
    let window = on_result("browse_reminder");
    assert!(window.shows("are withheld"));
    for words in [
        "Other readings",
        "Rolled out",
        "Inside segments",
        "Run self-check",
    ] {
        let card = window.harness.query_by_label(words);
        assert!(card.is_none(), "{words}");
    }
}

#[test]
fn an_effect_is_scaled_to_any_number_of_people() {
    let mut window = on_result("welcome_holdout");
    assert!(window.shows("The whole interval is a gain"));
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "People to roll out to")
        .focus();
    window.settle();
    window.harness.event(Event::Text("40,000".to_owned()));
    window.settle();
    assert!(window.shows("40,000 people"));
    let thousand = window
        .harness
        .state()
        .state()
        .answers
        .experiment()
        .unwrap()
        .roll_out[0];
    let scaled = thousand.for_people(40_000.0).value;
    assert!(
        (scaled - 10.0 * thousand.net.value).abs() < 1e-6,
        "4,000 people were in the test"
    );
}

#[test]
fn a_goal_is_set_before_the_data_and_asked_of_the_metric_that_decides() {
    let mut window = on_result("welcome_holdout");
    window.click(Role::Button, "Settings…");
    window.click(Role::RadioButton, "Not worse");
    assert!(window.shows("A margin is missing"));
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Margin in percentage points")
        .focus();
    window.settle();
    window.harness.event(Event::Text("1".to_owned()));
    window.settle();
    window.click(Role::Button, "Save");
    let state = window.harness.state().state();
    let definition = &state.answers.experiment().unwrap().definition;
    assert_eq!(
        definition.goal.question,
        Question::NotWorse { margin: 0.01 }
    );
    assert!(window.shows("against the margin"));
}

#[test]
fn a_dropped_table_of_units_becomes_an_experiment() {
    let mut window = Window::empty();
    let path = units::write(window.folder.path(), "banner.csv", &units::table());
    window.drop_files(&[path]);
    assert!(window.shows("Read as one row per unit"));
    assert_eq!(
        window.screen(),
        Screen::Data,
        "nothing is read before it is confirmed"
    );
    assert!(window.shows("bought → metric"));
    window.click(Role::Button, "Read the test");
    assert_eq!(window.screen(), Screen::Experiments);
    assert!(window.shows("Banner wins: bought 18.0 % against 10.0 %"));
    assert!(!window.shows("within 30 days"));

    window.click(Role::Button, "Remove…");
    window.click(Role::Button, "Cancel");
    window.click(Role::Button, "All experiments");
    assert!(window.shows("1 experiment") && window.shows("table of units"));
    window.click(Role::Row, "banner");
    assert!(window.shows("1,200 rows"));

    let Window {
        harness, folder, ..
    } = window;
    drop(harness);
    let workspace = folder.path().join("shop.holdout");
    let mut window = Window::open(folder, workspace, Vec::new());
    window.press(Modifiers::NONE, Key::Num1);
    assert!(window.shows("Table of units"));
    window.press(Modifiers::NONE, Key::Num5);
    window.click(Role::Row, "banner");
    assert!(window.shows("Banner wins: bought 18.0 % against 10.0 %"));

    window.click(Role::Button, "Remove…");
    window.click(Role::Button, "Remove");
    assert!(!window.harness.state().state().session.has_unit_tables());
    assert!(window.shows("No orders yet"));
}

#[test]
fn an_assignment_list_goes_its_own_way() {
    let mut window = Window::empty();
    let list = "email,variant\nann@x.eu,a\nbob@x.eu,b\ncleo@x.eu,a\ndan@x.eu,b\n";
    let path = units::write(window.folder.path(), "list.csv", list);
    window.drop_files(&[path]);
    assert!(!window.shows("Read as one row per unit"));
    let state = window.harness.state().state();
    assert_eq!(state.session.snapshot().unwrap().assignments.len(), 1);
}
