//! Laws of the layout: on the page, readable, the same every time, whatever the data.

use proptest::prelude::*;

use super::{Frame, Size, scene};
use crate::chart::palette::Theme;
use crate::chart::png::parse;
use crate::chart::samples;
use crate::chart::scene::{Scene, Shape, Spot};
use crate::chart::spec::{
    Bar, Bars, Chart, ChartKind, DayMark, Direction, ElapsedUnit, Estimate, Forest, ForestRow,
    Interval, LineStyle, Point, Series, TimeAxis, TimeSeries, Tone, ValueFormat,
};
use crate::chart::svg::document;
use crate::model::time::Day;

/// Nothing leaves the page, no texts overlap, every number is finite, and an SVG reader accepts it.
fn check(chart: &Chart) -> Result<(), TestCaseError> {
    for size in Size::ALL {
        let scene = scene(chart, &size.frame(chart));
        let texts: Vec<_> = scene.texts().map(|text| (text, text.bounds())).collect();
        for (index, (text, bounds)) in texts.iter().enumerate() {
            prop_assert!(
                bounds.left >= 0.0
                    && bounds.top >= 0.0
                    && bounds.right <= scene.width
                    && bounds.bottom <= scene.height,
                "{size:?}: `{}` leaves the page: {bounds:?}",
                text.words
            );
            for (other, other_bounds) in &texts[index + 1..] {
                prop_assert!(
                    !bounds.overlaps(*other_bounds),
                    "{size:?}: `{}` at {bounds:?} lies on `{}` at {other_bounds:?}",
                    text.words,
                    other.words
                );
            }
        }
        for spot in spots(&scene) {
            prop_assert!(
                (-1.0..=scene.width + 1.0).contains(&spot.x)
                    && (-1.0..=scene.height + 1.0).contains(&spot.y),
                "{size:?}: {spot:?} is off the page"
            );
        }
        let svg = document(&scene, &chart.title, Theme::Light);
        prop_assert_eq!(&svg, &document(&scene, &chart.title, Theme::Light));
        prop_assert!(parse_xml(&svg), "{size:?}: not well-formed: {svg}");
    }
    Ok(())
}

fn parse_xml(svg: &str) -> bool {
    resvg::usvg::roxmltree::Document::parse(svg).is_ok()
}

/// Every corner, end and centre that is not a text.
fn spots(scene: &Scene) -> Vec<Spot> {
    scene
        .shapes
        .iter()
        .flat_map(|shape| match shape {
            Shape::Box { rect, .. } => vec![
                Spot {
                    x: rect.left,
                    y: rect.top,
                },
                Spot {
                    x: rect.right,
                    y: rect.bottom,
                },
            ],
            Shape::Path { points, .. } | Shape::Area { points, .. } => points.clone(),
            Shape::Dot { at, .. } => vec![*at],
            Shape::Text(_) => Vec::new(),
        })
        .collect()
}

#[test]
fn the_charts_of_the_mocks_are_sound() {
    for (name, chart) in samples::all() {
        check(&chart).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn measured_widths_are_what_the_renderer_draws() {
    let chart = samples::effects();
    let scene = scene(&chart, &Size::Slide.frame(&chart));
    let svg = document(&scene, &chart.title, Theme::Light);
    let tree = parse(&svg).unwrap();
    let mut drawn = Vec::new();
    collect_text_widths(tree.root(), &mut drawn);
    let measured: Vec<f64> = scene
        .texts()
        .map(|text| text.bounds().right - text.bounds().left)
        .collect();
    assert_eq!(drawn.len(), measured.len());
    for ((drawn, measured), text) in drawn.iter().zip(&measured).zip(scene.texts()) {
        // Side bearings and kerning make the ink a little narrower than the advance, never wider.
        assert!(
            *drawn <= measured + 0.5 && *drawn >= measured * 0.9 - 4.0,
            "`{}`: drawn {drawn}, measured {measured}",
            text.words
        );
    }
}

fn collect_text_widths(group: &resvg::usvg::Group, widths: &mut Vec<f64>) {
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(group) => collect_text_widths(group, widths),
            resvg::usvg::Node::Text(text) => {
                let path = text.flattened().abs_bounding_box();
                widths.push(f64::from(path.width()));
            }
            resvg::usvg::Node::Path(_) | resvg::usvg::Node::Image(_) => {}
        }
    }
}

#[test]
fn a_page_too_small_for_anything_is_no_crash() {
    for (_, chart) in samples::all() {
        let frame = Frame {
            width: 60.0,
            height: 30.0,
            ..Size::Slide.frame(&chart)
        };
        let scene = scene(&chart, &frame);
        assert!(parse_xml(&document(&scene, &chart.title, Theme::Dark)));
    }
}

#[test]
fn empty_charts_say_so() {
    let kinds = [
        samples::nothing().kind,
        ChartKind::Bars(Bars {
            direction: Direction::Horizontal,
            heading: String::new(),
            items: Vec::new(),
        }),
        ChartKind::Forest(Forest {
            heading: "Metric".into(),
            arms: vec!["A".into()],
            effect_heading: "Lift".into(),
            p_heading: "p".into(),
            rows: Vec::new(),
        }),
    ];
    for kind in kinds {
        let chart = samples::chart("Empty", "", ValueFormat::Count, kind);
        let sentence = chart.empty_sentence().unwrap();
        check(&chart).unwrap();
        let scene = scene(&chart, &Size::Half.frame(&chart));
        let words: Vec<&str> = scene.texts().map(|text| text.words.as_str()).collect();
        assert!(words.join(" ").contains(sentence), "{words:?}");
    }
}

#[test]
fn long_lists_say_how_many_rows_are_left_out() {
    let items = (0..200)
        .map(|index| Bar::plain(format!("Campaign {index}"), f64::from(index), Tone::Accent))
        .collect();
    let chart = samples::chart(
        "Campaigns",
        "",
        ValueFormat::Count,
        ChartKind::Bars(Bars {
            direction: Direction::Horizontal,
            heading: "Campaign".into(),
            items,
        }),
    );
    check(&chart).unwrap();
    let scene = scene(&chart, &Size::Slide.frame(&chart));
    let shown = scene
        .texts()
        .filter(|text| text.words.starts_with("Campaign "))
        .count();
    let note = scene
        .texts()
        .find(|text| text.words.starts_with("and "))
        .unwrap();
    assert_eq!(note.words, format!("and {} more in the table", 200 - shown));
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9 %·€<>&\"'-]{0,24}",
        "([A-Za-z]{1,9} ){0,30}",
        "[A-Z]{60,120}",
        any::<String>(),
        Just("漢字とかな交じり文の長いラベル".to_owned()),
    ]
}

fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -2.0..2.0_f64,
        3 => -1e7..1e7_f64,
        1 => any::<f64>(),
        1 => prop_oneof![
            Just(0.0),
            Just(-0.0),
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::MAX),
            Just(f64::MIN_POSITIVE),
            Just(1e-12),
        ],
    ]
}

fn intervals() -> impl Strategy<Value = Interval> {
    (numbers(), numbers()).prop_map(|(one, two)| Interval {
        low: one.min(two),
        high: one.max(two),
    })
}

fn formats() -> impl Strategy<Value = ValueFormat> {
    prop_oneof![
        Just(samples::euro()),
        Just(ValueFormat::Lift { decimals: 0 }),
        Just(ValueFormat::Percent { decimals: 1 }),
        Just(ValueFormat::Points { decimals: 1 }),
        Just(ValueFormat::Count),
        Just(ValueFormat::Number { decimals: 2 }),
    ]
}

fn tones() -> impl Strategy<Value = Tone> {
    prop_oneof![
        Just(Tone::Accent),
        Just(Tone::Neutral),
        any::<u8>().prop_map(Tone::Series)
    ]
}

fn time_series() -> impl Strategy<Value = ChartKind> {
    let point = (0..2_000_i32, numbers(), proptest::option::of(intervals()));
    let points = proptest::collection::vec(point, 0..20).prop_map(|mut points| {
        points.sort_by_key(|point| point.0);
        let points = points.into_iter();
        points
            .map(|(day, value, band)| Point {
                day: Day(20_000 + day),
                value,
                band,
            })
            .collect()
    });
    let series = (words(), points, tones()).prop_map(|(name, points, tone)| Series {
        name,
        points,
        line: LineStyle::Solid,
        tone,
    });
    let axis = prop_oneof![
        Just(TimeAxis::Calendar),
        Just(TimeAxis::Elapsed(ElapsedUnit::Week))
    ];
    let mark = proptest::option::of((0..60i32, words()).prop_map(|(day, label)| DayMark {
        day: Day(day),
        label,
    }));
    let all = (
        axis,
        proptest::collection::vec(series, 0..9),
        any::<bool>(),
        mark,
    );
    all.prop_map(|(axis, series, from_zero, mark)| {
        ChartKind::TimeSeries(TimeSeries {
            axis,
            series,
            from_zero,
            mark,
        })
    })
}

fn bars() -> impl Strategy<Value = ChartKind> {
    let from = prop_oneof![3 => Just(0.0), 1 => numbers()];
    let label = proptest::option::of(words());
    let bar = (
        words(),
        from,
        numbers(),
        proptest::option::of(intervals()),
        label,
    )
        .prop_map(|(name, from, to, interval, value_label)| Bar {
            interval,
            value_label,
            ..Bar::floating(name, from, to, Tone::Accent)
        });
    let direction = prop_oneof![Just(Direction::Vertical), Just(Direction::Horizontal)];
    (direction, proptest::collection::vec(bar, 0..40)).prop_map(|(direction, items)| {
        ChartKind::Bars(Bars {
            direction,
            heading: "Item".into(),
            items,
        })
    })
}

fn forest() -> impl Strategy<Value = ChartKind> {
    let effect = prop_oneof![
        4 => (numbers(), intervals()).prop_map(|(value, interval)| Ok(Estimate { value, interval })),
        1 => words().prop_map(Err),
    ];
    let row = (
        words(),
        proptest::collection::vec(words(), 0..5),
        effect,
        words(),
        words(),
    )
        .prop_map(|(label, arm_values, effect, p, verdict)| ForestRow {
            label,
            arm_values,
            effect,
            p,
            verdict,
            tone: Tone::Control,
        });
    let heads = (
        words(),
        proptest::collection::vec(words(), 0..5),
        words(),
        words(),
    );
    (heads, proptest::collection::vec(row, 0..30)).prop_map(
        |((heading, arms, effect_heading, p_heading), rows)| {
            ChartKind::Forest(Forest {
                heading,
                arms,
                effect_heading,
                p_heading,
                rows,
            })
        },
    )
}

fn charts(kind: impl Strategy<Value = ChartKind>) -> impl Strategy<Value = Chart> {
    (words(), words(), words(), formats(), kind).prop_map(|(title, caption, note, format, kind)| {
        let mut chart = samples::chart(&title, &caption, format, kind);
        chart.footnote.filters = note;
        chart
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_time_series_is_sound(chart in charts(time_series())) {
        check(&chart)?;
    }

    #[test]
    fn any_bars_are_sound(chart in charts(bars())) {
        check(&chart)?;
    }

    #[test]
    fn any_forest_is_sound(chart in charts(forest())) {
        check(&chart)?;
    }
}
