//! The texts around a plot: title and caption above, footnote below.

use super::LEADING;
use super::frame::{Frame, TextSizes};
use crate::chart::font::{Face, Weight, clean};
use crate::chart::palette::Token;
use crate::chart::scene::{Anchor, Ink, Rect, Scene, Spot, Text};
use crate::chart::spec::Chart;

/// Lines of text in one face.
struct Block {
    lines: Vec<String>,
    face: Face,
    token: Token,
}

impl Block {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * self.face.size * LEADING
    }

    /// Draws the lines from a top left corner downwards.
    fn draw(&self, scene: &mut Scene, corner: Spot) {
        for (index, line) in self.lines.iter().enumerate() {
            scene.text(Text {
                at: Spot {
                    x: corner.x,
                    y: corner.y + (index as f64 * LEADING + 1.0) * self.face.size,
                },
                anchor: Anchor::Start,
                words: line.clone(),
                face: self.face,
                ink: Ink::Token(self.token),
            });
        }
    }
}

/// The wrapped texts of a page.
pub(super) struct Page {
    title: Block,
    caption: Block,
    footnote: Block,
    body: f64,
}

impl Page {
    /// Wraps a chart's texts to a width.
    pub(super) fn of(chart: &Chart, width: f64, sizes: TextSizes) -> Self {
        let title = Face::new(sizes.title, Weight::SemiBold);
        let caption = Face::new(sizes.caption, Weight::Regular);
        let footnote = Face::new(sizes.footnote, Weight::Regular);
        let paragraphs = chart.footnote.paragraphs();
        let footnote_lines = paragraphs
            .iter()
            .flat_map(|words| footnote.wrapped(&clean(words), width, 3));
        Self {
            title: Block {
                lines: title.balanced(&clean(&chart.title), width, 2),
                face: title,
                token: Token::Text,
            },
            caption: Block {
                lines: caption.balanced(&clean(&chart.caption), width, 3),
                face: caption,
                token: Token::Muted,
            },
            footnote: Block {
                lines: footnote_lines.collect(),
                face: footnote,
                token: Token::Muted,
            },
            body: sizes.body,
        }
    }

    /// Height of all texts with the gaps that set them off from the plot.
    pub(super) fn height(&self) -> f64 {
        self.above() + self.below()
    }

    /// Draws the texts and returns the room between them.
    pub(super) fn draw(&self, scene: &mut Scene, frame: &Frame) -> Rect {
        let (left, top) = (frame.margin, frame.margin);
        let bottom = frame.height - frame.margin;
        self.title.draw(scene, Spot { x: left, y: top });
        let below_title = top + self.set_off(&self.title);
        let corner = Spot {
            x: left,
            y: below_title,
        };
        self.caption.draw(scene, corner);
        let corner = Spot {
            x: left,
            y: bottom - self.footnote.height(),
        };
        self.footnote.draw(scene, corner);
        Rect {
            left,
            top: top + self.above(),
            right: frame.width - frame.margin,
            bottom: bottom - self.below(),
        }
    }

    fn above(&self) -> f64 {
        self.set_off(&self.title) + self.set_off(&self.caption) + self.body
    }

    fn below(&self) -> f64 {
        if self.footnote.lines.is_empty() {
            0.0
        } else {
            self.footnote.height() + self.body * 1.2
        }
    }

    /// Height of a block and the gap after it; nothing for a block without words.
    fn set_off(&self, block: &Block) -> f64 {
        if block.lines.is_empty() {
            0.0
        } else {
            block.height() + self.body * 0.3
        }
    }
}
