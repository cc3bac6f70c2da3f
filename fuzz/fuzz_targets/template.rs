//! Any text as a template: reading it ends, places lie inside the text, and each output has its contexts.

#![no_main]

use assay_source::FileId;
use assay_template::html::{Contexts, elements};
use assay_template::{Options, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines = Options {
        line_statement: Some("%".into()),
        line_comment: Some("##".into()),
        ..Options::default()
    };
    for options in [Options::default(), lines] {
        let template = parse(FileId(0), &text, &options);
        let contexts = Contexts::of(&template);
        assert_eq!(contexts.outputs.len(), template.outputs as usize);
        for problem in &template.problems {
            let range = problem.range.expect("every problem has a place");
            assert!(range.end as usize <= text.len());
        }
        for element in elements(&template) {
            assert!(element.range.start < element.range.end);
        }
    }
});
