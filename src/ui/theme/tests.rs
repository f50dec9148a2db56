use eframe::egui::{Color32, Context, Theme};

use super::*;

/// WCAG 2.2 relative luminance of an sRGB colour, 0 to 1.
fn luminance(colour: Color32) -> f64 {
    let [red, green, blue] = [colour.r(), colour.g(), colour.b()].map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// WCAG 2.2 contrast ratio, 1 to 21.
fn contrast(first: Color32, second: Color32) -> f64 {
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

fn check(pairs: impl Fn(&'static Tokens) -> Vec<(&'static str, Color32, Color32)>) {
    let mut weak = Vec::new();
    for theme in [Theme::Light, Theme::Dark] {
        for (what, ink, ground) in pairs(Tokens::for_theme(theme)) {
            let ratio = contrast(ink, ground);
            if ratio < 4.5 {
                weak.push(format!("{theme:?}: {what} has {ratio:.2}:1"));
            }
        }
    }
    assert!(weak.is_empty(), "{weak:#?}");
}

#[test]
fn the_contrast_formula_matches_its_reference_points() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    let grey = contrast(Color32::from_rgb(0x76, 0x76, 0x76), Color32::WHITE);
    assert!((grey - 4.54).abs() < 0.01);
}

#[test]
fn text_and_muted_text_are_readable_on_every_ground() {
    check(|tokens| {
        let ground = &tokens.ground;
        let mut pairs = Vec::new();
        for colour in [ground.page, ground.surface, ground.sunken, ground.hover] {
            pairs.push(("text", tokens.ink.text, colour));
            pairs.push(("muted text", tokens.ink.muted, colour));
        }
        pairs.push(("text on soft accent", tokens.ink.text, tokens.accent_soft));
        pairs.push(("text on accent", tokens.ink.on_accent, tokens.accent));
        pairs.push(("accent on soft accent", tokens.accent, tokens.accent_soft));
        pairs
    });
}

#[test]
fn links_and_verdicts_are_readable_on_page_card_and_hover() {
    check(|tokens| {
        let ground = &tokens.ground;
        let mut pairs = Vec::new();
        for colour in [ground.page, ground.surface, ground.hover] {
            pairs.push(("accent", tokens.accent, colour));
            for tone in [Tone::Positive, Tone::Warning, Tone::Negative, Tone::Neutral] {
                pairs.push((tone.word(), tone.ink(tokens), colour));
            }
        }
        pairs
    });
}

#[test]
fn faint_and_control_are_not_text_colours() {
    // Documents why they are for marks only; if a palette change lifts them, this may go.
    let tokens = Tokens::for_theme(Theme::Light);
    assert!(contrast(tokens.ink.faint, tokens.ground.surface) < 4.5);
    assert!(contrast(tokens.control, tokens.ground.surface) < 4.5);
    // Marks need 3:1 against the card.
    assert!(contrast(tokens.control, tokens.ground.surface) > 3.0);
}

#[test]
fn both_themes_are_written() {
    let context = Context::default();
    apply(&context);
    for theme in [Theme::Light, Theme::Dark] {
        let style = context.style_of(theme);
        let tokens = Tokens::for_theme(theme);
        assert_eq!(style.visuals.panel_fill, tokens.ground.page);
        assert_eq!(style.visuals.window_fill, tokens.ground.surface);
        for font in Font::ALL {
            assert_eq!(style.text_styles.get(&font.style()), Some(&font.id()));
        }
    }
}
