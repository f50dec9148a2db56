//! Commands: everything a user can invoke, with its words and its key, in one closed list.
//!
//! Menu, palette, shortcuts, help and tests are generated from [`Command::ALL`].

use super::state::State;
use super::view::Screen;

/// Something a user can invoke from menu, palette or keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// Shows the Data screen.
    ShowData,
    /// Shows the Overview screen.
    ShowOverview,
    /// Shows the Attribution screen.
    ShowAttribution,
    /// Shows the Segments screen.
    ShowSegments,
    /// Shows the Experiments screen.
    ShowExperiments,
    /// Shows the data audit.
    AuditData,
    /// Shows who may be counted twice.
    ReviewPeople,
    /// Shows what is kept of people.
    ShowPrivacy,
    /// Shows the planner.
    PlanTest,
    /// Shows the calculators.
    OpenCalculator,
    /// Chooses export files to import.
    ImportFiles,
    /// Opens another workspace.
    OpenWorkspace,
    /// Starts an empty workspace.
    NewWorkspace,
    /// Writes and opens the sample shop.
    LoadSampleShop,
    /// Exports the chart of the screen.
    ExportChart,
    /// Copies the table of the screen.
    CopyTable,
    /// Takes back the last change of a definition.
    Undo,
    /// Repeats what was taken back.
    Redo,
    /// Opens the command palette.
    OpenPalette,
    /// Switches between the light and the dark theme.
    ToggleTheme,
    /// Stops the running import or export.
    CancelJob,
    /// Closes the window.
    Quit,
}

/// A key with its modifiers, independent of the window library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// Ctrl, or Cmd on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// The key as the window library names it, for example `K` or `1`.
    pub key: &'static str,
}

impl Shortcut {
    /// The words on a menu: `Ctrl+K`.
    #[must_use]
    pub fn label(self) -> String {
        let mut text = String::new();
        if self.command {
            text.push_str("Ctrl+");
        }
        if self.shift {
            text.push_str("Shift+");
        }
        text + self.key
    }
}

impl Command {
    /// Every command, in menu order.
    pub const ALL: [Self; 22] = [
        Self::ShowData,
        Self::ShowOverview,
        Self::ShowAttribution,
        Self::ShowSegments,
        Self::ShowExperiments,
        Self::AuditData,
        Self::ReviewPeople,
        Self::ShowPrivacy,
        Self::PlanTest,
        Self::OpenCalculator,
        Self::ImportFiles,
        Self::OpenWorkspace,
        Self::NewWorkspace,
        Self::LoadSampleShop,
        Self::ExportChart,
        Self::CopyTable,
        Self::Undo,
        Self::Redo,
        Self::OpenPalette,
        Self::ToggleTheme,
        Self::CancelJob,
        Self::Quit,
    ];

    /// The words on menus and buttons.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ShowData => "Data",
            Self::ShowOverview => "Overview",
            Self::ShowAttribution => "Attribution",
            Self::ShowSegments => "Segments",
            Self::ShowExperiments => "Experiments",
            Self::AuditData => "Audit data",
            Self::ReviewPeople => "Review people",
            Self::ShowPrivacy => "Privacy",
            Self::PlanTest => "Plan a test",
            Self::OpenCalculator => "Open calculator",
            Self::ImportFiles => "Import files…",
            Self::OpenWorkspace => "Open workspace…",
            Self::NewWorkspace => "New workspace…",
            Self::LoadSampleShop => "Load sample shop",
            Self::ExportChart => "Export chart…",
            Self::CopyTable => "Copy table",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::OpenPalette => "Search or run a command",
            Self::ToggleTheme => "Switch theme",
            Self::CancelJob => "Cancel",
            Self::Quit => "Quit",
        }
    }

    /// What it does, for the palette and for help.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::ShowData => "Files, health and import issues",
            Self::ShowOverview => "Four measures, the trend and what needs attention",
            Self::ShowAttribution => "What each workflow earned, and the rules behind it",
            Self::ShowSegments => "Who they are, what they are worth, what if",
            Self::ShowExperiments => "What a workflow caused",
            Self::AuditData => "What is loaded, what fits together, and what it cannot answer",
            Self::ReviewPeople => {
                "Who may be counted twice, and the numbers before and after a merge"
            }
            Self::ShowPrivacy => "What is kept of people, and forgetting one of them",
            Self::PlanTest => "How many people a test needs, how long it takes, what it could see",
            Self::OpenCalculator => "Rates, means, the split and sample size from typed numbers",
            Self::ImportFiles => {
                "Add or refresh CSV exports; the same export twice changes nothing"
            }
            Self::OpenWorkspace => "Open a .holdout file",
            Self::NewWorkspace => "Start an empty .holdout file",
            Self::LoadSampleShop => "Juniper & Oak, with planted truths to find",
            Self::ExportChart => "Write this screen's chart as PNG, SVG and CSV",
            Self::CopyTable => "Copy this screen's table for a spreadsheet or a document",
            Self::Undo => "Take back the last change of a rule, segment or experiment",
            Self::Redo => "Repeat what was taken back",
            Self::OpenPalette => "Find a command, a segment or an experiment by name",
            Self::ToggleTheme => "Light or dark",
            Self::CancelJob => "Stop the running import or export; nothing is left behind",
            Self::Quit => "Close the window",
        }
    }

    /// The key, where it has one.
    #[must_use]
    pub fn shortcut(self) -> Option<Shortcut> {
        let key = |key| Shortcut {
            command: false,
            shift: false,
            key,
        };
        let ctrl = |key| Shortcut {
            command: true,
            shift: false,
            key,
        };
        let ctrl_shift = |key| Shortcut {
            command: true,
            shift: true,
            key,
        };
        match self {
            Self::ShowData => Some(key("1")),
            Self::ShowOverview => Some(key("2")),
            Self::ShowAttribution => Some(key("3")),
            Self::ShowSegments => Some(key("4")),
            Self::ShowExperiments => Some(key("5")),
            Self::ImportFiles => Some(ctrl("O")),
            Self::OpenWorkspace => Some(ctrl_shift("O")),
            Self::NewWorkspace => Some(ctrl("N")),
            Self::AuditData
            | Self::ReviewPeople
            | Self::ShowPrivacy
            | Self::PlanTest
            | Self::OpenCalculator
            | Self::LoadSampleShop => None,
            Self::ExportChart => Some(ctrl("E")),
            Self::CopyTable => Some(ctrl_shift("C")),
            Self::Undo => Some(ctrl("Z")),
            Self::Redo => Some(ctrl_shift("Z")),
            Self::OpenPalette => Some(ctrl("K")),
            Self::ToggleTheme => Some(ctrl_shift("L")),
            Self::CancelJob => Some(ctrl(".")),
            Self::Quit => Some(ctrl("Q")),
        }
    }

    /// The screen it shows, for the five places of the rail.
    #[must_use]
    pub fn screen(self) -> Option<Screen> {
        Screen::ALL
            .into_iter()
            .find(|screen| screen.command() == self)
    }

    /// Why it cannot run now, as a sentence; `None` where it can.
    #[must_use]
    pub fn unavailable(self, state: &State) -> Option<&'static str> {
        match self {
            Self::ShowOverview | Self::ShowAttribution | Self::ShowSegments
                if !state.session.has_orders() =>
            {
                Some("Import orders first")
            }
            Self::CopyTable | Self::ExportChart if !state.has_data_for(state.view.screen) => {
                Some("Import orders first")
            }
            Self::ShowExperiments if !state.has_data_for(Screen::Experiments) => {
                Some("Import orders first")
            }
            Self::AuditData | Self::ReviewPeople | Self::ShowPrivacy
                if state.session.loaded.is_none() =>
            {
                Some("Open a workspace first")
            }
            Self::CopyTable
                if state.view.screen == Screen::Overview && state.answers.overview().is_none() =>
            {
                Some("Still computing")
            }
            Self::ExportChart if state.current_figure().is_none() => {
                Some("This screen has no chart to export")
            }
            Self::ImportFiles if state.session.is_read_only() => {
                Some("Another window is writing to this workspace")
            }
            Self::ImportFiles | Self::OpenWorkspace | Self::NewWorkspace | Self::LoadSampleShop
                if state.jobs.busy_with_workspace().is_some() =>
            {
                Some("Wait for the running import, or cancel it")
            }
            Self::Undo if !state.document.can_undo() => Some("Nothing to undo"),
            Self::Redo if !state.document.can_redo() => Some("Nothing to redo"),
            Self::CancelJob if state.jobs.cancellable().is_none() => Some("Nothing is running"),
            Self::ShowData
            | Self::ShowOverview
            | Self::ShowAttribution
            | Self::ShowSegments
            | Self::ShowExperiments
            | Self::AuditData
            | Self::ReviewPeople
            | Self::ShowPrivacy
            | Self::PlanTest
            | Self::OpenCalculator
            | Self::ImportFiles
            | Self::OpenWorkspace
            | Self::NewWorkspace
            | Self::LoadSampleShop
            | Self::ExportChart
            | Self::CopyTable
            | Self::Undo
            | Self::Redo
            | Self::OpenPalette
            | Self::ToggleTheme
            | Self::CancelJob
            | Self::Quit => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn labels_and_shortcuts_are_distinct() {
        let labels: BTreeSet<_> = Command::ALL.iter().map(|command| command.label()).collect();
        assert_eq!(labels.len(), Command::ALL.len());
        let keys: Vec<String> = Command::ALL
            .iter()
            .filter_map(|command| command.shortcut().map(Shortcut::label))
            .collect();
        assert_eq!(
            keys.iter().collect::<BTreeSet<_>>().len(),
            keys.len(),
            "{keys:?}"
        );
    }

    #[test]
    fn every_screen_has_its_command() {
        for screen in Screen::ALL {
            assert_eq!(screen.command().screen(), Some(screen));
        }
    }
}
