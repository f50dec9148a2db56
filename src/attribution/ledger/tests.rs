use proptest::prelude::*;

use super::*;
use crate::attribution::PrecedencePreset;
use crate::metrics::fixture::{Shop, TestOrder, campaign};
use crate::metrics::refunds::moved_by_order;
use crate::model::refund_basis::RefundBasis;
use crate::model::rules::{Channel, CodePattern, CodeRule, LandingRule, UtmRule, WorkflowKind};

fn code_rule(pattern: &str, workflow: &str, shared: bool) -> CodeRule {
    CodeRule {
        pattern: CodePattern::from_typed(pattern),
        workflow: workflow.to_owned(),
        shared,
    }
}

fn rules() -> Rules {
    Rules {
        codes: vec![
            code_rule("WELCOME-*", "Welcome", false),
            code_rule("VIP20", "VIP", true),
        ],
        utm: vec![UtmRule {
            campaign: Some("winback*".into()),
            workflow: "Win-back".into(),
            ..UtmRule::default()
        }],
        landing: vec![LandingRule {
            path_prefix: "/pages/vip".into(),
            workflow: "VIP".into(),
        }],
        ..Rules::default()
    }
}

/// Rows in order of time; one person, so the order of evidence is easy to follow.
fn shop() -> Snapshot {
    let order = |day, net| TestOrder::on_day("ann", day, net);
    let mut snapshot = Shop::of([
        order(0, 1_000)
            .code("welcome-abc")
            .utm("klaviyo", "email", "winback-1"),
        order(1, 2_000)
            .code("VIP20")
            .utm("klaviyo", "email", "Winback-2")
            .discount(500)
            .refund(300),
        order(2, 4_000)
            .code("VIP20")
            .landing("https://x.example/Pages/VIP-sale?y"),
        order(3, 8_000)
            .code("UNKNOWN")
            .utm("google", "cpc", "brand"),
        order(4, 16_000),
        order(5, 32_000).code("VIP20").code("WELCOME-X"),
        order(6, 64_000).utm("klaviyo", "email", "Aug Sale (01JNKBNFTC)"),
        order(7, 128_000).code("WELCOME-Z").cancelled(),
    ]);
    snapshot.campaigns = vec![
        campaign("Aug Sale", "01JNKBNFTC", "A", Some(5_000)),
        campaign("Aug Sale", "01JNKBNFTC", "B", Some(3_000)),
        campaign("aug sale", "resend", "", None),
    ];
    snapshot
}

fn built(rules: &Rules) -> (Snapshot, Ledger) {
    let snapshot = shop();
    let included = crate::metrics::inclusion::include(&snapshot, &[]).included;
    let ledger = ledger(&snapshot, &included, rules).unwrap();
    (snapshot, ledger)
}

fn tally(orders: u64, net_minor: i64) -> Tally {
    Tally { orders, net_minor }
}

#[test]
fn every_order_goes_to_its_best_evidence() {
    let (_, ledger) = built(&rules());
    let rows: Vec<_> = ledger
        .rows
        .iter()
        .map(|row| {
            (
                row.workflow.name.as_str(),
                row.workflow.kind,
                row.won,
                row.claimed,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (
                "Aug Sale",
                WorkflowKind::Campaign,
                tally(1, 64_000),
                tally(1, 64_000)
            ),
            (
                "Welcome",
                WorkflowKind::Welcome,
                tally(2, 33_000),
                tally(2, 33_000)
            ),
            (
                "google / cpc",
                WorkflowKind::Traffic,
                tally(1, 8_000),
                tally(1, 8_000)
            ),
            (
                "VIP",
                WorkflowKind::Other,
                tally(1, 4_000),
                tally(3, 37_700)
            ),
            (
                "Win-back",
                WorkflowKind::WinBack,
                tally(1, 1_700),
                tally(2, 2_700)
            ),
        ]
    );
    assert_eq!(ledger.store, tally(7, 126_700));
    assert_eq!(ledger.unattributed, tally(1, 16_000));
    assert_eq!(ledger.coverage(), Some(110_700.0 / 126_700.0));
}

#[test]
fn claims_overlap_before_precedence() {
    let (_, ledger) = built(&rules());
    let claimed: Vec<_> = ledger
        .claimed
        .iter()
        .map(|(&id, &tally)| (id, tally))
        .collect();
    assert_eq!(
        claimed,
        [
            ("code", tally(4, 38_700)),
            ("landing", tally(1, 4_000)),
            ("utm", tally(4, 74_700))
        ]
    );
    // Orders 0 and 1 (code against UTM), 5 (two codes); order 2 is claimed twice by the same workflow.
    assert_eq!(ledger.double_claimed.by_workflows, tally(3, 34_700));
    assert_eq!(ledger.double_claimed.by_signals, tally(3, 6_700));
}

#[test]
fn losing_claims_stay_visible_with_their_evidence() {
    let (snapshot, ledger) = built(&rules());
    let seen = |order| -> Vec<_> {
        let claims = ledger.claims_of(order).iter();
        claims
            .map(|claim| {
                let workflow = &ledger.rows[claim.workflow as usize].workflow.name;
                (
                    workflow.as_str(),
                    claim.signal,
                    claim.evidence_text(&snapshot),
                    claim.won,
                )
            })
            .collect()
    };
    assert_eq!(
        seen(1),
        [
            ("VIP", Signal::SharedCode, "VIP20".to_owned(), false),
            (
                "Win-back",
                Signal::Utm,
                "klaviyo / email / Winback-2".to_owned(),
                true
            ),
        ]
    );
    assert_eq!(
        seen(5),
        [
            ("VIP", Signal::SharedCode, "VIP20".to_owned(), false),
            ("Welcome", Signal::UniqueCode, "WELCOME-X".to_owned(), true),
        ]
    );
    assert_eq!(seen(7), []);
}

#[test]
fn rows_carry_costs_and_signals() {
    let (_, ledger) = built(&rules());
    let winback = ledger.row("Win-back").unwrap();
    assert_eq!((winback.discount_minor, winback.refunded_minor), (500, 300));
    assert_eq!(
        (winback.won_by("utm"), winback.won_by("code")),
        (tally(1, 1_700), tally(0, 0))
    );
    let sale = ledger.row("Aug Sale").unwrap();
    assert_eq!(sale.workflow.channel, Channel::Email);
}

#[test]
fn precedence_is_the_analysts() {
    let with = |precedence: Vec<Signal>| {
        built(&Rules {
            precedence,
            ..rules()
        })
        .1
    };
    let codes = with(PrecedencePreset::CodesOnly.precedence());
    assert_eq!(codes.row("VIP").map(|row| row.won), Some(tally(2, 5_700)));
    assert_eq!(
        (codes.row("Win-back"), codes.claimed["utm"]),
        (None, tally(0, 0))
    );
    let utm = with(PrecedencePreset::UtmOnly.precedence());
    assert_eq!(
        utm.row("Win-back").map(|row| row.won),
        Some(tally(2, 2_700))
    );
    assert_eq!(utm.unattributed, tally(3, 52_000));
    let shared_first = with(vec![Signal::SharedCode, Signal::UniqueCode]);
    assert_eq!(
        shared_first.row("VIP").map(|row| row.won),
        Some(tally(3, 37_700))
    );
    let nothing = with(Vec::new());
    assert_eq!(
        (nothing.unattributed, nothing.rows.len()),
        (nothing.store, 0)
    );
}

#[test]
fn a_bad_expression_stops_the_ledger_by_name() {
    let mut rules = rules();
    rules.codes.push(code_rule("/(/", "Broken", false));
    let snapshot = shop();
    let error = ledger(&snapshot, &[true; 8], &rules).unwrap_err();
    assert_eq!((error.position, error.workflow.as_str()), (3, "Broken"));
}

fn order() -> impl Strategy<Value = TestOrder> {
    let codes = proptest::collection::vec(
        proptest::sample::select(vec!["A-1", "a-2", "B", "b ", "C", "zz"]),
        0..4,
    );
    let word =
        || proptest::sample::select(vec!["", "email", "E-Mail", "cpc", "x", "Sale (ABC123)"]);
    let page = proptest::sample::select(vec!["", "/vip", "https://h/VIP/x", "/other"]);
    (
        0_i64..400,
        -5_000_i64..90_000,
        codes,
        [word(), word(), word()],
        page,
        any::<bool>(),
    )
        .prop_map(|(day, net, codes, utm, page, known)| {
            let person = if known {
                format!("p{}", day % 7)
            } else {
                String::new()
            };
            let mut order = TestOrder::on_day(&person, day, net).utm(utm[0], utm[1], utm[2]);
            order.codes = codes.into_iter().map(str::to_owned).collect();
            if page.is_empty() {
                order
            } else {
                order.landing(page)
            }
        })
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let pattern = proptest::sample::select(vec!["A-*", "B", "/[a-c].*/", "*", "", "ZZ"]);
    let name = || proptest::sample::select(vec!["Welcome", "W1", "W2", "sale", "x / email"]);
    let codes = proptest::collection::vec((pattern, name(), any::<bool>()), 0..4);
    let utm =
        proptest::collection::vec((proptest::option::of(Just("e*".to_owned())), name()), 0..3);
    let landing = proptest::option::of(name());
    let precedence = proptest::sample::subsequence(Signal::ALL.to_vec(), 0..=4).prop_shuffle();
    (codes, utm, landing, precedence).prop_map(|(codes, utm, landing, precedence)| Rules {
        codes: codes
            .into_iter()
            .map(|(text, name, shared)| code_rule(text, name, shared))
            .collect(),
        utm: utm
            .into_iter()
            .map(|(medium, name)| UtmRule {
                medium,
                workflow: name.into(),
                ..UtmRule::default()
            })
            .collect(),
        landing: landing
            .map(|name| LandingRule {
                path_prefix: "/vip".into(),
                workflow: name.into(),
            })
            .into_iter()
            .collect(),
        precedence,
        ..Rules::default()
    })
}

proptest! {
    /// The law of the ledger: rows and the unattributed rest are the store, whatever the rules.
    #[test]
    fn rows_and_rest_are_the_store(
        orders in proptest::collection::vec(order(), 0..40),
        flags in proptest::collection::vec(any::<bool>(), 40),
        rules in any_rules(),
    ) {
        let mut snapshot = Shop::of(orders);
        snapshot.campaigns = vec![campaign("sale", "abc123", "", Some(10))];
        let included = &flags[..snapshot.orders.len()];
        let ledger = ledger(&snapshot, included, &rules).unwrap();
        let net: i64 = snapshot.orders.money.net.iter().zip(included)
            .filter(|(_, included)| **included).map(|(net, _)| net).sum();
        prop_assert_eq!(ledger.store.net_minor, net);
        let won = ledger.rows.iter().fold(ledger.unattributed, |sum, row| Tally {
            orders: sum.orders + row.won.orders,
            net_minor: sum.net_minor + row.won.net_minor,
        });
        prop_assert_eq!(won, ledger.store);
        for row in &ledger.rows {
            let by_signal: i64 = row.by_signal.values().map(|tally| tally.net_minor).sum();
            prop_assert_eq!(by_signal, row.won.net_minor);
            prop_assert!(row.won.orders <= row.claimed.orders && row.claimed.orders > 0);
        }
        for (order, &included) in included.iter().enumerate() {
            let claims = ledger.claims_of(order);
            let winners = claims.iter().filter(|claim| claim.won).count();
            prop_assert_eq!(winners, usize::from(!claims.is_empty()));
            prop_assert!(included || claims.is_empty());
        }
    }

    /// Adjacent spans add up to the whole on either basis, by workflow, and all of time is the same on both.
    #[test]
    fn spans_of_a_ledger_add_up_on_either_basis(
        orders in proptest::collection::vec((order(), 0_i64..120, 1_i64..5_000), 1..30),
        rules in any_rules(),
        cut in 0_i64..120,
    ) {
        let refunded = orders.into_iter().map(|(order, day, amount)| order.refund_on(day, amount));
        let snapshot = Shop::of(refunded);
        let included = vec![true; snapshot.orders.len()];
        let of = |basis, span: std::ops::Range<i64>| {
            let booked = Booked {
                orders: snapshot.orders.placed.iter().map(|placed| span.contains(placed)).collect(),
                moved: moved_by_order(&snapshot, basis, &included, &span),
            };
            sums(&ledger_of(&snapshot, &booked, &rules).unwrap())
        };
        let end = snapshot.as_of + 1;
        let cut = TestOrder::on_day("", cut, 0).at.min(end);
        let whole = of(RefundBasis::Order, i64::MIN..end);
        prop_assert_eq!(&of(RefundBasis::Refund, i64::MIN..end), &whole);
        for basis in RefundBasis::ALL {
            let mut parts = of(basis, i64::MIN..cut);
            for (name, figures) in of(basis, cut..end) {
                let sum = parts.entry(name).or_default();
                *sum = std::array::from_fn(|at| sum[at] + figures[at]);
            }
            parts.retain(|_, figures| *figures != [0; 4]);
            let mut whole = whole.clone();
            whole.retain(|_, figures| *figures != [0; 4]);
            prop_assert_eq!(parts, whole, "{:?}", basis);
        }
    }
}

/// Orders, net, discounts and refunds by workflow; the store and the rest have no discounts of their own.
fn sums(ledger: &Ledger) -> BTreeMap<String, [i64; 4]> {
    let rows = ledger.rows.iter().map(|row| {
        let figures = [
            row.won.orders as i64,
            row.won.net_minor,
            row.discount_minor,
            row.refunded_minor,
        ];
        (row.workflow.name.clone(), figures)
    });
    let tally = |name: &str, tally: Tally| {
        let figures = [tally.orders as i64, tally.net_minor, 0, 0];
        (name.to_owned(), figures)
    };
    rows.chain([
        tally("(store)", ledger.store),
        tally("(rest)", ledger.unattributed),
    ])
    .collect()
}

#[test]
fn a_refund_is_charged_to_the_workflow_of_its_order() {
    let snapshot = Shop::of([
        TestOrder::on_day("ann", 0, 5_000)
            .code("VIP20")
            .refund_on(30, 1_000),
        TestOrder::on_day("bob", 40, 2_000),
    ]);
    let span = TestOrder::on_day("", 20, 0).at..snapshot.as_of + 1;
    let booked = Booked {
        orders: vec![false, true],
        moved: moved_by_order(&snapshot, RefundBasis::Refund, &[true, true], &span),
    };
    let ledger = ledger_of(&snapshot, &booked, &rules()).unwrap();
    let vip = ledger.row("VIP").unwrap();
    assert_eq!((vip.won.orders, vip.won.net_minor), (0, -1_000));
    assert_eq!((vip.refunded_minor, vip.discount_minor), (1_000, 0));
    assert_eq!(ledger.store.net_minor, 1_000);
    assert_eq!((ledger.store.orders, ledger.unattributed.orders), (1, 1));
    assert_eq!(ledger.unattributed.net_minor, 2_000);
}
