"""Proof of queue.toml."""

import queue


def hand_over(item):
    line = queue.Queue()
    line.put(item)  # pass
    line.put_nowait(item)  # pass
    line.get()  # pass
    line.get_nowait()  # pass
    line.empty()  # pass
    line.full()  # pass
    line.join()  # pass
    line.qsize()  # pass
    line.task_done()  # pass
    queue.LifoQueue().put(item)  # alias
    queue.PriorityQueue().put(item)  # alias
    queue.SimpleQueue().put(item)  # alias
