"""Proof of signal.toml."""

import signal


def stop(number, frame):
    print(number, frame)


def listen(number):
    signal.signal(signal.SIGTERM, stop)  # callback
    signal.pthread_kill(number, signal.SIGTERM)  # sink: signal
