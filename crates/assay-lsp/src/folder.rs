//! A folder of the workspace: the thread that reviews it, and what the last review saw.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use assay_finding::Finding;
use lsp_server::RequestId;

use crate::server::Event;
use crate::{Open, Repair, Reviewer, Seen};

/// Who types pauses this long between words; a review of half a word helps nobody.
const PAUSE: Duration = Duration::from_millis(60);

/// Reviews follow deeply nested code.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// What a folder is asked for.
enum Task {
    /// A review of what is open.
    Review(Open),
    /// How these findings can be repaired, in answer to a request.
    Repair(RequestId, Arc<Seen>, Vec<Finding>),
}

/// What a folder answers.
pub(crate) enum Answer {
    /// A review.
    Seen(Arc<Seen>),
    /// No review, and why.
    Failed(String),
    /// Repairs, each with the fingerprint of its finding.
    Repairs(RequestId, Vec<(String, Repair)>),
}

/// A folder of the workspace.
pub(crate) struct Folder {
    /// Where it is; empty if the workspace has it no longer.
    pub(crate) root: PathBuf,
    /// The last review.
    pub(crate) seen: Option<Arc<Seen>>,
    /// The paths whose findings the editor was told.
    pub(crate) told: Vec<String>,
    /// True once a review was asked for and until it is there.
    pub(crate) busy: bool,
    tasks: Sender<Task>,
}

impl Folder {
    /// A folder, which answers as the one with this number.
    pub(crate) fn new(
        number: usize,
        root: PathBuf,
        reviewer: Box<dyn Reviewer>,
        events: &Sender<Event>,
    ) -> Self {
        let (tasks, queue) = channel();
        let thread = thread::Builder::new()
            .name(format!("folder-{number}"))
            .stack_size(STACK_BYTES);
        let answers = events.clone();
        let started = thread.spawn(move || {
            work(reviewer, &queue, |answer| {
                answers.send(Event::Answer(number, answer)).is_ok()
            });
        });
        if let Err(error) = started {
            let failed = Answer::Failed(format!("no thread could be started: {error}"));
            // The receiver is the server itself, which outlives its folders.
            let _sent = events.send(Event::Answer(number, failed));
        }
        Self {
            root,
            seen: None,
            told: Vec::new(),
            busy: false,
            tasks,
        }
    }

    /// True if the workspace has it no longer.
    pub(crate) fn is_gone(&self) -> bool {
        self.root.as_os_str().is_empty()
    }

    /// Asks for a review.
    pub(crate) fn review(&mut self, open: Open) {
        self.busy = self.tasks.send(Task::Review(open)).is_ok();
    }

    /// Asks how findings can be repaired; false if nobody will answer.
    pub(crate) fn repair(&self, request: RequestId, findings: Vec<Finding>) -> bool {
        let Some(seen) = &self.seen else { return false };
        let task = Task::Repair(request, Arc::clone(seen), findings);
        self.tasks.send(task).is_ok()
    }
}

/// Works until nobody asks any more.
fn work(mut reviewer: Box<dyn Reviewer>, queue: &Receiver<Task>, answer: impl Fn(Answer) -> bool) {
    // The repairs that were proven, and the review that they are of.
    let mut known = BTreeMap::new();
    let mut of: Option<Arc<Seen>> = None;
    while let Ok(task) = queue.recv() {
        let mut next = Some(task);
        let mut wanted: Option<Open> = None;
        // Whatever comes while somebody types makes the review before it pointless.
        loop {
            match next.take() {
                Some(Task::Review(mut open)) => {
                    open.reread |= wanted.as_ref().is_some_and(|before| before.reread);
                    wanted = Some(open);
                }
                Some(Task::Repair(request, seen, findings)) => {
                    if !of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &seen)) {
                        known.clear();
                    }
                    let repairs = repairs(reviewer.as_mut(), &seen, &findings, &mut known);
                    of = Some(seen);
                    if !answer(Answer::Repairs(request, repairs)) {
                        return;
                    }
                }
                None => {}
            }
            if wanted.is_none() {
                break;
            }
            match queue.recv_timeout(PAUSE) {
                Ok(task) => next = Some(task),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if let Some(open) = wanted {
            let seen = catch_unwind(AssertUnwindSafe(|| reviewer.review(&open)));
            let said = match seen {
                Ok(Ok(seen)) => Answer::Seen(Arc::new(seen)),
                Ok(Err(why)) => Answer::Failed(why),
                Err(_) => Answer::Failed(
                    "Assay itself failed; please report this with what you typed".to_owned(),
                ),
            };
            if !answer(said) {
                return;
            }
        }
    }
}

/// Editors ask at every move of the cursor, and each proof is an analysis of the project.
fn repairs(
    reviewer: &mut dyn Reviewer,
    seen: &Seen,
    findings: &[Finding],
    known: &mut BTreeMap<String, Option<Repair>>,
) -> Vec<(String, Repair)> {
    let one = |finding: &Finding| {
        let known = known.entry(finding.fingerprint.clone());
        let repair = known.or_insert_with(|| {
            let repair = catch_unwind(AssertUnwindSafe(|| reviewer.repair(seen, finding)));
            repair.ok().flatten()
        });
        Some((finding.fingerprint.clone(), repair.clone()?))
    };
    findings.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use assay_finding::{Coverage, Level, Place, Rating, Review, Risk};
    use assay_source::{Project, Range};

    use super::*;

    /// Knows no repair, and counts how often it was asked.
    struct Counting(u32);

    impl Reviewer for Counting {
        fn review(&mut self, _: &Open) -> Result<Seen, String> {
            Err("nothing is reviewed here".to_owned())
        }

        fn repair(&mut self, _: &Seen, _: &Finding) -> Option<Repair> {
            self.0 += 1;
            None
        }
    }

    #[test]
    fn a_repair_is_proven_once() {
        let project = Project::from_texts([("app.py", "x = 1\n")]);
        let place = Place::of(project.file_at("app.py").unwrap(), Range::new(0, 1));
        let finding = Finding {
            rule: "some-rule".to_owned(),
            message: "Something is wrong".to_owned(),
            risk: Risk::Low,
            rating: Rating::given(Risk::Low, ""),
            confidence: Level::High,
            reason: String::new(),
            cwe: Vec::new(),
            place,
            function: String::new(),
            request: None,
            trace: Vec::new(),
            fingerprint: "one".to_owned(),
            imported: false,
            origins: Vec::new(),
        };
        let review = Review::new(vec![finding.clone()], Vec::new(), Coverage::of(&project));
        let seen = Seen { review, project };
        let (mut reviewer, mut known) = (Counting(0), BTreeMap::new());
        for _ in 0..3 {
            assert!(
                repairs(
                    &mut reviewer,
                    &seen,
                    std::slice::from_ref(&finding),
                    &mut known
                )
                .is_empty()
            );
        }
        assert_eq!(reviewer.0, 1);
    }
}
