//! Toasts: short messages in a corner that leave by themselves, except problems.

use eframe::egui::{
    Align, Align2, Area, Context, Frame, Id, Label, Layout, Margin, Order, Sense, Ui,
    accesskit::Role, vec2,
};

use super::{
    banner::{NoticeEvent, notice_icon},
    button::{Button, icon_button},
    paint,
};
use crate::ui::{
    icons,
    theme::{Font, Tokens, Tone, size, space},
};

/// How long a message without problem stays, in seconds of window time.
const STAY: f64 = 6.0;
const WIDTH: f32 = 360.0;

struct Toast {
    id: u64,
    tone: Tone,
    text: String,
    action: Option<String>,
    until: Option<f64>,
}

/// The messages on screen, newest at the bottom.
#[derive(Default)]
pub struct Toasts {
    shown: Vec<Toast>,
    next_id: u64,
}

impl Toasts {
    /// Adds a message, with an action such as "Undo" or without; returns the number `show` reports
    /// when the action is pressed. `now` is the window's time, `input.time`.
    pub fn push(
        &mut self,
        tone: Tone,
        text: impl Into<String>,
        action: Option<String>,
        now: f64,
    ) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let until = match tone {
            Tone::Positive | Tone::Neutral => Some(now + STAY),
            Tone::Warning | Tone::Negative => None,
        };
        self.shown.push(Toast {
            id,
            tone,
            text: text.into(),
            action,
            until,
        });
        id
    }

    /// How many messages are on screen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no message is on screen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Draws the messages over everything else; returns the number of one whose action was pressed.
    /// While a dialog is open they stand at the upper left: its buttons are at the lower right.
    pub fn show(&mut self, context: &Context) -> Option<u64> {
        let now = context.input(|input| input.time);
        self.shown
            .retain(|toast| toast.until.is_none_or(|until| now < until));
        let mut pressed = None;
        let mut dismissed = Vec::new();
        let is_dialog_open = context.memory(|memory| memory.top_modal_layer().is_some());
        let (corner, inward) = if is_dialog_open {
            (Align2::LEFT_TOP, vec2(1.0, 1.0))
        } else {
            (Align2::RIGHT_BOTTOM, vec2(-1.0, -1.0))
        };
        let mut edge = space::XL;
        for toast in self.shown.iter_mut().rev() {
            let drawn = Area::new(Id::unique(("toast", toast.id)))
                .order(Order::Tooltip)
                .role(Role::Alert)
                .anchor(corner, inward * vec2(space::XL, edge))
                .show(context, |ui| toast_ui(ui, toast));
            edge += drawn.response.rect.height() + space::S;
            if drawn.response.contains_pointer() {
                toast.until = toast.until.map(|until| until.max(now + 2.0));
            }
            match drawn.inner {
                Some(NoticeEvent::Action) => {
                    pressed = Some(toast.id);
                    dismissed.push(toast.id);
                }
                Some(NoticeEvent::Dismiss) => dismissed.push(toast.id),
                None => {}
            }
            if let Some(until) = toast.until {
                let left = (until - now).max(0.0);
                context.request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
        self.shown.retain(|toast| !dismissed.contains(&toast.id));
        pressed
    }
}

fn toast_ui(ui: &mut Ui, toast: &Toast) -> Option<NoticeEvent> {
    let tokens = Tokens::of(ui);
    let mut event = None;
    Frame::new()
        .fill(tokens.ground.surface)
        .stroke(tokens.hairline())
        .corner_radius(size::RADIUS)
        .shadow(ui.visuals().popup_shadow)
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8))
        .show(ui, |ui| {
            ui.set_width(WIDTH);
            let row = Layout::right_to_left(Align::Center);
            ui.allocate_ui_with_layout(vec2(WIDTH, size::CONTROL), row, |ui| {
                if icon_button(ui, icons::CLOSE, "Dismiss message").clicked() {
                    event = Some(NoticeEvent::Dismiss);
                }
                if let Some(action) = &toast.action
                    && Button::link(action).show(ui).clicked()
                {
                    event = Some(NoticeEvent::Action);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let extent = vec2(size::ICON, size::CONTROL);
                    let (rect, _) = ui.allocate_exact_size(extent, Sense::hover());
                    let ink = toast.tone.ink(tokens);
                    let icon = notice_icon(toast.tone);
                    paint::icon(ui.painter(), rect.center(), icon, size::ICON, ink);
                    let text = Font::Body.text(&toast.text, tokens.ink.text);
                    ui.add(Label::new(text).wrap());
                });
            });
        });
    event
}
