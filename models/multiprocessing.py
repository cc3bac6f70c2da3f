"""Proof of multiprocessing.toml."""

import multiprocessing
import multiprocessing.connection
import multiprocessing.dummy
import multiprocessing.pool


def work(name):
    return name


class Worker(multiprocessing.Process):
    def run(self):
        print(self.name)


def start(name):
    multiprocessing.Process(target=work, args=(name,))  # callback
    multiprocessing.dummy.Process(target=work, args=(name,))  # alias
    multiprocessing.get_context().Process(target=work, args=(name,))  # alias
    Worker().start()  # callback


def share(names, name):
    with multiprocessing.Pool() as pool:
        pool.apply(work, (name,))  # callback
        pool.map(work, names)  # callback
        pool.imap(work, names)  # callback
        pool.imap_unordered(work, names)  # callback
        pool.starmap(work, [[name]])  # callback
        pool.apply_async(work, (name,)).get()  # callback; pass
        pool.map_async(work, names).get()  # callback; pass
        pool.starmap_async(work, [[name]]).get()  # callback; pass
    multiprocessing.pool.Pool().apply(work, (name,))  # alias
    multiprocessing.pool.ThreadPool().apply(work, (name,))  # alias


def hand_over(name):
    multiprocessing.Queue().put(name)  # alias
    multiprocessing.JoinableQueue().put(name)  # alias
    multiprocessing.SimpleQueue().put(name)  # alias
    multiprocessing.Manager().dict().get(name)  # alias
    multiprocessing.Manager().list().append(name)  # alias
    multiprocessing.Manager().Queue().put(name)  # alias


def connections(host, key):
    multiprocessing.connection.Client((host, 6000), authkey=key).recv()  # alias; sink: url; sink: secret-key
    multiprocessing.connection.Listener(authkey=key).accept().recv()  # sink: secret-key; source: network
    multiprocessing.connection.Listener().accept().recv_bytes()  # source: network
    multiprocessing.connection.Connection(3).recv()  # alias
    left, right = multiprocessing.Pipe()
    left.recv()  # alias
