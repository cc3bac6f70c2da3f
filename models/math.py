"""Proof of math.toml."""

import math


def numbers(left, right):
    math.ceil(left)  # pass
    math.comb(left, right)  # pass
    math.cos(left)  # pass
    math.degrees(left)  # pass
    math.dist([left], [right])  # pass
    math.exp(left)  # pass
    math.fabs(left)  # pass
    math.factorial(left)  # pass
    math.floor(left)  # pass
    math.fmod(left, right)  # pass
    math.fsum([left, right])  # pass
    math.gcd(left, right)  # pass
    math.hypot(left, right)  # pass
    math.isclose(left, right)  # pass
    math.isqrt(left)  # pass
    math.log(left)  # pass
    math.log10(left)  # pass
    math.log2(left)  # pass
    math.pow(left, right)  # pass
    math.prod([left, right])  # pass
    math.radians(left)  # pass
    math.sin(left)  # pass
    math.sqrt(left)  # pass
    math.tan(left)  # pass
    math.trunc(left)  # pass
