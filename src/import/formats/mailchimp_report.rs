//! Mailchimp's report of one campaign, and of an A/B test with its combinations.
//!
//! Such a file is no table but a document: a title, then blocks of `"Label:","value"` lines under
//! headings. All of its lines are one record, the campaign with its variations, so a document is read
//! as a table whose first row opens a record that every other row continues.

use std::collections::BTreeMap;

use super::mailchimp_campaigns::METRIC;
use crate::import::cell;
use crate::import::columns::{Column, Field, Layout, normalise_header};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::sink::Record;
use crate::import::table::{Relation, Table};
use crate::model::campaign::{Campaign, CampaignCounts, CampaignKey, Claimed};
use crate::model::issue::{Issue, IssueKind};
use crate::model::rules::Channel;

/// The readings of a line: its label, and its value as text, amount or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum LineField {
    Label,
    Value,
    Amount,
    Moment,
}

impl Field for LineField {
    fn index(self) -> usize {
        self as usize
    }
}

use LineField as F;

/// The column table, in the order of [`LineField`]: two columns that no header names.
pub(in crate::import) const COLUMNS: &[Column<F>] = &[
    Column::text(F::Label, &[]),
    Column::text(F::Value, &[]),
    Column::money(F::Amount, &[]),
    Column::time(F::Moment, &[]),
];

/// The first lines of such documents, normalised.
const TITLES: [&str; 2] = ["campaign report", "email campaign report"];

/// Whether a line is the title of a report, by its normalised cells.
pub(in crate::import) fn is_title(normalised: &[String]) -> bool {
    let first = normalised.first().map(String::as_str);
    first.is_some_and(|title| TITLES.contains(&title))
        && normalised[1..].iter().all(String::is_empty)
}

/// Whether a text starts with a title and has the blocks of a report. Other tools write such titles
/// above their tables.
pub(in crate::import) fn is_report(text: &str) -> bool {
    let bare = |line: &str| {
        let is_dress = |c: char| matches!(c, '"' | ',' | ';' | '\t' | '\u{feff}');
        normalise_header(line.trim_matches(is_dress))
    };
    let mut lines = text.split(['\r', '\n']).map(bare);
    let title = lines.find(|line| !line.is_empty() && !line.starts_with("sep="));
    title.is_some_and(|title| TITLES.contains(&title.as_str()))
        && lines.any(|line| is_figures(&line))
}

/// The reader of reports.
pub(in crate::import) struct Report;

/// A document has its labels in the first column and its values in the second.
pub(in crate::import) fn open() -> (Report, Layout<F>) {
    let headers = [String::new(), String::new()];
    let mut layout = Layout::new(COLUMNS, &headers);
    layout.place(F::Label, Some(0));
    for field in [F::Value, F::Amount, F::Moment] {
        layout.place(field, Some(1));
    }
    (Report, layout)
}

impl Table for Report {
    type Field = F;

    fn has_fixed_width(&self) -> bool {
        false
    }

    fn relation(&self, first: Option<&Row>, _row: &Row, _layout: &Layout<F>) -> Relation {
        match first {
            Some(_) => Relation::Continues,
            None => Relation::Opens,
        }
    }

    fn key(&self, _first: &Row, _layout: &Layout<F>) -> Option<String> {
        None
    }

    fn record(&mut self, rows: &[Row], reading: &mut Reading<'_, F>) -> Option<Record> {
        let blocks = Blocks::of(rows, reading.layout);
        let title = blocks.text("", "title").unwrap_or_default();
        let delivered_at = blocks.line("", "delivery date/time");
        let sent = delivered_at.and_then(|row| reading.time(row, F::Moment).unwrap_or_default());
        let combinations: Vec<&str> = blocks.names(is_combination).collect();
        let figures = if combinations.is_empty() {
            blocks.names(is_figures).take(1).collect()
        } else {
            combinations
        };
        if figures.is_empty() {
            let hint = "The report has no block of figures such as `Overall Stats`, so nothing could be read from it; export it again.";
            reading.tell(Issue::of_file(IssueKind::EmptyFile, hint));
            return None;
        }
        let written = delivered_at.and_then(|row| reading.text(row, F::Moment));
        let id = format!("{title} {}", written.unwrap_or_default());
        let campaign = |block: &&str| {
            let subject = ["subject line", "subject"]
                .into_iter()
                .find_map(|label| blocks.text(block, label).or_else(|| blocks.text("", label)));
            Campaign {
                key: CampaignKey {
                    platform: "mailchimp".to_owned(),
                    id: id.trim().to_owned(),
                    variant: variant(block),
                },
                name: title.to_owned(),
                aliases: Vec::new(),
                subject: subject.map(str::to_owned),
                channel: Channel::Email,
                sent_utc_micros: sent.map(|sent| sent.utc_micros),
                counts: blocks.counts(block, reading),
                claimed: blocks.claimed(block, reading),
                winner: None,
                source_line: blocks.start(block),
            }
        };
        Some(Record::Variations(figures.iter().map(campaign).collect()))
    }
}

fn is_combination(heading: &str) -> bool {
    let number = heading
        .strip_prefix("combination ")
        .and_then(|rest| rest.strip_suffix(" stats"));
    number.is_some_and(|number| !number.is_empty())
}

fn is_figures(heading: &str) -> bool {
    heading == "overall stats" || heading == "campaign stats" || is_combination(heading)
}

/// `Combination 1` for the block `combination 1 stats`; blank for a campaign without variations.
fn variant(block: &str) -> String {
    match block.strip_suffix(" stats") {
        Some(name) if is_combination(block) => name.replacen('c', "C", 1),
        _ => String::new(),
    }
}

/// The lines of a document by heading and label, both normalised; lines above the first heading
/// stand under the blank one.
struct Blocks<'a> {
    layout: &'a Layout<F>,
    starts: BTreeMap<String, u64>,
    lines: BTreeMap<(String, String), &'a Row>,
}

impl<'a> Blocks<'a> {
    fn of(rows: &'a [Row], layout: &'a Layout<F>) -> Self {
        let mut blocks = Self {
            layout,
            starts: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        let mut heading = String::new();
        for row in rows {
            let label = layout.text(row, F::Label).unwrap_or_default();
            let name = normalise_header(label.trim_end_matches(':'));
            if layout.text(row, F::Value).is_none() && !label.ends_with(':') {
                blocks.starts.entry(name.clone()).or_insert(row.line);
                heading = name;
            } else {
                let place = (heading.clone(), name);
                blocks.lines.entry(place).or_insert(row);
            }
        }
        blocks
    }

    fn names(&self, wanted: fn(&str) -> bool) -> impl Iterator<Item = &str> {
        let names = self.starts.keys().map(String::as_str);
        names.filter(move |name| wanted(name))
    }

    fn start(&self, block: &str) -> u64 {
        self.starts.get(block).copied().unwrap_or(1)
    }

    fn line(&self, block: &str, label: &str) -> Option<&'a Row> {
        let place = (block.to_owned(), label.to_owned());
        self.lines.get(&place).copied()
    }

    fn text(&self, block: &str, label: &str) -> Option<&'a str> {
        let text = self.layout.text(self.line(block, label)?, F::Value)?;
        (!cell::says_nothing(text)).then_some(text)
    }

    fn counts(&self, block: &str, reading: &mut Reading<'_, F>) -> CampaignCounts {
        let mut count = |labels: &[&str]| {
            let row = labels.iter().find_map(|label| self.line(block, label))?;
            count(row, reading)
        };
        let (soft, hard) = (count(&["soft bounces"]), count(&["hard bounces"]));
        let either = soft.or(hard).map(|_| soft.unwrap_or(0) + hard.unwrap_or(0));
        CampaignCounts {
            recipients: count(&["total recipients", "recipients"]),
            delivered: count(&["successful deliveries"]),
            unique_opens: count(&["recipients who opened", "unique opens"]),
            unique_clicks: count(&["recipients who clicked", "unique clicks"]),
            unsubscribes: count(&[
                "total unsubs",
                "total unsubscribes",
                "unsubscribes",
                "unsubs",
            ]),
            spam_complaints: count(&["total abuse complaints", "abuse complaints"]),
            bounces: count(&["bounces", "total bounces"]).or(either),
        }
    }

    fn claimed(&self, block: &str, reading: &mut Reading<'_, F>) -> Claimed {
        let line = |label| self.line(block, label);
        let sales = line("total sales").or_else(|| line("total revenue"));
        // An unreadable amount has its issue and loses no campaign.
        let revenue = sales.and_then(|row| reading.money(row, F::Amount).unwrap_or_default());
        let conversions = line("total orders").and_then(|row| count(row, reading));
        let is_claimed = revenue.or(conversions).is_some();
        Claimed {
            metric: is_claimed.then(|| METRIC.to_owned()),
            conversions,
            revenue,
        }
    }
}

/// A count such as `1,751` or `350 (35.18%)`; an unreadable one has its issue.
fn count(row: &Row, reading: &mut Reading<'_, F>) -> Option<i64> {
    let text = reading.text(row, F::Value)?;
    let whole = text.split_once('(').map_or(text, |(count, _)| count.trim());
    if cell::says_nothing(whole) {
        return None;
    }
    let found = cell::count(whole);
    if found.is_none() {
        let hint = "This is no whole number; correct the cell and import again.";
        reading.issue(IssueKind::BadNumber, row, F::Value, hint);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_fields() {
        for (at, column) in COLUMNS.iter().enumerate() {
            assert_eq!(column.field.index(), at, "{:?}", column.field);
        }
    }

    #[test]
    fn reports_are_told_by_title_and_blocks() {
        for (text, expected) in [
            ("Campaign Report\n\n\"Combination 1 Stats\"\n", true),
            (
                "\u{feff}\"Email Campaign Report\",,\r\n\"Overall Stats\",,\r\n",
                true,
            ),
            ("sep=;\nEmail Campaign Report;\nOverall Stats;\n", true),
            (
                "Campaign report\n\"May 1, 2026 - May 31, 2026\"\nCampaign,Clicks\n",
                false,
            ),
            ("Overall Stats\n", false),
            ("", false),
        ] {
            assert_eq!(is_report(text), expected, "{text:?}");
        }
    }
}
