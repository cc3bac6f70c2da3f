//! What all pages read: the last review, what people say of it, and who listens for news.
//!
//! A *snapshot* belongs to one scan and never changes. *Marks* are what people say; they are kept in memory up to a
//! stamp of the store, and each page fetches what came since, so several programs may share a store.

mod by_hand;
mod judged;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use assay_finding::{Finding, Matrix, Review, Risk, RuleFacts, matching};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

pub(crate) use by_hand::ByHand;

use crate::guard::Guard;
use crate::listed;
use crate::store::{self, Answered, Judgement, Manual, Outcome, Scan, Sighting, State, Store};
use crate::web::Templates;
use crate::{Options, Reviewer, Seen};

/// The application; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) reviewer: Arc<dyn Reviewer>,
    pub(crate) options: Options,
    pub(crate) store: Store,
    pub(crate) guard: Guard,
    pub(crate) templates: Templates,
    /// What is kept of a password that nobody has.
    pub(crate) nobody: Arc<str>,
    snapshot: RwLock<Option<Arc<Snapshot>>>,
    marks: RwLock<Arc<Marks>>,
    scanning: AtomicBool,
    changed: AtomicBool,
    progress: RwLock<String>,
    news: broadcast::Sender<News>,
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What somebody who looks at a page wants to know at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// A scan is so far.
    Progress(String),
    /// A scan is done; its number.
    Scanned(i64),
    /// A scan failed.
    Failed(String),
    /// Files changed since the last scan.
    Changed,
    /// Somebody said something; the stamp.
    Said(i64),
}

/// Lines as they are shown where a secret was made unreadable, by file and line.
pub(crate) type Hidden = BTreeMap<String, BTreeMap<u32, String>>;

/// One scan, with what pages look up in it.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) seen: Seen,
    pub(crate) scan: Scan,
    pub(crate) matrix: Matrix,
    /// Every finding that some scan saw.
    pub(crate) known: BTreeMap<String, store::Known>,
    /// What each finding is found by, in small letters.
    pub(crate) search: BTreeMap<String, String>,
    /// Lines that nobody is shown as they are.
    pub(crate) hidden: Hidden,
    /// Where in the review a finding stands.
    places: BTreeMap<String, Found>,
}

#[derive(Clone, Copy, Debug)]
enum Found {
    Counting(usize),
    Suppressed(usize),
}

/// What people say, up to a stamp.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) stamp: i64,
    pub(crate) judgements: BTreeMap<String, Judgement>,
    /// How many comments there are, by subject.
    pub(crate) comments: BTreeMap<String, i64>,
    /// Findings by hand that were not withdrawn.
    pub(crate) manuals: Vec<Manual>,
    /// Answers, by topic and question.
    pub(crate) answers: BTreeMap<(String, String), Answered>,
}

/// Everything that a page reads, as it was at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) marks: Arc<Marks>,
    /// Findings by hand, where their code stands now.
    pub(crate) by_hand: Arc<[ByHand]>,
    /// What day it is.
    pub(crate) today: Date,
}

impl App {
    pub(crate) fn new(
        reviewer: Arc<dyn Reviewer>,
        options: Options,
        store: Store,
        guard: Guard,
        templates: Templates,
    ) -> store::Result<Self> {
        let nobody = store::hashed(&store::random()?)?.into();
        Ok(Self(Arc::new(Inner {
            reviewer,
            options,
            store,
            guard,
            templates,
            nobody,
            snapshot: RwLock::default(),
            marks: RwLock::default(),
            scanning: AtomicBool::new(false),
            changed: AtomicBool::new(false),
            progress: RwLock::default(),
            news: broadcast::channel(256).0,
        })))
    }

    /// The time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.options.now)()
    }

    /// What a page reads; nothing before the first scan is done.
    pub(crate) async fn look(&self) -> store::Result<Option<Look>> {
        let snapshot = self
            .snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(snapshot) = snapshot else {
            return Ok(None);
        };
        let marks = self.marks().await?;
        let manuals = marks.manuals.iter().cloned();
        let project = &snapshot.seen.project;
        let by_hand = manuals
            .map(|manual| ByHand::of(manual, project, &snapshot.matrix).hiding(&snapshot.hidden))
            .collect();
        let today = jiff::tz::Offset::UTC.to_datetime(self.now()).date();
        Ok(Some(Look {
            snapshot,
            marks,
            by_hand,
            today,
        }))
    }

    /// What people say by now.
    pub(crate) async fn marks(&self) -> store::Result<Arc<Marks>> {
        let known = self
            .marks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        // The stamp first: what comes between is fetched twice, and nothing is missed.
        let stamp = self.store.stamp().await?;
        if stamp == known.stamp {
            return Ok(known);
        }
        let mut next = Marks::clone(&known);
        for judgement in self.store.judgements_after(known.stamp).await? {
            next.judgements
                .insert(judgement.fingerprint.clone(), judgement);
        }
        next.comments = self.store.comment_counts().await?.into_iter().collect();
        next.manuals = self.store.manuals().await?;
        next.manuals.retain(|manual| !manual.withdrawn);
        let answers = self.store.answers().await?.into_iter();
        next.answers = answers
            .map(|answer| ((answer.topic.clone(), answer.question.clone()), answer))
            .collect();
        next.stamp = stamp;
        let next = Arc::new(next);
        let mut kept = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        if kept.stamp < next.stamp {
            *kept = Arc::clone(&next);
        }
        Ok(next)
    }

    /// Forgets what is kept in memory of what people say, after the store was exchanged.
    pub(crate) fn forget(&self) {
        *self.marks.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
    }

    /// Tells those who listen that somebody said something.
    pub(crate) async fn told(&self) -> store::Result<()> {
        let stamp = self.store.stamp().await?;
        self.tell(News::Said(stamp));
        Ok(())
    }

    /// Tells those who listen.
    pub(crate) fn tell(&self, news: News) {
        // Nobody listening is no error.
        drop(self.news.send(news));
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// How far the scan is that runs, if one does.
    pub(crate) fn progress(&self) -> Option<String> {
        let is_running = self.scanning.load(Ordering::SeqCst);
        is_running.then(|| {
            self.progress
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        })
    }

    /// True if files changed since the last scan.
    pub(crate) fn is_stale(&self) -> bool {
        self.changed.load(Ordering::SeqCst)
    }

    /// Asks whether files changed, and tells it once.
    pub(crate) async fn check_files(&self) {
        if self.is_stale() || self.progress().is_some() {
            return;
        }
        let reviewer = Arc::clone(&self.reviewer);
        let changed = tokio::task::spawn_blocking(move || reviewer.changed()).await;
        if changed.unwrap_or(false) && self.progress().is_none() {
            self.changed.store(true, Ordering::SeqCst);
            self.tell(News::Changed);
        }
    }

    /// Scans, unless a scan runs already; returns at once.
    pub(crate) fn begin_scan(&self, who: &str) -> bool {
        if self.scanning.swap(true, Ordering::SeqCst) {
            return false;
        }
        let (app, who) = (self.clone(), who.to_owned());
        app.say("beginning");
        tokio::spawn(async move {
            let outcome = app.scan(&who).await;
            let news = match outcome {
                Ok(number) => News::Scanned(number),
                Err(why) => {
                    // First: between the two somebody would read how far it was as why it failed.
                    app.say(&why);
                    News::Failed(why)
                }
            };
            app.scanning.store(false, Ordering::SeqCst);
            app.tell(news);
        });
        true
    }

    /// Waits until no scan runs.
    pub(crate) async fn settled(&self) {
        // First: what ends meanwhile is told.
        let mut news = self.listen();
        while self.scanning.load(Ordering::SeqCst) {
            if let Err(RecvError::Closed) = news.recv().await {
                return;
            }
        }
    }

    /// Why the last scan failed, if it did; kept until the next one begins.
    pub(crate) fn failure(&self) -> Option<String> {
        let said = self
            .progress
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        (!self.scanning.load(Ordering::SeqCst) && !said.is_empty()).then_some(said)
    }

    fn say(&self, words: &str) {
        words.clone_into(
            &mut self
                .progress
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    async fn scan(&self, who: &str) -> Result<i64, String> {
        self.changed.store(false, Ordering::SeqCst);
        let (reviewer, app) = (Arc::clone(&self.reviewer), self.clone());
        let review = move || {
            let mut seen = reviewer.review(&|words| {
                app.say(words);
                app.tell(News::Progress(words.to_owned()));
            })?;
            // The plan of everything that was found; what people say of it comes on top.
            if seen.review.plan.is_none() {
                seen.review.plan = reviewer.plan(&seen.review, None);
            }
            Ok::<_, String>(seen)
        };
        let seen = tokio::task::spawn_blocking(review)
            .await
            .map_err(|_| "the scan ended by a mistake of ours; please report it".to_owned())??;
        let outcome = outcome(&seen, who);
        let scan = self
            .store
            .record(&outcome, self.now())
            .await
            .map_err(|error| error.to_string())?;
        let known = self
            .store
            .known()
            .await
            .map_err(|error| error.to_string())?;
        let number = scan.number;
        let snapshot = Arc::new(Snapshot::new(seen, scan, known, self.reviewer.matrix()));
        *self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
        self.keep_plan().await.map_err(|error| error.to_string())?;
        self.say("");
        Ok(number)
    }
}

impl Snapshot {
    fn new(seen: Seen, scan: Scan, known: BTreeMap<String, store::Known>, matrix: Matrix) -> Self {
        let counting = seen.review.findings.iter().enumerate();
        let counting = counting.map(|(at, found)| (found.fingerprint.clone(), Found::Counting(at)));
        let suppressed = seen.review.suppressed.iter().enumerate();
        let suppressed =
            suppressed.map(|(at, one)| (one.finding.fingerprint.clone(), Found::Suppressed(at)));
        Self {
            places: suppressed.chain(counting).collect(),
            hidden: hidden(&seen),
            search: search(&seen.review),
            seen,
            scan,
            matrix,
            known,
        }
    }

    /// The finding with a fingerprint, whether it counts or not.
    pub(crate) fn finding(&self, fingerprint: &str) -> Option<&Finding> {
        match *self.places.get(fingerprint)? {
            Found::Counting(at) => self.seen.review.findings.get(at),
            Found::Suppressed(at) => self.seen.review.suppressed.get(at).map(|one| &one.finding),
        }
    }
}

impl Look {
    /// What is said of a finding.
    pub(crate) fn judgement(&self, fingerprint: &str) -> Judgement {
        self.marks
            .judgements
            .get(fingerprint)
            .cloned()
            .unwrap_or_else(|| Judgement {
                fingerprint: fingerprint.to_owned(),
                ..Judgement::default()
            })
    }

    /// What a finding is thought to be; a risk is accepted until its day is over.
    pub(crate) fn state(&self, fingerprint: &str) -> State {
        let Some(judgement) = self.marks.judgements.get(fingerprint) else {
            return State::Open;
        };
        let is_over = judgement.state == State::Accepted
            && judgement
                .until
                .parse::<Date>()
                .is_ok_and(|until| until < self.today);
        if is_over {
            State::Open
        } else {
            judgement.state
        }
    }

    /// The finding with a fingerprint: found by the scan, suppressed or not, or by hand.
    pub(crate) fn finding(&self, fingerprint: &str) -> Option<&Finding> {
        let by_hand = self.by_hand.iter().map(|one| &one.finding);
        self.snapshot.finding(fingerprint).or_else(|| {
            by_hand
                .into_iter()
                .find(|finding| finding.fingerprint == fingerprint)
        })
    }

    /// All findings that count before people judge them: those of the scan by file and line, then those by hand.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let by_hand = self.by_hand.iter().map(|one| &one.finding);
        self.snapshot.seen.review.findings.iter().chain(by_hand)
    }

    /// The finding with a fingerprint, if a person wrote it.
    pub(crate) fn written(&self, fingerprint: &str) -> Option<&ByHand> {
        let mut by_hand = self.by_hand.iter();
        by_hand.find(|one| one.finding.fingerprint == fingerprint)
    }

    /// The text of a file as people may see it: without the secrets that the review made unreadable.
    pub(crate) fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        let file = self.snapshot.seen.project.file_at(path)?;
        let Some(hidden) = self.snapshot.hidden.get(path) else {
            return Some(Cow::Borrowed(&file.text));
        };
        let lines = (1..).zip(file.text.lines());
        let lines = lines.map(|(number, line)| hidden.get(&number).map_or(line, String::as_str));
        Some(Cow::Owned(lines.collect::<Vec<_>>().join("\n")))
    }

    /// The facts of a rule that ran.
    pub(crate) fn facts(&self, rule: &str) -> Option<&RuleFacts> {
        let rules = &self.snapshot.seen.review.rules;
        let at = rules.binary_search_by(|facts| facts.id.as_str().cmp(rule));
        at.ok().and_then(|at| rules.get(at))
    }

    /// The title of a finding: that of its rule, or of who wrote it.
    pub(crate) fn title<'a>(&'a self, finding: &'a Finding) -> &'a str {
        match self.facts(&finding.rule) {
            Some(facts) => &facts.title,
            None => self
                .written(&finding.fingerprint)
                .map_or(&finding.rule, |one| &one.manual.title),
        }
    }

    /// How bad a finding is, by its rating or by what somebody says instead.
    pub(crate) fn risk(&self, finding: &Finding) -> Risk {
        match self.marks.judgements.get(&finding.fingerprint) {
            Some(own) if !own.impact.is_empty() || !own.likelihood.is_empty() => {
                by_hand::own_risk(&self.snapshot.matrix, finding, &own.impact, &own.likelihood)
            }
            Some(_) | None => finding.risk,
        }
    }

    /// True if the code is otherwise than when a person judged it.
    pub(crate) fn is_outdated(&self, finding: &Finding) -> bool {
        let judgement = self.marks.judgements.get(&finding.fingerprint);
        let is_judged =
            |judgement: &&Judgement| judgement.state != State::Open && !judgement.code.is_empty();
        judgement.filter(is_judged).is_some_and(|judgement| {
            // The scan worked the hash out already; that of a finding by hand is made here.
            let scanned = self.snapshot.known.get(&finding.fingerprint);
            scanned.map_or_else(
                || judgement.code != code(finding),
                |known| judgement.code != known.code,
            )
        })
    }
}

fn search(review: &Review) -> BTreeMap<String, String> {
    let titles: BTreeMap<&str, &str> = review
        .rules
        .iter()
        .map(|facts| (facts.id.as_str(), facts.title.as_str()))
        .collect();
    let suppressed = review.suppressed.iter().map(|one| &one.finding);
    let all = review.findings.iter().chain(suppressed);
    all.map(|finding| {
        let title = titles.get(finding.rule.as_str()).copied();
        let text = listed::searched(title.unwrap_or_default(), finding);
        (finding.fingerprint.clone(), text)
    })
    .collect()
}

fn hidden(seen: &Seen) -> Hidden {
    let mut hidden = Hidden::new();
    let suppressed = seen.review.suppressed.iter().map(|one| &one.finding);
    for finding in seen.review.findings.iter().chain(suppressed) {
        let steps = finding.trace.iter().map(|step| &step.place);
        let places = std::iter::once(&finding.place).chain(steps);
        for place in places.filter(|place| place.excerpt.hidden) {
            let lines = hidden.entry(place.path.clone()).or_default();
            for (number, line) in (place.start.line..).zip(place.excerpt.text.lines()) {
                lines.insert(number, line.to_owned());
            }
        }
    }
    hidden
}

/// A hash of the code that a finding is about: its lines, and those of the path.
pub(crate) fn code(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    let places =
        std::iter::once(&finding.place).chain(finding.trace.iter().map(|step| &step.place));
    for place in places {
        hash.update(place.excerpt.text.as_bytes());
        hash.update([0]);
    }
    store::hex(hash.finalize().get(..16).unwrap_or_default())
}

fn outcome(seen: &Seen, who: &str) -> Outcome {
    let review = &seen.review;
    let suppressed = review.suppressed.iter().map(|one| &one.finding);
    let sighting = |finding: &Finding| Sighting {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.clone(),
        title: assay_report::view::title(review, finding).to_owned(),
        message: finding.message.clone(),
        path: finding.place.path.clone(),
        line: finding.place.start.line,
        risk: finding.risk.name().to_owned(),
        function: finding.function.clone(),
        content: matching::Mark::of(finding).content,
        code: code(finding),
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let counts = &review.counts;
    Outcome {
        who: who.to_owned(),
        seen: review
            .findings
            .iter()
            .chain(suppressed)
            .map(sighting)
            .collect(),
        counts: [
            counts.critical,
            counts.high,
            counts.medium,
            counts.low,
            counts.info,
        ],
        suppressed: count(review.suppressed.len()),
        files: count(seen.project.files.len()),
        problems: count(review.coverage.problems.len()),
        rules: review.rules.iter().map(|rule| rule.id.clone()).collect(),
        unsure: review
            .coverage
            .problems
            .iter()
            .map(|problem| problem.path.clone())
            .collect(),
    }
}
