//! `--refund-basis`: on which date refunds count, where a subcommand shows money of a period.

use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::Context;
use crate::analysis::refunds::{are_dated, refund_dates};
use crate::model::refund_basis::RefundBasis;
use crate::model::rules::Definitions;
use crate::store::Workspace;

/// The date of refunds as given on the command line.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Refunds {
    /// The date that a refund counts under; the workspace's own choice unless given
    #[arg(long, value_name = "order|refund", value_parser = basis)]
    refund_basis: Option<RefundBasis>,
}

fn basis(text: &str) -> Result<RefundBasis, String> {
    RefundBasis::parse(text).ok_or_else(|| {
        let known = RefundBasis::ALL.map(RefundBasis::id).join(" or ");
        format!("`{text}` is not a date of refunds: choose {known}")
    })
}

impl Refunds {
    /// What analyses share, with the chosen date. Refunds can only count under a date that is known.
    pub(super) fn context(
        self,
        workspace: &Workspace,
        mut definitions: Definitions,
    ) -> anyhow::Result<Context> {
        if let Some(basis) = self.refund_basis {
            definitions.rules.refund_basis = basis;
        }
        let context = Context::new(Arc::new(workspace.snapshot()?), definitions);
        if self.refund_basis == Some(RefundBasis::Refund) && !are_dated(&context) {
            anyhow::bail!(
                "No refund of a loaded order has a date of its own: import the shop's transactions export (Shopify: \"Export transaction histories\" beside the orders), or leave --refund-basis out"
            );
        }
        Ok(context)
    }
}

/// The keys that say on which date refunds count.
pub(super) fn to_json(context: &Context) -> Value {
    let dates = refund_dates(context);
    json!({
        "refund_basis": dates.basis.id(),
        "refund_dates": {
            "refunded_orders": dates.refunded_orders,
            "undated_orders": dates.undated_orders,
            "undated_minor": dates.undated_minor,
            "at_edge": dates.at_edge,
        },
    })
}

/// The same in words.
pub(super) fn sentence(context: &Context) -> String {
    refund_dates(context).sentence(context.snapshot.currency)
}
