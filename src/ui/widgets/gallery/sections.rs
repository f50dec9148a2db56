//! The parts of the gallery that show results, as the mock-ups arrange them.

use eframe::egui::Ui;

use crate::ui::{
    icons,
    theme::Tone,
    widgets::{
        badge::Grade,
        banner::Banner,
        button::Button,
        card::{AnswerCard, Card},
        columns::{Columns, Track},
        definition::Definition,
        empty::{drop_zone, empty_state},
        interval::IntervalMark,
        rows::ListRow,
        status::pill,
        table::{Cell, Column, Sort, Table},
        tile::FigureTile,
    },
};

const TREND: [f64; 12] = [1.0, 2.0, 1.8, 3.0, 4.2, 6.0, 5.6, 4.9, 5.2, 4.1, 4.0, 4.6];

pub(super) fn tiles(ui: &mut Ui) {
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

pub(super) fn answer(ui: &mut Ui) {
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

pub(super) fn evidence(ui: &mut Ui) {
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

pub(super) fn data(ui: &mut Ui) {
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
