//! `match`.

use super::check_functions;

#[test]
fn literals_and_alternatives_are_comparisons() {
    check_functions(
        r#"
def f(a):
    match a:
        case 1 | -2:
            b()
        case "x":
            c()
        case None:
            d()
        case m.Color.RED:
            e()
        case _:
            g()
"#,
        r#"
def f(a)
  0:
    %1 = 1
    %2 = a == %1
    if %2 then 2 else 1
  1:
    %3 = -2
    %4 = a == %3
    if %4 then 2 else 3
  2:
    %5 = global b
    %6 = %5()
    jump 10
  3:
    %7 = "x"
    %8 = a == %7
    if %8 then 4 else 5
  4:
    %9 = global c
    %10 = %9()
    jump 10
  5:
    %11 = None
    %12 = a is %11
    if %12 then 6 else 7
  6:
    %13 = global d
    %14 = %13()
    jump 10
  7:
    %15 = global m
    %16 = %15.Color
    %17 = %16.RED
    %18 = a == %17
    if %18 then 8 else 9
  8:
    %19 = global e
    %20 = %19()
    jump 10
  9:
    %21 = global g
    %22 = %21()
    jump 10
  10:
    %23 = None
    return %23
"#,
    );
}

#[test]
fn sequences_unpack_after_a_test() {
    check_functions(
        r"
def f(a):
    match a:
        case [1, x, *rest] if x:
            b(x, rest)
        case (x, [y]):
            c(x, y)
",
        r"
def f(a)
  0:
    %4 = a is sequence 2+
    if %4 then 1 else 4
  1:
    %5, x, *rest = unpack a
    %6 = 1
    %7 = %5 == %6
    if %7 then 2 else 4
  2:
    if x then 3 else 4
  3:
    %8 = global b
    %9 = %8(x, rest)
    jump 7
  4:
    %10 = a is sequence 2
    if %10 then 5 else 7
  5:
    x, %11 = unpack a
    %12 = %11 is sequence 1
    if %12 then 6 else 7
  6:
    y = unpack %11
    %13 = global c
    %14 = %13(x, y)
    jump 7
  7:
    %15 = None
    return %15
",
    );
}

#[test]
fn mappings_read_their_keys() {
    check_functions(
        r#"
def f(a):
    match a:
        case {"k": v, 2: 3, **rest}:
            b(v, rest)
"#,
        r#"
def f(a)
  0:
    %3 = "k"
    %4 = 2
    %5 = a is mapping (%3, %4)
    if %5 then 1 else 3
  1:
    %6 = a[%3]
    v = %6
    %7 = a[%4]
    %8 = 3
    %9 = %7 == %8
    if %9 then 2 else 3
  2:
    rest = a
    %10 = global b
    %11 = %10(v, rest)
    jump 3
  3:
    %12 = None
    return %12
"#,
    );
}

#[test]
fn classes_read_attributes() {
    check_functions(
        r"
def f(a):
    match a:
        case Point(x=0, y=y) as p:
            b(y, p)
        case Pair(1, z):
            c(z)
        case str(s):
            d(s)
",
        r"
def f(a)
  0:
    %5 = global Point
    %6 = a is instance %5
    if %6 then 1 else 3
  1:
    %7 = a.x
    %8 = 0
    %9 = %7 == %8
    if %9 then 2 else 3
  2:
    %10 = a.y
    y = %10
    p = a
    %11 = global b
    %12 = %11(y, p)
    jump 8
  3:
    %13 = global Pair
    %14 = a is instance %13
    if %14 then 4 else 6
  4:
    %15 = 0
    %16 = a[%15]
    %17 = 1
    %18 = %16 == %17
    if %18 then 5 else 6
  5:
    %19 = 1
    %20 = a[%19]
    z = %20
    %21 = global c
    %22 = %21(z)
    jump 8
  6:
    %23 = global str
    %24 = a is instance %23
    if %24 then 7 else 8
  7:
    s = a
    %25 = global d
    %26 = %25(s)
    jump 8
  8:
    %27 = None
    return %27
",
    );
}

#[test]
fn a_capture_of_the_subject_does_not_disturb_later_cases() {
    check_functions(
        r"
def f(a):
    match a:
        case [a, 1]:
            b(a)
        case 2:
            c()
",
        r"
def f(a)
  0:
    %1 = a
    %2 = %1 is sequence 2
    if %2 then 1 else 3
  1:
    a, %3 = unpack %1
    %4 = 1
    %5 = %3 == %4
    if %5 then 2 else 3
  2:
    %6 = global b
    %7 = %6(a)
    jump 5
  3:
    %8 = 2
    %9 = %1 == %8
    if %9 then 4 else 5
  4:
    %10 = global c
    %11 = %10()
    jump 5
  5:
    %12 = None
    return %12
",
    );
}
