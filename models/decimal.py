"""Proof of decimal.toml."""

import decimal


def amounts(text):
    amount = decimal.Decimal(text)  # pass
    decimal.Decimal.from_float(text)  # alias
    decimal.getcontext().create_decimal(text)  # alias
    amount.normalize()  # pass
    amount.quantize(amount)  # pass
    amount.sqrt()  # pass
    amount.to_integral_value()  # pass
