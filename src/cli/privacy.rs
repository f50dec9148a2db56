//! `holdout privacy`: what the workspace keeps of people.

use clap::Args;
use serde_json::{Value, json};

use super::OnWorkspace;
use super::json::merge;
use super::output::Output;
use crate::model::format::{NumberStyle, plural};
use crate::model::privacy::{Handling, Privacy};
use crate::store::{PrivacyChange, Scrubbed, Workspace};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// Telephone numbers: keep or hash
    #[arg(long, value_parser = handling)]
    phones: Option<Handling>,
    /// E-mail addresses: keep or hash
    #[arg(long, value_parser = handling)]
    emails: Option<Handling>,
}

fn handling(text: &str) -> Result<Handling, String> {
    Handling::parse(text).ok_or_else(|| format!("`{text}` is neither keep nor hash"))
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let current = arguments.on.read();
    if arguments.phones.is_none() && arguments.emails.is_none() {
        return show(current?.privacy()?, arguments, output);
    }
    drop(current);
    let mut workspace = Workspace::open(&arguments.on.workspace)?;
    let before = workspace.privacy()?;
    let chosen = Privacy {
        phones: arguments.phones.unwrap_or(before.phones),
        emails: arguments.emails.unwrap_or(before.emails),
    };
    let (change, scrubbed) = workspace.set_privacy(chosen)?;
    if arguments.on.json {
        let told = json!({
            "people_sealed": change.people_sealed,
            "phones_removed": change.phones_removed,
            "emails_removed": change.emails_removed,
            "people_still_sealed": change.people_still_sealed,
            "issue_cells_removed": change.cells_removed,
        });
        return output.json(&merge(
            merge(settings(chosen), told),
            scrubbed_json(&scrubbed),
        ));
    }
    show(chosen, arguments, output)?;
    tell(change, output)?;
    tell_scrubbed(&scrubbed, output)
}

fn settings(privacy: Privacy) -> Value {
    json!({"phones": privacy.phones.id(), "emails": privacy.emails.id()})
}

fn show(privacy: Privacy, arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    if arguments.on.json {
        return output.json(&settings(privacy));
    }
    let row = |what: &str, becomes: &str| vec![what.to_owned(), becomes.to_owned()];
    let rows = [
        row("Telephone numbers", privacy.phones.label()),
        row("E-mail addresses", privacy.emails.label()),
        row(
            "Names and street addresses",
            "Never stored, recognised by a keyed hash of both",
        ),
        row("Marketing consent", "Always stored"),
    ];
    output.table(&["What", "In this workspace"], &rows)
}

fn tell(change: PrivacyChange, output: &mut Output) -> anyhow::Result<()> {
    let count = |count: u64, one: &str, many: &str| plural(count as i64, one, many);
    output.line(&format!(
        "{} and {} removed from records, {} known by a hash from now on",
        count(change.phones_removed, "phone", "phones"),
        count(change.emails_removed, "e-mail address", "e-mail addresses"),
        count(change.people_sealed, "person", "people"),
    ))?;
    if change.people_still_sealed > 0 {
        output.line(&format!(
            "{} still known by a hash only: import the files again to have what they say",
            count(change.people_still_sealed, "person is", "people are"),
        ))?;
    }
    Ok(())
}

/// Whether what was removed is gone from the disk.
pub(super) fn scrubbed_json(scrubbed: &Scrubbed) -> Value {
    let backups: Vec<String> = scrubbed
        .backups
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    json!({"log_is_empty": scrubbed.log_is_empty, "backups": backups})
}

/// The same in sentences, where there is something left to do.
pub(super) fn tell_scrubbed(scrubbed: &Scrubbed, output: &mut Output) -> anyhow::Result<()> {
    if !scrubbed.log_is_empty {
        output.line(
            "Another program reads the workspace: close it there, so that its log is emptied",
        )?;
    }
    for backup in &scrubbed.backups {
        output.line(&format!(
            "This older copy still holds everything: {}",
            backup.display()
        ))?;
    }
    Ok(())
}

/// A count as text.
pub(super) fn count(count: u64) -> String {
    NumberStyle::default().count(count as i64)
}
