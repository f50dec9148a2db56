//! Discount codes: the rules that map them to workflows, and what is used in the shop.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use regex::{Regex, RegexBuilder};

use crate::model::rules::{CodePattern, CodeRule};
use crate::store::snapshot::{Snapshot, TextId};

/// How many unmapped codes must share a prefix before a rule for it is suggested.
const PREFIX_MIN_CODES: usize = 3;

/// A rule whose text cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Code rule {position} ({pattern} → {workflow}) is not a valid regular expression: {reason}; correct or remove the rule"
)]
pub struct RuleTextError {
    /// Place in the list of code rules, from 1.
    pub position: usize,
    /// The pattern as shown.
    pub pattern: String,
    /// The workflow it maps to.
    pub workflow: String,
    /// What the expression lacks.
    pub reason: String,
}

/// Code rules made ready to match; the first rule that matches a code counts.
#[derive(Clone, Debug, Default)]
pub struct CodeMatcher {
    patterns: Vec<Pattern>,
}

#[derive(Clone, Debug)]
enum Pattern {
    Exact(String),
    Prefix(String),
    Regex(Regex),
    /// An empty pattern is a rule half typed: it matches nothing rather than everything.
    Nothing,
}

impl CodeMatcher {
    /// Compiles the rules; an error names the rule whose expression is not valid.
    pub fn new(rules: &[CodeRule]) -> Result<Self, RuleTextError> {
        let patterns = rules.iter().enumerate().map(|(at, rule)| {
            Pattern::of(&rule.pattern).map_err(|error| RuleTextError {
                position: at + 1,
                pattern: rule.pattern.display(),
                workflow: rule.workflow.clone(),
                reason: reason(&error),
            })
        });
        Ok(Self {
            patterns: patterns.collect::<Result<_, _>>()?,
        })
    }

    /// The index of the first rule that matches a code, compared trimmed and case-folded.
    #[must_use]
    pub fn rule_of(&self, code: &str) -> Option<usize> {
        let code = fold(code);
        self.patterns
            .iter()
            .position(|pattern| pattern.matches(&code))
    }
}

impl Pattern {
    fn of(pattern: &CodePattern) -> Result<Self, regex::Error> {
        let text = match pattern {
            CodePattern::Exact(text) | CodePattern::Prefix(text) | CodePattern::Regex(text) => text,
        };
        if text.trim().is_empty() {
            return Ok(Self::Nothing);
        }
        Ok(match pattern {
            CodePattern::Exact(code) => Self::Exact(fold(code)),
            CodePattern::Prefix(prefix) => Self::Prefix(fold(prefix)),
            CodePattern::Regex(expression) => {
                // Checked alone first: a stray `)` must not pair with the group added here.
                Regex::new(expression)?;
                let whole = format!("^(?:{expression})$");
                Self::Regex(RegexBuilder::new(&whole).case_insensitive(true).build()?)
            }
        })
    }

    fn matches(&self, folded: &str) -> bool {
        match self {
            Self::Exact(code) => folded == code,
            Self::Prefix(prefix) => folded.starts_with(prefix),
            Self::Regex(expression) => expression.is_match(folded),
            Self::Nothing => false,
        }
    }
}

/// One code of the shop, all spellings of its letters together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeUsage {
    /// The code in its most frequent spelling.
    pub code: String,
    /// Included orders that carry it. An order with two codes counts under both.
    pub orders: u64,
    /// Net sales of those orders, minor units.
    pub net_minor: i64,
    /// Discounts of those orders, minor units.
    pub discount_minor: i64,
    /// Index of the rule that matches; `None` puts it in the queue of unmapped codes.
    pub rule: Option<usize>,
}

/// Every code used in included orders, most orders first.
pub fn code_usage(
    snapshot: &Snapshot,
    included: &[bool],
    rules: &[CodeRule],
) -> Result<Vec<CodeUsage>, RuleTextError> {
    let matcher = CodeMatcher::new(rules)?;
    let mut usage: BTreeMap<String, Usage> = BTreeMap::new();
    let folds = fold_codes(snapshot, included);
    let money = &snapshot.orders.money;
    for_each_code(snapshot, included, |order, id| {
        let used = usage.entry(folds[&id].clone()).or_default();
        used.orders += 1;
        used.net_minor += money.net[order];
        used.discount_minor += money.discounts[order];
        *used.spellings.entry(id).or_default() += 1;
    });
    let mut rows: Vec<CodeUsage> = usage
        .into_iter()
        .map(|(code, used)| CodeUsage {
            rule: matcher.rule_of(&code),
            code: used.spelling(snapshot).unwrap_or(code),
            orders: used.orders,
            net_minor: used.net_minor,
            discount_minor: used.discount_minor,
        })
        .collect();
    // The map is ordered by code, and the sort is stable: ties stay alphabetical.
    rows.sort_by_key(|row| std::cmp::Reverse(row.orders));
    Ok(rows)
}

/// What one code rule matches, codes that an earlier rule takes left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleMatch {
    /// Distinct codes.
    pub codes: u64,
    /// Included orders with at least one of them.
    pub orders: u64,
    /// Net sales of those orders, minor units.
    pub net_minor: i64,
}

/// Live match counts, one per code rule.
pub fn rule_matches(
    snapshot: &Snapshot,
    included: &[bool],
    rules: &[CodeRule],
) -> Result<Vec<RuleMatch>, RuleTextError> {
    let matcher = CodeMatcher::new(rules)?;
    let folds = fold_codes(snapshot, included);
    let mut matches = vec![RuleMatch::default(); rules.len()];
    let mut last_order = vec![None; rules.len()];
    let mut rule_of: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for_each_code(snapshot, included, |order, id| {
        let code = folds[&id].as_str();
        let fresh = !rule_of.contains_key(code);
        let rule = *rule_of.entry(code).or_insert_with(|| matcher.rule_of(code));
        let Some(rule) = rule else {
            return;
        };
        matches[rule].codes += u64::from(fresh);
        if last_order[rule].replace(order) != Some(order) {
            matches[rule].orders += 1;
            matches[rule].net_minor += snapshot.orders.money.net[order];
        }
    });
    Ok(matches)
}

/// A prefix that several unmapped codes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixSuggestion {
    /// The prefix up to and with its hyphen, for example `WINBACK-`.
    pub prefix: String,
    /// How many unmapped codes start with it.
    pub codes: u64,
    /// Their orders.
    pub orders: u64,
    /// Net sales of those orders, minor units.
    pub net_minor: i64,
}

/// Prefixes worth a rule: at least three unmapped codes share everything up to their last hyphen.
#[must_use]
pub fn suggest_prefixes(usage: &[CodeUsage]) -> Vec<PrefixSuggestion> {
    let mut groups: BTreeMap<String, PrefixSuggestion> = BTreeMap::new();
    for row in usage.iter().filter(|row| row.rule.is_none()) {
        let Some((before, _)) = row.code.rsplit_once('-') else {
            continue;
        };
        let prefix = format!("{before}-");
        let group = groups
            .entry(fold(&prefix))
            .or_insert_with(|| PrefixSuggestion {
                prefix,
                codes: 0,
                orders: 0,
                net_minor: 0,
            });
        group.codes += 1;
        group.orders += row.orders;
        group.net_minor += row.net_minor;
    }
    let mut suggestions: Vec<PrefixSuggestion> = groups
        .into_values()
        .filter(|group| group.prefix.len() > 1 && group.codes >= PREFIX_MIN_CODES as u64)
        .collect();
    suggestions.sort_by_key(|group| std::cmp::Reverse(group.orders));
    suggestions
}

/// The unmapped codes that no suggestion covers: the queue to map one by one, most orders first.
#[must_use]
pub fn unmapped_alone(usage: &[CodeUsage], suggestions: &[PrefixSuggestion]) -> Vec<CodeUsage> {
    let covered: BTreeSet<String> = suggestions.iter().map(|one| fold(&one.prefix)).collect();
    let is_covered = |code: &str| {
        code.rsplit_once('-')
            .is_some_and(|(before, _)| covered.contains(&fold(&format!("{before}-"))))
    };
    usage
        .iter()
        .filter(|row| row.rule.is_none() && !is_covered(&row.code))
        .cloned()
        .collect()
}

/// A code as it is compared.
pub(super) fn fold(code: &str) -> String {
    code.trim().to_lowercase()
}

#[derive(Default)]
struct Usage {
    orders: u64,
    net_minor: i64,
    discount_minor: i64,
    spellings: BTreeMap<TextId, u64>,
}

impl Usage {
    fn spelling(&self, snapshot: &Snapshot) -> Option<String> {
        let text = |id: TextId| snapshot.text(id).trim();
        let most = self.spellings.iter().max_by(|a, b| {
            // Of equally frequent spellings the alphabetically first.
            a.1.cmp(b.1).then_with(|| text(*b.0).cmp(text(*a.0)))
        });
        most.map(|(&id, _)| text(id).to_owned())
    }
}

fn fold_codes(snapshot: &Snapshot, included: &[bool]) -> HashMap<TextId, String> {
    let mut folds = HashMap::new();
    let orders = (0..snapshot.orders.len()).filter(|&order| included[order]);
    for &id in orders.flat_map(|order| snapshot.orders.codes.get(order)) {
        folds.entry(id).or_insert_with(|| fold(snapshot.text(id)));
    }
    folds
}

/// Each distinct code of each included order once.
fn for_each_code(snapshot: &Snapshot, included: &[bool], mut visit: impl FnMut(usize, TextId)) {
    for order in (0..snapshot.orders.len()).filter(|&order| included[order]) {
        let codes = snapshot.orders.codes.get(order);
        for (at, &id) in codes.iter().enumerate() {
            let repeated = codes[..at].iter().any(|&earlier| {
                earlier == id || fold(snapshot.text(earlier)) == fold(snapshot.text(id))
            });
            if !repeated {
                visit(order, id);
            }
        }
    }
}

/// The last line of the engine's message; the lines before it draw the expression.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};

    fn rule(pattern: &str, workflow: &str) -> CodeRule {
        CodeRule {
            pattern: CodePattern::from_typed(pattern),
            workflow: workflow.to_owned(),
            shared: false,
        }
    }

    fn shop() -> Snapshot {
        Shop::of([
            TestOrder::on_day("ann", 0, 1_000)
                .code("welcome10")
                .discount(100),
            TestOrder::on_day("ann", 1, 2_000)
                .code("WELCOME10 ")
                .code("Welcome10"),
            TestOrder::on_day("ann", 2, 4_000)
                .code("WELCOME10")
                .code("WB-AAAA"),
            TestOrder::on_day("bob", 3, 500).code("wb-bbbb"),
            TestOrder::on_day("bob", 4, 600).code("WB-CCCC"),
            TestOrder::on_day("bob", 5, 700).code("X-1"),
            TestOrder::on_day("cat", 6, 9_000).code("X-2").cancelled(),
        ])
    }

    fn included(snapshot: &Snapshot) -> Vec<bool> {
        crate::metrics::inclusion::include(snapshot, &[]).included
    }

    #[test]
    fn codes_match_case_folded_and_the_first_rule_counts() {
        let rules = [
            rule("VIP20", "VIP"),
            rule("WB-*", "Win-back"),
            rule("/w[a-z]+-[0-9]{2}|zz/", "W"),
            rule("*", "?"),
        ];
        let matcher = CodeMatcher::new(&rules).unwrap();
        for (code, expected) in [
            (" vip20 ", Some(0)),
            ("VIP201", None),
            ("wb-x", Some(1)),
            ("WELCOME-10", Some(2)),
            ("WELCOME-100", None),
            ("ZZ", Some(2)),
            ("", None),
        ] {
            assert_eq!(matcher.rule_of(code), expected, "{code}");
        }
    }

    #[test]
    fn a_bad_expression_is_refused_by_name() {
        for bad in ["/WB-[/", "/a)|(b/"] {
            let error = CodeMatcher::new(&[rule("A", "a"), rule(bad, "Win-back")]).unwrap_err();
            assert_eq!((error.position, error.workflow.as_str()), (2, "Win-back"));
            let text = error.to_string();
            assert!(
                text.starts_with(&format!("Code rule 2 ({bad} → Win-back) is not")),
                "{text}"
            );
        }
    }

    #[test]
    fn usage_folds_spellings_and_queues_what_no_rule_maps() {
        let snapshot = shop();
        let rules = [rule("WELCOME*", "Welcome")];
        let usage = code_usage(&snapshot, &included(&snapshot), &rules).unwrap();
        let rows: Vec<_> = usage
            .iter()
            .map(|row| (row.code.as_str(), row.orders, row.net_minor, row.rule))
            .collect();
        assert_eq!(
            rows,
            [
                ("WELCOME10", 3, 7_000, Some(0)),
                ("WB-AAAA", 1, 4_000, None),
                ("wb-bbbb", 1, 500, None),
                ("WB-CCCC", 1, 600, None),
                ("X-1", 1, 700, None),
            ]
        );
        assert_eq!(usage[0].discount_minor, 100);
        let expected = PrefixSuggestion {
            prefix: "WB-".into(),
            codes: 3,
            orders: 3,
            net_minor: 5_100,
        };
        let suggestions = suggest_prefixes(&usage);
        assert_eq!(suggestions, [expected]);
        let alone = unmapped_alone(&usage, &suggestions);
        let codes: Vec<_> = alone.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes, ["X-1"]);
    }

    #[test]
    fn rules_count_the_orders_that_earlier_rules_leave() {
        let snapshot = shop();
        let rules = [
            rule("WB-AAAA", "A"),
            rule("WB-*", "B"),
            rule("/.*/", "rest"),
            rule("Y", "none"),
        ];
        let matches = rule_matches(&snapshot, &included(&snapshot), &rules).unwrap();
        let row = |codes, orders, net_minor| RuleMatch {
            codes,
            orders,
            net_minor,
        };
        assert_eq!(
            matches,
            [
                row(1, 1, 4_000),
                row(2, 2, 1_100),
                row(2, 4, 7_700),
                row(0, 0, 0)
            ]
        );
    }
}
