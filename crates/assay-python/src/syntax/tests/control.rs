//! Branches, loops and contexts.

use super::{check, check_functions};

#[test]
fn elif_chains_are_flat() {
    check_functions(
        r"
def f(a):
    if a == 1:
        b()
    elif a == 2:
        c()
    else:
        d()
    e()
",
        r"
def f(a)
  0:
    %1 = 1
    %2 = a == %1
    if %2 then 1 else 2
  1:
    %3 = global b
    %4 = %3()
    jump 5
  2:
    %5 = 2
    %6 = a == %5
    if %6 then 3 else 4
  3:
    %7 = global c
    %8 = %7()
    jump 5
  4:
    %9 = global d
    %10 = %9()
    jump 5
  5:
    %11 = global e
    %12 = %11()
    %13 = None
    return %13
",
    );
}

#[test]
fn loops_have_an_else_that_break_skips() {
    check_functions(
        r"
def f(xs):
    for x in xs:
        if x:
            break
        if not x.y:
            continue
        g(x)
    else:
        h()
    return x
",
        r"
def f(xs)
  0:
    %2 = iter xs
    jump 1
  1:
    x = next %2 then 2 else 5
  2:
    if x then 6 else 3
  3:
    %3 = x.y
    if %3 then 4 else 1
  4:
    %4 = global g
    %5 = %4(x)
    jump 1
  5:
    %6 = global h
    %7 = %6()
    jump 6
  6:
    return x
",
    );
}

#[test]
fn a_loop_over_pairs_unpacks() {
    check_functions(
        r"
def f(d):
    for i, (k, *v) in d:
        g(i, k, v)
",
        r"
def f(d)
  0:
    %4 = iter d
    jump 1
  1:
    %5 = next %4 then 2 else 3
  2:
    i, %6 = unpack %5
    k, *v = unpack %6
    %7 = global g
    %8 = %7(i, k, v)
    jump 1
  3:
    %9 = None
    return %9
",
    );
}

#[test]
fn an_endless_loop_has_no_other_way_out() {
    check_functions(
        r"
def f(a):
    while True:
        if a:
            break
        g()
    return a
",
        r"
def f(a)
  0:
    jump 1
  1:
    if a then 3 else 2
  2:
    %1 = global g
    %2 = %1()
    jump 1
  3:
    return a
",
    );
}

#[test]
fn while_has_an_else() {
    check_functions(
        r"
def f(a):
    while a:
        a = g()
    else:
        h()
",
        r"
def f(a)
  0:
    jump 1
  1:
    if a then 2 else 3
  2:
    %1 = global g
    a = %1()
    jump 1
  3:
    %2 = global h
    %3 = %2()
    %4 = None
    return %4
",
    );
}

#[test]
fn code_after_return_is_kept_and_unreachable() {
    check_functions(
        r"
def f(a):
    return a
    g(a)
",
        r"
def f(a)
  0:
    return a
  1:
    %1 = global g
    %2 = %1(a)
    %3 = None
    return %3
",
    );
}

#[test]
fn with_enters_and_exits_on_every_way_out() {
    check_functions(
        r"
def f(a):
    with open(a) as b, lock:
        if a:
            return b
        for x in b:
            with x:
                break
    return None
",
        r"
def f(a)
  0:
    %3 = global open
    %4 = %3(a)
    b = enter %4
    %5 = global lock
    %6 = enter %5
    if a then 1 else 2
  1:
    exit %5
    exit %4
    return b
  2:
    %7 = iter b
    x = next %7 then 3 else 4
  3:
    %8 = enter x
    exit x
    jump 4
  4:
    exit %5
    exit %4
    %9 = None
    return %9
",
    );
}

#[test]
fn asynchronous_loops_and_contexts() {
    check_functions(
        r"
async def f(a):
    async with a as b:
        async for c in b:
            d(c)
",
        r"
async def f(a)
  0:
    b = enter a
    %3 = iter b
    jump 1
  1:
    c = next %3 then 2 else 3
  2:
    %4 = global d
    %5 = %4(c)
    jump 1
  3:
    exit a
    %6 = None
    return %6
",
    );
}

#[test]
fn suppressed_exceptions_go_on_behind_the_block() {
    check_functions(
        r"
def f(a):
    with contextlib.suppress(KeyError):
        a = g(a)
    return a
",
        r"
def f(a)
  0:
    %1 = global contextlib
    %2 = global KeyError
    %3 = %1.suppress(%2)
    %4 = enter %3
    jump 1
  1: handler 2
    %5 = global g
    a = %5(a)
    exit %3
    jump 2
  2:
    return a
",
    );
}

#[test]
fn raise_evaluates_its_cause() {
    check_functions(
        r"
def f(a):
    raise Error(a) from a
",
        r"
def f(a)
  0:
    %1 = global Error
    %2 = %1(a)
    raise %2
",
    );
}

#[test]
fn a_break_outside_a_loop_ends_the_block() {
    check(
        r"
break
a()
",
        r"
module <module>
  0:
    unreachable
  1:
    %0 = global a
    %1 = %0()
    %2 = None
    return %2
",
    );
}
