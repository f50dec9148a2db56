//! Whole flows through the window, by the names that a person reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use holdout::app::jobs::Executor;
use holdout::app::view::{PathPurpose, Screen};
use holdout::app::{Action, Command};
use holdout::store::Workspace;
use holdout::ui::HoldoutApp;
use holdout::ui::dialogs::PathDialogs;
use tempfile::TempDir;

use crate::shop::{import, sample_data};
use crate::units;

/// Answers every dialog at once with the same paths.
struct Chosen(Vec<PathBuf>);

impl PathDialogs for Chosen {
    fn choose(&self, purpose: PathPurpose, answer: Box<dyn FnOnce(Action) + Send>) {
        answer(Action::PathChosen(purpose, self.0.clone()));
    }
}

/// A window on a workspace, with a count of the clicks that a person made.
struct Window {
    harness: Harness<'static, HoldoutApp>,
    clicks: AtomicUsize,
    folder: TempDir,
}

impl Window {
    /// A window on an empty workspace.
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.holdout");
        drop(Workspace::create(&path).unwrap());
        Self::open(folder, path, Vec::new())
    }

    /// A window on the sample shop.
    fn on_sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.holdout");
        let mut workspace = Workspace::create(&path).unwrap();
        import(&mut workspace, &[sample_data()]);
        drop(workspace);
        Self::open(folder, path, Vec::new())
    }

    fn open(folder: TempDir, workspace: PathBuf, chosen: Vec<PathBuf>) -> Self {
        let harness = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
            .with_max_steps(24)
            .build_eframe(|creation| {
                let dialogs = Box::new(Chosen(chosen));
                HoldoutApp::new(creation, Executor::Inline, dialogs, vec![workspace])
            });
        let mut window = Self {
            harness,
            clicks: AtomicUsize::new(0),
            folder,
        };
        window.settle();
        window
    }

    fn settle(&mut self) {
        self.harness.run_steps(6);
    }

    fn click(&mut self, role: Role, name: &str) {
        self.clicks.fetch_add(1, Ordering::Relaxed);
        self.harness.get_by_role_and_label(role, name).click();
        self.settle();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    fn drop_files(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let file = Arc::new(Dropped(path.clone()));
            self.harness.input_mut().dropped_files.push(file);
        }
        self.settle();
        self.harness.input_mut().dropped_files.clear();
        self.settle();
    }

    fn screen(&self) -> Screen {
        self.harness.state().state().view.screen
    }

    fn shows(&self, words: &str) -> bool {
        self.harness
            .query_all_by_label_contains(words)
            .next()
            .is_some()
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl eframe::egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn from_dropped_files_to_an_exported_chart() {
    let mut window = Window::empty();
    assert_eq!(window.screen(), Screen::Data);
    window.drop_files(&[sample_data()]);
    assert_eq!(window.screen(), Screen::Overview, "the answer comes first");

    window.click(Role::Tab, "Experiments");
    window.click(Role::Row, "winback_offer");
    assert!(window.shows("B: free shipping wins"));
    window.click(Role::Button, "Export");
    assert!(window.shows("Export chart"));
    let folder = window.folder.path().join("charts");
    window
        .harness
        .get_by_role_and_label(Role::TextInput, "Folder")
        .focus();
    window.settle();
    window.press(Modifiers::COMMAND, Key::A);
    window
        .harness
        .event(Event::Text(folder.display().to_string()));
    window.settle();
    let buttons: Vec<_> = window
        .harness
        .get_all_by_role_and_label(Role::Button, "Export")
        .collect();
    buttons.last().unwrap().click();
    drop(buttons);
    window.clicks.fetch_add(1, Ordering::Relaxed);
    window.settle();

    let written: Vec<String> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    for ending in ["png", "svg", "csv"] {
        let name = format!("experiment-winback_offer.{ending}");
        assert!(written.contains(&name), "{name} is not among {written:?}");
    }
    let clicks = window.clicks.load(Ordering::Relaxed);
    assert!(clicks <= 6, "{clicks} clicks to the first chart");
}

#[test]
fn every_place_opens_by_its_digit() {
    let mut window = Window::on_sample();
    let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    for (key, screen) in digits.into_iter().zip(Screen::ALL) {
        window.press(Modifiers::NONE, key);
        assert_eq!(window.screen(), screen);
        window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
        assert_eq!(window.screen(), screen, "the theme changes nothing else");
    }
}

#[test]
fn every_command_is_in_the_palette() {
    let mut window = Window::on_sample();
    for command in Command::ALL {
        if command == Command::OpenPalette {
            continue;
        }
        window.press(Modifiers::COMMAND, Key::K);
        let name = command.label().trim_end_matches('…');
        window.harness.event(Event::Text(name.to_owned()));
        window.settle();
        let found = window
            .harness
            .query_all_by_role(Role::ListBoxOption)
            .any(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                label.starts_with(name)
            });
        assert!(found, "{name} is not in the palette");
        window.press(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn an_exclusion_is_switched_and_taken_back() {
    let mut window = Window::on_sample();
    window.press(Modifiers::NONE, Key::Num3);
    window.click(Role::RadioButton, "Exclusions");
    let store = |window: &Window| {
        let state = window.harness.state().state();
        state.answers.attribution().unwrap().store
    };
    let before = store(&window);
    window.click(Role::CheckBox, "Unpaid");
    let without = store(&window);
    assert!(without.orders < before.orders && without.net < before.net);
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(store(&window), before);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(store(&window), without);
    let saved = Workspace::open_read_only(&window.folder.path().join("shop.holdout")).unwrap();
    let rules = saved.definitions().unwrap().rules;
    let unpaid = rules
        .exclusions
        .iter()
        .find(|rule| rule.name == "Unpaid")
        .unwrap();
    assert!(
        unpaid.enabled,
        "what the window shows is what the file holds"
    );
}

#[test]
fn a_segment_slider_moves_the_people_beside_it() {
    let mut window = Window::on_sample();
    window.press(Modifiers::NONE, Key::Num4);
    let people = |window: &Window| {
        let state = window.harness.state().state();
        state.answers.segment().unwrap().size.people
    };
    let before = people(&window);
    window
        .harness
        .get_by_role_and_label(Role::Slider, "Gap above expected")
        .focus();
    window.settle();
    for _ in 0..4 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    assert!(
        people(&window) < before,
        "a larger factor finds fewer people"
    );
    let rule = &window.harness.state().state().view.segments.rule;
    assert!(
        rule.starts_with("gap_ratio > ") && rule != "gap_ratio > 1.25",
        "{rule}"
    );
}

#[test]
fn a_second_window_reads_only_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    let mut writer = Workspace::create(&path).unwrap();
    import(&mut writer, &[sample_data().join("orders_export_2.csv")]);
    let mut window = Window::open(folder, path, Vec::new());
    window.press(Modifiers::NONE, Key::Num1);
    assert!(window.shows("read-only"));
    let reason = Command::ImportFiles.unavailable(window.harness.state().state());
    assert_eq!(reason, Some("Another window is writing to this workspace"));
}

#[test]
fn a_workspace_that_is_none_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    std::fs::write(
        &path,
        "this is not a database, however long it may be".repeat(100),
    )
    .unwrap();
    let window = Window::open(folder, path, Vec::new());
    assert!(window.shows("is not a Holdout workspace"));
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
