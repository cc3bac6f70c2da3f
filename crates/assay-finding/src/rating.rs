//! How bad a finding is for this application, by the method of the OWASP risk rating: factors of zero to nine points,
//! each with its reason, become an impact and a likelihood, and a matrix makes the risk of the two.
//!
//! The method leaves it to the organisation how factors weigh.
//! Here the likelihood is the product of two means, *who can try* and *how easily it works*, because a flaw that only
//! the operator can reach is not made likely by being easy.
//!
//! ```
//! use assay_finding::{Access, Circumstances, Level, Matrix, Rating, Risk};
//!
//! let flaw = Circumstances::new(Level::High, Level::High, Level::High);
//! let open = Rating::of(&flaw.clone().reached_by(Access::Anybody, "GET /find is open"), &Matrix::default());
//! let login = Rating::of(&flaw.reached_by(Access::Login, "login_required"), &Matrix::default());
//! assert_eq!((open.risk, login.risk), (Risk::Critical, Risk::High));
//! assert_eq!(open.what_if[0].text, "if a login were required");
//! ```

use serde::{Deserialize, Serialize};

use crate::{Level, Risk};

/// Who can reach a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Only who develops the application.
    Developer,
    /// Who runs the application: the command line, files and variables of its machine.
    Operator,
    /// Senders with a particular role or right.
    Role,
    /// Senders who are known.
    Login,
    /// Nobody saw who leads here.
    Unknown,
    /// Whoever uses the application: the flaw is none of a single route.
    Application,
    /// Everybody who can send a request.
    Anybody,
}

impl Access {
    /// In a few words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Developer => "developers only",
            Self::Operator => "operators only",
            Self::Role => "senders with a role",
            Self::Login => "senders who are logged in",
            Self::Unknown => "not known",
            Self::Application => "whoever uses the application",
            Self::Anybody => "everybody",
        }
    }

    /// The points for opportunity and for the number of people.
    const fn points(self) -> (u8, u8) {
        match self {
            Self::Developer => (1, 2),
            Self::Operator => (2, 2),
            Self::Role => (4, 3),
            Self::Login => (6, 6),
            Self::Unknown | Self::Application => (7, 7),
            Self::Anybody => (9, 9),
        }
    }
}

/// What a rating is made of: what the rule says, and what is known of this place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// What an attacker gains, as the rule or advisory says.
    pub impact: Level,
    /// How easily such a flaw is used, as the rule or advisory says.
    pub likelihood: Level,
    /// How sure the finding is.
    pub confidence: Level,
    /// Who can reach it, and why that is so.
    pub access: (Access, String),
    /// How many steps the data takes; 0 if there is no path.
    pub steps: usize,
    /// What makes the harm greater, in words.
    pub worse: Vec<String>,
    /// What makes it harder to use, in words.
    pub harder: Vec<String>,
}

impl Circumstances {
    /// What a rule says, with nothing known of the place.
    pub fn new(impact: Level, likelihood: Level, confidence: Level) -> Self {
        let nothing_seen = "no route was seen that leads here".to_owned();
        Self {
            impact,
            likelihood,
            confidence,
            access: (Access::Unknown, nothing_seen),
            steps: 0,
            worse: Vec::new(),
            harder: Vec::new(),
        }
    }

    /// The same, reached by these people for this reason.
    #[must_use]
    pub fn reached_by(mut self, access: Access, reason: impl Into<String>) -> Self {
        self.access = (access, reason.into());
        self
    }
}

/// How bad one finding is, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The risk that follows from impact and likelihood.
    pub risk: Risk,
    /// Who can reach it.
    pub access: Access,
    /// What an attacker gains.
    pub impact: Score,
    /// How likely it is used.
    pub likelihood: Score,
    /// What the risk would be otherwise.
    pub what_if: Vec<WhatIf>,
}

/// Impact or likelihood, with what it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Below 3 points low, below 6 medium, else high.
    pub level: Level,
    /// Tenths of points, from 0 to 90.
    pub tenths: u32,
    /// What it is made of.
    pub factors: Vec<Factor>,
}

/// One factor of the method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Its name in the method.
    pub name: String,
    /// From 0 to 9.
    pub points: u8,
    /// Why so many.
    pub reason: String,
}

/// What the risk would be under another condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// The condition.
    pub text: String,
    /// The risk under it.
    pub risk: Risk,
}

/// The risk for each pair of impact and likelihood; an organisation may have its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// By impact, then by likelihood, both from low to high.
    cells: [[Risk; 3]; 3],
}

impl Default for Matrix {
    fn default() -> Self {
        const LEVELS: [Level; 3] = [Level::Low, Level::Medium, Level::High];
        Self {
            cells: LEVELS.map(|impact| LEVELS.map(|likelihood| Risk::of(impact, likelihood))),
        }
    }
}

impl Matrix {
    /// The risk of this impact and likelihood.
    pub const fn risk(&self, impact: Level, likelihood: Level) -> Risk {
        let [low, medium, high] = self.cells;
        let [rarely, sometimes, often] = match impact {
            Level::Low => low,
            Level::Medium => medium,
            Level::High => high,
        };
        match likelihood {
            Level::Low => rarely,
            Level::Medium => sometimes,
            Level::High => often,
        }
    }

    /// The same with another risk in one cell.
    #[must_use]
    pub const fn with(mut self, impact: Level, likelihood: Level, risk: Risk) -> Self {
        let [low, medium, high] = &mut self.cells;
        let [rarely, sometimes, often] = match impact {
            Level::Low => low,
            Level::Medium => medium,
            Level::High => high,
        };
        match likelihood {
            Level::Low => *rarely = risk,
            Level::Medium => *sometimes = risk,
            Level::High => *often = risk,
        }
        self
    }
}

impl Rating {
    /// The rating under these circumstances.
    pub fn of(circumstances: &Circumstances, matrix: &Matrix) -> Self {
        let impact = impact(circumstances);
        let likelihood = likelihood(circumstances, circumstances.access.0);
        let risk = matrix.risk(impact.level, likelihood.level);
        let what_if = what_ifs(circumstances, matrix, risk, impact.level);
        Self {
            risk,
            access: circumstances.access.0,
            impact,
            likelihood,
            what_if,
        }
    }

    /// A rating that says no more than a risk, for findings of other tools.
    pub fn given(risk: Risk, reason: &str) -> Self {
        let (impact, likelihood) = match risk {
            Risk::Critical => (Level::High, Level::High),
            Risk::High => (Level::High, Level::Medium),
            Risk::Medium => (Level::Medium, Level::Medium),
            Risk::Low => (Level::Medium, Level::Low),
            Risk::Info => (Level::Low, Level::Low),
        };
        let score = |level| {
            let points = base(level, IMPACT);
            Score {
                level,
                tenths: u32::from(points) * 10,
                factors: vec![factor("stated", points, reason)],
            }
        };
        Self {
            risk,
            access: Access::Unknown,
            impact: score(impact),
            likelihood: score(likelihood),
            what_if: Vec::new(),
        }
    }
}

/// Points of a flaw of low, medium and high impact.
const IMPACT: [u8; 3] = [2, 4, 7];
/// Points of a flaw that is hard, moderately hard and easy to use.
const EASE: [u8; 3] = [2, 5, 8];

const fn base(level: Level, [low, medium, high]: [u8; 3]) -> u8 {
    match level {
        Level::Low => low,
        Level::Medium => medium,
        Level::High => high,
    }
}

fn factor(name: &str, points: u8, reason: impl Into<String>) -> Factor {
    Factor {
        name: name.to_owned(),
        points,
        reason: reason.into(),
    }
}

fn impact(circumstances: &Circumstances) -> Score {
    let reason = match circumstances.impact {
        Level::High => "such a flaw gives away or destroys what the application protects",
        Level::Medium => "such a flaw harms single users or parts of the data",
        Level::Low => "such a flaw alone does little harm",
    };
    let own = base(circumstances.impact, IMPACT);
    let mut factors = vec![factor("technical impact", own, reason)];
    let mut tenths = u32::from(own) * 10;
    for worse in &circumstances.worse {
        factors.push(factor("more at stake", 9, worse));
        tenths = (tenths + 10).min(90);
    }
    score(tenths, factors)
}

fn likelihood(circumstances: &Circumstances, access: Access) -> Score {
    let (opportunity, people) = access.points();
    let why = if access == circumstances.access.0 {
        circumstances.access.1.clone()
    } else {
        access.text().to_owned()
    };
    let own = base(circumstances.likelihood, EASE);
    let skill = match circumstances.likelihood {
        Level::High => "tools and texts for it are at hand",
        Level::Medium => "some knowledge of the application is needed",
        Level::Low => "much has to come together",
    };
    let (less, path) = match (circumstances.confidence, circumstances.steps) {
        (Level::Low, _) => (3, "the path is a guess"),
        (Level::Medium, _) => (1, "not every step of the path is understood"),
        (Level::High, 0) => (0, "the place itself shows it"),
        (Level::High, 1..=8) => (0, "the path is short"),
        (Level::High, _) => (1, "the path is long"),
    };
    let mut exploit = own.saturating_sub(less);
    let mut factors = vec![
        factor("opportunity", opportunity, why),
        factor(
            "size of the group",
            people,
            format!("who can try: {}", access.text()),
        ),
        factor("skill and awareness", own, skill),
    ];
    if !circumstances.harder.is_empty() {
        exploit = exploit.saturating_sub(2);
    }
    let mut reasons = vec![path.to_owned()];
    reasons.extend(circumstances.harder.iter().cloned());
    factors.push(factor("ease of exploit", exploit, reasons.join("; ")));
    // Twice the mean of two, times twice the mean of two, over four times nine: in tenths.
    let who = u32::from(opportunity) + u32::from(people);
    let ease = u32::from(own) + u32::from(exploit);
    score(who * ease * 10 / 36, factors)
}

fn score(tenths: u32, factors: Vec<Factor>) -> Score {
    let level = match tenths {
        0..30 => Level::Low,
        30..60 => Level::Medium,
        60.. => Level::High,
    };
    Score {
        level,
        tenths,
        factors,
    }
}

/// What other people at the door would mean for the risk; only what changes it is told.
fn what_ifs(
    circumstances: &Circumstances,
    matrix: &Matrix,
    risk: Risk,
    impact: Level,
) -> Vec<WhatIf> {
    let now = circumstances.access.0;
    let other = |access: Access| matrix.risk(impact, likelihood(circumstances, access).level);
    let mut what_if: Vec<WhatIf> = Vec::new();
    let mut add = |text: &str, then: Risk| {
        if then != risk && what_if.last().is_none_or(|last| last.risk != then) {
            what_if.push(WhatIf {
                text: text.to_owned(),
                risk: then,
            });
        }
    };
    match now {
        Access::Anybody => {
            add("if a login were required", other(Access::Login));
            add("if a role were required", other(Access::Role));
        }
        Access::Unknown => {
            add("if everybody can reach it", other(Access::Anybody));
            add("if a role is required to reach it", other(Access::Role));
        }
        Access::Login => {
            add("if a role were required", other(Access::Role));
            add("if the login were removed", other(Access::Anybody));
        }
        Access::Application => {}
        Access::Role => add(
            "if the check of the role were removed",
            other(Access::Login),
        ),
        Access::Operator | Access::Developer => {
            add("if a request could reach it", other(Access::Anybody));
        }
    }
    what_if
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [Level; 3] = [Level::Low, Level::Medium, Level::High];

    fn rated(impact: Level, likelihood: Level, access: Access) -> Rating {
        let flaw = Circumstances::new(impact, likelihood, Level::High).reached_by(access, "");
        Rating::of(&flaw, &Matrix::default())
    }

    #[test]
    fn without_knowledge_of_the_place_a_rule_keeps_its_word() {
        for impact in LEVELS {
            for likelihood in LEVELS {
                let rating = rated(impact, likelihood, Access::Unknown);
                assert_eq!(
                    (rating.impact.level, rating.likelihood.level),
                    (impact, likelihood)
                );
            }
        }
    }

    #[test]
    fn fewer_people_at_the_door_never_raise_the_risk() {
        let doors = [
            Access::Developer,
            Access::Operator,
            Access::Role,
            Access::Login,
            Access::Anybody,
        ];
        for likelihood in LEVELS {
            for pair in doors.windows(2) {
                let [few, many] = [0, 1].map(|at| rated(Level::High, likelihood, pair[at]));
                assert!(few.likelihood.tenths <= many.likelihood.tenths);
                assert!(few.risk <= many.risk);
            }
        }
    }

    #[test]
    fn a_what_if_tells_only_what_changes() {
        for likelihood in LEVELS {
            let rating = rated(Level::Medium, likelihood, Access::Anybody);
            assert!(rating.what_if.iter().all(|what| what.risk != rating.risk));
        }
        let drops = &rated(Level::High, Level::High, Access::Anybody).what_if;
        assert_eq!(drops.first().map(|what| what.risk), Some(Risk::High));
    }

    #[test]
    fn an_organisation_may_have_its_own_matrix() {
        let strict = Matrix::default().with(Level::Low, Level::Low, Risk::Medium);
        let flaw = Circumstances::new(Level::Low, Level::Low, Level::High);
        assert_eq!(Rating::of(&flaw, &strict).risk, Risk::Medium);
        assert_eq!(Rating::of(&flaw, &Matrix::default()).risk, Risk::Info);
    }

    #[test]
    fn points_stay_within_the_scale() {
        for access in [Access::Anybody, Access::Developer] {
            let mut flaw = Circumstances::new(Level::High, Level::High, Level::High);
            flaw.access.0 = access;
            flaw.worse = vec![String::new(); 5];
            let rating = Rating::of(&flaw, &Matrix::default());
            assert!(rating.impact.tenths <= 90 && rating.likelihood.tenths <= 90);
        }
    }

    #[test]
    fn a_guess_is_less_likely_than_what_is_known() {
        let mut flaw = Circumstances::new(Level::High, Level::Medium, Level::High);
        let sure = Rating::of(&flaw, &Matrix::default());
        flaw.confidence = Level::Low;
        let guess = Rating::of(&flaw, &Matrix::default());
        assert!(guess.likelihood.tenths < sure.likelihood.tenths);
    }
}
