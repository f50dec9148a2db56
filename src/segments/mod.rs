//! Segments: a small rule language over people, used alike by the window and the command line.
//!
//! Text becomes a [`Rule`] ([`parse`]), the rule builder edits the rule and prints it back (`Display`),
//! and [`Rule::evaluate`] turns it into a [`Mask`] of people as of an instant. Ready-made rules with
//! sliders are [`preset::Preset`]s.
//!
//! ```text
//! orders >= 2 and (net > 199.50 or top(net, 10%)) and not tag contains "staff"
//! country in (DE, FR) and first_utm_source = google
//! arm("winback_offer", "B: free shipping")
//! property("Favourite roast") = dark and property(birthday) is set
//! ```
//!
//! A rule speaks of buyers (people with at least one included order), unless it mentions `orders` or
//! `arm(…)`: then it speaks of everyone known, because "0 orders" and "assigned but did not buy" are
//! meant to be found. `!=` and `not` are exact opposites of `=` and of what follows: a person without
//! a country is not `country = DE`, and so is `country != DE`.
//!
//! To add a field: a variant of [`field::Field`] with its words, and its value in `evaluate`.

pub mod decimal;
mod evaluate;
pub mod field;
mod lexer;
mod parser;
pub mod preset;
pub mod property;
pub mod rule;
mod suggest;

pub use crate::metrics::Mask;
pub use decimal::Decimal;
pub use evaluate::RuleContext;
pub use field::{Field, FieldKind};
pub use parser::{RuleError, parse};
pub use preset::{Parameter, Preset};
pub use property::{PropertyOperator, PropertyTest};
pub use rule::{Condition, Operator, Rule, Universe, Value};
