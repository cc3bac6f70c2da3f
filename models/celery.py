"""Proof of celery.toml."""

import celery
from celery import Celery, shared_task

queue = Celery("shop")


@shared_task  # pass
def first(name):  # entry
    return name


@shared_task(bind=False)  # pass
def second(name):  # entry
    return name


@celery.task  # pass
def third(name):  # entry
    return name


@celery.task(name="fourth")  # pass
def fourth(name):  # entry
    return name


@queue.task  # pass
def fifth(name):  # entry
    return name


@queue.task(name="sixth")  # pass
def sixth(name):  # entry
    return name


class Seventh(celery.Task):
    def run(self, name):  # entry
        return name


def called(name):
    first.delay(name)  # callback
    first.s(name)  # callback
    first.si(name)  # callback
    first.apply_async([name])  # callback
    first.apply(args=[name])  # callback
    first.signature([name])  # callback
    Seventh().delay(name)  # callback
    Seventh().apply_async(kwargs={"name": name})  # callback
