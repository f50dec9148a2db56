//! What a snapshot holds, and in which order.

use super::support::{
    Export, HOUR, JUNE, Scratch, assignment, describe, describe_snapshot, euro, import, order,
    profile, released_export,
};
use crate::model::money::Currency;
use crate::model::order::{FinancialStatus, TaxBasis};
use crate::model::profile::{Consent, Platform, Profile};
use crate::model::time::Moment;
use crate::model::utm::UtmField;
use crate::store::snapshot::{AssignedPerson, NO_PERSON, Snapshot};
use crate::store::{Settings, StoreError, Workspace};

fn person(snapshot: &Snapshot, key: &str) -> usize {
    snapshot
        .people
        .key
        .iter()
        .position(|&id| snapshot.text(id) == key)
        .unwrap()
}

fn names(snapshot: &Snapshot, rows: std::ops::Range<usize>) -> Vec<&str> {
    snapshot.orders.facts.name[rows]
        .iter()
        .map(|&id| snapshot.text(id))
        .collect()
}

#[test]
fn orders_lie_by_person_and_time_with_nobody_last() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let orders = vec![
        order(6, ""),
        order(5, "zoe@x.eu"),
        order(4, "ANN@x.eu "),
        order(3, ""),
        order(2, "zoe@x.eu"),
        order(1, "ann@x.eu"),
    ];
    import(&mut workspace, &[Export::of("a.csv", orders)]);
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(
        names(&snapshot, 0..6),
        ["#1001", "#1004", "#1002", "#1005", "#1003", "#1006"]
    );
    let (ann, zoe) = (
        person(&snapshot, "email:ann@x.eu"),
        person(&snapshot, "email:zoe@x.eu"),
    );
    assert_eq!(snapshot.people.orders(ann as u32), 0..2);
    assert_eq!(snapshot.people.orders(zoe as u32), 2..4);
    assert_eq!(snapshot.people.first_order, [0, 2, 4]);
    assert_eq!(snapshot.orders.person[4..], [NO_PERSON, NO_PERSON]);
    assert_eq!(snapshot.as_of, JUNE + 6 * HOUR);
}

#[test]
fn an_order_comes_back_as_it_was_stored() {
    let mut stored = order(1, "ann@x.eu");
    stored.state.financial = FinancialStatus::PartiallyRefunded;
    stored.state.cancelled = Some(Moment::utc(JUNE));
    stored.state.payment_method = Some("manual".into());
    stored.amounts.refunded = 750;
    stored.codes = vec!["B, 2".into(), "a".into()];
    stored.touch.source = Some("klaviyo".into());
    stored.touch.term = Some("mug".into());
    stored.touch.landing_page = Some("/sale".into());
    stored.lines[1].sku = Some("C-1".into());
    stored.lines[1].price = None;
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(2, ""), stored])],
    );
    let snapshot = workspace.snapshot().unwrap();
    let (orders, text) = (&snapshot.orders, |id| snapshot.text(id));
    let optional = |id: Option<_>| id.map(text);
    // Subtotal 1000 of total 1500: of 750 refunded, 500 is its share.
    let money = &orders.money;
    assert_eq!(
        [
            money.gross[0],
            money.discounts[0],
            money.net[0],
            money.refunded[0],
            money.total[0]
        ],
        [1100, 100, 500, 750, 1500]
    );
    let facts = &orders.facts;
    assert_eq!(
        facts.words.get(0).financial,
        FinancialStatus::PartiallyRefunded
    );
    assert_eq!((facts.cancelled[0], facts.cancelled[1]), (true, false));
    assert_eq!(facts.tax_basis[0], TaxBasis::Untaxed);
    assert_eq!(optional(facts.words.get(0).payment_method), Some("manual"));
    assert_eq!(optional(facts.words.get(1).payment_method), None);
    let tags: Vec<_> = facts.tags.get(0).iter().map(|&id| text(id)).collect();
    assert_eq!(tags, ["vip", "a, b"]);
    let codes: Vec<_> = orders.codes.get(0).iter().map(|&id| text(id)).collect();
    assert_eq!(codes, ["B, 2", "a"]);
    let utm = UtmField::ALL.map(|field| optional(orders.touch.value(field, 0)));
    assert_eq!(
        utm,
        [Some("klaviyo"), Some("email"), None, None, Some("mug")]
    );
    assert_eq!(optional(orders.touch.landing_page[0]), Some("/sale"));
    assert_eq!(orders.origin[0].line, 4);
    let lines = &snapshot.orders.lines;
    assert_eq!(lines.of_order(0), 0..2);
    assert_eq!(text(lines.product.get(1).title), "Card");
    assert_eq!(optional(lines.product.get(1).sku), Some("C-1"));
    // No computation needs them, so they are in the workspace only.
    let sql = "SELECT quantity, price FROM order_lines WHERE order_row = 2 ORDER BY position";
    let mut statement = workspace.connection.prepare(sql).unwrap();
    let stored = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let stored: Vec<(i64, Option<i64>)> = stored.unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(stored, [(1, Some(1000)), (1, None)]);
}

#[test]
fn people_are_all_who_bought_or_have_a_profile_or_an_arm() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let mut orders = vec![
        order(1, "buyer@x.eu"),
        order(2, "buyer@x.eu"),
        order(3, "both@x.eu"),
        order(4, "unsure@x.eu"),
    ];
    orders[0].state.accepts_marketing = Some(true);
    orders[0].state.country = Some("DE".into());
    orders[2].state.accepts_marketing = Some(false);
    orders[2].state.country = Some("IT".into());
    orders[3].state.accepts_marketing = Some(false);
    let export = Export {
        profiles: vec![
            profile("both@x.eu", Consent::Subscribed),
            profile("unsure@x.eu", Consent::Unknown),
            profile("reader@x.eu", Consent::Unsubscribed),
        ],
        assignments: vec![assignment("assigned@x.eu", "A", 2)],
        ..Export::of("a.csv", orders)
    };
    import(&mut workspace, &[export]);
    let snapshot = workspace.snapshot().unwrap();
    let people = &snapshot.people;
    assert_eq!(people.len(), 5);
    let check = |key: &str, consent, country: Option<&str>, has_profile| {
        let at = person(&snapshot, key);
        assert_eq!(people.consent[at], consent, "{key}");
        let found = people.country[at].map(|id| snapshot.text(id));
        assert_eq!(found, country, "{key}");
        assert_eq!(people.has_profile[at], has_profile, "{key}");
        assert_eq!(people.tags.get(at).len(), usize::from(has_profile), "{key}");
    };
    // The last order says nothing, so the one before it counts.
    check("email:buyer@x.eu", Consent::Subscribed, Some("DE"), false);
    check("email:both@x.eu", Consent::Subscribed, Some("FR"), true);
    check("email:unsure@x.eu", Consent::Unsubscribed, Some("FR"), true);
    check("email:reader@x.eu", Consent::Unsubscribed, Some("FR"), true);
    check("email:assigned@x.eu", Consent::Unknown, None, false);
}

#[test]
fn a_person_who_lost_the_last_order_is_gone() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    import(
        &mut workspace,
        &[Export::of("a.csv", vec![order(1, "typo@x.eu")])],
    );
    import(
        &mut workspace,
        &[Export::of("b.csv", vec![order(1, "right@x.eu")])],
    );
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(snapshot.people.len(), 1);
    assert_eq!(snapshot.text(snapshot.people.key[0]), "email:right@x.eu");
}

#[test]
fn other_currencies_stay_out() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let pound = Currency::parse("GBP").unwrap();
    let mut british = order(9, "brit@x.eu");
    british.amounts.currency = pound;
    let orders = vec![order(1, "a@x.eu"), order(2, "a@x.eu"), british];
    import(&mut workspace, &[Export::of("a.csv", orders)]);
    let usual = workspace.snapshot().unwrap();
    assert_eq!(
        (usual.currency, usual.orders.len(), usual.people.len()),
        (euro(), 2, 1)
    );
    assert_eq!(usual.orders.lines.product.len(), 4);
    let settings = Settings {
        currency: Some(pound),
        zone: None,
    };
    workspace.set_settings(&settings).unwrap();
    let chosen = workspace.snapshot().unwrap();
    assert_eq!(
        (chosen.currency, chosen.orders.len(), chosen.people.len()),
        (pound, 1, 1)
    );
    assert_eq!(names(&chosen, 0..1), ["#1009"]);
    assert_eq!(chosen.orders.lines.of_order(0), 0..2);
}

#[test]
fn assignment_lists_keep_their_arms_in_file_order() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let list = Export {
        assignments: vec![
            assignment("c@x.eu", "treated", 2),
            assignment("b@x.eu", "control", 3),
            assignment("a@x.eu", "treated", 4),
            assignment("b@x.eu", "treated", 5),
        ],
        ..Export::of("test.csv", Vec::new())
    };
    import(&mut workspace, &[list]);
    let snapshot = workspace.snapshot().unwrap();
    assert_eq!(snapshot.assignments.len(), 1);
    let list = &snapshot.assignments[0];
    assert_eq!(list.experiment, "Test");
    assert_eq!(list.arms, ["treated", "control"]);
    let row = |person, arm| AssignedPerson {
        person,
        arm,
        assigned: Some(JUNE),
    };
    assert_eq!(list.rows, [row(0, 0), row(1, 0), row(1, 1), row(2, 0)]);
}

#[test]
fn the_order_of_imports_leaves_no_mark() {
    let first = Export {
        assignments: vec![assignment("zoe@x.eu", "treated", 2)],
        ..released_export()
    };
    let second = Export {
        profiles: vec![profile("bob@x.eu", Consent::Unsubscribed)],
        assignments: vec![
            assignment("ann@x.eu", "off", 2),
            assignment("b@x.eu", "on", 3),
        ],
        ..Export::of(
            "next.csv",
            vec![order(7, "zoe@x.eu"), order(8, "ann@x.eu"), order(9, "")],
        )
    };
    let described = |exports: &[Export], at_once: bool| {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let size = if at_once { exports.len() } else { 1 };
        for batch in exports.chunks(size) {
            import(&mut workspace, batch);
        }
        describe(&workspace)
    };
    let forward = described(&[first.clone(), second.clone()], false);
    assert!(
        forward.contains("#1008") && forward.contains("#1001"),
        "{forward}"
    );
    assert_eq!(described(&[second.clone(), first.clone()], false), forward);
    assert_eq!(described(&[second, first], true), forward);
}

#[test]
fn a_long_query_can_be_cancelled() {
    let scratch = Scratch::new();
    let workspace = scratch.workspace();
    let handle = workspace.interrupt_handle();
    let query = "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
        SELECT count(*) FROM n";
    let error = std::thread::scope(|scope| {
        let (send, done) = std::sync::mpsc::channel();
        scope.spawn(move || {
            // The query may not have begun at the first call: keep calling until it has ended.
            while done.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                handle.interrupt();
                std::thread::yield_now();
            }
        });
        let result = workspace
            .connection
            .query_row(query, [], |row| row.get::<_, i64>(0));
        send.send(()).unwrap();
        crate::store::error::Fault::from(result.unwrap_err()).at(workspace.path())
    });
    assert!(matches!(error, StoreError::Interrupted { .. }), "{error}");
}

#[test]
fn a_newer_profile_of_any_platform_takes_back_consent() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let export = |path, platform, consent, latest| Export {
        profiles: vec![Profile {
            platform,
            ..profile("ann@x.eu", consent)
        }],
        latest: Some(latest),
        ..Export::of(path, Vec::new())
    };
    let consent = |workspace: &Workspace| workspace.snapshot().unwrap().people.consent[0];
    let mail = export("mail.csv", Platform::Klaviyo, Consent::Subscribed, JUNE);
    let shop = |latest| export("shop.csv", Platform::Shopify, Consent::Unsubscribed, latest);
    let other = Scratch::new();
    let mut at_once = other.workspace();
    import(&mut at_once, &[mail.clone(), shop(JUNE + 1)]);
    assert_eq!(consent(&at_once), Consent::Unsubscribed);

    import(&mut workspace, &[mail, shop(JUNE - 1)]);
    assert_eq!(consent(&workspace), Consent::Subscribed);
    let before = workspace.revision().unwrap();
    let copy = Export {
        path: "copy.csv",
        ..shop(JUNE + 1)
    };
    import(&mut workspace, &[copy]);
    assert_eq!(consent(&workspace), Consent::Unsubscribed);
    assert!(
        workspace.revision().unwrap() > before,
        "the snapshot is another one"
    );
}

#[test]
fn the_newest_profile_of_a_person_is_believed_first() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let on = |platform, consent, country: &str, tag: &str| Profile {
        platform,
        country: Some(country.to_owned()),
        tags: vec![tag.to_owned(), "both".to_owned()],
        ..profile("ann@x.eu", consent)
    };
    let export = |path, profile, latest| Export {
        profiles: vec![profile],
        latest,
        ..Export::of(path, Vec::new())
    };
    let undated = on(Platform::Shopify, Consent::Subscribed, "FR", "shop");
    let old = on(Platform::Klaviyo, Consent::Unsubscribed, "France", "mail");
    let said = |workspace: &Workspace| {
        let snapshot = workspace.snapshot().unwrap();
        let people = &snapshot.people;
        assert_eq!(people.len(), 1);
        let tags: Vec<String> = people
            .tags
            .get(0)
            .iter()
            .map(|&id| snapshot.text(id).to_owned())
            .collect();
        let country = people.country[0].map(|id| snapshot.text(id).to_owned());
        (
            people.consent[0],
            country.unwrap_or_default(),
            tags.join(" "),
        )
    };
    import(
        &mut workspace,
        &[
            export("a.csv", undated.clone(), None),
            export("b.csv", old, Some(JUNE)),
        ],
    );
    let expected = (
        Consent::Unsubscribed,
        "FR".to_owned(),
        "mail both shop".to_owned(),
    );
    assert_eq!(said(&workspace), expected);

    import(
        &mut workspace,
        &[export("c.csv", undated.clone(), Some(JUNE + HOUR))],
    );
    let expected = (
        Consent::Subscribed,
        "FR".to_owned(),
        "shop both mail".to_owned(),
    );
    assert_eq!(said(&workspace), expected);

    // Without a date or a word of its own, the shop's profile leaves the word to the e-mail tool.
    let silent = on(Platform::Shopify, Consent::Unknown, "FR", "shop");
    import(
        &mut workspace,
        &[export("d.csv", silent, Some(JUNE + 2 * HOUR))],
    );
    assert_eq!(said(&workspace).0, Consent::Unsubscribed);
}

#[test]
fn it_does_not_matter_in_how_many_pieces_orders_are_read() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let mut orders: Vec<_> = (1..40)
        .map(|number| order(number, ["", "ann@x.eu", "zoe@x.eu"][number as usize % 3]))
        .collect();
    for (at, order) in orders.iter_mut().enumerate() {
        order.state.country = Some(["FR", "DE", "IT"][at % 3].to_owned());
        order.codes = vec![format!("C{}", at % 7)];
    }
    // Two of the same moment are told apart by their ids, however far apart they lie.
    orders[38].created = orders[2].created;
    import(&mut workspace, &[Export::of("a.csv", orders)]);
    let whole = describe(&workspace);
    for piece in [1, 7, 38, 39, 1000] {
        let read = crate::store::read::in_pieces(
            &workspace.connection,
            crate::store::read::Merging::Applied,
            piece,
        )
        .unwrap();
        assert_eq!(describe_snapshot(&workspace, &read), whole, "{piece}");
    }
    let delete = "DELETE FROM order_tags; DELETE FROM order_codes;
        UPDATE orders SET id = id * id * 1000000";
    workspace.connection.execute_batch(delete).unwrap();
    let whole = describe(&workspace);
    assert!(whole.contains("#1039"), "{whole}");
    let read = crate::store::read::in_pieces(
        &workspace.connection,
        crate::store::read::Merging::Applied,
        10,
    )
    .unwrap();
    assert_eq!(describe_snapshot(&workspace, &read), whole);
}

#[test]
fn a_snapshot_is_of_one_state_while_somebody_writes() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let orders = |refunded: i64| {
        let with_refund = |number| {
            let mut order = order(number, "ann@x.eu");
            order.amounts.refunded = refunded;
            order
        };
        (1..30).map(with_refund).collect::<Vec<_>>()
    };
    import(&mut workspace, &[Export::of("a.csv", orders(0))]);
    let path = workspace.path().to_owned();
    let reader = Workspace::open_read_only(&path).unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for refund in 1..40 {
                import(&mut workspace, &[Export::of("a.csv", orders(refund))]);
            }
        });
        loop {
            let is_last = writing.is_finished();
            let read = crate::store::read::in_pieces(
                &reader.connection,
                crate::store::read::Merging::Applied,
                2,
            )
            .unwrap();
            let refunds = &read.orders.money.refunded;
            let first = refunds[0];
            assert!(refunds.iter().all(|&refund| refund == first), "{refunds:?}");
            if is_last {
                assert_eq!(first, 39);
                break;
            }
        }
    });
}
