//! UTM values: the aliases in force, and what the spellings in the files become.

use eframe::egui::{ScrollArea, Ui};

use super::{Scene, parts};
use crate::analysis::attribution::AttributionReport;
use crate::analysis::rows::OrderFilter;
use crate::app::{Action, Edit};
use crate::attribution::{UtmSpelling, UtmValues, normalise};
use crate::model::format::{NumberStyle, plural};
use crate::model::rules::UtmAlias;
use crate::model::utm::UtmField;
use crate::ui::icons;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Font, size, space};
use crate::ui::widgets::button::{Button, icon_button};
use crate::ui::widgets::card::Card;
use crate::ui::widgets::choice::segmented;
use crate::ui::widgets::definition::Definition;
use crate::ui::widgets::rows::hairline;

/// The parameters whose spellings are shown and can be merged, the one that varies most first.
const FIELDS: [(UtmField, &str); 3] = [
    (UtmField::Medium, "Medium"),
    (UtmField::Source, "Source"),
    (UtmField::Campaign, "Campaign"),
];
/// Height of the list of values with one spelling before it scrolls by itself.
const LIST: f32 = 188.0;

pub(super) fn cards(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    aliases_card(ui, scene, outbox);
    let Some(report) = scene.report else {
        return;
    };
    for (field, name) in FIELDS {
        let values = report.rules.utm.iter().find(|(known, _)| *known == field);
        if let Some((_, values)) = values.filter(|(_, values)| !values.rows.is_empty()) {
            values_card(ui, scene, (field, name), values, outbox);
        }
    }
}

fn aliases_card(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    Card::new()
        .title("Aliases")
        .subtitle("Spellings that are counted as another")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, alias) in scene.rules.utm_aliases.iter().enumerate() {
                alias_row(ui, scene, (at, alias), outbox);
            }
            ui.add_space(space::M);
            ui.spacing_mut().item_spacing.y = space::S;
            alias_form(ui, scene, outbox);
        });
}

fn alias_row(ui: &mut Ui, scene: &Scene<'_>, (at, alias): (usize, &UtmAlias), outbox: &mut Outbox) {
    let orders = scene.report.map(|report| orders_of(report, alias));
    parts::row(
        ui,
        size::ROW,
        |ui| {
            parts::word(ui, alias.field.id(), Font::Secondary, true);
            let text = format!("{} → {}", alias.from, alias.to);
            parts::word(ui, &text, Font::Body, false);
        },
        |ui| {
            let name = format!("Remove alias {} → {}", alias.from, alias.to);
            if icon_button(ui, icons::TRASH, &name).clicked() {
                outbox.edit(Edit::RemoveAlias(at));
            }
            if let Some(orders) = orders {
                let text = plural(orders as i64, "order", "orders");
                let definition =
                    Definition::new(alias.from.clone(), "Orders that carry this spelling");
                let filter = OrderFilter::UtmSpelling(alias.field, normalise(&alias.from));
                parts::orders_link(ui, &text, &definition, (filter, scene.period()), outbox);
            }
        },
    );
    hairline(ui);
}

/// Orders that carry the spelling of an alias.
fn orders_of(report: &AttributionReport, alias: &UtmAlias) -> u64 {
    let from = normalise(&alias.from);
    let fields = report.rules.utm.iter();
    fields
        .filter(|(field, _)| *field == alias.field)
        .flat_map(|(_, values)| &values.rows)
        .filter(|spelling| normalise(&spelling.raw) == from)
        .map(|spelling| spelling.orders)
        .sum()
}

fn alias_form(ui: &mut Ui, scene: &Scene<'_>, outbox: &mut Outbox) {
    let view = &scene.state.view.attribution;
    let mut field = view.alias_field;
    if segmented(ui, &mut field, &FIELDS) {
        outbox.send(Action::DraftAliasField(field));
    }
    let labels = [("Spelling", "newsletter"), ("Counted as", "email")];
    let (typed, is_added) = parts::pair_form(ui, labels, &view.alias);
    let (from, to) = typed.clone().unwrap_or_else(|| view.alias.clone());
    if is_added {
        outbox.edit(Edit::AddAlias(UtmAlias {
            field,
            from: from.trim().to_owned(),
            to: to.trim().to_owned(),
        }));
        outbox.send(Action::DraftAlias(String::new(), String::new()));
    } else if typed.is_some() {
        outbox.send(Action::DraftAlias(from, to));
    }
}

/// A value with the spellings that become it.
struct Group<'a> {
    value: &'a str,
    spellings: Vec<&'a UtmSpelling>,
}

impl Group<'_> {
    fn orders(&self) -> u64 {
        self.spellings.iter().map(|spelling| spelling.orders).sum()
    }

    fn net_minor(&self) -> i64 {
        self.spellings
            .iter()
            .map(|spelling| spelling.net_minor)
            .sum()
    }

    /// `Email · EMAIL · e-mail, 3 → 1`.
    fn sentence(&self) -> String {
        let written: Vec<&str> = self
            .spellings
            .iter()
            .map(|spelling| spelling.raw.as_str())
            .collect();
        format!("{}, {} → 1", written.join(" · "), written.len())
    }
}

/// Values in the order of the report, which keeps the spellings of a value together.
fn groups(values: &UtmValues) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for spelling in &values.rows {
        match groups.last_mut() {
            Some(group) if group.value == spelling.normalised => group.spellings.push(spelling),
            _ => groups.push(Group {
                value: &spelling.normalised,
                spellings: vec![spelling],
            }),
        }
    }
    groups
}

fn values_card(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (field, name): (UtmField, &str),
    values: &UtmValues,
    outbox: &mut Outbox,
) {
    let subtitle = format!(
        "{} → {}",
        plural(values.before as i64, "spelling", "spellings"),
        plural(values.after as i64, "value", "values")
    );
    Card::new().title(name).subtitle(subtitle).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let (several, single): (Vec<_>, Vec<_>) = groups(values)
            .into_iter()
            .partition(|group| group.spellings.len() > 1);
        for group in &several {
            value_row(ui, scene, field, group, outbox);
            let sentence = group.sentence();
            parts::word(ui, &sentence, Font::Secondary, true);
            ui.add_space(space::XS);
            hairline(ui);
        }
        ScrollArea::vertical()
            .id_salt(("utm-values", name))
            .max_height(LIST)
            .auto_shrink([false, true])
            .show_rows(ui, size::ROW + size::LINE, single.len(), |ui, range| {
                for group in &single[range] {
                    value_row(ui, scene, field, group, outbox);
                    hairline(ui);
                }
            });
    });
}

fn value_row(
    ui: &mut Ui,
    scene: &Scene<'_>,
    field: UtmField,
    group: &Group<'_>,
    outbox: &mut Outbox,
) {
    let value = group.value;
    parts::row(
        ui,
        size::ROW,
        |ui| {
            if value.is_empty() {
                parts::word(ui, "Nothing left of it", Font::Body, true);
            } else {
                parts::word(ui, value, Font::Body, false);
            }
        },
        |ui| {
            let merge = Button::link("Merge").hover(format!("Count {value} as another value"));
            if !value.is_empty() && merge.show(ui).clicked() {
                outbox.send(Action::DraftAliasField(field));
                outbox.send(Action::DraftAlias(value.to_owned(), String::new()));
            }
            ui.add_space(space::XS);
            let text = plural(group.orders() as i64, "order", "orders");
            let net = NumberStyle::default().money(group.net_minor(), scene.snapshot.currency);
            let meaning = format!(
                "Orders whose utm_{} is counted as this value: {net} net",
                field.id()
            );
            let definition = Definition::new(value, meaning);
            let filter = OrderFilter::UtmValue(field, value.to_owned());
            parts::orders_link(ui, &text, &definition, (filter, scene.period()), outbox);
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(raw: &str, normalised: &str, orders: u64) -> UtmSpelling {
        UtmSpelling {
            raw: raw.into(),
            normalised: normalised.into(),
            orders,
            net_minor: 10 * orders as i64,
        }
    }

    #[test]
    fn spellings_of_a_value_stay_together() {
        let values = UtmValues {
            rows: vec![
                spelling("email", "email", 5),
                spelling("Email", "email", 3),
                spelling("e-mail", "email", 1),
                spelling("cpc", "cpc", 4),
            ],
            before: 4,
            after: 2,
        };
        let groups = groups(&values);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].sentence(), "email · Email · e-mail, 3 → 1");
        assert_eq!((groups[0].orders(), groups[0].net_minor()), (9, 90));
        assert_eq!(groups[1].orders(), 4);
    }
}
