//! Page formats: how large a chart is drawn, and with which text.

use super::page::Page;
use crate::chart::spec::{Bars, Chart, ChartKind, Direction, Forest};

/// Text sizes in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextSizes {
    /// The title.
    pub title: f64,
    /// The sentence below it.
    pub caption: f64,
    /// Labels, ticks and values.
    pub body: f64,
    /// The small print.
    pub footnote: f64,
}

/// A page to draw on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Free on all four sides.
    pub margin: f64,
    /// Text sizes.
    pub text: TextSizes,
}

impl Frame {
    /// The length that grows with the text: 1 at 13 pixels. Strokes, dots and gaps are multiples of it.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.text.body / 13.0
    }
}

/// The formats a chart is exported in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Size {
    /// A whole slide, 16:9, 1280 x 720.
    #[default]
    Slide,
    /// The left or right half of a slide, 640 x 720, text as on the whole slide.
    Half,
    /// The text width of an A4 page, 680 wide (18 cm at 96 dpi), as high as its rows ask for.
    A4,
}

impl Size {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Slide, Self::Half, Self::A4];

    /// The word on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Slide => "slide",
            Self::Half => "half",
            Self::A4 => "a4",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Slide => "Slide, 16:9",
            Self::Half => "Half a slide",
            Self::A4 => "A4 width",
        }
    }

    /// The page for a chart. Slides have a fixed height; on paper long lists get more.
    #[must_use]
    pub fn frame(self, chart: &Chart) -> Frame {
        match self {
            Self::Slide => Frame {
                width: 1280.0,
                height: 720.0,
                margin: 56.0,
                text: TextSizes {
                    title: 32.0,
                    caption: 19.0,
                    body: 18.0,
                    footnote: 14.0,
                },
            },
            Self::Half => Frame {
                width: 640.0,
                height: 720.0,
                margin: 40.0,
                text: TextSizes {
                    title: 26.0,
                    caption: 17.0,
                    body: 16.0,
                    footnote: 13.0,
                },
            },
            Self::A4 => Frame {
                width: A4_WIDTH,
                height: a4_height(chart),
                margin: A4_MARGIN,
                text: A4_TEXT,
            },
        }
    }
}

const A4_WIDTH: f64 = 680.0;
const A4_MARGIN: f64 = 24.0;
const A4_TEXT: TextSizes = TextSizes {
    title: 18.0,
    caption: 13.0,
    body: 12.5,
    footnote: 10.5,
};

/// Height on paper: room for every row, at most what a page between its margins has.
fn a4_height(chart: &Chart) -> f64 {
    let (around_rows, rows) = match &chart.kind {
        ChartKind::TimeSeries(_)
        | ChartKind::Curve(_)
        | ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            ..
        }) => return 420.0,
        ChartKind::Bars(Bars { items, .. }) => (30.0, items.len() as f64 * 32.0),
        ChartKind::Forest(Forest { rows, .. }) => (64.0, rows.len() as f64 * 44.0),
    };
    let texts = Page::of(chart, A4_WIDTH - 2.0 * A4_MARGIN, A4_TEXT).height();
    (texts + 2.0 * A4_MARGIN + around_rows + rows)
        .clamp(320.0, 960.0)
        .ceil()
}
