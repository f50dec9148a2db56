//! A kill at any moment of an import leaves the workspace as it was.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use holdout::analysis::Context;
use holdout::analysis::summary::summary;
use holdout::sample::{self, SampleOptions};
use holdout::store::Workspace;

use crate::shop::{import, sample_data};

fn figures(path: &Path) -> String {
    let workspace = Workspace::open(path).unwrap();
    let context = Context::new(
        Arc::new(workspace.snapshot().unwrap()),
        workspace.definitions().unwrap(),
    );
    format!("{:?} {}", summary(&context), workspace.revision().unwrap())
}

fn start_import(workspace: &Path, file: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_holdout"))
        .args(["import", "-w"])
        .args([workspace, file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn large_export(folder: &Path) -> PathBuf {
    let shop = folder.join("large");
    let options = SampleOptions {
        orders: Some(30_000),
        ..SampleOptions::default()
    };
    sample::write(&shop, &options).unwrap();
    shop.join("orders_export_1.csv")
}

#[test]
fn a_killed_import_leaves_the_workspace_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.holdout");
    let mut workspace = Workspace::create(&path).unwrap();
    import(&mut workspace, &[sample_data().join("orders_export_2.csv")]);
    drop(workspace);
    let before = figures(&path);
    let export = large_export(folder.path());

    let mut killed = 0;
    for milliseconds in [20, 60, 150, 300, 600, 1000] {
        let mut child = start_import(&path, &export);
        std::thread::sleep(Duration::from_millis(milliseconds));
        let ended = child.try_wait().unwrap().is_some();
        // Fails only where the import has just ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        if ended {
            break;
        }
        killed += 1;
        assert_eq!(figures(&path), before, "killed after {milliseconds} ms");
    }
    assert!(killed > 1, "every import ended before it could be killed");

    assert!(start_import(&path, &export).wait().unwrap().success());
    assert_ne!(
        figures(&path),
        before,
        "an import that is left alone is kept"
    );
}
