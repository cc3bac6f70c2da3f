"""Proof of itertools.toml."""

import itertools


def add(left, right):
    return left + right


def short(text):
    return len(text) < 3


def items(values, others):
    itertools.chain.from_iterable([values, others])  # pass
    itertools.compress(values, others)  # pass
    itertools.cycle(values)  # pass
    itertools.islice(values, 3)  # pass
    itertools.dropwhile(short, values)  # pass; callback
    itertools.filterfalse(short, values)  # pass; callback
    itertools.takewhile(short, values)  # pass; callback
    itertools.starmap(add, [values, others])  # callback
    itertools.accumulate(values, add)  # pass; callback
    itertools.repeat(values)  # pass
    itertools.count(1)  # pass


def groups(values, others):
    itertools.groupby(values)  # pass
    itertools.groupby(values, key=len)  # callback
    itertools.batched(values, 2)  # pass
    itertools.pairwise(values)  # pass
    itertools.tee(values)  # pass
    itertools.combinations(values, 2)  # pass
    itertools.combinations_with_replacement(values, 2)  # pass
    itertools.permutations(values)  # pass
