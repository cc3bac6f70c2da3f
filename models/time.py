"""Proof of time.toml."""

import time


def now():
    time.asctime()  # source: clock
    time.clock()  # source: clock
    time.ctime()  # source: clock
    time.gmtime()  # source: clock
    time.localtime()  # source: clock
    time.monotonic()  # source: clock
    time.monotonic_ns()  # source: clock
    time.perf_counter()  # source: clock
    time.perf_counter_ns()  # source: clock
    time.time()  # source: clock
    time.time_ns()  # source: clock


def convert(moment, text, form):
    time.asctime(moment)  # pass
    time.ctime(moment)  # pass
    time.gmtime(moment)  # pass
    time.localtime(moment)  # pass
    time.mktime(moment)  # pass
    time.strptime(text, form)  # pass
    time.strftime(form, moment)  # pass
    time.sleep(moment)  # pass
