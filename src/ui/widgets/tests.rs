//! Widgets as people and assistive technology use them: by name, pointer and keyboard.

use eframe::egui::{Key, Ui, Vec2, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};

use super::{
    banner::{Banner, NoticeEvent},
    button::{Button, icon_button},
    chip::{ScopeChip, menu_item},
    choice::{segmented, toggle_row},
    field::TextField,
    modal::{Dialog, dialog_actions},
    rail::RailItem,
    rows::{ListRow, select_row},
    slider::SliderRow,
    toast::Toasts,
};
use crate::ui::{
    icons,
    theme::{self, Tone},
};

pub(super) fn harness<'a, S: 'a>(state: S, ui: impl FnMut(&mut Ui, &mut S) + 'a) -> Harness<'a, S> {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(640.0, 400.0))
        .with_context_setup(theme::apply)
        .build_ui_state(ui, state);
    harness.run();
    harness
}

#[test]
fn buttons_answer_click_and_enter() {
    let mut harness = harness(0, |ui, count: &mut i32| {
        if Button::primary("Add to report").show(ui).clicked() {
            *count += 1;
        }
        if icon_button(ui, icons::SETTINGS, "Settings").clicked() {
            *count += 10;
        }
        if Button::secondary("Never").enabled(false).show(ui).clicked() {
            *count += 100;
        }
    });
    harness.get_by_label("Add to report").click();
    harness.run();
    harness.get_by_label("Settings").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("Never").click();
    harness.run();
    assert_eq!(*harness.state(), 11);
}

#[test]
fn a_rail_item_is_a_tab_that_opens_its_place() {
    let mut harness = harness(0, |ui, place: &mut usize| {
        for (index, name) in ["Data", "Overview"].into_iter().enumerate() {
            let item = RailItem::new(icons::DATA, name, '1').selected(*place == index);
            if item.show(ui).clicked() {
                *place = index;
            }
        }
    });
    harness.get_by_role_and_label(Role::Tab, "Overview").click();
    harness.run();
    assert_eq!(*harness.state(), 1);
}

#[test]
fn a_scope_chip_opens_its_menu_and_takes_the_choice() {
    let mut harness = harness("Control", |ui, versus: &mut &'static str| {
        let current = *versus;
        ScopeChip::new("Versus", current).show(ui, |ui| {
            for choice in ["Control", "Last year"] {
                if menu_item(ui, choice, current == choice).clicked() {
                    *versus = choice;
                }
            }
        });
    });
    assert!(harness.query_by_label("Last year").is_none());
    harness.get_by_label("Versus").click();
    harness.run();
    harness.get_by_label("Last year").click();
    harness.run();
    assert_eq!(*harness.state(), "Last year");
    assert!(harness.query_by_label("Last year").is_none(), "still open");
    let value = harness.get_by_label("Versus").value();
    assert_eq!(value.as_deref(), Some("Last year"));
}

#[test]
fn a_slider_moves_by_keyboard_in_steps_and_stays_in_range() {
    let mut harness = harness(1.25, |ui, value: &mut f64| {
        let text = |value: f64| format!("{value:.2}");
        SliderRow::new("At-risk factor", value, 0.5..=3.0, 0.05, text).show(ui);
    });
    let check = |harness: &mut Harness<'_, f64>, key, expected: f64| {
        harness.key_press(key);
        harness.run();
        let value = *harness.state();
        assert!((value - expected).abs() < 1e-9, "{key:?} gave {value}");
    };
    harness.get_by_label("At-risk factor").focus();
    harness.run();
    check(&mut harness, Key::ArrowRight, 1.3);
    check(&mut harness, Key::ArrowLeft, 1.25);
    check(&mut harness, Key::PageUp, 1.75);
    check(&mut harness, Key::End, 3.0);
    check(&mut harness, Key::ArrowRight, 3.0);
    check(&mut harness, Key::Home, 0.5);
    harness
        .get_by_label("At-risk factor")
        .set_value_accesskit(2.02);
    harness.run();
    assert!((*harness.state() - 2.0).abs() < 1e-9);
    assert_eq!(
        harness
            .get_by_label("At-risk factor")
            .accesskit_node()
            .numeric_value(),
        Some(2.0)
    );
}

#[test]
fn a_drag_on_the_slider_sets_the_value_below_the_pointer() {
    let mut harness = harness(0.0, |ui, value: &mut f64| {
        let text = |value: f64| format!("{value:.0}");
        SliderRow::new("Minimum", value, 0.0..=100.0, 1.0, text).show(ui);
    });
    let rail = harness.get_by_label("Minimum").rect();
    harness.drag_at(rail.center());
    harness.run();
    harness.drop_at(rail.center());
    harness.run();
    assert!((*harness.state() - 50.0).abs() <= 1.0);
}

#[test]
fn toggles_and_segments_change_by_keyboard() {
    let mut harness = harness((false, 7), |ui, (on, days): &mut (bool, u8)| {
        toggle_row(ui, on, "Leave out test orders", "40 orders");
        segmented(ui, days, &[(7, "7 days"), (30, "30 days")]);
    });
    harness
        .get_by_role_and_label(Role::CheckBox, "Leave out test orders")
        .focus();
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    harness
        .get_by_role_and_label(Role::RadioButton, "30 days")
        .focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), (true, 30));
}

#[test]
fn a_text_field_is_found_by_its_label_and_says_what_is_wrong() {
    let mut harness = harness(String::new(), |ui, text: &mut String| {
        let error = text.is_empty().then_some("Write a name");
        TextField::new("Name", text).error(error).show(ui);
    });
    assert!(harness.query_by_label("Write a name").is_some());
    let field = harness.get_by_role_and_label(Role::TextInput, "Name");
    field.focus();
    field.type_text("VIP");
    harness.run();
    assert_eq!(harness.state(), "VIP");
    assert!(harness.query_by_label("Write a name").is_none());
}

#[test]
fn rows_choose_and_act() {
    let mut harness = harness(Vec::new(), |ui, seen: &mut Vec<&'static str>| {
        if select_row(ui, "VIP, top 10 %", "602", false).clicked() {
            seen.push("chosen");
        }
        let row = ListRow::new("VIP20 is leaking").tone(Tone::Negative);
        if row.detail("€9,140 net").action("Review").show(ui) {
            seen.push("review");
        }
    });
    harness.get_by_label("VIP, top 10 %").click();
    harness.run();
    harness.get_by_label("Review").click();
    harness.run();
    assert_eq!(*harness.state(), ["chosen", "review"]);
    assert!(
        harness.query_by_label("problem").is_some(),
        "tone is silent"
    );
}

#[test]
fn a_banner_tells_action_from_dismissal() {
    let mut harness = harness(None, |ui, event: &mut Option<NoticeEvent>| {
        let banner = Banner::new(Tone::Negative, "The file was not read")
            .action("Try again")
            .dismissible();
        *event = banner.show(ui).or(*event);
    });
    harness.get_by_label("Try again").click();
    harness.run();
    assert_eq!(*harness.state(), Some(NoticeEvent::Action));
    harness.get_by_label("Dismiss").click();
    harness.run();
    assert_eq!(*harness.state(), Some(NoticeEvent::Dismiss));
}

#[test]
fn a_dialog_closes_by_escape_and_by_its_button() {
    for by_escape in [true, false] {
        let mut harness = harness(true, |ui, open: &mut bool| {
            if *open {
                let shown = Dialog::new("Log decision").show(ui.ctx(), |ui| {
                    dialog_actions(ui, |ui| {
                        Button::primary("Log").show(ui);
                    });
                });
                *open = !shown.close;
            }
        });
        assert!(harness.query_by_role(Role::Dialog).is_some());
        if by_escape {
            harness.key_press(Key::Escape);
        } else {
            harness.get_by_label("Close dialog").click();
        }
        harness.run();
        assert!(!*harness.state(), "by_escape = {by_escape}");
    }
}

#[test]
fn toasts_leave_by_themselves_unless_they_are_problems() {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(640.0, 400.0))
        .with_context_setup(theme::apply)
        .build_ui_state(
            |ui, (toasts, pressed): &mut (Toasts, Option<u64>)| {
                *pressed = toasts.show(ui.ctx()).or(*pressed);
            },
            (Toasts::default(), None),
        );
    let toasts = &mut harness.state_mut().0;
    toasts.push(Tone::Positive, "Saved", None, 0.0);
    let undo = Some("Undo".to_owned());
    let problem = toasts.push(Tone::Negative, "Not saved: the disk is full", undo, 0.0);
    harness.run_steps(1);
    assert_eq!(harness.state().0.len(), 2);
    harness.run_steps(30);
    assert_eq!(harness.state().0.len(), 1, "the good news stays too long");
    harness.get_by_label("Undo").click();
    harness.run_steps(2);
    assert_eq!(harness.state().1, Some(problem));
    assert!(harness.state().0.is_empty());
}
