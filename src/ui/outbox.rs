//! The outbox: where drawing leaves what it wants changed.

use crate::app::{Action, Command, Edit};

/// Actions of one frame, applied once drawing is over.
#[derive(Debug, Default)]
pub struct Outbox {
    actions: Vec<Action>,
}

impl Outbox {
    /// Asks for a change.
    pub fn send(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Asks for a change before everything asked for so far.
    pub fn send_first(&mut self, action: Action) {
        self.actions.insert(0, action);
    }

    /// Asks for a command.
    pub fn run(&mut self, command: Command) {
        self.send(Action::Run(command));
    }

    /// Asks for a change of definitions.
    pub fn edit(&mut self, edit: Edit) {
        self.send(Action::Edit(edit));
    }

    /// Everything asked for, in order; the outbox is empty afterwards.
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }
}
