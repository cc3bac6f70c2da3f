"""Proof of weakref.toml."""

import weakref


def leave(name):
    print(name)


def hold(thing, name):
    weakref.proxy(thing)  # pass
    weakref.ref(thing)()  # pass
    weakref.WeakMethod(thing.close)()  # pass
    weakref.finalize(thing, leave, name)  # callback
    weakref.WeakKeyDictionary().get(name)  # alias
    weakref.WeakValueDictionary().get(name)  # alias
    weakref.WeakSet().add(thing)  # alias
