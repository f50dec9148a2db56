//! Domain types: money, time, people, orders, campaigns, experiments, rules and import issues.
//!
//! Plain values without input or output. Every layer above speaks in these terms, so a word that
//! an analyst uses (order, workflow, arm, segment) has one type here and the same name on screen.
//!
//! To add a kind of record: define it here, give it a table in `store`, a reader in `import`.

pub mod campaign;
pub mod discount;
pub mod experiment;
pub mod flow;
pub mod format;
pub mod household;
pub mod issue;
pub mod merge;
pub mod message;
pub mod money;
pub mod nearest;
pub mod order;
pub mod person;
pub mod privacy;
pub mod profile;
pub mod refund_basis;
pub mod rules;
pub mod spend;
pub mod time;
pub mod traffic;
pub mod transaction;
pub mod utm;
