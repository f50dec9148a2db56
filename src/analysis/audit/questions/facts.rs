//! What the loaded data says to each question.

use crate::analysis::Context;
use crate::analysis::audit::inputs::AuditInputs;
use crate::analysis::audit::joins::{Join, JoinKind};
use crate::analysis::audit::words::{count, fraction, of, plural, share};
use crate::analysis::audit::{Audit, checks};
use crate::model::message::MessageEventKind;
use crate::model::profile::Consent;
use crate::model::time::DAY_MICROS;
use crate::model::transaction::Transaction;

use super::{Answerable, Question, Reason};

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

/// All that answers rest on.
pub(super) struct Facts<'a> {
    pub(super) context: &'a Context,
    pub(super) inputs: &'a AuditInputs,
    pub(super) audit: &'a Audit,
}

impl Facts<'_> {
    /// Whether a question can be answered.
    pub(super) fn answer(&self, question: Question) -> Answerable {
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
            Some(_) | None => partly("No payment belongs to a loaded order in its currency", LOAD),
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
            "No history is cut by the Total Orders of {}",
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
        if loaded == 0 {
            return partly(
                "No order is loaded of the days that the report covers",
                "Load the orders of the same dates",
            );
        }
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
