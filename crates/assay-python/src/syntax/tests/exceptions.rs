//! `try` in all its forms.

use super::check_functions;

#[test]
fn every_statement_in_try_has_a_block_and_a_handler() {
    check_functions(
        r"
def f(a):
    try:
        b(a)
        c(a)
    except (KeyError, ValueError) as e:
        d(e)
    except Other:
        return 1
    else:
        g()
    return 2
",
        r"
def f(a)
  0: handler 3
    %2 = global b
    %3 = %2(a)
    jump 1
  1: handler 3
    %4 = global c
    %5 = %4(a)
    jump 2
  2:
    %6 = global g
    %7 = %6()
    jump 8
  3:
    %8 = global KeyError
    %9 = global ValueError
    %10 = tuple (%8, %9)
    %11 = unknown
    if %11 then 4 else 5
  4:
    e = catch %10
    %12 = global d
    %13 = %12(e)
    del e
    jump 8
  5:
    %14 = global Other
    %15 = unknown
    if %15 then 6 else 7
  6:
    %16 = catch %14
    %17 = 1
    return %17
  7:
    raise
  8:
    %18 = 2
    return %18
",
    );
}

#[test]
fn a_bare_except_catches_everything() {
    check_functions(
        r"
def f(a):
    try:
        b(a)
    except KeyError:
        raise
    except:
        c()
",
        r"
def f(a)
  0: handler 1
    %1 = global b
    %2 = %1(a)
    jump 4
  1:
    %3 = global KeyError
    %4 = unknown
    if %4 then 2 else 3
  2:
    %5 = catch %3
    raise
  3:
    %6 = catch
    %7 = global c
    %8 = %7()
    jump 4
  4:
    %9 = None
    return %9
",
    );
}

#[test]
fn except_base_exception_catches_everything() {
    check_functions(
        r"
def f(a):
    try:
        b(a)
    except BaseException as e:
        c(e)
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2(a)
    jump 2
  1:
    %4 = global BaseException
    e = catch %4
    %5 = global c
    %6 = %5(e)
    del e
    jump 2
  2:
    %7 = None
    return %7
",
    );
}

#[test]
fn a_handler_that_is_never_reached_is_kept() {
    check_functions(
        r"
def f(a):
    try:
        b(a)
    except BaseException:
        return 1
    except KeyError as e:
        c(e)
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2(a)
    jump 5
  1:
    %4 = global BaseException
    %5 = catch %4
    %6 = 1
    return %6
  2:
    %7 = global KeyError
    %8 = unknown
    if %8 then 3 else 4
  3:
    e = catch %7
    %9 = global c
    %10 = %9(e)
    del e
    jump 5
  4:
    raise
  5:
    %11 = None
    return %11
",
    );
}

#[test]
fn finally_is_written_once_for_each_way_in() {
    check_functions(
        r"
def f(a):
    for x in a:
        try:
            if x == 1:
                return x
            if x == 2:
                break
            if x == 3:
                continue
            b()
        finally:
            c()
    return 0
",
        r"
def f(a)
  0:
    %3 = iter a
    jump 1
  1:
    x = next %3 then 2 else 12
  2: handler 7
    %4 = 1
    %5 = x == %4
    if %5 then 3 else 4
  3: handler 7
    <return> = x
    jump 8
  4: handler 7
    %6 = 2
    %7 = x == %6
    if %7 then 9 else 5
  5: handler 7
    %8 = 3
    %9 = x == %8
    if %9 then 10 else 6
  6: handler 7
    %10 = global b
    %11 = %10()
    jump 11
  7:
    %12 = global c
    %13 = %12()
    raise
  8:
    %14 = global c
    %15 = %14()
    return <return>
  9:
    %16 = global c
    %17 = %16()
    jump 12
  10:
    %18 = global c
    %19 = %18()
    jump 1
  11:
    %20 = global c
    %21 = %20()
    jump 1
  12:
    %22 = 0
    return %22
",
    );
}

#[test]
fn a_return_passes_every_finally_on_its_way() {
    check_functions(
        r"
def f(a):
    try:
        try:
            return a
        finally:
            b()
    finally:
        c()
",
        r"
def f(a)
  0: handler 1
    <return> = a
    jump 2
  1: handler 3
    %2 = global b
    %3 = %2()
    raise
  2: handler 3
    %4 = global b
    %5 = %4()
    jump 4
  3:
    %6 = global c
    %7 = %6()
    raise
  4:
    %8 = global c
    %9 = %8()
    return <return>
",
    );
}

#[test]
fn a_handler_and_a_finally() {
    check_functions(
        r"
def f(a):
    try:
        b()
    except KeyError:
        c()
    finally:
        d()
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2()
    jump 6
  1: handler 5
    %4 = global KeyError
    %5 = unknown
    if %5 then 2 else 4
  2: handler 5
    %6 = catch %4
    jump 3
  3: handler 5
    %7 = global c
    %8 = %7()
    jump 6
  4: handler 5
    raise
  5:
    %9 = global d
    %10 = %9()
    raise
  6:
    %11 = global d
    %12 = %11()
    %13 = None
    return %13
",
    );
}

#[test]
fn a_return_in_finally_swallows() {
    check_functions(
        r"
def f(a):
    try:
        b()
    finally:
        return 1
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2()
    jump 2
  1:
    %4 = 1
    return %4
  2:
    %5 = 1
    return %5
",
    );
}

#[test]
fn a_finally_inside_a_finally_is_shared() {
    check_functions(
        r"
def f(a):
    try:
        b()
    finally:
        try:
            if a:
                return 1
        finally:
            c()
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2()
    jump 8
  1: handler 3
    if a then 2 else 3
  2: handler 3
    %4 = 1
    <return> = %4
    jump 3
  3:
    %5 = global c
    %6 = %5()
    %7 = unknown
    if %7 then 7 else 4
  4:
    %8 = unknown
    if %8 then 5 else 6
  5:
    return <return>
  6:
    raise
  7:
    raise
  8: handler 10
    if a then 9 else 10
  9: handler 10
    %9 = 1
    <return> = %9
    jump 10
  10:
    %10 = global c
    %11 = %10()
    %12 = unknown
    if %12 then 14 else 11
  11:
    %13 = unknown
    if %13 then 12 else 13
  12:
    return <return>
  13:
    raise
  14:
    %14 = None
    return %14
",
    );
}

#[test]
fn exception_groups() {
    check_functions(
        r"
def f(a):
    try:
        b()
    except* KeyError as e:
        c(e)
",
        r"
def f(a)
  0: handler 1
    %2 = global b
    %3 = %2()
    jump 4
  1:
    %4 = global KeyError
    %5 = unknown
    if %5 then 2 else 3
  2:
    e = catch %4
    %6 = global c
    %7 = %6(e)
    del e
    jump 4
  3:
    raise
  4:
    %8 = None
    return %8
",
    );
}
