//! The colours of the product: the one file that names a colour value.
//!
//! Screen, SVG and PNG take every colour from here, so a chart in a report looks like the chart on
//! screen. The values are the table of tokens in the design notes. To add a token: a variant here and
//! its two values in [`Token::rgb`]; the contrast test below then holds it to the standard.

/// A colour as red, green and blue, each 0 to 255, in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour of a number written like CSS writes it: `0x0F766E`.
    #[must_use]
    pub const fn from_hex(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self(red, green, blue)
    }

    /// Contrast ratio to another colour, 1 to 21 (WCAG 2.2, "contrast ratio").
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl std::fmt::Display for Rgb {
    /// As CSS and SVG write it: `#0F766E`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark ink on white.
    #[default]
    Light,
    /// Light ink on near-black.
    Dark,
}

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// The page behind the cards.
    Background,
    /// A card, and the ground of an exported chart.
    Surface,
    /// The side rail and other recessed places.
    Sunken,
    /// Borders and grid lines.
    Line,
    /// Bars of what is left over: paler than any tone, yet seen against the ground.
    Pale,
    /// Body text.
    Text,
    /// Secondary text.
    Muted,
    /// Hints and the zero line; too pale for text that has to be read.
    Faint,
    /// Selection, treatment, primary button.
    Accent,
    /// The ground of something selected.
    AccentSoft,
    /// The control arm, history, and whatever is undecided.
    Control,
    /// A verdict in favour.
    Positive,
    /// A verdict against.
    Negative,
    /// Something to look at.
    Warning,
}

impl Token {
    /// Every token.
    pub const ALL: [Self; 14] = [
        Self::Background,
        Self::Surface,
        Self::Sunken,
        Self::Line,
        Self::Pale,
        Self::Text,
        Self::Muted,
        Self::Faint,
        Self::Accent,
        Self::AccentSoft,
        Self::Control,
        Self::Positive,
        Self::Negative,
        Self::Warning,
    ];

    /// The colour in a theme.
    #[must_use]
    pub const fn rgb(self, theme: Theme) -> Rgb {
        let (light, dark) = match self {
            Self::Background => (0xF6_F6F3, 0x16_1718),
            Self::Surface => (0xFF_FFFF, 0x1E_2022),
            Self::Sunken => (0xEF_EFEA, 0x12_1314),
            Self::Line => (0xE2_E1DB, 0x31_3437),
            Self::Pale => (0xD9_D7D0, 0x46_4A4E),
            Self::Text => (0x1D_1C1A, 0xEC_EBE7),
            Self::Muted => (0x6C_6A64, 0xA3_A19A),
            Self::Faint => (0x9A_978F, 0x75_736D),
            Self::Accent => (0x0F_766E, 0x4F_C3B5),
            Self::AccentSoft => (0xD9_EFEC, 0x17_403B),
            Self::Control => (0x7C_8794, 0x8C_97A5),
            Self::Positive => (0x15_803D, 0x6B_CB86),
            Self::Negative => (0xB3_261E, 0xF2_8B82),
            Self::Warning => (0xB4_5309, 0xF0_B45A),
        };
        Rgb::from_hex(match theme {
            Theme::Light => light,
            Theme::Dark => dark,
        })
    }
}

/// Okabe and Ito's palette without its black and with the yellow last, told apart with colour-blind
/// eyes; the paler ones (yellow, sky blue) stand behind the ones that carry on white.
const OKABE_ITO: [u32; 7] = [
    0x00_72B2, 0xD5_5E00, 0x00_9E73, 0xCC_79A7, 0xE6_9F00, 0x56_B4E9, 0xF0_E442,
];

/// The colour of the n-th series where accent and control do not do; starts over after seven.
#[must_use]
pub fn series(index: u8) -> Rgb {
    Rgb::from_hex(OKABE_ITO[usize::from(index) % OKABE_ITO.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_numbers_read_and_print_alike() {
        assert_eq!(Rgb::from_hex(0x0F_766E), Rgb(0x0F, 0x76, 0x6E));
        assert_eq!(Rgb(15, 118, 110).to_string(), "#0F766E");
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_is_readable_on_its_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            for ink in [
                Token::Text,
                Token::Muted,
                Token::Accent,
                Token::Positive,
                Token::Negative,
                Token::Warning,
            ] {
                let ratio = ink.rgb(theme).contrast(Token::Surface.rgb(theme));
                assert!(ratio >= 4.5, "{ink:?} in {theme:?}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn every_token_differs_between_the_themes() {
        for token in Token::ALL {
            assert_ne!(token.rgb(Theme::Light), token.rgb(Theme::Dark), "{token:?}");
        }
    }

    #[test]
    fn series_start_over_after_seven() {
        assert_eq!(series(0), series(7));
        assert_ne!(series(0), series(6));
    }
}
