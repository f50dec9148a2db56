//! The law of every import: rows add up, and the same file again changes nothing.

use std::path::Path;

use crate::import::{self, FileReport, Format, ImportRequest, Unwatched};
use crate::model::money::Currency;
use crate::store::Workspace;

/// Zone and currency of the workspace that files are imported into.
pub(in crate::import) const WORKSPACE: (&str, &str) = ("Europe/Paris", "EUR");

/// Imports a file into a new workspace, twice, and asserts the law; the reports of both.
pub(in crate::import) fn import_twice(
    path: &Path,
    format: Option<Format>,
) -> (FileReport, FileReport) {
    let folder = tempfile::tempdir().unwrap();
    let mut workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
    let request = ImportRequest {
        paths: vec![path.to_owned()],
        format,
        zone: Some(WORKSPACE.0.to_owned()),
        currency: Currency::parse(WORKSPACE.1),
        ..ImportRequest::default()
    };
    let mut once = || {
        let report = import::run(&mut workspace, &request, &Unwatched).unwrap();
        assert_eq!(report.files.len(), 1);
        (report.files.into_iter().next().unwrap(), report.revision)
    };
    let ((first, revision), (second, again)) = (once(), once());
    for report in [&first, &second] {
        let counts = &report.counts;
        let sum = counts.accepted_rows + counts.unchanged_rows + counts.rejected;
        assert_eq!(counts.rows, sum, "rows of {}", report.path.display());
        let told = report.issue_count > 0 || report.failure.is_some();
        assert!(told || counts.rejected == 0, "rows were dropped silently");
        if let Some(reason) = report.failure.as_ref().map(ToString::to_string) {
            assert!(!reason.is_empty() && !reason.contains('\n'), "{reason:?}");
        }
    }
    let (before, after) = (&first.counts, &second.counts);
    assert_eq!(after.new, 0, "{after:?}");
    // No row of a file overwrites another one: of two that are the same record, one counts.
    assert_eq!(before.updated, 0, "{:?} {before:?}", first.format);
    assert_eq!(after.accepted_rows, 0, "{:?} {after:?}", first.format);
    let stored = before.accepted_rows + before.unchanged_rows;
    assert_eq!(after.unchanged_rows, stored);
    assert_eq!(after.rejected, before.rejected);
    assert_eq!(revision, again, "the same file again changed the workspace");
    (first, second)
}
