//! The review workbench: a review in the browser, and what people say of it, kept across scans.
//!
//! It knows no rules and reads nothing of the project: the binary brings a [`Reviewer`].
//! A [`Store`](store::Store) keeps what people say by fingerprint, in SQLite or PostgreSQL;
//! `guard` decides who may ask for anything at all, and `web` has the pages.
//!
//! ```no_run
//! use std::sync::Arc;
//! use assay_finding::{Coverage, Review};
//! use assay_server::{Options, Reviewer, Seen};
//! use assay_source::Project;
//!
//! struct Nothing;
//!
//! impl Reviewer for Nothing {
//!     fn review(&self, _: &dyn Fn(&str)) -> Result<Seen, String> {
//!         let project = Project::from_texts([("a.py", "x = 1\n")]);
//!         let review = Review::new(Vec::new(), Vec::new(), Coverage::of(&project));
//!         Ok(Seen { review, project })
//!     }
//! }
//! let running = assay_server::start(Arc::new(Nothing), Options::file("review.db"))?;
//! println!("{}", running.address());
//! running.stop();
//! # Ok::<(), assay_server::Error>(())
//! ```

mod connections;
mod guard;
mod listed;
mod serve;
mod state;
pub mod store;
mod web;
mod work;

use std::net::IpAddr;
use std::path::PathBuf;

use assay_finding::plan::{Calendar, Plan};
use assay_finding::{Lesson, Matrix, Repair, Review, Risk};
use assay_source::Project;
use jiff::Timestamp;
use jiff::civil::Date;

pub use connections::Limits;
pub use guard::Network;
pub use serve::{Error, Running, add_user, start};
pub use store::{Location, Role};

/// A review, and what it was made of.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The review.
    pub review: Review,
    /// The files as they were reviewed.
    pub project: Project,
}

/// Reviews one project, again and again.
///
/// Everything here may take a while; it is called from threads that may wait.
pub trait Reviewer: Send + Sync + 'static {
    /// Reviews the project; `progress` is told in a few words how far it is.
    ///
    /// # Errors
    /// What keeps it from being reviewed, for the user.
    fn review(&self, progress: &dyn Fn(&str)) -> Result<Seen, String>;

    /// How a finding can be repaired without a person, if that was proven to work.
    fn fix(&self, seen: &Seen, fingerprint: &str) -> Option<Repair> {
        let _ = (seen, fingerprint);
        None
    }

    /// A test of the application that shows a finding: its file name and its text.
    ///
    /// # Errors
    /// Why there is none.
    fn proof(&self, seen: &Seen, fingerprint: &str) -> Result<(String, String), String> {
        let _ = (seen, fingerprint);
        Err("this program makes no tests".to_owned())
    }

    /// The formats of reports, as `html` or `pdf`, each with the name of its file.
    fn formats(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// A report of what people made of the review.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn report(&self, judged: &Review, format: &str) -> Result<Vec<u8>, String> {
        let _ = (judged, format);
        Err("this program writes no reports".to_owned())
    }

    /// The plan of repair for what people made of the review; `earlier` is the last one, whose days count on.
    fn plan(&self, judged: &Review, earlier: Option<Plan>) -> Option<Plan> {
        let _ = (judged, earlier);
        None
    }

    /// Writes into what people made of the review whether it may pass; it has its plan by now.
    ///
    /// # Errors
    /// Why that cannot be told.
    fn judge(&self, judged: &mut Review) -> Result<(), String> {
        let _ = judged;
        Ok(())
    }

    /// The lesson of a rule.
    fn lesson(&self, rule: &str) -> Option<Lesson> {
        let _ = rule;
        None
    }

    /// The risk for each impact and likelihood.
    fn matrix(&self) -> Matrix {
        Matrix::default()
    }

    /// Until which day a finding of this risk must be repaired that is known since `since`; `None` if it may stay.
    fn due(&self, risk: Risk, since: Date) -> Option<Date> {
        Calendar::default().due(risk, since)
    }

    /// True if files changed since the last review; asked every few seconds, so it has to be quick.
    fn changed(&self) -> bool {
        false
    }
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the store is.
    pub store: Location,
    /// What the project is called: the store keeps projects apart by it.
    pub project: String,
    /// The address to listen at.
    pub bind: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The files of certificate and key, for connections from elsewhere.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The name under which a proxy that speaks TLS answers for us.
    pub behind: Option<String>,
    /// The proxies whose word is taken for who asks, and the only ones that may then ask; none by default.
    pub proxies: Vec<Network>,
    /// Further names under which browsers may ask; that of the address is always one.
    pub names: Vec<String>,
    /// Who sits at this machine, as judgements name them.
    pub person: String,
    /// What connections may take.
    pub limits: Limits,
    /// What time it is.
    pub now: fn() -> Timestamp,
}

impl Options {
    /// Serving this machine only, at any free port, with a store in this file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            store: Location::File(path.into()),
            project: "project".to_owned(),
            bind: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            port: 0,
            tls: None,
            behind: None,
            proxies: Vec::new(),
            names: Vec::new(),
            person: "reviewer".to_owned(),
            limits: Limits::default(),
            now: Timestamp::now,
        }
    }

    /// True if people have to log in: whoever is not on this machine.
    pub fn has_logins(&self) -> bool {
        !self.bind.is_loopback() || self.behind.is_some()
    }
}
