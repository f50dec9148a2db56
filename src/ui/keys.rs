//! Keyboard shortcuts, generated from the command table.

use eframe::egui::{Context, Key, KeyboardShortcut, Modifiers};

use crate::app::Command;
use crate::app::command::Shortcut;

/// The commands whose keys were pressed. Plain digits belong to text fields while one has the focus.
pub(super) fn pressed(context: &Context) -> Vec<Command> {
    let typing = context.text_edit_focused();
    let mut shortcuts: Vec<(Command, Shortcut)> = Command::ALL
        .into_iter()
        .filter_map(|command| Some((command, command.shortcut()?)))
        .filter(|(_, shortcut)| shortcut.command || !typing)
        .collect();
    // Ctrl+Shift+Z must not be taken for Ctrl+Z.
    shortcuts.sort_by_key(|(_, shortcut)| !shortcut.shift);
    context.input_mut(|input| {
        shortcuts
            .into_iter()
            .filter(|(_, shortcut)| {
                key(*shortcut).is_some_and(|shortcut| input.consume_shortcut(&shortcut))
            })
            .map(|(command, _)| command)
            .collect()
    })
}

fn key(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    Some(KeyboardShortcut::new(
        modifiers,
        Key::from_name(shortcut.key)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_names_a_key() {
        for command in Command::ALL {
            if let Some(shortcut) = command.shortcut() {
                assert!(key(shortcut).is_some(), "{command:?}");
            }
        }
    }
}
