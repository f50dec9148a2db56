//! Places on disk: where workspaces are kept, and paths as people type them.

use std::path::{Path, PathBuf};

/// The ending of workspace files.
pub const ENDING: &str = "holdout";

/// Whether a path names a workspace, by its ending.
#[must_use]
pub fn is_workspace(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// The path with the ending of workspaces.
#[must_use]
pub fn with_ending(path: PathBuf) -> PathBuf {
    if is_workspace(&path) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ENDING);
    PathBuf::from(name)
}

/// The workspace for files that are opened without one: in the user's data folder, named after the
/// folder they lie in, always the same for the same folder and different for another.
#[must_use]
pub fn workspace_for(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let absolute = first.canonicalize().unwrap_or_else(|_| first.to_owned());
    let folder = if absolute.is_dir() {
        absolute.as_path()
    } else {
        absolute.parent().unwrap_or(&absolute)
    };
    let name = folder.file_name().map_or_else(
        || "shop".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mark = fingerprint(folder.to_string_lossy().as_bytes());
    data_folder().join(format!("{name}-{mark:08x}.{ENDING}"))
}

/// The folder for workspaces and the sample shop's files.
#[must_use]
pub fn data_folder() -> PathBuf {
    eframe::storage_dir("holdout").unwrap_or_else(|| std::env::temp_dir().join("holdout"))
}

/// Where exported charts go unless another folder was chosen.
#[must_use]
pub fn documents() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_else(std::env::temp_dir);
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }
}

/// A path as typed: trimmed, quotes of a file manager's "copy path" dropped, `~` resolved.
#[must_use]
pub fn typed(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(['"', '\'']);
    match (text.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// FNV-1a, folded to 32 bits: only tells folders of the same name apart.
fn fingerprint(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_paths_lose_their_quotes() {
        assert_eq!(typed(" \"/tmp/a b.csv\" "), PathBuf::from("/tmp/a b.csv"));
        assert!(!typed("~/a.csv").starts_with("~") || std::env::home_dir().is_none());
    }

    #[test]
    fn workspaces_have_one_ending() {
        assert_eq!(with_ending("shop".into()), PathBuf::from("shop.holdout"));
        assert_eq!(with_ending("a.HOLDOUT".into()), PathBuf::from("a.HOLDOUT"));
        assert_eq!(with_ending("v1.2".into()), PathBuf::from("v1.2.holdout"));
    }

    #[test]
    fn folders_of_the_same_name_get_their_own_workspace() {
        let one = tempfile::tempdir().unwrap();
        let two = tempfile::tempdir().unwrap();
        let shop = |root: &Path| {
            let folder = root.join("exports");
            std::fs::create_dir(&folder).unwrap();
            let file = folder.join("orders.csv");
            std::fs::write(&file, "x").unwrap();
            (workspace_for(&[folder]), workspace_for(&[file]))
        };
        let (folder_one, file_one) = shop(one.path());
        let (folder_two, _) = shop(two.path());
        assert_eq!(folder_one, file_one);
        assert_ne!(folder_one, folder_two);
    }
}
