//! Who owns a name.

use super::{check, check_functions};

#[test]
fn module_names_are_registers_in_the_body_and_globals_in_functions() {
    check(
        r"
limit = 1
def f():
    return limit
limit = f() + limit
",
        r"
module <module>
  exports limit f
  0:
    limit = 1
    f = function 1()
    %2 = f()
    limit = %2 + limit
    %3 = None
    return %3

def f()
  0:
    %0 = global limit
    return %0
",
    );
}

#[test]
fn a_module_name_read_before_it_is_bound_is_a_builtin() {
    check(
        r"
open = wrap(open)
for x in y:
    print(late)
    late = x
print(late)
",
        r"
module <module>
  exports open x late
  0:
    %3 = global wrap
    %4 = global open
    open = %3(%4)
    %5 = global y
    %6 = iter %5
    jump 1
  1:
    x = next %6 then 2 else 3
  2:
    %7 = global print
    %8 = %7(late)
    late = x
    jump 1
  3:
    %9 = global print
    %10 = %9(late)
    %11 = None
    return %11
",
    );
}

#[test]
fn a_declared_global_is_stored_in_the_module() {
    check(
        r"
def f():
    global count, fresh
    count += 1
    fresh = count
print(fresh)
count = 0
",
        r"
module <module>
  exports f count
  0:
    f = function 1()
    %2 = global print
    %3 = global fresh
    %4 = %2(%3)
    count = 0
    %5 = None
    return %5

def f()
  0:
    %0 = global count
    %1 = 1
    %2 = %0 += %1
    global count = %2
    %3 = global count
    global fresh = %3
    %4 = None
    return %4
",
    );
}

#[test]
fn captured_variables_live_in_the_environment() {
    check_functions(
        r"
def f(a, b):
    c = a
    def g():
        nonlocal c
        c = b
        return lambda: a + c
    return g
",
        r"
def f(a, b)
  captured a b c
  0:
    env 0 a = a
    env 0 b = b
    %3 = env 0 a
    env 0 c = %3
    g = function 2()
    return g

def f.<locals>.g()
  0:
    %0 = env 1 b
    env 1 c = %0
    %1 = function 3()
    return %1

lambda f.<locals>.g.<locals>.<lambda>()
  0:
    %0 = env 2 a
    %1 = env 2 c
    %2 = %0 + %1
    return %2
",
    );
}

#[test]
fn class_bodies_read_the_function_around_and_hide_their_names_from_methods() {
    check_functions(
        r"
def f(a):
    class C:
        b = a
        a = b
        def g(self):
            return a, b
    return C
",
        r"
def f(a)
  captured a
  0:
    env 0 a = a
    C = class 0()
    return C

class f.<locals>.C
  exports a b g
  0:
    %3 = env 0 a
    b = %3
    a = b
    g = function 3()
    %4 = None
    return %4

def f.<locals>.C.g(self)
  0:
    %1 = env 1 a
    %2 = global b
    %3 = tuple (%1, %2)
    return %3
",
    );
}

#[test]
fn a_class_body_may_write_outward() {
    check_functions(
        r"
def f():
    a = 1
    class C:
        nonlocal a
        a = 2
        global b
        b = 3
    return a
",
        r"
def f()
  captured a
  0:
    %1 = 1
    env 0 a = %1
    C = class 0()
    %2 = env 0 a
    return %2

class f.<locals>.C
  0:
    %0 = 2
    env 0 a = %0
    %1 = 3
    global b = %1
    %2 = None
    return %2
",
    );
}

#[test]
fn a_name_that_is_only_annotated_is_not_bound_by_a_class() {
    check_functions(
        r"
def f(a):
    class C:
        a: int
        b = a
    return C
",
        r"
def f(a)
  captured a
  0:
    env 0 a = a
    C = class 0()
    return C

class f.<locals>.C
  field a: int
  exports b
  0:
    %1 = env 0 a
    b = %1
    %2 = None
    return %2
",
    );
}

#[test]
fn private_names_are_mangled() {
    check(
        r"
class _Shop:
    __key = 1
    def f(self, __a):
        self.__key = __a.__dict__
        return self.__key, g(__b=1)
",
        r"
module <module>
  exports _Shop
  0:
    _Shop = class 0()
    %1 = None
    return %1

class _Shop
  exports _Shop__key f
  0:
    _Shop__key = 1
    f = function 2()
    %2 = None
    return %2

def _Shop.f(self, _Shop__a)
  0:
    %2 = _Shop__a.__dict__
    self._Shop__key = %2
    %3 = self._Shop__key
    %4 = global g
    %5 = 1
    %6 = %4(_Shop__b=%5)
    %7 = tuple (%3, %6)
    return %7
",
    );
}

#[test]
fn deletions() {
    check_functions(
        r#"
def f(a):
    del a.b, a["k"], (a[1:2], a)
"#,
        r#"
def f(a)
  0:
    del a.b
    %1 = "k"
    del a[%1]
    %2 = 1
    %3 = 2
    %4 = tuple (%2, %3)
    del a[%4]
    del a
    %5 = None
    return %5
"#,
    );
}

#[test]
fn the_name_of_an_exception_is_deleted() {
    check_functions(
        r"
def f():
    try:
        g()
    except E as e:
        h(e)
",
        r"
def f()
  0: handler 1
    %1 = global g
    %2 = %1()
    jump 4
  1:
    %3 = global E
    %4 = unknown
    if %4 then 2 else 3
  2:
    e = catch %3
    %5 = global h
    %6 = %5(e)
    del e
    jump 4
  3:
    raise
  4:
    %7 = None
    return %7
",
    );
}

#[test]
fn type_parameters_and_aliases() {
    check(
        r"
type Ids = list[int]
def f[T: int, *Ts, **P](a: T) -> T:
    return T
class C[T](Base[T]):
    pass
",
        r"
module <module>
  exports Ids f C
  0:
    %3 = global list
    %4 = global int
    Ids = %3[%4]
    f = function 1()
    %5 = global Base
    %6 = global T
    %7 = %5[%6]
    C = class 0(%7)
    %8 = None
    return %8

def f(a: T) -> T
  0:
    T = unknown
    Ts = unknown
    P = unknown
    return T

class C
  0:
    %0 = None
    return %0
",
    );
}

#[test]
fn reading_an_unbound_local_is_not_a_global() {
    check_functions(
        r"
def f():
    if a:
        b = 1
    return b
",
        r"
def f()
  0:
    %1 = global a
    if %1 then 1 else 2
  1:
    b = 1
    jump 2
  2:
    return b
",
    );
}
