//! The application without its drawing: state, commands, the single [`apply`], undo and jobs.
//!
//! State is grouped by lifetime: [`document`] (what undo covers), [`session`] (what is loaded),
//! [`view`] (what is looked at), [`jobs`] (what runs) and [`preferences`] (what outlives a session).
//! Screens read the state and send [`Action`]s; [`apply`] alone changes it and answers with
//! [`Effect`]s, which the window carries out in one place.
//!
//! To add something that a user can invoke: a variant of [`Command`]. To add something that a screen
//! can ask for: a variant of [`Action`] and its arm in [`apply`].

pub mod action;
pub mod answers;
mod apply;
pub mod command;
pub mod document;
pub mod draft;
mod finish;
pub mod forms;
mod goal;
pub mod issues;
pub mod jobs;
pub mod pace;
pub mod people;
pub mod places;
mod planning;
pub mod preferences;
pub mod preview;
pub mod record;
pub mod self_checks;
pub mod session;
mod state;
mod units_draft;
pub mod view;
mod watch;
mod work;

pub use action::{Action, Edit, Effect};
pub use apply::apply;
pub use command::Command;
pub use state::State;
