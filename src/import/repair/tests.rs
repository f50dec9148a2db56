//! Damage of text files, each kind whole.

use insta::assert_snapshot;

use super::*;
use crate::import::containers::{Limits, Scratch};
use crate::import::request::Unwatched;
use crate::import::tests::report::{check, check_bytes, options, with_file};

/// The report of a file after mending, with what mending told.
fn mended(bytes: &[u8]) -> String {
    with_file(bytes, |path| {
        let mut unpacker = Unpacker {
            watch: &Unwatched,
            limits: Limits::USUAL,
            scratch: Scratch::default(),
        };
        let (path, recognition) = recognise_mended(path, &mut unpacker).unwrap();
        let told: Vec<&str> = recognition
            .notes
            .iter()
            .map(|issue| issue.kind.id())
            .collect();
        format!("{}\n{}", told.join(" "), check(&path, &options("", "", "")))
    })
}

fn told(bytes: &[u8]) -> String {
    check_bytes(bytes, &options("", "", ""))
}

#[test]
fn zero_bytes_are_left_out() {
    assert_snapshot!(mended(b"email,variant\na\0nn@x.io,a\nben@x.io,b\n\0\0\0\0"), @r#"
    zero_bytes
    assignments utf-8 ',' 2 columns
    email:ann@x.io a - share=None workflow=None
    email:ben@x.io b - share=None workflow=None
    2 rows = 2 accepted + 0 rejected; 2 records; latest never
    "#);
}

#[test]
fn cells_quoted_twice() {
    assert_snapshot!(mended(b"\"\"\"email\"\"\",\"\"\"variant\"\"\"\n\"\"\"ann@x.io\"\"\",\"\"\"the \"\"\"\"a\"\"\"\"\"\"\"\n"), @r#"
    quoted_twice
    assignments utf-8 ',' 2 columns
    email:ann@x.io the "a" - share=None workflow=None
    1 rows = 1 accepted + 0 rejected; 1 records; latest never
    "#);
}

#[test]
fn whole_rows_in_one_cell() {
    assert_snapshot!(told(b"\"email,\"\"variant\"\"\"\r\n\"ann@x.io,\"\"a, b\"\"\"\r\nben@x.io,c\r\n"), @r#"
    assignments utf-8 ',' 2 columns
    email:ann@x.io a, b - share=None workflow=None
    email:ben@x.io c - share=None workflow=None
    ! row_in_one_cell line 2
    2 rows = 2 accepted + 0 rejected; 2 records; latest never
    "#);
    assert_snapshot!(told(b"email,variant\n\"ann@x.io,\"\"a, b\"\"\"\n\"Total, net\"\n"), @r#"
    assignments utf-8 ',' 2 columns
    email:ann@x.io a, b - share=None workflow=None
    ! row_in_one_cell line 2
    ! summary_row line 3 "Total"
    2 rows = 1 accepted + 1 rejected; 1 records; latest never
    "#);
}

#[test]
fn headers_between_rows() {
    assert_snapshot!(told("email,variant\nann@x.io,a\n\u{feff}email,variant\nben@x.io,b\n".as_bytes()), @r#"
    assignments utf-8 ',' 2 columns
    email:ann@x.io a - share=None workflow=None
    email:ben@x.io b - share=None workflow=None
    ! repeated_header line 3 "email"
    3 rows = 2 accepted + 1 rejected; 2 records; latest never
    "#);
}

#[test]
fn a_file_that_ends_in_the_middle_of_a_row() {
    assert_snapshot!(told(b"email,variant,date\nann@x.io,a,2026-01-02 10:00:00 UTC\nben@x.i"), @r#"
    assignments utf-8 ',' 3 columns
    email:ann@x.io a 2026-01-02T10:00:00+00:00 share=None workflow=None
    ! cut_off line 3
    2 rows = 1 accepted + 1 rejected; 1 records; latest 2026-01-02T10:00:00+00:00
    "#);
    assert_snapshot!(told(b"email,variant,date\nann@x.io,a,2026-01-02 10:00:00 UTC"), @r#"
    assignments utf-8 ',' 3 columns
    email:ann@x.io a 2026-01-02T10:00:00+00:00 share=None workflow=None
    1 rows = 1 accepted + 0 rejected; 1 records; latest 2026-01-02T10:00:00+00:00
    "#);
}

#[test]
fn letters_encoded_twice() {
    assert_snapshot!(told("email,variant\nann@x.io,caf\u{c3}\u{a9}\n".as_bytes()), @r#"
    assignments utf-8 ',' 2 columns
    email:ann@x.io cafÃ© - share=None workflow=None
    ! encoded_twice "Ã©"
    1 rows = 1 accepted + 0 rejected; 1 records; latest never
    "#);
    for (text, meant) in [
        ("\u{c3}\u{bc}ber", Some("ü")),
        ("5 \u{e2}\u{201a}\u{ac}", Some("€")),
        ("it\u{e2}\u{20ac}\u{2122}s", Some("’")),
        ("café über €5", None),
        ("Ãrmel, Âme", None),
        ("PÂTE", None),
    ] {
        let issue = encoded_twice(text);
        let found = issue
            .as_ref()
            .map(|issue| issue.hint.contains(meant.unwrap_or("?")));
        assert_eq!(found, meant.map(|_| true), "{text}");
    }
}

#[test]
fn other_delimiters_line_ends_and_preambles() {
    assert_snapshot!(told(b"email|variant\rann@x.io|a\r\nben@x.io|b\n"), @r#"
    assignments utf-8 '|' 2 columns
    email:ann@x.io a - share=None workflow=None
    email:ben@x.io b - share=None workflow=None
    2 rows = 2 accepted + 0 rejected; 2 records; latest never
    "#);
    assert_snapshot!(told(b"Campaign report\n\"May 1, 2026 - May 31, 2026\"\n\n# Start: 1, 2\nShop, 2026\nperson,arm name,date\n#1001,a,2026-05-02\n"), @r#"
    unknown utf-8 ',' 3 columns
    No known export has the headers `person`, `arm name`, `date`. Choose the format, or say which columns hold the person and the arm.
    "#);
}

proptest::proptest! {
    #[test]
    fn no_row_makes_it_panic(cell in "[a,;\"\n|é]{0,40}") {
        let record = StringRecord::from(vec![cell.as_str()]);
        if let Some(inside) = unwrapped(&record, b',') {
            assert!(inside.len() > 1);
        }
        row_in_one_cell(&record, b';', 5);
        encoded_twice(&cell);
    }
}
