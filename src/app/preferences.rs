//! Preferences: what outlives a session, kept by the window library's storage.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::import::HoldBack;

/// How many recent workspaces are remembered.
const RECENT: usize = 8;

/// What is remembered between sessions, beside the window's place and size.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// Workspaces, newest first.
    pub recent: Vec<PathBuf>,
    /// Where charts were exported last.
    pub export_folder: Option<PathBuf>,
    /// When files are shown before their import.
    pub asking: Asking,
}

/// When files are shown before their import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Asking {
    /// Where something must be decided, or nobody knows the format.
    #[default]
    Unclear,
    /// Every time.
    Always,
    /// Not at all: what cannot be told becomes an issue of the file.
    Never,
}

impl Asking {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Unclear, Self::Always, Self::Never];

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unclear => "where unclear",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// The files that wait.
    #[must_use]
    pub fn hold_back(self) -> HoldBack {
        match self {
            Self::Unclear => HoldBack::Unclear,
            Self::Always => HoldBack::All,
            Self::Never => HoldBack::Nothing,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Dark text on light ground.
    #[default]
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Theme {
    /// The other one.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

impl From<Theme> for crate::chart::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}

impl Preferences {
    /// Puts a workspace at the head of the recent ones.
    pub fn remember(&mut self, workspace: &Path) {
        self.recent.retain(|known| known != workspace);
        self.recent.insert(0, workspace.to_owned());
        self.recent.truncate(RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_workspaces_are_distinct_and_newest_first() {
        let mut preferences = Preferences::default();
        for name in ["a", "b", "a", "c"] {
            preferences.remember(Path::new(name));
        }
        assert_eq!(preferences.recent, ["c", "a", "b"].map(PathBuf::from));
        for number in 0..20 {
            preferences.remember(Path::new(&number.to_string()));
        }
        assert_eq!(preferences.recent.len(), RECENT);
    }
}
