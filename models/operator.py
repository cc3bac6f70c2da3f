"""Proof of operator.toml."""

import operator


def double(value):
    return value * 2


def texts(left, right):
    operator.add(left, right)  # pass
    operator.and_(left, right)  # pass
    operator.concat(left, right)  # pass
    operator.iadd(left, right)  # pass
    operator.iconcat(left, right)  # pass
    operator.mod(left, right)  # pass
    operator.mul(left, right)  # pass
    operator.or_(left, right)  # pass


def parts(thing, key, value):
    operator.getitem(thing, key)  # pass
    operator.setitem(thing, key, value)  # pass
    operator.attrgetter("name")(thing)  # sink: attribute
    operator.methodcaller("name")(thing)  # pass; sink: attribute
    operator.call(double, value)  # pass; callback


def answers(left, right):
    operator.index(left)  # pass
    operator.contains(left, right)  # pass
    operator.countOf(left, right)  # pass
    operator.eq(left, right)  # pass
    operator.ge(left, right)  # pass
    operator.gt(left, right)  # pass
    operator.indexOf(left, right)  # pass
    operator.is_(left, right)  # pass
    operator.is_not(left, right)  # pass
    operator.le(left, right)  # pass
    operator.length_hint(left)  # pass
    operator.lt(left, right)  # pass
    operator.ne(left, right)  # pass
    operator.not_(left)  # pass
    operator.truth(left)  # pass
    operator.floordiv(left, right)  # pass
    operator.neg(left)  # pass
    operator.pow(left, right)  # pass
    operator.sub(left, right)  # pass
    operator.truediv(left, right)  # pass
