//! What configuration and command line do not let pass, and how a run ends because of it.

use anyhow::Result;
use assay_finding::plan::Plan;
use assay_finding::{Gate, Review, Risk};

use crate::arguments::GateArguments;
use crate::brought::{Brought, Chosen};
use crate::config::Policy;
use crate::exit::{Exit, FailOn};

/// Asks the gate of a project.
pub(crate) struct Gatekeeper<'a> {
    gate: Gate,
    /// The least risk that fails, if somebody said one.
    fail_on: Option<FailOn>,
    policy: &'a Policy,
    has_paths: bool,
}

impl<'a> Gatekeeper<'a> {
    /// What the configuration and the command line ask for together.
    pub(crate) fn of(
        brought: &Brought,
        chosen: &'a Chosen,
        own: &GateArguments,
        fail_on: Option<FailOn>,
    ) -> Self {
        let mut gate = brought.config.gate();
        let fail_on = fail_on.or_else(|| brought.config.fail_on());
        gate.fail_on = match fail_on {
            Some(FailOn::Risk(risk)) => Some(risk),
            Some(FailOn::Never) | None => None,
        };
        gate.most.extend(own.max.iter().copied());
        gate.rules.extend(own.fail_rule.iter().cloned());
        gate.new_only |= own.new_only;
        gate.overdue |= own.fail_overdue;
        gate.expired |= own.fail_expired;
        gate.unused |= own.fail_unused;
        Self {
            gate,
            fail_on,
            policy: &chosen.policy,
            has_paths: brought.config.guards_paths() || !own.fail_path.is_empty(),
        }
    }

    /// Writes what the gate says into the review, and says how the run ends.
    ///
    /// Without any other condition the risk alone decides, as it does without a gate.
    /// `plan` makes the plan, if the gate asks for one and the review has none.
    ///
    /// # Errors
    /// If the plan cannot be made.
    pub(crate) fn judge(
        &self,
        review: &mut Review,
        plan: impl FnOnce(&Review) -> Result<Plan>,
    ) -> Result<Exit> {
        if self.gate.is_open() && !self.has_paths {
            let least = self.fail_on.unwrap_or(FailOn::Risk(Risk::Info));
            return Ok(Exit::of(review, least));
        }
        if self.gate.overdue && review.plan.is_none() {
            review.plan = Some(plan(review)?);
        }
        let outcome = self.gate.judge(review, |path| self.policy.is_guarded(path));
        let passed = outcome.passed;
        review.gate = Some(outcome);
        Ok(if self.fail_on == Some(FailOn::Never) {
            Exit::Clean
        } else if !passed {
            Exit::Findings
        } else if review.coverage.is_complete() {
            Exit::Clean
        } else {
            Exit::Incomplete
        })
    }
}
