"""Proof of ctypes.toml."""

import ctypes
import ctypes.util


def load(name):
    ctypes.CDLL(name)  # sink: program
    ctypes.OleDLL(name)  # sink: program
    ctypes.PyDLL(name)  # sink: program
    ctypes.WinDLL(name)  # sink: program
    ctypes.cdll.LoadLibrary(name)  # sink: program
    ctypes.oledll.LoadLibrary(name)  # sink: program
    ctypes.pydll.LoadLibrary(name)  # sink: program
    ctypes.windll.LoadLibrary(name)  # sink: program
    ctypes.util.find_library(name)  # pass
