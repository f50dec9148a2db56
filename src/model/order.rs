//! Orders as a shop exports them, folded to one value per order, and their arithmetic.

use serde::{Deserialize, Serialize};

use super::money::{Currency, scale_half_even};
use super::person::Identity;
use super::time::Moment;
use super::utm::Touch;

/// One order with its lines. Amounts are as written in the file; see [`Amounts::arithmetic`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What makes the order the same order in the next export.
    pub key: OrderKey,
    /// The order name that people see, for example `#1001`.
    pub name: String,
    /// Who bought.
    pub identity: Identity,
    /// When the order was placed.
    pub created: Moment,
    /// Payment state, cancellation and the facts that exclusion rules look at.
    pub state: OrderState,
    /// The amounts of the order row.
    pub amounts: Amounts,
    /// Discount codes in the order of the cell, trimmed, otherwise as typed.
    pub codes: Vec<String>,
    /// UTM values and landing page, wherever the file had them.
    pub touch: Touch,
    /// Line items.
    pub lines: Vec<Line>,
    /// The line of the file (1-based) where the order starts.
    pub source_line: u64,
}

/// The key of an order for re-imports: the platform and its id, else its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderKey {
    /// The platform, for example `shopify`.
    pub platform: String,
    /// The platform's order id where the file has it, else the order name.
    pub id: String,
}

/// An order as another file names it: by its id, its name or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderRef {
    /// The platform's order id.
    pub id: Option<String>,
    /// The order name as written, for example `#1001`.
    pub name: Option<String>,
}

impl OrderRef {
    /// A name as it is compared: other tools write it without `#` and in any case.
    #[must_use]
    pub fn fold(name: &str) -> String {
        let name = name.trim().trim_start_matches(['\'', '#']);
        name.trim().to_lowercase()
    }
}

/// What another file says of where an order came from, for orders whose own export says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTouch {
    /// The order.
    pub order: OrderRef,
    /// When the visit was; the latest visit of an order counts.
    pub visited: Option<Moment>,
    /// UTM values and landing page of the visit.
    pub touch: Touch,
    /// The line of the file (1-based).
    pub source_line: u64,
}

/// Payment state as the shop names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinancialStatus {
    /// Paid in full.
    Paid,
    /// Not yet paid; most orders of cash-on-delivery shops.
    Pending,
    /// Payment reserved.
    Authorized,
    /// Paid in part.
    PartiallyPaid,
    /// Refunded in part.
    PartiallyRefunded,
    /// Refunded in full.
    Refunded,
    /// Voided before payment.
    Voided,
    /// The reservation ran out.
    Expired,
    /// The file has no such column or an empty cell.
    Unknown,
}

impl FinancialStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Paid,
        Self::Pending,
        Self::Authorized,
        Self::PartiallyPaid,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Voided,
        Self::Expired,
        Self::Unknown,
    ];

    /// The word in export files, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::PartiallyPaid => "partially_paid",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::Voided => "voided",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }

    /// Reads the word in any case; `None` for a word that is not in the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let of_word = |word: &str| Self::ALL.into_iter().find(|status| status.id() == word);
        // Exports write the word itself; people write it in other ways.
        of_word(text).or_else(|| of_word(&text.trim().to_lowercase().replace([' ', '-'], "_")))
    }
}

/// Facts of an order that decide whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderState {
    /// Payment state.
    pub financial: FinancialStatus,
    /// When it was cancelled, if it was.
    pub cancelled: Option<Moment>,
    /// Tags, trimmed.
    pub tags: Vec<String>,
    /// The sales channel column (`web`, `pos`, an app id …); not a traffic source.
    pub source: Option<String>,
    /// How it was paid.
    pub payment_method: Option<String>,
    /// Shipping country, else billing country, as the file's code.
    pub country: Option<String>,
    /// The shop's consent column (`Accepts Marketing`).
    pub accepts_marketing: Option<bool>,
}

/// The amounts of an order row in minor units, as written. `None`: the file has no such value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Currency of every amount.
    pub currency: Currency,
    /// Sum of line price times quantity; `None` where lines have no price.
    pub lines: Option<i64>,
    /// After discounts, before shipping.
    pub subtotal: Option<i64>,
    /// Shipping.
    pub shipping: i64,
    /// Taxes, inside or on top: see [`TaxBasis`].
    pub taxes: i64,
    /// What the customer was charged at placement, not reduced by refunds.
    pub total: i64,
    /// The order's total discount as the shop writes it.
    pub discount: Option<i64>,
    /// Refunded up to the moment of the export.
    pub refunded: i64,
}

/// Whether the prices of an order contain its tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxBasis {
    /// Subtotal + shipping = total, taxes inside.
    Inclusive,
    /// Subtotal + shipping + taxes = total.
    Exclusive,
    /// No tax on this order: both identities hold.
    Untaxed,
    /// Neither identity holds; amounts are taken as they stand.
    Neither,
    /// The file has no subtotal: net can only start from the total.
    Unknown,
}

/// Sales figures of one order, in minor units, without shipping, and without tax where the tax is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arithmetic {
    /// Line price times quantity.
    pub gross: i64,
    /// Gross minus subtotal.
    pub discounts: i64,
    /// Subtotal minus the refund share.
    pub net: i64,
    /// What refunds take from net: net would be this much higher without them.
    pub refund_share: i64,
    /// How tax was told apart.
    pub tax_basis: TaxBasis,
    /// The line sum minus the written discount differs from the subtotal by more than one minor unit.
    pub lines_disagree: bool,
}

impl Amounts {
    /// Gross, discounts and net of the order (`docs/metrics.md`, "Order arithmetic").
    ///
    /// `refund share = refunded * subtotal / total`, half-even, clamped to `[0, subtotal]`;
    /// `net = subtotal - refund share`. In a tax-inclusive order each field is then multiplied by
    /// `(total - taxes) / total`, half-even, once. Without a subtotal the total stands in for it.
    #[must_use]
    pub fn arithmetic(&self) -> Arithmetic {
        let subtotal = self.subtotal.unwrap_or(self.total);
        let gross = self.lines.unwrap_or(subtotal + self.discount.unwrap_or(0));
        let share = scale_half_even(self.refunded, subtotal, self.total).unwrap_or(0);
        let share = share.clamp(subtotal.min(0), subtotal.max(0));
        let tax_basis = self.tax_basis();
        let untaxed = |value: i64| match tax_basis {
            TaxBasis::Inclusive => {
                scale_half_even(value, self.total - self.taxes, self.total).unwrap_or(value)
            }
            TaxBasis::Exclusive | TaxBasis::Untaxed | TaxBasis::Neither | TaxBasis::Unknown => {
                value
            }
        };
        let net = untaxed(subtotal - share);
        Arithmetic {
            gross: untaxed(gross),
            discounts: untaxed(gross - subtotal),
            net,
            refund_share: untaxed(subtotal) - net,
            tax_basis,
            lines_disagree: self.lines_disagree(),
        }
    }

    /// Tells a tax-inclusive order from an exclusive one, to a tolerance of one minor unit.
    #[must_use]
    pub fn tax_basis(&self) -> TaxBasis {
        let Some(subtotal) = self.subtotal else {
            return TaxBasis::Unknown;
        };
        let rest = self.total - subtotal - self.shipping;
        let inclusive = rest.abs() <= 1;
        let exclusive = (rest - self.taxes).abs() <= 1;
        match (inclusive, exclusive) {
            (true, true) => TaxBasis::Untaxed,
            (true, false) => TaxBasis::Inclusive,
            (false, true) => TaxBasis::Exclusive,
            (false, false) => TaxBasis::Neither,
        }
    }

    /// Whether the line sum minus the written discount differs from the subtotal by more than one minor unit.
    #[must_use]
    pub fn lines_disagree(&self) -> bool {
        match (self.lines, self.subtotal, self.discount) {
            (Some(lines), Some(subtotal), Some(discount)) => {
                (lines - discount - subtotal).abs() > 1
            }
            _ => false,
        }
    }
}

/// One line item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The product title as sold.
    pub title: String,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// Units.
    pub quantity: i64,
    /// Unit price in minor units; `None` where the file has none.
    pub price: Option<i64>,
    /// Vendor or brand.
    pub vendor: Option<String>,
    /// `false` for gift cards and services.
    pub requires_shipping: Option<bool>,
}

impl Line {
    /// Whether this line sells a gift card: named so, or a non-shipping "gift card" SKU.
    #[must_use]
    pub fn is_gift_card(&self) -> bool {
        self.title.to_lowercase().contains("gift card")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(figures: [i64; 7]) -> Amounts {
        let [lines, subtotal, shipping, taxes, total, discount, refunded] = figures;
        Amounts {
            currency: Currency::parse("EUR").unwrap(),
            lines: Some(lines),
            subtotal: Some(subtotal),
            shipping,
            taxes,
            total,
            discount: Some(discount),
            refunded,
        }
    }

    fn check(figures: [i64; 7], expected: (i64, i64, i64, TaxBasis, bool)) {
        let a = amounts(figures).arithmetic();
        assert_eq!(
            (a.gross, a.discounts, a.net, a.tax_basis, a.lines_disagree),
            expected,
            "{figures:?}"
        );
    }

    #[test]
    fn tax_inclusive_orders_lose_their_tax_once_per_field() {
        // Factor (316.50 - 52.75) / 316.50: 347.87, 45.36 and 302.51 become these by hand.
        check(
            [34787, 30251, 1399, 5275, 31650, 4536, 0],
            (28989, 3780, 25209, TaxBasis::Inclusive, false),
        );
    }

    #[test]
    fn refunds_are_shared_between_goods_and_shipping() {
        check(
            [6667, 6000, 500, 0, 6500, 667, 6500],
            (6667, 667, 0, TaxBasis::Untaxed, false),
        );
        check(
            [5000, 4000, 500, 320, 4820, 1000, 2410],
            (5000, 1000, 2000, TaxBasis::Exclusive, false),
        );
    }

    #[test]
    fn the_refund_share_is_what_net_lost() {
        let share = |figures| amounts(figures).arithmetic().refund_share;
        assert_eq!(share([6667, 6000, 500, 0, 6500, 667, 6500]), 6000);
        assert_eq!(share([5000, 4000, 500, 320, 4820, 1000, 2410]), 2000);
        // 119.00 with 19.00 tax inside: of 59.50 paid back, 50.00 are net.
        assert_eq!(share([11900, 11900, 0, 1900, 11900, 0, 5950]), 5000);
        assert_eq!(share([3000, 0, 0, 0, 0, 3000, 0]), 0);
    }

    #[test]
    fn free_and_overrefunded_orders_stay_within_their_subtotal() {
        check(
            [3000, 0, 0, 0, 0, 3000, 0],
            (3000, 3000, 0, TaxBasis::Untaxed, false),
        );
        check(
            [3000, 3000, 0, 0, 3000, 0, 9000],
            (3000, 0, 0, TaxBasis::Untaxed, false),
        );
    }

    #[test]
    fn disagreements_are_told_not_repaired() {
        check(
            [5000, 4000, 100, 50, 9999, 500, 0],
            (5000, 1000, 4000, TaxBasis::Neither, true),
        );
    }

    #[test]
    fn without_a_subtotal_the_total_stands_in() {
        let mut only_total = amounts([0, 0, 0, 0, 18350, 0, 1000]);
        only_total.subtotal = None;
        only_total.lines = None;
        only_total.discount = None;
        let a = only_total.arithmetic();
        assert_eq!(
            (a.gross, a.net, a.tax_basis),
            (18350, 17350, TaxBasis::Unknown)
        );
    }

    #[test]
    fn order_names_compare_without_their_dress() {
        for name in ["#TL-1001", "'tl-1001 ", "TL-1001", " #tl-1001"] {
            assert_eq!(OrderRef::fold(name), "tl-1001");
        }
    }

    #[test]
    fn statuses_read_back() {
        for status in FinancialStatus::ALL {
            assert_eq!(FinancialStatus::parse(status.id()), Some(status));
        }
        assert_eq!(
            FinancialStatus::parse(" Partially refunded "),
            Some(FinancialStatus::PartiallyRefunded)
        );
        assert_eq!(FinancialStatus::parse("lost"), None);
    }
}
