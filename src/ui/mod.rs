//! The window: theme, widgets and the screens built from them.
//!
//! A screen is a function of the [`crate::app::State`] that draws and puts
//! [`Action`](crate::app::Action)s into an [`outbox::Outbox`]; the window applies them after drawing.
//! Nothing here computes a number: screens show what `analysis` answered, in the words of `model::format`.
//!
//! To add a screen: a file in `screens`, a variant of [`crate::app::view::Screen`] with its command, and
//! the question it asks in `State::visible_queries`.

pub mod dialogs;
pub mod fonts;
pub mod icons;
mod keys;
pub mod outbox;
mod overlays;
pub mod plot;
mod screens;
pub mod theme;
pub mod widgets;
mod window;
mod wording;

pub use window::{HoldoutApp, open_window};
