//! Which questions the loaded data answers, and what would have to be loaded for the others.
//!
//! To add a question: a variant of [`Question`] and its arm in `Facts::answer`.

use crate::analysis::Context;
use crate::model::message::MessageEventKind;
use crate::model::profile::Consent;
use crate::model::time::DAY_MICROS;
use crate::model::transaction::Transaction;

use super::inputs::AuditInputs;
use super::joins::{Join, JoinKind};
use super::words::{count, fraction, of, plural, share};
use super::{Audit, checks};

/// The questions that analysts ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// How much was sold, and when.
    Sales,
    /// How much was refunded, and when.
    RefundsByDate,
    /// How many customers come back.
    RepeatRate,
    /// What a customer is worth.
    LifetimeValue,
    /// Which workflow codes point to.
    CreditByCode,
    /// Which workflow UTM values point to.
    CreditByUtm,
    /// Which message was clicked before an order.
    CreditByClick,
    /// What share of recipients bought.
    RecipientConversion,
    /// What share of visits bought.
    SiteConversion,
    /// What a workflow caused.
    Incremental,
    /// Who gets too many messages.
    ContactPressure,
    /// What advertising brought for its cost.
    ReturnOnSpend,
    /// Who may be written to.
    Consent,
    /// Whether codes are used as planned.
    CodesAsPlanned,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 14] = [
        Self::Sales,
        Self::RefundsByDate,
        Self::RepeatRate,
        Self::LifetimeValue,
        Self::CreditByCode,
        Self::CreditByUtm,
        Self::CreditByClick,
        Self::RecipientConversion,
        Self::SiteConversion,
        Self::Incremental,
        Self::ContactPressure,
        Self::ReturnOnSpend,
        Self::Consent,
        Self::CodesAsPlanned,
    ];

    /// The word in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::RefundsByDate => "refunds_by_date",
            Self::RepeatRate => "repeat_rate",
            Self::LifetimeValue => "lifetime_value",
            Self::CreditByCode => "credit_by_code",
            Self::CreditByUtm => "credit_by_utm",
            Self::CreditByClick => "credit_by_click",
            Self::RecipientConversion => "recipient_conversion",
            Self::SiteConversion => "site_conversion",
            Self::Incremental => "incremental",
            Self::ContactPressure => "contact_pressure",
            Self::ReturnOnSpend => "return_on_spend",
            Self::Consent => "consent",
            Self::CodesAsPlanned => "codes_as_planned",
        }
    }

    /// The question as an analyst asks it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sales => "How much was sold, and when?",
            Self::RefundsByDate => "How much was refunded, and when?",
            Self::RepeatRate => "How many customers come back?",
            Self::LifetimeValue => "What is a customer worth?",
            Self::CreditByCode => "Which workflow do codes point to?",
            Self::CreditByUtm => "Which workflow do UTM values point to?",
            Self::CreditByClick => "Which message was clicked before an order?",
            Self::RecipientConversion => "What share of recipients bought?",
            Self::SiteConversion => "What share of visits ended in an order?",
            Self::Incremental => "What did a workflow cause?",
            Self::ContactPressure => "Who gets too many messages?",
            Self::ReturnOnSpend => "What did advertising bring for its cost?",
            Self::Consent => "Who may be written to?",
            Self::CodesAsPlanned => "Are codes used as planned?",
        }
    }
}

/// A question with whether the data answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// Whether it can be answered.
    pub answerable: Answerable,
}

/// Whether a question can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answerable {
    /// It can; what the answer rests on.
    Yes(String),
    /// For a part of the data only, or with a caveat.
    Partly(Reason),
    /// It cannot.
    No(Reason),
}

/// Why a question has no whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Why.
    pub why: String,
    /// What to load or do.
    pub load: &'static str,
}

impl Answerable {
    /// The word in JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Yes(_) => "yes",
            Self::Partly(_) => "partly",
            Self::No(_) => "no",
        }
    }

    /// The word on screen.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Yes(_) => "Yes",
            Self::Partly(_) => "In part",
            Self::No(_) => "Not yet",
        }
    }

    /// What the answer rests on, or why there is none.
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Yes(basis) => basis,
            Self::Partly(reason) | Self::No(reason) => &reason.why,
        }
    }

    /// What to load or do for a whole answer.
    #[must_use]
    pub fn load(&self) -> Option<&'static str> {
        match self {
            Self::Yes(_) => None,
            Self::Partly(reason) | Self::No(reason) => Some(reason.load),
        }
    }
}

fn yes(basis: impl Into<String>) -> Answerable {
    Answerable::Yes(basis.into())
}

fn partly(why: impl Into<String>, load: &'static str) -> Answerable {
    let why = why.into();
    Answerable::Partly(Reason { why, load })
}

fn no(why: impl Into<String>, load: &'static str) -> Answerable {
    let why = why.into();
    Answerable::No(Reason { why, load })
}

/// The answer to the audit: `9 of 14 questions can be answered`.
pub(super) fn headline(answers: &[Answer]) -> String {
    let yes = answers.iter().filter(|it| it.answerable.id() == "yes");
    let share = of(yes.count() as u64, answers.len() as u64);
    format!("{share} questions can be answered")
}

/// What stands beside it: `3 in part, 2 not yet; 4 findings need attention`.
pub(super) fn rest(answers: &[Answer], warnings: usize) -> String {
    let of_kind = |id: &str| {
        let answers = answers.iter();
        answers.filter(|it| it.answerable.id() == id).count() as u64
    };
    let warnings = match warnings {
        0 => "nothing needs attention".to_owned(),
        warnings => plural(warnings as u64, "finding needs", "findings need") + " attention",
    };
    format!(
        "{} in part, {} not yet; {warnings}",
        count(of_kind("partly")),
        count(of_kind("no")),
    )
}

/// Every question.
pub(super) fn answers(context: &Context, inputs: &AuditInputs, audit: &Audit) -> Vec<Answer> {
    let facts = Facts {
        context,
        inputs,
        audit,
    };
    let answers = Question::ALL.into_iter().map(|question| Answer {
        question,
        answerable: facts.answer(question),
    });
    answers.collect()
}

const LOAD_ORDERS: &str = "Load an orders export";
const LOAD_CUSTOMERS: &str =
    "Load a Shopify customers export: its Total Orders show whether the history is complete";
const LOAD_ALL_ORDERS: &str = "Load orders from the first day of the shop on";
const LOAD_EVENTS: &str =
    "Load message events: a Klaviyo event export, or one row per person and event";
const LOAD_PROFILES: &str =
    "Load profiles with their consent: Klaviyo, Mailchimp or Shopify customers";
/// Less history than this says nothing about customers coming back, in days.
const LEAST_HISTORY: i64 = 90;
/// A share below which an answer is one of a part only.
const MOST: f64 = 0.5;

struct Facts<'a> {
    context: &'a Context,
    inputs: &'a AuditInputs,
    audit: &'a Audit,
}

impl Facts<'_> {
    fn answer(&self, question: Question) -> Answerable {
        let answer = match question {
            Question::Sales => self.sales(),
            Question::RefundsByDate => self.refunds(),
            Question::RepeatRate => self.history("Repeat rates come out"),
            Question::LifetimeValue => self.history("LTV comes out"),
            Question::CreditByCode => self.credit_by_code(),
            Question::CreditByUtm => self.credit_by_utm(),
            Question::CreditByClick => self.credit_by_click(),
            Question::RecipientConversion => self.recipients(),
            Question::SiteConversion => self.visits(),
            Question::Incremental => return self.incremental(),
            Question::ContactPressure => return self.contact_pressure(),
            Question::ReturnOnSpend => self.return_on_spend(),
            Question::Consent => return self.consent(),
            Question::CodesAsPlanned => self.codes_as_planned(),
        };
        if self.orders() == 0 {
            return no("No order that counts is loaded", LOAD_ORDERS);
        }
        answer
    }

    fn orders(&self) -> u64 {
        self.audit.coverage.total.whole().orders
    }

    fn join(&self, kind: JoinKind) -> Option<&Join> {
        self.audit.joins.iter().find(|join| join.kind == kind)
    }

    /// The share of a join, zero where there is none.
    fn share_of(&self, kind: JoinKind) -> f64 {
        self.join(kind)
            .and_then(|join| join.share().ok())
            .unwrap_or(0.0)
    }

    fn sales(&self) -> Answerable {
        let left_out = self.audit.currencies.left_out();
        if left_out > 0 {
            let orders = plural(left_out, "order", "orders");
            return partly(
                format!("{orders} in another currency are in no sum"),
                "Keep each currency in a workspace of its own",
            );
        }
        yes(plural(
            self.orders(),
            "order that counts",
            "orders that count",
        ))
    }

    fn refunds(&self) -> Answerable {
        const LOAD: &str = "Load a Shopify transactions export of the same dates";
        let transactions = &self.inputs.shop.transactions;
        if transactions.is_empty() {
            return no("An order says how much was refunded, never when", LOAD);
        }
        let refunds = transactions.iter().filter_map(Transaction::refund).count() as u64;
        match self.audit.checks.refunds {
            Some(check) if check.disagree == 0 && check.without_order == 0 => yes(format!(
                "{} with their dates",
                plural(refunds, "refund", "refunds")
            )),
            Some(check) if check.compared() > 0 => partly(
                format!(
                    "Refunds agree on {} orders with payments",
                    of(check.agree, check.compared())
                ),
                LOAD,
            ),
            Some(_) | None => partly("No payment belongs to a loaded order", LOAD),
        }
    }

    /// Repeat rates and LTV: people, enough time, and a history without a cut.
    fn history(&self, what: &str) -> Answerable {
        let people = self.share_of(JoinKind::OrdersWithPerson);
        if people == 0.0 {
            return no(
                "No order names a person",
                "Load an orders export with e-mail addresses or customer ids",
            );
        }
        let placed = &self.context.snapshot.orders.placed;
        let span = placed.iter().max().zip(placed.iter().min());
        let days = span.map_or(0, |(last, first)| (last - first) / DAY_MICROS);
        if days < LEAST_HISTORY {
            let days = plural(days.unsigned_abs(), "day", "days");
            return no(
                format!("The orders span {days}: nobody can be followed for {LEAST_HISTORY} days"),
                LOAD_ALL_ORDERS,
            );
        }
        let Some(cut) = self.audit.checks.cut_share() else {
            return partly(
                "Nothing says whether older orders are missing; with them missing, old customers look new",
                LOAD_CUSTOMERS,
            );
        };
        if cut >= checks::CUT {
            let check = self.audit.checks.customers.unwrap_or_default();
            return partly(
                format!(
                    "{what} too low: {} customers have orders that are not loaded",
                    of(check.fewer, check.compared())
                ),
                LOAD_ALL_ORDERS,
            );
        }
        let compared = self.audit.checks.customers.unwrap_or_default().compared();
        yes(format!(
            "Total Orders of {} show no cut history",
            plural(compared, "customer", "customers")
        ))
    }

    fn credit_by_code(&self) -> Answerable {
        let with = self.audit.coverage.total.with_code().orders;
        if with == 0 {
            return no(
                "No order has a discount code",
                "Give each workflow a code of its own",
            );
        }
        let rules = &self.context.definitions.rules.codes;
        let carried = format!("{} of orders have a code", share(with, self.orders()));
        if rules.is_empty() {
            return partly(
                format!("{carried} and no code has a workflow"),
                "Map codes to workflows under Attribution",
            );
        }
        yes(format!("{carried}; the others cannot be credited by code"))
    }

    fn credit_by_utm(&self) -> Answerable {
        const LOAD: &str = "Load UTM values by order, or an orders export with note attributes";
        let with = self.audit.coverage.total.with_utm().orders;
        let carried = format!("{} of orders have UTM values", share(with, self.orders()));
        match fraction(with, self.orders()) {
            None | Some(0.0) => no("No order has a UTM value", LOAD),
            Some(found) if found < MOST => partly(format!("Only {carried}"), LOAD),
            Some(_) => yes(carried),
        }
    }

    fn has_event(&self, kinds: &[MessageEventKind]) -> u64 {
        let events = self.inputs.messages.events.iter();
        events.filter(|event| kinds.contains(&event.kind)).count() as u64
    }

    fn credit_by_click(&self) -> Answerable {
        let clicks = self.has_event(&[MessageEventKind::Clicked]);
        if clicks == 0 {
            let why = if self.inputs.messages.events.is_empty() {
                "Campaign and flow reports count clicks and name nobody"
            } else {
                "The loaded message events have no clicks"
            };
            return no(why, LOAD_EVENTS);
        }
        self.known_recipients(format!("{} are loaded", plural(clicks, "click", "clicks")))
    }

    /// An answer per recipient, as far as recipients are known.
    fn known_recipients(&self, basis: String) -> Answerable {
        let known = self.share_of(JoinKind::RecipientsKnown);
        if known >= MOST {
            return yes(basis);
        }
        let join = self.join(JoinKind::RecipientsKnown);
        let found = join.map_or_else(String::new, |join| of(join.matched, join.whole));
        partly(
            format!("{basis}, and only {found} recipients are known from orders or profiles"),
            "Load profiles of the same tool",
        )
    }

    fn recipients(&self) -> Answerable {
        let sent = self.has_event(&[MessageEventKind::Sent, MessageEventKind::Delivered]);
        if sent > 0 {
            return self.known_recipients(format!(
                "{} are loaded",
                plural(sent, "delivery", "deliveries")
            ));
        }
        let campaigns = self.context.snapshot.campaigns.iter().map(|it| it.counts);
        let counts = campaigns.chain(self.inputs.flows.iter().map(|it| it.counts));
        let recipients: i64 = counts.filter_map(|it| it.recipients.or(it.delivered)).sum();
        if recipients <= 0 {
            return no(
                "No campaign or flow report says how many people got a message",
                "Load a campaign export or message events",
            );
        }
        partly(
            format!(
                "Reports count {} and name nobody: orders per recipient, not recipients who bought",
                plural(recipients.unsigned_abs(), "recipient", "recipients")
            ),
            LOAD_EVENTS,
        )
    }

    fn visits(&self) -> Answerable {
        const LOAD: &str =
            "Load a Shopify session report or a Google Analytics report with sessions";
        let rows = self.inputs.traffic.iter();
        let counted = rows.filter(|row| row.counts.sessions.is_some_and(|sessions| sessions > 0));
        let counted = counted.count() as u64;
        if counted == 0 {
            return no("An order export has no visits without an order", LOAD);
        }
        let Some(report) = self.audit.reports.first() else {
            return partly(
                "Sessions are loaded without orders of the same report",
                LOAD,
            );
        };
        let (reported, loaded) = (report.reported(), report.loaded());
        if fraction(reported, loaded).is_none_or(|seen| seen < MOST) {
            return partly(
                format!(
                    "The report counts {} of {} loaded orders",
                    count(reported),
                    count(loaded)
                ),
                LOAD,
            );
        }
        yes(format!(
            "{} with sessions",
            plural(counted, "report row", "report rows")
        ))
    }

    fn incremental(&self) -> Answerable {
        const LOAD: &str = "Hold a random part of the people out, and load who was in which arm";
        let snapshot = &self.context.snapshot;
        let lists = snapshot
            .assignments
            .iter()
            .filter(|list| list.arms.len() > 1);
        let (lists, tables) = (lists.count() as u64, snapshot.unit_tables.len() as u64);
        if lists + tables == 0 {
            return no(
                "Credit says who was there; without a held-out group nothing says what would have happened anyway",
                LOAD,
            );
        }
        let tests = plural(lists + tables, "experiment has", "experiments have");
        if tables == 0 && self.share_of(JoinKind::AssignedKnown) == 0.0 {
            return no(
                format!("{tests} arms, and nobody in them is in orders or profiles"),
                "Load a list that names people by e-mail, phone or customer id",
            );
        }
        yes(format!("{tests} a control"))
    }

    fn contact_pressure(&self) -> Answerable {
        let kinds = [
            MessageEventKind::Sent,
            MessageEventKind::Delivered,
            MessageEventKind::Opened,
        ];
        let events = self.has_event(&kinds);
        let delivered = self.has_event(&kinds[..2]);
        if events == 0 {
            return no("Nothing says which person got which message", LOAD_EVENTS);
        }
        if delivered == 0 {
            return partly(
                "Only opened messages are loaded; unopened ones are unseen",
                LOAD_EVENTS,
            );
        }
        yes(format!(
            "{} are loaded",
            plural(delivered, "delivery", "deliveries")
        ))
    }

    fn return_on_spend(&self) -> Answerable {
        let spend = self.inputs.spend.len() as u64;
        if spend == 0 {
            return no(
                "No costs are loaded",
                "Load a Meta Ads or Google Ads report, or a list of campaigns with their costs",
            );
        }
        let rows = plural(spend, "cost", "costs");
        let with_utm = self.audit.coverage.total.with_utm().orders;
        if fraction(with_utm, self.orders()).is_none_or(|share| share < MOST) {
            return partly(
                format!(
                    "{rows} are loaded; only {} of orders have UTM values to set beside them",
                    share(with_utm, self.orders())
                ),
                "Load UTM values by order",
            );
        }
        yes(format!(
            "{rows} are loaded, {} of orders have UTM values",
            share(with_utm, self.orders())
        ))
    }

    fn consent(&self) -> Answerable {
        let people = &self.context.snapshot.people.consent;
        let known = people
            .iter()
            .filter(|&&consent| consent != Consent::Unknown);
        let (known, whole) = (known.count() as u64, people.len() as u64);
        let said = format!("Consent is known for {} of people", share(known, whole));
        match fraction(known, whole) {
            None => no("Nobody is loaded", LOAD_PROFILES),
            Some(0.0) => no("No file says who accepts marketing", LOAD_PROFILES),
            Some(found) if found < 0.95 => partly(said, LOAD_PROFILES),
            Some(_) => yes(said),
        }
    }

    fn codes_as_planned(&self) -> Answerable {
        const LOAD: &str = "Load a Shopify discounts export";
        match self.audit.checks.codes {
            None if self.inputs.shop.discounts.is_empty() => no(
                "Nothing says what a code was meant to give, and until when",
                LOAD,
            ),
            None => partly(
                "The discounts export does not say how often codes were used",
                LOAD,
            ),
            Some(check) => yes(format!(
                "{} with their uses",
                plural(check.compared(), "code", "codes")
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{context, customer, discount, refund};
    use super::super::{AuditInputs, audit};
    use super::*;
    use crate::metrics::fixture::{Shop, TestOrder};
    use crate::store::{MessageHistory, MessageRow};

    fn answered(context: &Context, inputs: &AuditInputs, question: Question) -> Answerable {
        let audit = audit(context, inputs).unwrap();
        let found = audit
            .questions
            .into_iter()
            .find(|it| it.question == question);
        found.unwrap().answerable
    }

    fn shop() -> Context {
        context(Shop::of((0..120).map(|day| {
            TestOrder::on_day(if day % 2 == 0 { "ann" } else { "bob" }, day, 1_000)
        })))
    }

    fn check(inputs: &AuditInputs, question: Question, id: &str, why: &str) {
        let answer = answered(&shop(), inputs, question);
        assert_eq!(answer.id(), id, "{question:?}: {answer:?}");
        assert!(answer.why().contains(why), "{question:?}: {answer:?}");
        assert_eq!(answer.load().is_none(), id == "yes");
    }

    #[test]
    fn an_empty_workspace_answers_nothing_and_says_what_to_load() {
        let audit = audit(&context(Shop::of([])), &AuditInputs::default()).unwrap();
        for answer in &audit.questions {
            assert_eq!(answer.answerable.id(), "no", "{answer:?}");
            assert!(!answer.answerable.why().is_empty());
        }
        assert!(
            audit
                .verdict()
                .starts_with("0 of 14 questions can be answered, 0 in part, 14 not yet")
        );
    }

    #[test]
    fn customers_coming_back_need_a_whole_history() {
        let mut inputs = AuditInputs::default();
        check(
            &inputs,
            Question::RepeatRate,
            "partly",
            "Nothing says whether",
        );
        inputs.shop.customers = vec![customer("ann", 60), customer("bob", 60)];
        check(&inputs, Question::RepeatRate, "yes", "2 customers");
        inputs.shop.customers = vec![customer("ann", 60), customer("bob", 90)];
        check(
            &inputs,
            Question::LifetimeValue,
            "partly",
            "LTV comes out too low: 1 of 2 customers",
        );
        let young = context(Shop::of(
            (0..20).map(|day| TestOrder::on_day("ann", day, 100)),
        ));
        let answer = answered(&young, &inputs, Question::LifetimeValue);
        assert!(answer.why().contains("19 days"), "{answer:?}");
    }

    #[test]
    fn messages_need_clicks_and_people_who_are_known() {
        let mut inputs = AuditInputs::default();
        check(&inputs, Question::CreditByClick, "no", "name nobody");
        let click = MessageRow {
            person: 0,
            at: 0,
            kind: MessageEventKind::Clicked,
            message: 0,
        };
        inputs.messages = MessageHistory {
            people: vec!["email:ann@example.com".into()],
            events: vec![click],
            ..MessageHistory::default()
        };
        check(&inputs, Question::CreditByClick, "yes", "1 click");
        check(&inputs, Question::ContactPressure, "no", "which person");
        inputs.messages.people = vec!["id:K1".into()];
        check(
            &inputs,
            Question::CreditByClick,
            "partly",
            "only 0 of 1 recipients",
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut inputs = AuditInputs::default();
        check(&inputs, Question::Sales, "yes", "120 orders");
        check(&inputs, Question::RefundsByDate, "no", "never when");
        check(&inputs, Question::SiteConversion, "no", "visits");
        check(&inputs, Question::Incremental, "no", "held-out");
        check(&inputs, Question::CodesAsPlanned, "no", "meant to give");
        inputs.shop.discounts = vec![discount("A", Some(3))];
        check(&inputs, Question::CodesAsPlanned, "yes", "1 code");
        inputs.shop.transactions = vec![refund("9", "", 100)];
        check(
            &inputs,
            Question::RefundsByDate,
            "partly",
            "No payment belongs",
        );
    }
}
