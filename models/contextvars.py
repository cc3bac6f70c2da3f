"""Proof of contextvars.toml."""

import contextvars

CURRENT = contextvars.ContextVar("current", default="")  # pass


def work(name):
    return name


def hold(name):
    CURRENT.set(name)  # pass
    CURRENT.get()  # pass
    contextvars.copy_context().run(work, name)  # callback
    contextvars.Context().run(work, name)  # callback
