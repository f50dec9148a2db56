//! Time zone and currency of the workspace, and the date of its refunds, in the top bar.

use eframe::egui::{ScrollArea, Ui};

use crate::app::session::Loaded;
use crate::app::{Action, Edit, State};
use crate::import::COMMON_ZONES;
use crate::model::money::Currency;
use crate::model::refund_basis::RefundBasis;
use crate::store::Settings;
use crate::ui::outbox::Outbox;
use crate::ui::widgets::chip::{ScopeChip, menu_item, menu_note};

/// Currencies offered before the first order says which one it is.
const CURRENCIES: [&str; 14] = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "NZD", "JPY", "INR",
    "BRL",
];

const MENU_HEIGHT: f32 = 380.0;

/// Draws the chips.
pub(super) fn chips(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    let is_writable = !state.session.is_read_only() && state.jobs.busy_with_workspace().is_none();
    ui.add_enabled_ui(is_writable, |ui| {
        zone(ui, loaded, outbox);
        currency(ui, state, loaded, outbox);
        refunds(ui, state, loaded, outbox);
    });
}

fn zone(ui: &mut Ui, loaded: &Loaded, outbox: &mut Outbox) {
    let current = loaded.snapshot.zone_name();
    ScopeChip::new("Time zone", current).show(ui, |ui| {
        menu_note(ui, "Days, weeks and months are counted in this zone");
        ScrollArea::vertical()
            .max_height(MENU_HEIGHT)
            .show(ui, |ui| {
                let unlisted = (!COMMON_ZONES.contains(&current)).then_some(current);
                for zone in unlisted.into_iter().chain(COMMON_ZONES) {
                    let item = menu_item(ui, zone, zone == current);
                    if item.clicked() && zone != current {
                        outbox.send(Action::SetSettings(Settings {
                            zone: Some(zone.to_owned()),
                            ..loaded.settings.clone()
                        }));
                    }
                }
            });
    });
}

fn currency(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    let current = loaded.settings.currency;
    let is_unnamed = current == Some(Currency::NONE);
    let shown = match current {
        None => "not set".to_owned(),
        Some(Currency::NONE) => "not named".to_owned(),
        Some(currency) => currency.to_string(),
    };
    ScopeChip::new("Currency", &shown).show(ui, |ui| {
        let note = match (is_unnamed, state.session.has_orders()) {
            (true, _) => "No file names the currency of the loaded amounts. Naming it changes no number; one without cents needs a new workspace",
            (false, true) => "Set by the orders that are loaded. Orders in another currency are reported as issues and left out",
            (false, false) => "Without a choice the first order decides",
        };
        menu_note(ui, note);
        if state.session.has_orders() && !is_unnamed {
            return;
        }
        let offered = CURRENCIES.into_iter().filter_map(Currency::parse);
        let fits = |it: &Currency| !is_unnamed || it.exponent() == Currency::NONE.exponent();
        for currency in offered.filter(fits) {
            let is_chosen = Some(currency) == current;
            if menu_item(ui, currency.code(), is_chosen).clicked() && !is_chosen {
                outbox.send(Action::SetSettings(Settings {
                    currency: Some(currency),
                    ..loaded.settings.clone()
                }));
            }
        }
    });
}

/// Only where payments with refunds are loaded: without their dates there is nothing to choose.
fn refunds(ui: &mut Ui, state: &State, loaded: &Loaded, outbox: &mut Outbox) {
    if loaded.snapshot.orders.refunds.is_empty() {
        return;
    }
    let current = state.document.definitions().rules.refund_basis;
    ScopeChip::new("Refunds", current.label()).show(ui, |ui| {
        menu_note(
            ui,
            "Changes net by period. Orders, rates, segments and experiments stay as they are",
        );
        for basis in RefundBasis::ALL {
            let item = menu_item(ui, basis.meaning(), basis == current);
            if item.clicked() && basis != current {
                outbox.edit(Edit::SetRefundBasis(basis));
            }
        }
    });
}
