use proptest::prelude::*;

use super::*;
use crate::segments::property::PropertyOperator;

fn check(text: &str, printed: &str) {
    let rule = parse(text).unwrap();
    assert_eq!(rule.to_string(), printed);
    assert_eq!(parse(printed).as_ref(), Ok(&rule));
}

#[test]
fn rules_read_in_any_spelling_and_print_in_one() {
    check("ORDERS>=2", "orders >= 2");
    check(
        "net ≥ 199.50 AND not Country = de",
        "net >= 199.50 and not country = de",
    );
    check("code_share >= 50 %", "code_share >= 50%");
    check("orders <> 1 and orders == 2", "orders != 1 and orders = 2");
    check(
        r#"product contains 'O"Hara\n'"#,
        r#"product contains "O\"Hara\n""#,
    );
    check("sku = 0075", "sku = 0075");
    check("tag not in (vip, 'a b')", r#"not tag in (vip, "a b")"#);
    check("tag not contains staff", "not tag contains staff");
    check("((orders = 1))", "orders = 1");
    check(
        "(orders = 1 or orders = 2) and net > 5",
        "(orders = 1 or orders = 2) and net > 5",
    );
    check(
        "net > 5 and orders = 1 or aov < 2",
        "(net > 5 and orders = 1) or aov < 2",
    );
    check("not (net > 5 or aov < 2)", "not (net > 5 or aov < 2)");
    check("top( net , 10 % )", "top(net, 10%)");
    check(
        "arm(test, \"B: free shipping\")",
        r#"arm("test", "B: free shipping")"#,
    );
    check(
        "consent = Subscribed or everyone",
        "consent = subscribed or everyone",
    );
    check("not nobody", "not nobody");
    check("product = \"and\"", "product = \"and\"");
}

#[test]
fn properties_read_in_any_spelling_and_print_in_one() {
    check("PROPERTY(Roast) == Dark", "property(\"Roast\") = Dark");
    check(
        "property('Favourite roast') <> \"very dark\"",
        "property(\"Favourite roast\") != \"very dark\"",
    );
    check(
        "property(roast) not contains ark",
        "not property(\"roast\") contains ark",
    );
    check("property(roast) IS SET", "property(\"roast\") is set");
    check(
        "property(roast) is not set and orders = 0",
        "not property(\"roast\") is set and orders = 0",
    );
    check("property(size) = 10", "property(\"size\") = 10");
    // The word is no keyword: rules that have it as a value stay what they were.
    check("tag = property", "tag = property");
    check_error("property roast = 1", "roast", "`(` after `property`");
    check_error("property(roast) > 1", ">", "=, !=, contains or `is set`");
    check_error("property(roast) is dark", "dark", "write = or !=");
    check_error("property(roast) not = dark", "=", "`contains` after `not`");
}

/// `expected` is the part of the text that the error points at.
fn check_error(text: &str, expected: &str, message: &str) {
    let error = parse(text).unwrap_err();
    assert_eq!(&text[error.span.clone()], expected, "{text}: {error}");
    assert!(error.message.contains(message), "{text}: {error}");
}

#[test]
fn errors_point_at_the_text_and_say_what_fits() {
    check_error("", "", "Expected a field");
    check_error("ordrs > 2", "ordrs", "did you mean `orders`?");
    check_error("colour = red", "colour", "the fields are orders, net");
    check_error("orders", "", "found the end of the rule");
    check_error(
        "orders contains 2",
        "contains",
        "`contains` does not fit `orders`",
    );
    check_error("country > DE", ">", "use =, !=, contains or in (…)");
    check_error("orders > two", "two", "Expected a number for `orders`");
    check_error("orders > 1,000", ",", "Expected `and` or `or`");
    check_error("orders > 10%", "10%", "not a share");
    check_error(
        "orders > 2 net > 5",
        "net",
        "Expected `and` or `or` before `net`",
    );
    check_error("(orders > 2", "(", "never closed");
    check_error("orders > 2)", ")", "closes nothing");
    check_error("tag = \"vip", "\"vip", "no closing");
    check_error(r#"tag = "a\x""#, r"\x", "not an escape");
    check_error("tag = and", "and", "put it in quotes");
    check_error("top(country, 10%)", "country", "ranks by a number");
    check_error("top(net, 120%)", "120%", "not a share");
    check_error("arm(test)", ")", "`,` and the name of an arm");
    check_error(
        "consent = maybe",
        "maybe",
        "subscribed, unsubscribed, unknown",
    );
    check_error("orders not > 2", ">", "`in` or `contains` after `not`");
    check_error("not! orders = 1", "!", "write `!=`");
    check_error("product = größe ordrs", "ordrs", "Expected `and`");
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("{}orders = 1", "not ".repeat(5_000));
    assert!(parse(&deep).unwrap_err().message.contains("nests deeper"));
    let fair = format!("{}orders = 1", "not ".repeat(50));
    assert!(parse(&fair).is_ok());
}

fn number() -> impl Strategy<Value = Decimal> {
    (-99_999_i64..99_999, 0_u8..3).prop_filter_map("fits", |(digits, scale)| {
        let text = match scale {
            0 => digits.to_string(),
            1 => format!("{}.{}", digits / 10, (digits % 10).abs()),
            _ => format!("{}.{:02}", digits / 100, (digits % 100).abs()),
        };
        Decimal::parse(&text)
    })
}

fn value(field: Field) -> BoxedStrategy<Value> {
    match field.kind() {
        FieldKind::Text => "\\PC{0,8}|[\"'\\\\\n\t a-z]{0,6}|and|NOT|top"
            .prop_map(Value::Text)
            .boxed(),
        FieldKind::Choice => proptest::sample::select(Consent::ALL.to_vec())
            .prop_map(|state| Value::Text(state.id().to_owned()))
            .boxed(),
        FieldKind::Share => proptest::sample::select(vec!["50%", "0.5", "33.3%", "1"])
            .prop_filter_map("number", |text| Decimal::parse(text).map(Value::Number))
            .boxed(),
        FieldKind::Count | FieldKind::Money | FieldKind::Days | FieldKind::Ratio => {
            number().prop_map(Value::Number).boxed()
        }
    }
}

fn condition() -> impl Strategy<Value = Rule> {
    let compare = proptest::sample::select(Field::ALL.to_vec()).prop_flat_map(|field| {
        let fitting: Vec<Operator> = Operator::ALL
            .into_iter()
            .filter(|operator| operator.fits(field))
            .collect();
        (
            proptest::sample::select(fitting),
            proptest::collection::vec(value(field), 1..4),
        )
            .prop_map(move |(operator, values)| match &values[..] {
                [value] => Condition::Compare {
                    field,
                    operator,
                    value: value.clone(),
                },
                _ => Condition::OneOf { field, values },
            })
    });
    let arm = ("\\PC{0,8}", "[a-zA-Z: %]{0,8}")
        .prop_map(|(experiment, arm)| Condition::Arm { experiment, arm });
    let top =
        proptest::sample::select(vec!["10%", "0.25", "2.50%"]).prop_filter_map("share", |text| {
            Some(Condition::Top {
                field: Field::Net,
                share: Decimal::parse(text)?,
            })
        });
    let operator = proptest::sample::select(PropertyOperator::ALL.to_vec());
    let property = ("\\PC{0,8}", operator, "\\PC{0,8}").prop_map(|(name, operator, value)| {
        let test = operator.test(value);
        Condition::Property { name, test }
    });
    prop_oneof![6 => compare, 1 => arm, 1 => top, 2 => property].prop_map(Rule::Condition)
}

fn rule() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        8 => condition(),
        1 => Just(Rule::And(Vec::new())),
        1 => Just(Rule::Or(Vec::new())),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let list = proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            list.clone().prop_map(Rule::And),
            list.prop_map(Rule::Or),
            inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

proptest! {
    #[test]
    fn printed_rules_read_back_the_same(rule in rule()) {
        let text = rule.to_string();
        prop_assert_eq!(parse(&text), Ok(rule), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_within_its_bounds(text in "\\PC{0,40}|[a-z_ ()=<>,%\"'0-9\\\\]{0,40}") {
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.span.clone()).is_some(), "{:?} in {:?}", error, text);
        }
    }
}
