//! What an audit compares files with.

use super::support::{Export, Scratch, euro, import, order, profile};
use crate::model::profile::Consent;
use crate::store::CurrencySum;

#[test]
fn orders_lifetime_counts_and_currencies_come_back() {
    let scratch = Scratch::new();
    let mut workspace = scratch.workspace();
    let orders = [order(1, "ann@x.eu"), order(2, "bob@x.eu")];
    let mut cat = profile("cat@x.eu", Consent::Unknown);
    cat.total_orders = None;
    let export = Export {
        profiles: vec![profile("ann@x.eu", Consent::Unknown), cat],
        ..Export::of("orders.csv", orders.to_vec())
    };
    import(&mut workspace, &[export]);
    let names: Vec<_> = workspace
        .loaded_orders()
        .unwrap()
        .into_iter()
        .map(|loaded| (loaded.order.id, loaded.order.name))
        .collect();
    let expected = orders
        .each_ref()
        .map(|order| (Some(order.key.id.clone()), Some(order.name.clone())));
    assert_eq!(names, expected);
    let totals = workspace.customer_totals().unwrap();
    assert_eq!(totals.len(), 1);
    assert_eq!(
        (totals[0].person.as_str(), totals[0].orders),
        ("email:ann@x.eu", 3)
    );
    let sum = CurrencySum {
        currency: euro(),
        orders: 2,
        total: 4_000,
    };
    assert_eq!(workspace.currency_sums().unwrap(), [sum]);
}
