"""Proof of importlib.toml."""

import importlib
import importlib._bootstrap_external
import importlib.abc
import importlib.machinery
import importlib.resources
import importlib.util


def load(name, path):
    importlib.import_module(name)  # sink: import
    importlib.__import__(name)  # sink: import
    importlib.find_loader(name)  # sink: import
    importlib.util.find_spec(name)  # sink: import
    importlib.util.spec_from_file_location("part", path)  # sink: import
    importlib.machinery.ExtensionFileLoader("part", path)  # sink: import
    importlib.machinery.SourceFileLoader("part", path)  # sink: import
    importlib.machinery.SourcelessFileLoader("part", path)  # sink: import
    importlib.abc.SourceLoader("part", path)  # alias
    importlib._bootstrap_external.SourceFileLoader("part", path)  # alias


def resources(name):
    importlib.resources.files("shop").joinpath(name)  # pass; alias
    importlib.resources.open_binary("shop", name).read()  # sink: path; alias
    importlib.resources.open_text("shop", name).read()  # sink: path; alias
    importlib.resources.path("shop", name)  # sink: path
    importlib.resources.read_binary("shop", name)  # sink: path
    importlib.resources.read_text("shop", name)  # sink: path
