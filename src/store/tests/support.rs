//! Small records, imports in one call, and snapshots as text.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::model::experiment::Assignment;
use crate::model::issue::{Issue, IssueKind};
use crate::model::money::Currency;
use crate::model::order::{Amounts, FinancialStatus, Line, Order, OrderKey, OrderState};
use crate::model::person::Identity;
use crate::model::profile::{Consent, Platform, Profile};
use crate::model::time::Moment;
use crate::model::utm::{Touch, UtmField};
use crate::store::snapshot::{NO_PERSON, Snapshot};
use crate::store::{
    FileCounts, FileHeader, FileId, Fingerprint, IncomingOrders, NewUnitTable, Outcome, StoreError,
    Workspace,
};

/// 1 June 2026, midnight UTC.
pub(super) const JUNE: i64 = 1_780_272_000_000_000;
pub(super) const HOUR: i64 = 3_600_000_000;

/// A folder with the path of a workspace in it; gone at the end of the test.
pub(in crate::store) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    pub(in crate::store) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(in crate::store) fn path(&self) -> PathBuf {
        self.file("shop.holdout")
    }

    pub(in crate::store) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(in crate::store) fn workspace(&self) -> Workspace {
        Workspace::create(&self.path()).unwrap()
    }
}

pub(super) fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

pub(in crate::store) fn identity(email: &str) -> Identity {
    Identity {
        email: (!email.is_empty()).then(|| email.to_owned()),
        ..Identity::default()
    }
}

/// Order `number`, placed so many hours into June, over ten euros for each number.
pub(in crate::store) fn order(number: i64, email: &str) -> Order {
    let subtotal = 1000 * number;
    Order {
        key: OrderKey {
            platform: "shopify".into(),
            id: format!("{}", 7_000_000_000_000 + number),
        },
        name: format!("#{}", 1000 + number),
        identity: identity(email),
        created: Moment {
            utc_micros: JUNE + number * HOUR,
            offset_seconds: 7200,
        },
        state: OrderState {
            financial: FinancialStatus::Paid,
            cancelled: None,
            tags: vec!["vip".into(), "a, b".into()],
            source: Some("web".into()),
            payment_method: None,
            country: None,
            accepts_marketing: None,
        },
        amounts: Amounts {
            currency: euro(),
            lines: Some(subtotal + 100),
            subtotal: Some(subtotal),
            shipping: 500,
            taxes: 0,
            total: subtotal + 500,
            discount: Some(100),
            refunded: 0,
        },
        codes: vec!["WELCOME".into()],
        touch: Touch {
            medium: Some("email".into()),
            ..Touch::default()
        },
        lines: vec![line("Mug", subtotal), line("Card", 100)],
        source_line: 2 + number.unsigned_abs() * 2,
    }
}

fn line(title: &str, price: i64) -> Line {
    Line {
        title: title.into(),
        sku: None,
        quantity: 1,
        price: Some(price),
        vendor: None,
        requires_shipping: None,
    }
}

/// The same order as a layout without the id column has it.
pub(super) fn named(order: &Order) -> Order {
    let mut named = order.clone();
    named.key.id.clone_from(&order.name);
    named
}

pub(in crate::store) fn profile(email: &str, consent: Consent) -> Profile {
    Profile {
        platform: Platform::Shopify,
        identity: identity(email),
        consent,
        tags: vec!["loyal".into()],
        country: Some("FR".into()),
        total_orders: Some(3),
        total_spent: None,
        properties: Vec::new(),
        source_line: 2,
    }
}

pub(in crate::store) fn assignment(email: &str, arm: &str, line: u64) -> Assignment {
    Assignment {
        identity: identity(email),
        arm: arm.into(),
        assigned_utc_micros: Some(JUNE),
        planned_share: None,
        workflow: None,
        source_line: line,
    }
}

/// One export file: its path, its age, and its records.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Export {
    pub(in crate::store) path: &'static str,
    pub(in crate::store) latest: Option<i64>,
    pub(in crate::store) orders: Vec<Order>,
    pub(in crate::store) profiles: Vec<Profile>,
    pub(in crate::store) assignments: Vec<Assignment>,
    pub(in crate::store) issues: Vec<Issue>,
}

impl Export {
    pub(in crate::store) fn of(path: &'static str, orders: Vec<Order>) -> Self {
        Self {
            path,
            latest: orders.iter().map(|order| order.created.utc_micros).max(),
            orders,
            ..Self::default()
        }
    }

    pub(in crate::store) fn aged(self, latest: Option<i64>) -> Self {
        Self { latest, ..self }
    }

    pub(in crate::store) fn header(&self) -> FileHeader {
        let content = format!("{self:?}");
        FileHeader {
            path: self.path.into(),
            format: "shopify_orders".into(),
            encoding: "utf-8".into(),
            delimiter: Some(','),
            bytes: content.len() as u64,
            content: Fingerprint::of_bytes(content.as_bytes()),
            latest_micros: self.latest,
        }
    }
}

/// What `tests/fixtures/store/version-1.sql` was made of.
pub(super) fn released_export() -> Export {
    let mut orders = vec![order(1, "ann@x.eu"), order(2, ""), order(3, "bob@x.eu")];
    orders[0].state.accepts_marketing = Some(true);
    orders[0].state.country = Some("DE".into());
    Export {
        profiles: vec![profile("cleo@x.eu", Consent::Subscribed)],
        assignments: vec![
            assignment("ann@x.eu", "control", 2),
            assignment("cleo@x.eu", "treated", 3),
        ],
        issues: vec![Issue::at_line(
            IssueKind::NoPerson,
            6,
            "Kept in the totals.",
        )],
        ..Export::of("orders.csv", orders)
    }
}

/// What an import did.
#[derive(Debug)]
pub(in crate::store) struct Imported {
    pub(in crate::store) revision: u64,
    pub(in crate::store) outcomes: Vec<Outcome>,
    pub(in crate::store) files: Vec<FileId>,
}

/// Imports files in one transaction; assignments belong to the experiment `Test`.
pub(in crate::store) fn import(workspace: &mut Workspace, exports: &[Export]) -> Imported {
    try_import(workspace, exports).unwrap()
}

pub(super) fn try_import(
    workspace: &mut Workspace,
    exports: &[Export],
) -> Result<Imported, StoreError> {
    let mut import = workspace.begin_import()?;
    let (mut outcomes, mut files) = (Vec::new(), Vec::new());
    for export in exports {
        let file = import.begin_file(&export.header())?;
        files.push(file);
        let mut orders = IncomingOrders::default();
        for order in &export.orders {
            orders.push(order.clone(), 2);
        }
        outcomes.extend(import.put_orders(file, &mut orders)?);
        for profile in &export.profiles {
            outcomes.push(import.put_profile(file, profile, 1)?);
        }
        for assignment in &export.assignments {
            outcomes.push(import.put_assignment(file, "Test", assignment, 1)?);
        }
        for issue in &export.issues {
            import.add_issue(file, issue)?;
        }
        import.finish_file(file, &FileCounts::default())?;
    }
    let revision = import.commit()?;
    Ok(Imported {
        revision,
        outcomes,
        files,
    })
}

/// A table with one row per unit, with so much in its sums.
pub(super) fn table<'a>(name: &'a str, statistics: &'a str) -> NewUnitTable<'a> {
    NewUnitTable {
        name,
        control: Some("A"),
        plan: "{}",
        statistics,
        imported: JUNE,
    }
}

/// Imports a table from a path: its name, and what became of it. Its sums stand for the file's bytes.
pub(in crate::store) fn import_table(
    workspace: &mut Workspace,
    path: &'static str,
    table: &NewUnitTable<'_>,
) -> (String, Outcome) {
    let header = FileHeader {
        path: path.into(),
        content: Fingerprint::of_bytes(table.statistics.as_bytes()),
        ..Export::default().header()
    };
    let mut import = workspace.begin_import().unwrap();
    let file = import.begin_file(&header).unwrap();
    let stored = import.put_unit_table(file, table).unwrap();
    import.finish_file(file, &FileCounts::default()).unwrap();
    import.commit().unwrap();
    stored
}

/// Everything in a snapshot as text, with paths in place of file numbers.
pub(in crate::store) fn describe(workspace: &Workspace) -> String {
    describe_snapshot(workspace, &workspace.snapshot().unwrap())
}

/// A snapshot of a workspace as text.
pub(in crate::store) fn describe_snapshot(workspace: &Workspace, s: &Snapshot) -> String {
    let files = workspace.files().unwrap();
    let path_of = |id: i64| {
        let file = files.iter().find(|file| file.id.0 == id);
        file.map_or("?", |file| file.header.path.as_str())
            .to_owned()
    };
    let mut text = vec![format!("{} {} {}", s.currency, s.zone_name(), s.as_of)];
    for at in 0..s.orders.len() {
        text.push(describe_order(s, at));
        let origin = s.orders.origin[at];
        text.push(format!("  from {}:{}", path_of(origin.file), origin.line));
    }
    for person in 0..s.people.len() {
        text.push(describe_person(s, person));
    }
    text.push(format!("{:?} {:?}", s.campaigns, s.assignments));
    text.extend(s.texts.iter().map(|(id, word)| format!("{id:?} {word}")));
    text.join("\n")
}

fn describe_order(s: &Snapshot, at: usize) -> String {
    let orders = &s.orders;
    let (money, facts) = (&orders.money, &orders.facts);
    let words = facts.words.get(at);
    let text = |id| s.text(id).to_owned();
    let optional = |id: Option<_>| id.map(text);
    let list = |ids: &[_]| ids.iter().map(|&id| text(id)).collect::<Vec<_>>();
    let person = match orders.person[at] {
        NO_PERSON => "nobody".to_owned(),
        person => text(s.people.key[person as usize]),
    };
    let utm = UtmField::ALL.map(|field| optional(orders.touch.value(field, at)));
    let lines: Vec<String> = s
        .orders
        .lines
        .of_order(at)
        .map(|line| {
            let product = s.orders.lines.product.get(line);
            format!("{} {:?}", text(product.title), optional(product.sku))
        })
        .collect();
    format!(
        "{person} {} {} {} {} {} {} {} {:?} {} {:?} {:?} {:?} {:?} {:?} {} {:?} {utm:?} {:?} {lines:?} {:?}",
        orders.placed[at],
        text(facts.name[at]),
        money.gross[at],
        money.discounts[at],
        money.net[at],
        money.refunded[at],
        money.total[at],
        words.financial,
        facts.cancelled[at],
        list(facts.tags.get(at)),
        optional(words.source),
        optional(words.payment_method),
        optional(words.country),
        facts.tax_basis[at],
        facts.lines_disagree[at],
        list(orders.codes.get(at)),
        optional(orders.touch.landing_page[at]),
        orders.refunds.of_order(at),
    )
}

fn describe_person(s: &Snapshot, at: usize) -> String {
    let people = &s.people;
    let tags = people.tags.get(at).iter().map(|&id| s.text(id));
    let properties = people.properties.iter().filter_map(|column| {
        let place = column.people.iter().position(|&one| one as usize == at)?;
        Some((s.text(column.name), s.text(column.values[place])))
    });
    format!(
        "{} {:?} {:?} {:?} {:?} {} {:?}",
        s.text(people.key[at]),
        people.orders(at as u32),
        people.consent[at],
        tags.collect::<Vec<_>>(),
        people.country[at].map(|id| s.text(id)),
        people.has_profile[at],
        properties.collect::<Vec<_>>(),
    )
}

/// Copies a workspace with what its write-ahead log holds, as a crash would leave them.
pub(super) fn copy_as_after_a_crash(from: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let with_suffix = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        std::fs::copy(with_suffix(from), with_suffix(to)).unwrap();
    }
}
