//! Where orders came from, by another file than their own.

use crate::model::order::OrderTouch;
use crate::store::books::Incoming;
use crate::store::files::FileId;
use crate::store::import::{Import, Outcome};
use crate::store::write::{Table, order_touches};
use crate::store::{Fingerprint, StoreError, Workspace, read};

impl Import<'_> {
    /// Stores where an order came from.
    pub fn put_order_touch(
        &mut self,
        file: FileId,
        companion: &OrderTouch,
        rows: u64,
    ) -> Result<Outcome, StoreError> {
        let companion = &*self.intake.companion(companion);
        let stored = self.told(order_touches::find(self.connection(), companion))?;
        let incoming = Incoming {
            table: Table::OrderTouches,
            file,
            line: companion.source_line,
            rows,
            fingerprint: Fingerprint::of_order_touch(companion),
        };
        let outcome = self.put(&incoming, stored, |connection, row, source| {
            order_touches::write(connection, row, companion, source)
        });
        self.told(outcome)
    }
}

impl Workspace {
    /// Where orders came from by other files; of one order the latest visit comes last.
    pub fn order_touches(&self) -> Result<Vec<OrderTouch>, StoreError> {
        self.read_with(read::order_touches::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;
    use crate::model::order::{Amounts, FinancialStatus, Order, OrderKey, OrderRef, OrderState};
    use crate::model::person::Identity;
    use crate::model::time::Moment;
    use crate::model::utm::{Touch, UtmField};
    use crate::store::records::testing::Scratch;

    fn companion(id: Option<&str>, name: Option<&str>, visited: i64, source: &str) -> OrderTouch {
        OrderTouch {
            order: OrderRef {
                id: id.map(str::to_owned),
                name: name.map(str::to_owned),
            },
            visited: (visited > 0).then(|| Moment::utc(visited)),
            touch: Touch {
                source: Some(source.to_owned()),
                landing_page: Some("/a".into()),
                ..Touch::default()
            },
            source_line: 2,
        }
    }

    fn order(id: &str, name: &str, source: Option<&str>) -> Order {
        Order {
            key: OrderKey {
                platform: "shopify".into(),
                id: id.into(),
            },
            name: name.into(),
            identity: Identity::default(),
            created: Moment::utc(id.len() as i64),
            state: OrderState {
                financial: FinancialStatus::Paid,
                cancelled: None,
                tags: Vec::new(),
                source: None,
                payment_method: None,
                country: None,
                accepts_marketing: None,
            },
            amounts: Amounts {
                currency: Currency::parse("EUR").unwrap(),
                lines: None,
                subtotal: None,
                shipping: 0,
                taxes: 0,
                total: 100,
                discount: None,
                refunded: 0,
            },
            codes: Vec::new(),
            touch: Touch {
                source: source.map(str::to_owned),
                ..Touch::default()
            },
            lines: Vec::new(),
            source_line: 2,
        }
    }

    /// Names and UTM sources of the orders in a snapshot.
    fn sources(scratch: &Scratch) -> Vec<String> {
        let snapshot = scratch.workspace.snapshot().unwrap();
        let column = snapshot.orders.touch.column(UtmField::Source);
        let names = &snapshot.orders.facts.name;
        let mut pairs: Vec<String> = names
            .iter()
            .zip(column)
            .map(|(name, source)| {
                let source = source.map_or("-", |id| snapshot.text(id));
                format!("{} {source}", snapshot.text(*name))
            })
            .collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn companions_speak_for_orders_that_say_nothing() {
        let mut scratch = Scratch::new();
        scratch.import(|import, file| {
            for order in [
                order("7974125703471", "#1001", None),
                order("#TL-2", "#TL-2", None),
                order("3", "#3", Some("own")),
                order("4", "#4", None),
            ] {
                import.put_order(file, &order, 1).unwrap();
            }
            for companion in [
                companion(Some("7974125703471"), None, 20, "last"),
                companion(Some("7974125703471"), None, 10, "first"),
                companion(None, Some("tl-2"), 0, "named"),
                companion(None, Some("#3"), 0, "other"),
            ] {
                let outcome = import.put_order_touch(file, &companion, 1).unwrap();
                assert_eq!(outcome, Outcome::New);
            }
        });
        assert_eq!(
            sources(&scratch),
            ["#1001 last", "#3 own", "#4 -", "#TL-2 named"]
        );
        let again = companion(None, Some("#TL-2"), 0, "renamed");
        let outcome = scratch.import(|import, file| import.put_order_touch(file, &again, 1));
        assert_eq!(outcome.unwrap(), Outcome::Updated);
        assert_eq!(sources(&scratch)[3], "#TL-2 renamed");
    }
}
