//! Repairs that need code, one file for each kind of code that they change.

mod command;
mod compare;
mod environment;
mod error;
mod escape;
mod file;
mod random;
mod sql;
mod structure;
mod template;
mod xml;

use assay_scan::rule::repair::RepairShape;

use crate::draft::{Attempt, Case};

/// What the code of a shape makes of a finding.
pub(crate) fn attempt(case: &Case<'_>, shape: RepairShape) -> Attempt {
    match shape {
        RepairShape::BoundParameters => sql::bound_parameters(case),
        RepairShape::ArgumentList => command::argument_list(case),
        RepairShape::EndOfOptions => command::end_of_options(case),
        RepairShape::SecretFromEnvironment => environment::secret(case),
        RepairShape::NoFallback => environment::no_fallback(case),
        RepairShape::FlagFromEnvironment => environment::flag(case),
        RepairShape::ConstantTime => compare::constant_time(case),
        RepairShape::SystemRandom => random::system_random(case),
        RepairShape::Escaped => escape::escaped(case),
        RepairShape::LoggedText => escape::logged(case),
        RepairShape::ErrorText => error::text(case),
        RepairShape::UnsafeFilter => template::unsafe_filter(case),
        RepairShape::EscapedOutput => template::escaped_output(case),
        RepairShape::ScriptOutput => template::script_output(case),
        RepairShape::QuotedAttribute => template::quoted_attribute(case),
        RepairShape::FormToken | RepairShape::CsrfProtect => template::tokens(case),
        RepairShape::SecureFilename => file::secure_filename(case),
        RepairShape::SendFromDirectory => file::send_from_directory(case),
        RepairShape::GuardBelowRoute => structure::guard_below_route(case),
        RepairShape::NoDecorator => structure::no_decorator(case),
        RepairShape::AssertToAbort => structure::assert_to_abort(case),
        RepairShape::DefusedImport => xml::defused(case),
    }
}
