//! The Privacy tab: what is stored of people, what they agreed to, and forgetting one of them.
//!
//! [`settings`] for what is stored and the consents, [`forget`] for finding and forgetting somebody.

mod forget;
mod settings;

use std::sync::Arc;

use eframe::egui::{Ui, vec2};

use crate::app::people::{PeopleDone, PeopleView};
use crate::app::session::Loaded;
use crate::app::{Action, State};
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Tone, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::columns::{Columns, Track};

/// A page narrower than this sets one card below the other.
const TWO_COLUMNS: f32 = 860.0;

/// The page below the tabs.
pub(super) fn page(ui: &mut Ui, state: &State, loaded: &Arc<Loaded>, outbox: &mut Outbox) {
    ui.spacing_mut().item_spacing = vec2(space::S, space::L);
    if let Some(done) = &state.view.data.people.done {
        told(ui, state, done, outbox);
    }
    if ui.available_width() < TWO_COLUMNS {
        settings::card(ui, state, loaded, outbox);
        forget::card(ui, state, outbox);
        settings::consents(ui, loaded);
        return;
    }
    let tracks = [Track::Share(1.0), Track::Share(1.0)];
    Columns::new(ui, "privacy", &tracks).show(ui, |ui, column| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::L);
        if column == 0 {
            settings::card(ui, state, loaded, outbox);
            settings::consents(ui, loaded);
        } else {
            forget::card(ui, state, outbox);
        }
    });
}

/// What the last change removed, and what is left to do by hand.
fn told(ui: &mut Ui, state: &State, done: &PeopleDone, outbox: &mut Outbox) {
    let tone = if done.is_unfinished() {
        Tone::Warning
    } else {
        Tone::Positive
    };
    let (sentence, details) = (done.sentence(), done.details().join(". "));
    let banner = Banner::new(tone, &sentence).detail(&details).dismissible();
    if banner.show(ui).is_some() {
        outbox.send(Action::SetPeople(Box::new(PeopleView {
            done: None,
            ..state.view.data.people.clone()
        })));
    }
}
