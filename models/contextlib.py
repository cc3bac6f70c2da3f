"""Proof of contextlib.toml."""

import contextlib


def work(name):
    return name


async def contexts(thing, name):
    contextlib.aclosing(thing)  # pass
    contextlib.closing(thing)  # pass
    contextlib.nullcontext(thing)  # pass
    contextlib.redirect_stdout(thing)  # pass
    contextlib.redirect_stderr(thing)  # pass
    with contextlib.ExitStack() as stack:
        stack.enter_context(thing)  # pass
        stack.push(thing)  # pass
        stack.callback(work, name)  # callback
    async with contextlib.AsyncExitStack() as stack:  # alias
        await stack.enter_async_context(thing)  # pass
        stack.push_async_callback(work, name)  # callback
