//! One cell of a table: what it says and how it is drawn.

use eframe::egui::{
    Align, CursorIcon, Id, Layout, Rect, Response, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use crate::ui::{
    theme::{Font, Tokens, Tone, size, space},
    widgets::{badge, interval::IntervalMark, paint},
};

/// What a cell shows.
enum Content<'a> {
    Empty,
    Text { text: String, suffix: String },
    Status(Tone, String),
    Tags(Vec<String>),
    Interval(IntervalMark, String),
    Icon(&'static str, String),
    Custom(Box<dyn FnOnce(&mut Ui) + 'a>, String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Emphasis {
    Plain,
    Muted,
    Strong,
}

/// One cell. Its alignment is its column's.
pub struct Cell<'a> {
    content: Content<'a>,
    emphasis: Emphasis,
    tone: Option<Tone>,
    link: bool,
    quiet: bool,
    hover: Option<String>,
}

/// What drawing a cell tells the table.
pub(super) struct Drawn {
    pub(super) natural_width: f32,
    pub(super) response: Option<Response>,
}

impl<'a> Cell<'a> {
    fn new(content: Content<'a>) -> Self {
        Self {
            content,
            emphasis: Emphasis::Plain,
            tone: None,
            link: false,
            quiet: false,
            hover: None,
        }
    }

    /// Nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::new(Content::Empty)
    }

    /// A word or a formatted number.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Content::Text {
            text: text.into(),
            suffix: String::new(),
        })
    }

    /// A mark and its word.
    #[must_use]
    pub fn status(tone: Tone, word: impl Into<String>) -> Self {
        Self::new(Content::Status(tone, word.into()))
    }

    /// Values as they stand in a file or rule, side by side.
    #[must_use]
    pub fn tags(tags: impl IntoIterator<Item = String>) -> Self {
        Self::new(Content::Tags(tags.into_iter().collect()))
    }

    /// An interval mark; `words` is its text for copying and assistive technology.
    #[must_use]
    pub fn interval(mark: IntervalMark, words: impl Into<String>) -> Self {
        Self::new(Content::Interval(mark, words.into()))
    }

    /// An icon with the name of what it says.
    #[must_use]
    pub fn icon(icon: &'static str, name: impl Into<String>) -> Self {
        Self::new(Content::Icon(icon, name.into()))
    }

    /// Any widget; `words` is its text for copying.
    #[must_use]
    pub fn custom(words: impl Into<String>, draw: impl FnOnce(&mut Ui) + 'a) -> Self {
        Self::new(Content::Custom(Box::new(draw), words.into()))
    }

    /// A muted word after the text, such as `flow`.
    #[must_use]
    pub fn suffix(mut self, word: impl Into<String>) -> Self {
        if let Content::Text { suffix, .. } = &mut self.content {
            *suffix = word.into();
        }
        self
    }

    /// Secondary text.
    #[must_use]
    pub fn muted(mut self) -> Self {
        self.emphasis = Emphasis::Muted;
        self
    }

    /// Bold text.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.emphasis = Emphasis::Strong;
        self
    }

    /// Text in the colour of a verdict; the text itself must say it too.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Text that does something of its own when clicked.
    #[must_use]
    pub fn link(mut self) -> Self {
        self.link = true;
        self
    }

    /// A link in the colour of text, for numbers that show the rows behind them; hover tells it apart.
    #[must_use]
    pub fn quiet_link(mut self) -> Self {
        self.link = true;
        self.quiet = true;
        self
    }

    /// More on hover.
    #[must_use]
    pub fn hover(mut self, text: impl Into<String>) -> Self {
        self.hover = Some(text.into());
        self
    }

    /// The cell as plain text.
    #[must_use]
    pub fn plain_text(&self) -> String {
        match &self.content {
            Content::Empty => String::new(),
            Content::Text { text, suffix } if suffix.is_empty() => text.clone(),
            Content::Text { text, suffix } => format!("{text} {suffix}"),
            Content::Status(_, words)
            | Content::Interval(_, words)
            | Content::Icon(_, words)
            | Content::Custom(_, words) => words.clone(),
            Content::Tags(tags) => tags.join(", "),
        }
    }

    /// Draws the cell into its rectangle, padding included.
    pub(super) fn draw(self, ui: &mut Ui, id: Id, rect: Rect, align: Align) -> Drawn {
        let words = self.plain_text();
        let tokens = Tokens::of(ui);
        let inner = rect.shrink2(vec2(space::S, 0.0));
        let (font, ink) = self.look(tokens);
        let mut natural = 0.0;
        let mut cut = false;
        match self.content {
            Content::Empty => {
                return Drawn {
                    natural_width: 0.0,
                    response: None,
                };
            }
            Content::Text { text, suffix } => {
                let whole = paint::line(ui, &text, font, ink);
                natural = whole.size().x;
                let galley = if natural > inner.width() {
                    paint::line_within(ui, &text, font, ink, inner.width())
                } else {
                    whole
                };
                cut = galley.elided;
                let placed = paint::place(ui.painter(), inner, align, galley);
                if !suffix.is_empty() && align == Align::Min && !cut {
                    let rest = inner.with_min_x(placed.right() + space::XS);
                    let after = paint::line(ui, &suffix, Font::Body, tokens.ink.muted);
                    cut = after.size().x > rest.width();
                    if !cut {
                        paint::place(ui.painter(), rest, Align::Min, after);
                    }
                }
                if self.link && ui.rect_contains_pointer(rect) {
                    let y = placed.bottom();
                    ui.painter()
                        .hline(placed.x_range(), y, Stroke::new(size::LINE, ink));
                }
            }
            Content::Status(tone, word) => {
                let centre = pos2(inner.left() + size::DOT / 2.0, inner.center().y);
                paint::mark(ui.painter(), centre, tone, tokens);
                let rest = inner.with_min_x(inner.left() + size::DOT + 6.0);
                let galley = paint::line_within(ui, &word, font, ink, rest.width());
                cut = galley.elided;
                paint::place(ui.painter(), rest, Align::Min, galley);
            }
            Content::Interval(mark, _) => mark.paint(ui.painter(), inner, tokens),
            Content::Icon(icon, _) => {
                let x = match align {
                    Align::Min => inner.left() + size::ICON / 2.0,
                    Align::Center => inner.center().x,
                    Align::Max => inner.right() - size::ICON / 2.0,
                };
                let centre = pos2(x, inner.center().y);
                paint::icon(ui.painter(), centre, icon, size::ICON, ink);
            }
            Content::Tags(tags) => {
                within(ui, id, inner, |ui| {
                    for text in &tags {
                        badge::tag(ui, text);
                    }
                });
                return Drawn {
                    natural_width: 0.0,
                    response: None,
                };
            }
            Content::Custom(draw, _) => {
                within(ui, id, inner, draw);
                return Drawn {
                    natural_width: 0.0,
                    response: None,
                };
            }
        }
        let sense = if self.link {
            Sense::click()
        } else {
            Sense::hover()
        };
        let mut response = ui.interact(rect, id, sense);
        let role = if self.link { Role::Link } else { Role::Cell };
        response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), &words));
        if self.link {
            paint::focus_ring(ui, &response, rect, size::RADIUS_TAG);
            response = response.on_hover_cursor(CursorIcon::PointingHand);
        }
        if let Some(hover) = self.hover {
            response = response.on_hover_text(hover);
        } else if cut {
            response = response.on_hover_text(&words);
        }
        Drawn {
            natural_width: natural.ceil() + 2.0 * space::S,
            response: Some(response),
        }
    }

    fn look(&self, tokens: &Tokens) -> (Font, eframe::egui::Color32) {
        let font = match self.emphasis {
            Emphasis::Strong => Font::Strong,
            Emphasis::Plain | Emphasis::Muted => Font::Body,
        };
        let ink = match (self.tone, self.link, self.emphasis) {
            (Some(tone), _, _) => tone.ink(tokens),
            (None, true, _) if !self.quiet => tokens.accent,
            (None, _, Emphasis::Muted) => tokens.ink.muted,
            (None, _, Emphasis::Plain | Emphasis::Strong) => tokens.ink.text,
        };
        (font, ink)
    }
}

fn within(ui: &mut Ui, id: Id, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let mut child = ui.new_child(
        UiBuilder::new()
            .id_salt(id)
            .max_rect(rect)
            .layout(Layout::left_to_right(Align::Center)),
    );
    child.shrink_clip_rect(rect.expand2(vec2(space::XS, 0.0)));
    child.spacing_mut().item_spacing.x = space::XS;
    add(&mut child);
}
