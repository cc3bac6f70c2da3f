//! No text exhausts the stack, the memory or the patience.

use std::thread;

use assay_source::{FileId, ProblemKind};

use crate::syntax::lower_text;
use crate::validate_module;

/// Lowers a text on a stack far smaller than callers promise; gives the kinds of its problems.
fn kinds(text: String) -> Vec<ProblemKind> {
    let lowered = thread::Builder::new().stack_size(32 << 20).spawn(move || {
        let module = lower_text(FileId(0), &text);
        assert_eq!(validate_module(&module), Ok(()));
        module.problems.iter().map(|problem| problem.kind).collect()
    });
    lowered.unwrap().join().unwrap()
}

#[track_caller]
fn is_too_deep(text: impl Into<String>) {
    assert_eq!(kinds(text.into()), [ProblemKind::TooDeep]);
}

#[track_caller]
fn is_read(text: impl Into<String>) {
    assert_eq!(kinds(text.into()), []);
}

/// A text that is nested by repeating what stands before and after the middle.
fn nested(before: &str, middle: &str, after: &str, times: usize) -> String {
    format!(
        "x = {}{middle}{}\n",
        before.repeat(times),
        after.repeat(times)
    )
}

#[test]
fn what_is_nested_beyond_reason_is_left_out() {
    is_too_deep(nested("(", "1", ")", 10_000));
    is_too_deep(nested("(", "", "", 1_000_000));
    is_too_deep(nested("[", "", "", 10_000));
    is_too_deep(nested("f(", "1", ")", 10_000));
    is_too_deep(nested("not ", "a", "", 100_000));
    is_too_deep(nested("-", "a", "", 100_000));
    is_too_deep(nested("await ", "a", "", 100_000));
    is_too_deep(nested("", "a", ".b", 100_000));
    is_too_deep(nested("", "a", "()", 100_000));
    is_too_deep(nested("", "a", "[0]", 100_000));
    is_too_deep(nested("a + ", "a", "", 100_000));
    is_too_deep(nested("a ** ", "a", "", 100_000));
    is_too_deep(nested("lambda: ", "a", "", 100_000));
    is_too_deep(nested("lambda a, b: ", "a", "", 100_000));
    is_too_deep(nested("a if b else ", "a", "", 100_000));
    is_too_deep(nested("f\"{", "a", "}\"", 10_000));
    is_too_deep(nested("f'{a:{", "a", "}}'", 10_000));
    is_too_deep(nested("{**", "{}", "}", 10_000));
    is_too_deep(nested("[1 ", "", "for a in b ", 100_000));
    is_too_deep(format!("async {}", "async ".repeat(100_000)));
    is_too_deep(format!(
        "match a:\n case {}1:\n  pass\n",
        "[".repeat(10_000)
    ));
}

#[test]
fn blocks_nested_beyond_reason_are_left_out() {
    let ifs = (0..3_000)
        .map(|depth| format!("{}if a:\n", " ".repeat(depth)))
        .collect::<Vec<_>>()
        .concat();
    is_too_deep(format!("{ifs}{}pass\n", " ".repeat(3_000)));
}

#[test]
fn what_python_accepts_is_read() {
    is_read(nested("(", "1", ")", 190));
    is_read(nested("f\"{", "a", "}\"", 140));
    is_read(nested("not ", "a", "", 4_900));
    is_read(nested("- ", "a", "", 4_900));
    is_read(nested("", "a", ".b", 4_900));
    is_read(nested("", "a", "()", 4_900));
    is_read(nested("a + ", "a", "", 4_900));
    is_read(nested("lambda: ", "a", "", 230));
    is_read(nested("a if b else ", "a", "", 2_400));
    let ifs = (0..95)
        .map(|depth| format!("{}if a:\n", " ".repeat(depth)))
        .collect::<Vec<_>>()
        .concat();
    is_read(format!("{ifs}{}pass\n", " ".repeat(95)));
}

#[test]
fn what_is_long_but_flat_is_read() {
    is_read(format!(
        "if a:\n pass\n{}",
        "elif a:\n pass\n".repeat(10_000)
    ));
    is_read(nested("a and ", "a", "", 20_000));
    is_read(format!("if {}a:\n pass\n", "a or ".repeat(20_000)));
    is_read("a = 1; ".repeat(20_000));
    is_read(format!("{}def f(): pass\n", "@a\n".repeat(5_000)));
    is_read(nested("\"text\" ", "\"end\"", "", 50_000));
    is_read(format!(
        "x = {}\ny = 0x{}\n",
        "9".repeat(500_000),
        "f".repeat(500_000)
    ));
    is_read(format!("{}x = 1\n", "\\\n".repeat(50_000)));
}

#[test]
fn a_forgotten_bracket_does_not_hide_the_rest() {
    let text = format!(
        "x = (\n{}",
        "def f(a):\n    return a.b.c(a)[1] + 2\n".repeat(3_000)
    );
    let module = super::module(&text);
    assert!(module.functions.len() > 2_000);
}

#[test]
fn lines_may_end_as_they_like() {
    for end in ["\n", "\r\n", "\r"] {
        let line = format!("a = b + c.d  # it's{end}");
        is_read(line.repeat(5_000));
    }
}

#[test]
fn a_table_of_numbers_loses_nothing() {
    is_read(format!("x = [{}]\n", "1, -2, ".repeat(20_000)));
}

#[test]
fn a_long_display_is_cut_and_says_so() {
    let list = format!("x = [\n{}]\n", "  \"element\",\n".repeat(200_000));
    assert_eq!(kinds(list), [ProblemKind::TooMany]);
    let dictionary = format!("x = {{{}}}\n", "a: b, ".repeat(20_000));
    assert_eq!(kinds(dictionary), [ProblemKind::TooMany]);
    let call = format!("f({})\n", "a, ".repeat(20_000));
    assert_eq!(kinds(call), [ProblemKind::TooMany]);
    let string = format!("f\"{}\"\n", "{a}".repeat(20_000));
    assert_eq!(kinds(string), [ProblemKind::TooMany]);
}

#[test]
fn nested_finally_blocks_do_not_multiply() {
    let tries = (1..90).map(|depth| {
        let indent = " ".repeat(depth);
        format!("{indent}try:\n{indent} if a: return b\n{indent}finally:\n")
    });
    let tries = tries.collect::<Vec<_>>().concat();
    let text = format!("def f():\n{tries}{}pass\n", " ".repeat(90));
    let module = super::module(&text);
    let blocks: usize = module
        .functions
        .iter()
        .map(|function| function.blocks.len())
        .sum();
    assert!(blocks < 3_000, "{blocks} blocks");
}

#[test]
fn a_return_out_of_many_contexts_is_short() {
    let items = (0..1_000)
        .map(|index| format!("a as b{index}, "))
        .collect::<Vec<_>>()
        .concat();
    let returns = "  if a: return a\n".repeat(1_000);
    let module = super::module(&format!("def f():\n with ({items}):\n{returns}"));
    let instrs: usize = module
        .functions
        .iter()
        .flat_map(|function| &function.blocks)
        .map(|block| block.instrs.len())
        .sum();
    assert!(instrs < 30_000, "{instrs} instructions");
}

#[test]
fn long_names_are_not_multiplied() {
    let name = "a".repeat(100_000);
    let methods = (0..1_000)
        .map(|index| format!(" def __m{index}(self): pass\n"))
        .collect::<Vec<_>>()
        .concat();
    let module = super::module(&format!("class {name}:\n{methods}"));
    let names: usize = module.names.iter().map(|name| name.len()).sum();
    let qualnames: usize = module
        .functions
        .iter()
        .map(|function| function.qualname.len())
        .sum();
    assert!(names + qualnames < 1_000_000);
}

#[test]
fn bytes_that_are_not_python_give_problems() {
    for text in [
        "\0\0\0",
        ")]}",
        "= = =",
        "\u{feff}",
        "\"\"\"",
        "f'{",
        "\\",
        "@",
        "def",
        "?!$",
        "\u{202e}x = 1",
    ] {
        let module = super::module(text);
        assert!(
            module
                .problems
                .iter()
                .all(|problem| problem.kind == ProblemKind::Syntax),
            "{text:?}"
        );
    }
}
