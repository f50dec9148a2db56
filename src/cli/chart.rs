//! `holdout chart`: one chart as SVG or PNG.

use std::path::PathBuf;

use clap::Args;

use super::OnWorkspace;
use super::json as shape;
use super::output::Output;
use super::refunds::{self, Refunds};
use crate::analysis::scope::{Period, Scope, Versus};
use crate::analysis::{Context, attribution, experiment, overview, planner, segment};
use crate::chart::palette::Theme;
use crate::chart::spec::Chart;
use crate::chart::{Figure, Size, figures};
use crate::export;
use crate::metrics::Metric;
use crate::model::experiment::GoalMetric;
use crate::segments::Preset;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    on: OnWorkspace,
    /// trend, bridge, workflows, segment:NAME, segment-edge:NAME, experiment:NAME, conversion:NAME, elapsed:NAME or plan:SEGMENT
    name: String,
    /// The file; its ending decides: .svg, .png or .csv
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// slide, half or a4
    #[arg(long, default_value = "slide", value_parser = size)]
    size: Size,
    /// light or dark
    #[arg(long, default_value = "light", value_parser = theme)]
    theme: Theme,
    #[command(flatten)]
    refunds: Refunds,
}

fn size(text: &str) -> Result<Size, String> {
    match text {
        "slide" => Ok(Size::Slide),
        "half" => Ok(Size::Half),
        "a4" => Ok(Size::A4),
        _ => Err(format!("`{text}` is not a size: choose slide, half or a4")),
    }
}

fn theme(text: &str) -> Result<Theme, String> {
    match text {
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err(format!("`{text}` is not a theme: choose light or dark")),
    }
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> anyhow::Result<()> {
    let workspace = arguments.on.read()?;
    let definitions = workspace.definitions()?;
    let context = arguments.refunds.context(&workspace, definitions)?;
    let chart = chart(&context, &arguments.name)?;
    export::chart_file(&chart, arguments.size, arguments.theme, &arguments.out)?;
    if arguments.on.json {
        let path = serde_json::json!({"path": arguments.out.display().to_string()});
        return output.json(&shape::merge(path, refunds::to_json(&context)));
    }
    output.line(&format!("Written to {}", arguments.out.display()))
}

fn chart(context: &Context, name: &str) -> anyhow::Result<Chart> {
    let (id, argument) = name.split_once(':').unwrap_or((name, ""));
    let Some(figure) = Figure::ALL.into_iter().find(|figure| figure.id() == id) else {
        let known: Vec<&str> = Figure::ALL.iter().map(|figure| figure.id()).collect();
        anyhow::bail!("There is no chart `{id}`: choose {}", known.join(", "));
    };
    let snapshot = &context.snapshot;
    Ok(match figure {
        Figure::Trend => {
            let overview = overview::overview(context, &Scope::default())?;
            figures::trend(snapshot, &overview)
        }
        Figure::Bridge => figures::bridge(snapshot, &attribution::report(context, Period::All)?),
        Figure::Workflows => {
            figures::workflows(snapshot, &attribution::report(context, Period::All)?)
        }
        Figure::Segment | Figure::SegmentEdge => {
            let (label, rule) = segment_rule(context, argument)?;
            let report = segment::report(context, &rule, Period::All, &Versus::Rest)?;
            if figure == Figure::Segment {
                figures::segment(snapshot, &report, &label)
            } else {
                figures::segment_edge(snapshot, &report, &label)
            }
        }
        Figure::Experiment => {
            figures::experiment(snapshot, &experiment::analyse(context, argument)?)
        }
        Figure::Conversion => {
            figures::conversion(snapshot, &experiment::analyse(context, argument)?)
        }
        Figure::Plan => figures::plan(&plan_of(context, argument)?),
        Figure::Elapsed => figures::elapsed(snapshot, &experiment::analyse(context, argument)?),
    })
}

/// The plan of a test on a segment's own past, for a tenth more conversion.
fn plan_of(context: &Context, segment: &str) -> anyhow::Result<planner::Plan> {
    let query = planner::HistoryQuery {
        metric: GoalMetric::Conversion,
        window_days: Metric::DEFAULT_DAYS,
        people: if segment.is_empty() {
            "everyone".to_owned()
        } else {
            segment.to_owned()
        },
    };
    let history = planner::history(context, &query)?;
    Ok(planner::plan(&planner::PlanSettings {
        baseline: history.baseline().unwrap_or_default(),
        effect: Some(planner::PlannedEffect::Relative(0.1)),
        available: Some(history.available()),
        currency: history.currency,
        ..planner::PlanSettings::default()
    }))
}

fn segment_rule(context: &Context, name: &str) -> anyhow::Result<(String, String)> {
    if name.is_empty() {
        anyhow::bail!("Name the segment, for example segment:vip");
    }
    if let Some(preset) = Preset::parse(name) {
        return Ok((preset.label().to_owned(), preset.rule()));
    }
    let saved = &context.definitions.segments;
    let saved = saved
        .iter()
        .find(|saved| saved.name.eq_ignore_ascii_case(name));
    Ok(saved.map_or_else(
        || (name.to_owned(), name.to_owned()),
        |saved| (saved.name.clone(), saved.rule.clone()),
    ))
}
