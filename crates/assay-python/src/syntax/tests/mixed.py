"""A stock of things, written to use much of the language."""
from __future__ import annotations

import asyncio
import os.path
from collections import defaultdict as table
from dataclasses import dataclass, field

try:
    import ujson as json
except ImportError:
    import json

from . import store

__all__ = ["Stock", "main"]

LIMIT: int = int(os.environ.get("LIMIT", "10"))
NAMES = {name: len(name) for name in ("nut", "bolt", *store.NAMES) if name}


class Stock(store.Base, metaclass=store.Meta):
    """All that we have."""

    __slots__ = ("_Stock__items", "path")
    shared: dict[str, "Stock"] = {}

    def __init__(self, path: str | None = None, /, *, strict: bool = False, **options):
        self.__items = table(list)
        self.path = path or os.path.join(os.sep, "srv", f"{type(self).__name__!s:>8}.json")
        self.strict, (self.low, *self.rest), self["all"] = strict, options.get("levels", [1, 2]), ...

    @property
    def total(self) -> float:
        return sum(item.price * item.count for kind in self.__items.values() for item in kind if item.count > 0)

    def find(self, word, kind=None):
        found = [item for item in self.__items[kind] if (match := item.name.find(word)) >= 0 and match < LIMIT]
        found.sort(key=lambda item: (item.name, word in item.name))
        del self.low
        return found[:LIMIT] if len(found) > LIMIT else found

    def load(self, tries: int = 3):
        left = tries

        def retry(action):
            async def wrapper(*args, **kwargs):
                nonlocal left
                while left > 0:
                    try:
                        return await action(*args, **kwargs)
                    except (OSError, ValueError) as error:
                        left -= 1
                        if not left:
                            raise RuntimeError(f"gave up on {self.path}") from error
                    finally:
                        await asyncio.sleep(2 ** (tries - left))
                else:
                    return None

            return wrapper

        return retry

    @dataclass(order=True)
    class Item:
        name: str
        cents: int = 0
        tags: list[str] = field(default_factory=list)

        def __repr__(self):
            return "<" "Item " + self.name + ">"

        @property
        def price(self):
            return self.cents / 100


def parse(message):
    match message:
        case {"do": "add" | "put" as verb, "name": str(name), **rest} if rest:
            return verb, name, rest
        case ["take", name, int(count)] | ["take", name, *count]:
            return "take", name, count
        case Stock.Item(name=name, cents=0 | -1):
            return "free", name
        case None | True:
            pass
        case _:
            assert 0 < len(message) < LIMIT and not message.isspace(), f"what is {message!r}?"


async def stream(source, *more):
    async with source.open() as lines, store.lock:
        async for number, line in aenumerate(lines):
            if not line:
                continue
            elif line == b"end":
                break
            yield number, await source.decode(line[1:-1:2])
        else:
            yield -1, ""
    rows = {row async for row in lines}
    _ = [*rows, *more], {**NAMES, "rows": rows}


def main(argv=()):
    global LIMIT
    LIMIT += 1
    stock = Stock(*argv, strict=True)
    seen = 0

    def count(item):
        nonlocal seen
        seen += 1
        return item

    for item in map(count, stock.find("")):
        with open(item.name, "w") as out, store.lock:
            out.write(json.dumps(item, indent=2))
            if seen > LIMIT:
                return seen
    try:
        print(*parse(argv), sep="\n")
    except* KeyError:
        return -1
    else:
        stock.path, stock = stock, stock.path
    finally:
        seen = ~seen if seen else not seen
    return seen


if __name__ == "__main__":
    raise SystemExit(main())
