//! Rules: what the analyst decides about exclusions, workflows, UTM values and credit.
//!
//! All rules are stored in the workspace, versioned and undoable; every computation to the right of
//! the snapshot takes them as a plain value.

use serde::{Deserialize, Serialize};

use super::experiment::ExperimentDefinition;
use super::order::FinancialStatus;
use super::refund_basis::RefundBasis;
use super::utm::UtmField;

/// Everything an analyst defines in a workspace: the part that undo covers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Definitions {
    /// Exclusions, code rules, UTM rules and precedence.
    pub rules: Rules,
    /// Saved segments.
    pub segments: Vec<SavedSegment>,
    /// Experiments, one per assignment list.
    pub experiments: Vec<ExperimentDefinition>,
}

/// A named segment rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSegment {
    /// Name, unique in the workspace.
    pub name: String,
    /// The rule text.
    pub rule: String,
}

/// All rules of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Which orders do not count.
    pub exclusions: Vec<ExclusionRule>,
    /// Workflows known by name; a rule may also name one that is not listed.
    pub workflows: Vec<Workflow>,
    /// Discount code → workflow, first match wins.
    pub codes: Vec<CodeRule>,
    /// UTM values rewritten before they are compared.
    pub utm_aliases: Vec<UtmAlias>,
    /// UTM values → workflow, first match wins.
    pub utm: Vec<UtmRule>,
    /// Landing page → workflow, first match wins.
    pub landing: Vec<LandingRule>,
    /// Which signal wins an order, best first; a signal that is not listed claims nothing.
    pub precedence: Vec<Signal>,
    /// On which date refunds are taken from net sales.
    pub refund_basis: RefundBasis,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            exclusions: ExclusionRule::presets(),
            workflows: Workflow::presets(),
            codes: Vec::new(),
            utm_aliases: UtmAlias::presets(),
            utm: Vec::new(),
            landing: Vec::new(),
            precedence: Signal::DEFAULT_PRECEDENCE.to_vec(),
            refund_basis: RefundBasis::default(),
        }
    }
}

impl Rules {
    /// The registered workflow of a name.
    #[must_use]
    pub fn workflow(&self, name: &str) -> Option<&Workflow> {
        self.workflows.iter().find(|workflow| workflow.name == name)
    }
}

/// One reason for which orders do not count. Voided, cancelled and expired orders never count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionRule {
    /// Name on screen and in JSON.
    pub name: String,
    /// An order is excluded where any of these holds.
    pub any: Vec<ExclusionTest>,
    /// Offered rules are off until the analyst turns them on.
    pub enabled: bool,
}

/// One test on an order. Text is compared trimmed and case-folded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionTest {
    /// One of the order's tags equals this.
    Tag(String),
    /// The sales channel equals this.
    Source(String),
    /// The payment method contains this.
    PaymentMethod(String),
    /// One of the order's line titles contains this.
    Product(String),
    /// The payment state is this.
    Status(FinancialStatus),
    /// Total is zero.
    ZeroTotal,
    /// Every line is a gift card.
    GiftCardsOnly,
}

impl ExclusionRule {
    /// The rules that a new workspace starts with: test orders on, the others offered.
    #[must_use]
    pub fn presets() -> Vec<Self> {
        use ExclusionTest::{GiftCardsOnly, PaymentMethod, Status, Tag, ZeroTotal};
        let tag = |word: &str| Tag(word.to_owned());
        let rule = |name: &str, any: Vec<ExclusionTest>, enabled: bool| Self {
            name: name.to_owned(),
            any,
            enabled,
        };
        vec![
            rule(
                "Test orders",
                vec![PaymentMethod("bogus".into()), tag("test")],
                true,
            ),
            rule(
                "Unpaid",
                vec![
                    Status(FinancialStatus::Pending),
                    Status(FinancialStatus::Authorized),
                ],
                false,
            ),
            rule("Wholesale", vec![tag("wholesale")], false),
            rule("Staff", vec![tag("staff")], false),
            rule(
                "Subscription renewals",
                vec![tag("Subscription Recurring Order")],
                false,
            ),
            rule("Gift cards only", vec![GiftCardsOnly], false),
            rule("Zero total", vec![ZeroTotal], false),
        ]
    }
}

/// A workflow: an automation or a campaign that may earn credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workflow {
    /// Name, unique in the workspace.
    pub name: String,
    /// What it is for.
    pub kind: WorkflowKind,
    /// How it reaches people.
    pub channel: Channel,
}

impl Workflow {
    /// The five core flows that every shop is asked about.
    #[must_use]
    pub fn presets() -> Vec<Self> {
        [
            ("Welcome", WorkflowKind::Welcome),
            ("Abandoned cart", WorkflowKind::CartAbandonment),
            ("Browse abandonment", WorkflowKind::BrowseAbandonment),
            ("Post-purchase", WorkflowKind::PostPurchase),
            ("Win-back", WorkflowKind::WinBack),
        ]
        .map(|(name, kind)| Self {
            name: name.to_owned(),
            kind,
            channel: Channel::Email,
        })
        .to_vec()
    }
}

/// What a workflow is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowKind {
    /// Greets new subscribers.
    Welcome,
    /// Reminds of a cart.
    CartAbandonment,
    /// Reminds of a product looked at.
    BrowseAbandonment,
    /// Follows a purchase.
    PostPurchase,
    /// Calls back people who stopped buying.
    WinBack,
    /// Rewards the best customers.
    Vip,
    /// A one-off send.
    Campaign,
    /// Paid or earned traffic that is not a workflow of the shop.
    Traffic,
    /// Anything else.
    Other,
}

impl WorkflowKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Welcome,
        Self::CartAbandonment,
        Self::BrowseAbandonment,
        Self::PostPurchase,
        Self::WinBack,
        Self::Vip,
        Self::Campaign,
        Self::Traffic,
        Self::Other,
    ];

    /// The word in rules and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::CartAbandonment => "cart_abandonment",
            Self::BrowseAbandonment => "browse_abandonment",
            Self::PostPurchase => "post_purchase",
            Self::WinBack => "win_back",
            Self::Vip => "vip",
            Self::Campaign => "campaign",
            Self::Traffic => "traffic",
            Self::Other => "other",
        }
    }

    /// The word beside a workflow's name on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Welcome
            | Self::CartAbandonment
            | Self::BrowseAbandonment
            | Self::PostPurchase
            | Self::WinBack
            | Self::Vip => "flow",
            Self::Campaign => "campaign",
            Self::Traffic => "traffic",
            Self::Other => "other",
        }
    }
}

/// How a workflow reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text messages.
    Sms,
    /// Push notifications.
    Push,
    /// Advertising.
    Ads,
    /// On the shop's own pages.
    OnSite,
    /// Anything else.
    Other,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] = [
        Self::Email,
        Self::Sms,
        Self::Push,
        Self::Ads,
        Self::OnSite,
        Self::Other,
    ];

    /// The word in rules and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Ads => "ads",
            Self::OnSite => "on_site",
            Self::Other => "other",
        }
    }

    /// Reads a channel as e-mail tools write it (`Email`, `SMS`, `Mobile Push` …).
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let word = text.trim().to_lowercase();
        match word.as_str() {
            "email" | "e-mail" => Self::Email,
            "sms" | "mms" | "text" => Self::Sms,
            "push" | "mobile push" | "mobile_push" | "mobile-push" => Self::Push,
            "ads" | "cpc" | "ppc" | "paid" | "paid_social" | "paid social" | "display" => Self::Ads,
            "on_site" | "on-site" | "onsite" => Self::OnSite,
            _ => Self::Other,
        }
    }
}

/// Discount codes → workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRule {
    /// Which codes.
    pub pattern: CodePattern,
    /// The workflow that gets the claim.
    pub workflow: String,
    /// Also used outside this workflow: it claims after UTM instead of before it.
    #[serde(default)]
    pub shared: bool,
}

/// How a code rule matches; codes are compared case-folded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePattern {
    /// The code equals this.
    Exact(String),
    /// The code starts with this.
    Prefix(String),
    /// The whole code matches this regular expression.
    Regex(String),
}

impl CodePattern {
    /// How the pattern is shown: a prefix ends in `*`, a regular expression stands in slashes.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Exact(code) => code.clone(),
            Self::Prefix(prefix) => format!("{prefix}*"),
            Self::Regex(expression) => format!("/{expression}/"),
        }
    }

    /// Reads what [`CodePattern::display`] writes, as typed by an analyst.
    #[must_use]
    pub fn from_typed(text: &str) -> Self {
        let text = text.trim();
        let expression = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'));
        match (expression, text.strip_suffix('*')) {
            (Some(expression), _) => Self::Regex(expression.to_owned()),
            (None, Some(prefix)) => Self::Prefix(prefix.to_owned()),
            (None, None) => Self::Exact(text.to_owned()),
        }
    }
}

/// A UTM spelling that means another one. Both are compared trimmed, decoded and case-folded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtmAlias {
    /// Which parameter.
    pub field: UtmField,
    /// The spelling found in files.
    pub from: String,
    /// The spelling it is counted as.
    pub to: String,
}

impl UtmAlias {
    /// The spellings of "email" that every shop meets.
    #[must_use]
    pub fn presets() -> Vec<Self> {
        ["e-mail", "e_mail", "mail"]
            .map(|from| Self {
                field: UtmField::Medium,
                from: from.to_owned(),
                to: "email".to_owned(),
            })
            .to_vec()
    }
}

/// UTM values → workflow: every stated value must equal the normalised one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UtmRule {
    /// Required `utm_source`.
    #[serde(default)]
    pub source: Option<String>,
    /// Required `utm_medium`.
    #[serde(default)]
    pub medium: Option<String>,
    /// Required `utm_campaign`; a trailing `*` matches any ending.
    #[serde(default)]
    pub campaign: Option<String>,
    /// The workflow that gets the claim.
    pub workflow: String,
}

/// Landing page path → workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingRule {
    /// The path starts with this, compared case-folded and without host and query.
    pub path_prefix: String,
    /// The workflow that gets the claim.
    pub workflow: String,
}

/// Evidence that an order belongs to a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// A discount code that only this workflow hands out.
    UniqueCode,
    /// UTM values of the visit.
    Utm,
    /// A discount code that is also used elsewhere.
    SharedCode,
    /// A landing page made for the workflow.
    Landing,
}

impl Signal {
    /// Every signal that the loaded files can carry.
    pub const ALL: [Self; 4] = [Self::UniqueCode, Self::Utm, Self::SharedCode, Self::Landing];

    /// Unique code, then UTM, then shared code, then landing page.
    pub const DEFAULT_PRECEDENCE: [Self; 4] = Self::ALL;

    /// The key in JSON; both kinds of code count as `code`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::UniqueCode | Self::SharedCode => "code",
            Self::Utm => "utm",
            Self::Landing => "landing",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::UniqueCode => "Unique code of a workflow",
            Self::Utm => "UTM of the last visit",
            Self::SharedCode => "Shared code",
            Self::Landing => "Landing page",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_code_patterns_read_back() {
        for text in ["VIP20", "WELCOME-*", "/WB-[A-Z]{8}/"] {
            assert_eq!(CodePattern::from_typed(text).display(), text);
        }
        assert_eq!(
            CodePattern::from_typed(" WB-* "),
            CodePattern::Prefix("WB-".into())
        );
    }

    #[test]
    fn definitions_survive_json() {
        let definitions = Definitions::default();
        let text = serde_json::to_string(&definitions).unwrap();
        assert_eq!(
            serde_json::from_str::<Definitions>(&text).unwrap(),
            definitions
        );
    }
}
