use super::*;
use crate::model::issue::{Issue, IssueKind};
use crate::model::privacy::{Handling, Privacy};
use crate::model::profile::{Consent, Profile, Property};
use crate::store::Outcome;
use crate::store::tests::support::{describe, identity, profile};

fn keeping(phones: Handling, emails: Handling) -> Privacy {
    Privacy { phones, emails }
}

fn outcomes(workspace: &mut Workspace, path: &'static str, orders: &[Order]) -> Vec<Outcome> {
    import(workspace, &[Export::of(path, orders.to_vec())]).outcomes
}

#[test]
fn phones_names_and_addresses_are_not_kept_and_tell_the_same_person_all_the_same() {
    let scratch = Scratch::new();
    let mut workspace = shop(
        &scratch,
        vec![
            order_of(1, "", PHONE, "Ann Smith"),
            order_of(2, "bob@x.eu", "+33 6 99 99 99 99", "Bob Stone"),
        ],
    );
    assert_eq!(workspace.privacy().unwrap(), Privacy::default());
    let later = order_of(3, "", "0033612345678", "Smith, Ann");
    import(&mut workspace, &[Export::of("later.csv", vec![later])]);
    let people = people(&workspace);
    assert_eq!(people.len(), 2, "{people:?}");
    assert_eq!(people[0], ("email:bob@x.eu".into(), 1));
    assert!(
        people[1].0.starts_with("phone:#") && people[1].1 == 2,
        "{people:?}"
    );
    for gone in [
        PHONE,
        DIGITS,
        "0033612345678",
        "99 99 99",
        "33699999999",
        "Smith",
        "Stone",
        "Main",
    ] {
        assert!(!holds(&scratch, gone), "{gone}");
    }
    assert!(holds(&scratch, "bob@x.eu"));
}

#[test]
fn imports_of_the_same_file_change_nothing_under_every_setting() {
    let orders = [
        order_of(1, "", PHONE, "Ann Smith"),
        order_of(2, "bob@x.eu", PHONE, ""),
        order_of(3, "bob@x.eu", "", ""),
    ];
    for phones in Handling::ALL {
        for emails in Handling::ALL {
            let scratch = Scratch::new();
            let mut workspace = scratch.workspace();
            workspace.set_privacy(keeping(phones, emails)).unwrap();
            outcomes(&mut workspace, "orders.csv", &orders);
            let (before, revision) = (describe(&workspace), workspace.revision().unwrap());
            assert_eq!(holds(&scratch, "bob@x.eu"), emails == Handling::Keep);
            assert_eq!(holds(&scratch, DIGITS), phones == Handling::Keep);
            let again = outcomes(&mut workspace, "again.csv", &orders);
            assert_eq!(again, [Outcome::Unchanged; 3], "{phones:?} {emails:?}");
            assert_eq!(describe(&workspace), before);
            assert_eq!(workspace.revision().unwrap(), revision);
            assert_eq!(people(&workspace).len(), 2);
        }
    }
}

#[test]
fn what_is_no_longer_kept_is_gone_and_the_people_stay() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let kept = keeping(Handling::Keep, Handling::Keep);
    workspace.set_privacy(kept).unwrap();
    let mut mailed = order_of(2, "bob@x.eu", "", "");
    mailed.touch.landing_page = Some("/shop?mail=bob%40x.eu".into());
    let orders = [
        order_of(1, "", PHONE, ""),
        mailed,
        order_of(3, "bob@x.eu", PHONE, ""),
    ];
    let issue = Issue::at_cell(IssueKind::NoPerson, 2, "Phone", PHONE, "Look.");
    let mut profile = profile("", Consent::Subscribed);
    profile.identity.phone = Some(PHONE.into());
    let export = Export {
        issues: vec![issue],
        profiles: vec![profile],
        ..Export::of("orders.csv", orders.to_vec())
    };
    import(&mut workspace, &[export]);
    let before: Vec<usize> = people(&workspace)
        .into_iter()
        .map(|(_, orders)| orders)
        .collect();
    assert!(holds(&scratch, PHONE) && holds(&scratch, "bob@x.eu"));

    let hidden = keeping(Handling::Hash, Handling::Hash);
    let (change, scrubbed) = workspace.set_privacy(hidden).unwrap();
    assert_eq!(change.people_sealed, 2);
    assert_eq!((change.phones_removed, change.emails_removed), (1, 0));
    assert_eq!((change.cells_removed, change.people_still_sealed), (1, 0));
    assert!(scrubbed.log_is_empty && scrubbed.backups.is_empty());
    for gone in [PHONE, DIGITS, "bob@x.eu", "bob%40x.eu", "phone:3"] {
        assert!(!holds(&scratch, gone), "{gone}");
    }
    let mut after: Vec<usize> = people(&workspace)
        .into_iter()
        .map(|(_, orders)| orders)
        .collect();
    after.sort_by_key(|orders| before.iter().position(|before| before == orders));
    assert_eq!(after, before);
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(
        snapshot
            .people
            .consent
            .iter()
            .filter(|said| **said == Consent::Subscribed)
            .count(),
        1
    );

    // The next import of the same file is of the same people, and everything is unchanged after it.
    outcomes(&mut workspace, "again.csv", &orders);
    assert_eq!(
        outcomes(&mut workspace, "third.csv", &orders),
        [Outcome::Unchanged; 3]
    );
    assert_eq!(people(&workspace).len(), 2);
    assert!(!holds(&scratch, "bob%40x.eu"));
}

#[test]
fn phones_in_properties_of_profiles_follow_the_setting() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let keep = keeping(Handling::Keep, Handling::Keep);
    let hash = keeping(Handling::Hash, Handling::Keep);
    let property = |name: &str, value: &str| Property {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let ann = Profile {
        properties: vec![
            property("Mobile", PHONE),
            property("Roast", "dark, 0 sugar"),
        ],
        ..profile("ann@x.eu", Consent::Unknown)
    };
    let load = |workspace: &mut Workspace, path| {
        let export = Export {
            profiles: vec![ann.clone()],
            ..Export::of(path, Vec::new())
        };
        import(workspace, &[export]);
        let sql = "SELECT value FROM profile_properties ORDER BY value";
        workspace.query(sql).unwrap().rows.len()
    };
    assert_eq!(load(&mut workspace, "a.csv"), 1);
    workspace.set_privacy(keep).unwrap();
    assert_eq!(load(&mut workspace, "b.csv"), 2);
    assert!(holds(&scratch, PHONE));
    workspace.set_privacy(hash).unwrap();
    assert!(!holds(&scratch, PHONE));
    assert_eq!(load(&mut workspace, "c.csv"), 1);
}

#[test]
fn keeping_again_recognises_people_who_were_sealed() {
    let scratch = Scratch::new();
    let orders = [
        order_of(1, "", PHONE, ""),
        order_of(2, "", "+49 30 1234567", ""),
    ];
    let mut workspace = shop(&scratch, orders.to_vec());
    let (change, _) = workspace
        .set_privacy(keeping(Handling::Keep, Handling::Keep))
        .unwrap();
    assert_eq!(change.people_still_sealed, 2);
    import(
        &mut workspace,
        &[Export::of("new.csv", vec![order_of(3, "", PHONE, "")])],
    );
    let people = people(&workspace);
    assert_eq!(people.len(), 2, "{people:?}");
    assert!(
        people.contains(&(format!("phone:{DIGITS}"), 2)),
        "{people:?}"
    );
}

#[test]
fn cells_of_issues_hold_nothing_that_is_not_kept() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let cell = |raw| Issue::at_cell(IssueKind::BadMoney, 2, "Total", raw, "Look.");
    let export = Export {
        issues: [PHONE, "ann@x.eu", "12,50", "2026-01-01"].map(cell).into(),
        ..Export::of("orders.csv", Vec::new())
    };
    import(&mut workspace, &[export]);
    let issues = workspace
        .issues(&crate::store::IssueFilter::default())
        .unwrap();
    let cells: Vec<Option<&str>> = issues.iter().map(|i| i.issue.raw.as_deref()).collect();
    assert_eq!(
        cells,
        [None, Some("ann@x.eu"), Some("12,50"), Some("2026-01-01")]
    );
}

#[test]
fn two_workspaces_share_no_hash() {
    let keys: Vec<String> = (0..2)
        .map(|_| {
            let scratch = Scratch::new();
            let workspace = shop(&scratch, vec![order_of(1, "", PHONE, "")]);
            people(&workspace).remove(0).0
        })
        .collect();
    assert_ne!(keys[0], keys[1]);
    assert_eq!(identity("a@b.c").household, None);
}

#[test]
fn columns_that_are_left_out_are_remembered_by_the_headers() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let headers = ["Name", "Email", "Tags"].map(str::to_owned);
    let mut import = workspace.begin_import().unwrap();
    import.skip_columns(&headers, &["Tags".to_owned()]).unwrap();
    import.commit().unwrap();
    let import = workspace.begin_import().unwrap();
    let same = ["name ", "EMAIL", "tags"].map(str::to_owned);
    assert_eq!(import.skipped_columns(&same).unwrap(), ["Tags"]);
    assert!(import.skipped_columns(&headers[..2]).unwrap().is_empty());
}

/// A workspace as the first release wrote it, with an assignment list in which two people gave the
/// same phone.
fn write_with_phones(scratch: &Scratch) {
    let connection = rusqlite::Connection::open(scratch.path()).unwrap();
    let released = include_str!("../../../../tests/fixtures/store/version-1.sql");
    connection.execute_batch(released).unwrap();
    let sql = "UPDATE assignments SET phone = ?1";
    assert_eq!(connection.execute(sql, [PHONE]).unwrap(), 2);
}

#[test]
fn a_migration_keeps_phones_says_so_and_learns_from_them() {
    let scratch = Scratch::new();
    write_with_phones(&scratch);
    let mut workspace = Workspace::open(&scratch.path()).unwrap();
    let kept = keeping(Handling::Keep, Handling::Keep);
    assert_eq!(workspace.privacy().unwrap(), kept);
    assert_eq!(workspace.merges().unwrap().proposals.len(), 1);
    assert!(holds(&scratch, PHONE));
    let (change, scrubbed) = workspace.set_privacy(Privacy::default()).unwrap();
    assert_eq!((change.phones_removed, change.people_sealed), (2, 0));
    assert!(!holds(&scratch, PHONE));
    assert_eq!(scrubbed.backups, [scratch.file("shop.holdout.v1-backup")]);
    assert_eq!(workspace.merges().unwrap().proposals.len(), 1);
    drop(workspace);
    let workspace = Workspace::open(&scratch.path()).unwrap();
    assert_eq!(workspace.privacy().unwrap(), Privacy::default());
}
