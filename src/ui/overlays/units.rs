//! The dialog that asks which columns of a file with one row per unit hold what.

use eframe::egui::{Align, Context, Label, Layout, ScrollArea, Ui, vec2};

use crate::app::Action;
use crate::app::view::{MetricDraft, Overlay, UnitsDraft};
use crate::stats::StatisticKind;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, size, space};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item};
use crate::ui::widgets::choice::toggle_row;
use crate::ui::widgets::field::TextField;
use crate::ui::widgets::modal::{Dialog, dialog_actions};
use crate::ui::widgets::table::{Cell, Column, Table, Width};

/// How much is shown at once; more of it scrolls.
#[derive(Clone, Copy)]
struct Shown {
    /// Rows of the file.
    rows: usize,
    /// Metrics.
    metrics: f32,
}

impl Shown {
    /// A low window has room for less: the buttons must stay inside it.
    fn inside(height: f32) -> Self {
        if height < 780.0 {
            Self {
                rows: 2,
                metrics: 2.0,
            }
        } else {
            Self {
                rows: 4,
                metrics: 5.0,
            }
        }
    }
}

const MENU_HEIGHT: f32 = 280.0;
const NAME_WIDTH: f32 = 220.0;

/// Draws the dialog.
pub(super) fn show(context: &Context, draft: &UnitsDraft, outbox: &mut Outbox) {
    let width = (context.content_rect().width() - 160.0).clamp(520.0, 860.0);
    let shown = Shown::inside(context.content_rect().height());
    let mut changed = draft.clone();
    let dialog = Dialog::new("Read as one row per unit").width(width);
    let response = dialog.show(context, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        explanation(ui, draft);
        TextField::new("Name of the test", &mut changed.name)
            .width(NAME_WIDTH)
            .show(ui);
        arms(ui, &mut changed);
        section(ui, "What was measured");
        metrics(ui, &mut changed, shown);
        section(ui, "What else is known of a unit");
        others(ui, &mut changed);
        preview(ui, &changed, shown);
        actions(ui, &changed, outbox);
    });
    if response.close {
        outbox.send(Action::SetOverlay(None));
    } else if changed != *draft {
        // Placed first: a confirmation in the same frame must still be the last word.
        outbox.send_first(Action::SetOverlay(Some(Overlay::Units(Box::new(changed)))));
    }
}

fn explanation(ui: &mut Ui, draft: &UnitsDraft) {
    let ink = Tokens::of(ui).ink.text;
    let name = draft.path.file_name().unwrap_or_default().to_string_lossy();
    let what = format!(
        "{name} becomes an experiment: each row is one person, session or shop with its arm and what was measured of it. Check the columns before it is read"
    );
    ui.add(Label::new(Font::Body.text(what, ink)).wrap());
}

fn section(ui: &mut Ui, title: &str) {
    let ink = Tokens::of(ui).ink.text;
    ui.label(Font::Strong.text(title, ink));
    ui.add_space(-space::XS);
}

/// The column with the arm, and the control.
fn arms(ui: &mut Ui, draft: &mut UnitsDraft) {
    ui.horizontal_wrapped(|ui| {
        let shown = draft.variant.as_deref().unwrap_or("choose a column");
        let headers: Vec<&str> = draft.possible_variants().collect();
        let picked = menu(ui, ("Arm", shown), &headers, draft.variant.as_deref());
        let picked = picked.map(str::to_owned);
        if let Some(header) = picked {
            draft.set_variant(header);
        }
        let arms: Vec<&str> = draft.arms().iter().map(String::as_str).collect();
        let shown = draft.control.as_deref().unwrap_or("by its name");
        let picked = menu(ui, ("Control arm", shown), &arms, draft.control.as_deref());
        if let Some(arm) = picked.map(str::to_owned) {
            draft.control = Some(arm);
        }
        let others: Vec<&str> = draft
            .arms()
            .iter()
            .map(String::as_str)
            .filter(|arm| Some(*arm) != draft.control.as_deref())
            .collect();
        if !others.is_empty() {
            let muted = Tokens::of(ui).ink.muted;
            let text = format!("against {}", others.join(", "));
            ui.add(Label::new(Font::Secondary.text(text, muted)).truncate());
        }
    });
}

/// Every column of numbers with whether and how it is measured, and which one decides.
fn metrics(ui: &mut Ui, draft: &mut UnitsDraft, shown: Shown) {
    let numbers: Vec<String> = draft.numbers().map(str::to_owned).collect();
    let variant = draft.variant.clone();
    let height = shown.metrics * (size::CONTROL + space::XS);
    ScrollArea::vertical()
        .id_salt("unit-metrics")
        .max_height(height)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            for (at, metric) in draft.metrics.iter_mut().enumerate() {
                if Some(&metric.column) != variant.as_ref() {
                    ui.push_id(at, |ui| metric_row(ui, metric, &numbers));
                }
            }
        });
    ui.horizontal_wrapped(|ui| {
        let measured: Vec<(usize, String)> = draft
            .metrics
            .iter()
            .enumerate()
            .filter(|(_, metric)| metric.measured)
            .map(|(at, metric)| (at, metric.name()))
            .collect();
        let decides = measured.iter().find(|(at, _)| *at == draft.decides);
        let decides = decides.map(|(_, name)| name.clone());
        let names: Vec<&str> = measured.iter().map(|(_, name)| name.as_str()).collect();
        let shown = decides.as_deref().unwrap_or("choose a metric");
        let picked = menu(ui, ("Decides", shown), &names, decides.as_deref());
        let picked = picked.and_then(|name| measured.iter().find(|(_, known)| known == name));
        if let Some((at, _)) = picked {
            draft.decides = *at;
        }
        if Button::link("Add a ratio").show(ui).clicked() {
            draft.metrics.push(MetricDraft {
                measured: true,
                kind: StatisticKind::Ratio,
                column: numbers.first().cloned().unwrap_or_default(),
                denominator: None,
            });
        }
    });
}

fn metric_row(ui: &mut Ui, metric: &mut MetricDraft, numbers: &[String]) {
    ui.horizontal(|ui| {
        let name = metric.name();
        ui.allocate_ui_with_layout(
            vec2(NAME_WIDTH, size::CONTROL),
            Layout::left_to_right(Align::Center),
            |ui| toggle_row(ui, &mut metric.measured, &name, ""),
        );
        if !metric.measured {
            return;
        }
        let kinds = [
            (StatisticKind::Proportion, "Proportion"),
            (StatisticKind::Mean, "Mean"),
            (StatisticKind::Ratio, "Ratio"),
        ];
        let words: Vec<&str> = kinds.iter().map(|(_, word)| *word).collect();
        let shown = kinds.iter().find(|(kind, _)| *kind == metric.kind);
        let shown = shown.map_or("", |(_, word)| word);
        if let Some(word) = menu(ui, ("Read as", shown), &words, Some(shown))
            && let Some((kind, _)) = kinds.iter().find(|(_, known)| *known == word)
        {
            metric.kind = *kind;
        }
        if metric.kind != StatisticKind::Ratio {
            return;
        }
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let column = metric.column.clone();
        if let Some(header) = menu(ui, ("Sum of", &column), &numbers, Some(&column)) {
            header.clone_into(&mut metric.column);
        }
        let below = metric.denominator.clone();
        let shown = below.as_deref().unwrap_or("choose a column");
        if let Some(header) = menu(ui, ("divided by", shown), &numbers, below.as_deref()) {
            metric.denominator = Some(header.to_owned());
        }
    });
}

/// The covariate and the cuts.
fn others(ui: &mut Ui, draft: &mut UnitsDraft) {
    ui.horizontal_wrapped(|ui| {
        let covariate = draft.covariate.clone();
        let shown = covariate.as_deref().unwrap_or("none");
        let headers: Vec<&str> = std::iter::once("none").chain(draft.numbers()).collect();
        let picked = menu(ui, ("Known before", shown), &headers, Some(shown));
        if let Some(header) = picked.map(str::to_owned) {
            draft.covariate = (header != "none").then_some(header);
        }
        cuts(ui, draft);
    });
    let muted = Tokens::of(ui).ink.muted;
    ui.add_space(-space::S);
    ui.label(Font::Secondary.text(
        "A number known before the test makes the intervals narrower; a column to look inside is for exploring",
        muted,
    ));
}

fn cuts(ui: &mut Ui, draft: &mut UnitsDraft) {
    let shown = if draft.by.is_empty() {
        "nothing".to_owned()
    } else {
        draft.by.join(", ")
    };
    let headers: Vec<String> = draft.possible_cuts().map(str::to_owned).collect();
    ScopeChip::new("Look inside", &shown)
        .stay_open()
        .show(ui, |ui| {
            ScrollArea::vertical()
                .max_height(MENU_HEIGHT)
                .show(ui, |ui| {
                    for header in headers {
                        let is_on = draft.by.contains(&header);
                        if !menu_item(ui, &header, is_on).clicked() {
                            continue;
                        }
                        if is_on {
                            draft.by.retain(|cut| *cut != header);
                        } else {
                            draft.by.push(header);
                        }
                    }
                });
        });
}

/// A chip whose menu has one row per choice; the choice that was clicked.
fn menu<'a>(
    ui: &mut Ui,
    (label, value): (&str, &str),
    choices: &[&'a str],
    chosen: Option<&str>,
) -> Option<&'a str> {
    ScopeChip::new(label, value)
        .show(ui, |ui| {
            let mut picked = None;
            ScrollArea::vertical()
                .max_height(MENU_HEIGHT)
                .show(ui, |ui| {
                    for choice in choices {
                        if menu_item(ui, choice, Some(*choice) == chosen).clicked() {
                            picked = Some(*choice);
                        }
                    }
                });
            picked
        })
        .inner
        .flatten()
}

/// The first rows, with what each column is taken for in its header.
fn preview(ui: &mut Ui, draft: &UnitsDraft, shown: Shown) {
    let roles: Vec<Option<&str>> = draft
        .columns
        .iter()
        .map(|column| draft.role(&column.header))
        .collect();
    let columns: Vec<Column> = draft
        .columns
        .iter()
        .zip(&roles)
        .map(|(column, role)| {
            let header = &column.header;
            let title = role.map_or_else(|| header.clone(), |role| format!("{header} → {role}"));
            let width = Width::Flexible {
                share: 1.0,
                min: 128.0,
            };
            Column::text(title).unsorted().width(width)
        })
        .collect();
    let rows = draft.preview.len();
    let mut table = Table::new(ui, "units-preview", &columns, rows);
    if rows > shown.rows {
        table = table.max_height(size::ROW * (shown.rows as f32 + 1.0));
    }
    table.show(ui, |row, column| {
        let text = draft.preview[row].get(column).cloned().unwrap_or_default();
        let cell = Cell::text(text);
        match roles.get(column) {
            Some(Some(_)) => cell,
            _ => cell.muted(),
        }
    });
}

fn actions(ui: &mut Ui, draft: &UnitsDraft, outbox: &mut Outbox) {
    let reason = draft.mapping().err();
    dialog_actions(ui, |ui| {
        let read = Button::primary("Read the test").enabled(reason.is_none());
        let read = match &reason {
            Some(reason) => read.hover(reason),
            None => read,
        };
        if read.show(ui).clicked() {
            outbox.send(Action::Confirm);
        }
        if Button::secondary("Cancel").show(ui).clicked() {
            outbox.send(Action::SetOverlay(None));
        }
        if let Some(reason) = reason {
            let muted = Tokens::of(ui).ink.muted;
            ui.add(Label::new(Font::Secondary.text(reason, muted)).truncate());
        }
    });
}
