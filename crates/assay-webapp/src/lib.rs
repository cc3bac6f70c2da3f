//! The application as a whole, read once and before any rule judges.
//!
//! What an application registers and configures is often decided in a loop, a helper or a factory.
//! The engine resolves those already; so this crate reads the engine's answers instead of resolving names again.
//! [`deployment`] reads the files around the code: containers, services, environment files, server configuration.
//!
//! ```
//! use assay_source::Project;
//! use assay_webapp::WebApp;
//!
//! let app = WebApp::build(&Project::from_texts([("Dockerfile", "FROM python:3.13\n")]));
//! assert!(app.problems.is_empty());
//! ```

pub mod deployment;
mod format;
mod limits;

use assay_source::{Problem, Project};

pub use deployment::Deployment;

/// The application of a project.
#[derive(Clone, Debug, Default)]
pub struct WebApp {
    /// How it is run.
    pub deployment: Deployment,
    /// What could not be understood on the way.
    pub problems: Vec<Problem>,
}

impl WebApp {
    /// Puts the application together.
    pub fn build(project: &Project) -> Self {
        let (deployment, problems) = Deployment::read(project);
        Self {
            deployment,
            problems,
        }
    }
}
