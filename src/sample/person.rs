//! The people of the shop, all invented, and how they are named.

use super::calendar::DAYS;

/// Row number of a person.
pub(super) type PersonId = u32;

/// One person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub kind: Kind,
    /// Number that the names are spelt from; a permutation of the row numbers.
    pub label: u32,
    /// Index of the state.
    pub region: u8,
    /// Local day of the first order; [`NEVER`] where there is none.
    pub first: i32,
    /// Local day of the last order planned within 90 days of the first.
    pub last: i32,
    /// The first order is the starter kit.
    pub starter: bool,
    /// The first order carries a discount code.
    pub discount_first: bool,
    /// Does not accept e-mail marketing.
    pub opted_out: bool,
    /// Which taste the shop tagged the person with, where it did.
    pub taste: Option<u8>,
    /// Number that the phone is spelt from, where the shop knows one.
    pub phone: Option<u32>,
    /// Local days, both included, on which only planned orders may happen.
    pub reserved: Vec<(i32, i32)>,
}

/// The day of what never happens.
pub(super) const NEVER: i32 = i32::MAX;

/// What part a person plays in the shop's story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Buys, repeats or lapses, takes part in tests.
    Regular,
    /// The same, but later or in a larger shop: in no test.
    Background,
    /// Subscribed and never bought.
    Subscriber,
    /// A best customer.
    Vip,
    /// Buys every 30 days.
    Fast,
    /// Buys every 120 days.
    Slow,
    /// Uses two e-mail addresses.
    TwoAddresses,
    /// Came for the leaked code.
    Leak,
    /// Known by phone only.
    PhoneOnly,
    /// Buys gift cards only.
    GiftBuyer,
    /// A café.
    Wholesaler,
    /// Tries out the checkout.
    Tester,
}

/// How many there are of each kind at the default size.
pub(super) const REGULARS: u32 = 4_900;
pub(super) const CAST: [(Kind, u32); 11] = [
    (Kind::Background, 420),
    (Kind::Subscriber, 200),
    (Kind::Vip, 130),
    (Kind::Fast, 90),
    (Kind::Slow, 90),
    (Kind::TwoAddresses, 180),
    (Kind::Leak, 140),
    (Kind::PhoneOnly, 60),
    (Kind::GiftBuyer, 60),
    (Kind::Wholesaler, 5),
    (Kind::Tester, 1),
];

/// The tags of the shop's taste quiz.
pub(super) const TASTES: [&str; 12] = [
    "iced", "beans", "pods", "decaf", "filter", "french", "matcha", "oat", "gifts", "office",
    "travel", "skin",
];

impl Person {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            label: 0,
            region: 0,
            first: NEVER,
            last: NEVER,
            starter: false,
            discount_first: false,
            opted_out: false,
            taste: None,
            phone: None,
            reserved: Vec::new(),
        }
    }

    /// Whether an order that nothing plans may happen on a day.
    pub(super) fn is_free(&self, day: i32) -> bool {
        let unplanned = match self.kind {
            Kind::Regular | Kind::Background => {
                self.first != NEVER && day > self.first + SETTLED_AFTER
            }
            Kind::Vip => self.first < day,
            Kind::Subscriber
            | Kind::Fast
            | Kind::Slow
            | Kind::TwoAddresses
            | Kind::Leak
            | Kind::PhoneOnly
            | Kind::GiftBuyer
            | Kind::Wholesaler
            | Kind::Tester => false,
        };
        let reserved = self
            .reserved
            .iter()
            .any(|&(from, to)| (from..=to).contains(&day));
        unplanned && !reserved && (0..DAYS).contains(&day)
    }

    /// The address people know; `None` for people known by phone only.
    pub(super) fn email(&self) -> Option<String> {
        (self.kind != Kind::PhoneOnly).then(|| address(self.label, ""))
    }

    /// The second address of a person with two.
    pub(super) fn second_email(&self) -> Option<String> {
        (self.kind == Kind::TwoAddresses).then(|| address(self.label, ".x"))
    }

    /// Phone with country code, from the range kept for fiction.
    pub(super) fn phone_text(&self) -> Option<String> {
        let number = self.phone?;
        Some(format!(
            "+1{}55501{:02}",
            201 + (number / 100) % 799,
            number % 100
        ))
    }

    pub(super) fn first_name(&self) -> &'static str {
        NAMES[self.label as usize % NAMES.len()]
    }

    pub(super) fn last_name(&self) -> &'static str {
        let mixed = u64::from(self.label) * 31 + u64::from(self.label) / 97;
        SURNAMES[(mixed % SURNAMES.len() as u64) as usize]
    }

    pub(super) fn region_code(&self) -> &'static str {
        REGIONS[usize::from(self.region)].0
    }
}

/// The days after a first order within which every repeat is planned: the 90 days of Repeat-90 and
/// of the post-purchase test, which starts two days later.
const SETTLED_AFTER: i32 = 93;

/// Weights to draw a state with.
pub(super) fn region_weights() -> [u32; REGIONS.len()] {
    REGIONS.map(|(_, weight, _)| weight)
}

/// Sales tax of a state in hundredths of a percent.
pub(super) fn tax_basis_points(region: u8) -> i64 {
    REGIONS[usize::from(region)].2
}

/// States: code, weight, sales tax in hundredths of a percent.
const REGIONS: [(&str, u32, i64); 8] = [
    ("NY", 30, 888),
    ("NJ", 12, 663),
    ("MA", 10, 625),
    ("PA", 11, 600),
    ("CT", 7, 635),
    ("CA", 14, 725),
    ("TX", 10, 825),
    ("OR", 6, 0),
];

fn address(label: u32, suffix: &str) -> String {
    let name = NAMES[label as usize % NAMES.len()].to_lowercase();
    let round = label as usize / NAMES.len();
    let number = if round == 0 {
        String::new()
    } else {
        round.to_string()
    };
    let domain = if label.is_multiple_of(7) {
        "example.org"
    } else {
        "example.com"
    };
    format!("{name}{suffix}{number}@{domain}")
}

/// Short given names, so that the files stay small.
const NAMES: [&str; 128] = [
    "Abe", "Ada", "Al", "Amy", "Ana", "Ann", "Ari", "Ava", "Bea", "Ben", "Bo", "Bob", "Cal", "Cam",
    "Che", "Cy", "Dan", "Dee", "Del", "Don", "Dot", "Eda", "Eli", "Ema", "Eve", "Fay", "Flo",
    "Gia", "Gil", "Gus", "Guy", "Hal", "Ian", "Ida", "Ike", "Ina", "Ira", "Isa", "Ivo", "Jan",
    "Jay", "Jed", "Jen", "Jim", "Jo", "Joe", "Jon", "Joy", "Kai", "Kay", "Ken", "Kim", "Kip",
    "Kit", "Lea", "Lee", "Len", "Leo", "Lev", "Lex", "Lia", "Liv", "Liz", "Lou", "Luz", "Lyn",
    "Mac", "Mae", "Mal", "Max", "May", "Meg", "Mel", "Mia", "Moe", "Nan", "Nat", "Ned", "Nia",
    "Noa", "Nor", "Oda", "Ola", "Oli", "Ora", "Pam", "Pat", "Pia", "Pip", "Quy", "Rae", "Ray",
    "Rex", "Ria", "Rob", "Roe", "Ron", "Roy", "Rue", "Sal", "Sam", "Sia", "Sid", "Sky", "Sol",
    "Stu", "Sue", "Tad", "Tam", "Ted", "Tia", "Tim", "Tom", "Ty", "Ula", "Una", "Uri", "Val",
    "Van", "Vi", "Vic", "Wes", "Will", "Wyn", "Yan", "Zed", "Zia", "Zoe",
];

const SURNAMES: [&str; 32] = [
    "Ash", "Bell", "Cole", "Day", "Diaz", "Fox", "Gray", "Hale", "Hill", "Hunt", "Katz", "Kim",
    "Lane", "Lee", "Lin", "Long", "Lowe", "Moss", "Nash", "Park", "Pike", "Ray", "Reed", "Rich",
    "Rose", "Shah", "Stone", "Vega", "Ward", "West", "Wood", "York",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_unique() {
        let mut all: Vec<String> = (0..20_000).map(|label| address(label, "")).collect();
        all.extend((0..20_000).map(|label| address(label, ".x")));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 40_000);
    }

    #[test]
    fn reserved_days_are_not_free() {
        let mut person = Person::new(Kind::Regular);
        person.first = 10;
        person.reserved.push((120, 150));
        assert!(!person.is_free(100));
        assert!(person.is_free(119));
        assert!(!person.is_free(120));
        assert!(!person.is_free(150));
        assert!(person.is_free(151));
        assert!(!person.is_free(DAYS));
    }
}
