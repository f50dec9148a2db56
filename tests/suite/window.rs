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

/// Answers every dialog at once with the same paths.
struct Chosen(Vec<PathBuf>);

impl PathDialogs for Chosen {
    fn choose(&self, purpose: PathPurpose, answer: Box<dyn FnOnce(Action) + Send>) {
        answer(Action::PathChosen(purpose, self.0.clone()));
    }
}

/// A window on a workspace, with a count of the clicks that a person made.
pub(crate) struct Window {
    pub(crate) harness: Harness<'static, HoldoutApp>,
    pub(crate) clicks: AtomicUsize,
    pub(crate) folder: TempDir,
}

impl Window {
    /// A window on an empty workspace.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.holdout");
        drop(Workspace::create(&path).unwrap());
        Self::open(folder, path, Vec::new())
    }

    /// A window on the sample shop.
    pub(crate) fn on_sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.holdout");
        let mut workspace = Workspace::create(&path).unwrap();
        import(&mut workspace, &[sample_data()]);
        drop(workspace);
        Self::open(folder, path, Vec::new())
    }

    pub(crate) fn open(folder: TempDir, workspace: PathBuf, chosen: Vec<PathBuf>) -> Self {
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

    pub(crate) fn settle(&mut self) {
        self.harness.run_steps(6);
    }

    pub(crate) fn click(&mut self, role: Role, name: &str) {
        self.clicks.fetch_add(1, Ordering::Relaxed);
        self.harness.get_by_role_and_label(role, name).click();
        self.settle();
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub(crate) fn drop_files(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let file = Arc::new(Dropped(path.clone()));
            self.harness.input_mut().dropped_files.push(file);
        }
        self.settle();
        self.harness.input_mut().dropped_files.clear();
        self.settle();
    }

    /// Replaces the text of a field.
    pub(crate) fn write(&mut self, field: &str, text: &str) {
        self.harness
            .get_by_role_and_label(Role::TextInput, field)
            .focus();
        self.settle();
        self.press(Modifiers::COMMAND, Key::A);
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    pub(crate) fn screen(&self) -> Screen {
        self.harness.state().state().view.screen
    }

    pub(crate) fn shows(&self, words: &str) -> bool {
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
    let answers = &window.harness.state().state().answers;
    assert!(answers.kpi_history().is_some(), "its curves come, too");

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
fn a_test_is_planned_from_typed_numbers_and_from_the_past() {
    let mut window = Window::on_sample();
    window.click(Role::Tab, "Experiments");
    window.click(Role::RadioButton, "Planner");
    assert!(window.shows("measured on the"), "the past comes first");
    assert!(window.shows("who ever bought you could see"));

    window.click(Role::RadioButton, "Typed");
    window.write("Baseline conversion, %", "5");
    window.write("Effect to find, pp", "1");
    assert!(window.shows("You need 16,310 people (8,155 per arm)"));
    window.click(Role::RadioButton, "Day by day");
    window.write("People per day", "800");
    assert!(window.shows("21 days at 800 a day, then 30 days of window"));

    window.write("Baseline conversion, %", "500");
    assert!(window.shows("A rate lies above 0 and below 100 %"));
    assert!(!window.shows("You need"), "no answer to what cannot be");
}

#[test]
fn a_calculator_shows_what_the_command_line_shows() {
    let mut window = Window::empty();
    window.press(Modifiers::COMMAND, Key::K);
    window.harness.event(Event::Text("Open calculator".into()));
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.screen(), Screen::Experiments);

    for (field, text) in [
        ("A: did it", "96"),
        ("A: people", "2400"),
        ("B: did it", "149"),
        ("B: people", "2400"),
    ] {
        window.write(field, text);
    }
    assert!(window.shows("B is higher than A: 6.21 % against 4.00 %"));
    assert!(window.shows("p = 0.00051"));
    assert!(window.shows("Relative lift: +55.2 % (+21.0 to +99.2)"));
    window.write("B: did it", "many");
    assert!(window.shows("`many` is not a whole number: write for example 96"));

    window.click(Role::RadioButton, "Split check");
    window.write("A: people", "1680");
    window.write("B: people", "1320");
    assert!(window.shows("The split does not fit the plan"));
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

/// A desktop without a file portal: paths are typed.
struct ByHand;

impl PathDialogs for ByHand {
    fn choose(&self, purpose: PathPurpose, answer: Box<dyn FnOnce(Action) + Send>) {
        answer(Action::PathByHand(purpose));
    }
}

#[test]
fn notices_that_stay_do_not_cover_the_buttons_of_a_dialog() {
    // The smallest window, and a file whose columns fill the dialog for a table of units.
    let harness = Harness::builder()
        .with_size(Vec2::new(1024.0, 640.0))
        .with_max_steps(24)
        .build_eframe(|creation| {
            HoldoutApp::new(creation, Executor::Inline, Box::new(ByHand), Vec::new())
        });
    let mut window = Window {
        harness,
        clicks: AtomicUsize::new(0),
        folder: tempfile::tempdir().unwrap(),
    };
    window.settle();
    for key in [Key::Num5, Key::Num2] {
        window.press(Modifiers::NONE, key);
    }
    let notices = |window: &Window| window.harness.query_all_by_role(Role::Alert).count();
    let is_open = |window: &Window| window.harness.query_by_role(Role::Dialog).is_some();
    assert_eq!(notices(&window), 2);

    let numbers: Vec<String> = (0..25).map(|at| format!("number {at}")).collect();
    let mut text = format!("id,group,{}\n", numbers.join(","));
    for row in 0..200 {
        let values = vec![(row % 3).to_string(); numbers.len()].join(",");
        text += &format!("{row},{},{values}\n", ["a", "b"][row % 2]);
    }
    let table = crate::units::write(window.folder.path(), "wide.csv", &text);
    let drop_it = |window: &mut Window| window.drop_files(std::slice::from_ref(&table));
    let import_it = |window: &mut Window| window.press(Modifiers::COMMAND, Key::O);
    let open: [&dyn Fn(&mut Window); 2] = [&drop_it, &import_it];
    for open in open {
        for close in ["Cancel", "Close dialog"] {
            open(&mut window);
            assert!(is_open(&window), "no dialog");
            window.click(Role::Button, close);
            assert!(!is_open(&window), "{close} did nothing");
            assert_eq!(notices(&window), 2, "a notice has left");
        }
    }
}
