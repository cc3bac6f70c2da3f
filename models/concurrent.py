"""Proof of concurrent.toml."""

import concurrent.futures
import concurrent.futures.process
import concurrent.futures.thread
import concurrent.interpreters


def work(name):
    return name


def notice(future):
    print(future)


def share(names, name):
    with concurrent.futures.Executor() as pool:
        future = pool.submit(work, name)  # callback
        pool.map(work, names)  # callback
        future.add_done_callback(notice)  # alias; callback
        future.result()  # pass
        future.cancel()  # pass
        future.done()  # pass
        future.running()  # pass
        concurrent.futures.as_completed([future])  # pass
        concurrent.futures.wait([future])  # pass
    concurrent.futures.Future().set_result(name)  # pass


def pools(name):
    concurrent.futures.ThreadPoolExecutor().submit(work, name)  # alias
    concurrent.futures.ProcessPoolExecutor().submit(work, name)  # alias
    concurrent.futures.InterpreterPoolExecutor().submit(work, name)  # alias
    concurrent.futures.thread.ThreadPoolExecutor().submit(work, name)  # alias
    concurrent.futures.process.ProcessPoolExecutor().submit(work, name)  # alias


def interpreters(text, name):
    interpreter = concurrent.interpreters.create()
    interpreter.exec(text)  # sink: code
    interpreter.call(work, name)  # callback
