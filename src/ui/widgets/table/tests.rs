use eframe::egui::{Key, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::{Cell, Column, Sort, Table, TableResponse, tsv};
use crate::ui::theme;

const ROWS: [(&str, &str); 3] = [("Welcome", "704"), ("Win-back", "312"), ("Cart", "655")];

fn columns() -> [Column; 2] {
    [Column::text("Workflow"), Column::number("Orders")]
}

fn cell(row: usize, column: usize) -> Cell<'static> {
    let (name, orders) = ROWS[row];
    match column {
        0 => Cell::text(name),
        _ => Cell::text(orders).link(),
    }
}

/// A table whose last response and current order are the state.
fn harness() -> Harness<'static, (Option<Sort>, Vec<TableResponse>)> {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(480.0, 300.0))
        .with_context_setup(theme::apply)
        .build_ui_state(
            |ui, (sort, seen): &mut (Option<Sort>, Vec<TableResponse>)| {
                let columns = columns();
                let response = Table::new(ui, "table", &columns, ROWS.len())
                    .sort(*sort)
                    .clickable()
                    .total(vec![Cell::text("Store"), Cell::text("1,671")])
                    .show(ui, cell);
                *sort = response.sort.or(*sort);
                seen.push(response);
            },
            (None, Vec::new()),
        );
    harness.run();
    harness
}

#[test]
fn a_header_click_sorts_and_a_second_one_turns_the_order() {
    let mut harness = harness();
    for descending in [true, false] {
        harness
            .get_by_role_and_label(Role::ColumnHeader, "Orders")
            .click();
        harness.run();
        let expected = Sort {
            column: 1,
            descending,
        };
        assert_eq!(harness.state().0, Some(expected));
    }
    let header = harness.get_by_role_and_label(Role::ColumnHeader, "Orders");
    assert!(header.accesskit_node().data().sort_direction().is_some());
}

#[test]
fn a_header_sorts_by_keyboard() {
    let mut harness = harness();
    harness
        .get_by_role_and_label(Role::ColumnHeader, "Workflow")
        .focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let expected = Sort {
        column: 0,
        descending: false,
    };
    assert_eq!(harness.state().0, Some(expected));
}

#[test]
fn rows_and_link_cells_answer_apart() {
    let mut harness = harness();
    harness.get_by_role_and_label(Role::Row, "Win-back").click();
    harness.run();
    let clicked = |harness: &Harness<'_, (Option<Sort>, Vec<TableResponse>)>| {
        let seen = &harness.state().1;
        (
            seen.iter().rev().find_map(|response| response.clicked),
            seen.iter().rev().find_map(|response| response.clicked_cell),
        )
    };
    assert_eq!(clicked(&harness), (Some(1), None));
    harness.state_mut().1.clear();
    harness.get_by_role_and_label(Role::Link, "655").click();
    harness.run();
    assert_eq!(clicked(&harness), (None, Some((2, 1))));
}

#[test]
fn a_long_table_draws_visible_rows_only() {
    let drawn = |max_height: Option<f32>| {
        let mut harness = Harness::builder()
            .with_size(Vec2::new(480.0, 400.0))
            .with_context_setup(theme::apply)
            .build_ui_state(
                move |ui, asked: &mut Vec<usize>| {
                    asked.clear();
                    let columns = columns();
                    let mut table = Table::new(ui, "table", &columns, 50_000);
                    if let Some(height) = max_height {
                        table = table.max_height(height);
                    }
                    eframe::egui::ScrollArea::vertical().show(ui, |ui| {
                        table.show(ui, |row, _| {
                            asked.push(row);
                            Cell::text(row.to_string())
                        });
                    });
                },
                Vec::new(),
            );
        harness.run();
        harness.state().len()
    };
    for max_height in [None, Some(300.0)] {
        let cells = drawn(max_height);
        assert!(
            (4..=2 * 16 * 2).contains(&cells),
            "{cells} cells asked with {max_height:?}"
        );
    }
}

#[test]
fn numbers_are_never_cut_however_narrow_the_window() {
    let long = "1,234,567,890.00";
    let mut harness = Harness::builder()
        .with_size(Vec2::new(160.0, 200.0))
        .with_context_setup(theme::apply)
        .build_ui(move |ui| {
            let columns = columns();
            Table::new(ui, "table", &columns, 1).show(ui, |_, column| match column {
                0 => Cell::text("A workflow with a long name"),
                _ => Cell::text(long),
            });
        });
    harness.run();
    let number = harness.get_by_role_and_label(Role::Cell, long).rect();
    let drawn = harness.ctx.fonts_mut(|fonts| {
        let font = theme::Font::Body.id();
        long.chars()
            .map(|sign| fonts.glyph_width(&font, sign))
            .sum::<f32>()
    });
    assert!(number.width() >= drawn, "{} < {drawn}", number.width());
}

#[test]
fn a_copy_has_a_header_and_one_line_per_row() {
    let text = tsv(&columns(), 2, |row, column| match column {
        0 => Cell::text(ROWS[row].0).suffix("flow"),
        _ => Cell::text("7\t04"),
    });
    assert_eq!(
        text,
        "Workflow\tOrders\nWelcome flow\t7 04\nWin-back flow\t7 04\n"
    );
}
