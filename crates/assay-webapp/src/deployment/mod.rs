//! How the application is run: what the files around the code say of servers, users, ports and variables.

use assay_source::{Problem, Project};

/// Everything that the deployment files of a project say.
#[derive(Clone, Debug, Default)]
pub struct Deployment {}

impl Deployment {
    /// Reads the deployment files of a project; what cannot be read becomes a problem.
    pub fn read(_: &Project) -> (Self, Vec<Problem>) {
        (Self::default(), Vec::new())
    }
}
