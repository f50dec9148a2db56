//! What the bytes of a file are, by their beginning; its ending is never believed.

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Content {
    /// Delimited text, as far as its beginning tells.
    Text,
    /// A web page, which some shops name `.xls`.
    Html,
    /// A ZIP archive; workbooks are such archives too.
    Zip,
    /// A file compressed by gzip.
    Gzip,
    /// A workbook of old spreadsheet programs, or one behind a password.
    OldWorkbook,
    /// Something else, in words that follow "It is".
    Other(&'static str),
}

/// How much of a file is looked at.
pub(in crate::import) const HEAD_BYTES: u64 = 8 * 1024;

/// First bytes of files that hold no table that can be read.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM\xF6", "a bitmap image"),
    (b"RIFF", "an image or a recording"),
    (b"MZ", "a program"),
    (b"\x7FELF", "a program"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"ORC", "an ORC file"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"<?xml", "an XML file"),
];

impl Content {
    /// Tells what a file is by its first [`HEAD_BYTES`].
    pub(in crate::import) fn of_head(head: &[u8]) -> Self {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Self::Zip;
        }
        if head.starts_with(b"\x1F\x8B") {
            return Self::Gzip;
        }
        if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Self::OldWorkbook;
        }
        if head.get(257..262) == Some(b"ustar") {
            return Self::Other("a tar archive");
        }
        let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        if is_html(text) {
            return Self::Html;
        }
        if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| is_other(text, magic)) {
            return Self::Other(what);
        }
        if is_json(text) {
            return Self::Other("a JSON file");
        }
        if is_binary(head) {
            return Self::Other("no text");
        }
        Self::Text
    }
}

/// Letters alone begin headers as well (`ORCHESTRA,…`), so behind them a byte that no text has must follow.
fn is_other(head: &[u8], magic: &[u8]) -> bool {
    let is_word = magic.iter().all(u8::is_ascii_alphanumeric);
    head.starts_with(magic) && (!is_word || head.iter().take(512).any(|&byte| is_control(byte)))
}

fn is_html(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let starts = |tag: &str| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let tags = [
        "<html",
        "<!doctype html",
        "<table",
        "<head",
        "<meta",
        "<body",
        "<style",
    ];
    tags.into_iter().any(starts)
        || (starts("<?xml") && contains_ignoring_case(text, b"<html"))
        || (starts("<!--") && contains_ignoring_case(text, b"<table"))
}

fn contains_ignoring_case(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len())
        .any(|part| part.eq_ignore_ascii_case(word))
}

fn is_json(text: &[u8]) -> bool {
    let mut marks = text.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (marks.next(), marks.next()) {
        (Some(b'{'), Some(b'"')) | (Some(b'['), Some(b'{' | b'[')) => true,
        (first, second) => first == Some(&b'{') && second == Some(&b'}'),
    }
}

fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A)
}

/// Text has hardly any control characters; UTF-16 has zero bytes beside its letters.
fn is_binary(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return false;
    }
    let beside = |first: usize| {
        let every_other = head.iter().skip(first).step_by(2);
        every_other.filter(|&&byte| byte == 0).count()
    };
    let zeros = beside(0) + beside(1);
    let controls = head.iter().filter(|&&byte| is_control(byte)).count() - zeros;
    let is_utf16 = zeros > 0 && zeros < head.len() && beside(0).min(beside(1)) * 8 <= zeros;
    controls * 10 > head.len() || (!is_utf16 && zeros * 3 > head.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: Content) {
        assert_eq!(
            Content::of_head(head),
            expected,
            "{:?}",
            String::from_utf8_lossy(head)
        );
    }

    #[test]
    fn the_beginning_tells() {
        check(b"", Content::Text);
        check(b"Name,Total\n", Content::Text);
        check(b"MZ Shop,Total\n", Content::Text);
        check(b"ORCHESTRA,Total\n", Content::Text);
        check(b"\xEF\xBB\xBFName", Content::Text);
        check(b"\xFF\xFEa\0,\0", Content::Text);
        check(b"N\0a\0m\0e\0,\0T\0", Content::Text);
        check(b"\0N\0a\0m\0e\0,", Content::Text);
        check(b"Na\0me,Total\n1,2\n", Content::Text);
        check(b"{{name}},Total", Content::Text);
        check(b"[Shop] orders,Total", Content::Text);
        check(b"PK\x03\x04rest", Content::Zip);
        check(b"\x1F\x8B\x08", Content::Gzip);
        check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Content::OldWorkbook);
        check(b" <HTML><body>", Content::Html);
        check(b"\xEF\xBB\xBF<!DOCTYPE html>", Content::Html);
        check(b"<?xml version='1.0'?><html>", Content::Html);
        check(
            b"<?xml version='1.0'?><Workbook>",
            Content::Other("an XML file"),
        );
        check(b"%PDF-1.7", Content::Other("a PDF document"));
        check(b"\x89PNG\r\n", Content::Other("a PNG image"));
        check(b"MZ\x90\0\x03", Content::Other("a program"));
        check(b" [ {\"id\":1}]", Content::Other("a JSON file"));
        check(b"\0\0\0\0\0\0", Content::Other("no text"));
        check(&[1, 2, 3, 200, 4, 5, 6], Content::Other("no text"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64)) {
            Content::of_head(&head);
        }

        #[test]
        fn printable_text_is_text(text in "[a-z0-9,;äé\n]{0,80}") {
            let content = Content::of_head(text.as_bytes());
            proptest::prop_assert_eq!(content, Content::Text);
        }
    }
}
