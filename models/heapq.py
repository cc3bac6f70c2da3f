"""Proof of heapq.toml."""

import heapq


def best(values, value):
    heapq.heapify(values)  # pass
    heapq.heappush(values, value)  # pass
    heapq.heappop(values)  # pass
    heapq.heappushpop(values, value)  # pass
    heapq.heapreplace(values, value)  # pass
    heapq.nlargest(3, values, key=len)  # pass; callback
    heapq.nsmallest(3, values, key=len)  # pass; callback
    heapq.merge(values, values)  # pass
