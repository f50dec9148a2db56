//! Values of cells as a CSV export would write them.

use std::borrow::Cow;

use calamine::{Data, ExcelDateTime};

/// A value as an export would write it.
pub(super) fn written(value: &Data) -> Cow<'_, str> {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.into(),
        Data::Int(number) => number.to_string().into(),
        Data::Float(number) => decimal(*number).into(),
        Data::Bool(truth) => truth.to_string().into(),
        Data::DateTime(time) => date_or_duration(*time).into(),
        Data::Error(_) | Data::Empty => "".into(),
    }
}

/// Spreadsheets keep fifteen digits, so further ones are noise of binary fractions.
fn decimal(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded.abs() >= 1e15 {
        format!("{rounded:E}")
    } else if rounded == 0.0 {
        "0".to_owned()
    } else {
        rounded.to_string()
    }
}

fn date_or_duration(time: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    if time.is_duration() {
        let seconds = (time.as_f64() * 86_400.0).round() as i64;
        let (minutes, second) = (seconds / 60, (seconds % 60).abs());
        return format!("{}:{:02}:{second:02}", minutes / 60, (minutes % 60).abs());
    }
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let clock = match milli {
        0 => clock,
        _ => format!("{clock}.{milli:03}"),
    };
    if (0.0..1.0).contains(&time.as_f64()) {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if clock == "00:00:00" {
        date
    } else {
        format!("{date} {clock}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (number, expected) in [
            (8_281_215_041_874.0, "8281215041874"),
            (1234.5, "1234.5"),
            (59.97 / 3.0, "19.99"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (1e-7, "0.0000001"),
            (999_999_999_999_999.0, "999999999999999"),
            (1_234_567_890_123_456.0, "1.23456789012346E15"),
        ] {
            assert_eq!(decimal(number), expected);
        }
    }

    #[test]
    fn dates_times_and_durations() {
        use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
        for (value, kind, expected) in [
            (45_384.0, DateTime, "2024-04-02"),
            (45_384.347_893_518_52, DateTime, "2024-04-02 08:20:58"),
            (0.5, DateTime, "12:00:00"),
            (1.5, TimeDelta, "36:00:00"),
        ] {
            assert_eq!(
                date_or_duration(ExcelDateTime::new(value, kind, false)),
                expected
            );
        }
    }
}
