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
    let code = current.map_or_else(|| "not set".to_owned(), |code| code.code().to_owned());
    ScopeChip::new("Currency", &code).show(ui, |ui| {
        if state.session.has_orders() {
            menu_note(
                ui,
                "Set by the orders that are loaded. Orders in another currency are reported as issues and left out",
            );
            return;
        }
        menu_note(ui, "Without a choice the first order decides");
        for code in CURRENCIES {
            let chosen = Currency::parse(code);
            if menu_item(ui, code, chosen == current).clicked() && chosen != current {
                outbox.send(Action::SetSettings(Settings {
                    currency: chosen,
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
