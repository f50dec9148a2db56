//! The arms of a calculator: one row of fields each.

use eframe::egui::{Align, Sense, Ui, vec2};

use crate::analysis::calculator::arm_name;
use crate::app::forms::{CalculatorForm, CalculatorKind, FieldErrors, MOST_ARMS, Place};
use crate::ui::icons;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::paint;

use super::super::tabs::Field;

/// Width of an arm's name.
const NAME: f32 = 72.0;

/// What a column of fields is called, and an example.
type Head = (&'static str, &'static str);

pub(super) fn show(ui: &mut Ui, form: &mut CalculatorForm) {
    match form.kind {
        CalculatorKind::Rates => {
            let errors = form.read_rates().errors;
            let heads = [("Did it", "96"), ("People", "2,400")];
            table(
                ui,
                ("Who did it, of how many", heads),
                &mut form.rates,
                &errors,
            );
        }
        CalculatorKind::Means => {
            let errors = form.read_means().errors;
            let heads = [
                ("Mean", "2.11"),
                ("Standard deviation", "14.2"),
                ("People", "2,400"),
            ];
            table(
                ui,
                ("One number per person", heads),
                &mut form.means,
                &errors,
            );
        }
        CalculatorKind::Split | CalculatorKind::Size => {
            let errors = form.read_split().errors;
            let heads = [("People", "1,680"), ("Planned weight", "50")];
            table(
                ui,
                ("People beside the plan", heads),
                &mut form.split,
                &errors,
            );
        }
    }
}

fn table<const N: usize>(
    ui: &mut Ui,
    (title, heads): (&str, [Head; N]),
    rows: &mut Vec<[String; N]>,
    errors: &FieldErrors<Place>,
) {
    Card::new()
        .title(title)
        .subtitle("The first arm is the control")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let field = field_width(ui, N);
            ui.horizontal(|ui| {
                words(ui, "", NAME);
                for (head, _) in heads {
                    words(ui, head, field);
                }
            });
            let mut removed = None;
            let can_remove = rows.len() > 2;
            for (at, row) in rows.iter_mut().enumerate() {
                if arm(ui, (at, can_remove), (row, &heads), errors) {
                    removed = Some(at);
                }
            }
            if let Some(at) = removed {
                rows.remove(at);
            }
            if rows.len() < MOST_ARMS && Button::link("Add an arm").show(ui).clicked() {
                let mut row: [String; N] = std::array::from_fn(|_| String::new());
                if heads
                    .last()
                    .is_some_and(|(head, _)| *head == "Planned weight")
                    && let (Some(last), Some(slot)) = (rows.last(), row.last_mut())
                {
                    slot.clone_from(&last[N - 1]);
                }
                rows.push(row);
            }
        });
}

/// One arm; true if it is to be removed.
fn arm<const N: usize>(
    ui: &mut Ui,
    (at, can_remove): (usize, bool),
    (row, heads): (&mut [String; N], &[Head; N]),
    errors: &FieldErrors<Place>,
) -> bool {
    let mut removed = false;
    let field = field_width(ui, N);
    let name = arm_name(at);
    ui.horizontal(|ui| {
        let words_of = if at == 0 {
            format!("{name}, control")
        } else {
            name.clone()
        };
        words(ui, &words_of, NAME);
        for (column, (text, (head, example))) in row.iter_mut().zip(heads).enumerate() {
            let label = format!("{name}: {}", head.to_lowercase());
            ui.allocate_ui(vec2(field, size::CONTROL), |ui| {
                let input = Field::new(&label, text)
                    .hint(example)
                    .error(errors.of((at, column)))
                    .in_row();
                if let Some(typed) = input.show(ui) {
                    *text = typed;
                }
            });
        }
        if can_remove && at > 0 {
            removed = icon_button(ui, icons::CLOSE, &format!("Remove arm {name}")).clicked();
        }
    });
    for column in 0..N {
        if let Some(error) = errors.of((at, column)) {
            let ink = Tokens::of(ui).verdict.negative;
            ui.label(Font::Secondary.text(error, ink));
        }
    }
    removed
}

fn field_width(ui: &Ui, columns: usize) -> f32 {
    let free = ui.available_width() - NAME - size::CONTROL - space::S;
    free / columns as f32 - space::S
}

fn words(ui: &mut Ui, text: &str, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, size::TAG), Sense::hover());
    let muted = Tokens::of(ui).ink.muted;
    let galley = paint::line_within(ui, text, Font::Secondary, muted, width);
    paint::place(ui.painter(), rect, Align::Min, galley);
}
