"""Proof of collections.toml."""

import collections

import UserDict
import UserList
import UserString


def mappings(pairs, key):
    collections.OrderedDict(pairs).get(key)  # alias
    collections.UserDict(pairs).get(key)  # alias
    UserDict.UserDict(pairs).get(key)  # alias


def sequences(values, text):
    collections.deque(values).pop()  # alias
    collections.UserList(values).pop()  # alias
    collections.UserString(text).upper()  # alias
    UserList.UserList(values).pop()  # alias
    UserString.UserString(text).upper()  # alias
