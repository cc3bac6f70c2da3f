"""Proof of threading.toml."""

import _thread
import threading

import thread


def work(name, size):
    print(name, size)


class Worker(threading.Thread):
    def run(self):
        print(self.name)


def start(name):
    threading.Thread(target=work, args=(name,), kwargs={"size": 1})  # callback
    threading.Timer(5, work, [name], {"size": 1})  # callback
    Worker().start()  # callback
    _thread.start_new_thread(work, (name, 1))  # callback
    thread.start_new_thread(work, (name, 1))  # callback


def answers():
    threading.active_count()  # pass
    threading.current_thread()  # pass
    threading.get_ident()  # pass
    threading.get_native_id()  # pass
