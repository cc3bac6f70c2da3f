"""Proof of array.toml."""

import array


def numbers(values):
    line = array.array("u", values)  # pass
    array.ArrayType("u", values)  # pass
    line.append(values)  # pass
    line.extend(values)  # pass
    line.frombytes(values)  # pass
    line.fromlist(values)  # pass
    line.tobytes()  # pass
    line.tolist()  # pass
    line.tounicode()  # pass
