//! Health of the loaded data: what an analyst should know before trusting a number.

use crate::metrics::inclusion::ExcludedBy;
use crate::model::format::{NumberStyle, plural};
use crate::store::snapshot::NO_PERSON;

use super::context::{AnalysisError, Context};
use super::rows::{OrderFilter, RowsQuery};
use super::scope::Period;
use super::summary::{Summary, summary};

/// The health list of the Data screen.
#[derive(Clone, Debug)]
pub struct Health {
    /// Figures of the workspace.
    pub summary: Summary,
    /// One line per check.
    pub checks: Vec<DataCheck>,
    /// Exclusion rules, also those that are off.
    pub exclusions: Vec<ExcludedBy>,
}

/// One line of the health list.
#[derive(Clone, Debug, PartialEq)]
pub struct DataCheck {
    /// How it ended.
    pub status: DataStatus,
    /// The finding, a few words.
    pub label: String,
    /// What it rests on and what can be done.
    pub detail: String,
    /// The rows behind it.
    pub rows: Option<RowsQuery>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataStatus {
    /// Fine.
    Ok,
    /// Worth a look.
    Warning,
}

/// Checks the loaded data.
pub fn health(context: &Context) -> Result<Health, AnalysisError> {
    let summary = summary(context);
    let mut checks = vec![
        money(context, &summary),
        tax(&summary),
        people(context, &summary),
        utm(context),
        codes(context)?,
        excluded(&summary),
    ];
    checks.extend(history(context));
    Ok(Health {
        checks,
        exclusions: context.inclusion.excluded.clone(),
        summary,
    })
}

/// The rows of a filter over everything, where there are any.
fn rows_if(any: bool, filter: OrderFilter) -> Option<RowsQuery> {
    any.then_some(RowsQuery::Orders(filter, Period::All))
}

fn status(is_ok: bool) -> DataStatus {
    if is_ok {
        DataStatus::Ok
    } else {
        DataStatus::Warning
    }
}

fn share_of(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn money(context: &Context, summary: &Summary) -> DataCheck {
    let wrong = &context.snapshot.orders.facts.lines_disagree;
    let wrong = wrong.iter().filter(|&&wrong| wrong).count() as u64;
    let style = NumberStyle::default();
    let fit = style.count((summary.counts.orders - wrong) as i64);
    let of = style.count(summary.counts.orders as i64);
    DataCheck {
        status: status(wrong == 0),
        label: if wrong == 0 {
            "Money reconciles".to_owned()
        } else {
            format!("{} do not add up", plural(wrong as i64, "order", "orders"))
        },
        detail: format!("Lines − discounts = subtotal on {fit} of {of} orders"),
        rows: rows_if(wrong > 0, OrderFilter::LinesDisagree),
    }
}

fn tax(summary: &Summary) -> DataCheck {
    let tax = summary.tax;
    let style = NumberStyle::default();
    let label = match tax.is_inclusive() {
        Some(true) => "Tax included in prices",
        Some(false) => "Tax on top of prices",
        None => "No tax on any order",
    };
    let fit = tax.inclusive + tax.exclusive + tax.untaxed;
    let mixed = tax.inclusive.min(tax.exclusive);
    let mut detail = format!(
        "{} orders fit, {} fit neither rule",
        style.count(fit as i64),
        style.count(tax.neither as i64)
    );
    if mixed > 0 {
        detail.push_str(&format!(
            "; {} the other way round",
            plural(mixed as i64, "order is", "orders are")
        ));
    }
    if tax.unknown > 0 {
        detail.push_str(&format!(
            "; {} no subtotal, so net starts from the total",
            plural(tax.unknown as i64, "order has", "orders have")
        ));
    }
    DataCheck {
        status: status(tax.neither == 0 && tax.unknown == 0),
        label: label.to_owned(),
        detail,
        rows: rows_if(tax.neither > 0, OrderFilter::TaxUnclear),
    }
}

fn people(context: &Context, summary: &Summary) -> DataCheck {
    let person = &context.snapshot.orders.person;
    let included = &context.inclusion.included;
    let without = person
        .iter()
        .zip(included)
        .filter(|&(&person, &counts)| counts && person == NO_PERSON)
        .count() as u64;
    let share = share_of(without, summary.counts.included_orders);
    let style = NumberStyle::default();
    DataCheck {
        status: status(share < 0.05),
        label: if without == 0 {
            "Every order has a person".to_owned()
        } else {
            format!("{} of orders have no person", style.percent(share, 1))
        },
        detail: if without == 0 {
            "Found by e-mail, else phone, else customer id".to_owned()
        } else {
            "They count in store totals and in no figure per person".to_owned()
        },
        rows: rows_if(without > 0, OrderFilter::WithoutPerson),
    }
}

fn utm(context: &Context) -> DataCheck {
    let orders = &context.snapshot.orders;
    let mut with = 0;
    let mut counted = 0;
    for row in 0..orders.len() {
        if context.inclusion.included[row] {
            counted += 1;
            with += u64::from(orders.touch.has_utm(row));
        }
    }
    let share = share_of(with, counted);
    let style = NumberStyle::default();
    DataCheck {
        status: status(share >= 0.5),
        label: format!("UTM on {} of orders", style.percent(share, 0)),
        detail:
            "Shop exports carry UTM only in note attributes; the rest can be claimed by code alone"
                .to_owned(),
        rows: None,
    }
}

fn codes(context: &Context) -> Result<DataCheck, AnalysisError> {
    let usage = context.code_usage()?;
    let unmapped: Vec<_> = usage.iter().filter(|code| code.rule.is_none()).collect();
    let orders: u64 = unmapped.iter().map(|code| code.orders).sum();
    let style = NumberStyle::default();
    Ok(DataCheck {
        status: status(unmapped.is_empty()),
        label: if unmapped.is_empty() {
            "Every code has a workflow".to_owned()
        } else {
            format!(
                "{} without a workflow",
                plural(unmapped.len() as i64, "code", "codes")
            )
        },
        detail: if unmapped.is_empty() {
            format!("{} codes were used", style.count(usage.len() as i64))
        } else {
            format!(
                "Used on {}; map them under Attribution",
                plural(orders as i64, "order", "orders")
            )
        },
        rows: None,
    })
}

fn excluded(summary: &Summary) -> DataCheck {
    let orders: u64 = summary.excluded.iter().map(|rule| rule.orders).sum();
    let total: i64 = summary.excluded.iter().map(|rule| rule.total_minor).sum();
    let style = NumberStyle::default();
    let parts: Vec<String> = summary
        .excluded
        .iter()
        .filter(|rule| rule.orders > 0)
        .map(|rule| {
            format!(
                "{} {}",
                style.count(rule.orders as i64),
                rule.rule.to_lowercase()
            )
        })
        .collect();
    DataCheck {
        status: DataStatus::Ok,
        label: format!(
            "Excluded: {}, {}",
            plural(orders as i64, "order", "orders"),
            style.money(total, summary.sums.currency)
        ),
        detail: if parts.is_empty() {
            "No order was left out; more rules are offered under Attribution".to_owned()
        } else {
            parts.join(", ")
        },
        rows: None,
    }
}

/// An export limited by date makes everybody look new; the customers export knows better.
fn history(context: &Context) -> Option<DataCheck> {
    let snapshot = &context.snapshot;
    let known = snapshot
        .people
        .has_profile
        .iter()
        .filter(|&&has| has)
        .count();
    if known == 0 {
        return None;
    }
    let joined = (0..snapshot.people.len())
        .filter(|&person| {
            snapshot.people.has_profile[person] && !snapshot.people.orders(person as u32).is_empty()
        })
        .count();
    let style = NumberStyle::default();
    Some(DataCheck {
        status: status(joined * 2 >= known),
        label: format!(
            "{} of profiles have orders",
            style.percent(share_of(joined as u64, known as u64), 0)
        ),
        detail: format!(
            "{} of {} people in customer exports were found in orders",
            style.count(joined as i64),
            style.count(known as i64)
        ),
        rows: None,
    })
}
