//! Ready-made answers to "which signal wins an order".

use crate::model::rules::Signal;

/// A ready-made precedence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrecedencePreset {
    /// Unique code, then UTM, then shared code, then landing page.
    #[default]
    Default,
    /// Only discount codes.
    CodesOnly,
    /// Only UTM values.
    UtmOnly,
}

impl PrecedencePreset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Default, Self::CodesOnly, Self::UtmOnly];

    /// The word on the command line (`--model`).
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::CodesOnly => "codes_only",
            Self::UtmOnly => "utm_only",
        }
    }

    /// The preset of an id, hyphens and case disregarded.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let id = id.trim().to_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|preset| preset.id() == id)
    }

    /// The words on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Default => "Unique code, UTM, shared code, landing page",
            Self::CodesOnly => "Codes only",
            Self::UtmOnly => "UTM only",
        }
    }

    /// Signals, best first; those that are not listed claim nothing.
    #[must_use]
    pub fn precedence(self) -> Vec<Signal> {
        match self {
            Self::Default => Signal::DEFAULT_PRECEDENCE.to_vec(),
            Self::CodesOnly => vec![Signal::UniqueCode, Signal::SharedCode],
            Self::UtmOnly => vec![Signal::Utm],
        }
    }

    /// The preset that a precedence equals; `None` for one that the analyst arranged.
    #[must_use]
    pub fn of(precedence: &[Signal]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.precedence() == precedence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_recognised_from_what_they_set() {
        for preset in PrecedencePreset::ALL {
            assert_eq!(PrecedencePreset::of(&preset.precedence()), Some(preset));
            assert_eq!(PrecedencePreset::parse(preset.id()), Some(preset));
        }
        assert_eq!(
            PrecedencePreset::parse("UTM-only"),
            Some(PrecedencePreset::UtmOnly)
        );
        assert_eq!(PrecedencePreset::of(&[Signal::Landing]), None);
    }
}
