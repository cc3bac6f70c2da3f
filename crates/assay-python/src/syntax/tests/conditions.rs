//! Conditions and short circuits.

use super::check_functions;

#[test]
fn conditions_become_branches_on_plain_values() {
    check_functions(
        r"
def f(a, b, c):
    if a and not (b or c):
        return 1
    return 2
",
        r"
def f(a, b, c)
  0:
    if a then 1 else 4
  1:
    if b then 4 else 2
  2:
    if c then 4 else 3
  3:
    %3 = 1
    return %3
  4:
    %4 = 2
    return %4
",
    );
}

#[test]
fn a_short_circuit_as_a_value_is_joined() {
    check_functions(
        r"
def f(a, b, c):
    return a and b or c
",
        r"
def f(a, b, c)
  0:
    if a then 2 else 1
  1:
    %3 = a
    jump 3
  2:
    %3 = a and b
    jump 3
  3:
    if %3 then 4 else 5
  4:
    %4 = %3
    jump 6
  5:
    %4 = %3 or c
    jump 6
  6:
    return %4
",
    );
}

#[test]
fn three_operands_are_joined_from_the_inside() {
    check_functions(
        r"
def f(a, b, c):
    x = a or b or c
    return x
",
        r"
def f(a, b, c)
  0:
    if a then 1 else 2
  1:
    x = a
    jump 6
  2:
    if b then 3 else 4
  3:
    %4 = b
    jump 5
  4:
    %4 = b or c
    jump 5
  5:
    x = a or %4
    jump 6
  6:
    return x
",
    );
}

#[test]
fn chained_comparisons_evaluate_the_middle_once() {
    check_functions(
        r"
def f(a, b, c):
    if a < g(b) <= c:
        return a is not b
    return a < g(b) not in c
",
        r"
def f(a, b, c)
  0:
    %3 = global g
    %4 = %3(b)
    %5 = a < %4
    if %5 then 1 else 3
  1:
    %6 = %4 <= c
    if %6 then 2 else 3
  2:
    %7 = a is not b
    return %7
  3:
    %8 = global g
    %9 = %8(b)
    %10 = a < %9
    if %10 then 5 else 4
  4:
    %11 = %10
    jump 6
  5:
    %12 = %9 not in c
    %11 = %10 and %12
    jump 6
  6:
    return %11
",
    );
}

#[test]
fn a_conditional_expression_writes_its_target_at_both_ends() {
    check_functions(
        r"
def f(a, b, c):
    x = a if b else c.d
    return x
",
        r"
def f(a, b, c)
  0:
    if b then 1 else 2
  1:
    x = a
    jump 3
  2:
    x = c.d
    jump 3
  3:
    return x
",
    );
}

#[test]
fn a_conditional_expression_as_a_condition() {
    check_functions(
        r"
def f(a, b, c):
    if (a if b else not c):
        g()
",
        r"
def f(a, b, c)
  0:
    if b then 1 else 2
  1:
    if a then 3 else 4
  2:
    if c then 4 else 3
  3:
    %3 = global g
    %4 = %3()
    jump 4
  4:
    %5 = None
    return %5
",
    );
}

#[test]
fn each_branch_of_an_assertion_is_marked() {
    check_functions(
        r#"
def f(a, b):
    assert a and not b, "no"
    return a
"#,
        r#"
def f(a, b)
  0:
    assert a
    if a then 1 else 2
  1:
    assert b
    if b then 2 else 3
  2:
    %2 = global AssertionError
    %3 = "no"
    %4 = %2(%3)
    raise %4
  3:
    return a
"#,
    );
}
