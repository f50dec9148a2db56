//! The document: the definitions that an analyst edits, with undo and redo.

use crate::model::rules::Definitions;

/// How many steps can be taken back.
const DEPTH: usize = 100;

/// Definitions with their history.
#[derive(Clone, Debug, Default)]
pub struct Document {
    definitions: Definitions,
    version: u64,
    undo: Vec<Step>,
    redo: Vec<Step>,
}

#[derive(Clone, Debug)]
struct Step {
    label: String,
    definitions: Definitions,
}

impl Document {
    /// A document as loaded, without history.
    #[must_use]
    pub fn loaded(definitions: Definitions, version: u64) -> Self {
        Self {
            definitions,
            version,
            undo: Vec::new(),
            redo: Vec::new(),
        }
    }

    /// The definitions in force.
    #[must_use]
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// Counts changes in this session; results carry it to be recognised as stale.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Puts new definitions in force; `false` where nothing differs.
    pub fn change(&mut self, label: impl Into<String>, definitions: Definitions) -> bool {
        if definitions == self.definitions {
            return false;
        }
        self.undo.push(Step {
            label: label.into(),
            definitions: std::mem::replace(&mut self.definitions, definitions),
        });
        if self.undo.len() > DEPTH {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.version += 1;
        true
    }

    /// Takes in definitions that an import extended: not a step of the analyst.
    pub fn refresh(&mut self, definitions: Definitions) {
        if definitions != self.definitions {
            self.definitions = definitions;
            self.version += 1;
            self.undo.clear();
            self.redo.clear();
        }
    }

    /// Takes back the last step and names it.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.undo.pop()?;
        Some(self.step(step, Direction::Back))
    }

    /// Repeats the step that was taken back last and names it.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.redo.pop()?;
        Some(self.step(step, Direction::Forward))
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is a step to repeat.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    fn step(&mut self, step: Step, direction: Direction) -> String {
        let left = Step {
            label: step.label.clone(),
            definitions: std::mem::replace(&mut self.definitions, step.definitions),
        };
        match direction {
            Direction::Back => self.redo.push(left),
            Direction::Forward => self.undo.push(left),
        }
        self.version += 1;
        step.label
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Back,
    Forward,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::SavedSegment;

    fn with_segment(name: &str) -> Definitions {
        Definitions {
            segments: vec![SavedSegment {
                name: name.into(),
                rule: "orders >= 2".into(),
            }],
            ..Definitions::default()
        }
    }

    #[test]
    fn undo_and_redo_walk_the_same_steps() {
        let mut document = Document::default();
        assert!(document.change("add one", with_segment("one")));
        assert!(!document.change("nothing", with_segment("one")));
        assert!(document.change("rename", with_segment("two")));
        assert_eq!(document.undo().as_deref(), Some("rename"));
        assert_eq!(document.definitions(), &with_segment("one"));
        assert_eq!(document.undo().as_deref(), Some("add one"));
        assert_eq!(document.undo(), None);
        assert_eq!(document.redo().as_deref(), Some("add one"));
        assert_eq!(document.definitions(), &with_segment("one"));
        assert!(document.change("other", with_segment("three")));
        assert!(!document.can_redo());
    }

    #[test]
    fn every_change_raises_the_version() {
        let mut document = Document::default();
        let mut seen = vec![document.version()];
        document.change("a", with_segment("a"));
        seen.push(document.version());
        document.undo();
        seen.push(document.version());
        document.redo();
        seen.push(document.version());
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }
}
