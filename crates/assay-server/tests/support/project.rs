//! A reviewer that finds what it is told to find.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use assay_finding::{
    Access, Circumstances, Coverage, Effort, Finding, Level, Matrix, Place, Rating, Review,
    RuleFacts,
};
use assay_server::{Reviewer, Seen};
use assay_source::{Project, Range};
use sha2::{Digest as _, Sha256};

/// What no page and no report may show.
pub const SECRET: &str = "hunter2-hunter2-hunter2";

/// What stands in a file: each line with `flaw` is a finding.
#[derive(Clone, Default)]
pub struct Shop {
    pub files: Arc<Mutex<Vec<(String, String)>>>,
    pub changed: Arc<AtomicBool>,
    pub fails: Arc<AtomicBool>,
}

impl Shop {
    pub fn of(path: &str, text: &str) -> Self {
        let shop = Self::default();
        shop.write(path, text);
        shop
    }

    pub fn write(&self, path: &str, text: &str) {
        let mut files = self.files.lock().unwrap();
        files.retain(|(known, _)| known != path);
        files.push((path.to_owned(), text.to_owned()));
    }
}

impl Reviewer for Shop {
    fn review(&self, progress: &dyn Fn(&str)) -> Result<Seen, String> {
        progress("reading Python");
        if self.fails.load(Ordering::SeqCst) {
            return Err("the configuration is broken".to_owned());
        }
        self.changed.store(false, Ordering::SeqCst);
        let project = Project::from_texts(self.files.lock().unwrap().clone());
        let mut findings = Vec::new();
        for file in &project.files {
            for (at, _) in file.text.match_indices("flaw") {
                let at = u32::try_from(at).unwrap();
                let line = file.lines.line(at);
                let range = file.lines.range(line).unwrap();
                let end = range.start + u32::try_from(file.line_text(line).len()).unwrap();
                let secrets = file.text.match_indices(SECRET).map(|(at, secret)| {
                    let at = u32::try_from(at).unwrap();
                    Range::new(at, at + u32::try_from(secret.len()).unwrap())
                });
                let place = Place::of(file, Range::new(range.start, end)).hiding(secrets);
                findings.push(finding(place));
            }
        }
        let coverage = Coverage::of(&project);
        let review = Review::new(findings, vec![rule()], coverage);
        Ok(Seen { review, project })
    }

    fn changed(&self) -> bool {
        self.changed.load(Ordering::SeqCst)
    }

    fn formats(&self) -> Vec<(String, String)> {
        vec![("markdown".to_owned(), "review.md".to_owned())]
    }

    fn report(&self, judged: &Review, _: &str) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let options = assay_report::Options::default();
        assay_report::write(judged, assay_report::Format::Markdown, &options, &mut out).unwrap();
        Ok(out)
    }
}

pub fn rule() -> RuleFacts {
    RuleFacts {
        id: "some-flaw".to_owned(),
        family: "some".to_owned(),
        title: "A line with a flaw".to_owned(),
        since: "0.1".to_owned(),
        cwe: vec![20],
        owasp: Vec::new(),
        also: Vec::new(),
        impact: Level::High,
        likelihood: Level::Medium,
        confidence: Level::High,
        effort: Effort { minutes: 30 },
        message: "a flaw".to_owned(),
        fix: "Take it out".to_owned(),
        references: Vec::new(),
        summary: "A flaw is a flaw.".to_owned(),
        danger: String::new(),
        example: None,
        proof: None,
        help: String::new(),
        default_on: true,
        known_misses: 0,
        known_noise: 0,
    }
}

fn finding(place: Place) -> Finding {
    let circumstances = Circumstances::new(Level::High, Level::Medium, Level::High)
        .reached_by(Access::Anybody, "a test says so");
    let rating = Rating::of(&circumstances, &Matrix::default());
    Finding {
        rule: "some-flaw".to_owned(),
        message: format!("a flaw in {}", place.text().trim()),
        risk: rating.risk,
        rating,
        confidence: Level::High,
        reason: String::new(),
        cwe: vec![20],
        function: String::new(),
        request: None,
        trace: Vec::new(),
        fingerprint: print_of(&place.path, place.text().trim()),
        imported: false,
        origins: Vec::new(),
        place,
    }
}

/// The fingerprint of a line.
pub fn print_of(path: &str, line: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["some-flaw", path, line] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
