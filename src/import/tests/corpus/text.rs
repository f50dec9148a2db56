//! Damage to a file as a whole: encodings, delimiters, line ends, quotes, headers, rows.

use super::{Damaged, base, with};
use crate::import::Format;

const ORDERS: Format = Format::ShopifyOrders;

pub(super) fn files() -> Vec<Damaged> {
    let mut files = encodings();
    files.extend(delimiters_and_line_ends());
    files.extend(quotes_and_rows());
    files.extend(headers());
    files.extend(no_exports());
    files
}

/// A byte per letter, as Windows-1252 and Latin-1 agree on the letters of the sound text.
fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect()
}

/// UTF-8 that was read as Latin-1 and written as UTF-8 again.
fn encoded_twice(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A text with another delimiter, as a spreadsheet saves it.
fn delimited(text: &str, delimiter: char) -> String {
    let mut in_quotes = false;
    let swap = |letter: char| {
        in_quotes ^= letter == '"';
        if letter == ',' && !in_quotes {
            delimiter
        } else {
            letter
        }
    };
    text.chars().map(swap).collect()
}

fn encodings() -> Vec<Damaged> {
    let sound = base(ORDERS);
    let marked = format!("\u{feff}{sound}");
    let cut = |bytes: Vec<u8>, by: usize| bytes[..bytes.len() - by].to_vec();
    vec![
        Damaged::new("orders_bom_crlf", marked.replace('\n', "\r\n")),
        Damaged::new("orders_bom_twice", format!("\u{feff}{marked}")),
        Damaged::new(
            "orders_bom_in_quotes",
            format!("\u{feff}\"Name\"{}", &sound[4..]),
        ),
        Damaged::new(
            "orders_utf16le_bom_tab",
            utf16(&delimited(&marked, '\t'), u16::to_le_bytes),
        ),
        Damaged::new("orders_utf16be_bom", utf16(&marked, u16::to_be_bytes)),
        Damaged::new("orders_utf16le_no_bom", utf16(sound, u16::to_le_bytes)),
        Damaged::new("orders_utf16be_no_bom", utf16(sound, u16::to_be_bytes)),
        Damaged::new(
            "orders_utf16le_cut_in_a_letter",
            cut(utf16(&marked, u16::to_le_bytes), 1),
        ),
        Damaged::new(
            "orders_windows_1252",
            latin1(&sound.replace("bulk", "\u{80}5")),
        ),
        Damaged::new("orders_latin_1", latin1(sound)),
        Damaged::new("orders_encoded_twice", encoded_twice(sound)),
        Damaged::new("orders_utf8_and_latin1_mixed", {
            let (head, tail) = sound.split_at(sound.find("#1003").unwrap_or_default());
            [head.as_bytes(), &latin1(tail)].concat()
        }),
        Damaged::new("orders_nul_bytes", with(ORDERS, "Mug bulk", "Mug\0 bulk\0")),
        Damaged::new(
            "orders_control_characters",
            with(ORDERS, "Mug bulk", "\u{1}Mug\u{8}\u{1b}[31m\u{b}bulk\u{7f}"),
        ),
        Damaged::new(
            "orders_emoji_and_rtl",
            with(ORDERS, "Mug bulk", "🍵 \u{202e}קפה\u{202c} كوب \u{200b}"),
        ),
    ]
}

fn delimiters_and_line_ends() -> Vec<Damaged> {
    let sound = base(ORDERS);
    let semicolons = delimited(sound, ';');
    let mixed = sound
        .replacen('\n', "\r\n", 2)
        .replacen("\n#1003", "\r#1003", 1);
    vec![
        Damaged::new("orders_semicolon", semicolons.clone()),
        Damaged::new("orders_tab", delimited(sound, '\t')),
        Damaged::new("orders_pipe", delimited(sound, '|')),
        Damaged::new("orders_sep_line", format!("sep=;\r\n{semicolons}")),
        Damaged::new("orders_sep_line_that_lies", format!("sep=;\n{sound}")),
        Damaged::new(
            "orders_sep_line_pipe",
            format!("\"sep=|\"\n{}", delimited(sound, '|')),
        ),
        Damaged::new("orders_cr", sound.replace('\n', "\r")),
        Damaged::new("orders_crlf", sound.replace('\n', "\r\n")),
        Damaged::new("orders_line_ends_mixed", mixed),
        Damaged::new("orders_blank_lines_between", sound.replace('\n', "\n\n")),
        Damaged::new("orders_last_line_without_end", sound.trim_end()),
    ]
}

fn quotes_and_rows() -> Vec<Damaged> {
    let sound = base(ORDERS);
    let tail = sound.len() - 60;
    vec![
        Damaged::new(
            "orders_quote_never_closed",
            with(ORDERS, "Mug bulk", "\"Mug bulk"),
        ),
        Damaged::new(
            "orders_stray_quote_inside",
            with(ORDERS, "Mug bulk", "Mug 3\" bulk"),
        ),
        Damaged::new(
            "orders_text_behind_a_quote",
            with(ORDERS, "Mug bulk", "\"Mug\" bulk"),
        ),
        Damaged::new("orders_every_row_in_quotes", {
            // A record of two lines stays one cell.
            let one = sound.replace("first line\nsecond line", "first line\u{1}second line");
            let quoted = |row: &str| format!("\"{}\"\n", row.replace('"', "\"\""));
            let text: String = one.lines().map(quoted).collect();
            text.replace('\u{1}', "\n")
        }),
        Damaged::new(
            "orders_embedded_newlines",
            with(ORDERS, "Mug bulk", "\"Mug\r\n\r\nin\rbulk\""),
        ),
        Damaged::new(
            "orders_unquoted_comma",
            with(ORDERS, "Mug bulk", "Mug, bulk"),
        ),
        Damaged::new(
            "orders_row_too_short",
            with(
                ORDERS,
                ",CAF,Cara Étienne,,0.00,8281215041876,,+33600000000",
                "",
            ),
        ),
        Damaged::new(
            "orders_row_too_long",
            with(ORDERS, "+33600000000", "+33600000000,surplus,,"),
        ),
        Damaged::new("orders_truncated_tail", &sound[..tail]),
        Damaged::new(
            "orders_truncated_in_quotes",
            &sound[..sound.find(" line\"").unwrap_or(tail)],
        ),
        Damaged::new("orders_orphan_line_item", {
            let first = sound.find("#1001,ann").unwrap_or_default();
            let second = sound.find("#1001,ann@example.com,,").unwrap_or_default();
            [&sound[..first], &sound[second..]].concat()
        }),
        Damaged::new("orders_interleaved", {
            let line = sound.lines().nth(2).unwrap_or_default();
            format!("{}{line}\n", sound.replace(&format!("{line}\n"), ""))
        }),
        Damaged::new(
            "orders_exact_duplicates",
            format!(
                "{sound}{}",
                &sound[sound.find("#1002").unwrap_or_default()..]
            ),
        ),
        Damaged::new(
            "orders_total_row",
            format!("{sound}Total,,,,165.00,5.00,28.33,170.00,,5.00,,,,,,,,40.00,,,\n"),
        ),
        Damaged::new(
            "orders_repeated_totals",
            with(
                ORDERS,
                "#1001,ann@example.com,,,,,,,,,",
                "#1001,ann@example.com,paid,EUR,45.00,5.00,8.33,50.00,SUMMER,5.00,",
            ),
        ),
    ]
}

fn headers() -> Vec<Damaged> {
    let sound = base(ORDERS);
    let header = sound.lines().next().unwrap_or_default();
    let many: String = (0..10_000)
        .map(|at| [",Extra ".to_owned(), at.to_string()].concat())
        .collect();
    vec![
        Damaged::new("orders_header_only", format!("{header}\n")),
        Damaged::new(
            "orders_header_repeated",
            sound.replace("#1003", &format!("{header}\n#1003")),
        ),
        Damaged::new(
            "orders_duplicate_header",
            sound.replacen(",Tags,", ",Total,", 1),
        ),
        Damaged::new(
            "orders_header_in_capitals",
            sound.replacen(header, &header.to_uppercase(), 1),
        ),
        Damaged::new(
            "orders_header_with_spaces",
            sound.replacen(header, &header.replace(',', "  , "), 1),
        ),
        Damaged::new(
            "orders_preamble",
            format!("Orders of the shop\nExported on 2026-09-01\n\n{sound}"),
        ),
        Damaged::new(
            "orders_without_total_column",
            sound.replacen(",Total,", ",Summe,", 1),
        ),
        Damaged::new(
            "orders_without_quantity_column",
            sound.replacen(",Lineitem quantity,", ",Menge,", 1),
        ),
        Damaged::new(
            "orders_without_currency_column",
            sound.replacen(",Currency,", ",Waehrung,", 1),
        ),
        Damaged::new(
            "orders_ten_thousand_columns",
            sound.replacen(header, &format!("{header}{many}"), 1),
        ),
        Damaged::new(
            "orders_very_long_cell",
            with(ORDERS, "Mug bulk", &"long ".repeat(40_000)),
        ),
        Damaged::new("orders_without_header", &sound[header.len() + 1..]),
    ]
}

fn no_exports() -> Vec<Damaged> {
    let noise: Vec<u8> = (0_u32..4096)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    vec![
        Damaged::new("nothing", ""),
        Damaged::new("nothing_but_bom", "\u{feff}"),
        Damaged::new("nothing_but_blank_lines", "\r\n \r\n\t\r\n"),
        Damaged::new("nothing_but_nul_bytes", vec![0; 2048]),
        Damaged::new("one_column", "email\nann@example.com\nben@example.com\n"),
        Damaged::new("one_long_line", "x".repeat(5 << 20)),
        Damaged::new("binary_junk", noise.clone()),
        Damaged::new("binary_junk_read_as_orders", noise).read_as(ORDERS),
        Damaged::new(
            "a_web_page",
            "<!DOCTYPE html>\n<html><body><p>Your session has expired, please log in</p></body></html>\n",
        ),
        Damaged::new(
            "a_json_text",
            "{\"orders\": [{\"id\": 1, \"name\": \"#1001\", \"total\": \"50.00\"}]}\n",
        ),
        Damaged::new(
            "a_picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec(),
        ),
        Damaged::new(
            "a_pdf",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec(),
        ),
    ]
}
