//! Assignments, definitions and imports.

use super::{check, check_functions};

#[test]
fn assignments_copy_or_write_in_place() {
    check_functions(
        r#"
def f(a):
    b = a
    c = d = g(a)
    e.x = h["k"] = c
    i[1:2] = c
    j, (k, *l), m.n = c
    [o, p] = c
"#,
        r#"
def f(a)
  0:
    b = a
    %9 = global g
    c = %9(a)
    d = c
    %10 = global e
    %10.x = c
    %11 = global h
    %12 = "k"
    %11[%12] = c
    %13 = global i
    %14 = 1
    %15 = 2
    %13[:] = c
    j, %16, %17 = unpack c
    k, *l = unpack %16
    %18 = global m
    %18.n = %17
    o, p = unpack c
    %19 = None
    return %19
"#,
    );
}

#[test]
fn augmented_assignments_evaluate_their_target_once() {
    check_functions(
        r"
def f(a):
    a += 1
    a.b -= 2
    a[g()] *= 3
    a[1:] |= 4
",
        r"
def f(a)
  0:
    %1 = 1
    a = a += %1
    %2 = a.b
    %3 = 2
    %4 = %2 -= %3
    a.b = %4
    %5 = global g
    %6 = %5()
    %7 = a[%6]
    %8 = 3
    %9 = %7 *= %8
    a[%6] = %9
    %10 = 1
    %11 = a[%10::]
    %12 = 4
    %13 = %11 |= %12
    a[:] = %13
    %14 = None
    return %14
",
    );
}

#[test]
fn annotated_assignments_annotate_the_register() {
    check_functions(
        r#"
def f(a, b):
    c: int = a
    d: "models.Cursor"
    b.x: str = a
"#,
        r"
def f(a, b)
  0:
    c = a
    c: int
    %4 = a
    %4: str
    b.x = %4
    %5 = None
    return %5
",
    );
}

#[test]
fn decorators_are_calls_from_the_inside_out() {
    check(
        r#"
@first
@app.route("/", methods=["GET"])
def view(a=1):
    pass
@register
class C:
    pass
"#,
        r#"
module <module>
  exports view C
  0:
    %2 = global first
    %3 = global app
    %4 = "/"
    %5 = "GET"
    %6 = list (%5)
    %7 = %3.route(%4, methods=%6)
    %8 = 1
    %9 = function 1(0=%8)
    %10 = @%7(%9)
    %11 = @%2(%10)
    view = %11
    %12 = global register
    %13 = class 0()
    %14 = @%12(%13)
    C = %14
    %15 = None
    return %15

def view(a=)
  0:
    %1 = None
    return %1

class C
  0:
    %0 = None
    return %0
"#,
    );
}

#[test]
fn methods_know_their_class() {
    check(
        r#"
class C(Base, a.Mixin, *more, metaclass=Meta, **kw):
    """Documented."""
    name: str
    size: int = 3
    def f(self, a: int = size) -> "C":
        return self
    class D:
        pass
"#,
        r"
module <module>
  exports C
  0:
    %1 = global Base
    %2 = global a
    %3 = %2.Mixin
    %4 = global more
    %5 = global Meta
    %6 = global kw
    C = class 0(%1, %3, %4, metaclass=%5)
    %7 = None
    return %7

class C
  field name: str
  field size: int =
  exports size f D
  0:
    size = 3
    size: int
    f = function 2(1=size)
    D = class 1()
    %3 = None
    return %3

def C.f(self, a: int=) -> C
  0:
    return self

class C.D
  0:
    %0 = None
    return %0
",
    );
}

#[test]
fn imports_bind_names() {
    check(
        r"
import os
import a.b.c
import d.e as f
from g import h, i as j
from . import k
from ..l.m import n
from o import *
def p():
    from q import r
    return r
",
        r"
module <module>
  exports os a f h j k n p
  0:
    os = import os
    a = import top of a.b.c
    f = import d.e
    h = from g import h
    j = from g import i
    k = from . import k
    n = from ..l.m import n
    %8 = from o import *
    p = function 1()
    %9 = None
    return %9

def p()
  0:
    r = from q import r
    return r
",
    );
}

#[test]
fn conditional_imports_both_appear() {
    check(
        r"
try:
    import fast as json
except ImportError:
    import json
",
        r"
module <module>
  exports json
  0: handler 1
    json = import fast
    jump 4
  1:
    %1 = global ImportError
    %2 = unknown
    if %2 then 2 else 3
  2:
    %3 = catch %1
    json = import json
    jump 4
  3:
    raise
  4:
    %4 = None
    return %4
",
    );
}

#[test]
fn literal_exports_are_read() {
    check(
        r#"
__all__ = ["a"] + ["b"]
__all__ += ("c",)
__all__.extend(["d"])
__all__.append("e")
"#,
        r#"
module <module>
  exports __all__
  0:
    %1 = "a"
    %2 = list (%1)
    %3 = "b"
    %4 = list (%3)
    __all__ = %2 + %4
    %5 = "c"
    %6 = tuple (%5)
    __all__ = __all__ += %6
    %7 = "d"
    %8 = list (%7)
    %9 = __all__.extend(%8)
    %10 = "e"
    %11 = __all__.append(%10)
    %12 = None
    return %12

all a b c d e
"#,
    );
}

#[test]
fn parameters_of_every_kind() {
    check(
        r"
def f(a, /, b: int, c=1, *args: str, d, e=2, **kw) -> None:
    pass
",
        r"
module <module>
  exports f
  0:
    %1 = 1
    %2 = 2
    f = function 1(2=%1, 5=%2)
    %3 = None
    return %3

def f(a /, b: int, c=, *args: str, d *, e= *, **kw) -> ?
  0:
    %7 = None
    return %7
",
    );
}

#[test]
fn annotations_name_types() {
    check_functions(
        r#"
def f(
    a: int, b: m.C, c: "list[m.C]", d: Optional[int], e: Union[A, B, None], g: A | None | "B",
    h: dict[str, list[A]], i: Literal["x"], j: Annotated[A, 1], k: Callable[[A], B], l: 3, m: "not valid !",
):
    pass
"#,
        r"
def f(a: int, b: m.C, c: list[m.C], d: (int), e: (A | B), g: (A | B), h: dict[str, list[A]], i: literal, j: A, k: Callable[?, B], l: ?, m: ?)
  0:
    %12 = None
    return %12
",
    );
}
