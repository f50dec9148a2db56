//! Standard output: tables for people, or one JSON object and nothing else.

use std::io::{IsTerminal as _, Write as _};

use serde_json::Value;

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
    last_percent: std::sync::atomic::AtomicU64,
}

impl ProgressLine {
    pub(super) fn new() -> Self {
        Self {
            is_terminal: std::io::stderr().is_terminal(),
            last_percent: std::sync::atomic::AtomicU64::new(u64::MAX),
        }
    }

    pub(super) fn show(&self, what: &str, done: u64, total: u64) {
        let percent = (done * 100).checked_div(total).unwrap_or(0);
        let before = self
            .last_percent
            .swap(percent, std::sync::atomic::Ordering::Relaxed);
        if self.is_terminal && before != percent {
            let _ = write!(std::io::stderr(), "\r\x1b[K{percent:3} %  {what}");
        }
    }

    pub(super) fn clear(&self) {
        if self.is_terminal {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
