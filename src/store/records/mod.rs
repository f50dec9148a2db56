//! Further kinds of record: one module each, with its way into an import and out of a workspace.
//!
//! To add one: a table in a migration, a variant of `write::Table`, modules of its name in `write`
//! and `read`, a fingerprint, and a module here.

mod campaigns;
mod discounts;
mod flows;
mod joins;
mod message_events;
mod order_touches;
mod spend;
mod traffic;
mod transactions;

pub use campaigns::MessageReports;
pub use joins::{CurrencySum, CustomerTotal, LoadedOrder};
pub use message_events::{MessageHistory, MessageRow};

#[cfg(test)]
mod testing {
    use crate::store::{FileHeader, FileId, Fingerprint, Import, Workspace};

    /// A workspace in a folder that is gone at the end of the test.
    pub(super) struct Scratch {
        _folder: tempfile::TempDir,
        pub(super) workspace: Workspace,
    }

    impl Scratch {
        pub(super) fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
            Self {
                _folder: folder,
                workspace,
            }
        }

        /// Imports from one file and commits.
        pub(super) fn import<T>(&mut self, work: impl FnOnce(&mut Import<'_>, FileId) -> T) -> T {
            let header = FileHeader {
                path: "/exports/a.csv".into(),
                format: "any".into(),
                encoding: "utf-8".into(),
                delimiter: Some(','),
                bytes: 1,
                content: Fingerprint::of_bytes(b"a"),
                latest_micros: None,
            };
            let mut import = self.workspace.begin_import().unwrap();
            let file = import.begin_file(&header).unwrap();
            let given = work(&mut import, file);
            import.commit().unwrap();
            given
        }
    }
}
