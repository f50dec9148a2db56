//! The doors of the importer that are fuzzed.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use rand_chacha::ChaCha8Rng;

use super::mutate::{below, flip, one_of};
use crate::import::containers::tests::{gzip_of, xlsx_of, zip_of};
use crate::import::containers::{Limits, Scratch as PrivateFolder, Unpacker};
use crate::import::repair::recognise_mended;
use crate::import::tests::corpus::import_twice;
use crate::import::tests::report::{Kept, fixture, options, run};
use crate::import::units::{read_units, suggest_plan};
use crate::import::{
    ColumnMapping, Format, MappingKind, ReadOptions, Unwatched, amount, cell, instant, recognise,
    rules_file,
};

/// What a mutated file is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Recognition alone.
    Sniff,
    /// The reader of the recognised format.
    Recognised,
    /// The reader of each format, whatever the file is.
    Forced,
    /// Readers with columns that somebody named.
    Mapped,
    /// A table with one row per unit.
    Units,
    /// Each cell as an amount, a count, a share, a flag, an id.
    Money,
    /// Each cell as a date.
    Dates,
    /// A file of rules.
    Rules,
    /// An archive, a compressed file or a workbook of a file, itself mutated.
    Containers,
    /// The whole import, twice.
    Workspace,
}

/// The file that is overwritten for each execution.
pub(super) struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("export.csv");
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Target {
    pub(super) const ALL: [Self; 10] = [
        Self::Sniff,
        Self::Recognised,
        Self::Forced,
        Self::Mapped,
        Self::Units,
        Self::Money,
        Self::Dates,
        Self::Rules,
        Self::Containers,
        Self::Workspace,
    ];

    /// A target of weight n gets every n-th seed, because it takes longer.
    pub(super) fn weight(self) -> u64 {
        match self {
            Self::Workspace => 12,
            Self::Containers => 4,
            Self::Sniff
            | Self::Recognised
            | Self::Forced
            | Self::Mapped
            | Self::Units
            | Self::Money
            | Self::Dates
            | Self::Rules => 1,
        }
    }

    /// Panics where a law does not hold.
    pub(super) fn run(self, bytes: &[u8], random: &mut ChaCha8Rng, scratch: &Scratch) {
        match self {
            Self::Sniff => {
                if let Ok(found) = recognise(&scratch.file(bytes)) {
                    assert!(found.header_line >= 1 && !found.headers.is_empty());
                    assert!(found.preview.len() <= 50);
                }
            }
            Self::Recognised => read(scratch, bytes, &options("Europe/Paris", "EUR", "")),
            Self::Forced => {
                let format = one_of(random, &Format::ALL).id();
                let zone = *one_of(random, &["", "America/New_York", "Asia/Kolkata"]);
                let currency = *one_of(random, &["", "EUR", "JPY", "KWD"]);
                read(scratch, bytes, &options(zone, currency, format));
            }
            Self::Mapped => mapped(scratch, bytes, random),
            Self::Units => units(scratch, bytes),
            Self::Money => pieces(bytes).for_each(|text| money(&text)),
            Self::Dates => pieces(bytes).for_each(|text| dates(&text)),
            Self::Rules => rules(scratch, bytes, random),
            Self::Containers => containers(scratch, bytes, random),
            Self::Workspace => drop(import_twice(&scratch.file(bytes), None)),
        }
    }
}

fn read(scratch: &Scratch, bytes: &[u8], options: &ReadOptions) {
    let path = scratch.file(bytes);
    if recognise(&path).is_ok() {
        // The helper asserts that rows add up and that none is dropped silently.
        let _ = run(&path, options, &mut Kept::default());
    }
}

fn mapped(scratch: &Scratch, bytes: &[u8], random: &mut ChaCha8Rng) {
    let path = scratch.file(bytes);
    let Ok(found) = recognise(&path) else { return };
    let kind = *one_of(random, &MappingKind::ALL);
    let mut mapping = kind.suggest(&found.headers).unwrap_or(ColumnMapping {
        kind,
        columns: std::collections::BTreeMap::default(),
    });
    for _ in 0..below(random, 6) {
        let role = one_of(random, kind.roles()).id.to_owned();
        mapping
            .columns
            .insert(role, one_of(random, &found.headers).clone());
    }
    let options = ReadOptions {
        mapping: Some(mapping),
        ..options("Europe/Paris", "EUR", "")
    };
    let _ = run(&path, &options, &mut Kept::default());
}

fn units(scratch: &Scratch, bytes: &[u8]) {
    let path = scratch.file(bytes);
    let Ok(found) = recognise(&path) else { return };
    let Ok(Some(plan)) = suggest_plan(&path, &found) else {
        return;
    };
    if let Ok(table) = read_units(&path, &plan, &Unwatched) {
        assert_eq!(table.rows, table.accepted + table.rejected);
        assert!(table.rejected == 0 || !table.issues.is_empty());
    }
}

/// The cells of a file, roughly.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = String> {
    let is_mark = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'\n' | b'"');
    let pieces = bytes.split(is_mark).filter(|piece| !piece.is_empty());
    pieces.map(|piece| String::from_utf8_lossy(piece).trim().to_owned())
}

fn money(text: &str) {
    let mut evidence = amount::Evidence::default();
    evidence.observe(text);
    for mark in [
        evidence.mark(),
        amount::Evidence::POINT.mark(),
        amount::Evidence::COMMA.mark(),
    ] {
        for exponent in 0..=3 {
            if let Ok(minor) = amount::parse(text, mark, exponent) {
                assert!(minor.abs() <= amount::LARGEST, "{text:?} is {minor}");
                assert!(text.chars().any(char::is_numeric), "{text:?} is {minor}");
            }
        }
    }
    let _ = (cell::share(text), cell::flag(text), cell::list(text));
    let _ = cell::id(text).is_ok();
    assert!(cell::count(text).is_none_or(|_| text.chars().any(char::is_numeric)));
}

fn dates(text: &str) {
    let mut evidence = instant::Evidence::default();
    evidence.observe(text);
    for order in instant::DayOrder::ALL {
        let Ok(written) = instant::parse(text, order) else {
            continue;
        };
        assert!(text.chars().any(char::is_numeric), "{text:?} is a date");
        for zone in ["UTC", "America/Sao_Paulo", "Pacific/Apia"] {
            let _ = written.resolve(&TimeZone::get(zone).unwrap());
        }
    }
}

fn containers(scratch: &Scratch, bytes: &[u8], random: &mut ChaCha8Rng) {
    let mut packed = match below(random, 5) {
        0 => gzip_of(bytes),
        1 => zip_of(&[("orders.csv", bytes), ("../../more.csv", bytes)]),
        2 => zip_of(&[("inner.zip", &zip_of(&[("orders.csv.gz", &gzip_of(bytes))]))]),
        3 => std::fs::read(fixture("orders_97.xls")).unwrap(),
        _ => {
            let plain = |c: char| if c.is_alphanumeric() { c } else { '.' };
            let cell = |text: String| {
                let text: String = text.chars().map(plain).collect();
                format!("<c t='inlineStr'><is><t>{text}</t></is></c><c s='1'><v>{text}</v></c>")
            };
            let cells: String = pieces(bytes).map(cell).collect();
            xlsx_of(&[("A", &format!("<row r='1'>{cells}</row>")), ("B", "")])
        }
    };
    for _ in 0..below(random, 6) {
        flip(&mut packed, random);
    }
    if below(random, 4) == 0 {
        packed.truncate(below(random, packed.len()));
    }
    let path = scratch.file(&packed);
    let mut unpacker = Unpacker {
        watch: &Unwatched,
        limits: Limits::USUAL,
        scratch: PrivateFolder::default(),
    };
    let pieces = match unpacker.unpack(&path) {
        Ok(pieces) => pieces,
        Err(error) => return assert!(!error.to_string().contains('\n'), "{error}"),
    };
    for piece in pieces {
        if piece.failure.is_some() {
            continue;
        }
        if let Ok((path, _)) = recognise_mended(&piece.path, &mut unpacker) {
            let options = options("Europe/Paris", "EUR", "");
            let _ = run(&path, &options, &mut Kept::default());
        }
    }
}

/// Rules as the program writes them, with their own damage: mutated exports are hardly ever TOML.
fn rules(scratch: &Scratch, bytes: &[u8], random: &mut ChaCha8Rng) {
    let sound = toml::to_string(&crate::model::rules::Rules::default()).unwrap();
    let mut text = sound.into_bytes();
    for _ in 0..below(random, 6) {
        let (at, from) = (below(random, text.len()), below(random, bytes.len()));
        let piece = &bytes[from..(from + below(random, 30)).min(bytes.len())];
        let to = (at + below(random, 30)).min(text.len());
        text.splice(at..to, piece.iter().copied());
    }
    if let Err(error) = rules_file::read(&scratch.file(&text)) {
        let sentence = error.to_string();
        assert!(!sentence.contains('\n'), "{sentence}");
    }
}
