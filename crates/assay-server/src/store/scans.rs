//! The scans of a project, and what each finding was like when it was last seen.
//!
//! A scan closes what it no longer finds and opens again what it finds once more.
//! What it could not look at, it does not close: a file that no longer parses has no findings and is no safer.

use std::collections::{BTreeMap, BTreeSet};

use assay_finding::matching::{Mark, pair};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::judgements::{Judgement, State};
use super::{Result, Store, moment, number, random, reading, text, writing};

/// A finding as a scan saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// What identifies it.
    pub fingerprint: String,
    /// The id of its rule.
    pub rule: String,
    /// The title of its rule.
    pub title: String,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub path: String,
    /// The line.
    pub line: u32,
    /// The risk, in one word.
    pub risk: String,
    /// The function around it.
    pub function: String,
    /// What its text is, as [`assay_finding::matching::content`] has it.
    pub content: String,
    /// A hash of the code.
    pub code: String,
}

/// What a scan has to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Who asked for it.
    pub who: String,
    /// What it found, whatever else suppresses it.
    pub seen: Vec<Sighting>,
    /// How many findings of each risk count: critical, high, medium, low, info.
    pub counts: [u32; 5],
    /// How many are suppressed.
    pub suppressed: u32,
    /// How many files were looked at.
    pub files: u32,
    /// How many problems there were.
    pub problems: u32,
    /// The rules that ran.
    pub rules: BTreeSet<String>,
    /// The files that could not be looked at as a whole.
    pub unsure: BTreeSet<String>,
}

/// A scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Its number, from 1.
    pub number: i64,
    /// When.
    pub taken: String,
    /// Who asked for it.
    pub who: String,
    /// Critical, high, medium, low and info findings.
    pub counts: [i64; 5],
    /// Suppressed ones.
    pub suppressed: i64,
    /// Files.
    pub files: i64,
    /// Problems.
    pub problems: i64,
    /// Findings that were not there before.
    pub fresh: i64,
    /// Findings that are no longer there.
    pub gone: i64,
}

/// A finding that some scan saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What identifies it.
    pub fingerprint: String,
    /// The id of its rule.
    pub rule: String,
    /// The title of its rule.
    pub title: String,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub path: String,
    /// The line.
    pub line: i64,
    /// The risk, in one word.
    pub risk: String,
    /// The function around it.
    pub function: String,
    /// What its text is.
    pub content: String,
    /// A hash of the code.
    pub code: String,
    /// The number of the scan that saw it first.
    pub first_scan: i64,
    /// The number of the scan that saw it last, once it is gone.
    pub last_scan: i64,
    /// When it was seen first.
    pub first_seen: String,
    /// When it was seen last, once it is gone.
    pub last_seen: String,
    /// True if it is no longer there.
    pub gone: bool,
}

/// Who says what a scan says.
pub(crate) const SCAN: &str = "scan";

impl Store {
    /// Writes down what a scan found; closes and opens findings by it.
    ///
    /// # Errors
    /// If the database cannot be read or written to.
    pub async fn record(&self, outcome: &Outcome, at: Timestamp) -> Result<Scan> {
        let (mut change, stamp) = self.begin().await?;
        let last =
            sqlx::query("SELECT COALESCE(MAX(number), 0) AS last FROM scan WHERE project = $1")
                .bind(&self.project)
                .fetch_one(&mut *change)
                .await
                .map_err(reading)?;
        let mut scan = Scan {
            number: number(&last, "last")? + 1,
            taken: moment(at),
            who: outcome.who.clone(),
            counts: outcome.counts.map(i64::from),
            suppressed: outcome.suppressed.into(),
            files: outcome.files.into(),
            problems: outcome.problems.into(),
            ..Scan::default()
        };
        let mut known = self.known_in(&mut change).await?;
        let mut now = self.states(&mut change).await?;
        for (old, new) in &moved(&known, &outcome.seen) {
            self.follow(&mut change, (old, new), &mut known, &mut now, stamp, &scan)
                .await?;
        }
        for sighting in &outcome.seen {
            let before = known.remove(&sighting.fingerprint);
            if before.is_none() {
                scan.fresh += 1;
            }
            if before
                .as_ref()
                .is_none_or(|before| !is_same(before, sighting))
            {
                self.put_known(&mut change, sighting, before.as_ref(), &scan)
                    .await?;
            }
            if now.get(&sighting.fingerprint) == Some(&State::Repaired) {
                let why = "found again by a scan";
                self.set(
                    &mut change,
                    &sighting.fingerprint,
                    State::Open,
                    why,
                    stamp,
                    &scan,
                )
                .await?;
            }
        }
        for gone in known.values().filter(|known| !known.gone) {
            if !outcome.rules.contains(&gone.rule) || outcome.unsure.contains(&gone.path) {
                continue;
            }
            scan.gone += 1;
            self.close_known(&mut change, &gone.fingerprint, &scan)
                .await?;
            if now
                .get(&gone.fingerprint)
                .is_none_or(|state| state.is_active())
            {
                let why = "no longer found by a scan";
                self.set(
                    &mut change,
                    &gone.fingerprint,
                    State::Repaired,
                    why,
                    stamp,
                    &scan,
                )
                .await?;
            }
        }
        self.put_scan(&mut change, &scan).await?;
        let detail = format!("{} new, {} gone", scan.fresh, scan.gone);
        self.write_down(
            &mut change,
            [&outcome.who, "scan", &scan.number.to_string(), &detail],
            at,
        )
        .await?;
        change.commit().await.map_err(writing)?;
        Ok(scan)
    }

    /// The last scans, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn scans(&self, most: u32) -> Result<Vec<Scan>> {
        let rows = sqlx::query(
            "SELECT number, taken, who, critical, high, medium, low, info, suppressed, files, problems, fresh, gone \
             FROM scan WHERE project = $1 ORDER BY number DESC LIMIT $2",
        )
        .bind(&self.project)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await
        .map_err(reading)?;
        rows.iter().map(scan).collect()
    }

    /// Every finding that some scan saw, by fingerprint.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn known(&self) -> Result<BTreeMap<String, Known>> {
        let mut look = self.pool.begin().await.map_err(reading)?;
        self.known_in(&mut look).await
    }

    async fn known_in(
        &self,
        change: &mut Transaction<'static, Any>,
    ) -> Result<BTreeMap<String, Known>> {
        let rows = sqlx::query(
            "SELECT fingerprint, rule, title, message, path, line, risk, function, content, code, first_scan, last_scan, first_seen, last_seen, gone \
             FROM known WHERE project = $1",
        )
        .bind(&self.project)
        .fetch_all(&mut **change)
        .await
        .map_err(reading)?;
        rows.iter()
            .map(|row| Ok((text(row, "fingerprint")?, known(row)?)))
            .collect()
    }

    async fn states(
        &self,
        change: &mut Transaction<'static, Any>,
    ) -> Result<BTreeMap<String, State>> {
        let rows = sqlx::query("SELECT fingerprint, state FROM judgement WHERE project = $1")
            .bind(&self.project)
            .fetch_all(&mut **change)
            .await
            .map_err(reading)?;
        rows.iter()
            .map(|row| {
                let state = State::named(&text(row, "state")?).unwrap_or_default();
                Ok((text(row, "fingerprint")?, state))
            })
            .collect()
    }

    /// What was said of a finding goes with it to its new fingerprint.
    async fn follow(
        &self,
        change: &mut Transaction<'static, Any>,
        (old, new): (&str, &str),
        known: &mut BTreeMap<String, Known>,
        states: &mut BTreeMap<String, State>,
        stamp: i64,
        scan: &Scan,
    ) -> Result<()> {
        if known.get(new).is_some_and(|known| !known.gone) {
            return Ok(());
        }
        let Some(before) = known.remove(old) else {
            return Ok(());
        };
        for statement in [
            "DELETE FROM known WHERE project = $1 AND fingerprint = $2",
            "UPDATE known SET fingerprint = $2 WHERE project = $1 AND fingerprint = $3",
        ] {
            let mut query = sqlx::query(statement)
                .bind(&self.project)
                .bind(new.to_owned());
            if statement.contains("$3") {
                query = query.bind(old.to_owned());
            }
            query.execute(&mut **change).await.map_err(writing)?;
        }
        if let Some(state) = states.get(old).copied()
            && !states.contains_key(new)
        {
            let judged = self.judgement_in(change, old).await?;
            let next = Judgement {
                fingerprint: new.to_owned(),
                version: 1,
                ..judged
            };
            self.put_judgement(change, &next, stamp).await?;
            states.insert(new.to_owned(), state);
        }
        sqlx::query("UPDATE comment SET subject = $3 WHERE project = $1 AND subject = $2")
            .bind(&self.project)
            .bind(old.to_owned())
            .bind(new.to_owned())
            .execute(&mut **change)
            .await
            .map_err(writing)?;
        self.write_down(
            change,
            [SCAN, "move", old, new],
            scan.taken.parse().unwrap_or_default(),
        )
        .await?;
        known.insert(
            new.to_owned(),
            Known {
                fingerprint: new.to_owned(),
                ..before
            },
        );
        Ok(())
    }

    /// A scan says what a finding is.
    async fn set(
        &self,
        change: &mut Transaction<'static, Any>,
        fingerprint: &str,
        state: State,
        why: &str,
        stamp: i64,
        scan: &Scan,
    ) -> Result<()> {
        let now = self.judgement_in(change, fingerprint).await?;
        let next = Judgement {
            state,
            reason: why.to_owned(),
            until: String::new(),
            version: now.version + 1,
            who: SCAN.to_owned(),
            at: scan.taken.clone(),
            ..now
        };
        self.put_judgement(change, &next, stamp).await
    }

    async fn put_known(
        &self,
        change: &mut Transaction<'static, Any>,
        sighting: &Sighting,
        before: Option<&Known>,
        scan: &Scan,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO known (project, fingerprint, rule, title, message, path, line, risk, function, content, code, first_scan, last_scan, first_seen, last_seen, gone) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, '', 0) \
             ON CONFLICT (project, fingerprint) DO UPDATE SET rule = excluded.rule, title = excluded.title, \
             message = excluded.message, path = excluded.path, line = excluded.line, risk = excluded.risk, \
             function = excluded.function, content = excluded.content, code = excluded.code, last_scan = 0, last_seen = '', gone = 0",
        )
        .bind(&self.project)
        .bind(sighting.fingerprint.clone())
        .bind(sighting.rule.clone())
        .bind(sighting.title.clone())
        .bind(sighting.message.clone())
        .bind(sighting.path.clone())
        .bind(i64::from(sighting.line))
        .bind(sighting.risk.clone())
        .bind(sighting.function.clone())
        .bind(sighting.content.clone())
        .bind(sighting.code.clone())
        .bind(before.map_or(scan.number, |before| before.first_scan))
        .bind(scan.taken.clone())
        .execute(&mut **change)
        .await
        .map_err(writing)?;
        Ok(())
    }

    async fn close_known(
        &self,
        change: &mut Transaction<'static, Any>,
        fingerprint: &str,
        scan: &Scan,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE known SET gone = 1, last_scan = $3, last_seen = $4 WHERE project = $1 AND fingerprint = $2",
        )
        .bind(&self.project)
        .bind(fingerprint.to_owned())
        .bind(scan.number - 1)
        .bind(scan.taken.clone())
        .execute(&mut **change)
        .await
        .map_err(writing)?;
        Ok(())
    }

    async fn put_scan(&self, change: &mut Transaction<'static, Any>, scan: &Scan) -> Result<()> {
        let mut query = sqlx::query(
            "INSERT INTO scan (id, project, number, taken, who, critical, high, medium, low, info, suppressed, files, problems, fresh, gone) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(random()?)
        .bind(&self.project)
        .bind(scan.number)
        .bind(scan.taken.clone())
        .bind(scan.who.clone());
        for count in scan.counts {
            query = query.bind(count);
        }
        query
            .bind(scan.suppressed)
            .bind(scan.files)
            .bind(scan.problems)
            .bind(scan.fresh)
            .bind(scan.gone)
            .execute(&mut **change)
            .await
            .map_err(writing)?;
        Ok(())
    }
}

/// Findings that have another fingerprint than before, as old and new: their file or function has another name.
fn moved(known: &BTreeMap<String, Known>, seen: &[Sighting]) -> Vec<(String, String)> {
    let mark = |fingerprint: &str, rule: &str, path: &str, function: &str, content: &str| Mark {
        fingerprint: fingerprint.to_owned(),
        rule: rule.to_owned(),
        path: path.to_owned(),
        function: function.to_owned(),
        content: content.to_owned(),
    };
    let before: Vec<Mark> = known
        .values()
        .filter(|known| !known.gone)
        .map(|k| mark(&k.fingerprint, &k.rule, &k.path, &k.function, &k.content))
        .collect();
    let after: Vec<Mark> = seen
        .iter()
        .map(|s| mark(&s.fingerprint, &s.rule, &s.path, &s.function, &s.content))
        .collect();
    let pairs = pair(&before, &after);
    let moved = after.into_iter().zip(pairs).filter_map(|(new, at)| {
        let old = before.get(at?)?;
        (old.fingerprint != new.fingerprint).then(|| (old.fingerprint.clone(), new.fingerprint))
    });
    moved.collect()
}

fn is_same(known: &Known, sighting: &Sighting) -> bool {
    !known.gone
        && known.rule == sighting.rule
        && known.title == sighting.title
        && known.message == sighting.message
        && known.path == sighting.path
        && known.line == i64::from(sighting.line)
        && known.risk == sighting.risk
        && known.function == sighting.function
        && known.content == sighting.content
        && known.code == sighting.code
}

fn known(row: &AnyRow) -> Result<Known> {
    Ok(Known {
        fingerprint: text(row, "fingerprint")?,
        rule: text(row, "rule")?,
        title: text(row, "title")?,
        message: text(row, "message")?,
        path: text(row, "path")?,
        line: number(row, "line")?,
        risk: text(row, "risk")?,
        function: text(row, "function")?,
        content: text(row, "content")?,
        code: text(row, "code")?,
        first_scan: number(row, "first_scan")?,
        last_scan: number(row, "last_scan")?,
        first_seen: text(row, "first_seen")?,
        last_seen: text(row, "last_seen")?,
        gone: number(row, "gone")? != 0,
    })
}

fn scan(row: &AnyRow) -> Result<Scan> {
    let mut counts = [0; 5];
    for (count, column) in counts
        .iter_mut()
        .zip(["critical", "high", "medium", "low", "info"])
    {
        *count = number(row, column)?;
    }
    Ok(Scan {
        number: number(row, "number")?,
        taken: text(row, "taken")?,
        who: text(row, "who")?,
        counts,
        suppressed: number(row, "suppressed")?,
        files: number(row, "files")?,
        problems: number(row, "problems")?,
        fresh: number(row, "fresh")?,
        gone: number(row, "gone")?,
    })
}
