//! Laws over random sequences of imports: the workspace always equals a simple model.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::support::{Export, HOUR, JUNE, Scratch, describe, import, named, order};
use crate::model::order::Order;
use crate::store::{Outcome, Workspace};

/// One order as a random export has it.
#[derive(Clone, Debug)]
struct Row {
    number: i64,
    refunded: i64,
    has_id: bool,
}

/// One random export.
#[derive(Clone, Debug)]
struct RandomExport {
    rows: Vec<Row>,
    age: Option<i64>,
    is_committed: bool,
}

fn random_export() -> impl Strategy<Value = RandomExport> {
    let row = (1..9_i64, 0..3_i64, any::<bool>()).prop_map(|(number, refunded, has_id)| Row {
        number,
        refunded: refunded * 100,
        has_id,
    });
    let rows = prop::collection::vec(row, 0..9);
    let age = prop::option::weighted(0.8, 0..5_i64);
    (rows, age, prop::bool::weighted(0.8)).prop_map(|(rows, age, is_committed)| RandomExport {
        rows,
        age: age.map(|hours| JUNE + hours * HOUR),
        is_committed,
    })
}

impl RandomExport {
    fn export(&self) -> Export {
        let orders = self.rows.iter().map(Row::order).collect();
        Export::of("export.csv", orders).aged(self.age)
    }
}

impl Row {
    fn order(&self) -> Order {
        let mut order = order(self.number, &format!("p{}@x.eu", self.number % 3));
        order.amounts.refunded = self.refunded;
        if self.has_id { order } else { named(&order) }
    }
}

/// What should be stored: per order its refund and the age of the export it came from.
#[derive(Clone, Debug, Default)]
struct Model(BTreeMap<i64, (i64, Option<i64>)>);

impl Model {
    fn put_all(&mut self, export: &RandomExport) -> Vec<Outcome> {
        let mut given = BTreeSet::new();
        let rows = export.rows.iter();
        rows.map(|row| {
            let outcome = self.put(row, export.age, given.contains(&row.number));
            if outcome != Outcome::Older {
                given.insert(row.number);
            }
            outcome
        })
        .collect()
    }

    fn put(&mut self, row: &Row, age: Option<i64>, is_given: bool) -> Outcome {
        let Some((refunded, stored_age)) = self.0.get_mut(&row.number) else {
            self.0.insert(row.number, (row.refunded, age));
            return Outcome::New;
        };
        if *refunded == row.refunded {
            *stored_age = age.max(*stored_age);
            return Outcome::Unchanged;
        }
        if is_given {
            return Outcome::Repeated;
        }
        if let (Some(age), Some(stored)) = (age, *stored_age)
            && age < stored
        {
            return Outcome::Older;
        }
        (*refunded, *stored_age) = (row.refunded, age);
        Outcome::Updated
    }

    fn refunds(&self) -> BTreeMap<String, i64> {
        let named =
            |(number, (refunded, _)): (&i64, &(i64, _))| (format!("#{}", 1000 + number), *refunded);
        self.0.iter().map(named).collect()
    }
}

fn stored_refunds(workspace: &Workspace) -> BTreeMap<String, i64> {
    let snapshot = workspace.snapshot().unwrap();
    let names = snapshot.orders.facts.name.iter();
    let refunds: BTreeMap<_, _> = names
        .map(|&id| snapshot.text(id).to_owned())
        .zip(snapshot.orders.money.refunded.iter().copied())
        .collect();
    assert_eq!(
        refunds.len(),
        snapshot.orders.len(),
        "an order is there twice"
    );
    refunds
}

#[test]
fn of_two_records_of_a_row_the_one_that_changed_more_is_told() {
    let outcomes = [
        Outcome::New,
        Outcome::Updated,
        Outcome::Unchanged,
        Outcome::Older,
        Outcome::Repeated,
        Outcome::Forgotten,
    ];
    for (at, one) in outcomes.into_iter().enumerate() {
        for (other_at, other) in outcomes.into_iter().enumerate() {
            assert_eq!(one.or_more(other), outcomes[at.min(other_at)]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_workspace_holds_what_a_map_would_hold(exports in prop::collection::vec(random_export(), 1..8)) {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let mut model = Model::default();
        for random in &exports {
            let export = random.export();
            if random.is_committed {
                let expected = model.put_all(random);
                prop_assert_eq!(import(&mut workspace, &[export]).outcomes, expected);
            } else {
                let mut import = workspace.begin_import().unwrap();
                let file = import.begin_file(&export.header()).unwrap();
                for order in &export.orders {
                    import.put_order(file, order, 2).unwrap();
                }
            }
            prop_assert_eq!(stored_refunds(&workspace), model.refunds());
        }
    }

    #[test]
    fn the_revision_stays_exactly_while_the_snapshot_does(exports in prop::collection::vec(random_export(), 1..8)) {
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let mut before = (workspace.revision().unwrap(), describe(&workspace));
        for random in exports.iter().chain(&exports) {
            let revision = import(&mut workspace, &[random.export()]).revision;
            let now = (revision, describe(&workspace));
            if now.0 == before.0 {
                prop_assert_eq!(&now.1, &before.1);
            } else {
                prop_assert_eq!(now.0, before.0 + 1);
            }
            before = now;
        }
    }
}

#[test]
fn known_orders_among_new_ones_are_found_in_every_place() {
    let refunded = |number: i64| {
        let mut order = order(number, "d@e.f");
        order.amounts.refunded = 100;
        order
    };
    for places in 0_i64..16 {
        let is_known = |number: &i64| (1..=4).contains(number) && places >> (number - 1) & 1 == 1;
        let scratch = Scratch::new();
        let mut workspace = scratch.workspace();
        let known = (0..=7).filter(is_known).map(|n| order(n, "a@b.c"));
        import(&mut workspace, &[Export::of("a.csv", known.collect())]);
        // The first one is new, so that those behind it are expected to be.
        let orders: Vec<Order> = (0..=7).map(refunded).collect();
        let next = import(&mut workspace, &[Export::of("b.csv", orders)]);
        let expected = |number| {
            if is_known(&number) {
                Outcome::Updated
            } else {
                Outcome::New
            }
        };
        let expected: Vec<Outcome> = (0..=7).map(expected).collect();
        assert_eq!(next.outcomes, expected, "{places:b}");
        let orders = workspace.snapshot().unwrap().orders;
        let refunds: i64 = orders.money.refunded.iter().sum();
        let lines = orders.lines.product.len();
        assert_eq!((orders.len(), refunds, lines), (8, 800, 16), "{places:b}");
    }
}
