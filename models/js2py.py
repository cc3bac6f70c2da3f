"""Proof of js2py.toml."""

import js2py


def evaluated(value):
    js2py.eval_js(value)  # sink: code
    js2py.eval_js6(value)  # sink: code
    js2py.EvalJs().execute(value)  # sink: code
    js2py.EvalJs().eval(value)  # sink: code
