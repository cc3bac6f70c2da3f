"""Proof of random.toml."""

import random


def weak(items):
    random.betavariate(1, 2)  # source: weak-random
    random.binomialvariate(3)  # source: weak-random
    random.choice(items)  # source: weak-random; pass
    random.choices(items, k=8)  # source: weak-random; pass
    random.expovariate(1)  # source: weak-random
    random.gammavariate(1, 2)  # source: weak-random
    random.gauss(0, 1)  # source: weak-random
    random.getrandbits(32)  # source: weak-random
    random.lognormvariate(0, 1)  # source: weak-random
    random.normalvariate(0, 1)  # source: weak-random
    random.paretovariate(1)  # source: weak-random
    random.randbytes(16)  # source: weak-random
    random.randint(1, 6)  # source: weak-random
    random.random()  # source: weak-random
    random.randrange(10)  # source: weak-random
    random.sample(items, 4)  # source: weak-random; pass
    random.triangular(0, 1, 0.5)  # source: weak-random
    random.uniform(0, 1)  # source: weak-random
    random.vonmisesvariate(0, 1)  # source: weak-random
    random.weibullvariate(1, 2)  # source: weak-random
    random.shuffle(items)  # source: weak-random
    random.Random(4).randint(1, 6)  # alias


def state(value):
    random.seed(value)  # pass
    random.getstate()  # pass
    random.setstate(value)  # pass


def strong(items):
    random.SystemRandom().choice(items)  # pass
    random.SystemRandom().choices(items, k=8)  # pass
    random.SystemRandom().sample(items, 4)  # pass
    random.SystemRandom().getrandbits(32)  # pass
    random.SystemRandom().randbytes(16)  # pass
    random.SystemRandom().randint(1, 6)  # pass
    random.SystemRandom().random()  # pass
    random.SystemRandom().randrange(10)  # pass
    random.SystemRandom().shuffle(items)  # pass
    random.SystemRandom().uniform(0, 1)  # pass
