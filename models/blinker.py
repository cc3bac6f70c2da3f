"""Proof of blinker.toml."""

import blinker
import blinker.base
import flask.signals


def made():
    blinker.ANY.connect(print)  # alias
    blinker.signal("paid").connect(print)  # alias
    blinker.NamedSignal("paid").connect(print)  # alias
    blinker.Namespace().signal("paid").connect(print)  # alias
    blinker.base.NamedSignal("paid").connect(print)  # alias
    blinker.base.Namespace().signal("paid").connect(print)  # alias
    blinker.base.Signal("paid").connect(print)  # alias
    blinker.base.signal("paid").connect(print)  # alias
    flask.signals.Namespace().signal("paid")  # alias


def sent(receiver, order):
    paid = blinker.Signal()
    paid.connect(receiver)  # pass
    paid.connect_via(order)(receiver)  # pass
    paid.send(order)  # callback
    paid.send_async(order)  # callback
