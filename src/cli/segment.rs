//! `holdout segment`: list, count, members, save.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::OnWorkspace;
use super::output::Output;
use crate::analysis::groups::NamedGroup;
use crate::analysis::rows::{RowsQuery, rows};
use crate::analysis::segment::{SegmentSize, sizes};
use crate::app::Edit;
use crate::model::format::NumberStyle;
use crate::model::rules::SavedSegment;
use crate::segments;
use crate::store::Workspace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Presets and saved segments with their sizes
    List,
    /// How many people a rule finds
    Count {
        /// For example "orders >= 2 and `days_since_last_order` > 90"
        rule: String,
    },
    /// The people of a segment
    Members {
        /// A saved name, a preset, a rule, or arm:EXPERIMENT/ARM
        name: String,
    },
    /// Stores a rule under a name
    Save {
        /// The name
        name: String,
        /// The rule
        rule: String,
    },
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let on = &arguments.on;
    match &arguments.action {
        Action::List => list(on, output),
        Action::Count { rule } => count(on, rule, output),
        Action::Members { name } => members(on, name, output),
        Action::Save { name, rule } => save(on, name, rule, output),
    }
}

fn list(on: &OnWorkspace, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let sizes = sizes(&context)?;
    let id = |entry: &SegmentSize| {
        entry
            .preset
            .map_or_else(|| entry.name.clone(), |preset| preset.id().to_owned())
    };
    if on.json {
        let entries: Vec<Value> = sizes
            .entries
            .iter()
            .map(|entry| {
                let base = json!({
                    "name": id(entry),
                    "label": entry.name,
                    "rule": entry.rule,
                    "preset": entry.preset.is_some(),
                });
                let people = match &entry.people {
                    Ok(people) => json!({"people": people}),
                    Err(reason) => json!({"people": null, "reason": reason}),
                };
                super::json::merge(base, people)
            })
            .collect();
        return output.json(&json!({"buyers": sizes.buyers, "segments": entries}));
    }
    let rows: Vec<Vec<String>> = sizes
        .entries
        .iter()
        .map(|entry| {
            let people = entry.people.as_ref().map_or_else(Clone::clone, |&people| {
                NumberStyle::default().count(people as i64)
            });
            vec![id(entry), people, entry.rule.clone()]
        })
        .collect();
    output.table(&["Segment", "People", "Rule"], &rows)
}

fn count(on: &OnWorkspace, rule: &str, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let group = NamedGroup::parse(&context, rule)?;
    let people = group.members_at(&context, context.snapshot.as_of).count();
    if on.json {
        return output.json(&json!({"rule": rule, "people": people}));
    }
    output.line(&NumberStyle::default().count(people as i64))
}

fn members(on: &OnWorkspace, name: &str, output: &mut Output) -> anyhow::Result<()> {
    let context = on.context()?;
    let table = rows(&context, &RowsQuery::Segment(name.to_owned()))?;
    let cells: Vec<Vec<String>> = (0..table.len())
        .map(|row| {
            (0..table.columns().len())
                .map(|column| table.cell(row, column))
                .collect()
        })
        .collect();
    if on.json {
        let people: Vec<&String> = cells.iter().filter_map(|row| row.first()).collect();
        return output.json(&json!({"segment": name, "people": people.len(), "members": people}));
    }
    output.table(table.columns(), &cells)
}

fn save(on: &OnWorkspace, name: &str, rule: &str, output: &mut Output) -> anyhow::Result<()> {
    segments::parse(rule)?;
    if segments::Preset::parse(name).is_some() || name.trim().is_empty() || name.starts_with("arm:")
    {
        anyhow::bail!("`{name}` is taken or empty: choose another name for the segment");
    }
    let mut workspace = Workspace::open(&on.workspace)?;
    let edit = Edit::PutSegment(SavedSegment {
        name: name.trim().to_owned(),
        rule: rule.trim().to_owned(),
    });
    let definitions = edit.applied_to(&workspace.definitions()?);
    let version = workspace.save_definitions(&definitions)?;
    if on.json {
        return output.json(&json!({"name": name.trim(), "rule": rule.trim(), "version": version}));
    }
    output.line(&format!("Saved {}", name.trim()))
}
