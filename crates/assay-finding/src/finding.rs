//! One flaw at one place, and the path of the data that leads there.

use serde::Serialize;

use crate::{Level, Origin, Place, Rating, Request, Risk};

/// A flaw at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of the rule that found it.
    pub rule: String,
    /// What is wrong here.
    pub message: String,
    /// How bad it is.
    pub risk: Risk,
    /// Why it is that bad: who can reach it, what an attacker gains, and what would change it.
    pub rating: Rating,
    /// How sure we are.
    pub confidence: Level,
    /// Why we are no surer, or how we know; may be empty.
    pub reason: String,
    /// The weaknesses, the most specific first.
    pub cwe: Vec<u32>,
    /// Where it is: for a flow, the sink.
    pub place: Place,
    /// The qualified name of the function around it; empty at the top of a module.
    pub function: String,
    /// The request that leads here, if a route does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// The path of the data, the source first and the sink last; empty if the place says it all.
    pub trace: Vec<Step>,
    /// What identifies it from one version of the project to the next; see [`crate::fingerprint`].
    pub fingerprint: String,
    /// True if only other tools report it.
    #[serde(skip_serializing_if = "is_false")]
    pub imported: bool,
    /// What other tools say at this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
}

impl Finding {
    /// The places of its path, the harm last.
    pub fn places(&self) -> impl Iterator<Item = &Place> + Clone {
        let steps = self.trace.iter().map(|step| &step.place);
        steps.chain(std::iter::once(&self.place))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A station on the path of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Where it is.
    pub place: Place,
    /// What happens here.
    pub text: String,
}
