//! The application as a whole, read once and before any rule judges.
//!
//! What an application registers and configures is often decided in a loop, a helper or a factory.
//! The engine resolves those already; so this crate reads the engine's answers instead of resolving names again.
//! [`deployment`] reads the files around the code: containers, services, environment files, server configuration.
//! [`routes`] joins URLs to views, [`guards`] says who may call them.
//!
//! ```
//! use assay_models::Models;
//! use assay_python::Program;
//! use assay_source::Project;
//! use assay_webapp::WebApp;
//!
//! let project = Project::from_texts([("app.py", "\
//! from flask import Flask
//! app = Flask(__name__)
//! @app.post('/order')
//! def order():
//!     return ''
//! ")]);
//! let program = Program::link(project.files.iter().map(assay_python::lower).collect(), &project);
//! let models = Models::embedded();
//! let solution = assay_taint::solve(&program, models, &[], &assay_taint::Options::default());
//! let app = WebApp::build(&project, &program, models, &solution);
//! assert!(app.problems.is_empty());
//! ```

#![allow(
    clippy::unused_self,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "the steps of a run share one form of signature, and each flag of a run says one thing"
)]
#![allow(
    clippy::too_many_lines,
    clippy::similar_names,
    clippy::single_match_else,
    reason = "one arm for each operation, and both ways of a decision side by side, read better than many small functions"
)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "most questions are about one or two of the many operations, values or kinds of facts"
)]

pub mod applications;
mod decorators;
pub mod deployment;
pub mod extensions;
mod format;
pub mod forms;
mod groups;
pub mod guards;
mod limits;
mod log;
pub mod routes;
pub mod settings;

use assay_models::Models;
use assay_python::Program;
use assay_source::{Problem, Project};
use assay_taint::Solution;

pub use applications::{Application, Blueprint, Command, ErrorHandler, Hook};
pub use deployment::Deployment;
pub use extensions::Extension;
pub use forms::Form;
pub use guards::{Asked, By, Guard};
pub use routes::{Csrf, Input, Route};
pub use settings::Settings;

/// The application of a project.
#[derive(Clone, Debug, Default)]
pub struct WebApp {
    /// How it is run.
    pub deployment: Deployment,
    /// Application objects, by place.
    pub applications: Vec<Application>,
    /// Groups of routes, by place.
    pub blueprints: Vec<Blueprint>,
    /// Routes, by URL and method.
    pub routes: Vec<Route>,
    /// Functions that run before and after views, by place.
    pub hooks: Vec<Hook>,
    /// Functions that answer when a request fails, by place.
    pub error_handlers: Vec<ErrorHandler>,
    /// Commands of the command line, by place.
    pub commands: Vec<Command>,
    /// Extensions, by place.
    pub extensions: Vec<Extension>,
    /// Forms and schemas, by class.
    pub forms: Vec<Form>,
    /// What it is set to, in each environment.
    pub settings: Settings,
    /// What could not be understood on the way.
    pub problems: Vec<Problem>,
}

impl WebApp {
    /// Puts the application together.
    pub fn build(
        project: &Project,
        program: &Program,
        models: &Models,
        solution: &Solution,
    ) -> Self {
        let (deployment, problems) = Deployment::read(project);
        let log = log::Log::new(project, program, models, solution);
        let groups = groups::Groups::new(&log);
        let hooks = applications::hooks(&log, &groups);
        let extensions = extensions::find(&log, &groups);
        let (routes, settings) = rayon::join(
            || routes::find(&log, &groups, &hooks, &extensions),
            || Settings::build(project, program, solution, &deployment),
        );
        Self {
            deployment,
            settings,
            routes,
            error_handlers: applications::error_handlers(&log, &groups),
            commands: applications::commands(&log),
            forms: forms::find(&log),
            applications: groups.applications,
            blueprints: groups.blueprints,
            hooks,
            extensions,
            problems,
        }
    }
}
