//! All widgets on one page in both themes: for eyes (PNG files in the temporary folder), and for the
//! harness, which fails on inputs without a name and on characters without a glyph.

use std::panic::{AssertUnwindSafe, catch_unwind};

use eframe::egui::{Color32, Layout, Theme, Ui, Vec2, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _, wgpu::WgpuTestRenderer};

use super::{
    badge::{Grade, badge, tag},
    banner::Banner,
    button::{Button, icon_button},
    card::{AnswerCard, Card},
    chip::{ScopeChip, menu_item},
    choice::{segmented, toggle_row},
    columns::{Columns, Track},
    definition::{Definition, number_with_definition},
    empty::{drop_zone, empty_state},
    field::{SearchBox, TextField, command_box},
    interval::IntervalMark,
    modal::{Dialog, dialog_actions},
    progress::{Progress, progress_line},
    rail::{RailItem, page, rail, top_bar},
    reorder::reorder_list,
    rows::{ListRow, action_row, key_value, select_row},
    slider::SliderRow,
    status::{pill, status},
    table::{Cell, Column, Sort, Table},
    tile::FigureTile,
    toast::Toasts,
};
use crate::ui::{
    icons,
    theme::{self, Font, Tokens, Tone},
};

const TREND: [f64; 12] = [1.0, 2.0, 1.8, 3.0, 4.2, 6.0, 5.6, 4.9, 5.2, 4.1, 4.0, 4.6];

pub(super) struct State {
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
        tiles(ui);
        answer(ui);
        evidence(ui);
        data(ui);
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

fn tiles(ui: &mut Ui) {
    let definition = Definition::new("Conversion", "People who ordered within 30 days")
        .basis("4,800 people, 1 Jan to 30 Jun 2026");
    let tracks = [Track::Share(1.0); 4];
    Columns::new(ui, "tiles", &tracks).show(ui, |ui, index| {
        let tile = match index {
            0 => FigureTile::new("Conversion, 30 days", "6.2 %")
                .grade(Grade::A)
                .comparison(Tone::Positive, "+2.2 pp vs control")
                .definition(&definition),
            1 => FigureTile::new("Average order value", "€47.80")
                .grade(Grade::A)
                .comparison(Tone::Neutral, "+€0.35 vs control"),
            2 => FigureTile::new("LTV-90, net", "€61.40")
                .grade(Grade::B)
                .comparison(Tone::Negative, "−€5.20 vs rest"),
            _ => FigureTile::new("Repeat-90", "29.8 %")
                .grade(Grade::C)
                .comparison(Tone::Positive, "+3.1 pp vs last year"),
        };
        tile.interval("95 % CI 1.0 to 3.4").trend(&TREND).show(ui);
    });
}

fn answer(ui: &mut Ui) {
    AnswerCard::new(
        Tone::Positive,
        "B wins: free shipping converts 6.2 % against 4.0 %",
        "+2.2 percentage points (95 % interval 1.0 to 3.4), p = 0.0005. Worth about €4,400 a month.",
    )
    .show(ui, |ui| {
        Button::primary("Add to report").show(ui);
        Button::secondary("Log decision").show(ui);
    });
    ui.horizontal_wrapped(|ui| {
        for (tone, text) in [
            (Tone::Positive, "Sample ratio ok, p = 0.62"),
            (Tone::Positive, "In one arm only: 99.8 %"),
            (
                Tone::Warning,
                "One variable? incentive type and copy differ",
            ),
            (Tone::Negative, "Window open"),
            (Tone::Neutral, "Not decided"),
        ] {
            pill(ui, tone, text, "");
        }
    });
}

fn evidence(ui: &mut Ui) {
    let tracks = [Track::Share(1.0), Track::Fixed(288.0)];
    Columns::new(ui, "evidence", &tracks).show(ui, |ui, index| {
        if index == 0 {
            Card::new()
                .title("What workflows earned, and what they caused")
                .subtitle("Attributed: one order, one credit. Incremental: difference to the holdout, 95 % interval.")
                .fill_height()
                .show_with_actions(
                    ui,
                    |ui| {
                        Button::quiet("Export").icon(icons::EXPORT).show(ui);
                        Button::quiet("Report").icon(icons::PLUS).show(ui);
                    },
                    workflows,
                );
        } else {
            Card::new().title("Needs attention").fill_height().show(ui, |ui| {
                ListRow::new("VIP20 is leaking: 61 % of its redeemers got no message")
                    .tone(Tone::Negative)
                    .detail("€9,140 net would leave VIP flow")
                    .action("Review")
                    .show(ui);
                ListRow::new("412 cart reminders were sent after the purchase")
                    .tone(Tone::Warning)
                    .detail("Stop condition missing")
                    .action("See people")
                    .show(ui);
                ListRow::new("Win-back B is ready to call")
                    .tone(Tone::Positive)
                    .detail("Window closed for all 4,800 people")
                    .action("Open")
                    .last()
                    .show(ui);
            });
        }
    });
}

fn workflows(ui: &mut Ui) {
    let columns = [
        Column::text("Workflow"),
        Column::number("Orders"),
        Column::number("Attributed net, €"),
        Column::number("Net / recipient, €"),
        Column::drawing("Incremental net", 140.0),
        Column::text("Verdict"),
    ];
    let rows = [
        ("Win-back", "312", "14,880.00", "3.10", (1.2, 4.4, 7.9)),
        ("Welcome", "704", "31,260.00", "7.82", (3.0, 7.9, 11.0)),
        (
            "Abandoned cart with a very long name",
            "655",
            "28,940.00",
            "8.04",
            (-2.0, 0.4, 2.9),
        ),
        (
            "Summer launch",
            "198",
            "8,450.00",
            "0.92",
            (-9.0, -5.0, -1.0),
        ),
    ];
    let scale = IntervalMark::shared_scale(rows.iter().map(|row| (row.4.0, row.4.2)));
    Table::new(ui, "workflows", &columns, rows.len())
        .sort(Some(Sort {
            column: 2,
            descending: true,
        }))
        .selected(Some(1))
        .clickable()
        .total(vec![
            Cell::text("Store"),
            Cell::text("4,008"),
            Cell::text("212,400.00"),
        ])
        .show(ui, |row, column| {
            let (name, orders, net, each, (low, estimate, high)) = rows[row];
            let tone = if low > 0.0 {
                Tone::Positive
            } else if high < 0.0 {
                Tone::Negative
            } else {
                Tone::Neutral
            };
            let mark = IntervalMark {
                low,
                estimate,
                high,
                tone,
                scale,
            };
            match column {
                0 => Cell::text(name).suffix("flow"),
                1 => Cell::text(orders),
                2 => Cell::text(net),
                3 => Cell::text(each),
                4 => Cell::interval(mark, "€4.4k, 1.2 to 7.9"),
                _ => Cell::status(
                    tone,
                    if tone == Tone::Neutral {
                        "Not decided"
                    } else {
                        "Differs"
                    },
                ),
            }
        });
}

fn data(ui: &mut Ui) {
    drop_zone(
        ui,
        "Drop export files anywhere in this window",
        "CSV, XLSX or ZIP from Shopify, Klaviyo, Mailchimp, GA4, WooCommerce, Matrixify, or any table",
        "Choose files…",
        false,
    );
    Banner::new(Tone::Negative, "ga4_traffic.csv was not read")
        .detail("Line 14 holds a grand total. Remove the line or choose another file.")
        .action("Choose file…")
        .dismissible()
        .show(ui);
    let tracks = [Track::Share(2.0), Track::Share(1.0)];
    Columns::new(ui, "data", &tracks).show(ui, |ui, index| {
        if index == 0 {
            Card::new().title("Issues").fill_height().show(ui, |ui| {
                let columns = [
                    Column::text("What"),
                    Column::text("Where"),
                    Column::drawing("Read as", 190.0),
                    Column::text("Done"),
                ];
                Table::new(ui, "issues", &columns, 3).show(ui, |row, column| match column {
                    0 => Cell::status(
                        [Tone::Negative, Tone::Warning, Tone::Positive][row],
                        "Order id damaged by a spreadsheet",
                    ),
                    1 => Cell::text("orders_export_1.csv:8112").link(),
                    2 => Cell::tags(["8.28E+12".to_owned(), "FREESHIP".to_owned()]),
                    _ => Cell::text("Name #5127 used as the key").muted(),
                });
            });
        } else {
            Card::new().fill_height().show(ui, |ui| {
                empty_state(
                    ui,
                    icons::DATA,
                    "Nothing loaded yet",
                    "Drop files here, or look around in the sample shop",
                    |ui| {
                        Button::primary("Open sample shop").show(ui);
                        Button::secondary("Choose files…").show(ui);
                    },
                );
            });
        }
    });
}

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
            println!("skipped the_gallery_is_drawn_in_both_themes: no graphics adapter");
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
