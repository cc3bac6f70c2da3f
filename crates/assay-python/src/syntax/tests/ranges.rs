//! Places of things in the text.

use assay_source::Range;

use crate::ir::{Op, Part};

use super::module;

fn slice(text: &str, range: Range) -> &str {
    text.get(range.start as usize..range.end as usize).unwrap()
}

/// The text of every instruction of the module body that has one.
fn places(text: &str) -> Vec<&str> {
    let module = module(text);
    let instrs = module.functions[0]
        .blocks
        .iter()
        .flat_map(|block| &block.instrs);
    instrs
        .map(|instr| slice(text, instr.range))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn an_instruction_has_the_range_of_its_expression() {
    assert_eq!(
        places("a = b.c(d[1])\n"),
        ["b", "d", "1", "d[1]", "b.c(d[1])"]
    );
    assert_eq!(places("a.b = c\n"), ["c", "a", "a.b"]);
    assert_eq!(places("a += 1\n"), ["a", "1", "a += 1"]);
}

#[test]
fn arguments_and_method_names_have_places() {
    let text = "a.run(b, *c, key=d)\n";
    let module = module(text);
    let Op::CallMethod {
        name_range, args, ..
    } = &module.functions[0].blocks[0].instrs[4].op
    else {
        panic!("{module}");
    };
    assert_eq!(slice(text, *name_range), "run");
    let args: Vec<&str> = args.iter().map(|arg| slice(text, arg.range)).collect();
    assert_eq!(args, ["b", "c", "d"]);
}

#[test]
fn holes_of_f_strings_have_places() {
    let text = "f'one {a.b!r:>5} two'\n";
    let module = module(text);
    let instrs = &module.functions[0].blocks[0].instrs;
    let Some(Op::Format { parts, .. }) = instrs.iter().map(|instr| &instr.op).nth(2) else {
        panic!("{module}");
    };
    let Part::Value { range, .. } = &parts[1] else {
        panic!("{module}");
    };
    assert_eq!(slice(text, *range), "a.b");
}

#[test]
fn definitions_begin_after_their_decorators() {
    let text = "@a(1)  # why\n# more\n\n@b\nasync def f(x):\n    '''Doc.'''\n    return x\n\n@c\nclass D:\n    pass\n";
    let module = module(text);
    let function = &module.functions[1];
    assert_eq!(
        slice(text, function.range),
        "async def f(x):\n    '''Doc.'''\n    return x"
    );
    assert_eq!(slice(text, function.name_range), "f");
    assert_eq!(
        function.docstring.map(|range| slice(text, range)),
        Some("'''Doc.'''")
    );
    assert_eq!(slice(text, function.params[0].range), "x");
    assert_eq!(slice(text, module.classes[0].range), "class D:\n    pass");
    assert_eq!(slice(text, module.classes[0].name_range), "D");
}

#[test]
fn imports_know_their_place_and_function() {
    let text =
        "import a.b, c as d\ndef f():\n    from e import (\n        g,\n        h as i,\n    )\n";
    let module = module(text);
    let found: Vec<(&str, u32)> = module
        .imports
        .iter()
        .map(|import| (slice(text, import.range), import.function.0))
        .collect();
    assert_eq!(found, [("a.b", 0), ("c as d", 0), ("g", 1), ("h as i", 1)]);
}

#[test]
fn comments_are_found_and_strings_are_not() {
    let text = "a = '# no'  # one\n# two\nf'{a}# no'\n";
    let module = module(text);
    let comments: Vec<&str> = module
        .comments
        .iter()
        .map(|&range| slice(text, range))
        .collect();
    assert_eq!(comments, ["# one", "# two"]);
}

#[test]
fn ranges_count_bytes() {
    assert_eq!(places("ä = 'ö'; b = c\n"), ["'ö'", "c", "b"]);
}
