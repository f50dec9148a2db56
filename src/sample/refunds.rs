//! What became of orders: returned, void, not yet paid.

use super::calendar;
use super::files::orders::OVERLAP;
use super::order::{Cause, Fate};
use super::random::Topic;
use super::shop::Shop;

/// Void and unpaid orders at the default size.
const VOID: usize = 40;
const UNPAID: usize = 30;

/// Orders of the overlapping days that come back between the two exports.
const RETURNED_BETWEEN_EXPORTS: usize = 9;

/// Decides the fate of ordinary orders. The flash sale has its own returns.
pub(super) fn place(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Refunds);
    let (mut void, mut unpaid, mut between) = (0, 0, 0);
    for order in &mut shop.orders {
        let returnable = match order.cause {
            Cause::First
            | Cause::Later
            | Cause::Filler
            | Cause::Vip
            | Cause::SecondAddress
            | Cause::WinBack { .. }
            | Cause::Cart
            | Cause::Browse { .. }
            | Cause::Guided => order.amounts().gross < 100_000,
            Cause::Leak
            | Cause::Flash
            | Cause::Counter
            | Cause::Test
            | Cause::Wholesale
            | Cause::GiftCard => false,
        };
        let filler = order.cause == Cause::Filler;
        let overlaps = returnable && OVERLAP.contains(&calendar::day_of(order.at));
        if filler && void < VOID && stream.chance(150) {
            order.fate = Fate::Voided;
            void += 1;
        } else if filler && unpaid < UNPAID && stream.chance(150) {
            order.fate = Fate::Pending;
            unpaid += 1;
        } else if overlaps && between < RETURNED_BETWEEN_EXPORTS {
            order.fate = Fate::Returned([100, 50, 25][between % 3]);
            between += 1;
        } else if returnable && stream.chance(28) {
            order.fate = Fate::Returned([100, 100, 50, 30][stream.below(4) as usize]);
        }
    }
}
