//! SVG to PNG, at twice the resolution and with the bundled fonts only.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::font::{FAMILY, Weight};
use super::layout::Size;
use super::palette::Theme;
use super::spec::Chart;

/// Pixels of the file per pixel of the layout: sharp on high-density screens and in print.
pub const RESOLUTION: f32 = 2.0;

/// Why a chart could not be rasterised.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The SVG is not well-formed; a defect of this program.
    #[error("The chart's SVG cannot be read back: {0}. Please report this with the chart's CSV")]
    Svg(#[from] resvg::usvg::Error),
    /// The picture does not fit into memory.
    #[error("A picture of {width} × {height} pixels is too large to draw; choose a smaller size")]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The PNG encoder refused.
    #[error("The picture cannot be encoded as PNG: {0}")]
    Encode(String),
}

/// A chart as the bytes of a PNG file.
pub fn png(chart: &Chart, size: Size, theme: Theme) -> Result<Vec<u8>, PngError> {
    rasterize(&super::svg::svg(chart, size, theme))
}

/// An SVG document as the bytes of a PNG file. Only the bundled fonts are known, so the picture is the
/// same on every machine.
pub fn rasterize(svg: &str) -> Result<Vec<u8>, PngError> {
    let tree = parse(svg)?;
    let size = tree.size();
    let (width, height) = (
        (size.width() * RESOLUTION).round() as u32,
        (size.height() * RESOLUTION).round() as u32,
    );
    let mut pixels = Pixmap::new(width, height).ok_or(PngError::TooLarge { width, height })?;
    let scale = Transform::from_scale(RESOLUTION, RESOLUTION);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| PngError::Encode(error.to_string()))
}

/// Reads SVG text with the bundled fonts.
pub(super) fn parse(svg: &str) -> Result<Tree, resvg::usvg::Error> {
    let options = Options {
        fontdb: fonts(),
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    Tree::from_str(svg, &options)
}

fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS
        .get_or_init(|| {
            let mut database = Database::new();
            for weight in Weight::ALL {
                database.load_font_data(weight.bytes().to_vec());
            }
            Arc::new(database)
        })
        .clone()
}
