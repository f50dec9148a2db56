//! A laid-out chart: a few primitives in pixels, with every text measured and placed.
//!
//! Colours are names ([`Ink`]) until a painter resolves them for a theme, so layout does not depend on
//! the theme. Texts keep their bounds, which lets tests prove that none overlap or leave the page.

use super::font::Face;
use super::palette::{Rgb, Theme, Token, series};
use super::spec::Tone;

/// An upright rectangle in pixels; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// Width in pixels.
    #[must_use]
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// Height in pixels.
    #[must_use]
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether two rectangles share more than an edge.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A point in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A colour by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ink {
    /// A token of the palette.
    Token(Token),
    /// The n-th of several equals.
    Series(u8),
}

impl Ink {
    /// The colour in a theme.
    #[must_use]
    pub fn rgb(self, theme: Theme) -> Rgb {
        match self {
            Self::Token(token) => token.rgb(theme),
            Self::Series(index) => series(index),
        }
    }
}

impl Tone {
    /// The colour of lines and dots.
    #[must_use]
    pub fn stroke(self) -> Ink {
        match self {
            Self::Accent => Ink::Token(Token::Accent),
            Self::Control => Ink::Token(Token::Control),
            Self::Positive => Ink::Token(Token::Positive),
            Self::Negative => Ink::Token(Token::Negative),
            Self::Warning => Ink::Token(Token::Warning),
            Self::Neutral => Ink::Token(Token::Faint),
            Self::Series(index) => Ink::Series(index),
        }
    }

    /// The colour of bars: as lines, but what is left over stays pale.
    #[must_use]
    pub fn fill(self) -> Ink {
        match self {
            Self::Neutral => Ink::Token(Token::Pale),
            Self::Accent
            | Self::Control
            | Self::Positive
            | Self::Negative
            | Self::Warning
            | Self::Series(_) => self.stroke(),
        }
    }

    /// The colour of words, always readable: greys become the secondary text, series the body text.
    #[must_use]
    pub fn text(self) -> Ink {
        match self {
            Self::Control | Self::Neutral => Ink::Token(Token::Muted),
            Self::Series(_) => Ink::Token(Token::Text),
            Self::Accent | Self::Positive | Self::Negative | Self::Warning => self.stroke(),
        }
    }
}

/// Which end of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The anchor's x and the baseline's y.
    pub at: Spot,
    /// Which end `at` names.
    pub anchor: Anchor,
    /// The words.
    pub words: String,
    /// Size and weight.
    pub face: Face,
    /// Colour.
    pub ink: Ink,
}

/// Inter's capitals and digits are 0.73 em high; its descenders reach 0.2 em below the baseline.
const ABOVE_BASELINE: f64 = 0.75;
const BELOW_BASELINE: f64 = 0.2;

impl Text {
    /// What the ink covers.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let width = self.face.width(&self.words);
        let left = match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        Rect {
            left,
            top: self.at.y - ABOVE_BASELINE * self.face.size,
            right: left + width,
            bottom: self.at.y + BELOW_BASELINE * self.face.size,
        }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub ink: Ink,
    /// Width in pixels.
    pub width: f64,
    /// Dashes instead of a continuous line.
    pub dashed: bool,
}

impl Stroke {
    /// A continuous line.
    #[must_use]
    pub const fn solid(ink: Ink, width: f64) -> Self {
        Self {
            ink,
            width,
            dashed: false,
        }
    }
}

/// A primitive.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A filled rectangle with rounded corners.
    Box {
        /// Where.
        rect: Rect,
        /// Corner radius in pixels.
        radius: f64,
        /// Fill.
        ink: Ink,
    },
    /// A line through points; one point draws nothing.
    Path {
        /// The points.
        points: Vec<Spot>,
        /// The line.
        stroke: Stroke,
    },
    /// A filled polygon.
    Area {
        /// Its corners.
        points: Vec<Spot>,
        /// Fill.
        ink: Ink,
        /// 0 to 1.
        opacity: f64,
    },
    /// A filled circle with a halo of the ground's colour, so that it stands off from lines below.
    Dot {
        /// Centre.
        at: Spot,
        /// Radius without the halo.
        radius: f64,
        /// Fill.
        ink: Ink,
    },
    /// A line of text.
    Text(Text),
}

/// A laid-out chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What it shows, for those who cannot see it.
    pub description: String,
    /// Back to front.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// Adds a straight line.
    pub fn line(&mut self, from: Spot, to: Spot, stroke: Stroke) {
        self.shapes.push(Shape::Path {
            points: vec![from, to],
            stroke,
        });
    }

    /// Adds a line of text; nothing for no words.
    pub fn text(&mut self, text: Text) {
        if !text.words.is_empty() {
            self.shapes.push(Shape::Text(text));
        }
    }

    /// All texts, back to front.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            Shape::Box { .. } | Shape::Path { .. } | Shape::Area { .. } | Shape::Dot { .. } => None,
        })
    }
}
