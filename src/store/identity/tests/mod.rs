//! Privacy, merges and forgetting, through the public interface.

mod forgetting;
mod merging;
mod privacy;

use crate::model::household::Household;
use crate::model::order::Order;
use crate::model::person::Identity;
use crate::store::Workspace;
use crate::store::tests::support::{Export, Scratch, import, order};

pub(super) const PHONE: &str = "+33 6 12 34 56 78";
pub(super) const DIGITS: &str = "33612345678";

/// Order `number` of someone with an e-mail address, a phone and a name, blank for none.
pub(super) fn order_of(number: i64, email: &str, phone: &str, name: &str) -> Order {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Order {
        identity: Identity {
            email: text(email),
            phone: text(phone),
            customer_id: None,
            household: Household::new(name, "12 Main Street", "10001"),
        },
        ..order(number, "")
    }
}

/// A workspace with orders.
pub(super) fn shop(scratch: &Scratch, orders: Vec<Order>) -> Workspace {
    let mut workspace = scratch.workspace();
    import(&mut workspace, &[Export::of("orders.csv", orders)]);
    workspace
}

/// Everyone in the snapshot with the number of their orders.
pub(super) fn people(workspace: &Workspace) -> Vec<(String, usize)> {
    let snapshot = workspace.snapshot().unwrap();
    (0..snapshot.people.len())
        .map(|person| {
            let key = snapshot.text(snapshot.people.key[person]).to_owned();
            (key, snapshot.people.orders(person as u32).len())
        })
        .collect()
}

/// Whether the workspace's files hold a text anywhere, the write-ahead log included.
pub(super) fn holds(scratch: &Scratch, text: &str) -> bool {
    ["", "-wal", "-shm"].iter().any(|suffix| {
        let path = format!("{}{suffix}", scratch.path().display());
        let bytes = std::fs::read(path).unwrap_or_default();
        let lower = bytes.to_ascii_lowercase();
        let text = text.to_lowercase();
        lower
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    })
}
