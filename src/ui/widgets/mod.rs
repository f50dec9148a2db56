//! The widgets every screen is built from; they know the theme, not the product.
//!
//! A widget with options is a builder ended by `show(ui)`; a widget without is a function. Each gives
//! assistive technology (and tests) a role and a name, works by keyboard, and takes every colour and
//! size from `ui::theme`. A new widget gets its own file here, a place in the gallery test, and a
//! behavioural test through its accessible name.

pub mod badge;
pub mod banner;
pub mod button;
pub mod card;
pub mod chip;
pub mod choice;
pub mod columns;
pub mod definition;
pub mod empty;
pub mod field;
pub mod interval;
pub mod modal;
pub mod paint;
pub mod progress;
pub mod rail;
pub mod reorder;
pub mod rows;
pub mod slider;
pub mod status;
pub mod table;
pub mod tile;
pub mod toast;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;
