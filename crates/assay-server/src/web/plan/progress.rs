//! How far the repair is: by risk, and in all.

use assay_finding::Risk;
use serde_json::{Value, json};

use crate::state::Look;
use crate::store::State;
use crate::work::{Stage, Work, effort};

/// What is done, what is left, and what is late.
pub(super) fn progress(look: &Look, works: &[Work<'_>]) -> Value {
    let active = || works.iter().filter(|work| work.stage.is_active());
    let mut done = [0_u32; 5];
    for said in look
        .marks
        .judgements
        .values()
        .filter(|said| said.state == State::Repaired)
    {
        let known = look.snapshot.known.get(&said.fingerprint);
        let at =
            known.and_then(|known| Risk::ALL.iter().position(|risk| risk.name() == known.risk));
        if let Some(count) = at.and_then(|at| done.get_mut(at)) {
            *count += 1;
        }
    }
    let mut left = [0_u32; 5];
    for finding in look.findings() {
        if look.state(&finding.fingerprint).is_active() {
            let at = Risk::ALL
                .iter()
                .position(|risk| *risk == look.risk(finding));
            if let Some(count) = at.and_then(|at| left.get_mut(at)) {
                *count += 1;
            }
        }
    }
    let (all_done, all_left) = (done.iter().sum::<u32>(), left.iter().sum::<u32>());
    let rows = Risk::ALL
        .iter()
        .zip(done)
        .zip(left)
        .filter(|((_, done), left)| done + left > 0);
    let rows = rows.map(
        |((risk, done), left)| json!({ "risk": risk.name(), "done": done, "all": done + left }),
    );
    json!({
        "tasks": active().count(),
        "to_judge": active().filter(|work| work.stage == Stage::Judge).count(),
        "overdue": active().filter(|work| work.overdue).count(),
        "nobody": active().filter(|work| work.owner.is_empty()).count(),
        "effort": effort(active()).to_string(),
        "done": all_done,
        "all": all_done + all_left,
        "percent": (all_done * 100).checked_div(all_done + all_left).unwrap_or(0),
        "risks": rows.collect::<Vec<_>>(),
    })
}
