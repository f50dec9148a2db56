//! All widgets on one page in both themes: for eyes (PNG files in the temporary folder), and for the
//! harness, which fails on inputs without a name and on characters without a glyph.

use std::panic::{AssertUnwindSafe, catch_unwind};

use eframe::egui::{Color32, Layout, Theme, Ui, Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _, wgpu::WgpuTestRenderer};

use super::{
    badge::{badge, tag},
    button::{Button, icon_button},
    card::Card,
    chip::{ScopeChip, menu_item},
    choice::{segmented, toggle_row},
    columns::{Columns, Track},
    definition::{Definition, number_with_definition},
    field::{SearchBox, TextField, command_box},
    modal::{Dialog, dialog_actions},
    progress::{Progress, progress_line},
    rail::{RailItem, page, rail, top_bar},
    reorder::reorder_list,
    rows::{action_row, key_value, select_row},
    slider::SliderRow,
    status::status,
    toast::Toasts,
};
use crate::ui::{
    icons,
    theme::{self, Font, Tokens, Tone},
};

mod sections;

struct State {
    factor: f64,
    orders: f64,
    name: String,
    search: String,
    exclude: bool,
    window: u8,
    toasts: Toasts,
    dialog: bool,
    note: String,
}

impl Default for State {
    fn default() -> Self {
        Self {
            factor: 1.25,
            orders: 2.0,
            name: "At risk, own gap".to_owned(),
            search: String::new(),
            exclude: true,
            window: 30,
            toasts: Toasts::default(),
            dialog: false,
            note: String::new(),
        }
    }
}

fn gallery(ui: &mut Ui, state: &mut State) {
    rail(
        ui,
        |ui| {
            for (index, (icon, name)) in PLACES.iter().enumerate() {
                let digit = char::from(b'1' + index as u8);
                RailItem::new(icon, name, digit)
                    .selected(index == 1)
                    .show(ui);
            }
        },
        &[
            "juniper-oak.holdout",
            "14,062 orders to 30 Jun 2026",
            "Europe/London · EUR",
            "Offline · no network code",
        ],
    );
    top_bar(
        ui,
        "Overview",
        |ui| {
            for (label, value) in [
                ("Period", "Jan to Jun 2026"),
                ("People", "Everyone"),
                ("Versus", "Control"),
            ] {
                ScopeChip::new(label, value).show(ui, |ui| {
                    for choice in ["Control", "Last year", "A benchmark"] {
                        menu_item(ui, choice, choice == value);
                    }
                });
            }
        },
        |ui| {
            Button::secondary("Export").show(ui);
            command_box(ui, "Search or run a command", "Ctrl K");
        },
    );
    page(ui, "gallery", |ui| {
        sections::tiles(ui);
        sections::answer(ui);
        sections::evidence(ui);
        sections::data(ui);
        segments(ui, state);
        controls(ui, state);
    });
    state.toasts.show(ui.ctx());
    if state.dialog {
        dialog(ui, state);
    }
}

fn dialog(ui: &mut Ui, state: &mut State) {
    Dialog::new("Log decision").show(ui.ctx(), |ui| {
        TextField::new("What was decided", &mut state.note)
            .hint("Free shipping for everyone")
            .show(ui);
        dialog_actions(ui, |ui| {
            Button::primary("Log decision").show(ui);
            Button::secondary("Cancel").show(ui);
        });
    });
}

const PLACES: [(&str, &str); 9] = [
    (icons::DATA, "Data"),
    (icons::OVERVIEW, "Overview"),
    (icons::ATTRIBUTION, "Attribution"),
    (icons::SEGMENTS, "Segments"),
    (icons::WHAT_IF, "What-if"),
    (icons::EXPERIMENTS, "Experiments"),
    (icons::COHORTS, "Cohorts & LTV"),
    (icons::HEALTH, "Flow health"),
    (icons::REPORT, "Report"),
];

fn segments(ui: &mut Ui, state: &mut State) {
    let tracks = [Track::Fixed(230.0), Track::Share(1.0), Track::Share(1.0)];
    Columns::new(ui, "segments", &tracks).show(ui, |ui, index| match index {
        0 => {
            Card::new().fill_height().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                select_row(ui, "VIP, top 10 %", "602", false);
                select_row(ui, "At risk, own gap", "871", true);
                select_row(ui, "Not purchased in 90 days for long", "1,944", false);
            });
        }
        1 => {
            Card::new()
                .title("What if")
                .subtitle("Drag: everything here redraws in the same frame.")
                .show(ui, |ui| {
                    let times = |value: f64| format!("{value:.2}");
                    SliderRow::new("At-risk factor", &mut state.factor, 0.5..=3.0, 0.05, times)
                        .show(ui);
                    let whole = |value: f64| format!("{value:.0}");
                    SliderRow::new("Minimum orders", &mut state.orders, 1.0..=10.0, 1.0, whole)
                        .show(ui);
                    ui.horizontal(|ui| {
                        Button::secondary("Pin scenario").icon(icons::PIN).show(ui);
                        Button::secondary("Save as segment").show(ui);
                    });
                });
        }
        _ => {
            Card::new()
                .title("Codes without a workflow")
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    for code in ["HONEY15", "STAFF40"] {
                        action_row(ui, "Map", |ui| {
                            tag(ui, code);
                            ui.weak("41 orders, €1,960");
                        });
                    }
                    key_value(ui, "Refunded", "4.1 %");
                    reorder_list(
                        ui,
                        "order",
                        &["Unique code of a workflow", "Message click, 5 days"],
                    );
                    let meaning = Definition::new("People", "Members of the segment today");
                    number_with_definition(ui, "871", Font::Figure, &meaning);
                });
        }
    });
}

fn controls(ui: &mut Ui, state: &mut State) {
    Card::new().title("Controls").show(ui, |ui| {
        progress_line(ui, Progress::Share(0.4), "Reading orders_export_1.csv");
        ui.horizontal(|ui| {
            Button::primary("Primary").show(ui);
            Button::secondary("Secondary").shortcut("Ctrl S").show(ui);
            Button::secondary("Disabled").enabled(false).show(ui);
            Button::secondary("Delete")
                .destructive()
                .icon(icons::TRASH)
                .show(ui);
            Button::quiet("Quiet").icon(icons::UNDO).show(ui);
            Button::link("Choose files…").show(ui);
            icon_button(ui, icons::SETTINGS, "Settings");
            let windows = [(7, "7 days"), (30, "30 days"), (90, "90 days")];
            segmented(ui, &mut state.window, &windows);
            status(ui, Tone::Positive, "B better");
            status(ui, Tone::Neutral, "Not decided");
            badge(ui, "off", false);
        });
        ui.horizontal_top(|ui| {
            TextField::new("Name", &mut state.name)
                .width(220.0)
                .show(ui);
            TextField::new("Window in days", &mut state.search)
                .hint("30")
                .width(160.0)
                .error(Some("Write a whole number of days"))
                .show(ui);
            ui.vertical(|ui| {
                ui.set_width(300.0);
                toggle_row(
                    ui,
                    &mut state.exclude,
                    "Leave out test orders",
                    "40 orders, €0",
                );
            });
            SearchBox::new(&mut String::new(), "Filter issues").show(ui);
        });
        ui.with_layout(
            Layout::left_to_right(eframe::egui::Align::Center).with_main_wrap(true),
            |ui| {
                for (_, icon) in icons::ALL {
                    ui.label(*icon);
                }
            },
        );
    });
}

fn harness(theme: Theme) -> Harness<'static, State> {
    Harness::builder()
        .with_size(Vec2::new(1440.0, 1560.0))
        .with_theme(theme)
        .with_context_setup(theme::apply)
        .build_ui_state(gallery, State::default())
}

fn save(harness: &mut Harness<'_, State>, name: &str) -> Vec<[u8; 4]> {
    let image = harness.render().expect("the gallery renders");
    let path = std::env::temp_dir().join(format!("uikit-gallery-{name}.png"));
    image.save(&path).expect("the temporary folder is writable");
    image.pixels().map(|pixel| pixel.0).collect()
}

#[test]
fn the_gallery_names_every_input_and_has_every_glyph() {
    for theme in [Theme::Light, Theme::Dark] {
        harness(theme).run();
    }
}

#[test]
fn the_gallery_is_drawn_in_both_themes() {
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        // Creating the renderer is the only step that needs a graphics adapter.
        let Ok(renderer) = catch_unwind(AssertUnwindSafe(WgpuTestRenderer::new)) else {
            // Past the test runner's capture: who reads a green run must see what it left out.
            let line = "skipped the_gallery_is_drawn_in_both_themes: no graphics adapter\n";
            std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
            return;
        };
        let mut harness = Harness::builder()
            .with_size(Vec2::new(1440.0, 1560.0))
            .with_theme(theme)
            .with_context_setup(theme::apply)
            .renderer(renderer)
            .build_ui_state(gallery, State::default());
        harness.run();
        let pixels = save(&mut harness, name);
        let tokens = Tokens::for_theme(theme);
        for colour in [tokens.ground.surface, tokens.ground.sunken, tokens.accent] {
            let found = pixels
                .iter()
                .any(|[red, green, blue, _]| Color32::from_rgb(*red, *green, *blue) == colour);
            assert!(found, "the {name} gallery has no pixel of {colour:?}");
        }
        // The same page with focus, hover, an open menu, a dialog-free overlay of messages.
        harness.state_mut().toasts.push(
            Tone::Positive,
            "Segment saved",
            Some("Undo".to_owned()),
            0.0,
        );
        harness.state_mut().toasts.push(
            Tone::Negative,
            "Not exported: the disk is full",
            None,
            0.0,
        );
        harness.get_by_label("Versus").click();
        harness.run();
        harness.get_by_label("Save as segment").focus();
        harness
            .get_by_role_and_label(Role::Row, "Win-back flow")
            .hover();
        harness.run_steps(4);
        save(&mut harness, &format!("{name}-states"));
        harness.state_mut().dialog = true;
        harness.run_steps(4);
        save(&mut harness, &format!("{name}-dialog"));
    }
}
