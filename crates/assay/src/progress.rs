//! Progress for somebody who watches: a line on standard error, gone when the work is done.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use assay_scan::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that tells how far a scan is; nothing if nobody watches.
pub(crate) struct Line {
    bar: ProgressBar,
}

impl Line {
    /// A line on standard error, if that is a terminal.
    pub(crate) fn new() -> Self {
        let bar = if stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if !bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        bar.set_message("looking for files");
        Self { bar }
    }
}

/// What a scan does, in a few words.
pub(crate) const fn told(stage: Stage) -> &'static str {
    match stage {
        Stage::Parse => "reading Python",
        Stage::Link => "linking modules",
        Stage::Solve => "following data",
        Stage::Detect => "judging",
    }
}

impl Progress for Line {
    fn begin(&self, stage: Stage, steps: usize) {
        self.bar.set_message(told(stage));
        self.bar
            .set_length(u64::try_from(steps).unwrap_or(u64::MAX));
        self.bar.set_position(0);
        let template = if steps > 1 {
            "{spinner} {msg} {pos}/{len}"
        } else {
            "{spinner} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
