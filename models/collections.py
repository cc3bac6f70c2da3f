"""Proof of collections.toml."""

import collections

import UserDict
import UserList
import UserString


def mappings(pairs, key):
    collections.OrderedDict(pairs).get(key)  # alias
    collections.UserDict(pairs).get(key)  # alias
    collections.ChainMap(pairs).get(key)  # pass
    collections.ChainMap(pairs).new_child(pairs)  # pass
    collections.Counter(pairs).get(key)  # pass
    collections.Counter(pairs).elements()  # pass
    collections.Counter(pairs).most_common(3)  # pass
    collections.Counter(pairs).total()  # pass
    UserDict.UserDict(pairs).get(key)  # alias


def sequences(values, text):
    collections.deque(values).pop()  # alias
    collections.UserList(values).pop()  # alias
    collections.UserString(text).upper()  # alias
    UserList.UserList(values).pop()  # alias
    UserString.UserString(text).upper()  # alias
