//! Values that exceptions carry, from where they are raised to the clause that takes them.

use super::check;

const ERRORS: &str = r#"
# file: errors.py
class Base(Exception):
    status = 400
    def __init__(self, message, name=None):
        super().__init__(message)
        self.message = message
        self.name = name
class Sub(Base):
    pass
class Other(Base):
    def __init__(self, what):
        super().__init__("fixed", what)
class Plain(ValueError):
    pass
def check(x):
    if not x.isdigit():
        raise Sub(f"bad {x}", name="ok")
    return int(x)
def deep(x):
    try:
        return check(x)
    finally:
        print("done")
def deeper(x):
    try:
        return deep(x)
    except KeyError as e:
        return str(e)
def swallow(x):
    try:
        return check(x)
    except Base:
        return 0
def again(x):
    try:
        check(x)
    except Sub as e:
        raise Plain("again", str(e))
def bare(x):
    try:
        check(x)
    except Sub:
        raise
"#;

#[test]
fn exceptions_carry_values_to_the_clause_that_takes_them() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/1")
def a():
    try:
        errors.check(request.args["x"])
    except errors.Sub as e:
        os.system(e.message)  # flow
        os.system(e.name)
        os.system(str(e))  # flow
        os.system(e.args[0])  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn exceptions_go_through_functions_that_do_not_take_them() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/2")
def b():
    try:
        errors.deeper(request.args["x"])
    except errors.Base as e:
        os.system(e.message)  # flow
        os.system(str(e.status))
    return ""
{ERRORS}"#
    ));
}

#[test]
fn an_exception_that_was_taken_goes_nowhere() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/3")
def c():
    try:
        errors.swallow(request.args["x"])
    except errors.Base as e:
        os.system(e.message)
    return ""
{ERRORS}"#
    ));
}

#[test]
fn the_class_decides_which_clause_takes_an_exception() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/4")
def d():
    try:
        errors.check(request.args["x"])
    except KeyError as e:
        os.system(str(e))
    except errors.Other as e:
        os.system(str(e))
    except Exception as e:
        os.system(str(e))  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn an_exception_may_be_raised_from_another() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/5")
def e():
    try:
        errors.again(request.args["x"])
    except errors.Sub as e:
        os.system(str(e))
    except ValueError as e:
        os.system(e.args[0])
        os.system(e.args[1])  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn a_bare_raise_hands_on_what_was_taken() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/6")
def f():
    try:
        errors.bare(request.args["x"])
    except (KeyError, Base) as e:
        os.system(e.message)  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn arguments_of_constructors_of_exceptions_are_told_apart() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/7")
def g():
    x = request.args["x"]
    try:
        raise Other(x)
    except Other as e:
        os.system(e.message)
        os.system(e.name)  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn what_no_clause_takes_goes_to_the_next_handler() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/8")
def h():
    x = request.args["x"]
    try:
        try:
            raise KeyError(x)
        except ValueError as e:
            os.system(str(e))
    except LookupError as e:
        os.system(str(e))  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn what_a_clause_takes_does_not() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/9")
def i():
    x = request.args["x"]
    try:
        try:
            raise KeyError(x)
        except KeyError:
            pass
    except LookupError as e:
        os.system(str(e))
    return ""
{ERRORS}"#
    ));
}

#[test]
fn a_failed_conversion_repeats_the_text() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/10")
def j():
    try:
        n = int(request.args["x"])
    except ValueError as e:
        return "<p>%s</p>" % e  # flow
    return str(n)
{ERRORS}"#
    ));
}

#[test]
fn exceptions_of_several_classes_are_told_apart() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/11")
def k():
    x = request.args["x"]
    try:
        if len(x) > 3:
            raise ValueError("too long")
        raise RuntimeError(x)
    except ValueError as e:
        os.system(str(e))
    except RuntimeError as e:
        os.system(str(e))  # flow
    return ""
{ERRORS}"#
    ));
}

#[test]
fn positions_of_arguments_of_exceptions_are_told_apart() {
    check(&format!(
        r#"
import errors
from errors import *
@app.route("/12")
def l():
    x = request.args["x"]
    try:
        for i in range(3):
            try:
                raise Plain(x, i)
            except Plain as e:
                y = e.args[1]
                z = e.args[0]
        os.system(str(y))
        os.system(z)  # flow
    except ValueError as e:
        os.system(str(e))
    return ""
{ERRORS}"#
    ));
}
