//! The window: takes input, draws the visible screen, applies what was asked, carries out effects.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use eframe::egui::{self, Context, Popup, Ui, ViewportBuilder, ViewportCommand};

use crate::app::jobs::Executor;
use crate::app::preferences::{Preferences, Theme};
use crate::app::view::{NoticeTone, Screen};
use crate::app::{Action, Command, Effect, State, apply};
use crate::model::format::{self, plural};

use super::dialogs::{PathDialogs, SystemDialogs};
use super::outbox::Outbox;
use super::theme::{self, Tone};
use super::widgets::button::{Button, icon_button};
use super::widgets::chip::menu_item;
use super::widgets::field::command_box;
use super::widgets::progress::{Progress, progress_line};
use super::widgets::rail::{RailItem, page, rail, top_bar};
use super::widgets::toast::Toasts;
use super::{fonts, icons, keys, overlays, screens};

/// Where preferences are kept in the window library's storage.
const PREFERENCES: &str = "preferences";

/// The application as the window library runs it.
pub struct HoldoutApp {
    state: State,
    outbox: Outbox,
    toasts: Toasts,
    dialogs: Box<dyn PathDialogs>,
    later: (Sender<Action>, Receiver<Action>),
}

/// Opens the window on paths: a workspace, or export files and folders.
pub fn open_window(paths: Vec<PathBuf>) -> anyhow::Result<()> {
    if !has_display() {
        anyhow::bail!(
            "There is no display to open a window on: use the command line instead, for example \
             `holdout import -w shop.holdout sample-data` and then `holdout summary -w shop.holdout`"
        );
    }
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Holdout")
            .with_app_id("holdout")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([1024.0, 640.0])
            .with_drag_and_drop(true),
        renderer: eframe::Renderer::Wgpu,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "holdout",
        options,
        Box::new(|creation| {
            let dialogs = Box::new(SystemDialogs);
            Ok(Box::new(HoldoutApp::new(
                creation,
                Executor::Threads,
                dialogs,
                paths,
            )))
        }),
    )
    .map_err(|error| {
        anyhow::anyhow!(
            "The window could not be opened ({error}): install a Vulkan driver (on Debian \
             mesa-vulkan-drivers), or use the command line, for example `holdout summary`"
        )
    })
}

/// X11 and Wayland announce themselves in the environment; elsewhere there is always a display.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

impl HoldoutApp {
    /// The application on paths; without any, on the workspace that was open last.
    #[must_use]
    pub fn new(
        creation: &eframe::CreationContext<'_>,
        executor: Executor,
        dialogs: Box<dyn PathDialogs>,
        paths: Vec<PathBuf>,
    ) -> Self {
        let context = &creation.egui_ctx;
        context.set_fonts(fonts::definitions());
        theme::apply(context);
        let waker = context.clone();
        let mut state = State::new(executor, Arc::new(move || waker.request_repaint()));
        if let Some(storage) = creation.storage {
            state.preferences =
                eframe::get_value::<Preferences>(storage, PREFERENCES).unwrap_or_default();
        }
        let mut app = Self {
            state,
            outbox: Outbox::default(),
            toasts: Toasts::default(),
            dialogs,
            later: channel(),
        };
        app.apply_theme(context);
        let last = app.state.preferences.recent.first().cloned();
        let last = last.filter(|workspace| workspace.exists());
        let paths = if paths.is_empty() {
            last.into_iter().collect()
        } else {
            paths
        };
        app.apply(context, Action::Open(paths));
        app
    }

    /// The state, for tests.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    fn apply(&mut self, context: &Context, action: Action) {
        for effect in apply(&mut self.state, action) {
            self.carry_out(context, effect);
        }
    }

    fn carry_out(&mut self, context: &Context, effect: Effect) {
        match effect {
            Effect::Start(job) => self.state.jobs.start(*job),
            Effect::ChoosePath(purpose) => {
                let sender = self.later.0.clone();
                let waker = context.clone();
                self.dialogs.choose(
                    purpose,
                    Box::new(move |action| {
                        // The window may have been closed behind the dialog.
                        if sender.send(action).is_ok() {
                            waker.request_repaint();
                        }
                    }),
                );
            }
            Effect::Copy(text) => context.copy_text(text),
            Effect::ApplyTheme => self.apply_theme(context),
            Effect::Quit => context.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    fn apply_theme(&self, context: &Context) {
        context.set_theme(match self.state.preferences.theme {
            Theme::Light => egui::Theme::Light,
            Theme::Dark => egui::Theme::Dark,
        });
    }

    fn take_dropped_files(&mut self, context: &Context) {
        let dropped: Vec<PathBuf> = context.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect()
        });
        if !dropped.is_empty() {
            self.apply(context, Action::Open(dropped));
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        let state = &self.state;
        let outbox = &mut self.outbox;
        side_rail(ui, state, outbox);
        top_bar(
            ui,
            &screens::title(state),
            |ui| screens::scope(ui, state, outbox),
            |ui| tools(ui, state),
        );
        for command in tools_pressed(ui) {
            outbox.run(command);
        }
        let salt = format!("{:?}", state.view.screen);
        page(ui, &salt, |ui| {
            progress(ui, state, outbox);
            screens::page(ui, state, outbox);
        });
        overlays::show(ui.ctx(), state, outbox);
    }

    fn show_notices(&mut self, context: &Context) {
        let now = context.input(|input| input.time);
        for notice in std::mem::take(&mut self.state.view.notices) {
            let tone = match notice.tone {
                NoticeTone::Done => Tone::Positive,
                NoticeTone::Failed => Tone::Negative,
            };
            self.toasts.push(tone, notice.text, None, now);
        }
        self.toasts.show(context);
    }
}

impl eframe::App for HoldoutApp {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        while let Some(message) = self.state.jobs.poll() {
            self.apply(context, Action::Job(message));
        }
        while let Ok(action) = self.later.1.try_recv() {
            self.apply(context, action);
        }
        self.take_dropped_files(context);
        self.state.ask_for_visible();
        // Jobs that ran inline have answered already.
        while let Some(message) = self.state.jobs.poll() {
            self.apply(context, Action::Job(message));
        }
        if self.state.jobs.busy_with_workspace().is_some() {
            // Progress moves without a message.
            context.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        for command in keys::pressed(ui.ctx()) {
            self.outbox.run(command);
        }
        self.draw(ui);
        let context = ui.ctx().clone();
        let actions = self.outbox.take();
        let has_changed = !actions.is_empty();
        for action in actions {
            self.apply(&context, action);
        }
        self.show_notices(&context);
        if has_changed {
            // What was just changed is drawn at once, not at the next movement of the mouse.
            context.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, PREFERENCES, &self.state.preferences);
    }

    /// Only the window's place and the preferences outlive a session; open menus do not.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}

fn side_rail(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let foot = foot(state);
    let foot: Vec<&str> = foot.iter().map(String::as_str).collect();
    rail(
        ui,
        |ui| {
            for screen in Screen::ALL {
                let command = screen.command();
                let digit = command
                    .shortcut()
                    .and_then(|shortcut| shortcut.key.chars().next())
                    .unwrap_or(' ');
                let item = RailItem::new(icon(screen), command.label(), digit)
                    .selected(state.view.screen == screen);
                if item.show(ui).clicked() {
                    outbox.run(command);
                }
            }
        },
        &foot,
    );
}

fn icon(screen: Screen) -> &'static str {
    match screen {
        Screen::Data => icons::DATA,
        Screen::Overview => icons::OVERVIEW,
        Screen::Attribution => icons::ATTRIBUTION,
        Screen::Segments => icons::SEGMENTS,
        Screen::Experiments => icons::EXPERIMENTS,
    }
}

/// The workspace, what is loaded and to which date, time zone and currency.
fn foot(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(loaded) = &state.session.loaded {
        let name = loaded
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        lines.push(if state.session.is_read_only() {
            format!("{name} (read-only)")
        } else {
            name.into_owned()
        });
        let snapshot = &loaded.snapshot;
        if snapshot.orders.is_empty() {
            lines.push("No orders yet".to_owned());
        } else {
            lines.push(format!(
                "{} to {}",
                plural(snapshot.orders.len() as i64, "order", "orders"),
                format::day(snapshot.day(snapshot.as_of))
            ));
            let currency = if snapshot.currency.is_named() {
                snapshot.currency.code()
            } else {
                "no currency"
            };
            lines.push(format!("{} · {currency}", snapshot.zone_name()));
        }
    }
    lines.push("Offline · no network code".to_owned());
    lines
}

/// The right end of the top bar, from right to left.
fn tools(ui: &mut Ui, state: &State) {
    let menu = icon_button(ui, icons::MORE, "Menu");
    Popup::menu(&menu).show(|ui| {
        for command in Command::ALL {
            menu_line(ui, state, command);
        }
    });
    let export = Command::ExportChart;
    let reason = export.unavailable(state);
    let button = Button::secondary("Export").enabled(reason.is_none());
    let button = match reason {
        Some(reason) => button.hover(reason),
        None => button.hover(export.help()),
    };
    if button.show(ui).clicked() {
        press(ui, export);
    }
    let palette = Command::OpenPalette;
    let key = palette
        .shortcut()
        .map(super::super::app::command::Shortcut::label);
    let hint = palette.label();
    if command_box(ui, hint, &key.unwrap_or_default()).clicked() {
        press(ui, palette);
    }
}

fn menu_line(ui: &mut Ui, state: &State, command: Command) {
    let reason = command.unavailable(state);
    ui.add_enabled_ui(reason.is_none(), |ui| {
        let key = command
            .shortcut()
            .map(|shortcut| format!("   {}", shortcut.label()));
        let text = format!("{}{}", command.label(), key.unwrap_or_default());
        if menu_item(ui, &text, false).clicked() {
            press(ui, command);
        }
    });
}

fn pressed_id() -> egui::Id {
    egui::Id::unique("top-bar-commands")
}

/// The top bar draws scope and tools in two closures that cannot share the outbox.
fn press(ui: &Ui, command: Command) {
    ui.data_mut(|data| {
        let pressed: &mut Vec<Command> = data.get_temp_mut_or_default(pressed_id());
        pressed.push(command);
    });
}

fn tools_pressed(ui: &Ui) -> Vec<Command> {
    ui.data_mut(|data| std::mem::take(data.get_temp_mut_or_default(pressed_id())))
}

/// A thin line with what is being imported, and a way to stop it.
fn progress(ui: &mut Ui, state: &State, outbox: &mut Outbox) {
    let Some(running) = state.jobs.busy_with_workspace() else {
        return;
    };
    let label = running.sentence();
    let line = running.share.map_or(Progress::Unknown, Progress::Share);
    progress_line(ui, line, &label);
    ui.horizontal(|ui| {
        let muted = theme::Tokens::of(ui).ink.muted;
        ui.label(theme::Font::Secondary.text(label, muted));
        if Button::quiet("Cancel").show(ui).clicked() {
            outbox.run(Command::CancelJob);
        }
    });
}
