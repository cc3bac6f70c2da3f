//! Three steps for impact, likelihood and confidence; five for the risk that follows from the first two.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much, how likely or how sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Little, rarely, or a guess.
    Low,
    /// Between.
    Medium,
    /// Much, easily, or nearly certain.
    High,
}

impl Level {
    /// The word for it, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// How bad a finding is: impact times likelihood, in the steps of the OWASP risk rating.
///
/// Ordered from the least to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Worth knowing.
    Info,
    /// Repair when the code is touched next.
    Low,
    /// Plan the repair.
    Medium,
    /// Repair soon.
    High,
    /// Repair now.
    Critical,
}

impl Risk {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// The risk of a flaw of this impact that is reached with this likelihood.
    pub const fn of(impact: Level, likelihood: Level) -> Self {
        match (impact, likelihood) {
            (Level::High, Level::High) => Self::Critical,
            (Level::High, Level::Medium) | (Level::Medium, Level::High) => Self::High,
            (Level::High, Level::Low)
            | (Level::Medium, Level::Medium)
            | (Level::Low, Level::High) => Self::Medium,
            (Level::Medium, Level::Low) | (Level::Low, Level::Medium) => Self::Low,
            (Level::Low, Level::Low) => Self::Info,
        }
    }

    /// The word for it, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risk_never_falls_when_impact_or_likelihood_rises() {
        let levels = [Level::Low, Level::Medium, Level::High];
        for pair in levels.windows(2) {
            for other in levels {
                assert!(Risk::of(pair[0], other) < Risk::of(pair[1], other));
                assert!(Risk::of(other, pair[0]) < Risk::of(other, pair[1]));
            }
        }
    }
}
