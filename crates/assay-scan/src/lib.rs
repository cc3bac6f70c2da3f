//! Runs rules over a project.
