//! Icons as text: characters of the shipped icon font.
//!
//! The font `assets/icons/holdout-icons.ttf` is a subset of Lucide (ISC), shifted so that an icon sits
//! centred on the capitals of Inter. It is the fallback of every text family, so `ui.label(icons::DATA)`
//! works; widgets paint icons in the `icons` family (see `fonts`) to get an exact square.
//! To add one: subset the font again with its character and add the constant here and in `ALL`.

/// The data place; a data set.
pub const DATA: &str = "\u{e0ad}";
/// The overview place.
pub const OVERVIEW: &str = "\u{e1c1}";
/// The attribution place; a path from cause to order.
pub const ATTRIBUTION: &str = "\u{e53e}";
/// The segments place.
pub const SEGMENTS: &str = "\u{e180}";
/// The what-if place.
pub const WHAT_IF: &str = "\u{e29a}";
/// The experiments place.
pub const EXPERIMENTS: &str = "\u{e0d5}";
/// The cohorts place.
pub const COHORTS: &str = "\u{e0e9}";
/// The flow health place.
pub const HEALTH: &str = "\u{e038}";
/// The report place.
pub const REPORT: &str = "\u{e311}";
/// Search.
pub const SEARCH: &str = "\u{e151}";
/// Write a file.
pub const EXPORT: &str = "\u{e0b2}";
/// Read a file.
pub const IMPORT: &str = "\u{e0c5}";
/// A file.
pub const FILE: &str = "\u{e0cc}";
/// A folder.
pub const FOLDER: &str = "\u{e247}";
/// Add.
pub const PLUS: &str = "\u{e13d}";
/// Remove one, or collapse.
pub const MINUS: &str = "\u{e11c}";
/// Close or dismiss.
pub const CLOSE: &str = "\u{e1b2}";
/// Chosen or done.
pub const CHECK: &str = "\u{e06c}";
/// Went well.
pub const CHECK_CIRCLE: &str = "\u{e226}";
/// Needs attention.
pub const WARNING: &str = "\u{e193}";
/// Went wrong.
pub const ERROR: &str = "\u{e084}";
/// Worth knowing.
pub const INFO: &str = "\u{e0f9}";
/// Opens a menu; an open section.
pub const CHEVRON_DOWN: &str = "\u{e06d}";
/// A closed section; next.
pub const CHEVRON_RIGHT: &str = "\u{e06f}";
/// Closes upwards.
pub const CHEVRON_UP: &str = "\u{e070}";
/// Back.
pub const CHEVRON_LEFT: &str = "\u{e06e}";
/// Sorted ascending.
pub const SORT_UP: &str = "\u{e04a}";
/// Sorted descending.
pub const SORT_DOWN: &str = "\u{e042}";
/// Undo.
pub const UNDO: &str = "\u{e2a1}";
/// Redo.
pub const REDO: &str = "\u{e2a0}";
/// Settings.
pub const SETTINGS: &str = "\u{e154}";
/// The light theme.
pub const SUN: &str = "\u{e178}";
/// The dark theme.
pub const MOON: &str = "\u{e11e}";
/// Copy.
pub const COPY: &str = "\u{e09e}";
/// Delete.
pub const TRASH: &str = "\u{e18e}";
/// Grip of a row that can be dragged.
pub const DRAG_HANDLE: &str = "\u{e0eb}";
/// Filter.
pub const FILTER: &str = "\u{e460}";
/// Pin.
pub const PIN: &str = "\u{e259}";
/// Save.
pub const SAVE: &str = "\u{e14d}";
/// Run.
pub const PLAY: &str = "\u{e13c}";
/// A moment or a duration.
pub const CLOCK: &str = "\u{e087}";
/// A date or a period.
pub const CALENDAR: &str = "\u{e063}";
/// Locked.
pub const LOCK: &str = "\u{e10b}";
/// A link between two things.
pub const LINK: &str = "\u{e102}";
/// Leaves the app.
pub const EXTERNAL: &str = "\u{e0b9}";
/// Keyboard shortcuts.
pub const KEYBOARD: &str = "\u{e284}";
/// A command.
pub const COMMAND: &str = "\u{e09a}";
/// Show as a table.
pub const TABLE: &str = "\u{e2f9}";
/// Show as a line chart.
pub const CHART: &str = "\u{e2a5}";
/// Show as a bar chart.
pub const BAR_CHART: &str = "\u{e2a3}";
/// People.
pub const PEOPLE: &str = "\u{e1a4}";
/// One person.
pub const PERSON: &str = "\u{e19f}";
/// A code.
pub const TAG: &str = "\u{e17f}";
/// More actions.
pub const MORE: &str = "\u{e0b6}";
/// Edit.
pub const EDIT: &str = "\u{e1f9}";
/// Show.
pub const EYE: &str = "\u{e0ba}";
/// History.
pub const HISTORY: &str = "\u{e1f5}";
/// Compute again.
pub const REFRESH: &str = "\u{e145}";
/// The shop.
pub const STORE: &str = "\u{e3e4}";
/// Randomised into arms.
pub const SPLIT: &str = "\u{e440}";

/// Every icon with its Lucide name, for tests and the gallery.
pub const ALL: &[(&str, &str)] = &[
    ("database", DATA),
    ("layout-dashboard", OVERVIEW),
    ("route", ATTRIBUTION),
    ("target", SEGMENTS),
    ("sliders-horizontal", WHAT_IF),
    ("flask-conical", EXPERIMENTS),
    ("grid-3x3", COHORTS),
    ("activity", HEALTH),
    ("file-chart-column", REPORT),
    ("search", SEARCH),
    ("download", EXPORT),
    ("file-input", IMPORT),
    ("file-text", FILE),
    ("folder-open", FOLDER),
    ("plus", PLUS),
    ("minus", MINUS),
    ("x", CLOSE),
    ("check", CHECK),
    ("circle-check", CHECK_CIRCLE),
    ("triangle-alert", WARNING),
    ("circle-x", ERROR),
    ("info", INFO),
    ("chevron-down", CHEVRON_DOWN),
    ("chevron-right", CHEVRON_RIGHT),
    ("chevron-up", CHEVRON_UP),
    ("chevron-left", CHEVRON_LEFT),
    ("arrow-up", SORT_UP),
    ("arrow-down", SORT_DOWN),
    ("undo-2", UNDO),
    ("redo-2", REDO),
    ("settings", SETTINGS),
    ("sun", SUN),
    ("moon", MOON),
    ("copy", COPY),
    ("trash-2", TRASH),
    ("grip-vertical", DRAG_HANDLE),
    ("list-filter", FILTER),
    ("pin", PIN),
    ("save", SAVE),
    ("play", PLAY),
    ("clock", CLOCK),
    ("calendar", CALENDAR),
    ("lock", LOCK),
    ("link", LINK),
    ("external-link", EXTERNAL),
    ("keyboard", KEYBOARD),
    ("command", COMMAND),
    ("table-2", TABLE),
    ("chart-line", CHART),
    ("chart-column", BAR_CHART),
    ("users", PEOPLE),
    ("user", PERSON),
    ("tag", TAG),
    ("ellipsis", MORE),
    ("pencil", EDIT),
    ("eye", EYE),
    ("history", HISTORY),
    ("refresh-cw", REFRESH),
    ("store", STORE),
    ("split", SPLIT),
];
