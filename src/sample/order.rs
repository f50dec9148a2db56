//! An order of the shop: compact, so that a million of them fit in memory, with its arithmetic.

use crate::model::money::scale_half_even;

use super::catalogue::Basket;
use super::person::{PersonId, tax_basis_points};

/// One order. Amounts follow from the basket, the code and the fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// UTC seconds.
    pub at: i64,
    /// The buyer; none for anonymous sales over the counter.
    pub person: Option<PersonId>,
    pub cause: Cause,
    /// Index of the buyer's state, for its sales tax.
    pub region: u8,
    pub basket: Basket,
    pub code: Code,
    pub touch: Touch,
    pub fate: Fate,
}

/// Why the generator placed an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// A person's first order.
    First,
    /// A later order that some figure of the story counts on.
    Later,
    /// A later order that no figure counts on.
    Filler,
    /// A conversion of the win-back test, by arm.
    WinBack { free_shipping: bool },
    /// A conversion of the cart reminder test.
    Cart,
    /// A conversion of the browse reminder test.
    Browse { reminded: bool },
    /// A repeat of somebody who got the post-purchase guide.
    Guided,
    /// A best customer's order.
    Vip,
    /// An order under a person's second e-mail address.
    SecondAddress,
    /// A redemption of the leaked code.
    Leak,
    /// An order of the flash sale.
    Flash,
    /// Sold over the counter, with or without a phone number.
    Counter,
    /// Tries out the checkout.
    Test,
    /// A café's order.
    Wholesale,
    /// Gift cards only.
    GiftCard,
}

/// The discount code of an order; unique codes carry the number they are spelt from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    None,
    Welcome(u32),
    WinBack(u32),
    Cart(u32),
    Vip,
    Flash,
    Honey,
    Staff,
    Summer(u32),
}

/// The last marketing touch that the order carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    None,
    /// An automation, by its `utm_campaign`.
    Flow(&'static str, Spelling),
    /// A campaign by index; a variation where the campaign had two.
    Campaign(u8, Spelling),
    Google,
    Facebook,
    /// An ad whose link template was never filled in.
    Macro,
}

/// How somebody typed `utm_medium` for e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spelling {
    Lower,
    Title,
    Upper,
    Hyphen,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// Percent of the total paid back.
    Returned(u8),
    Voided,
    Pending,
}

/// The amounts of one order in minor units; tax is on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    pub gross: i64,
    pub discount: i64,
    pub subtotal: i64,
    pub shipping: i64,
    pub taxes: i64,
    pub total: i64,
    pub refunded: i64,
    /// Subtotal minus the goods' share of the refund.
    pub net: i64,
}

/// Orders from this subtotal on ship free.
const FREE_SHIPPING_FROM: i64 = 6000;
const SHIPPING: i64 = 595;

impl Order {
    /// The order's arithmetic (`docs/metrics.md`, "Order arithmetic", tax on top).
    pub(super) fn amounts(&self) -> Amounts {
        let gross = self.basket.gross();
        let discount = share(gross, self.code.percent(), 100);
        let subtotal = gross - discount;
        let shipping = if self.ships_free(subtotal) {
            0
        } else {
            SHIPPING
        };
        let untaxed = self.basket.is_gift_card() || self.cause == Cause::Wholesale;
        let rate = if untaxed {
            0
        } else {
            tax_basis_points(self.region)
        };
        let taxes = share(subtotal, rate, 10_000);
        let total = subtotal + shipping + taxes;
        let refunded = match self.fate {
            Fate::Returned(percent) => share(total, i64::from(percent), 100),
            Fate::Kept | Fate::Voided | Fate::Pending => 0,
        };
        let returned_goods = scale_half_even(refunded, subtotal, total).unwrap_or(0);
        Amounts {
            gross,
            discount,
            subtotal,
            shipping,
            taxes,
            total,
            refunded,
            net: subtotal - returned_goods,
        }
    }

    fn ships_free(&self, subtotal: i64) -> bool {
        let never_ships = matches!(
            self.cause,
            Cause::Counter | Cause::GiftCard | Cause::Wholesale | Cause::Test
        );
        let offered = self.cause
            == Cause::WinBack {
                free_shipping: true,
            };
        never_ships || offered || subtotal >= FREE_SHIPPING_FROM
    }

    /// Whether the order counts under the rules of a new workspace: neither void nor a test.
    pub(super) fn is_included(&self) -> bool {
        self.fate != Fate::Voided && self.cause != Cause::Test
    }
}

impl Code {
    /// What the code takes off, in percent.
    fn percent(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Welcome(_) | Self::WinBack(_) | Self::Cart(_) => 10,
            Self::Flash | Self::Honey | Self::Summer(_) => 15,
            Self::Vip => 20,
            Self::Staff => 40,
        }
    }

    /// The code as typed at the checkout; empty where there is none.
    pub(super) fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Welcome(number) => format!("WELCOME-{}", letters(number)),
            Self::WinBack(number) => format!("WB10-{}", letters(number)),
            Self::Cart(number) => format!("CART-{}", letters(number)),
            Self::Vip => "VIP20".to_owned(),
            Self::Flash => "FLASH15".to_owned(),
            Self::Honey => "HONEY15".to_owned(),
            Self::Staff => "STAFF40".to_owned(),
            Self::Summer(number) => format!("SUMMER-{}", letters(number)),
        }
    }
}

impl Spelling {
    /// The four spellings, most common first.
    pub(super) const ALL: [Self; 4] = [Self::Lower, Self::Title, Self::Upper, Self::Hyphen];

    /// How often each occurs, in percent.
    pub(super) const WEIGHTS: [u32; 4] = [66, 16, 8, 10];

    /// The value of `utm_medium`.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Lower => "email",
            Self::Title => "Email",
            Self::Upper => "EMAIL",
            Self::Hyphen => "e-mail",
        }
    }
}

impl Touch {
    /// The spelling of `utm_medium` where the touch is an e-mail.
    pub(super) fn spelling(self) -> Option<Spelling> {
        match self {
            Self::Flow(_, spelling) | Self::Campaign(_, spelling) => Some(spelling),
            Self::None | Self::Google | Self::Facebook | Self::Macro => None,
        }
    }

    /// Whether the touch is the automation of this `utm_campaign`.
    pub(super) fn is_flow(self, name: &str) -> bool {
        matches!(self, Self::Flow(flow, _) if flow == name)
    }
}

fn share(amount: i64, numerator: i64, denominator: i64) -> i64 {
    scale_half_even(amount, numerator, denominator).unwrap_or(0)
}

/// Five letters that look drawn by chance; distinct for distinct numbers below 26^5.
fn letters(number: u32) -> String {
    const SPACE: u64 = 11_881_376;
    // An odd multiplier prime to 26 permutes the space, so neighbours look unrelated.
    let mut left = (u64::from(number) * 7_368_787 + 2_100_013) % SPACE;
    (0..5)
        .map(|_| {
            let letter = (left % 26) as u8;
            left /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unique_codes_are_unique() {
        let mut codes: Vec<String> = (0..20_000).map(letters).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 20_000);
    }
}
