//! The shipped fonts and the families they form.
//!
//! Text is the same on every machine and in tests: Inter in three weights with tabular digits baked in
//! (so columns of numbers align), the icon font, and egui's own fonts as the last fallback. Fixed-width
//! text stays egui's Hack. The bytes are public because chart export renders with the same fonts.

use std::sync::Arc;

use eframe::egui::{FontData, FontDefinitions, FontFamily};

/// Inter, weight 400.
pub const INTER_REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
/// Inter, weight 500.
pub const INTER_MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Inter-Medium.ttf");
/// Inter, weight 600.
pub const INTER_SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");
/// The icons of `ui::icons`.
pub const ICONS: &[u8] = include_bytes!("../../assets/icons/holdout-icons.ttf");

const ICON_FONT: &str = "holdout-icons";

/// The family of Inter 500, for controls and table headers.
#[must_use]
pub fn medium() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// The family of Inter 600, for titles, figures and totals.
#[must_use]
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// The family of the icon font alone: every character is an exact square.
#[must_use]
pub fn icons() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// All fonts and families, ready for `Context::set_fonts`.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let defaults = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, name, bytes) in [
        (FontFamily::Proportional, "inter-regular", INTER_REGULAR),
        (medium(), "inter-medium", INTER_MEDIUM),
        (semibold(), "inter-semibold", INTER_SEMIBOLD),
    ] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let mut chain = vec![name.to_owned(), ICON_FONT.to_owned()];
        chain.extend(defaults.iter().cloned());
        fonts.families.insert(family, chain);
    }
    fonts
        .font_data
        .insert(ICON_FONT.to_owned(), Arc::new(FontData::from_static(ICONS)));
    fonts.families.insert(icons(), vec![ICON_FONT.to_owned()]);
    if let Some(monospace) = fonts.families.get_mut(&FontFamily::Monospace) {
        monospace.push(ICON_FONT.to_owned());
    }
    fonts
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Context, FontId, RawInput};

    use super::*;
    use crate::ui::icons as icon;

    fn with_fonts(check: impl Fn(&Context)) {
        let context = Context::default();
        context.set_fonts(definitions());
        let output = context.run_ui(RawInput::default(), |_| {});
        output.drop_without_applying_deltas();
        check(&context);
    }

    #[test]
    fn every_icon_is_in_the_icon_font() {
        with_fonts(|context| {
            for (name, text) in icon::ALL {
                context.fonts_mut(|fonts| {
                    assert!(
                        fonts.has_glyphs(&FontId::new(16.0, icons()), text),
                        "no glyph for {name}"
                    );
                });
            }
        });
    }

    #[test]
    fn icons_have_distinct_names_and_characters() {
        let mut names: Vec<_> = icon::ALL.iter().map(|(name, _)| *name).collect();
        let mut characters: Vec<_> = icon::ALL.iter().map(|(_, text)| *text).collect();
        names.sort_unstable();
        names.dedup();
        characters.sort_unstable();
        characters.dedup();
        assert_eq!(names.len(), icon::ALL.len());
        assert_eq!(characters.len(), icon::ALL.len());
    }

    #[test]
    fn every_text_weight_has_the_signs_the_product_writes() {
        let signs =
            "€£$¥₹₽ 1234567890 − ± × ÷ ≥ ≤ ≈ ≠ ∞ √ → ← ↑ ↓ … • · ² ⁻ ¹ – — “ ” Δ σ μ χ Ж ő ł";
        with_fonts(|context| {
            for family in [FontFamily::Proportional, medium(), semibold()] {
                context.fonts_mut(|fonts| {
                    let font = FontId::new(13.0, family.clone());
                    for sign in signs.chars() {
                        assert!(fonts.has_glyph(&font, sign), "no glyph for {sign}");
                    }
                });
            }
        });
    }

    #[test]
    fn digits_are_tabular_in_every_weight() {
        with_fonts(|context| {
            for family in [FontFamily::Proportional, medium(), semibold()] {
                context.fonts_mut(|fonts| {
                    let font = FontId::new(13.0, family.clone());
                    let width = fonts.glyph_width(&font, '0');
                    for digit in '1'..='9' {
                        assert!(
                            (fonts.glyph_width(&font, digit) - width).abs() < 1e-3,
                            "{digit} is not as wide as 0"
                        );
                    }
                });
            }
        });
    }
}
