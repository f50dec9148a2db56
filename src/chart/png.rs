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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::palette::Token;
    use crate::chart::samples;

    #[test]
    fn pictures_have_twice_the_layouts_pixels_and_the_themes_ground() {
        for (chart, size, theme) in [
            (samples::bridge(), Size::Slide, Theme::Dark),
            (samples::nothing(), Size::Half, Theme::Light),
            (samples::effects(), Size::A4, Theme::Dark),
        ] {
            let frame = size.frame(&chart);
            let pixels = Pixmap::decode_png(&png(&chart, size, theme).unwrap()).unwrap();
            let (width, height) = (pixels.width(), pixels.height());
            assert_eq!(width, frame.width as u32 * 2);
            assert_eq!(height, frame.height as u32 * 2);
            let ground = Token::Surface.rgb(theme);
            for (x, y) in [
                (0, 0),
                (width - 1, 0),
                (0, height - 1),
                (width - 1, height - 1),
            ] {
                let pixel = pixels.pixel(x, y).unwrap();
                assert_eq!(
                    (pixel.red(), pixel.green(), pixel.blue()),
                    (ground.0, ground.1, ground.2)
                );
            }
            let drawn = pixels
                .pixels()
                .iter()
                .filter(|pixel| pixel.red() != ground.0)
                .count();
            assert!(drawn > 2_000, "only {drawn} pixels of ink");
        }
    }

    #[test]
    fn broken_svg_is_an_error_with_a_sentence() {
        let error = rasterize("<svg").unwrap_err().to_string();
        assert!(
            error.starts_with("The chart's SVG cannot be read back"),
            "{error}"
        );
    }
}
