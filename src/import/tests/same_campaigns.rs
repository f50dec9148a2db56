//! Campaigns of which an export and a report of messages tell, through the whole import.

use tempfile::TempDir;

use crate::import::{ImportRequest, Unwatched, run};
use crate::store::Workspace;

/// `Aug Sale` is sent twice, the second time to those who did not open it.
const CAMPAIGNS: &str = "Campaign Name,Subject,Send Time,Total Recipients,Unique Placed Order,Revenue,Unique Opens,Unique Clicks,Spam Complaints,Successful Deliveries,Bounces,Campaign ID,Campaign Channel\n\
    Aug Sale,Sale is on,2025-10-29 10:30:00,1000,12,$500.00,530,21,n/a,990,10,01CFIRST,Email\n\
    Aug Sale,Still on,2025-10-30 18:00:00,400,3,$90.00,150,8,0,398,2,01CAGAIN,Email\n\
    Nudge,n/a,2025-10-30 12:00:00,800,10,$70.00,n/a,90,n/a,796,4,01CNUDGE,SMS\n";

/// The third sending of `Aug Sale` is in no export, and the last message has the id of its campaign.
const MESSAGES: &str = "Campaign Message ID,Campaign Message Name,Send Date,Send Time,Open Rate,Unique Opens,Unique Clicks,Unique Unsubscribes,Spam Complaints,Bounces,Subject,Campaign Message Channel\n\
    01MFIRST,Aug Sale,2025-10-29,10:30 AM,0.53535,532,22,2,1,10,Sale is on,Email\n\
    01MAGAIN,Aug Sale,2025-10-30,6:00 PM,0.37688,151,8,1,0,2,Still on,Email\n\
    01MTHIRD,Aug Sale,2025-10-31,10:30 AM,0.1,40,1,0,0,0,Last call,Email\n\
    01CNUDGE,Nudge by text,2025-10-30,12:05 PM,,,91,5,0,4,,SMS\n";

const UNITED: [&str; 4] = [
    "01CAGAIN Aug Sale recipients=400 opens=150 clicks=8 unsubscribes=1 complaints=0 earned=9000 [01MAGAIN]",
    "01CFIRST Aug Sale recipients=1000 opens=530 clicks=21 unsubscribes=2 complaints=1 earned=50000 [01MFIRST]",
    "01CNUDGE Nudge recipients=800 opens=- clicks=90 unsubscribes=5 complaints=0 earned=7000 [Nudge by text]",
    "01MTHIRD Aug Sale recipients=- opens=40 clicks=1 unsubscribes=0 complaints=0 earned=- []",
];

struct Shop {
    folder: TempDir,
    workspace: Workspace,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(&folder.path().join("shop.holdout")).unwrap();
        let shop = Self { folder, workspace };
        shop.write("campaigns.csv", CAMPAIGNS);
        shop.write("messages.csv", MESSAGES);
        shop
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Imports files at once: their rows that were accepted, unchanged and rejected, in that order.
    fn import(&mut self, names: &[&str]) -> Vec<[u64; 3]> {
        let paths = names.iter().map(|name| self.folder.path().join(name));
        let request = ImportRequest {
            paths: paths.collect(),
            zone: Some("Europe/Paris".to_owned()),
            currency: crate::model::money::Currency::parse("USD"),
            ..ImportRequest::default()
        };
        let report = run(&mut self.workspace, &request, &Unwatched).unwrap();
        assert!(report.is_complete(), "{}", report.sentence());
        let rows = report.files.iter().map(|file| {
            let counts = &file.counts;
            let rows = [counts.accepted_rows, counts.unchanged_rows, counts.rejected];
            assert_eq!(counts.rows, rows.iter().sum::<u64>(), "{counts:?}");
            rows
        });
        rows.collect()
    }

    fn campaigns(&self) -> Vec<String> {
        let figure = |count: Option<i64>| count.map_or("-".to_owned(), |count| count.to_string());
        let campaigns = self.workspace.snapshot().unwrap().campaigns;
        let lines = campaigns.iter().map(|campaign| {
            let counts = campaign.counts;
            format!(
                "{} {} recipients={} opens={} clicks={} unsubscribes={} complaints={} earned={} [{}]",
                campaign.key.id,
                campaign.name,
                figure(counts.recipients),
                figure(counts.unique_opens),
                figure(counts.unique_clicks),
                figure(counts.unsubscribes),
                figure(counts.spam_complaints),
                figure(campaign.claimed.revenue),
                campaign.aliases.join("|"),
            )
        });
        lines.collect()
    }
}

/// The files of each import, one after the other; then each file again.
fn check(imports: &[&[&str]]) {
    let mut shop = Shop::new();
    for names in imports {
        for rows in shop.import(names) {
            assert!(rows[0] > 0 && rows[1..] == [0, 0], "{imports:?}: {rows:?}");
        }
    }
    assert_eq!(shop.campaigns(), UNITED, "{imports:?}");
    let reports = shop.workspace.message_reports().unwrap();
    assert_eq!((reports.with_campaign, reports.messages), (3, 4));
    let revision = shop.workspace.revision().unwrap();
    for (name, rows) in [("messages.csv", 4), ("campaigns.csv", 3)] {
        assert_eq!(shop.import(&[name]), [[0, rows, 0]], "{name}");
    }
    assert_eq!(shop.campaigns(), UNITED, "{imports:?}");
    assert_eq!(shop.workspace.revision().unwrap(), revision);
}

#[test]
fn a_campaign_of_two_files_is_one_in_whatever_order_they_come() {
    check(&[&["campaigns.csv"], &["messages.csv"]]);
    check(&[&["messages.csv"], &["campaigns.csv"]]);
    check(&[&["messages.csv", "campaigns.csv"]]);
}

#[test]
fn a_newer_report_changes_what_it_told_and_nothing_else() {
    let mut shop = Shop::new();
    shop.import(&["campaigns.csv", "messages.csv"]);
    shop.write(
        "messages.csv",
        &MESSAGES.replace(",532,22,2,1,", ",540,25,4,1,"),
    );
    assert_eq!(shop.import(&["messages.csv"]), [[1, 3, 0]]);
    let campaigns = shop.campaigns();
    assert_eq!(
        campaigns[1],
        UNITED[1].replace("unsubscribes=2", "unsubscribes=4")
    );
    assert_eq!(
        (&campaigns[0], &campaigns[3]),
        (&UNITED[0].into(), &UNITED[3].into())
    );
}

#[test]
fn an_event_that_names_message_and_campaign_makes_them_one() {
    let mut shop = Shop::new();
    shop.write(
        "events.csv",
        "email,event_name,timestamp,message id,campaign id\n\
        ann@x.io,Received Email,2025-10-31 10:31:00+00:00,01MTHIRD,01CAGAIN\n",
    );
    shop.import(&["campaigns.csv", "messages.csv"]);
    assert_eq!(shop.campaigns(), UNITED);
    shop.import(&["events.csv"]);
    // Two messages of one campaign: each is a part of it, so neither fills a blank.
    let again = UNITED[0].replace("unsubscribes=1", "unsubscribes=-");
    let again = again.replace("[01MAGAIN]", "[01MAGAIN|01MTHIRD]");
    assert_eq!(shop.campaigns(), [again.as_str(), UNITED[1], UNITED[2]]);
}
