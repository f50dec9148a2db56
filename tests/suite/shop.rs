//! The sample shop in a workspace, as an analyst gets it: from the export files.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use holdout::analysis::Context;
use holdout::import::{self, ImportReport, ImportRequest};
use holdout::store::Workspace;
use tempfile::TempDir;

/// Hears nothing and never cancels.
pub struct Quiet;

impl import::Watch for Quiet {
    fn progress(&self, _what: &str, _bytes_done: u64, _bytes_total: u64) {}

    fn is_cancelled(&self) -> bool {
        false
    }
}

/// The committed export files.
pub fn sample_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data")
}

/// Imports paths into a workspace.
pub fn import(workspace: &mut Workspace, paths: &[PathBuf]) -> ImportReport {
    let request = ImportRequest {
        paths: paths.to_vec(),
        ..ImportRequest::default()
    };
    import::run(workspace, &request, &Quiet).unwrap()
}

/// A new workspace with the sample shop, and the folder that keeps it alive.
pub fn workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    let report = import(&mut workspace, &[sample_data()]);
    assert!(report.is_complete(), "{report:?}");
    (folder, workspace)
}

/// The sample shop, imported once for all tests that only read.
pub fn context() -> &'static Context {
    static CONTEXT: OnceLock<Context> = OnceLock::new();
    CONTEXT.get_or_init(|| {
        let (_folder, workspace) = workspace();
        Context::new(
            Arc::new(workspace.snapshot().unwrap()),
            workspace.definitions().unwrap(),
        )
    })
}
