//! Payments and refunds.

use crate::model::transaction::Transaction;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::{Table, transactions};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores a payment or refund.
    pub fn put_transaction(
        &mut self,
        file: FileId,
        transaction: &Transaction,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let stored = self.told(transactions::find(self.connection(), &transaction.key))?;
        let incoming = Incoming {
            table: Table::Transactions,
            file,
            line: transaction.source_line,
            rows,
            fingerprint: Fingerprint::of_transaction(transaction),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            transactions::write(connection, row, transaction, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// Payments and refunds, oldest first; see [`Transaction::refund`] for refund dates.
    pub fn transactions(&self) -> Result<Vec<Transaction>, StoreError> {
        self.read_with(read::transactions::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;
    use crate::model::order::{Order, OrderRef};
    use crate::model::time::Moment;
    use crate::model::transaction::{
        Refund, TransactionKey, TransactionKind, TransactionStatus, net_captured,
    };
    use crate::store::records::testing::Scratch;

    /// An order of 100.00 goods and 20.00 shipping, of which so much was refunded.
    fn order(number: i64, refunded: i64) -> Order {
        let mut order = crate::store::tests::support::order(number, "ann@x.eu");
        order.amounts.lines = Some(10_000);
        order.amounts.subtotal = Some(10_000);
        order.amounts.shipping = 2_000;
        order.amounts.total = 12_000;
        order.amounts.discount = Some(0);
        order.amounts.refunded = refunded;
        order
    }

    fn refund(order: &OrderRef, at: i64, amount: i64) -> Transaction {
        let (kind, moment) = (TransactionKind::Refund, Moment::utc(at));
        Transaction {
            key: TransactionKey::of("shopify", order, (kind, moment, amount), 1),
            order: order.clone(),
            kind,
            status: TransactionStatus::Success,
            amount,
            currency: Currency::parse("EUR").unwrap(),
            at: moment,
            gateway: None,
            test: None,
            source_line: 2,
        }
    }

    #[test]
    fn a_snapshot_dates_what_refunds_take_from_net() {
        let orders = [
            order(1, 6_000),
            order(2, 6_000),
            order(3, 3_000),
            order(4, 0),
        ];
        let by_id = |order: &Order| OrderRef {
            id: Some(order.key.id.clone()),
            name: Some("#9999".into()),
        };
        let by_name = |order: &Order| OrderRef {
            id: Some("unknown".into()),
            name: Some(order.name.trim_start_matches('#').to_owned()),
        };
        let mut test = refund(&by_id(&orders[0]), 30, 500);
        test.test = Some(true);
        let mut dollars = refund(&by_id(&orders[0]), 31, 500);
        dollars.currency = Currency::parse("USD").unwrap();
        let transactions = [
            refund(&by_id(&orders[0]), 20, 1_500),
            refund(&by_id(&orders[0]), 10, 4_500),
            // Half of what was refunded has a date.
            refund(&by_name(&orders[1]), 40, 3_000),
            // The orders export is older than the second refund, and than that of order 4.
            refund(&by_name(&orders[2]), 50, 3_000),
            refund(&by_name(&orders[2]), 60, 3_000),
            refund(&by_id(&orders[3]), 70, 1_000),
            refund(&OrderRef::default(), 80, 1_000),
            test,
            dollars,
        ];
        let mut scratch = Scratch::new();
        scratch.import(|import, file| {
            for order in &orders {
                import.put_order(file, order, 1).unwrap();
            }
            for transaction in &transactions {
                import.put_transaction(file, transaction, 1).unwrap();
            }
        });
        let snapshot = scratch.workspace.snapshot().unwrap();
        assert_eq!(snapshot.orders.money.net, [5_000, 5_000, 7_500, 10_000]);
        let dated: Vec<(u32, i64, i64, i64)> = snapshot
            .orders
            .refunds
            .all()
            .iter()
            .map(|one| (one.order, one.at, one.net, one.written))
            .collect();
        assert_eq!(
            dated,
            [
                (0, 10, 3_750, 4_500),
                (0, 20, 1_250, 1_500),
                (1, 40, 2_500, 3_000),
                (2, 50, 1_250, 1_500),
                (2, 60, 1_250, 1_500),
            ]
        );
    }

    #[test]
    fn a_refund_is_taken_from_the_order_of_its_own_platform() {
        let first = order(1, 2_000);
        let mut second = order(2, 2_000);
        second.key.id.clone_from(&first.key.id);
        second.key.platform = "woocommerce".into();
        second.name.clone_from(&first.name);
        let of = |platform: &str, order: &OrderRef, at: i64| {
            let mut refund = refund(order, at, 500);
            refund.key.platform = platform.into();
            refund
        };
        let by_id = OrderRef {
            id: Some(first.key.id.clone()),
            name: None,
        };
        let by_name = OrderRef {
            id: None,
            name: Some(first.name.clone()),
        };
        let transactions = [
            of("woocommerce", &by_id, 10),
            of("woocommerce", &by_name, 20),
            of("shopify", &by_id, 30),
            // No order comes from there, so the first one of that id is meant.
            of("elsewhere", &by_id, 40),
        ];
        let mut scratch = Scratch::new();
        scratch.import(|import, file| {
            for order in [&first, &second] {
                import.put_order(file, order, 1).unwrap();
            }
            for transaction in &transactions {
                import.put_transaction(file, transaction, 1).unwrap();
            }
        });
        let snapshot = scratch.workspace.snapshot().unwrap();
        let placed: Vec<(u32, i64)> = snapshot
            .orders
            .refunds
            .all()
            .iter()
            .map(|one| (one.order, one.at))
            .collect();
        assert_eq!(placed, [(0, 30), (0, 40), (1, 10), (1, 20)]);
    }

    #[test]
    fn refunds_come_back_with_their_dates() {
        let euro = Currency::parse("EUR").unwrap();
        let order = OrderRef {
            id: Some("8281215041875".into()),
            name: Some("#1002".into()),
        };
        let transaction = |kind, micros, amount, status| Transaction {
            key: TransactionKey::of("shopify", &order, (kind, Moment::utc(micros), amount), 1),
            order: order.clone(),
            kind,
            status,
            amount,
            currency: euro,
            at: Moment::utc(micros),
            gateway: Some("manual".into()),
            test: None,
            source_line: 2,
        };
        let success = TransactionStatus::Success;
        let sale = transaction(TransactionKind::Sale, 10, 10_000, success);
        let refund = transaction(
            TransactionKind::Refund,
            20,
            4_000,
            TransactionStatus::Pending,
        );
        let settled = transaction(TransactionKind::Refund, 20, 4_000, success);
        let mut scratch = Scratch::new();
        let mut put = |transaction: &Transaction| {
            scratch.import(|import, file| import.put_transaction(file, transaction, 1).unwrap())
        };
        assert_eq!(put(&refund), Outcome::New);
        assert_eq!(put(&sale), Outcome::New);
        assert_eq!(put(&settled), Outcome::Updated);
        let stored = scratch.workspace.transactions().unwrap();
        assert_eq!(stored, [sale, settled]);
        assert_eq!(net_captured(&stored, euro), 6_000);
        let refunds: Vec<Refund> = stored.iter().filter_map(Transaction::refund).collect();
        let at = Moment::utc(20);
        let amount = 4_000;
        assert_eq!(refunds, [Refund { order, at, amount }]);
    }
}
