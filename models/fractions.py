"""Proof of fractions.toml."""

import fractions


def shares(text):
    fractions.Fraction(text)  # pass
    fractions.Fraction.from_decimal(text)  # pass
    fractions.Fraction.from_float(text)  # pass
    fractions.Fraction(text).limit_denominator()  # pass
