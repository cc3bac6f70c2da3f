//! A password stands behind a `=` in the query of an address.

use assay_scan::check::ir::{Op, Part};
use assay_scan::check::{Context, Report};

/// Reports addresses that are put together by an f-string.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let Op::Format { parts, .. } = &instruction.op else {
                continue;
            };
            let mut before = String::new();
            for part in parts {
                match part {
                    Part::Text(text) => before.push_str(text),
                    Part::Value { value, .. } => {
                        let names = function.parts(*value);
                        let told = names
                            .into_iter()
                            .find(|name| ctx.is_named("password", name));
                        if let Some(name) = told
                            && is_query(&before)
                        {
                            report.at_range(function, instruction.range, name);
                        }
                    }
                }
            }
        }
    }
}

/// True for `https://host/path?name=` and what goes on like it.
fn is_query(text: &str) -> bool {
    let is_address =
        text.starts_with("http://") || text.starts_with("https://") || text.starts_with('/');
    is_address && text.contains('?') && text.ends_with('=')
}
