//! What an audit looks at beside the snapshot: files, issues, and the records that no metric reads.

use std::collections::BTreeMap;

use crate::model::discount::Discount;
use crate::model::flow::FlowStatistics;
use crate::model::issue::IssueKind;
use crate::model::order::OrderTouch;
use crate::model::spend::Spend;
use crate::model::traffic::TrafficRow;
use crate::model::transaction::Transaction;
use crate::store::{
    CurrencySum, CustomerTotal, ImportedFile, IssueFilter, LoadedOrder, MessageHistory,
    MessageReports, StoreError, Workspace,
};

/// Files and records, as the store hands them out.
#[derive(Clone, Debug, Default)]
pub struct AuditInputs {
    /// Imported files.
    pub files: Vec<ImportedFile>,
    /// What can be compared with the loaded orders.
    pub shop: ShopInputs,
    /// Flow reports.
    pub flows: Vec<FlowStatistics>,
    /// Message events.
    pub messages: MessageHistory,
    /// Reports of campaign messages.
    pub message_reports: MessageReports,
    /// Traffic reports.
    pub traffic: Vec<TrafficRow>,
    /// Costs of campaigns.
    pub spend: Vec<Spend>,
}

/// Records of the shop beside its orders.
#[derive(Clone, Debug, Default)]
pub struct ShopInputs {
    /// Discounts with their uses.
    pub discounts: Vec<Discount>,
    /// Payments and refunds.
    pub transactions: Vec<Transaction>,
    /// UTM values by order.
    pub touches: Vec<OrderTouch>,
    /// Orders by id and name; empty where no other file names orders.
    pub orders: Vec<LoadedOrder>,
    /// Lifetime orders of customers.
    pub customers: Vec<CustomerTotal>,
    /// Loaded orders by currency.
    pub currencies: Vec<CurrencySum>,
    /// Orders that were left out for their currency, by the currency as written.
    pub refused: BTreeMap<String, u64>,
}

impl AuditInputs {
    /// Reads all of it.
    pub fn read(workspace: &Workspace) -> Result<Self, StoreError> {
        Ok(Self {
            files: workspace.files()?,
            shop: ShopInputs::read(workspace)?,
            flows: workspace.flows()?,
            messages: workspace.message_events()?,
            message_reports: workspace.message_reports()?,
            traffic: workspace.traffic()?,
            spend: workspace.spend()?,
        })
    }
}

impl ShopInputs {
    fn read(workspace: &Workspace) -> Result<Self, StoreError> {
        let transactions = workspace.transactions()?;
        let touches = workspace.order_touches()?;
        let orders = if transactions.is_empty() && touches.is_empty() {
            Vec::new()
        } else {
            workspace.loaded_orders()?
        };
        let refused = IssueFilter {
            kind: Some(IssueKind::OtherCurrency),
            ..IssueFilter::default()
        };
        let mut by_currency = BTreeMap::new();
        for stored in workspace.issues(&refused)? {
            let written = stored.issue.raw.unwrap_or_default();
            *by_currency
                .entry(written.trim().to_uppercase())
                .or_default() += 1;
        }
        Ok(Self {
            discounts: workspace.discounts()?,
            transactions,
            touches,
            orders,
            customers: workspace.customer_totals()?,
            currencies: workspace.currency_sums()?,
            refused: by_currency,
        })
    }
}
