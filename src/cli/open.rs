//! `holdout [PATH…]`: opens the window.

use std::path::PathBuf;

/// Opens the window on a workspace or on export files.
pub(super) fn run(paths: &[PathBuf]) -> anyhow::Result<()> {
    for path in paths {
        if !path.exists() && !crate::app::places::is_workspace(path) {
            anyhow::bail!(
                "{} does not exist: give a workspace, export files, or a folder of them",
                path.display()
            );
        }
    }
    crate::ui::open_window(paths.to_vec())
}
