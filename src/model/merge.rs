//! Merge proposals: people who may be one person, and what the analyst decided.

use serde::{Deserialize, Serialize};

use super::person::PersonKey;

/// Why several people may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeReason {
    /// They gave the same telephone number.
    Phone,
    /// They gave the same name at the same street address.
    NameAndAddress,
}

impl MergeReason {
    /// Every reason, strongest first.
    pub const ALL: [Self; 2] = [Self::Phone, Self::NameAndAddress];

    /// The word on the command line, in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::NameAndAddress => "name_and_address",
        }
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "Same phone",
            Self::NameAndAddress => "Same name and address",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.id() == text)
    }
}

/// What the analyst said of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeDecision {
    /// They are one person.
    Accepted,
    /// They are not.
    Rejected,
}

impl MergeDecision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accepted, Self::Rejected];

    /// The word in the workspace and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }

    /// The word on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::Rejected => "Rejected",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.id() == text)
    }
}

/// One sign that people of a proposal are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MergeEvidence {
    /// What they share.
    pub reason: MergeReason,
    /// How many of it: two phones, one address.
    pub shared: u64,
}

/// One of the people of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergeMember {
    /// Their own key.
    pub key: PersonKey,
    /// The key under which the snapshot has them: another member's once a merge is accepted.
    pub counted_as: PersonKey,
    /// Their orders, whether or not they count.
    pub orders: u64,
}

/// People who may be one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeProposal {
    /// The same for the same people, whatever is imported later.
    pub id: String,
    /// What speaks for it, strongest first; empty where files no longer say.
    pub evidence: Vec<MergeEvidence>,
    /// The people, by key; two at least.
    pub people: Vec<MergeMember>,
    /// What the analyst said; `None` while it is open.
    pub decision: Option<MergeDecision>,
    /// It holds two people of whom the analyst said that they are not one.
    pub contradicts_rejection: bool,
}

impl MergeProposal {
    /// Whether something speaks for it for this reason.
    #[must_use]
    pub fn has(&self, reason: MergeReason) -> bool {
        self.evidence.iter().any(|found| found.reason == reason)
    }

    /// Whether accepting it would join people who are still counted apart.
    #[must_use]
    pub fn joins(&self) -> bool {
        let mut counted = self.people.iter().map(|member| &member.counted_as);
        let first = counted.next();
        counted.any(|key| Some(key) != first)
    }

    /// Whether it waits for the analyst: not decided, and not settled by other merges.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && self.joins()
    }
}

/// Every proposal, and what was shared by people without becoming one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Most orders first, then by key.
    pub proposals: Vec<MergeProposal>,
    /// Phones and addresses of too many people: a shop's own number, a parcel shop.
    pub hubs: Vec<MergeHub>,
    /// Phones shared by people of different surnames: households, who are not proposed.
    pub households: u64,
}

impl MergeReport {
    /// The proposals that wait for the analyst.
    pub fn open(&self) -> impl Iterator<Item = &MergeProposal> {
        self.proposals.iter().filter(|proposal| proposal.is_open())
    }
}

/// Something that too many people share to say who is who.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergeHub {
    /// What they share.
    pub reason: MergeReason,
    /// How many people.
    pub people: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for reason in MergeReason::ALL {
            assert_eq!(MergeReason::parse(reason.id()), Some(reason));
        }
        for decision in MergeDecision::ALL {
            assert_eq!(MergeDecision::parse(decision.id()), Some(decision));
        }
        assert_eq!(MergeReason::parse("Same phone"), None);
        assert_eq!(MergeDecision::parse("open"), None);
    }

    #[test]
    fn a_proposal_is_open_until_it_is_decided_or_settled() {
        let member = |key: &str, counted_as: &str| MergeMember {
            key: PersonKey(key.into()),
            counted_as: PersonKey(counted_as.into()),
            orders: 1,
        };
        let open = MergeProposal {
            id: "1".into(),
            evidence: vec![MergeEvidence {
                reason: MergeReason::Phone,
                shared: 1,
            }],
            people: vec![member("a", "a"), member("b", "b")],
            decision: None,
            contradicts_rejection: false,
        };
        assert!(open.is_open() && open.has(MergeReason::Phone));
        assert!(!open.has(MergeReason::NameAndAddress));
        let rejected = MergeProposal {
            decision: Some(MergeDecision::Rejected),
            ..open.clone()
        };
        assert!(!rejected.is_open() && rejected.joins());
        let settled = MergeProposal {
            people: vec![member("a", "a"), member("b", "a")],
            ..open
        };
        assert!(!settled.is_open());
    }
}
