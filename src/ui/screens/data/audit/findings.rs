//! Findings as a list of sentences, and all of them as text.

use eframe::egui::Ui;

use crate::analysis::audit::{Area, Audit, Finding, Level};
use crate::ui::theme::Tone;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::rows::ListRow;

/// The findings of an area in a card of their own.
pub(super) fn card(ui: &mut Ui, audit: &Audit, area: Area) {
    Card::new().title(area.label()).show(ui, |ui| {
        list(ui, audit.of(area));
    });
}

/// Findings, those that need attention first.
pub(super) fn list<'a>(ui: &mut Ui, findings: impl Iterator<Item = &'a Finding>) {
    let mut findings: Vec<&Finding> = findings.collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level == Level::Warning));
    for (at, finding) in findings.iter().enumerate() {
        let (title, detail) = (unbroken(&finding.sentence), unbroken(&finding.advice));
        let row = ListRow::new(&title)
            .tone(tone(finding.level))
            .detail(&detail);
        let row = if at + 1 == findings.len() {
            row.last()
        } else {
            row
        };
        row.show(ui);
    }
}

/// How a level is marked.
fn tone(level: Level) -> Tone {
    match level {
        Level::Fine => Tone::Positive,
        Level::Note => Tone::Neutral,
        Level::Warning => Tone::Warning,
    }
}

/// A number and its unit stay on one line, and so does what stands in parentheses.
pub(super) fn unbroken(text: &str) -> String {
    let mut is_inside = false;
    let keep = |c: char| {
        is_inside = c == '(' || (is_inside && c != ')');
        if is_inside && c == ' ' { '\u{a0}' } else { c }
    };
    text.replace(" %", "\u{a0}%").chars().map(keep).collect()
}

/// Questions and findings, tab-separated with a header line each.
pub(super) fn text(audit: &Audit) -> String {
    let mut lines = vec![
        audit.verdict(),
        String::new(),
        "Question\tAnswer\tBecause\tTo do".to_owned(),
    ];
    lines.extend(audit.questions.iter().map(|it| {
        let answer = &it.answerable;
        let load = answer.load().unwrap_or_default();
        let label = it.question.label();
        format!("{label}\t{}\t{}\t{load}", answer.label(), answer.why())
    }));
    lines.push(String::new());
    lines.push("Area\tSeverity\tFinding\tTo do".to_owned());
    lines.extend(audit.findings.iter().map(|finding| {
        let (area, level) = (finding.area.label(), finding.level.label());
        format!("{area}\t{level}\t{}\t{}", finding.sentence, finding.advice)
    }));
    lines.join("\n")
}
