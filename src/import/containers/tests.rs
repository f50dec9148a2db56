//! Containers of every kind: what they hold, what is refused, and that nothing is left behind.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use ::zip::write::{SimpleFileOptions, ZipWriter};
use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

/// A ZIP archive of some files.
pub(in crate::import) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same bytes by gzip.
pub(in crate::import) fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// A workbook of sheets, each with the XML of its rows. Style 1 is a date and time.
pub(in crate::import) fn xlsx_of(sheets: &[(&str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut relations) = (String::new(), String::new());
    let mut files = Vec::new();
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let id = at + 1;
        let _ = write!(list, "<sheet name='{name}' sheetId='{id}' r:id='r{id}'/>");
        let _ = write!(
            relations,
            "<Relationship Id='r{id}' Type='{RELATED}/worksheet' Target='worksheets/sheet{id}.xml'/>"
        );
        let sheet = format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let _ = write!(
        relations,
        "<Relationship Id='s' Type='{RELATED}/styles' Target='styles.xml'/>"
    );
    let package = "http://schemas.openxmlformats.org/package/2006";
    files.push((
        "[Content_Types].xml".to_owned(),
        format!("<Types xmlns='{package}/content-types'/>"),
    ));
    files.push((
        "_rels/.rels".to_owned(),
        format!("<Relationships xmlns='{package}/relationships'><Relationship Id='w' Type='{RELATED}/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns='{package}/relationships'>{relations}</Relationships>"),
    ));
    files.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns='{MAIN}' xmlns:r='{RELATED}'><sheets>{list}</sheets></workbook>"),
    ));
    files.push((
        "xl/styles.xml".to_owned(),
        format!("<styleSheet xmlns='{MAIN}'><cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='22'/></cellXfs></styleSheet>"),
    ));
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    zip_of(&files)
}

/// A watch that cancels after some calls.
struct Heard {
    left: Cell<usize>,
}

impl Heard {
    fn patient() -> Self {
        Self {
            left: Cell::new(usize::MAX),
        }
    }
}

impl Watch for Heard {
    fn progress(&self, _what: &str, _done: u64, _total: u64) {
        self.left.set(self.left.get().saturating_sub(1));
    }

    fn is_cancelled(&self) -> bool {
        self.left.get() == 0
    }
}

const SMALL: Limits = Limits {
    entries: 8,
    bytes: 1024 * 1024,
    ratio: 100,
    any_ratio: 16 * 1024,
};

/// What a file of this name holds, piece by piece.
fn unpacked(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let watch = Heard::patient();
    let mut unpacker = Unpacker {
        watch: &watch,
        limits: SMALL,
        scratch: Scratch::default(),
    };
    let pieces = match unpacker.unpack(&path) {
        Ok(pieces) => pieces,
        Err(error) => return error.to_string(),
    };
    let mut report = String::new();
    for piece in pieces {
        let label = piece.label.as_deref().unwrap_or("-");
        let _ = write!(report, "{label} [{}]", piece.title);
        let told = piece.failure.map(|reason| format!(" {reason}"));
        let told = told.unwrap_or_else(|| {
            let text = std::fs::read(&piece.path).unwrap();
            format!(" {:?}", String::from_utf8_lossy(&text))
        });
        let _ = writeln!(report, "{told}");
        for issue in piece.notes {
            let _ = writeln!(
                report,
                "! {} {:?} {}",
                issue.kind.id(),
                issue.line,
                issue.hint
            );
        }
    }
    report
}

#[test]
fn plain_files_stay_where_they_are() {
    assert_eq!(
        unpacked("orders.2026.csv", b"a,b\n"),
        "- [orders.2026] \"a,b\\n\"\n"
    );
}

#[test]
fn archives_hold_exports_and_litter() {
    let inner = zip_of(&[("deep.csv", b"c")]);
    let deepest = zip_of(&[("inner.zip", &inner)]);
    let book = xlsx_of(&[("S", "<row r='1'><c r='A1'><v>1</v></c></row>")]);
    let archive = zip_of(&[
        ("orders_2.csv", b"two"),
        ("orders_1.csv", b"one"),
        ("granular/opens/x.csv", b"x"),
        ("../../escape.csv", b"no"),
        ("__MACOSX/._orders_1.csv", b"litter"),
        (".hidden.csv", b"litter"),
        ("readme.html", b"<p>"),
        ("inner.zip", &inner),
    ]);
    assert_snapshot!(unpacked("export.zip", &archive), @r#"
    escape.csv [escape] "no"
    granular › opens › x.csv [x] "x"
    inner.zip › deep.csv [deep] "c"
    orders_1.csv [orders_1] "one"
    orders_2.csv [orders_2] "two"
    "#);
    let mixed = zip_of(&[
        ("a.csv.gz", &gzip_of(b"packed")),
        ("book.csv", &book),
        ("deepest.zip", &deepest),
        ("picture.csv", b"\x89PNG\r\n\x1a\n"),
    ]);
    assert_snapshot!(unpacked("mixed.zip", &mixed), @r#"
    a.csv.gz › a.csv [a] "packed"
    book.csv › S [book] "1\n"
    deepest.zip › inner.zip [inner] `deepest.zip › inner.zip` is an archive inside two others. Unpack the outer one and import what it holds.
    picture.csv [picture] `picture.csv` is a PNG image, which holds no table that can be read. Export the data as CSV.
    "#);
    assert_snapshot!(unpacked("none.zip", &zip_of(&[("a.html", b"")])), @"holds no export files: Holdout reads .csv, .tsv, .txt, .xlsx, .xls, .ods, .zip and .gz.");
}

#[test]
fn content_decides_and_not_the_ending() {
    let archive = zip_of(&[("orders.csv", b"a,b")]);
    assert_eq!(
        unpacked("export.csv", &archive),
        "orders.csv [orders] \"a,b\"\n"
    );
    assert_eq!(
        unpacked("orders.xls", b"a\tb\n"),
        "- [orders] \"a\\tb\\n\"\n"
    );
    assert_eq!(
        unpacked("orders.xls", b"<table><tr><td>a<td>b</table>"),
        "table 1 [orders] \"\\\"a\\\",\\\"b\\\"\\n\"\n"
    );
    assert_eq!(
        unpacked("orders.gz", &gzip_of(b"a,b")),
        "orders [orders] \"a,b\"\n"
    );
    let twice = [gzip_of(b"a,b\n"), gzip_of(b"1,2\n")].concat();
    assert_eq!(
        unpacked("orders.csv.gz", &twice),
        "orders.csv [orders] \"a,b\\n1,2\\n\"\n"
    );
}

#[test]
fn damaged_and_foreign_files_say_so() {
    let archive = zip_of(&[("orders.csv", &b"a,b\n1,2\n".repeat(200))]);
    let packed = gzip_of(&b"a,b\n1,2\n".repeat(200));
    for (name, bytes, start) in [
        (
            "cut.zip",
            &archive[..archive.len() / 2],
            "is damaged or was not downloaded to its end",
        ),
        (
            "cut.gz",
            &packed[..packed.len() / 2],
            "is damaged or was not downloaded to its end (it ends in the middle)",
        ),
        (
            "a.csv",
            &b"%PDF-1.7"[..],
            "is a PDF document, which holds no table",
        ),
        (
            "a.xls",
            &b"<html><body>Log in</body></html>"[..],
            "is a web page, which holds no table",
        ),
        (
            "a.xls",
            &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"[..],
            "is damaged",
        ),
        (
            "a.docx",
            &zip_of(&[("word/document.xml", b"")])[..],
            "is a text document (Word)",
        ),
        ("tar.gz", &gzip_of(&tar())[..], "is a tar archive"),
    ] {
        let told = unpacked(name, bytes);
        assert!(told.starts_with(start), "{name}: {told}");
    }
    let mut encrypted = zip_of(&[("orders.csv", b"a,b"), ("plain.csv", b"c,d")]);
    set_encrypted(&mut encrypted);
    assert_snapshot!(unpacked("a.zip", &encrypted), @r#"
    orders.csv [orders] `orders.csv` is protected by a password. Unpack or save it without one and import that.
    plain.csv [plain] "c,d"
    "#);
    let mut book = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    book.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_snapshot!(unpacked("a.xlsx", &book), @"is protected by a password. Unpack or save it without one and import that.");
}

fn tar() -> Vec<u8> {
    let mut bytes = vec![b'x'; 257];
    bytes.extend(b"ustar");
    bytes
}

/// Sets the flag of encryption of the first entry in both of its headers.
fn set_encrypted(archive: &mut [u8]) {
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = archive.windows(4).position(|part| part == mark).unwrap();
        archive[at + flags] |= 1;
    }
}

#[test]
fn bombs_are_refused_with_their_numbers() {
    let zeros = vec![b'0'; 900 * 1024];
    assert_snapshot!(unpacked("dense.zip", &zip_of(&[("a.csv", &zeros)])), @"unpacks to more than 100 times its size, as no export does, so it was left alone. If it is one, unpack it yourself and import the files.");
    assert_snapshot!(unpacked("dense.gz", &gzip_of(&zeros)), @"unpacks to more than 100 times its size, as no export does, so it was left alone. If it is one, unpack it yourself and import the files.");
    let noise: Vec<u8> = (0..700_000_u32)
        .flat_map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes())
        .map(|byte| b'!' + byte % 80)
        .collect();
    let large = zip_of(&[("a.csv", &noise[..900_000]), ("b.csv", &noise[900_000..])]);
    assert_snapshot!(unpacked("large.zip", &large), @"unpacks to more than 1 MB, the most that is unpacked. Unpack it yourself and import the files that are needed.");
    let names: Vec<String> = (0..9).map(|at| format!("{at}.csv")).collect();
    let many: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"a"[..]))
        .collect();
    assert_snapshot!(unpacked("many.zip", &zip_of(&many)), @"holds 9 files, and at most 8 are unpacked. Unpack it yourself and import those that are needed.");
    let wide = xlsx_of(&[("S", "<row><c r='XFD1'><v>1</v></c></row>")]);
    assert!(unpacked("wide.xlsx", &wide).starts_with("S [wide]"));
    let rows: Vec<String> = (1..200)
        .map(|row| format!("<row r='{row}'><c r='XFD{row}'><v>1</v></c></row>"))
        .collect();
    let rows = rows.concat();
    assert!(unpacked("wide.xlsx", &xlsx_of(&[("S", &rows)])).starts_with("unpacks to more than"));
}

#[test]
fn a_lie_about_the_size_is_found() {
    let zeros = " ".repeat(900 * 1024);
    let mut book = xlsx_of(&[(
        "S",
        &format!("<row r='1'><c r='A1'><v>1</v></c></row>{zeros}"),
    )]);
    let size = u32::try_from(zeros.len()).unwrap();
    let at = book.windows(4).rposition(|part| {
        let declared = u32::from_le_bytes(part.try_into().unwrap());
        (size..size + 400).contains(&declared)
    });
    book[at.unwrap()..][..4].copy_from_slice(&100_u32.to_le_bytes());
    let told = unpacked("lie.xlsx", &book);
    assert!(
        told.starts_with("unpacks to more than") || told.starts_with("is damaged"),
        "{told}"
    );
}

#[test]
fn sheets_become_text() {
    let rows = "<row r='3'>\
        <c r='B3' t='inlineStr'><is><t>Name</t></is></c><c r='C3' t='inlineStr'><is><t>At</t></is></c>\
        <c r='D3' t='inlineStr'><is><t>Id</t></is></c></row>\
        <row r='4'><c r='B4' t='str'><f>A1</f><v>a, \"b\"</v></c><c r='C4' s='1'><v>45384.34789351852</v></c>\
        <c r='D4'><v>8281215041874</v></c><c r='E4' t='e'><v>#DIV/0!</v></c><c r='F4' t='b'><v>1</v></c></row>\
        <row r='6'><c r='B6'><v>19.989999999999998</v></c><c r='C6' t='e'><v>#N/A</v></c></row>";
    let book = xlsx_of(&[
        ("Orders", rows),
        ("Empty", ""),
        ("More", "<row r='1'><c r='A1'><v>7</v></c></row>"),
    ]);
    assert_snapshot!(unpacked("shop.xlsx", &book), @r#"
    Orders [shop Orders] "\n\n,Name,At,Id\n,\"a, \"\"b\"\"\",2024-04-02 08:20:58,8281215041874,,true\n\n,19.99\n"
    ! error_cell Some(4) 2 cells of the sheet held an error of the spreadsheet and were read as blank, the first in E4; correct the formulas and save the sheet again.
    More [shop More] "7\n"
    "#);
    assert_snapshot!(unpacked("shop.xlsx", &xlsx_of(&[("Empty", "")])), @"holds no table with anything in it. Export it again.");
}

#[test]
fn open_document_and_old_sheets_become_text() {
    let office = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<office:document-content xmlns:office='{office}:office:1.0' xmlns:table='{office}:table:1.0' xmlns:text='{office}:text:1.0'>\
        <office:body><office:spreadsheet><table:table table:name='List'><table:table-row>\
        <table:table-cell office:value-type='string'><text:p>email</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2026-08-24T13:18:58'><text:p>24.08.26</text:p></table:table-cell>\
        <table:table-cell office:value-type='float' office:value='8281215041874'><text:p>8.28E+12</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let book = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>"),
        ("content.xml", content.as_bytes()),
    ]);
    assert_snapshot!(unpacked("list.ods", &book), @r#"
    List [list] "email,2026-08-24T13:18:58,8281215041874\n"
    "#);
    let old = std::fs::read(crate::import::tests::report::fixture("orders_97.xls")).unwrap();
    assert_snapshot!(unpacked("orders.xls", &old), @r#"
    Orders [orders] "Orders of August\n\nName,Financial Status,Created at,Total,Subtotal,Refunded Amount,Currency,Lineitem quantity,Lineitem name,Id\n#1001,paid,2026-08-24 13:18:58,1234.5,1234.5,0,EUR,2,\"Tee, \"\"red\"\"\",8281215041874\n"
    "#);
}

/// A few words that stand for more cells than memory has.
#[test]
fn an_open_document_of_repeated_cells_is_refused() {
    let row = "<table:table-row table:number-rows-repeated='1000000'>\
        <table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='16384'/>\
        </table:table-row>";
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='List'>{row}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let book = zip_of(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ]);
    assert_snapshot!(unpacked("list.ods", &book), @"needs more than 1,024 MB of memory to be opened as a workbook. Save the sheet as CSV and import that.");
}

#[test]
fn cancelling_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    std::fs::write(&path, zip_of(&[("a.csv", b"one"), ("b.csv", b"two")])).unwrap();
    let watch = Heard { left: Cell::new(1) };
    let mut unpacker = Unpacker {
        watch: &watch,
        limits: SMALL,
        scratch: Scratch::default(),
    };
    let result = unpacker.unpack(&path);
    assert!(matches!(result, Err(ContainerError::Cancelled)));
    let inside = unpacker.scratch.path().unwrap();
    assert!(inside.exists());
    drop(unpacker);
    assert!(!inside.exists());
}

#[test]
fn a_table_is_found_by_its_shown_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    std::fs::write(
        &path,
        zip_of(&[("a.csv", b"email\none"), ("b.csv", b"email\ntwo")]),
    )
    .unwrap();
    let watch = Heard::patient();
    let read = |shown: String| match locate(Path::new(&shown), &watch) {
        Ok(located) => std::fs::read_to_string(located.path()).unwrap(),
        Err(error) => error
            .to_string()
            .replace(&path.display().to_string(), "export.zip"),
    };
    let shown = path.display();
    assert_eq!(read(format!("{shown} › b.csv")), "email\ntwo");
    assert_snapshot!(read(format!("{shown}")), @"`export.zip` holds several tables: `a.csv`, `b.csv`. Say which one, for example `… › a.csv`.");
    assert_snapshot!(read(format!("{shown} › c.csv")), @"`export.zip` holds no `c.csv` any more. Import the whole of it.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_it_panic(wounds in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8), kind in 0_usize..4) {
        let mut bytes = match kind {
            0 => zip_of(&[("a.csv", b"email\none")]),
            1 => gzip_of(b"email\none"),
            2 => xlsx_of(&[("S", "<row r='1'><c r='A1' s='1'><v>45384.3</v></c></row>")]),
            _ => std::fs::read(crate::import::tests::report::fixture("orders_97.xls")).unwrap(),
        };
        for (at, byte) in wounds {
            let at = at % bytes.len();
            if byte == 0 { bytes.truncate(at.max(8)) } else { bytes[at] = byte }
        }
        unpacked("damaged.zip", &bytes);
    }
}
