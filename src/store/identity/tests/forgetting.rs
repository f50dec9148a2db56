use super::*;
use crate::model::issue::{Issue, IssueKind};
use crate::model::merge::MergeReason;
use crate::model::profile::{Consent, Property};
use crate::store::identity::{FoundPeople, PEOPLE_TABLES};
use crate::store::tests::support::{assignment, profile};
use crate::store::{IssueFilter, Outcome, StoreError};

fn export() -> Export {
    let mut first = order_of(1, "Ann@x.eu", PHONE, "Ann Smith");
    first.touch.landing_page = Some("/shop?mail=ann%40x.eu".into());
    first.identity.customer_id = Some("77001122".into());
    let mut ann = profile("ann@x.eu", Consent::Subscribed);
    ann.identity.customer_id = Some("77001122".into());
    ann.properties = vec![Property {
        name: "Birthday".into(),
        value: "9 May 1975".into(),
    }];
    Export {
        profiles: vec![ann, profile("bob@x.eu", Consent::Subscribed)],
        assignments: vec![
            assignment("ann@x.eu", "control", 2),
            assignment("bob@x.eu", "A", 3),
        ],
        issues: vec![Issue::at_cell(
            IssueKind::BadDate,
            4,
            "Note",
            "ann@x.eu, please",
            "Look.",
        )],
        ..Export::of(
            "orders.csv",
            vec![
                first,
                order_of(2, "bob@x.eu", "", ""),
                order_of(3, "ann@x.eu", "", ""),
            ],
        )
    }
}

fn net(workspace: &Workspace) -> i64 {
    workspace.snapshot().unwrap().orders.money.net.iter().sum()
}

#[test]
fn a_forgotten_person_is_gone_to_the_last_byte_and_their_sales_stay() {
    for given in [
        "ann@x.eu",
        " ANN@X.EU ",
        "email:ann@x.eu",
        "77001122",
        PHONE,
    ] {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        import(&mut workspace, &[export()]);
        let before = net(&workspace);
        assert!(holds(&scratch, "ann@x.eu") && holds(&scratch, "77001122"));

        let (forgotten, scrubbed) = workspace.forget(given).unwrap();
        assert_eq!((forgotten.identities, forgotten.orders_kept), (1, 2));
        assert_eq!(forgotten.removed, [("profiles", 1), ("assignments", 1)]);
        assert_eq!((forgotten.hints, forgotten.issue_cells), (1, 1));
        assert!(scrubbed.log_is_empty);
        for gone in ["ann@x.eu", "ann%40x.eu", "77001122", "1975", DIGITS] {
            assert!(!holds(&scratch, gone), "{gone}");
        }
        assert_eq!(net(&workspace), before);
        assert_eq!(people(&workspace), [("email:bob@x.eu".to_owned(), 1)]);
        let snapshot = workspace.snapshot().unwrap();
        assert_eq!(snapshot.orders.len(), 3);
        let pages: Vec<&str> = snapshot
            .orders
            .touch
            .landing_page
            .iter()
            .flatten()
            .map(|&p| snapshot.text(p))
            .collect();
        assert_eq!(pages, ["/shop"]);
    }
}

#[test]
fn imports_do_not_bring_a_forgotten_person_back() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(&mut workspace, &[export()]);
    let before = net(&workspace);
    workspace.forget("ann@x.eu").unwrap();
    let again = Export {
        path: "again.csv",
        ..export()
    };
    let outcomes = import(&mut workspace, &[again]).outcomes;
    assert_eq!(outcomes[3], Outcome::Forgotten, "the profile");
    assert_eq!(outcomes[5], Outcome::Forgotten, "the assignment");
    // Without the address, but with the phone or the id that was hers alone.
    let mut by_id = order_of(9, "", "", "");
    by_id.identity.customer_id = Some("77001122".into());
    let others = vec![order_of(8, "", "0033612345678", ""), by_id];
    import(&mut workspace, &[Export::of("other.csv", others)]);
    assert_eq!(people(&workspace), [("email:bob@x.eu".to_owned(), 1)]);
    for gone in ["ann@x.eu", "ann%40x.eu", "77001122", "1975", DIGITS] {
        assert!(!holds(&scratch, gone), "{gone}");
    }
    assert_eq!(net(&workspace), before + 17_000);
    let third = Export {
        path: "third.csv",
        ..export()
    };
    let outcomes = import(&mut workspace, &[third]).outcomes;
    assert_eq!(outcomes[..3], [Outcome::Unchanged; 3]);
    let cells = workspace.issues(&IssueFilter::default()).unwrap();
    assert!(cells.iter().all(|issue| issue.issue.raw.is_none()));
}

#[test]
fn a_phone_that_others_have_too_is_not_theirs_alone() {
    let scratch = Scratch::new();
    let orders = vec![
        order_of(1, "ann@x.eu", PHONE, "Ann Smith"),
        order_of(2, "", PHONE, "Bob Stone"),
    ];
    let mut workspace = shop(&scratch, orders);
    workspace.forget("ann@x.eu").unwrap();
    import(
        &mut workspace,
        &[Export::of("more.csv", vec![order_of(3, "", PHONE, "")])],
    );
    let people = people(&workspace);
    assert!(people.len() == 1 && people[0].1 == 2, "{people:?}");
}

#[test]
fn merged_identities_are_forgotten_together() {
    let scratch = Scratch::new();
    let orders = vec![
        order_of(1, "ann@x.eu", PHONE, ""),
        order_of(2, "ann@work.eu", PHONE, ""),
        order_of(3, "bob@x.eu", "", ""),
    ];
    let mut workspace = shop(&scratch, orders);
    workspace.accept_merges(Some(MergeReason::Phone)).unwrap();
    let (forgotten, _) = workspace.forget("ann@x.eu").unwrap();
    assert_eq!((forgotten.identities, forgotten.orders_kept), (2, 2));
    assert_eq!(people(&workspace).len(), 1);
    assert!(workspace.merges().unwrap().proposals.is_empty());
    assert!(!holds(&scratch, "ann@"));
}

#[test]
fn people_are_found_by_whatever_names_them() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, vec![order_of(1, "", PHONE, "")]);
    let key = people(&workspace).remove(0).0;
    let error = workspace.forget("nobody@x.eu").unwrap_err();
    assert!(
        matches!(&error, StoreError::UnknownPerson { .. }),
        "{error}"
    );
    assert_eq!(people(&workspace).len(), 1);
    assert_eq!(workspace.forget(&key).unwrap().0.orders_kept, 1);
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, vec![order_of(1, "", PHONE, "")]);
    assert_eq!(workspace.forget("+33612345678").unwrap().0.orders_kept, 1);
}

#[test]
fn every_table_with_people_knows_what_to_do() {
    let scratch = Scratch::new();
    let workspace = scratch.workspace();
    // By the name of the column, and by what columns refer to whatever they are called.
    let sql = "SELECT tables.name FROM sqlite_schema AS tables, \
        pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' \
         AND columns.name = 'person' \
        UNION SELECT tables.name FROM sqlite_schema AS tables, \
        pragma_foreign_key_list(tables.name) AS keys WHERE keys.\"table\" = 'people' ORDER BY 1";
    let mut statement = workspace.connection.prepare(sql).unwrap();
    let names = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let names: Vec<String> = names.collect::<Result<_, _>>().unwrap();
    let mut known: Vec<&str> = PEOPLE_TABLES.iter().map(|table| table.name).collect();
    known.extend(["identity_hints", "merge_members"]);
    known.sort_unstable();
    assert_eq!(names, known);
}

#[test]
fn a_reader_keeps_the_log_and_is_told() {
    let scratch = Scratch::new();
    let mut workspace = shop(&scratch, vec![order_of(1, "ann@x.eu", "", "")]);
    let reader = Workspace::open_read_only(&scratch.path()).unwrap();
    let reading = reader.connection.unchecked_transaction().unwrap();
    let count: i64 = reading
        .query_row("SELECT count(*) FROM orders", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
    workspace
        .connection
        .busy_timeout(std::time::Duration::from_millis(10))
        .unwrap();
    let (_, scrubbed) = workspace.forget("ann@x.eu").unwrap();
    assert!(!scrubbed.log_is_empty);
    drop(reading);
    drop(reader);
    drop(workspace);
    assert!(!holds(&scratch, "ann@x.eu"));
}

#[test]
fn what_forgetting_would_take_is_told_before_and_is_what_it_takes() {
    for given in ["ann@x.eu", " ANN@X.EU", "77001122", PHONE, "email:ann@x.eu"] {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        import(&mut workspace, &[export()]);
        let found = workspace.find_people(given).unwrap();
        assert_eq!((found.people.len(), found.more), (1, 0), "{given}");
        let person = &found.people[0];
        assert_eq!(person.key.0, "email:ann@x.eu", "{given}");
        assert_eq!(person.identities, std::slice::from_ref(&person.key));
        let (forgotten, _) = workspace.forget(&person.key.0).unwrap();
        assert_eq!(person.orders_kept, forgotten.orders_kept);
        assert_eq!(person.removed, forgotten.removed);
        assert_eq!(person.hints, forgotten.hints);
        assert_eq!(person.identities.len() as u64, forgotten.identities);
        let again = workspace.find_people(given).unwrap();
        assert_eq!(again, FoundPeople::default(), "{given}");
    }
}

#[test]
fn a_phone_of_several_finds_them_all_and_merged_people_are_one() {
    let scratch = Scratch::new();
    let mut orders: Vec<Order> = (0..30)
        .map(|at| order_of(at, &format!("p{at}@x.eu"), "0049301234567", ""))
        .collect();
    orders.push(order_of(40, "ann@x.eu", PHONE, ""));
    orders.push(order_of(41, "ann@work.eu", PHONE, ""));
    let mut workspace = shop(&scratch, orders);
    let hub = workspace.find_people("+49 30 1234567").unwrap();
    assert_eq!((hub.people.len(), hub.more), (20, 10));
    assert_eq!(workspace.find_people(PHONE).unwrap().people.len(), 2);
    let error = workspace.forget(PHONE).unwrap_err().to_string();
    let both = "names 2 people (`email:ann@work.eu`, `email:ann@x.eu`), so nobody was forgotten";
    assert!(error.contains(both), "{error}");
    let error = workspace.forget("+49 30 1234567").unwrap_err().to_string();
    assert!(
        error.contains("names 30 people") && error.contains(", …)"),
        "{error}"
    );
    assert_eq!(people(&workspace).len(), 32);
    workspace.accept_merges(Some(MergeReason::Phone)).unwrap();
    let ann = workspace.find_people(PHONE).unwrap().people;
    assert_eq!(ann.len(), 1);
    assert_eq!((ann[0].identities.len(), ann[0].orders_kept), (2, 2));
}

#[test]
fn a_customer_id_is_never_taken_for_a_phone() {
    let scratch = Scratch::new();
    let mut by_id = order_of(1, "", "", "");
    by_id.identity.customer_id = Some("33612345678".into());
    let mut workspace = shop(&scratch, vec![by_id, order_of(2, "", PHONE, "")]);
    assert_eq!(workspace.find_people(DIGITS).unwrap().people.len(), 1);
    workspace.forget("id:33612345678").unwrap();
    let left = people(&workspace).remove(0).0;
    assert!(left.starts_with("phone:"), "{left}");
}
