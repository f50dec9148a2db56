//! Writes the tokens into egui's own styles, for what egui draws itself: menus, fields, scroll bars.

use eframe::egui::{
    Color32, Context, CornerRadius, Margin, Shadow, Stroke, Style, Theme, Vec2, Visuals,
    style::{HandleShape, ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets},
};

use super::{Font, Tokens, size, space};
use crate::ui::fonts;

/// Writes fonts and the style of both themes; call once at start, before the first frame.
pub fn apply(context: &Context) {
    context.set_fonts(fonts::definitions());
    for theme in [Theme::Light, Theme::Dark] {
        context.style_mut_of(theme, |style| write_style(style, theme));
    }
}

fn write_style(style: &mut Style, theme: Theme) {
    let tokens = Tokens::for_theme(theme);
    style.text_styles = Font::ALL
        .into_iter()
        .map(|font| (font.style(), font.id()))
        .collect();
    style.animation_time = 0.1;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;

    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(space::S, space::S);
    spacing.button_padding = Vec2::new(space::M, space::XS);
    spacing.interact_size = Vec2::new(size::CONTROL, size::CONTROL);
    spacing.menu_margin = Margin::same(space::XS as i8);
    spacing.window_margin = Margin::same(space::L as i8);
    spacing.icon_width = size::ICON;
    spacing.tooltip_width = size::TOOLTIP;
    spacing.slider_rail_height = 4.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        ..ScrollStyle::floating()
    };
    style.visuals = visuals(tokens, theme);
}

fn visuals(tokens: &Tokens, theme: Theme) -> Visuals {
    let base = match theme {
        Theme::Light => Visuals::light(),
        Theme::Dark => Visuals::dark(),
    };
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(match theme {
            Theme::Light => 28,
            Theme::Dark => 110,
        }),
    };
    Visuals {
        weak_text_color: Some(tokens.ink.muted),
        widgets: widgets(tokens),
        selection: Selection {
            bg_fill: tokens.accent_soft,
            stroke: Stroke::new(size::LINE, tokens.accent),
        },
        hyperlink_color: tokens.accent,
        faint_bg_color: tokens.ground.hover,
        extreme_bg_color: tokens.ground.sunken,
        text_edit_bg_color: Some(tokens.ground.surface),
        code_bg_color: tokens.ground.sunken,
        warn_fg_color: tokens.verdict.warning,
        error_fg_color: tokens.verdict.negative,
        window_corner_radius: CornerRadius::same(size::RADIUS),
        window_shadow: shadow,
        window_fill: tokens.ground.surface,
        window_stroke: tokens.hairline(),
        menu_corner_radius: CornerRadius::same(size::RADIUS),
        panel_fill: tokens.ground.page,
        popup_shadow: shadow,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        indent_has_left_vline: false,
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(1.5, tokens.accent),
            ..base.text_cursor
        },
        ..base
    }
}

fn widgets(tokens: &Tokens) -> Widgets {
    let at_rest = WidgetVisuals {
        bg_fill: tokens.ground.surface,
        weak_bg_fill: tokens.ground.surface,
        bg_stroke: tokens.hairline(),
        corner_radius: CornerRadius::same(size::RADIUS_CONTROL),
        fg_stroke: Stroke::new(size::LINE, tokens.ink.text),
        expansion: 0.0,
    };
    let hovered = WidgetVisuals {
        bg_fill: tokens.ground.hover,
        weak_bg_fill: tokens.ground.hover,
        bg_stroke: Stroke::new(size::LINE, tokens.ink.faint),
        ..at_rest
    };
    Widgets {
        noninteractive: at_rest,
        inactive: at_rest,
        hovered,
        active: WidgetVisuals {
            bg_stroke: Stroke::new(size::LINE, tokens.accent),
            ..hovered
        },
        open: hovered,
    }
}
