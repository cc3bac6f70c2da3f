"""Proof of sched.toml."""

import sched


def work(name):
    print(name)


def plan(name):
    plans = sched.scheduler()
    plans.enter(5, 1, work, (name,))  # callback
    plans.enterabs(5, 1, work, (name,))  # callback
