//! People and privacy in the window, by the names that a person reads.

use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use holdout::app::view::DataTab;
use holdout::model::merge::MergeDecision;
use holdout::model::privacy::Handling;
use holdout::store::Workspace;

use crate::window::Window;

fn on_people() -> Window {
    let mut window = Window::on_sample();
    window.press(Modifiers::NONE, Key::Num1);
    window.click(Role::RadioButton, "People");
    window
}

fn people(window: &Window) -> usize {
    let session = &window.harness.state().state().session;
    session.snapshot().unwrap().people.len()
}

/// How many proposals of a decision the file holds; of none with `None`.
fn stored(window: &Window, decision: Option<MergeDecision>) -> usize {
    let path = window.folder.path().join("shop.holdout");
    let workspace = Workspace::open_read_only(&path).unwrap();
    let report = workspace.merges().unwrap();
    let proposals = report.proposals.iter();
    proposals.filter(|it| it.decision == decision).count()
}

fn selected_row(window: &Window) -> String {
    let rows = window.harness.query_all_by_role(Role::Row);
    let mut selected = rows.filter(|row| row.accesskit_node().toggled() == Some(Toggled::True));
    let row = selected.next().unwrap();
    row.accesskit_node().label().unwrap_or_default()
}

#[test]
fn a_proposal_is_accepted_and_taken_back_in_the_window() {
    let mut window = on_people();
    let (before, open) = (people(&window), stored(&window, None));
    assert!(open > 2);
    assert!(window.shows(&format!("Open {open}")));
    assert!(window.shows("people may be"));
    assert!(window.shows("If accepted"), "the numbers before and after");
    let first = selected_row(&window);

    window.click(Role::Button, "Accept");
    assert_eq!(people(&window), before - 1);
    assert_eq!(stored(&window, Some(MergeDecision::Accepted)), 1);
    assert!(window.shows(&format!("Open {}", open - 1)));
    assert_ne!(selected_row(&window), first, "the next one is looked at");

    window.click(Role::RadioButton, "Accepted 1");
    assert_eq!(selected_row(&window), first);
    assert!(window.shows("Accepted: counted as one person"));
    window.click(Role::Button, "Undo");
    assert_eq!(people(&window), before);
    assert_eq!(stored(&window, None), open);
    assert!(window.shows("Nothing is accepted yet"));
}

#[test]
fn proposals_are_walked_and_decided_by_keyboard() {
    let mut window = on_people();
    let before = people(&window);
    let first = selected_row(&window);
    window.press(Modifiers::NONE, Key::ArrowDown);
    let second = selected_row(&window);
    assert_ne!(second, first);
    window.press(Modifiers::NONE, Key::R);
    assert_eq!(stored(&window, Some(MergeDecision::Rejected)), 1);
    assert_eq!(people(&window), before);
    window.press(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(selected_row(&window), first);
    window.press(Modifiers::NONE, Key::A);
    assert_eq!(people(&window), before - 1);

    window.click(Role::Button, "Accept all open…");
    assert!(window.shows("The people of each are counted as one"));
    window.press(Modifiers::NONE, Key::A);
    assert_eq!(people(&window), before - 1, "a dialog has the keys");
    window.click(Role::Button, "Accept all");
    assert!(window.shows("no open proposal"));
    assert_eq!(stored(&window, Some(MergeDecision::Rejected)), 1);
    window.click(Role::RadioButton, "Rejected 1");
    assert_eq!(selected_row(&window), second);
    window.press(Modifiers::NONE, Key::U);
    assert!(window.shows("Nothing is rejected"));
}

#[test]
fn a_person_is_found_and_forgotten_in_the_window() {
    let mut window = on_people();
    let address = selected_row(&window).split(", ").next().unwrap().to_owned();
    window.click(Role::RadioButton, "Privacy");
    let (before, orders) = (people(&window), |window: &Window| {
        let session = &window.harness.state().state().session;
        session.snapshot().unwrap().orders.len()
    });
    let all = orders(&window);
    window.write("E-mail address, phone or customer id", "nobody@nowhere.eu");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.shows("Nobody in the workspace is known as nobody@nowhere.eu"));
    window.write("E-mail address, phone or customer id", &address);
    window.click(Role::Button, "Find");
    assert!(window.shows("Goes: 1 profile"));
    assert!(window.shows("Stays as nobody's: "));
    let forget = format!("Forget {address}…");
    window.click(Role::Button, &forget);
    assert!(window.shows("Removed for good: 1 profile"));
    window.click(Role::Button, "Cancel");
    assert_eq!(people(&window), before);
    window.click(Role::Button, &forget);
    window.click(Role::Button, "Forget");
    assert_eq!(people(&window), before - 1);
    assert_eq!(orders(&window), all, "their orders stay");
    assert!(window.shows("The person is forgotten for good"));
    assert!(window.shows("Removed: 1 profile"));
    assert!(!window.shows(&address), "nothing names them any more");
    let bytes = std::fs::read(window.folder.path().join("shop.holdout")).unwrap();
    let holds = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(!holds(&address));
    window.click(Role::Button, "Dismiss");
    assert!(!window.shows("Removed: 1 profile"));
}

#[test]
fn what_is_stored_is_changed_after_a_question() {
    let mut window = on_people();
    window.press(Modifiers::COMMAND, Key::K);
    window
        .harness
        .event(eframe::egui::Event::Text("Privacy".into()));
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    let view = &window.harness.state().state().view;
    assert_eq!(view.data.tab, DataTab::Privacy);
    assert!(window.shows("Addresses can be read in this file"));
    let before = people(&window);
    let emails = |window: &Window| {
        let session = &window.harness.state().state().session;
        session.loaded.as_ref().unwrap().privacy.emails
    };
    window.click(Role::RadioButton, "Hash addresses");
    assert!(window.shows("Stop storing e-mail addresses?"));
    assert!(
        !window.shows("Every phone number"),
        "phones stay as they are"
    );
    window.click(Role::Button, "Cancel");
    assert_eq!(emails(&window), Handling::Keep);
    window.click(Role::RadioButton, "Hash addresses");
    window.click(Role::Button, "Change");
    assert_eq!(emails(&window), Handling::Hash);
    assert_eq!(people(&window), before, "the same people");
    assert!(window.shows("No address is in this file"));
    assert!(window.shows("known by a hash from now on"));
    window.click(Role::RadioButton, "People");
    assert!(selected_row(&window).starts_with("Address #"));
}

#[test]
fn a_window_that_only_reads_shows_people_and_decides_nothing() {
    let window = Window::on_sample();
    let path = window.folder.path().join("shop.holdout");
    // The first window has the file open for writing.
    let folder = tempfile::tempdir().unwrap();
    let mut second = Window::open(folder, path, Vec::new());
    second.press(Modifiers::NONE, Key::Num1);
    second.click(Role::RadioButton, "People");
    let before = people(&second);
    assert!(second.shows("read-only"));
    for name in ["Accept", "Reject", "Accept all open…"] {
        let button = second.harness.get_by_role_and_label(Role::Button, name);
        assert!(button.accesskit_node().is_disabled(), "{name}");
    }
    second.press(Modifiers::NONE, Key::A);
    assert_eq!(people(&second), before);
    second.click(Role::RadioButton, "Privacy");
    let setting = second
        .harness
        .get_by_role_and_label(Role::RadioButton, "Hash addresses");
    assert!(setting.accesskit_node().is_disabled());
}

#[test]
fn an_empty_workspace_says_what_to_bring() {
    let mut window = Window::empty();
    window.click(Role::RadioButton, "People");
    assert!(window.shows("There is nobody yet"));
    window.click(Role::RadioButton, "Privacy");
    assert!(window.shows("Forget a person"));
}
