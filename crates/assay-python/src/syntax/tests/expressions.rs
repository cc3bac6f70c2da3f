//! Expressions: what each becomes.

use super::{check, check_functions};

#[test]
fn constants_keep_their_values() {
    check(
        r#"
a = [None, True, ..., 1, -2, 3.5, 10_000_000_000_000_000_000, 2j, "s\n", b"b\xff", "joined " "string"]
"#,
        r#"
module <module>
  exports a
  0:
    %1 = None
    %2 = True
    %3 = ...
    %4 = 1
    %5 = -2
    %6 = 3.5
    %7 = 10_000_000_000_000_000_000
    %8 = 2j
    %9 = "s\n"
    %10 = b"b\xff"
    %11 = "joined string"
    a = list (%1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11)
    %12 = None
    return %12
"#,
    );
}

#[test]
fn operators_take_registers_of_locals_directly() {
    check_functions(
        r"
def f(a, b):
    return -a + b ** 2 @ ~b
",
        r"
def f(a, b)
  0:
    %2 = - a
    %3 = 2
    %4 = b ** %3
    %5 = ~ b
    %6 = %4 @ %5
    %7 = %2 + %6
    return %7
",
    );
}

#[test]
fn attributes_items_and_slices() {
    check_functions(
        r#"
def f(a, b):
    return a.x.y, a["k"], a[1:b], a[::2], a[1:2, 3]
"#,
        r#"
def f(a, b)
  0:
    %2 = a.x
    %3 = %2.y
    %4 = "k"
    %5 = a[%4]
    %6 = 1
    %7 = a[%6:b:]
    %8 = 2
    %9 = a[::%8]
    %10 = 1
    %11 = 2
    %12 = tuple (%10, %11)
    %13 = 3
    %14 = tuple (%12, %13)
    %15 = a[%14]
    %16 = tuple (%3, %5, %7, %9, %15)
    return %16
"#,
    );
}

#[test]
fn displays_keep_stars() {
    check_functions(
        r#"
def f(a, b):
    return [a, *b], (a,), {a, *b}, {"k": a, **b}
"#,
        r#"
def f(a, b)
  0:
    %2 = list (a, *b)
    %3 = tuple (a)
    %4 = set (a, *b)
    %5 = "k"
    %6 = dict (%5: a, **b)
    %7 = tuple (%2, %3, %4, %6)
    return %7
"#,
    );
}

#[test]
fn calls_of_attributes_are_fused() {
    check_functions(
        r"
def f(a, b):
    a.run(b, *a, key=b, **b)
    a(b)(a)
    super().run()
",
        r"
def f(a, b)
  0:
    %2 = a.run(b, *a, key=b, **b)
    %3 = a(b)
    %4 = %3(a)
    %5 = global super
    %6 = %5()
    %7 = %6.run()
    %8 = None
    return %8
",
    );
}

#[test]
fn an_assignment_inside_an_expression_does_not_change_earlier_operands() {
    check_functions(
        r"
def f(a):
    return a + (a := 5) + a
",
        r"
def f(a)
  0:
    %1 = a
    %2 = 5
    %3 = %2
    a = %2
    %4 = %1 + %3
    %5 = a
    %6 = %4 + %5
    return %6
",
    );
}

#[test]
fn await_and_yield() {
    check_functions(
        r"
async def f(a):
    b = await a
    yield
    c = yield b
    return c
def g(a):
    return (yield from a)
",
        r"
async def f(a) yields
  0:
    b = await a
    %3 = None
    %4 = yield %3
    c = yield b
    return c

def g(a) yields
  0:
    %1 = yield from a
    return %1
",
    );
}

#[test]
fn f_strings_become_parts() {
    check_functions(
        r#"
def f(a, w):
    return f"{a!r:>10} and {a:{w}} {{}} " "plain " f"{a=} {a=:d}"
"#,
        r#"
def f(a, w)
  0:
    %2 = format {a!r:>10} " and " {a} " {} plain a=" {a!r} " a=" {a:d}
    return %2
"#,
    );
}

#[test]
fn an_f_string_without_holes_is_a_constant() {
    check(
        r#"
a = f"one " "two"
"#,
        r#"
module <module>
  exports a
  0:
    a = "one two"
    %1 = None
    return %1
"#,
    );
}

#[test]
fn t_strings_are_read_like_f_strings() {
    check_functions(
        r#"
def f(a):
    return t"<b>{a}</b>"
"#,
        r#"
def f(a)
  0:
    %1 = format "<b>" {a} "</b>"
    return %1
"#,
    );
}

#[test]
fn a_lambda_is_a_function() {
    check(
        r"
f = lambda a, b=1, *c, d, **e: a
",
        r"
module <module>
  exports f
  0:
    %1 = 1
    f = function 1(1=%1)
    %2 = None
    return %2

lambda <lambda>(a, b=, *c, d *, **e)
  0:
    return a
",
    );
}
