//! A scene as SVG text: the master that PNG (and later PDF) are made from.
//!
//! Own writer on purpose: the same chart gives the same bytes on every machine, the text is selectable
//! and editable in a slide, and a test can read it. Viewers without Inter fall back to a sans-serif.

use std::fmt::Write as _;

use super::font::{FAMILY, Weight};
use super::layout::{Size, scene};
use super::palette::{Theme, Token};
use super::scene::{Anchor, Scene, Shape, Spot, Stroke, Text};
use super::spec::Chart;

/// A chart as an SVG document.
#[must_use]
pub fn svg(chart: &Chart, size: Size, theme: Theme) -> String {
    document(&scene(chart, &size.frame(chart)), &chart.title, theme)
}

/// A scene as an SVG document with a title for those who cannot see it.
#[must_use]
pub fn document(scene: &Scene, title: &str, theme: Theme) -> String {
    let mut out = String::new();
    let (width, height) = (number(scene.width), number(scene.height));
    line(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" \
             font-family=\"{FAMILY}, 'Helvetica Neue', Arial, sans-serif\">"
        ),
    );
    let title = super::font::clean(title);
    line(&mut out, format_args!("<title>{}</title>", escaped(&title)));
    line(
        &mut out,
        format_args!("<desc>{}</desc>", escaped(&scene.description)),
    );
    for shape in &scene.shapes {
        write_shape(&mut out, shape, theme);
    }
    out.push_str("</svg>\n");
    out
}

fn write_shape(out: &mut String, shape: &Shape, theme: Theme) {
    match shape {
        Shape::Box { rect, radius, ink } => {
            let rounded = if *radius > 0.0 {
                format!(" rx=\"{}\"", number(*radius))
            } else {
                String::new()
            };
            line(
                out,
                format_args!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{rounded} fill=\"{}\"/>",
                    number(rect.left),
                    number(rect.top),
                    number(rect.width()),
                    number(rect.height()),
                    ink.rgb(theme)
                ),
            );
        }
        Shape::Path { points, stroke } => write_path(out, points, stroke, theme),
        Shape::Area {
            points,
            ink,
            opacity,
        } => line(
            out,
            format_args!(
                "<path d=\"{}Z\" fill=\"{}\" fill-opacity=\"{}\"/>",
                path(points),
                ink.rgb(theme),
                number(*opacity)
            ),
        ),
        Shape::Dot { at, radius, ink } => line(
            out,
            format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
                number(at.x),
                number(at.y),
                // The halo is centred on the edge; half of it lies outside the dot.
                number(radius * 1.125),
                ink.rgb(theme),
                Token::Surface.rgb(theme),
                number(radius * 0.25)
            ),
        ),
        Shape::Text(text) => write_text(out, text, theme),
    }
}

fn write_path(out: &mut String, points: &[Spot], stroke: &Stroke, theme: Theme) {
    if points.len() < 2 {
        return;
    }
    let dashes = if stroke.dashed {
        format!(
            " stroke-dasharray=\"{} {}\"",
            number(stroke.width * 2.6),
            number(stroke.width * 2.0)
        )
    } else {
        String::new()
    };
    line(
        out,
        format_args!(
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dashes}/>",
            path(points),
            stroke.ink.rgb(theme),
            number(stroke.width)
        ),
    );
}

fn write_text(out: &mut String, text: &Text, theme: Theme) {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = match text.face.weight {
        Weight::Regular => String::new(),
        weight @ (Weight::Medium | Weight::SemiBold) => {
            format!(" font-weight=\"{}\"", weight.number())
        }
    };
    line(
        out,
        format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight}{anchor} fill=\"{}\">{}</text>",
            number(text.at.x),
            number(text.at.y),
            number(text.face.size),
            text.ink.rgb(theme),
            escaped(&text.words)
        ),
    );
}

fn path(points: &[Spot]) -> String {
    let mut data = String::new();
    for (index, point) in points.iter().enumerate() {
        let verb = if index == 0 { 'M' } else { 'L' };
        data.push(verb);
        data.push_str(&number(point.x));
        data.push(' ');
        data.push_str(&number(point.y));
    }
    data
}

/// A coordinate with at most two decimals, which is a fiftieth of a pixel at double resolution.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        return "0".to_owned();
    }
    text.to_owned()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Writing into a `String` cannot fail.
fn line(out: &mut String, arguments: std::fmt::Arguments) {
    let _ = out.write_fmt(arguments);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;

    #[test]
    fn each_kind_has_its_picture() {
        for (name, chart) in samples::small() {
            insta::assert_snapshot!(name, svg(&chart, Size::A4, Theme::Light));
        }
    }

    #[test]
    fn themes_differ_in_colours_only() {
        let chart = samples::effects();
        let without_colours = |theme| {
            let text = svg(&chart, Size::Slide, theme);
            let mut parts = text.split('#');
            let first = parts.next().unwrap().to_owned();
            parts.fold(first, |all, part| all + &part[6..])
        };
        assert_eq!(without_colours(Theme::Light), without_colours(Theme::Dark));
        assert_ne!(
            svg(&chart, Size::Slide, Theme::Light),
            svg(&chart, Size::Slide, Theme::Dark)
        );
    }

    #[test]
    fn markup_in_names_stays_text() {
        let mut chart = samples::nothing();
        chart.title = "<b>A & \"B\"</b>\u{1}".into();
        let text = svg(&chart, Size::A4, Theme::Light);
        assert!(text.contains("<title>&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt;</title>"));
        assert!(crate::chart::png::parse(&text).is_ok());
    }

    #[test]
    fn coordinates_are_short() {
        for (value, expected) in [
            (1.0, "1"),
            (0.126, "0.13"),
            (-0.001, "0"),
            (10.5, "10.5"),
            (100.0, "100"),
        ] {
            assert_eq!(number(value), expected);
        }
    }
}
