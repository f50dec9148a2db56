//! The three tabs of the screen, and the fields that two of them are made of.

use eframe::egui::{Id, Ui, UiBuilder};

use crate::app::view::ExperimentsTab;
use crate::app::{Action, State};
use crate::ui::outbox::Outbox;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::field::TextField;

/// Results, planner, calculator.
pub(super) fn tabs(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let mut tab = state.view.experiments.tab;
    let options = ExperimentsTab::ALL.map(|tab| (tab, tab.label()));
    if segmented(ui, &mut tab, &options) {
        outbox.send(Action::ShowExperimentsTab(tab));
    }
}

/// A labelled field of a form.
pub(super) struct Field<'a> {
    /// Its label.
    pub(super) label: &'a str,
    /// The text in force.
    pub(super) text: &'a str,
    /// What stands in it while it is empty.
    pub(super) hint: &'a str,
    /// What is wrong with it.
    pub(super) error: Option<&'a str>,
    /// Whether its label is left to assistive technology.
    pub(super) in_row: bool,
}

impl<'a> Field<'a> {
    pub(super) fn new(label: &'a str, text: &'a str) -> Self {
        Self {
            label,
            text,
            hint: "",
            error: None,
            in_row: false,
        }
    }

    pub(super) fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn error(self, error: Option<&'a str>) -> Self {
        Self { error, ..self }
    }

    pub(super) fn in_row(self) -> Self {
        Self {
            in_row: true,
            ..self
        }
    }

    /// Draws it; the text where it was changed in this frame.
    pub(super) fn show(self, ui: &mut Ui) -> Option<String> {
        // An identity of its own: an error that comes or goes above must not take the focus away.
        let id = Id::unique(("experiments-field", self.label));
        let builder = UiBuilder::new().scope_id(id);
        let mut typed = self.text.to_owned();
        let changed = ui
            .scope_builder(builder, |ui| {
                let field = TextField::new(self.label, &mut typed)
                    .hint(self.hint)
                    .error(self.error);
                let field = if self.in_row { field.in_row() } else { field };
                field.show(ui).changed()
            })
            .inner;
        changed.then_some(typed)
    }
}
