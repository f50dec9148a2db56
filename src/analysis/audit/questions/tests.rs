//! What each question needs, from nothing to enough.

use super::*;
use crate::analysis::audit::fixture::{context, customer, discount, refund};
use crate::analysis::audit::{AuditInputs, audit};
use crate::metrics::fixture::{Shop, TestOrder};
use crate::model::message::MessageEventKind;
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
