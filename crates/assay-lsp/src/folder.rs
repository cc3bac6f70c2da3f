//! A folder of the workspace: the thread that reviews it, and what the last review saw.

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
                    let repairs = repairs(reviewer.as_mut(), &seen, &findings);
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

fn repairs(
    reviewer: &mut dyn Reviewer,
    seen: &Seen,
    findings: &[Finding],
) -> Vec<(String, Repair)> {
    let mut repairs = Vec::new();
    for finding in findings {
        let repair = catch_unwind(AssertUnwindSafe(|| reviewer.repair(seen, finding)));
        if let Ok(Some(repair)) = repair {
            repairs.push((finding.fingerprint.clone(), repair));
        }
    }
    repairs
}
