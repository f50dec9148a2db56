//! The seven tests: who was assigned when, and exactly how many bought.
//!
//! A person is never in two thirty-day tests at the same time. The days of a window are reserved,
//! so the only orders in it are those placed here and the counts are exact.

use super::calendar::LAST_DAY;
use super::catalogue::{Basket, Size};
use super::order::Cause;
use super::person::{Kind, NEVER, PersonId, TASTES};
use super::random::{Stream, Topic};
use super::shop::Shop;

/// A test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrialId {
    WinBack,
    Welcome,
    Cart,
    Browse,
    Guide,
    Loyalty,
    Footer,
}

/// What a test is about. The first arm is the control.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    /// Stem of the assignment list's file name: the experiment's name.
    pub name: &'static str,
    pub workflow: &'static str,
    pub window_days: i64,
    pub arms: [Arm; 2],
}

/// One arm, with what happens to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arm {
    pub name: &'static str,
    pub people: usize,
    /// Share of people planned for this arm.
    pub share: &'static str,
    /// People who order within the window.
    pub converted: usize,
}

/// A test with its people.
#[derive(Debug)]
pub(super) struct Enrolment {
    pub id: TrialId,
    pub members: Vec<Member>,
}

/// One assigned person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub person: PersonId,
    /// 0 is the control.
    pub arm: usize,
    /// Local day at whose start the person was assigned.
    pub day: i32,
}

const fn arm(name: &'static str, people: usize, share: &'static str, converted: usize) -> Arm {
    Arm {
        name,
        people,
        share,
        converted,
    }
}

impl TrialId {
    pub(super) const ALL: [Self; 7] = [
        Self::WinBack,
        Self::Welcome,
        Self::Cart,
        Self::Browse,
        Self::Guide,
        Self::Loyalty,
        Self::Footer,
    ];

    pub(super) fn trial(self) -> Trial {
        let trial = |name, workflow, window_days, arms| Trial {
            name,
            workflow,
            window_days,
            arms,
        };
        match self {
            Self::WinBack => trial(
                "winback_offer",
                "Win-back",
                30,
                [
                    arm("A: 10 % code", 2400, "0.5", 96),
                    arm("B: free shipping", 2400, "0.5", 149),
                ],
            ),
            Self::Welcome => trial(
                "welcome_holdout",
                "Welcome",
                30,
                [
                    arm("holdout", 800, "0.2", 108),
                    arm("welcome flow", 3200, "0.8", 576),
                ],
            ),
            Self::Cart => trial(
                "cart_reminder_timing",
                "Abandoned cart",
                30,
                [
                    arm("A: 1 hour", 1800, "0.5", 110),
                    arm("B: 4 hours", 1800, "0.5", 114),
                ],
            ),
            Self::Browse => trial(
                "browse_reminder",
                "Browse abandonment",
                30,
                [
                    arm("control", 1680, "0.5", 336),
                    arm("reminder", 1320, "0.5", 304),
                ],
            ),
            Self::Guide => trial(
                "post_purchase_guide",
                "Post-purchase",
                90,
                [
                    arm("control", 1200, "0.5", 288),
                    arm("guide", 1200, "0.5", 360),
                ],
            ),
            Self::Loyalty => trial(
                "loyalty_banner",
                "",
                30,
                [arm("A: off", 500, "0.5", 80), arm("B: on", 500, "0.5", 80)],
            ),
            Self::Footer => trial(
                "aa_footer",
                "",
                30,
                [arm("A", 500, "0.5", 75), arm("A2", 500, "0.5", 77)],
            ),
        }
    }
}

impl Trial {
    fn people(&self) -> usize {
        self.arms.iter().map(|arm| arm.people).sum()
    }
}

/// The last day on which a thirty-day window can open and still be closed when the data end.
const LAST_START: i32 = LAST_DAY - 31;

/// Days that a thirty-day test reserves.
const RESERVED_DAYS: i32 = 32;

/// Established customers, who bought before there was a welcome flow to be in.
const ESTABLISHED: u32 = 1_100;

/// Assigns subscribers to the welcome test: the first order of a regular person is what converts,
/// so the day of subscribing is set back from it.
pub(super) fn enrol_welcome(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Trials);
    let arms = TrialId::Welcome.trial().arms;
    let mut buyers = shop.select(|person| person.kind == Kind::Regular);
    buyers.drain(..ESTABLISHED as usize);
    stream.shuffle(&mut buyers);
    let (converters, others) = buyers.split_at(arms[0].converted + arms[1].converted);
    let mut members = Vec::new();
    for (position, &person) in converters.iter().enumerate() {
        let lag = stream.between(1, 28);
        members.push(Member {
            person,
            arm: usize::from(position >= arms[0].converted),
            day: shop.people[person as usize].first - lag,
        });
    }
    let mut rest = others.to_vec();
    rest.extend(shop.select(|person| person.kind == Kind::Subscriber));
    stream.shuffle(&mut rest);
    for (position, &person) in rest.iter().enumerate() {
        let arm = usize::from(position >= arms[0].people - arms[0].converted);
        let first = shop.people[person as usize].first;
        let day = if first == NEVER {
            stream.between(20, 320)
        } else {
            first - stream.between(32, 95.min(first - 2))
        };
        members.push(Member { person, arm, day });
    }
    discounts_of_first_orders(shop, &members, &mut stream);
    shop.trials.push(Enrolment {
        id: TrialId::Welcome,
        members,
    });
}

/// Decides whose first order carries a code: it shapes the basket, the repeats and the value later.
fn discounts_of_first_orders(shop: &mut Shop, members: &[Member], stream: &mut Stream) {
    let mut chances = vec![120; shop.people.len()];
    for member in members.iter().filter(|member| member.arm == 1) {
        let first = shop.people[member.person as usize].first;
        let converts = first != NEVER && first - member.day <= 30;
        chances[member.person as usize] = if converts { 600 } else { 250 };
    }
    for (person, chance) in shop.people.iter_mut().zip(chances) {
        let buys = matches!(person.kind, Kind::Regular | Kind::Background);
        person.discount_first = buys && !person.starter && stream.chance(chance);
    }
}

/// Assigns everybody who lapsed to the win-back test, and those who came back to visit the shop to
/// the later tests, one after the other.
pub(super) fn enrol_lapsed(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Lapsed);
    let mut lapsed = shop.select(|person| person.kind == Kind::Regular);
    stream.shuffle(&mut lapsed);
    let mut starts = Vec::new();
    for &person in lapsed.iter().take(TrialId::WinBack.trial().people()) {
        let record = &mut shop.people[person as usize];
        let day = record.last + 93;
        let day = day + stream.between(0, (LAST_START - day).clamp(0, 7));
        record.reserved.push((record.first, day + RESERVED_DAYS));
        starts.push((person, day));
    }
    enrol(shop, TrialId::WinBack, &starts, &mut stream);
    enrol_visitors(shop, &mut stream);
}

/// The four tests after win-back. Everybody gets as many of them as fit between the end of the
/// win-back window and the end of the data.
fn enrol_visitors(shop: &mut Shop, stream: &mut Stream) {
    let mut visitors = shop.select(|person| person.kind == Kind::Regular);
    let mut wanted: Vec<Vec<TrialId>> = vec![Vec::new(); shop.people.len()];
    for id in [
        TrialId::Cart,
        TrialId::Browse,
        TrialId::Loyalty,
        TrialId::Footer,
    ] {
        stream.shuffle(&mut visitors);
        let mut missing = id.trial().people();
        for &person in &visitors {
            let room = (LAST_START - free_from(shop, person)).div_euclid(RESERVED_DAYS) + 1;
            let room = usize::try_from(room).unwrap_or(0);
            let tests = &mut wanted[person as usize];
            if missing > 0 && tests.len() < room {
                tests.push(id);
                missing -= 1;
            }
        }
    }
    let mut starts: [Vec<(PersonId, i32)>; 4] = Default::default();
    for &person in &visitors {
        let mut tests = std::mem::take(&mut wanted[person as usize]);
        stream.shuffle(&mut tests);
        for (id, day) in spread(&tests, free_from(shop, person), stream) {
            shop.people[person as usize]
                .reserved
                .push((day - 1, day + RESERVED_DAYS - 1));
            match id {
                TrialId::Cart => starts[0].push((person, day)),
                TrialId::Browse => starts[1].push((person, day)),
                TrialId::Loyalty => starts[2].push((person, day)),
                TrialId::Footer => starts[3].push((person, day)),
                TrialId::WinBack | TrialId::Welcome | TrialId::Guide => {}
            }
        }
    }
    let later = [
        TrialId::Cart,
        TrialId::Browse,
        TrialId::Loyalty,
        TrialId::Footer,
    ];
    for (id, mut list) in later.into_iter().zip(starts) {
        stream.shuffle(&mut list);
        enrol(shop, id, &list, stream);
    }
}

fn free_from(shop: &Shop, person: PersonId) -> i32 {
    let record = &shop.people[person as usize];
    let ends = record.reserved.iter().map(|&(_, to)| to + 1);
    ends.max().unwrap_or(record.first + 94).max(1)
}

/// Start days in sequence, with the spare days shared out by chance.
fn spread(tests: &[TrialId], from: i32, stream: &mut Stream) -> Vec<(TrialId, i32)> {
    let after_first = tests.iter().skip(1).map(|_| RESERVED_DAYS).sum::<i32>();
    let spare = LAST_START - from - after_first;
    let mut offsets: Vec<i32> = tests
        .iter()
        .map(|_| {
            // The later of two draws: the tests were run as the shop grew.
            let draw = [0, 0].map(|_| stream.between(0, spare.max(0)));
            draw[0].max(draw[1])
        })
        .collect();
    offsets.sort_unstable();
    let days = (0..)
        .zip(offsets)
        .map(|(slot, offset)| from + offset + RESERVED_DAYS * slot);
    tests.iter().copied().zip(days).collect()
}

/// Splits people over the arms as planned and places the conversions.
fn enrol(shop: &mut Shop, id: TrialId, starts: &[(PersonId, i32)], stream: &mut Stream) {
    let mut members = Vec::new();
    let mut left = starts.iter();
    for (arm, plan) in id.trial().arms.iter().enumerate() {
        for (position, &(person, day)) in left.by_ref().take(plan.people).enumerate() {
            members.push(Member { person, arm, day });
            if id == TrialId::Footer {
                shop.people[person as usize].taste = Some(taste(arm, position, plan));
            }
            if position < plan.converted {
                let bought = day + stream.between(1, 28);
                let order = shop.place(bought, Some(person), cause(id, arm), Size::Normal);
                if id == TrialId::Loyalty && arm == 1 && position == 0 {
                    shop.orders[order].basket = Basket::fill(Size::Office, stream);
                }
            }
        }
    }
    stream.shuffle(&mut members);
    shop.trials.push(Enrolment { id, members });
}

/// People of each arm with the first taste, and those of them who order: by luck more in the second arm.
const LUCKY: [(usize, usize); 2] = [(42, 3), (42, 11)];

/// The taste of one person of the footer test, whose first positions order: the first taste as
/// planted, the others in turn.
fn taste(arm: usize, position: usize, plan: &Arm) -> u8 {
    let (people, converted) = LUCKY[arm];
    let from_the_others = position.wrapping_sub(plan.converted) < people - converted;
    if position < converted || from_the_others {
        return 0;
    }
    let others = TASTES.len() - 1;
    (1 + position % others) as u8
}

fn cause(id: TrialId, arm: usize) -> Cause {
    match id {
        TrialId::WinBack => Cause::WinBack {
            free_shipping: arm == 1,
        },
        TrialId::Cart => Cause::Cart,
        TrialId::Browse => Cause::Browse { reminded: arm == 1 },
        TrialId::Guide => Cause::Guided,
        TrialId::Welcome | TrialId::Loyalty | TrialId::Footer => Cause::Later,
    }
}
