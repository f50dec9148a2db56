//! `holdout rules`: exclusions, code and UTM rules, precedence, the date of refunds.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;

use super::OnWorkspace;
use super::output::Output;
use crate::attribution;
use crate::import::rules_file;
use crate::model::format::plural;
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
    /// The rules in force, in words
    List,
    /// Replaces the rules with those of a file
    Set {
        /// As `export` writes it
        file: PathBuf,
    },
    /// The rules in force as TOML
    Export,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    match &arguments.action {
        Action::List => list(&arguments.on, output),
        Action::Set { file } => set(&arguments.on, file, output),
        Action::Export => {
            let rules = arguments.on.read()?.definitions()?.rules;
            output.line(toml::to_string_pretty(&rules)?.trim_end())
        }
    }
}

fn list(on: &OnWorkspace, output: &mut Output) -> anyhow::Result<()> {
    let rules = on.read()?.definitions()?.rules;
    if on.json {
        return output.json(&serde_json::to_value(&rules)?);
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row =
        |what: &str, rule: String, then: String| rows.push(vec![what.to_owned(), rule, then]);
    for exclusion in &rules.exclusions {
        let state = if exclusion.enabled { "on" } else { "off" };
        row("Exclusion", exclusion.name.clone(), state.to_owned());
    }
    for code in &rules.codes {
        let shared = if code.shared { " (shared)" } else { "" };
        row(
            "Code",
            code.pattern.display(),
            format!("{}{shared}", code.workflow),
        );
    }
    for alias in &rules.utm_aliases {
        row(
            "UTM alias",
            format!("utm_{}: {}", alias.field.id(), alias.from),
            alias.to.clone(),
        );
    }
    for utm in &rules.utm {
        let parts = [
            ("source", &utm.source),
            ("medium", &utm.medium),
            ("campaign", &utm.campaign),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value.as_deref()?)))
            .collect();
        row("UTM", parts.join(" "), utm.workflow.clone());
    }
    for landing in &rules.landing {
        row(
            "Landing page",
            landing.path_prefix.clone(),
            landing.workflow.clone(),
        );
    }
    for (place, signal) in rules.precedence.iter().enumerate() {
        row(
            "Who wins",
            format!("{}", place + 1),
            signal.label().to_owned(),
        );
    }
    let counted = rules.refund_basis.label().to_owned();
    row("Refunds", rules.refund_basis.id().to_owned(), counted);
    output.table(&["Kind", "Rule", "Then"], &rows)
}

fn set(on: &OnWorkspace, file: &std::path::Path, output: &mut Output) -> anyhow::Result<()> {
    let rules = rules_file::read(file)?;
    attribution::check(&rules).with_context(|| format!("{} cannot be used", file.display()))?;
    let mut workspace = Workspace::open(&on.workspace)?;
    let mut definitions = workspace.definitions()?;
    definitions.rules = rules;
    let version = workspace.save_definitions(&definitions)?;
    if on.json {
        return output.json(&json!({"version": version}));
    }
    let count = definitions.rules.codes.len() as i64;
    output.line(&format!(
        "Rules set, {}",
        plural(count, "code rule", "code rules")
    ))
}
