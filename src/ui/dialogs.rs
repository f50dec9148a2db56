//! System dialogs for paths, behind a trait so that tests choose paths themselves.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rfd::{AsyncFileDialog, FileHandle};

use crate::app::Action;
use crate::app::places::{ENDING, documents};
use crate::app::view::PathPurpose;

/// Asks a person for a path.
pub trait PathDialogs {
    /// Asks, and answers at any later time, from any thread, exactly once.
    fn choose(&self, purpose: PathPurpose, answer: Box<dyn FnOnce(Action) + Send>);
}

/// The desktop's own dialogs.
pub struct SystemDialogs;

/// Endings of files that may be exports, or hold some.
const EXPORTS: [&str; 12] = [
    "csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xlsb", "xls", "ods", "zip", "gz", "toml",
];

/// A dialog that closes faster than a person can was never shown: the desktop has no file portal.
const NEVER_SHOWN: Duration = Duration::from_millis(250);

impl PathDialogs for SystemDialogs {
    fn choose(&self, purpose: PathPurpose, answer: Box<dyn FnOnce(Action) + Send>) {
        let dialog = AsyncFileDialog::new()
            .set_title(purpose.title())
            .set_directory(documents());
        // The dialog is made on this thread, as some systems demand, and awaited on another.
        let work: Box<dyn FnOnce() -> Vec<PathBuf> + Send> = match purpose {
            PathPurpose::Import => {
                let chosen = dialog.add_filter("Export files", &EXPORTS).pick_files();
                Box::new(move || paths(pollster::block_on(chosen).unwrap_or_default()))
            }
            PathPurpose::OpenWorkspace => {
                let chosen = dialog.add_filter("Workspace", &[ENDING]).pick_file();
                Box::new(move || paths(pollster::block_on(chosen).into_iter().collect()))
            }
            PathPurpose::NewWorkspace => {
                let chosen = dialog
                    .add_filter("Workspace", &[ENDING])
                    .set_file_name(format!("shop.{ENDING}"))
                    .save_file();
                Box::new(move || paths(pollster::block_on(chosen).into_iter().collect()))
            }
            PathPurpose::IssuesFile => {
                let chosen = dialog
                    .add_filter("CSV", &["csv"])
                    .set_file_name("issues.csv")
                    .save_file();
                Box::new(move || paths(pollster::block_on(chosen).into_iter().collect()))
            }
            PathPurpose::ExportFolder => {
                let chosen = dialog.pick_folder();
                Box::new(move || paths(pollster::block_on(chosen).into_iter().collect()))
            }
        };
        std::thread::spawn(move || {
            let asked = Instant::now();
            let paths = work();
            if paths.is_empty() && asked.elapsed() < NEVER_SHOWN {
                log::info!("No system dialog was shown; offering a text field instead");
                answer(Action::PathByHand(purpose));
            } else {
                answer(Action::PathChosen(purpose, paths));
            }
        });
    }
}

fn paths(handles: Vec<FileHandle>) -> Vec<PathBuf> {
    handles
        .into_iter()
        .map(|handle| handle.path().to_owned())
        .collect()
}
