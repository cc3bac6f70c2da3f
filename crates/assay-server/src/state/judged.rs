//! The review as people see it, for reports: what they judged, wrote, answered and planned is in it.

use assay_finding::inspection::{self, Answer, Inspection};
use assay_finding::plan::{Owner, Plan};
use assay_finding::{Counts, Factor, Finding, Imported, Review, Score, Suppressed, SuppressedBy};

use super::by_hand::{ByHand, level, tenths};
use super::{App, Look};
use crate::Reviewer;
use crate::store::{Judgement, State};
use crate::work;

/// Under this name the last plan is kept.
const PLAN: &str = "plan";
/// Where a judgement is written, for those who read a report.
const PLACE: &str = "the workbench";

impl Look {
    /// The review with everything that people said, without a plan.
    pub(crate) fn judged(&self) -> Review {
        let mut review = self.snapshot.seen.review.clone();
        // What a person found, only a person can tell to be repaired.
        let is_left = |one: &&ByHand| self.state(&one.finding.fingerprint) != State::Repaired;
        let by_hand: Vec<_> = self.by_hand.iter().filter(is_left).collect();
        if !by_hand.is_empty() {
            let imported = Imported {
                file: "findings by hand".to_owned(),
                tool: "by hand".to_owned(),
                results: u32::try_from(by_hand.len()).unwrap_or(u32::MAX),
                ..Imported::default()
            };
            review.add_imported(
                by_hand.iter().map(|one| one.finding.clone()).collect(),
                by_hand.iter().map(|one| one.facts()).collect(),
                vec![imported],
                Vec::new(),
            );
        }
        for finding in &mut review.findings {
            if let Some(judgement) = self.marks.judgements.get(&finding.fingerprint) {
                self.rate(finding, judgement);
            }
        }
        review.counts = Counts::of(&review.findings);
        review.suppress(|finding| self.suppressed(finding));
        review.inspection = self.inspected();
        review
    }

    /// What people are asked, with what they answered.
    pub(crate) fn inspected(&self) -> Option<Inspection> {
        let mut inspection = self.snapshot.seen.review.inspection.clone()?;
        for answered in self.marks.answers.values() {
            let Some(verdict) = inspection::Judgement::named(&answered.verdict) else {
                continue;
            };
            let answer = Answer {
                verdict,
                evidence: answered.evidence.clone(),
                reviewer: answered.who.clone(),
                date: answered.at.get(..10).and_then(|day| day.parse().ok()),
                places_mark: answered.places_mark.clone(),
            };
            inspection.answer(&answered.topic, &answered.question, answer);
        }
        Some(inspection)
    }

    fn rate(&self, finding: &mut Finding, judgement: &Judgement) {
        let risk = self.risk(finding);
        let own = [
            (&judgement.impact, &mut finding.rating.impact),
            (&judgement.likelihood, &mut finding.rating.likelihood),
        ];
        let mut is_rated = false;
        for (own, score) in own {
            if own.is_empty() {
                continue;
            }
            is_rated = true;
            let tenths = tenths(level(own));
            *score = Score {
                level: level(own),
                tenths,
                factors: vec![Factor {
                    name: "judged".to_owned(),
                    points: u8::try_from(tenths / 10).unwrap_or(9),
                    reason: format!("{}: {}", judgement.who, judgement.rating_reason),
                }],
            };
        }
        if is_rated {
            let gap = if finding.reason.is_empty() { "" } else { "; " };
            let told = format!(
                "{gap}{} rated it in the review: {}",
                judgement.who, judgement.rating_reason
            );
            finding.reason.push_str(&told);
            finding.risk = risk;
            finding.rating.risk = risk;
            finding.rating.what_if.clear();
        }
    }

    fn suppressed(&self, finding: &Finding) -> Option<Suppressed> {
        let judgement = self.marks.judgements.get(&finding.fingerprint)?;
        match self.state(&finding.fingerprint) {
            State::Open | State::Confirmed | State::Repaired => None,
            State::FalseAlarm | State::Accepted => Some(Suppressed {
                finding: finding.clone(),
                by: SuppressedBy::Review,
                path: PLACE.to_owned(),
                line: None,
                reason: format!("{}: {}", judgement.state.title(), judgement.reason),
                who: judgement.who.clone(),
                until: judgement.until.parse().ok(),
            }),
        }
    }

    /// Puts into a plan who repairs what until when, as the pages tell it.
    fn assign(&self, plan: &mut Plan, reviewer: &dyn Reviewer) {
        for task in &mut plan.tasks {
            let work = work::work(self, reviewer, self.today, task);
            let (due, overdue, since) = (work.due, work.overdue, work.since);
            let assigned = work.assigned_by.map(|who| Owner {
                name: work.owner,
                by: format!("assigned in the review by {who}"),
            });
            if let Some(owner) = assigned {
                task.owner = owner;
            }
            task.due = due;
            task.overdue = overdue;
            task.known_since = since;
        }
    }
}

impl App {
    /// The review with everything that people said, and with its plan and what the gate says. Takes a moment: call it for reports and plans.
    pub(crate) async fn judged(&self, look: &Look) -> crate::store::Result<Review> {
        let earlier = self.store.document(PLAN).await?;
        let (app, look) = (self.clone(), look.clone());
        let made = tokio::task::spawn_blocking(move || {
            let mut review = look.judged();
            let earlier = earlier.and_then(|text| serde_json::from_str(&text).ok());
            let mut plan = app
                .reviewer
                .plan(&review, earlier)
                .or_else(|| review.plan.take());
            if let Some(plan) = &mut plan {
                look.assign(plan, app.reviewer.as_ref());
            }
            review.plan = plan;
            // Last: people decide what counts, and until when.
            app.reviewer.judge(&mut review).map(|()| review)
        });
        let mistake = |_| "the plan could not be made; please report this".to_owned();
        let made = made.await.map_err(mistake).flatten();
        made.map_err(crate::store::Error::Refused)
    }

    /// Keeps the plan of today, so that tomorrow's knows since when each task is known.
    pub(super) async fn keep_plan(&self) -> crate::store::Result<()> {
        let Some(look) = self.look().await? else {
            return Ok(());
        };
        let earlier = self.store.document(PLAN).await?;
        let app = self.clone();
        let made = tokio::task::spawn_blocking(move || {
            let earlier = earlier.and_then(|text| serde_json::from_str(&text).ok());
            app.reviewer.plan(&look.judged(), earlier)
        });
        if let Ok(Some(plan)) = made.await
            && let Ok(text) = serde_json::to_string(&plan)
        {
            self.store.put_document(PLAN, &text, self.now()).await?;
        }
        Ok(())
    }
}
