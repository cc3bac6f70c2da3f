//! Comprehensions and generator expressions.

use super::{check, check_functions};

#[test]
fn comprehension_variables_do_not_leak() {
    check_functions(
        r"
def f(x, xs):
    y = [x for x in xs if x]
    return x, y
",
        r"
def f(x, xs)
  0:
    %4 = list ()
    %5 = iter xs
    jump 1
  1:
    x.3 = next %5 then 2 else 4
  2:
    if x.3 then 3 else 1
  3:
    append %4 x.3
    jump 1
  4:
    y = %4
    %6 = tuple (x, y)
    return %6
",
    );
}

#[test]
fn comprehensions_nest() {
    check_functions(
        r"
def f(rows):
    return {k: {c for c in row} for k, row in rows for k in k}
",
        r"
def f(rows)
  0:
    %4 = dict ()
    %5 = iter rows
    jump 1
  1:
    %6 = next %5 then 2 else 8
  2:
    k, row = unpack %6
    %7 = iter k
    jump 3
  3:
    k = next %7 then 4 else 1
  4:
    %8 = set ()
    %9 = iter row
    jump 5
  5:
    c = next %9 then 6 else 7
  6:
    append %8 c
    jump 5
  7:
    append %4 k: %8
    jump 3
  8:
    return %4
",
    );
}

#[test]
fn generators_and_stars() {
    check_functions(
        r"
def f(rows):
    return any(r for r in rows), [*r for r in rows]
",
        r"
def f(rows)
  0:
    %3 = global any
    %4 = generator ()
    %5 = iter rows
    jump 1
  1:
    r = next %5 then 2 else 3
  2:
    append %4 r
    jump 1
  3:
    %6 = %3(%4)
    %7 = list ()
    %8 = iter rows
    jump 4
  4:
    r.2 = next %8 then 5 else 8
  5:
    %9 = iter r.2
    jump 6
  6:
    %10 = next %9 then 7 else 4
  7:
    append %7 %10
    jump 6
  8:
    %11 = tuple (%6, %7)
    return %11
",
    );
}

#[test]
fn an_assignment_in_a_comprehension_binds_outside() {
    check_functions(
        r"
def f(xs):
    a = [y for x in xs if (y := g(x))]
    return y
",
        r"
def f(xs)
  0:
    %4 = list ()
    %5 = iter xs
    jump 1
  1:
    x = next %5 then 2 else 4
  2:
    %6 = global g
    %7 = %6(x)
    %8 = %7
    y = %7
    if %8 then 3 else 1
  3:
    %9 = y
    append %4 %9
    jump 1
  4:
    a = %4
    %10 = y
    return %10
",
    );
}

#[test]
fn an_inner_function_may_use_a_comprehension_variable() {
    check(
        r"
def f(xs):
    return [lambda: x for x in xs]
table = [lambda: x for x in y]
",
        r"
module <module>
  exports f table
  0:
    f = function 1()
    %3 = global y
    %4 = list ()
    %5 = iter %3
    jump 1
  1:
    %6 = next %5 then 2 else 3
  2:
    global x@4 = %6
    %7 = function 3()
    append %4 %7
    jump 1
  3:
    table = %4
    %8 = None
    return %8

def f(xs)
  captured x@2
  0:
    %2 = list ()
    %3 = iter xs
    jump 1
  1:
    %4 = next %3 then 2 else 3
  2:
    env 0 x@2 = %4
    %5 = function 2()
    append %2 %5
    jump 1
  3:
    return %2

lambda f.<locals>.<lambda>()
  0:
    %0 = env 1 x@2
    return %0

lambda <lambda>()
  0:
    %0 = global x@4
    return %0
",
    );
}

#[test]
fn a_comprehension_in_a_class_does_not_see_its_names() {
    check(
        r"
class C:
    a = 1
    b = [a for x in a]
",
        r"
module <module>
  exports C
  0:
    C = class 0()
    %1 = None
    return %1

class C
  exports a b
  0:
    a = 1
    %3 = list ()
    %4 = iter a
    jump 1
  1:
    x = next %4 then 2 else 3
  2:
    %5 = global a
    append %3 %5
    jump 1
  3:
    b = %3
    %6 = None
    return %6
",
    );
}
