//! Which import issues the Data screen shows, and how many there are of each kind.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};

use crate::model::issue::{IssueKind, Severity};
use crate::store::StoredIssue;

/// Which issues are shown; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IssueChoice {
    /// Only issues of this severity.
    pub severity: Option<Severity>,
    /// Only issues of this kind.
    pub kind: Option<IssueKind>,
    /// Only issues of the file with this path.
    pub file: Option<String>,
    /// Only issues with these words in what was read, what was done, the column or the path.
    pub text: String,
}

/// The issues of a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownIssues {
    /// Where they stand in the whole list: worst first, then as they were found.
    pub order: Vec<usize>,
    /// How many of each kind the choice leaves without its own kind, the worst and most frequent first.
    pub kinds: Vec<(IssueKind, u64)>,
}

impl IssueChoice {
    /// The issues of one file.
    #[must_use]
    pub fn of_file(path: &str) -> Self {
        Self {
            file: Some(path.to_owned()),
            ..Self::default()
        }
    }

    /// The same choice with another severity; a kind that is none of it is dropped.
    #[must_use]
    pub fn with_severity(&self, severity: Option<Severity>) -> Self {
        let fits = |kind: &IssueKind| severity.is_none_or(|wanted| kind.severity() == wanted);
        Self {
            severity,
            kind: self.kind.filter(fits),
            ..self.clone()
        }
    }

    /// Finds the issues of the choice.
    #[must_use]
    pub fn shown(&self, issues: &[StoredIssue]) -> ShownIssues {
        let mut words = self.words();
        let mut counts = [0_u64; IssueKind::ALL.len()];
        let mut order = Vec::new();
        for (at, stored) in issues.iter().enumerate() {
            let kind = stored.issue.kind;
            let fits = self.severity.is_none_or(|wanted| wanted == kind.severity())
                && self
                    .file
                    .as_ref()
                    .is_none_or(|wanted| *wanted == stored.path)
                && words.as_mut().is_none_or(|words| words.are_in(stored));
            if !fits {
                continue;
            }
            if let Some(position) = IssueKind::ALL.iter().position(|&known| known == kind) {
                counts[position] += 1;
            }
            if self.kind.is_none_or(|wanted| wanted == kind) {
                order.push(at);
            }
        }
        order.sort_by_key(|&at| issues[at].issue.kind.severity());
        let counted = IssueKind::ALL.into_iter().zip(counts);
        let mut kinds: Vec<_> = counted
            .filter(|&(kind, count)| count > 0 || self.kind == Some(kind))
            .collect();
        kinds.sort_by_key(|&(kind, count)| (kind.severity(), std::cmp::Reverse(count)));
        ShownIssues { order, kinds }
    }

    /// The words in any case; `None` where there are none.
    fn words<'a>(&self) -> Option<Words<'a>> {
        let words = self.text.trim();
        let pattern = regex::escape(words);
        let built = RegexBuilder::new(&pattern).case_insensitive(true).build();
        let pattern = built.ok().filter(|_| !words.is_empty())?;
        Some(Words {
            pattern,
            known: HashMap::new(),
        })
    }
}

/// Words that are looked for.
struct Words<'a> {
    pattern: Regex,
    /// Sentences, headers and paths, of which a file of many issues has few.
    known: HashMap<&'a str, bool>,
}

impl<'a> Words<'a> {
    fn are_in(&mut self, stored: &'a StoredIssue) -> bool {
        let issue = &stored.issue;
        let raw = issue.raw.as_ref();
        raw.is_some_and(|raw| self.pattern.is_match(raw))
            || self.are_in_known(&issue.hint)
            || self.are_in_known(&stored.path)
            || self.are_in_known(issue.kind.label())
            || issue
                .column
                .as_ref()
                .is_some_and(|column| self.are_in_known(column))
    }

    fn are_in_known(&mut self, text: &'a str) -> bool {
        let pattern = &self.pattern;
        *self
            .known
            .entry(text)
            .or_insert_with(|| pattern.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::issue::Issue;
    use crate::store::FileId;

    fn issues() -> Vec<StoredIssue> {
        let of = |file: i64, path: &str, issue: Issue| StoredIssue {
            file: FileId(file),
            path: path.to_owned(),
            issue,
        };
        let bad = |line, raw| Issue::at_cell(IssueKind::BadMoney, line, "Total", raw, "Not taken.");
        vec![
            of(
                1,
                "a.csv",
                Issue::at_line(IssueKind::RaggedRow, 2, "Too wide."),
            ),
            of(1, "a.csv", bad(3, "zwölf")),
            of(2, "b.csv", bad(4, "N/A")),
            of(
                2,
                "b.csv",
                Issue::of_file(IssueKind::DecimalComma, "Commas."),
            ),
        ]
    }

    fn check(choice: &IssueChoice, order: &[usize], kinds: &[(IssueKind, u64)]) {
        let shown = choice.shown(&issues());
        assert_eq!(shown.order, order, "{choice:?}");
        assert_eq!(shown.kinds, kinds, "{choice:?}");
    }

    #[test]
    fn every_part_of_a_choice_narrows_it() {
        use IssueKind::{BadMoney, DecimalComma, RaggedRow};
        let all = IssueChoice::default();
        let kinds = [(BadMoney, 2), (RaggedRow, 1), (DecimalComma, 1)];
        check(&all, &[1, 2, 0, 3], &kinds);
        check(&all.with_severity(Some(Severity::Note)), &[3], &kinds[2..]);
        let file = IssueChoice::of_file("b.csv");
        check(&file, &[2, 3], &[(BadMoney, 1), (DecimalComma, 1)]);
        let kind = IssueChoice {
            kind: Some(RaggedRow),
            ..IssueChoice::default()
        };
        check(&kind, &[0], &kinds);
        let words = |text: &str| IssueChoice {
            text: text.to_owned(),
            ..IssueChoice::default()
        };
        check(&words(" ZWÖLF "), &[1], &[(BadMoney, 1)]);
        check(&words("total"), &[1, 2], &[(BadMoney, 2)]);
        check(&words("decimal"), &[3], &[(DecimalComma, 1)]);
        check(&words("."), &[1, 2, 0, 3], &kinds);
        check(&words("(nothing"), &[], &[]);
    }

    #[test]
    fn a_kind_of_another_severity_does_not_stay() {
        let kind = IssueChoice {
            kind: Some(IssueKind::RaggedRow),
            ..IssueChoice::default()
        };
        assert_eq!(kind.with_severity(Some(Severity::Error)).kind, None);
        let same = kind.with_severity(Some(Severity::Warning));
        assert_eq!(same.kind, Some(IssueKind::RaggedRow));
    }
}
