//! What the shop sells, and how a basket is filled.

use super::random::Stream;

/// A product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Product {
    pub title: &'static str,
    pub sku: &'static str,
    pub price: i64,
    /// How often it is the main thing of an ordinary basket; 0: never.
    weight: u32,
}

/// Lines of one order; a quantity of 0 is an unused slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Basket([Item; 3]);

/// Units of one product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    product: u8,
    pub quantity: u8,
}

/// What kind of basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// An everyday basket.
    Normal,
    /// A basket filled up to make a code worth while.
    Large,
    /// The basket of a best customer.
    Rich,
    /// Starts with the starter kit.
    Starter,
    /// A café's beans.
    Wholesale,
    /// Nothing but a gift card.
    GiftCard,
    /// A purchase that tries out the checkout.
    Test,
    /// Two office machines: one honest order that outweighs an arm.
    Office,
}

const fn product(title: &'static str, sku: &'static str, price: i64, weight: u32) -> Product {
    Product {
        title,
        sku,
        price,
        weight,
    }
}

/// Coffee, brewing kit, skincare, and what only special orders contain.
const PRODUCTS: [Product; 20] = [
    product("House blend", "C1", 1450, 190),
    product("Dark roast", "C2", 1550, 120),
    product("Espresso", "C3", 1650, 130),
    product("Decaf", "C4", 1500, 50),
    product("Ethiopia", "C5", 1950, 70),
    product("Dripper", "K1", 2400, 50),
    product("Filters", "K2", 850, 60),
    product("Kettle", "K3", 5900, 22),
    product("Grinder", "K4", 4900, 26),
    product("Scale", "K5", 3900, 16),
    product("Coffee scrub", "S1", 1800, 70),
    product("Face balm", "S2", 2200, 76),
    product("Hand cream", "S3", 1600, 60),
    product("Soap bar", "S4", 900, 40),
    product("Lip balm", "S5", 700, 20),
    product("Starter kit", "K0", 4500, 0),
    product("Gift Card", "GC", 7500, 0),
    product("Beans 5 kg", "W1", 9800, 0),
    product("Checkout test", "T0", 18_000, 0),
    product("Office machine", "K9", 240_000, 0),
];

const STARTER_KIT: u8 = 15;
const GIFT_CARD: u8 = 16;
const BEANS: u8 = 17;
const CHECKOUT_TEST: u8 = 18;
const OFFICE_MACHINE: u8 = 19;

impl Item {
    pub(super) fn product(self) -> &'static Product {
        &PRODUCTS[usize::from(self.product)]
    }

    fn amount(self) -> i64 {
        self.product().price * i64::from(self.quantity)
    }
}

impl Basket {
    /// Fills a basket.
    pub(super) fn fill(size: Size, stream: &mut Stream) -> Self {
        let single = |product: u8, quantity: u32| {
            let first = Item {
                product,
                quantity: quantity as u8,
            };
            Self([first, Item::default(), Item::default()])
        };
        match size {
            Size::Normal | Size::Large | Size::Rich => Self::ordinary(size, stream),
            Size::Starter => {
                let mut basket = single(STARTER_KIT, 1);
                if stream.chance(60) {
                    basket.0[1] = main_item(Size::Normal, stream);
                }
                basket
            }
            Size::Wholesale => single(BEANS, 6 + stream.below(8)),
            Size::GiftCard => single(GIFT_CARD, 1 + stream.below(2)),
            Size::Test => single(CHECKOUT_TEST, 1 + stream.below(2)),
            Size::Office => single(OFFICE_MACHINE, 2),
        }
    }

    fn ordinary(size: Size, stream: &mut Stream) -> Self {
        let mut items = [main_item(size, stream), Item::default(), Item::default()];
        let second = if size == Size::Rich { 130 } else { 36 };
        if stream.chance(second) {
            items[1] = other_item(&items[..1], stream);
            if stream.chance(160) {
                items[2] = other_item(&items[..2], stream);
            }
        }
        Self(items)
    }

    /// The used lines.
    pub(super) fn items(self) -> impl Iterator<Item = Item> {
        self.0.into_iter().filter(|item| item.quantity > 0)
    }

    /// Sum of price times quantity, in minor units.
    pub(super) fn gross(self) -> i64 {
        self.items().map(Item::amount).sum()
    }

    /// Whether the basket holds gift cards, which need neither shipping nor tax.
    pub(super) fn is_gift_card(self) -> bool {
        self.0[0].product == GIFT_CARD
    }

    /// Whether the first line is the starter kit.
    pub(super) fn starts_with_kit(self) -> bool {
        self.0[0].product == STARTER_KIT
    }
}

fn main_item(size: Size, stream: &mut Stream) -> Item {
    let product = draw_product(stream);
    let cheap = PRODUCTS[usize::from(product)].price < 2000;
    let quantities: &[u32] = match (size, cheap) {
        (Size::Rich, true) => &[0, 10, 30, 35, 25],
        (Size::Rich, false) => &[30, 45, 25],
        (Size::Large, true) => &[5, 25, 40, 22, 8],
        (Size::Large, false) => &[50, 42, 8],
        (_, true) => &[28, 40, 20, 9, 3],
        (_, false) => &[76, 20, 4],
    };
    Item {
        product,
        quantity: stream.weighted(quantities) as u8 + 1,
    }
}

/// One more product that is not in the basket yet.
fn other_item(present: &[Item], stream: &mut Stream) -> Item {
    let mut product = draw_product(stream);
    while present.iter().any(|item| item.product == product) {
        product = (product + 1) % STARTER_KIT;
    }
    Item {
        product,
        quantity: 1,
    }
}

fn draw_product(stream: &mut Stream) -> u8 {
    let weights = PRODUCTS.map(|product| product.weight);
    stream.weighted(&weights) as u8
}

#[cfg(test)]
mod tests {
    use super::super::random::Topic;
    use super::*;

    #[test]
    fn special_baskets_hold_what_they_say() {
        let mut stream = Stream::new(3, Topic::Baskets);
        assert_eq!(Basket::fill(Size::Office, &mut stream).gross(), 480_000);
        assert!(Basket::fill(Size::GiftCard, &mut stream).is_gift_card());
        assert!(Basket::fill(Size::Starter, &mut stream).starts_with_kit());
        assert!(Basket::fill(Size::Wholesale, &mut stream).gross() >= 58_800);
    }

    #[test]
    fn ordinary_baskets_have_no_product_twice() {
        let mut stream = Stream::new(3, Topic::Baskets);
        for _ in 0..3_000 {
            let basket = Basket::fill(Size::Rich, &mut stream);
            let mut products: Vec<u8> = basket.items().map(|item| item.product).collect();
            let count = products.len();
            products.sort_unstable();
            products.dedup();
            assert_eq!(products.len(), count);
            assert!(products.iter().all(|&product| product < STARTER_KIT));
        }
    }
}
