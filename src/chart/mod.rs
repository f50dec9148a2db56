//! Charts: one description, drawn on screen and in files.
//!
//! A screen or the command line fills a [`spec::Chart`] from analysis results. [`layout`] turns it into
//! a [`scene::Scene`] of a few primitives with every text measured and placed; [`svg`] writes the scene
//! as text and [`png`] rasterises that. Colours come from [`palette`], ticks from [`scale`], fonts from
//! [`font`]: the window's plots use the same three, so screen and file agree.
//!
//! To add a kind of chart: a variant of [`spec::ChartKind`], a file in `layout/` that draws it, and
//! its rows in `export::table`; the compiler names every other place.

pub mod font;
pub mod layout;
pub mod palette;
pub mod png;
pub mod scale;
pub mod scene;
pub mod spec;
pub mod svg;
pub mod value;

#[cfg(test)]
pub(crate) mod samples;
