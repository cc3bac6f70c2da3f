"""Proof of celery.toml."""

import celery
from celery import Celery, shared_task

queue = Celery("shop")


@shared_task  # entry
def first(name):
    return name


@shared_task(bind=False)  # entry
def second(name):
    return name


@celery.task  # entry
def third(name):
    return name


@celery.task(name="fourth")  # entry
def fourth(name):
    return name


@queue.task  # entry
def fifth(name):
    return name


@queue.task(name="sixth")  # entry
def sixth(name):
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
