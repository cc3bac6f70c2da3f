//! The end of the report: how much was found, what was looked at, what was not.

use std::collections::BTreeMap;
use std::io::{self, Write};

use assay_finding::{Coverage, Review, Risk, Skipped, Verdict};

use super::safe::safe;
use super::style::{Painter, grouped, plural, wrap};

/// Longer lists are cut here; the other formats have them whole.
const MAX_LISTED: usize = 10;

pub(super) fn write(review: &Review, painter: Painter, out: &mut dyn Write) -> io::Result<()> {
    let mut summary = Summary { painter, out };
    summary.looked_at(review)?;
    summary.advisories(&review.coverage)?;
    summary.brought_along(&review.coverage)?;
    summary.skipped(&review.coverage)?;
    summary.problems(&review.coverage)?;
    summary.unmodelled(&review.coverage)?;
    summary.remarks(review)?;
    summary.verdict(review)
}

struct Summary<'a> {
    painter: Painter,
    out: &'a mut dyn Write,
}

impl Summary<'_> {
    fn looked_at(&mut self, review: &Review) -> io::Result<()> {
        let coverage = &review.coverage;
        let kinds: Vec<_> = coverage
            .files
            .iter()
            .map(|(kind, count)| format!("{} {kind}", grouped(u64::from(*count))))
            .collect();
        let kinds = if kinds.is_empty() {
            String::new()
        } else {
            format!(" ({})", kinds.join(", "))
        };
        let text = format!(
            "{}{kinds}, {}, {}, {}; {}",
            plural(coverage.file_count(), "file", "files"),
            plural(coverage.lines, "line", "lines"),
            plural(coverage.functions, "function", "functions"),
            plural(coverage.entries.len(), "entry point", "entry points"),
            plural(review.rules.len(), "rule", "rules"),
        );
        self.entry("Looked at", &text)
    }

    fn advisories(&mut self, coverage: &Coverage) -> io::Result<()> {
        let Some(advisories) = coverage
            .advisories
            .as_ref()
            .filter(|known| known.packages > 0)
        else {
            return Ok(());
        };
        let mut text = format!(
            "{} in advisories up to {}",
            plural(advisories.packages, "package", "packages"),
            advisories.snapshot
        );
        if let Some(days) = advisories.days_old.filter(|_| advisories.is_old()) {
            let age =
                format!("; they are {days} days old, `assay advisories update` fetches newer ones");
            text.push_str(&age);
        }
        self.entry("Looked up", &text)
    }

    fn brought_along(&mut self, coverage: &Coverage) -> io::Result<()> {
        if coverage.from_project.is_empty() {
            return Ok(());
        }
        self.entry(
            "From the project",
            "what the project brings itself, and what has a say in this review",
        )?;
        self.list(
            coverage
                .from_project
                .iter()
                .map(|path| safe(path))
                .collect(),
        )
    }

    fn skipped(&mut self, coverage: &Coverage) -> io::Result<()> {
        let (chosen, missed): (Vec<_>, Vec<_>) = coverage
            .skipped
            .iter()
            .partition(|skipped| skipped.by_choice);
        if !chosen.is_empty() {
            let files = chosen
                .iter()
                .map(|skipped| u64::from(skipped.files))
                .sum::<u64>();
            let text = format!(
                "{} in {}",
                plural(files, "file", "files"),
                plural(chosen.len(), "place", "places")
            );
            self.entry("Left out", &text)?;
            self.list(by_reason(&chosen))?;
        }
        if !missed.is_empty() {
            self.entry("Not looked at", &plural(missed.len(), "place", "places"))?;
            self.list(missed.into_iter().map(skip).collect())?;
        }
        Ok(())
    }

    fn problems(&mut self, coverage: &Coverage) -> io::Result<()> {
        if coverage.gaps().next().is_none() {
            return Ok(());
        }
        self.entry("Problems", "something may have been missed here")?;
        let problems = coverage.gaps().map(|problem| {
            let place = match problem.line {
                Some(line) => format!("{}:{line}", safe(&problem.path)),
                None if problem.path.is_empty() => "the project".to_owned(),
                None => safe(&problem.path),
            };
            format!("{place}: {}", safe(&problem.text))
        });
        self.list(problems.collect())
    }

    fn unmodelled(&mut self, coverage: &Coverage) -> io::Result<()> {
        let unmodelled = &coverage.unmodelled;
        if unmodelled.calls == 0 {
            return Ok(());
        }
        let top: Vec<_> = unmodelled
            .top
            .iter()
            .take(5)
            .map(|call| format!("{} ({})", safe(&call.name), call.calls))
            .collect();
        let text = format!(
            "{} of libraries that no model describes, most often {}",
            plural(unmodelled.calls, "call", "calls"),
            top.join(", "),
        );
        self.entry("Not understood", &text)
    }

    fn remarks(&mut self, review: &Review) -> io::Result<()> {
        for remark in review.remarks() {
            self.entry(remark.title, &safe(&remark.text))?;
            self.list(remark.lines.iter().map(|line| safe(line)).collect())?;
        }
        Ok(())
    }

    fn verdict(&mut self, review: &Review) -> io::Result<()> {
        writeln!(self.out)?;
        match review.verdict() {
            Verdict::Findings => self.counts(review),
            Verdict::Clean => {
                let is_plain = review.suppressed.is_empty() && review.change.is_none();
                let text = if is_plain {
                    "Nothing found, and nothing was missed.".to_owned()
                } else {
                    format!("{}, and nothing was missed.", review.nothing())
                };
                self.paragraph(&text, Painter::good)
            }
            Verdict::Incomplete => {
                let text = "Nothing found, but not everything was looked at: this is no all-clear.";
                self.paragraph(text, |painter, line| painter.risk(Risk::Medium, line))
            }
        }
    }

    fn counts(&mut self, review: &Review) -> io::Result<()> {
        let counts: Vec<_> = Risk::ALL
            .into_iter()
            .filter(|risk| review.counts.get(*risk) > 0)
            .map(|risk| {
                self.painter
                    .risk(risk, &format!("{} {risk}", review.counts.get(risk)))
            })
            .collect();
        let total = plural(review.counts.total, "finding", "findings");
        writeln!(
            self.out,
            "{}: {}",
            self.painter.strong(&total),
            counts.join(", ")
        )?;
        if !review.coverage.is_complete() {
            self.paragraph(
                "Not everything was looked at: there may be more.",
                |_, line| line.to_owned(),
            )?;
        }
        let advice = "`assay explain RULE` tells what a rule means and how to repair it.";
        self.paragraph(advice, Painter::faint)
    }

    fn paragraph(&mut self, text: &str, paint: impl Fn(Painter, &str) -> String) -> io::Result<()> {
        for line in wrap(text, self.painter.width) {
            writeln!(self.out, "{}", paint(self.painter, &line))?;
        }
        Ok(())
    }

    /// A name in a column of its own, and the text beside it.
    fn entry(&mut self, name: &str, text: &str) -> io::Result<()> {
        const COLUMN: usize = 18;
        let width = self.painter.width.saturating_sub(COLUMN);
        for (at, line) in wrap(text, width).into_iter().enumerate() {
            let name = if at == 0 {
                self.painter.strong(&format!("{name:COLUMN$}"))
            } else {
                " ".repeat(COLUMN)
            };
            writeln!(self.out, "{name}{line}")?;
        }
        Ok(())
    }

    /// Lines below an entry, not too many.
    fn list(&mut self, lines: Vec<String>) -> io::Result<()> {
        let more = lines.len().saturating_sub(MAX_LISTED);
        for line in lines.into_iter().take(MAX_LISTED) {
            for (at, part) in wrap(&line, self.painter.width.saturating_sub(4))
                .into_iter()
                .enumerate()
            {
                writeln!(self.out, "{}{part}", if at == 0 { "  " } else { "    " })?;
            }
        }
        if more > 0 {
            writeln!(
                self.out,
                "  … and {more} more; `--format json` lists them all"
            )?;
        }
        Ok(())
    }
}

/// One line for each reason, with the first few paths.
fn by_reason(skipped: &[&Skipped]) -> Vec<String> {
    const NAMED: usize = 4;
    let mut reasons = BTreeMap::<&str, Vec<String>>::new();
    for skipped in skipped {
        reasons
            .entry(&skipped.text)
            .or_default()
            .push(safe(&skipped.path));
    }
    let line = |(reason, paths): (&str, Vec<String>)| {
        let more = paths.len().saturating_sub(NAMED);
        let named = paths.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!("{reason}: {named}{more}")
    };
    reasons.into_iter().map(line).collect()
}

fn skip(skipped: &Skipped) -> String {
    format!("{}: {}", safe(&skipped.path), skipped.text)
}
