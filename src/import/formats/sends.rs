//! What reports of campaigns and messages share: one row per send, with the same counts.

use crate::import::cell;
use crate::import::columns::{Field, Layout};
use crate::import::reading::Reading;
use crate::import::rows::Row;
use crate::import::table::{Relation, is_total_label};
use crate::model::campaign::CampaignCounts;

/// The columns that count.
pub(in crate::import) struct CountFields<F> {
    pub(in crate::import) recipients: F,
    pub(in crate::import) delivered: F,
    pub(in crate::import) unique_opens: F,
    pub(in crate::import) unique_clicks: F,
    pub(in crate::import) unsubscribes: F,
    pub(in crate::import) spam_complaints: F,
    pub(in crate::import) bounces: F,
}

impl<F: Field> CountFields<F> {
    /// The counts of a row. An unreadable one has its issue and loses no send.
    pub(in crate::import) fn read(
        &self,
        row: &Row,
        reading: &mut Reading<'_, F>,
    ) -> CampaignCounts {
        let mut count = |field| reading.count(row, field).unwrap_or_default();
        CampaignCounts {
            recipients: count(self.recipients),
            delivered: count(self.delivered),
            unique_opens: count(self.unique_opens),
            unique_clicks: count(self.unique_clicks),
            unsubscribes: count(self.unsubscribes),
            spam_complaints: count(self.spam_complaints),
            bounces: count(self.bounces),
        }
    }
}

/// The columns that tell one send from another.
pub(in crate::import) struct SendFields<F> {
    pub(in crate::import) id: F,
    pub(in crate::import) name: F,
    pub(in crate::import) sent: F,
}

impl<F: Field> SendFields<F> {
    /// A send of its own, or a sum of them.
    pub(in crate::import) fn relation(&self, row: &Row, layout: &Layout<F>) -> Relation {
        let names_nothing = |field| layout.text(row, field).is_none_or(is_total_label);
        if names_nothing(self.id) && names_nothing(self.name) {
            Relation::Summary
        } else {
            Relation::Opens
        }
    }

    /// The tool's id, else name and time of sending as written.
    pub(in crate::import) fn id(&self, row: &Row, layout: &Layout<F>) -> Option<String> {
        if let Some(id) = layout.text(row, self.id) {
            return Some(cell::without_apostrophe(id).to_owned());
        }
        let name = layout.text(row, self.name)?;
        let sent = layout.text(row, self.sent).unwrap_or_default();
        Some(format!("{name} {sent}").trim_end().to_owned())
    }
}

/// A subject that says something.
pub(in crate::import) fn subject<F: Field>(
    row: &Row,
    field: F,
    reading: &Reading<'_, F>,
) -> Option<String> {
    let subject = reading.owned(row, field);
    subject.filter(|subject| !cell::says_nothing(subject))
}
