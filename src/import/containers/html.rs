//! Web pages named `.xls`, as many shop systems write them: every table becomes delimited text.
//!
//! Only what makes a table is understood: rows, cells, line breaks and character references. A table
//! inside a cell ends the outer one, and what is never closed is closed by what follows.

use std::fmt::Write;

/// The tables of a page with anything in them, as CSV text.
pub(super) fn tables(page: &str) -> Vec<String> {
    let mut tables = Tables::default();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        tables.text(&rest[..at]);
        rest = &rest[at..];
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            after(comment, "-->")
        } else {
            let end = end_of_tag(rest);
            let tag = &rest[..end];
            let name = name(tag);
            tables.tag(&name, tag);
            match name.as_str() {
                "script" | "style" => after_closing(&rest[end..], &name),
                _ => &rest[end..],
            }
        };
    }
    tables.text(rest);
    tables.end_table();
    tables.done
}

fn after<'t>(text: &'t str, end: &str) -> &'t str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

fn after_closing<'t>(text: &'t str, name: &str) -> &'t str {
    let end = format!("</{name}");
    let at = text.char_indices().map(|(at, _)| at).find(|&at| {
        text.as_bytes()[at..].len() >= end.len()
            && text.as_bytes()[at..at + end.len()].eq_ignore_ascii_case(end.as_bytes())
    });
    at.map_or("", |at| &text[at..])
}

/// Where a tag ends; a `>` inside quotes belongs to an attribute.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            (None | Some(_), _) => {}
        }
    }
    text.len()
}

/// The name of a tag in lower case, with the slash of a closing one.
fn name(tag: &str) -> String {
    let inside = tag.trim_start_matches('<');
    let end = inside
        .char_indices()
        .find(|&(at, c)| !(c.is_ascii_alphanumeric() || (at == 0 && c == '/')))
        .map_or(inside.len(), |(at, _)| at);
    inside[..end].to_ascii_lowercase()
}

/// How many columns a cell spans.
fn span(tag: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let value = lower.split_once("colspan").map(|(_, value)| value);
    let digits = value.map(|value| value.trim_start_matches([' ', '=', '"', '\'']));
    let digits = digits.and_then(|value| value.split(|c: char| !c.is_ascii_digit()).next());
    digits
        .and_then(|digits| digits.parse().ok())
        .map_or(1, |span: usize| span.clamp(1, 100))
}

#[derive(Default)]
struct Tables {
    done: Vec<String>,
    rows: String,
    row: Vec<String>,
    cell: Option<(String, usize)>,
}

impl Tables {
    fn tag(&mut self, name: &str, tag: &str) {
        match name {
            "table" | "/table" => self.end_table(),
            "tr" | "/tr" | "thead" | "tbody" | "tfoot" => self.end_row(),
            "td" | "th" => {
                self.end_cell();
                self.cell = Some((String::new(), span(tag)));
            }
            "/td" | "/th" => self.end_cell(),
            "br" | "/p" | "/div" | "/li" => self.raw("\n"),
            _ => {}
        }
    }

    fn raw(&mut self, text: &str) {
        if let Some((cell, _)) = &mut self.cell {
            cell.push_str(text);
        }
    }

    /// Line breaks of the page are spaces; those of a cell come from tags.
    fn text(&mut self, text: &str) {
        if self.cell.is_some() {
            let plain = text.replace(['\r', '\n', '\t'], " ");
            self.raw(&crate::import::entities::decoded(&plain));
        }
    }

    fn end_cell(&mut self) {
        if let Some((cell, span)) = self.cell.take() {
            let lines: Vec<String> = cell.lines().map(|line| line.trim().to_owned()).collect();
            self.row.push(lines.join("\n").trim().to_owned());
            self.row.extend((1..span).map(|_| String::new()));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if row.iter().all(String::is_empty) {
            return;
        }
        let cells: Vec<String> = row
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        let _ = writeln!(self.rows, "{}", cells.join(","));
    }

    fn end_table(&mut self) {
        self.end_row();
        if !self.rows.is_empty() {
            self.done.push(std::mem::take(&mut self.rows));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &[&str]) {
        assert_eq!(tables(page), expected, "{page}");
    }

    #[test]
    fn tables_become_text() {
        check(
            "<html><style>td{}</style><table border=1><tr><th>Name<th>Total</tr>\n<tr><td>#1001</td><td>&euro;79.00</td></tr></table>",
            &["\"Name\",\"Total\"\n\"#1001\",\"€79.00\"\n"],
        );
        check(
            "<TABLE><TR><TD COLSPAN=\"2\">a > b &amp; c<BR>d</TD><TD>\"x\"</TABLE><table></table>",
            &["\"a > b & c\nd\",\"\",\"\"\"x\"\"\"\n"],
        );
        check("<p>Please log in</p>", &[]);
        check(
            "<table><tr><td><!-- <td>no</td> -->a b<td",
            &["\"a b\",\"\"\n"],
        );
        check(
            "<script>if (a<b) {}</script><table><td>1</table>",
            &["\"1\"\n"],
        );
    }

    proptest::proptest! {
        #[test]
        fn no_page_makes_it_panic(page in "(<|</|table|tr|td|>|\"|'|&amp;|é|script|!--|-->| ){0,40}") {
            tables(&page);
        }
    }
}
