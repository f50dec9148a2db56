//! The order statuses of `WooCommerce`, which say how far an order is, as payment states.

use crate::model::order::FinancialStatus;

/// Reads a status with or without its `wc-`; `None` for a word that is not in the list.
pub(super) fn parse(text: &str) -> Option<FinancialStatus> {
    let word = text.trim().to_lowercase().replace([' ', '_'], "-");
    match word.strip_prefix("wc-").unwrap_or(&word) {
        "completed" | "processing" | "complete" => Some(FinancialStatus::Paid),
        // A reserved order waits for a transfer or for cash.
        "on-hold" | "pending" | "pending-payment" | "checkout-draft" | "draft" => {
            Some(FinancialStatus::Pending)
        }
        "refunded" => Some(FinancialStatus::Refunded),
        "partially-refunded" => Some(FinancialStatus::PartiallyRefunded),
        "cancelled" | "canceled" | "failed" | "trash" => Some(FinancialStatus::Voided),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_in_every_spelling() {
        for (text, expected) in [
            ("wc-completed", Some(FinancialStatus::Paid)),
            ("Processing", Some(FinancialStatus::Paid)),
            ("wc-on-hold", Some(FinancialStatus::Pending)),
            ("On hold", Some(FinancialStatus::Pending)),
            ("cancelled", Some(FinancialStatus::Voided)),
            ("refunded", Some(FinancialStatus::Refunded)),
            ("shipped", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
