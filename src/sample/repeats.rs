//! Who buys again within 90 days of the first order: exact counts per group, and in the
//! post-purchase test exact counts per arm.

use super::calendar::LAST_DAY;
use super::catalogue::Size;
use super::measure::Repeats;
use super::order::Cause;
use super::person::{Kind, Person, PersonId};
use super::population::MATURE_UNTIL;
use super::random::{Stream, Topic};
use super::shop::Shop;
use super::trials::{Enrolment, Member, TrialId};

/// Percent of people who buy again within 90 days: first order a starter kit, first order anything else.
const STARTER_PERCENT: usize = 44;
const OTHER_PERCENT: usize = 27;

/// Orders in the first 14 days of the post-purchase test, by arm: no difference yet.
const EARLY_REPEATS: [usize; 2] = [48, 49];

/// Days from the first order to the assignment: clear of midnight in whatever time zone it is read.
const GUIDE_WAIT: i32 = 2;

/// First orders that lead into the post-purchase test, 2025-04-01 to 2025-12-07.
const GUIDE_DAYS: std::ops::RangeInclusive<i32> = 90..=340;

/// Latest repeat of a regular person, so that a win-back window after it can close in time.
const LATEST_REPEAT: i32 = 416;

/// Days from a first order to its repeat: from, to, weight.
const DELAYS: [(i32, i32, u32); 5] = [
    (3, 14, 10),
    (15, 30, 25),
    (31, 50, 30),
    (51, 70, 22),
    (71, 88, 13),
];

/// Places the repeats.
pub(super) fn place(shop: &mut Shop) {
    let mut stream = shop.stream(Topic::Repeats);
    for person in &mut shop.people {
        person.last = person.first;
    }
    let others = Repeats::of(shop, |person| !is_quota(person));
    let guided = enrol_guide(shop, &mut stream);

    let mature = |person: &Person| is_quota(person) && person.first <= MATURE_UNTIL;
    let starters = shop.select(|person| mature(person) && person.starter);
    let quota = rounded_percent(starters.len(), STARTER_PERCENT);
    repeat(shop, &starters, quota, &mut stream);

    let plain = shop.select(|person| mature(person) && !person.starter);
    let everyone = plain.len() + others.people;
    let repeating = others.repeating + guided.repeating;
    let quota = rounded_percent(everyone, OTHER_PERCENT).saturating_sub(repeating);
    let open: Vec<PersonId> = plain
        .into_iter()
        .filter(|id| !guided.members[*id as usize])
        .collect();
    repeat(shop, &open, quota, &mut stream);

    let young = shop.select(|person| is_quota(person) && person.first > MATURE_UNTIL);
    repeat(shop, &young, young.len() / 7, &mut stream);
}

/// What the post-purchase test has taken.
struct Guided {
    /// Whether each person is in the test.
    members: Vec<bool>,
    repeating: usize,
}

fn is_quota(person: &Person) -> bool {
    matches!(person.kind, Kind::Regular | Kind::Background)
}

fn rounded_percent(count: usize, percent: usize) -> usize {
    (count * percent + 50) / 100
}

fn enrol_guide(shop: &mut Shop, stream: &mut Stream) -> Guided {
    let mut candidates = shop.select(|person| {
        person.kind == Kind::Regular && !person.starter && GUIDE_DAYS.contains(&person.first)
    });
    stream.shuffle(&mut candidates);
    let mut guided = Guided {
        members: vec![false; shop.people.len()],
        repeating: 0,
    };
    let mut members = Vec::new();
    let mut left = candidates.into_iter();
    for (arm, plan) in TrialId::Guide.trial().arms.iter().enumerate() {
        let people: Vec<PersonId> = left.by_ref().take(plan.people).collect();
        for &person in &people {
            guided.members[person as usize] = true;
            let day = shop.people[person as usize].first + GUIDE_WAIT;
            members.push(Member { person, arm, day });
        }
        let chosen = choose(shop, &people, plan.converted, stream);
        let cause = [Cause::Later, Cause::Guided][arm];
        for (position, &person) in chosen.iter().enumerate() {
            let delay = if position < EARLY_REPEATS[arm] {
                stream.between(GUIDE_WAIT + 1, GUIDE_WAIT + 13)
            } else {
                let latest = LATEST_REPEAT - shop.people[person as usize].first;
                draw_delay(stream).clamp(GUIDE_WAIT + 16, latest.min(88))
            };
            again(shop, person, delay, cause, stream);
        }
        guided.repeating += chosen.len();
    }
    stream.shuffle(&mut members);
    shop.trials.push(Enrolment {
        id: TrialId::Guide,
        members,
    });
    guided
}

fn repeat(shop: &mut Shop, pool: &[PersonId], quota: usize, stream: &mut Stream) {
    for person in choose(shop, pool, quota, stream) {
        let record = &shop.people[person as usize];
        let end = if record.kind == Kind::Regular {
            LATEST_REPEAT
        } else {
            LAST_DAY
        };
        let latest = (end - record.first).min(88);
        if latest >= 1 {
            let delay = draw_delay(stream).min(latest);
            again(shop, person, delay, Cause::Later, stream);
        }
    }
}

/// Draws who repeats. People who came for a discount come back less often.
fn choose(shop: &Shop, pool: &[PersonId], quota: usize, stream: &mut Stream) -> Vec<PersonId> {
    let mut keyed: Vec<(u32, PersonId)> = pool
        .iter()
        .map(|&id| {
            let ceiling = if shop.people[id as usize].discount_first {
                850_000
            } else {
                1_000_000
            };
            (stream.below(ceiling), id)
        })
        .collect();
    keyed.sort_unstable_by(|left, right| right.cmp(left));
    keyed.truncate(quota);
    let mut chosen: Vec<PersonId> = keyed.into_iter().map(|(_, id)| id).collect();
    stream.shuffle(&mut chosen);
    chosen
}

/// Places the repeat, and now and then another one after it.
fn again(shop: &mut Shop, person: PersonId, delay: i32, cause: Cause, stream: &mut Stream) {
    let first = shop.people[person as usize].first;
    let mut days = vec![first + delay];
    let third = stream.between(delay + 4, 88);
    let end = if shop.people[person as usize].kind == Kind::Regular {
        LATEST_REPEAT
    } else {
        LAST_DAY
    };
    if stream.chance(80) && delay + 4 < 88 && first + third <= end {
        days.push(first + third);
    }
    for day in days {
        shop.place(day, Some(person), cause, Size::Normal);
        shop.people[person as usize].last = day;
    }
}

fn draw_delay(stream: &mut Stream) -> i32 {
    let weights = DELAYS.map(|(_, _, weight)| weight);
    let (from, to, _) = DELAYS[stream.weighted(&weights)];
    stream.between(from, to)
}
