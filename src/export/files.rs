//! Charts as files, written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::{Dialect, csv, table};
use crate::chart::layout::Size;
use crate::chart::palette::Theme;
use crate::chart::png::png;
use crate::chart::spec::Chart;
use crate::chart::svg::svg;

/// The forms a chart is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartFormat {
    /// Pixels at double resolution, for slides and messages.
    Png,
    /// Vectors with selectable text, for editing and print.
    Svg,
    /// The data behind the chart.
    Csv,
}

impl ChartFormat {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Csv];

    /// The ending of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }

    /// The form a path asks for by its ending, in any case.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        Self::ALL
            .into_iter()
            .find(|format| ending.eq_ignore_ascii_case(format.extension()))
    }
}

/// Writes a chart as `stem.png`, `stem.svg` and `stem.csv`; returns the paths.
///
/// The endings are added to the whole stem, so `Lift v1.2` becomes `Lift v1.2.png`.
pub fn chart_files(
    chart: &Chart,
    size: Size,
    theme: Theme,
    stem: &Path,
) -> Result<Vec<PathBuf>, ExportError> {
    ChartFormat::ALL
        .into_iter()
        .map(|format| {
            let mut path = OsString::from(stem);
            path.push(".");
            path.push(format.extension());
            let path = PathBuf::from(path);
            write_chart(chart, (size, theme), format, &path)?;
            Ok(path)
        })
        .collect()
}

/// Writes a chart in the one form that the path's ending names.
pub fn chart_file(chart: &Chart, size: Size, theme: Theme, path: &Path) -> Result<(), ExportError> {
    let format = ChartFormat::of(path).ok_or_else(|| ExportError::UnknownFormat {
        path: path.to_owned(),
    })?;
    write_chart(chart, (size, theme), format, path)
}

fn write_chart(
    chart: &Chart,
    (size, theme): (Size, Theme),
    format: ChartFormat,
    path: &Path,
) -> Result<(), ExportError> {
    let bytes = match format {
        ChartFormat::Png => png(chart, size, theme).map_err(|reason| ExportError::Draw {
            reason,
            path: path.to_owned(),
        })?,
        ChartFormat::Svg => svg(chart, size, theme).into_bytes(),
        ChartFormat::Csv => csv(&table(chart), Dialect::PLAIN).into_bytes(),
    };
    write_atomically(path, &bytes)
}

/// Writes a file beside its destination and moves it there, so that nobody ever sees half of it and an
/// older file survives a failure.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let Some(name) = path.file_name() else {
        return Err(ExportError::NotAFile {
            path: path.to_owned(),
        });
    };
    // The process id keeps two running copies of the program apart.
    let mut scratch_name = OsString::from(".");
    scratch_name.push(name);
    scratch_name.push(format!(".{}.part", std::process::id()));
    let scratch = path.with_file_name(scratch_name);
    let written = write_through(&scratch, bytes).and_then(|()| fs::rename(&scratch, path));
    written.map_err(|reason| {
        // Nothing more can be done about a scratch file that will not go away.
        let _ = fs::remove_file(&scratch);
        ExportError::Write {
            reason,
            path: path.to_owned(),
        }
    })
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn a_chart_becomes_three_files_with_the_whole_stem() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("Lift v1.2");
        let chart = samples::caused();
        let paths = chart_files(&chart, Size::A4, Theme::Light, &stem).unwrap();
        let names: Vec<_> = paths
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["Lift v1.2.png", "Lift v1.2.svg", "Lift v1.2.csv"]);
        assert!(fs::read(&paths[0]).unwrap().starts_with(b"\x89PNG"));
        assert_eq!(
            fs::read_to_string(&paths[1]).unwrap(),
            svg(&chart, Size::A4, Theme::Light)
        );
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 3, "no scratch file is left behind");
    }

    #[test]
    fn the_ending_names_the_form() {
        for (path, expected) in [
            ("a/b.PNG", Some(ChartFormat::Png)),
            ("b.svg", Some(ChartFormat::Svg)),
            ("b.csv", Some(ChartFormat::Csv)),
            ("b.pdf", None),
            ("svg", None),
        ] {
            assert_eq!(ChartFormat::of(Path::new(path)), expected, "{path}");
        }
        let refused = chart_file(
            &samples::nothing(),
            Size::Slide,
            Theme::Dark,
            Path::new("/tmp/chart.bmp"),
        );
        let text = refused.unwrap_err().to_string();
        assert!(
            text.contains("/tmp/chart.bmp") && text.contains(".svg"),
            "{text}"
        );
    }

    #[test]
    fn a_failed_write_keeps_the_old_file_and_names_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there.csv");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");

        // A folder with content cannot be replaced by a file.
        let taken = folder.path().join("taken.csv");
        fs::create_dir_all(taken.join("inside")).unwrap();
        let text = write_atomically(&taken, b"x").unwrap_err().to_string();
        assert!(text.contains("taken.csv"), "{text}");
        assert!(taken.join("inside").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);

        let missing = folder.path().join("no such folder").join("a.csv");
        let text = write_atomically(&missing, b"x").unwrap_err().to_string();
        assert!(
            text.contains("no such folder") && text.contains("folder exists"),
            "{text}"
        );
        assert!(matches!(
            write_atomically(Path::new("/"), b"x"),
            Err(ExportError::NotAFile { .. })
        ));
    }
}
