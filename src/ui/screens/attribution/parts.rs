//! Small parts that several cards of the screen share.

use eframe::egui::{Align, Label, Layout, Response, Ui, vec2};

use crate::analysis::rows::{OrderFilter, RowsQuery};
use crate::analysis::scope::Period;
use crate::app::Action;
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, space};
use crate::ui::widgets::badge::tag;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::definition::{Definition, number_with_definition};
use crate::ui::widgets::field::TextField;

/// A muted sentence in secondary type.
pub(super) fn note(ui: &mut Ui, text: impl Into<String>) -> Response {
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Secondary.text(text, muted))
}

/// A word on one line, cut where the row ends, the whole on hover.
pub(super) fn word(ui: &mut Ui, text: &str, font: Font, is_muted: bool) -> Response {
    let ink = Tokens::of(ui).ink;
    let colour = if is_muted { ink.muted } else { ink.text };
    ui.add(Label::new(font.text(text, colour)).truncate())
}

/// A count of orders that shows them on click.
pub(super) fn orders_link(
    ui: &mut Ui,
    text: &str,
    definition: &Definition,
    query: (OrderFilter, Period),
    outbox: &mut Outbox,
) {
    if number_with_definition(ui, text, Font::Secondary, definition).clicked() {
        outbox.send(Action::ShowRows(RowsQuery::Orders(query.0, query.1)));
    }
}

/// A row of two fields and a button that adds what they say; the button waits for both.
/// Answers the texts where they changed, and whether to add them.
pub(super) fn pair_form(
    ui: &mut Ui,
    labels: [(&str, &str); 2],
    texts: &(String, String),
) -> (Option<(String, String)>, bool) {
    let (mut first, mut second) = texts.clone();
    let ready = !first.trim().is_empty() && !second.trim().is_empty();
    let mut is_added = false;
    ui.horizontal_top(|ui| {
        let button_width = 52.0;
        let gaps = 2.0 * ui.spacing().item_spacing.x;
        let width = ((ui.available_width() - button_width - gaps) / 2.0).floor();
        let mut entered = false;
        for ((label, hint), text) in labels.into_iter().zip([&mut first, &mut second]) {
            let field = TextField::new(label, text).hint(hint).width(width).show(ui);
            entered |=
                field.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        }
        ui.vertical(|ui| {
            // The fields carry a label above them; the button stands on their line.
            let label = ui.text_style_height(&Font::Secondary.style());
            ui.add_space(label + space::XS);
            let button = Button::secondary("Add").enabled(ready);
            let button = button.hover(if ready {
                "Add the rule"
            } else {
                "Fill in both fields"
            });
            is_added = button.show(ui).clicked() || (entered && ready);
        });
    });
    let typed = (first, second);
    ((typed != *texts).then_some(typed), is_added)
}

/// A row whose right end is laid out from right to left and whose left part takes the rest.
pub(super) fn row(
    ui: &mut Ui,
    height: f32,
    left: impl FnOnce(&mut Ui),
    right: impl FnOnce(&mut Ui),
) {
    let extent = vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(extent, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_height(height);
        ui.spacing_mut().item_spacing.x = space::XS;
        right(ui);
        ui.with_layout(Layout::left_to_right(Align::Center), left);
    });
}

/// A tag that leaves room for what stands beside it.
pub(super) fn tag_within(ui: &mut Ui, text: &str, width: f32) -> Response {
    ui.scope(|ui| {
        ui.set_max_width(width);
        tag(ui, text)
    })
    .inner
}

/// Money in whole units for narrow places; the exact amount belongs on hover.
pub(super) fn whole(minor: i64, currency: Currency) -> String {
    let major = minor as f64 / currency.minor_per_major() as f64;
    NumberStyle::default().with_mark(major, 0, currency)
}
