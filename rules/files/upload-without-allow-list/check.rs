//! A file is stored under the name that the client gave it, whatever kind it is.

use assay_scan::check::ir::Op;
use assay_scan::check::{Context, Function, Report};

/// Words in names that show that the kind of file is looked at.
const JUDGING: [&str; 15] = [
    "allowed",
    "extension",
    "endswith",
    "splitext",
    "suffix",
    "rsplit",
    "mimetype",
    "content_type",
    "imghdr",
    "magic",
    "validate",
    "guess_type",
    "is_zipfile",
    "partition",
    "filetype",
];

/// Reports `upload.save(… upload.filename …)` in functions that do not look at what it is.
pub(crate) fn check(ctx: &Context<'_>, report: &mut Report<'_>) {
    for function in ctx.functions() {
        for instruction in function.instructions() {
            let Op::CallMethod {
                object, name, args, ..
            } = &instruction.op
            else {
                continue;
            };
            if function.name(*name) != "save" || !function.words(*object).contains("files") {
                continue;
            }
            let Some(target) = args.first() else { continue };
            let target = function.words(target.value);
            if target.contains("filename") && !judges(function) {
                report.at_range(function, instruction.range, "");
            }
        }
    }
}

fn judges(function: Function<'_>) -> bool {
    function.mentions().iter().any(|name| {
        let name = name.to_ascii_lowercase();
        JUDGING.iter().any(|word| name.contains(word))
    })
}
