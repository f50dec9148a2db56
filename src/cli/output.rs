//! Standard output: tables for people, or one JSON object and nothing else.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::app::jobs::Watch;

/// Where results go.
pub(super) struct Output {
    stream: Box<dyn std::io::Write>,
}

impl Output {
    pub(super) fn standard() -> Self {
        Self {
            stream: Box::new(std::io::stdout()),
        }
    }

    pub(super) fn json(&mut self, value: &Value) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        self.line(&text)
    }

    pub(super) fn line(&mut self, text: &str) -> anyhow::Result<()> {
        match writeln!(self.stream, "{text}") {
            // `holdout … | head` closes the pipe early; that is the reader's choice, not a failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// A table with its columns aligned: text to the left, numbers to the right.
    pub(super) fn table(&mut self, headers: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
        let widths: Vec<usize> = headers
            .iter()
            .enumerate()
            .map(|(column, header)| {
                let cells = rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
                widest.max(header.chars().count())
            })
            .collect();
        let is_number: Vec<bool> = (0..headers.len())
            .map(|column| {
                let mut cells = rows.iter().filter_map(|row| row.get(column));
                !rows.is_empty() && cells.all(|cell| looks_like_number(cell))
            })
            .collect();
        let write = |cells: Vec<&str>| -> String {
            let mut line = String::new();
            for (column, cell) in cells.iter().enumerate() {
                let width = widths.get(column).copied().unwrap_or(0);
                let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
                if column > 0 {
                    line.push_str("  ");
                }
                if is_number.get(column) == Some(&true) {
                    line.push_str(&gap);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&gap);
                }
            }
            line.trim_end().to_owned()
        };
        self.line(&write(headers.to_vec()))?;
        let rules: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
        self.line(&write(rules.iter().map(String::as_str).collect()))?;
        for row in rows {
            self.line(&write(row.iter().map(String::as_str).collect()))?;
        }
        Ok(())
    }
}

fn looks_like_number(cell: &str) -> bool {
    let is_mark = |c: char| c.is_ascii_digit() || ".,%+−-–€$£¥ pkM×⁻¹²³⁰⁴⁵⁶⁷⁸⁹<e".contains(c);
    cell.is_empty() || cell.chars().all(is_mark)
}

/// One sentence on standard error.
pub(super) fn complain(text: &str) {
    // Nothing is left to report to when standard error itself is gone.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Progress on standard error, on a terminal only.
pub(super) struct ProgressLine {
    is_terminal: bool,
    watch: Watch,
    shown: Mutex<Option<Instant>>,
}

/// Between two drawings of the line.
const REDRAW: Duration = Duration::from_millis(200);
/// Cells of the bar.
const BAR: usize = 24;

impl ProgressLine {
    pub(super) fn new() -> Self {
        Self {
            is_terminal: std::io::stderr().is_terminal(),
            watch: Watch::default(),
            shown: Mutex::new(None),
        }
    }

    pub(super) fn show(&self, what: &str, done: u64, total: u64) {
        if !self.is_terminal {
            return;
        }
        self.watch.set_what(what);
        self.watch.set_bytes(done, total);
        let Ok(mut shown) = self.shown.lock() else {
            return;
        };
        if shown.is_some_and(|shown| shown.elapsed() < REDRAW) {
            return;
        }
        *shown = Some(Instant::now());
        let progress = self.watch.progress("Importing");
        let bar = bar(progress.share.unwrap_or(0.0));
        let _ = write!(std::io::stderr(), "\r\x1b[K{bar} {}", progress.sentence());
    }

    pub(super) fn clear(&self) {
        if self.is_terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// A share as a bar with its percentage: `█████─────  50 %`.
fn bar(share: f32) -> String {
    let filled = (share.clamp(0.0, 1.0) * BAR as f32).floor() as usize;
    let (done, rest) = ("█".repeat(filled), "─".repeat(BAR - filled));
    format!("{done}{rest} {:3.0} %", (share * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_at_the_end_only() {
        let check = |share: f32, blocks: usize, percent: &str| {
            let bar = bar(share);
            assert_eq!(bar.matches('█').count(), blocks, "{bar}");
            assert_eq!(bar.chars().count(), BAR + " 100 %".len(), "{bar}");
            assert!(bar.ends_with(percent), "{bar}");
        };
        check(0.0, 0, "   0 %");
        check(0.5, 12, "  50 %");
        check(0.999, 23, "  99 %");
        check(1.0, 24, " 100 %");
    }
}
