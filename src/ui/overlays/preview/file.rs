//! One file before its import: format, encoding, rows, dates, currency, time zone; its columns or rows.

use std::collections::BTreeMap;

use eframe::egui::{ScrollArea, Ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::Action;
use crate::app::preview::PreviewDraft;
use crate::import::{
    COMMON_ZONES, ColumnMapping, FilePreview, Format, MappingKind, PreviewContent, PreviewSurvey,
};
use crate::model::format::{day, plural};
use crate::model::time::Day;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, Tokens, Tone, size, space};
use crate::ui::widgets::banner::Banner;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::chip::{ScopeChip, menu_item, menu_note};
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::paint;
use crate::ui::widgets::table::{Cell, Column, Table, Width};

use super::columns;

const MENU_HEIGHT: f32 = 320.0;

/// The height of a table with a few rows.
const LEAST_TABLE: f32 = 96.0;

/// Draws the file; `shows_rows` and the height of its table stand beside it.
pub(super) fn file(
    ui: &mut Ui,
    file: &mut FilePreview,
    (shows_rows, height): (&mut bool, f32),
    outbox: &mut Outbox,
) {
    let top = ui.cursor().top();
    heading(ui, file);
    let content = match &file.content {
        Ok(content) => content.clone(),
        Err(reason) => {
            Banner::new(Tone::Negative, "The file cannot be read")
                .detail(reason)
                .show(ui);
            return;
        }
    };
    chips(ui, file, &content, outbox);
    roles(ui, file, &content, outbox);
    match &content.survey {
        None => unknown(ui, file, outbox),
        Some(Err(reason)) if content.format.and_then(mapping_kind).is_some() => {
            Banner::new(Tone::Warning, "Choose the columns that are needed")
                .detail(&reason.to_string())
                .show(ui);
        }
        Some(Err(reason)) => {
            Banner::new(Tone::Negative, "The file cannot be read like this")
                .detail(&reason.to_string())
                .show(ui);
        }
        Some(Ok(survey)) => {
            facts(ui, &content, survey);
            to_decide(ui, file);
        }
    }
    let has_columns = matches!(content.survey, Some(Ok(_)));
    if has_columns {
        segmented(ui, shows_rows, &[(false, "Columns"), (true, "First rows")]);
    }
    // Choices that take more room than most files need take it from the table, so that the dialog stays on
    // the screen.
    let taken = ui.cursor().top() - top;
    let height = (height - (taken - super::ABOVE_TABLE).max(0.0)).max(LEAST_TABLE);
    if has_columns && !*shows_rows {
        columns::table(ui, file, &content, height, outbox);
    } else {
        first_rows(ui, &content, height);
    }
}

fn heading(ui: &mut Ui, file: &FilePreview) {
    let muted = Tokens::of(ui).ink.muted;
    ui.horizontal(|ui| {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        paint::heading(ui, &name, Font::Strong);
        if file.is_remembered && !file.choice.is_empty() {
            let words = "read as the last file with these headers";
            ui.label(Font::Secondary.text(words, muted));
        }
    });
}

/// What can be chosen for the whole file.
fn chips(ui: &mut Ui, file: &mut FilePreview, content: &PreviewContent, outbox: &mut Outbox) {
    ui.horizontal_wrapped(|ui| {
        let recognised = content.recognition.format;
        let label = content.format.map_or("choose a format", Format::label);
        ScopeChip::new("Format", label).show(ui, |ui| {
            let words = match recognised {
                Some(format) => format!("Recognised by its headers: {}", format.label()),
                None => "No known export has these headers".to_owned(),
            };
            menu_note(ui, &words);
            ScrollArea::vertical()
                .max_height(MENU_HEIGHT)
                .show(ui, |ui| {
                    for format in in_order(content) {
                        let is_chosen = content.format == Some(format);
                        if menu_item(ui, format.label(), is_chosen).clicked() && !is_chosen {
                            choose_format(file, content, format);
                            outbox.send(Action::PreviewAgain);
                        }
                    }
                });
        });
        let Some(Ok(survey)) = &content.survey else {
            return;
        };
        if !survey.has_naive_times {
            return;
        }
        let zone = file.choice.zone.clone();
        let zone = zone.unwrap_or_else(|| survey.zone.clone());
        ScopeChip::new("Times without offset", &zone).show(ui, |ui| {
            menu_note(ui, "The zone of the tool that wrote the file");
            ScrollArea::vertical()
                .max_height(MENU_HEIGHT)
                .show(ui, |ui| {
                    let is_listed = COMMON_ZONES.contains(&survey.zone.as_str());
                    let unlisted = (!is_listed).then_some(survey.zone.as_str());
                    for name in unlisted.into_iter().chain(COMMON_ZONES) {
                        if menu_item(ui, name, name == zone).clicked() {
                            file.choice.zone = (name != survey.zone).then(|| name.to_owned());
                        }
                    }
                });
        });
    });
}

/// Every format; for a file that nobody knows those come first that take the columns of any table.
fn in_order(content: &PreviewContent) -> Vec<Format> {
    let mut formats = Format::ALL.to_vec();
    if content.recognition.format.is_none() {
        formats.sort_by_key(|&format| mapping_kind(format).is_none());
    }
    formats
}

/// Reads the file as a format; one without a layout of its own starts with the columns that its headers
/// suggest.
fn choose_format(file: &mut FilePreview, content: &PreviewContent, format: Format) {
    let headers = &content.recognition.headers;
    let kind = mapping_kind(format);
    file.choice.mapping = kind.map(|kind| {
        kind.suggest(headers).unwrap_or(ColumnMapping {
            kind,
            columns: BTreeMap::new(),
        })
    });
    let is_other = content.recognition.format != Some(format);
    file.choice.format = (is_other && kind.is_none()).then_some(format);
}

fn mapping_kind(format: Format) -> Option<MappingKind> {
    let mut kinds = MappingKind::ALL.into_iter();
    kinds.find(|kind| kind.format() == format)
}

/// Which column is what, for a file without a layout of its own.
fn roles(ui: &mut Ui, file: &mut FilePreview, content: &PreviewContent, outbox: &mut Outbox) {
    let Some(kind) = content.format.and_then(mapping_kind) else {
        return;
    };
    let recognition = &content.recognition;
    let proposed = || {
        let proposed = recognition.proposed_mapping.clone();
        proposed.filter(|mapping| mapping.kind == kind)
    };
    let mapping = file.choice.mapping.clone().or_else(proposed);
    let mapping = mapping.unwrap_or_else(|| ColumnMapping {
        kind,
        columns: BTreeMap::new(),
    });
    let mut changed = mapping.clone();
    ui.horizontal_wrapped(|ui| {
        for role in kind.roles() {
            let chosen = mapping.get(role.id);
            let chip = ScopeChip::new(role.label, chosen.unwrap_or("no column"));
            chip.value_width(160.0).show(ui, |ui| {
                ScrollArea::vertical()
                    .max_height(MENU_HEIGHT)
                    .show(ui, |ui| {
                        if menu_item(ui, "no column", chosen.is_none()).clicked() {
                            changed.columns.remove(role.id);
                        }
                        for header in &recognition.headers {
                            if menu_item(ui, header, chosen == Some(header)).clicked() {
                                changed.columns.insert(role.id.to_owned(), header.clone());
                            }
                        }
                    });
            });
        }
    });
    if changed != mapping {
        file.choice.mapping = Some(changed);
        file.choice.format = None;
        outbox.send(Action::PreviewAgain);
    }
}

/// What the file tells by itself, in a line.
fn facts(ui: &mut Ui, content: &PreviewContent, survey: &PreviewSurvey) {
    let recognition = &content.recognition;
    let delimiter = match recognition.delimiter {
        b',' => "commas".to_owned(),
        b';' => "semicolons".to_owned(),
        b'\t' => "tabs".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    let mut parts = vec![plural(survey.rows as i64, "row", "rows")];
    parts.extend(survey.span.map(|span| dates(span, &survey.zone)));
    parts.extend(survey.currency.map(|currency| {
        let code = currency.to_string();
        let named = currency.is_named().then_some(code);
        named.unwrap_or_else(|| "no currency named".to_owned())
    }));
    parts.push(format!("{}, {delimiter}", recognition.encoding.id()));
    if recognition.header_line > 1 {
        parts.push(format!("headers on line {}", recognition.header_line));
    }
    let muted = Tokens::of(ui).ink.muted;
    ui.label(Font::Body.text(parts.join(" · "), muted));
}

/// First and last day of a file.
fn dates((first, last): (i64, i64), zone: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let of = |micros: i64| {
        let moment = Timestamp::from_microsecond(micros).ok()?;
        Some(Day::from_date(moment.to_zoned(zone.clone()).date()))
    };
    match (of(first), of(last)) {
        (Some(first), Some(last)) if first == last => day(first),
        (Some(first), Some(last)) => format!("{} to {}", day(first), day(last)),
        (None, _) | (_, None) => String::new(),
    }
}

fn to_decide(ui: &mut Ui, file: &FilePreview) {
    let undecided = PreviewDraft::undecided(file);
    if undecided.is_empty() {
        return;
    }
    let count = plural(undecided.len() as i64, "column", "columns");
    let message = format!("{count} can be read in two ways");
    Banner::new(Tone::Warning, &message)
        .detail("No cell of the file tells which. Choose below; a wrong choice would change every number")
        .show(ui);
}

/// Ways out for a file that nobody knows.
fn unknown(ui: &mut Ui, file: &FilePreview, outbox: &mut Outbox) {
    let tokens = Tokens::of(ui);
    let words = "No known export has these headers. Choose its format above, or say what it lists:";
    ui.label(Font::Body.text(words, tokens.ink.text));
    ui.horizontal(|ui| {
        let people = Button::secondary("People and their arms…");
        if people.show(ui).clicked() {
            outbox.send(Action::SetOverlay(None));
            outbox.send(Action::InspectFile(file.path.clone()));
        }
        let units = Button::secondary("One row per unit…");
        if units.show(ui).clicked() {
            outbox.send(Action::SetOverlay(None));
            outbox.send(Action::InspectUnits(file.path.clone()));
        }
    });
}

fn first_rows(ui: &mut Ui, content: &PreviewContent, height: f32) {
    let recognition = &content.recognition;
    let columns: Vec<Column> = recognition
        .headers
        .iter()
        .map(|header| {
            let width = Width::Flexible {
                share: 1.0,
                min: 128.0,
            };
            Column::text(header.clone()).unsorted().width(width)
        })
        .collect();
    let rows = &recognition.preview;
    let mut table = Table::new(ui, "preview-rows", &columns, rows.len());
    if size::ROW * (rows.len() as f32 + 1.0) > height {
        table = table.max_height(height);
    }
    table.show(ui, |row, column| match rows[row].get(column) {
        Some(cell) => Cell::text(cell.clone()),
        None => Cell::empty(),
    });
    ui.add_space(space::XS);
}
