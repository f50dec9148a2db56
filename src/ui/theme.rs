//! Every colour, size and text style of the window, and nothing else.
//!
//! Widgets ask `Tokens::of(ui)` for colours, `space` and `size` for lengths and `Font` for text; no
//! other file of `ui` names a colour or a font size. `apply` writes fonts and both egui styles once at
//! start. Text colours keep a contrast of at least 4.5:1 on every ground they are used on (tested);
//! `Ink::faint` and `Tokens::control` do not reach that and are for marks and decoration only.

use eframe::egui::{
    Align, Align2, Color32, FontFamily, FontId, RichText, Stroke, TextStyle, Theme, Ui,
};

use super::fonts;

mod style;

pub use style::apply;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// What things stand on.
    pub ground: Ground,
    /// What text is written in.
    pub ink: Ink,
    /// Verdicts; always beside a word or a sign.
    pub verdict: Verdict,
    /// Borders, hairlines and grid lines.
    pub line: Color32,
    /// Selection, treatment, links and the primary button.
    pub accent: Color32,
    /// Ground of selected things.
    pub accent_soft: Color32,
    /// Control arm, history and undecided effects; for marks, not for text.
    pub control: Color32,
    /// Dims the window behind a dialog.
    pub backdrop: Color32,
}

/// Grounds, from the page to what lies on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ground {
    /// The page.
    pub page: Color32,
    /// Cards, the top bar, menus.
    pub surface: Color32,
    /// The side rail, wells and neutral badges.
    pub sunken: Color32,
    /// A row or control on `surface` below the pointer.
    pub hover: Color32,
}

/// Text colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// Body text.
    pub text: Color32,
    /// Secondary text.
    pub muted: Color32,
    /// Decoration only: too weak for text.
    pub faint: Color32,
    /// Text on `accent`.
    pub on_accent: Color32,
}

/// Verdict colours; each is readable as text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Better, fits, done.
    pub positive: Color32,
    /// Worse, wrong, failed.
    pub negative: Color32,
    /// Look at this.
    pub warning: Color32,
}

impl Tokens {
    /// The light theme.
    pub const LIGHT: Self = Self {
        ground: Ground {
            page: hex(0xF6_F6F3),
            surface: hex(0xFF_FFFF),
            sunken: hex(0xEF_EFEA),
            hover: hex(0xF6_F6F3),
        },
        ink: Ink {
            text: hex(0x1D_1C1A),
            muted: hex(0x6C_6A64),
            faint: hex(0x9A_978F),
            on_accent: hex(0xFF_FFFF),
        },
        verdict: Verdict {
            positive: hex(0x15_803D),
            negative: hex(0xB3_261E),
            warning: hex(0xB4_5309),
        },
        line: hex(0xE2_E1DB),
        accent: hex(0x0F_766E),
        accent_soft: hex(0xD9_EFEC),
        control: hex(0x7C_8794),
        backdrop: Color32::from_rgba_premultiplied(0, 0, 0, 72),
    };

    /// The dark theme.
    pub const DARK: Self = Self {
        ground: Ground {
            page: hex(0x16_1718),
            surface: hex(0x1E_2022),
            sunken: hex(0x12_1314),
            hover: hex(0x26_282B),
        },
        ink: Ink {
            text: hex(0xEC_EBE7),
            muted: hex(0xA3_A19A),
            faint: hex(0x75_736D),
            on_accent: hex(0x12_1314),
        },
        verdict: Verdict {
            positive: hex(0x6B_CB86),
            negative: hex(0xF2_8B82),
            warning: hex(0xF0_B45A),
        },
        line: hex(0x31_3437),
        accent: hex(0x4F_C3B5),
        accent_soft: hex(0x17_403B),
        control: hex(0x8C_97A5),
        backdrop: Color32::from_rgba_premultiplied(0, 0, 0, 140),
    };

    /// The colours of the theme this `Ui` is drawn in.
    #[must_use]
    pub fn of(ui: &Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &Self::DARK
        } else {
            &Self::LIGHT
        }
    }

    /// The colours of a theme.
    #[must_use]
    pub fn for_theme(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &Self::LIGHT,
            Theme::Dark => &Self::DARK,
        }
    }

    /// A hairline in the line colour.
    #[must_use]
    pub fn hairline(&self) -> Stroke {
        Stroke::new(size::LINE, self.line)
    }
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// What a mark, a word or a message says about its subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Better, fits, done.
    Positive,
    /// Look at this.
    Warning,
    /// Worse, wrong, failed.
    Negative,
    /// Undecided, or no verdict intended.
    #[default]
    Neutral,
}

impl Tone {
    /// The colour of a dot, a bar or an interval.
    #[must_use]
    pub fn mark(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Positive => tokens.verdict.positive,
            Self::Warning => tokens.verdict.warning,
            Self::Negative => tokens.verdict.negative,
            Self::Neutral => tokens.control,
        }
    }

    /// The colour of a word in this tone.
    #[must_use]
    pub fn ink(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Positive => tokens.verdict.positive,
            Self::Warning => tokens.verdict.warning,
            Self::Negative => tokens.verdict.negative,
            Self::Neutral => tokens.ink.muted,
        }
    }

    /// The word assistive technology reads where sight has a coloured mark.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Positive => "good",
            Self::Warning => "attention",
            Self::Negative => "problem",
            Self::Neutral => "neutral",
        }
    }
}

/// Distances in steps of 4.
pub mod space {
    /// Between a mark and its word.
    pub const XS: f32 = 4.0;
    /// Between controls in a row; inside table cells.
    pub const S: f32 = 8.0;
    /// Between groups inside a card.
    pub const M: f32 = 12.0;
    /// Inside cards and between them.
    pub const L: f32 = 16.0;
    /// Around the page.
    pub const XL: f32 = 20.0;
    /// Around empty states.
    pub const XXL: f32 = 32.0;
}

/// Sizes of things.
pub mod size {
    /// Corner radius of cards, menus and dialogs.
    pub const RADIUS: u8 = 8;
    /// Corner radius of controls.
    pub const RADIUS_CONTROL: u8 = 6;
    /// Corner radius of tags, badges and checkboxes.
    pub const RADIUS_TAG: u8 = 4;
    /// Width of borders and hairlines.
    pub const LINE: f32 = 1.0;
    /// Width of the focus ring.
    pub const FOCUS: f32 = 2.0;
    /// Height of a table, list or rail row.
    pub const ROW: f32 = 30.0;
    /// Height of a button, chip or field.
    pub const CONTROL: f32 = 27.0;
    /// Height of a tag in a row.
    pub const TAG: f32 = 22.0;
    /// Height of a badge.
    pub const BADGE: f32 = 18.0;
    /// Width of the side rail.
    pub const RAIL: f32 = 204.0;
    /// Height of the top bar.
    pub const TOP_BAR: f32 = 49.0;
    /// An icon beside body text.
    pub const ICON: f32 = 16.0;
    /// An icon beside secondary text, a chevron, a sort arrow.
    pub const ICON_SMALL: f32 = 14.0;
    /// An icon above the sentence of an empty state.
    pub const ICON_LARGE: f32 = 28.0;
    /// Diameter of a status mark.
    pub const DOT: f32 = 7.0;
    /// Widest a tooltip gets.
    pub const TOOLTIP: f32 = 320.0;
}

/// Text styles: family and size together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Font {
    /// 12, regular: secondary text.
    Secondary,
    /// 12, medium: table headers, badges.
    SecondaryMedium,
    /// 13, regular: body text.
    Body,
    /// 13, medium: buttons, the selected place.
    Medium,
    /// 13, semibold: card titles, totals.
    Strong,
    /// 16, semibold: the page title.
    Title,
    /// 20, semibold: the answer of a page.
    Headline,
    /// 26, semibold: the value of a tile.
    Figure,
    /// 12, fixed width: raw input shown as it was read.
    Code,
}

impl Font {
    /// Every style, in the order above.
    pub const ALL: [Self; 9] = [
        Self::Secondary,
        Self::SecondaryMedium,
        Self::Body,
        Self::Medium,
        Self::Strong,
        Self::Title,
        Self::Headline,
        Self::Figure,
        Self::Code,
    ];

    /// Family and size.
    #[must_use]
    pub fn id(self) -> FontId {
        match self {
            Self::Secondary => FontId::new(12.0, FontFamily::Proportional),
            Self::SecondaryMedium => FontId::new(12.0, fonts::medium()),
            Self::Body => FontId::new(13.0, FontFamily::Proportional),
            Self::Medium => FontId::new(13.0, fonts::medium()),
            Self::Strong => FontId::new(13.0, fonts::semibold()),
            Self::Title => FontId::new(16.0, fonts::semibold()),
            Self::Headline => FontId::new(20.0, fonts::semibold()),
            Self::Figure => FontId::new(26.0, fonts::semibold()),
            Self::Code => FontId::new(12.0, FontFamily::Monospace),
        }
    }

    /// The egui style of the same look.
    #[must_use]
    pub fn style(self) -> TextStyle {
        match self {
            Self::Secondary => TextStyle::Small,
            Self::SecondaryMedium => TextStyle::Name("secondary-medium".into()),
            Self::Body => TextStyle::Body,
            Self::Medium => TextStyle::Button,
            Self::Strong => TextStyle::Name("strong".into()),
            Self::Title => TextStyle::Heading,
            Self::Headline => TextStyle::Name("headline".into()),
            Self::Figure => TextStyle::Name("figure".into()),
            Self::Code => TextStyle::Monospace,
        }
    }

    /// Text in this style and a colour.
    #[must_use]
    pub fn text(self, text: impl Into<String>, colour: Color32) -> RichText {
        RichText::new(text).font(self.id()).color(colour)
    }
}

/// Where text of an alignment is anchored in a row.
#[must_use]
pub fn row_anchor(align: Align) -> Align2 {
    match align {
        Align::Min => Align2::LEFT_CENTER,
        Align::Center => Align2::CENTER_CENTER,
        Align::Max => Align2::RIGHT_CENTER,
    }
}

#[cfg(test)]
mod tests;
