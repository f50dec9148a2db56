//! The window: theme, widgets and the screens built from them.

pub mod fonts;
pub mod icons;
pub mod theme;
pub mod widgets;
