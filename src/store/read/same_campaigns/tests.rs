//! Which rows become one campaign, and what it holds then.

use std::slice::from_ref;

use super::*;
use crate::model::campaign::{CampaignCounts, CampaignKey, Claimed};

const NOON: i64 = 1_786_190_400_000_000;
const MINUTE: i64 = 60_000_000;

/// A row of `id/variant name`, e-mailed at noon, with clicks.
fn row(key: &str, name: &str, clicks: Option<i64>) -> Campaign {
    let (id, variant) = key.split_once('/').unwrap_or((key, ""));
    Campaign {
        key: CampaignKey {
            platform: "klaviyo".into(),
            id: id.into(),
            variant: variant.into(),
        },
        name: name.into(),
        aliases: Vec::new(),
        subject: None,
        channel: Channel::Email,
        sent_utc_micros: Some(NOON),
        counts: CampaignCounts {
            unique_clicks: clicks,
            ..CampaignCounts::default()
        },
        claimed: Claimed::default(),
        winner: None,
        source_line: 2,
    }
}

fn reports(campaigns: &[Campaign], messages: &[Campaign], named: &[(&str, &str)]) -> Reports {
    let named = named.iter();
    Reports {
        campaigns: campaigns.to_vec(),
        messages: messages.to_vec(),
        named: named
            .map(|&(message, campaign)| (message.to_owned(), campaign.to_owned()))
            .collect(),
    }
}

/// Checks the campaigns that come out as `id/variant clicks alias|alias`, and that every message is
/// either one of them or counted as one that has its campaign.
fn check(reports: Reports, expected: &[&str]) {
    let counted = reports.count();
    let ids = |rows: &[Campaign]| -> BTreeSet<String> {
        rows.iter().map(|row| row.key.id.clone()).collect()
    };
    let sends = ids(&reports.campaigns).len() as u64 + counted.messages - counted.with_campaign;
    let united = reports.united();
    let written: Vec<String> = united
        .iter()
        .map(|row| {
            let clicks = row.counts.unique_clicks;
            let clicks = clicks.map_or("-".to_owned(), |clicks| clicks.to_string());
            let key = format!("{}/{}", row.key.id, row.key.variant);
            let aliases = row.aliases.join("|");
            format!("{key} {clicks} {aliases}").trim_end().to_owned()
        })
        .collect();
    assert_eq!(written, expected);
    assert_eq!(ids(&united).len() as u64, sends);
}

fn at(row: Campaign, sent: Option<i64>) -> Campaign {
    Campaign {
        sent_utc_micros: sent,
        ..row
    }
}

fn by(row: Campaign, channel: Channel) -> Campaign {
    Campaign { channel, ..row }
}

#[test]
fn one_name_channel_and_minute_is_one_send() {
    let campaign = row("C", "Sale", Some(7));
    let message = row("M", "Sale", Some(8));
    let with = |message: Campaign, expected: &[&str]| {
        check(reports(from_ref(&campaign), &[message], &[]), expected);
    };
    with(message.clone(), &["C/ 7 M"]);
    with(at(message.clone(), Some(NOON + MINUTE - 1)), &["C/ 7 M"]);
    let two = ["C/ 7", "M/ 8"];
    with(at(message.clone(), Some(NOON + MINUTE)), &two);
    with(at(message.clone(), Some(NOON - 1)), &two);
    with(at(message.clone(), Some(NOON + 1_440 * MINUTE)), &two);
    with(at(message.clone(), None), &two);
    with(by(message.clone(), Channel::Sms), &two);
    with(row("M", "sale", Some(8)), &two);
    let mut other_tool = message;
    other_tool.key.platform = "mailchimp".into();
    with(other_tool, &two);
}

#[test]
fn what_is_not_said_makes_no_send_the_same() {
    let no_channel = |row: Campaign| by(row, Channel::Other);
    let (campaign, message) = (row("C", "Sale", Some(7)), row("M", "Sale", Some(8)));
    let channels = reports(
        &[no_channel(campaign.clone())],
        &[no_channel(message.clone())],
        &[],
    );
    check(channels, &["C/ 7", "M/ 8"]);
    let times = reports(&[at(campaign, None)], &[at(message, None)], &[]);
    check(times, &["C/ 7", "M/ 8"]);
}

#[test]
fn several_candidates_stay_apart() {
    let (campaign, message) = (row("C", "Sale", Some(7)), row("M", "Sale", Some(8)));
    let two_campaigns = [campaign.clone(), row("D", "Sale", Some(6))];
    let two_messages = [message.clone(), row("N", "Sale", Some(9))];
    check(
        reports(&two_campaigns, &[message], &[]),
        &["C/ 7", "D/ 6", "M/ 8"],
    );
    check(
        reports(&[campaign], &two_messages, &[]),
        &["C/ 7", "M/ 8", "N/ 9"],
    );
}

#[test]
fn an_id_of_both_reports_goes_before_an_event_and_an_event_before_the_name() {
    let campaigns = [row("C", "Sale", Some(7)), row("D", "Other", Some(6))];
    let message = |id: &str| row(id, "Sale", Some(8));
    check(
        reports(&campaigns, &[message("D")], &[("D", "C")]),
        &["C/ 7", "D/ 6 Sale"],
    );
    let named = [("M", "D")];
    check(
        reports(&campaigns, &[message("M")], &named),
        &["C/ 7", "D/ 6 M|Sale"],
    );
    let both = [("M", "C"), ("M", "D")];
    check(
        reports(&campaigns, &[message("M")], &both),
        &["C/ 7 M", "D/ 6"],
    );
}

#[test]
fn events_alone_make_a_message_known() {
    let campaigns = [row("C", "Sale", None), row("D", "Other", None)];
    let named = [("M", "C"), ("N", "C"), ("X", "nobody")];
    check(reports(&campaigns, &[], &named), &["C/ - M|N", "D/ -"]);
}

#[test]
fn only_blanks_are_filled_and_only_from_the_whole() {
    let message = Campaign {
        subject: Some("Now".into()),
        ..row("M", "Sale", Some(8))
    };
    let blank = row("C", "Sale", None);
    let united = reports(from_ref(&blank), from_ref(&message), &[]).united();
    assert_eq!(united[0].subject.as_deref(), Some("Now"));
    check(
        reports(from_ref(&blank), from_ref(&message), &[]),
        &["C/ 8 M"],
    );
    // Events know of another message of the campaign, so this one is only a part of it.
    let parts = [("M", "C"), ("N", "C")];
    check(reports(&[blank], from_ref(&message), &parts), &["C/ - M|N"]);
    let variations = [row("C/A", "Sale", None), row("C/B", "Sale", None)];
    check(
        reports(&variations, &[message], &[]),
        &["C/A - M", "C/B - M"],
    );
    let messages = [row("M/A", "Sale", Some(3)), row("M/B", "Sale", Some(5))];
    check(
        reports(&variations, &messages, &[]),
        &["C/A 3 M", "C/B 5 M"],
    );
}
