//! What is looked at: the screen, the scope, selections, open overlays and drafts.

use crate::analysis::rows::RowsQuery;
use crate::analysis::scope::{Period, Scope, Versus};
use crate::model::rules::SavedSegment;
use crate::model::utm::UtmField;
use crate::segments::Preset;

use super::command::Command;
pub use super::draft::{
    Asks, CodeRuleDraft, ExperimentDraft, ExportDraft, GoalDraft, MappingDraft, PathDraft,
    PathPurpose,
};
use super::forms::{CalculatorForm, PlanForm};
use super::issues::IssueChoice;
use super::people::{PeopleQuestion, PeopleView};
use super::preview::PreviewDraft;
use super::record::RecordView;
pub use super::units_draft::{MetricDraft, UnitsDraft};

/// View state of the whole window.
#[derive(Clone, Debug)]
pub struct View {
    /// The screen shown.
    pub screen: Screen,
    /// One scope for the whole window.
    pub scope: Scope,
    /// What lies over the screen, if anything does.
    pub overlay: Option<Overlay>,
    /// The Data screen.
    pub data: DataView,
    /// The Attribution screen.
    pub attribution: AttributionView,
    /// The Segments screen.
    pub segments: SegmentsView,
    /// The Experiments screen.
    pub experiments: ExperimentsView,
    /// Messages that disappear by themselves.
    pub notices: Vec<Notice>,
}

/// A period that leaves another one before it: the first Overview compares, rather than saying that
/// there is nothing to compare with.
const FIRST_PERIOD: Period = Period::LastDays(180);

impl Default for View {
    fn default() -> Self {
        Self {
            screen: Screen::default(),
            scope: Scope {
                period: FIRST_PERIOD,
                ..Scope::default()
            },
            overlay: None,
            data: DataView::default(),
            attribution: AttributionView::default(),
            segments: SegmentsView::default(),
            experiments: ExperimentsView::default(),
            notices: Vec::new(),
        }
    }
}

/// The five places of the rail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Screen {
    /// Files, health and issues.
    #[default]
    Data,
    /// KPIs, trend, workflows, alerts.
    Overview,
    /// The ledger and its rules.
    Attribution,
    /// Segments and what-if.
    Segments,
    /// Experiment results.
    Experiments,
}

impl Screen {
    /// Every screen, in rail order.
    pub const ALL: [Self; 5] = [
        Self::Data,
        Self::Overview,
        Self::Attribution,
        Self::Segments,
        Self::Experiments,
    ];

    /// The command that shows it.
    #[must_use]
    pub fn command(self) -> Command {
        match self {
            Self::Data => Command::ShowData,
            Self::Overview => Command::ShowOverview,
            Self::Attribution => Command::ShowAttribution,
            Self::Segments => Command::ShowSegments,
            Self::Experiments => Command::ShowExperiments,
        }
    }
}

/// A dialog or panel over the screen; one at a time.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The command palette with its search text and the highlighted row.
    Palette {
        /// Typed so far.
        text: String,
        /// Highlighted row.
        row: usize,
    },
    /// Exporting a chart.
    Export(ExportDraft),
    /// The rows behind a number.
    Rows(RowsQuery),
    /// The raw row behind an issue.
    Record(Box<RecordView>),
    /// Files before their import.
    Preview(Box<PreviewDraft>),
    /// Telling which columns of a file hold person and arm.
    Mapping(MappingDraft),
    /// Telling which columns of a file with one row per unit hold what.
    Units(Box<UnitsDraft>),
    /// Whether a table with one row per unit is really to be removed, by its name.
    RemoveTable(String),
    /// Whether people are really merged, sealed or forgotten.
    People(Box<PeopleQuestion>),
    /// Typing a path, where no system dialog answers or by choice.
    Path(PathDraft),
    /// Mapping a code to a workflow.
    CodeRule(CodeRuleDraft),
    /// Naming a segment.
    SaveSegment {
        /// The name typed so far.
        name: String,
    },
    /// What an experiment is about.
    Experiment(ExperimentDraft),
}

/// View state of the Data screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataView {
    /// Which part is shown.
    pub tab: DataTab,
    /// Which issues are shown.
    pub issues: IssueChoice,
    /// The People and Privacy tabs.
    pub people: PeopleView,
    /// A path being typed into the drop area.
    pub path_text: String,
}

/// What the Data screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DataTab {
    /// Files, health and issues.
    #[default]
    Files,
    /// The data audit.
    Audit,
    /// People who may be one person.
    People,
    /// What is kept of people, and forgetting one.
    Privacy,
}

impl DataTab {
    /// Every tab.
    pub const ALL: [Self; 4] = [Self::Files, Self::Audit, Self::People, Self::Privacy];

    /// The words on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Audit => "Audit",
            Self::People => "People",
            Self::Privacy => "Privacy",
        }
    }
}

/// View state of the Attribution screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionView {
    /// Which part of the rules the side panel shows.
    pub panel: RulesPanel,
    /// The order of the workflow table.
    pub sort: WorkflowSort,
    /// The parameter that the UTM alias being written is for.
    pub alias_field: UtmField,
    /// A UTM alias being written: spelling and what it is counted as.
    pub alias: (String, String),
    /// A UTM rule being written: campaign and workflow.
    pub utm_rule: (String, String),
    /// A landing page rule being written: path and workflow.
    pub landing_rule: (String, String),
}

impl Default for AttributionView {
    fn default() -> Self {
        Self {
            panel: RulesPanel::default(),
            sort: WorkflowSort::default(),
            alias_field: UtmField::Medium,
            alias: Default::default(),
            utm_rule: Default::default(),
            landing_rule: Default::default(),
        }
    }
}

/// The order of the workflow table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WorkflowSort {
    /// By which column.
    pub column: WorkflowColumn,
    /// Largest first.
    pub descending: bool,
}

impl Default for WorkflowSort {
    fn default() -> Self {
        Self {
            column: WorkflowColumn::Net,
            descending: true,
        }
    }
}

/// Columns of the workflow table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkflowColumn {
    /// Name and kind.
    Workflow,
    /// Orders credited.
    Orders,
    /// Net sales credited.
    Net,
    /// Discounts of the orders credited.
    Discount,
    /// Refunded share.
    Refunded,
    /// Net per recipient.
    PerRecipient,
    /// What experiments say it caused.
    Incremental,
    /// Orders by the signal that won them.
    WonBy,
}

/// Parts of the rules panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RulesPanel {
    /// Precedence, code rules and unmapped codes.
    #[default]
    Codes,
    /// UTM aliases and UTM rules.
    Utm,
    /// Order exclusions.
    Exclusions,
}

impl RulesPanel {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Codes, Self::Utm, Self::Exclusions];

    /// The words on its tab.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Codes => "Codes",
            Self::Utm => "UTM",
            Self::Exclusions => "Exclusions",
        }
    }
}

/// View state of the Segments screen.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentsView {
    /// What is selected in the list.
    pub selected: SegmentChoice,
    /// The rule in force: the preset's or saved one, as edited.
    pub rule: String,
    /// Slider values of the selected preset.
    pub sliders: Vec<f64>,
    /// What the segment is compared with.
    pub versus: Versus,
}

impl Default for SegmentsView {
    fn default() -> Self {
        Self::of_preset(Preset::AtRisk)
    }
}

impl SegmentsView {
    /// A preset with its default values.
    #[must_use]
    pub fn of_preset(preset: Preset) -> Self {
        let sliders: Vec<f64> = preset
            .parameters()
            .iter()
            .map(|parameter| parameter.default)
            .collect();
        Self {
            selected: SegmentChoice::Preset(preset),
            rule: preset.rule_with(&sliders),
            sliders,
            versus: Versus::Rest,
        }
    }
}

impl SegmentsView {
    /// A saved segment.
    #[must_use]
    pub fn of_saved(segment: &SavedSegment) -> Self {
        Self {
            selected: SegmentChoice::Saved(segment.name.clone()),
            rule: segment.rule.clone(),
            sliders: Vec::new(),
            versus: Versus::Rest,
        }
    }
}

/// A row of the segment list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SegmentChoice {
    /// One that ships with the program.
    Preset(Preset),
    /// One saved in the workspace, by name.
    Saved(String),
    /// A rule that has no name yet.
    Unsaved,
}

/// View state of the Experiments screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExperimentsView {
    /// Results, planner or calculator.
    pub tab: ExperimentsTab,
    /// The experiment shown; `None` shows the list.
    pub selected: Option<String>,
    /// The planner's form.
    pub plan: PlanForm,
    /// The calculator's form.
    pub calculator: CalculatorForm,
}

/// What the Experiments screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ExperimentsTab {
    /// The list, or one experiment.
    #[default]
    Results,
    /// Planning the next test.
    Planner,
    /// Calculators that need no data.
    Calculator,
}

impl ExperimentsTab {
    /// Every tab.
    pub const ALL: [Self; 3] = [Self::Results, Self::Planner, Self::Calculator];

    /// The words on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Results => "Results",
            Self::Planner => "Planner",
            Self::Calculator => "Calculator",
        }
    }
}

/// A message that disappears by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is coloured and spoken.
    pub tone: NoticeTone,
    /// One sentence.
    pub text: String,
    /// Counts up with each notice, so that two equal ones stay apart.
    pub number: u64,
}

/// How a notice is coloured and spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeTone {
    /// Something was done.
    Done,
    /// Something could not be done.
    Failed,
}
