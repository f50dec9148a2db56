//! Charts for tests: the ones of the design mocks, with their numbers.

use super::spec::{
    Bar, Bars, Chart, ChartKind, Curve, CurveMark, CurvePoint, Direction, ElapsedUnit, Estimate,
    Footnote, Forest, ForestRow, Interval, LineStyle, Point, Series, TimeAxis, TimeSeries, Tone,
    ValueFormat,
};
use crate::model::format::NumberStyle;
use crate::model::money::Currency;
use crate::model::time::Day;

pub(crate) fn euro() -> ValueFormat {
    ValueFormat::Money(Currency::parse("EUR").unwrap())
}

pub(crate) fn chart(title: &str, caption: &str, format: ValueFormat, kind: ChartKind) -> Chart {
    Chart {
        title: title.into(),
        caption: caption.into(),
        footnote: Footnote {
            definition: "Net sales = line items − discounts − refunds; shipping and tax excluded. A refund is charged to the order that caused it.".into(),
            filters: "Everyone, test orders excluded".into(),
            dates: "1 Jul 2025 to 30 Jun 2026, Europe/London".into(),
            sample_sizes: "14,062 orders of 6,004 people".into(),
            extra: vec!["rules version 3".into()],
        },
        format,
        style: NumberStyle::POINT,
        kind,
    }
}

/// A swing between -1 and 1 with a period of 1: two parabolas, the same digits on every machine (a sine
/// is not).
fn swing(turns: f64) -> f64 {
    let phase = turns.fract() * 2.0;
    if phase < 1.0 {
        4.0 * phase * (1.0 - phase)
    } else {
        -4.0 * (phase - 1.0) * (2.0 - phase)
    }
}

fn wave(name: &str, level: f64, tone: Tone, line: LineStyle, band: f64) -> Series {
    let start = Day::from_date("2025-07-07".parse().unwrap());
    let points = (0..52)
        .map(|week| {
            let t = f64::from(week);
            let value = level * (1.0 + 0.3 * swing(t / 56.0) + 0.06 * swing(t * 0.27));
            Point {
                day: Day(start.0 + week * 7),
                value,
                band: (band > 0.0).then_some(Interval {
                    low: value * (1.0 - band),
                    high: value * (1.0 + band),
                }),
            }
        })
        .collect();
    Series {
        name: name.into(),
        points,
        line,
        tone,
    }
}

pub(crate) fn weekly() -> Chart {
    chart(
        "Net sales per week",
        "Refunds charged to the order that caused them. Shipping and tax excluded.",
        euro(),
        ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Calendar,
            series: vec![
                wave(
                    "This year",
                    4_600_000.0,
                    Tone::Accent,
                    LineStyle::Solid,
                    0.1,
                ),
                wave(
                    "Same week last year",
                    3_900_000.0,
                    Tone::Control,
                    LineStyle::Dashed,
                    0.0,
                ),
            ],
            from_zero: true,
            mark: None,
        }),
    )
}

pub(crate) fn workflows() -> Chart {
    let names = [
        "Welcome",
        "Abandoned cart",
        "Win-back",
        "VIP early access",
        "Post-purchase guide",
        "Summer launch",
    ];
    let series = names
        .iter()
        .zip(0..)
        .map(|(name, index)| {
            wave(
                name,
                300_000.0 + 140_000.0 * f64::from(index),
                Tone::Series(index),
                LineStyle::Solid,
                0.0,
            )
        })
        .collect();
    chart(
        "Attributed net per workflow and week",
        "One order, one credit.",
        euro(),
        ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Calendar,
            series,
            from_zero: true,
            mark: None,
        }),
    )
}

pub(crate) fn lift_so_far() -> Chart {
    let points = (1..=30)
        .map(|day| {
            let t = f64::from(day);
            let value = 0.54 + 0.1 * swing(t / 25.0) / t.sqrt();
            let half = 1.9 / t.sqrt() + 0.1;
            Point {
                day: Day(day),
                value,
                band: Some(Interval {
                    low: if day == 1 {
                        f64::NEG_INFINITY
                    } else {
                        value - half
                    },
                    high: if day == 1 {
                        f64::INFINITY
                    } else {
                        value + half
                    },
                }),
            }
        })
        .collect();
    chart(
        "Conversion lift so far, by days since assignment",
        "Shaded: always-valid 95 % band, safe to read on any day.",
        ValueFormat::Lift { decimals: 0 },
        ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Elapsed(ElapsedUnit::Day),
            series: vec![Series {
                name: "B over A".into(),
                points,
                line: LineStyle::Solid,
                tone: Tone::Accent,
            }],
            from_zero: true,
            mark: None,
        }),
    )
}

pub(crate) fn bridge() -> Chart {
    let items = vec![
        Bar::plain("Store net", 21_240_000.0, Tone::Control),
        Bar::plain("Own codes", 6_120_000.0, Tone::Accent),
        Bar::floating("UTM", 6_120_000.0, 13_600_000.0, Tone::Accent),
        Bar::floating("Clicks", 13_600_000.0, 17_450_000.0, Tone::Accent),
        Bar::floating("Claimed twice", 17_450_000.0, 14_260_000.0, Tone::Warning),
        Bar::floating("Unattributed", 14_260_000.0, 21_240_000.0, Tone::Neutral),
    ];
    chart(
        "From store net to claims",
        "2,398 orders claimed, 611 of them by more than one signal. 33 % of net has no signal at all.",
        euro(),
        ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            heading: "Step".into(),
            items,
        }),
    )
}

pub(crate) fn distribution() -> Chart {
    let items = (0..20)
        .map(|index| {
            let share = 0.9_f64.powi(index) * 900.0;
            let tone = if index < 10 {
                Tone::Neutral
            } else {
                Tone::Accent
            };
            Bar::plain(
                format!("{:.2}", 0.1 * f64::from(index)),
                share.round(),
                tone,
            )
        })
        .collect();
    chart(
        "Days since last order, as a multiple of the person's usual gap",
        "",
        ValueFormat::Count,
        ChartKind::Bars(Bars {
            direction: Direction::Vertical,
            heading: "Multiple".into(),
            items,
        }),
    )
}

pub(crate) fn caused() -> Chart {
    let mut caused = Bar::plain("Caused by B over A", 440_000.0, Tone::Accent);
    caused.interval = Some(Interval {
        low: 120_000.0,
        high: 790_000.0,
    });
    chart(
        "Attributed is not caused",
        "Arm B, first 30 days. Seven in ten attributed euros would have come anyway.",
        euro(),
        ChartKind::Bars(Bars {
            direction: Direction::Horizontal,
            heading: "Money".into(),
            items: vec![
                Bar::plain("Attributed to the flow", 1_490_000.0, Tone::Control),
                caused,
            ],
        }),
    )
}

pub(crate) fn workflow_bars() -> Chart {
    let items = [
        ("Welcome", 3_126_000.0),
        ("Abandoned cart", 2_894_000.0),
        ("VIP early access", 1_831_000.0),
        ("Win-back", 1_488_000.0),
        (
            "Post-purchase guide for people who bought a lamp",
            1_032_000.0,
        ),
        ("Summer launch", 845_000.0),
        ("Returns", -319_000.0),
    ]
    .into_iter()
    .map(|(label, value)| {
        let tone = if value < 0.0 {
            Tone::Warning
        } else {
            Tone::Accent
        };
        Bar::plain(label, value, tone)
    })
    .collect();
    chart(
        "Attributed net by workflow",
        "One order, one credit.",
        euro(),
        ChartKind::Bars(Bars {
            direction: Direction::Horizontal,
            heading: "Workflow".into(),
            items,
        }),
    )
}

pub(crate) fn effects() -> Chart {
    let row =
        |label: &str, arms: [&str; 2], effect: (f64, f64, f64), p: &str, verdict: &str, tone| {
            ForestRow {
                label: label.into(),
                arm_values: arms.map(Into::into).to_vec(),
                effect: Ok(Estimate {
                    value: effect.0,
                    interval: Interval {
                        low: effect.1,
                        high: effect.2,
                    },
                }),
                p: p.into(),
                verdict: verdict.into(),
                tone,
            }
        };
    let mut refused = row(
        "Refunded share",
        ["0.0 %", "0.4 %"],
        (0.0, 0.0, 0.0),
        "0.25",
        "Not decided",
        Tone::Control,
    );
    refused.effect = Err("The control is zero, so a relative lift is undefined".into());
    chart(
        "Effect of B on every person assigned",
        "2,400 people per arm, zeros included. Values capped at the 99th percentile of buyers (€212). Raw: net per person +39 %.",
        ValueFormat::Lift { decimals: 0 },
        ChartKind::Forest(Forest {
            heading: "Metric".into(),
            arms: vec!["A · 10 % code".into(), "B · free shipping".into()],
            effect_heading: "Relative lift of B over A, 95 % interval".into(),
            p_heading: "p (Holm)".into(),
            rows: vec![
                row(
                    "Conversion, 30 days",
                    ["4.0 %", "6.2 %"],
                    (0.54, 0.24, 0.89),
                    "0.0005",
                    "B better",
                    Tone::Positive,
                ),
                row(
                    "Net per person",
                    ["€2.11", "€3.02"],
                    (0.43, 0.11, 0.80),
                    "0.006",
                    "B better",
                    Tone::Positive,
                ),
                row(
                    "Average order value",
                    ["€52.40", "€48.90"],
                    (-0.07, -0.15, 0.03),
                    "0.14",
                    "Not decided",
                    Tone::Control,
                ),
                row(
                    "Repeat-90",
                    ["27.1 %", "28.0 %"],
                    (0.03, -0.12, 0.22),
                    "0.68",
                    "Not decided",
                    Tone::Control,
                ),
                row(
                    "Unsubscribed",
                    ["0.31 %", "0.27 %"],
                    (-0.13, -0.58, f64::INFINITY),
                    "0.72",
                    "Guardrail ok",
                    Tone::Control,
                ),
                refused,
            ],
        }),
    )
}

pub(crate) fn nothing() -> Chart {
    chart(
        "Net sales per week",
        "Refunds charged to the order that caused them.",
        euro(),
        ChartKind::TimeSeries(TimeSeries {
            axis: TimeAxis::Calendar,
            series: Vec::new(),
            from_zero: true,
            mark: None,
        }),
    )
}

pub(crate) fn curve() -> Chart {
    let points = [
        (2_000.0, 0.031),
        (4_000.0, 0.021),
        (8_000.0, 0.0147),
        (16_000.0, 0.0101),
        (32_000.0, 0.0071),
        (64_000.0, 0.005),
    ];
    let point = |(x, y)| CurvePoint { x, y };
    chart(
        "Smallest visible effect by people",
        "From 5.0 %, two equal arms",
        ValueFormat::Points { decimals: 1 },
        ChartKind::Curve(Curve {
            across: "People in all arms".into(),
            upwards: "Smallest visible effect".into(),
            points: points.map(point).into(),
            marks: vec![
                CurveMark {
                    label: "Needed: 16,310 people for 1.0 pp".into(),
                    at: point((16_310.0, 0.01)),
                    tone: Tone::Accent,
                },
                CurveMark {
                    label: "VIP: 4,812 people see 1.9 pp".into(),
                    at: point((4_812.0, 0.019)),
                    tone: Tone::Control,
                },
            ],
        }),
    )
}

pub(crate) fn all() -> Vec<(&'static str, Chart)> {
    vec![
        ("weekly", weekly()),
        ("workflows", workflows()),
        ("lift_so_far", lift_so_far()),
        ("bridge", bridge()),
        ("distribution", distribution()),
        ("caused", caused()),
        ("workflow_bars", workflow_bars()),
        ("effects", effects()),
        ("curve", curve()),
        ("nothing", nothing()),
    ]
}

/// One chart of each kind with as little as shows everything it can draw.
pub(crate) fn small() -> Vec<(&'static str, Chart)> {
    let mut series = weekly();
    if let ChartKind::TimeSeries(data) = &mut series.kind {
        for one in &mut data.series {
            one.points.truncate(5);
            one.points[2].value = f64::NAN;
        }
    }
    let mut forest = effects();
    if let ChartKind::Forest(data) = &mut forest.kind {
        data.rows.drain(1..4);
    }
    let mut charts = vec![
        ("time_series", series),
        ("bridge", bridge()),
        ("bars", caused()),
        ("forest", forest),
        ("curve", curve()),
        ("empty", nothing()),
    ];
    for (_, chart) in &mut charts {
        chart.footnote.extra.clear();
    }
    charts
}
