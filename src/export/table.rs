//! Tables: what a screen or chart shows, as cells that know what they are.
//!
//! Numbers stay numbers until a writer prints them, so that a spreadsheet gets exact values and only
//! text is ever guarded or quoted.

use crate::chart::spec::{
    Bars, Chart, ChartKind, Curve, ElapsedUnit, Forest, Interval, TimeAxis, TimeSeries, ValueFormat,
};
use crate::model::money::Currency;
use crate::model::time::Day;

/// Rows under named columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows, each with one cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header, with the unit where its cells are bare numbers.
    pub name: String,
    /// Where its cells line up.
    pub align: Align,
}

/// Where the cells of a column line up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A whole number.
    Count(i64),
    /// Any number.
    Number(f64),
    /// An amount in minor units.
    Money {
        /// Minor units.
        minor: i64,
        /// Their currency, which says how many make one major unit.
        currency: Currency,
    },
    /// A day.
    Day(Day),
    /// Nothing known.
    Empty,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn text(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            align: Align::Left,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            align: Align::Right,
        }
    }

    /// A column of a chart's values, with their unit.
    fn values(name: &str, format: ValueFormat) -> Self {
        let unit = format.unit();
        if unit.is_empty() {
            Self::numbers(name)
        } else {
            Self::numbers(format!("{name} ({unit})"))
        }
    }
}

/// The data behind a chart: every value it draws, unrounded, none that it does not.
#[must_use]
pub fn table(chart: &Chart) -> Table {
    match &chart.kind {
        ChartKind::TimeSeries(series) => over_time(chart.format, series),
        ChartKind::Bars(bars) => side_by_side(chart.format, bars),
        ChartKind::Forest(forest) => effects(chart.format, forest),
        ChartKind::Curve(curve) => along(chart.format, curve),
    }
}

/// One row for each day of any series.
fn over_time(format: ValueFormat, data: &TimeSeries) -> Table {
    let first = match data.axis {
        TimeAxis::Calendar => Column::text("Day"),
        TimeAxis::Elapsed(ElapsedUnit::Day) => Column::numbers("Days"),
        TimeAxis::Elapsed(ElapsedUnit::Week) => Column::numbers("Weeks"),
        TimeAxis::Elapsed(ElapsedUnit::Month) => Column::numbers("Months"),
    };
    let has_band: Vec<bool> = data
        .series
        .iter()
        .map(|series| series.points.iter().any(|point| point.band.is_some()))
        .collect();
    let mut columns = vec![first];
    for (series, has_band) in data.series.iter().zip(&has_band) {
        columns.push(Column::values(&series.name, format));
        if *has_band {
            columns.push(Column::values(&format!("{}, low", series.name), format));
            columns.push(Column::values(&format!("{}, high", series.name), format));
        }
    }
    let mut days: Vec<Day> = data
        .series
        .iter()
        .flat_map(|series| series.points.iter().map(|point| point.day))
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut next = vec![0; data.series.len()];
    let rows = days.into_iter().map(|day| {
        let mut row = vec![match data.axis {
            TimeAxis::Calendar => Cell::Day(day),
            TimeAxis::Elapsed(_) => Cell::Count(i64::from(day.0)),
        }];
        for ((series, has_band), next) in data.series.iter().zip(&has_band).zip(&mut next) {
            let point = series.points.get(*next).filter(|point| point.day == day);
            *next += usize::from(point.is_some());
            row.push(point.map_or(Cell::Empty, |point| value(format, point.value)));
            if *has_band {
                row.extend(bounds(format, point.and_then(|point| point.band)));
            }
        }
        row
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn side_by_side(format: ValueFormat, bars: &Bars) -> Table {
    let floats = bars.items.iter().any(|bar| bar.from != 0.0);
    let has_interval = bars.items.iter().any(|bar| bar.interval.is_some());
    let mut columns = vec![Column::text(&bars.heading), Column::values("Value", format)];
    if floats {
        columns.push(Column::values("From", format));
        columns.push(Column::values("To", format));
    }
    if has_interval {
        columns.push(Column::values("Low", format));
        columns.push(Column::values("High", format));
    }
    let rows = bars.items.iter().map(|bar| {
        let mut row = vec![
            Cell::Text(bar.label.clone()),
            value(format, bar.to - bar.from),
        ];
        if floats {
            row.extend([value(format, bar.from), value(format, bar.to)]);
        }
        if has_interval {
            row.extend(bounds(format, bar.interval));
        }
        row
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn effects(format: ValueFormat, forest: &Forest) -> Table {
    let mut columns = vec![Column::text(&forest.heading)];
    columns.extend(forest.arms.iter().map(Column::text));
    columns.push(Column::values("Effect", format));
    columns.push(Column::values("Low", format));
    columns.push(Column::values("High", format));
    columns.push(Column::text(&forest.p_heading));
    columns.push(Column::text("Verdict"));
    columns.push(Column::text("Note"));
    let rows = forest.rows.iter().map(|row| {
        let mut cells = vec![Cell::Text(row.label.clone())];
        cells.extend((0..forest.arms.len()).map(|arm| {
            row.arm_values
                .get(arm)
                .map_or(Cell::Empty, |text| Cell::Text(text.clone()))
        }));
        match &row.effect {
            Ok(estimate) => {
                cells.push(value(format, estimate.value));
                cells.extend(bounds(format, Some(estimate.interval)));
            }
            Err(_) => cells.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
        }
        cells.push(Cell::Text(row.p.clone()));
        cells.push(Cell::Text(row.verdict.clone()));
        cells.push(
            row.effect
                .as_ref()
                .err()
                .map_or(Cell::Empty, |reason| Cell::Text(reason.clone())),
        );
        cells
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

/// The points of a curve and its named points together, from left to right.
fn along(format: ValueFormat, curve: &Curve) -> Table {
    let columns = vec![
        Column::numbers(&curve.across),
        Column::values(&curve.upwards, format),
        Column::text("Note"),
    ];
    let plain = curve.points.iter().map(|point| (*point, None));
    let named = curve.marks.iter().map(|mark| (mark.at, Some(&mark.label)));
    let mut points: Vec<_> = plain.chain(named).collect();
    points.sort_by(|one, other| one.0.x.total_cmp(&other.0.x));
    let rows = points.into_iter().map(|(point, label)| {
        vec![
            value(ValueFormat::Count, point.x),
            value(format, point.y),
            label.map_or(Cell::Empty, |label| Cell::Text(label.clone())),
        ]
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn bounds(format: ValueFormat, interval: Option<Interval>) -> [Cell; 2] {
    interval.map_or([Cell::Empty, Cell::Empty], |interval| {
        [value(format, interval.low), value(format, interval.high)]
    })
}

/// A value as a cell: whole minor units as exact money, averages as numbers in major units.
fn value(format: ValueFormat, raw: f64) -> Cell {
    /// Whole numbers up to here are exact in `f64` (2^53).
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_whole = raw.fract() == 0.0 && raw.abs() <= EXACT;
    match format {
        _ if raw.is_nan() => Cell::Empty,
        ValueFormat::Money(currency) | ValueFormat::MoneyDifference(currency) => {
            if is_whole {
                Cell::Money {
                    minor: raw as i64,
                    currency,
                }
            } else {
                Cell::Number(raw / currency.minor_per_major() as f64)
            }
        }
        ValueFormat::Count if is_whole => Cell::Count(raw as i64),
        ValueFormat::Count
        | ValueFormat::Percent { .. }
        | ValueFormat::Points { .. }
        | ValueFormat::Lift { .. }
        | ValueFormat::Number { .. } => Cell::Number(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples;
    use crate::export::{Dialect, csv};

    #[test]
    fn the_table_holds_the_values_of_the_chart() {
        let chart = samples::weekly();
        let ChartKind::TimeSeries(data) = &chart.kind else {
            panic!("a time series");
        };
        let table = table(&chart);
        assert_eq!(table.columns.len(), 5);
        assert_eq!(table.rows.len(), 52);
        for (row, point) in table.rows.iter().zip(&data.series[1].points) {
            assert_eq!(row[0], Cell::Day(point.day));
            let value = match row[4] {
                Cell::Money { minor, .. } => minor as f64,
                Cell::Number(major) => major * 100.0,
                ref other => panic!("{other:?} is no amount"),
            };
            assert!(
                (value - point.value).abs() < 1e-6,
                "{value} {}",
                point.value
            );
        }
    }

    #[test]
    fn days_of_different_series_share_rows() {
        let mut chart = samples::lift_so_far();
        if let ChartKind::TimeSeries(data) = &mut chart.kind {
            let mut other = data.series[0].clone();
            other.name = "C over A".into();
            other.points.retain(|point| point.day.0 % 2 == 0);
            for point in &mut other.points {
                point.band = None;
            }
            data.series[0].points.truncate(3);
            other.points.truncate(2);
            data.series.push(other);
        }
        insta::assert_snapshot!(csv(&table(&chart), Dialect::PLAIN));
    }

    #[test]
    fn every_kind_has_its_columns() {
        for (name, chart) in [
            ("bridge", samples::bridge()),
            ("caused", samples::caused()),
            ("effects", samples::effects()),
            ("curve", samples::curve()),
            ("nothing", samples::nothing()),
        ] {
            insta::assert_snapshot!(name, csv(&table(&chart), Dialect::PLAIN));
        }
    }

    #[test]
    fn every_row_has_a_cell_for_each_column() {
        for (name, chart) in samples::all() {
            let table = table(&chart);
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{name}");
            }
        }
    }
}
