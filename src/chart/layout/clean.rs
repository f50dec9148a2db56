//! Texts made safe to measure and draw, in one place, before anything is laid out.

use crate::chart::font::clean;
use crate::chart::spec::{
    Bar, Bars, Chart, ChartKind, Curve, CurveMark, DayMark, Footnote, Forest, ForestRow, Series,
    TimeSeries,
};

/// The chart with every text as one line without control characters.
pub(super) fn cleaned(chart: &Chart) -> Chart {
    Chart {
        title: clean(&chart.title),
        caption: clean(&chart.caption),
        footnote: Footnote {
            definition: clean(&chart.footnote.definition),
            filters: clean(&chart.footnote.filters),
            dates: clean(&chart.footnote.dates),
            sample_sizes: clean(&chart.footnote.sample_sizes),
            extra: all(&chart.footnote.extra),
        },
        format: chart.format,
        style: chart.style,
        kind: match &chart.kind {
            ChartKind::TimeSeries(data) => ChartKind::TimeSeries(TimeSeries {
                axis: data.axis,
                series: data.series.iter().map(series).collect(),
                from_zero: data.from_zero,
                mark: data.mark.as_ref().map(|mark| DayMark {
                    label: clean(&mark.label),
                    ..*mark
                }),
            }),
            ChartKind::Bars(data) => ChartKind::Bars(Bars {
                direction: data.direction,
                heading: clean(&data.heading),
                items: data.items.iter().map(bar).collect(),
            }),
            ChartKind::Forest(data) => ChartKind::Forest(Forest {
                heading: clean(&data.heading),
                arms: all(&data.arms),
                effect_heading: clean(&data.effect_heading),
                p_heading: clean(&data.p_heading),
                rows: data.rows.iter().map(row).collect(),
            }),
            ChartKind::Curve(data) => ChartKind::Curve(Curve {
                across: clean(&data.across),
                upwards: clean(&data.upwards),
                points: data.points.clone(),
                marks: data.marks.iter().map(mark).collect(),
            }),
        },
    }
}

fn all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| clean(text)).collect()
}

fn series(series: &Series) -> Series {
    Series {
        name: clean(&series.name),
        ..series.clone()
    }
}

fn bar(bar: &Bar) -> Bar {
    Bar {
        label: clean(&bar.label),
        value_label: bar.value_label.as_deref().map(clean),
        ..bar.clone()
    }
}

fn mark(mark: &CurveMark) -> CurveMark {
    CurveMark {
        label: clean(&mark.label),
        ..mark.clone()
    }
}

fn row(row: &ForestRow) -> ForestRow {
    ForestRow {
        label: clean(&row.label),
        arm_values: all(&row.arm_values),
        effect: row.effect.as_ref().copied().map_err(|reason| clean(reason)),
        p: clean(&row.p),
        verdict: clean(&row.verdict),
        tone: row.tone,
    }
}
