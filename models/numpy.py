"""Proof of numpy.toml."""

import numpy


def loaded(value):
    numpy.load(value, allow_pickle=True)  # sink: deserialize
    numpy.load(value)  # sink: path
    numpy.loadtxt(value)  # sink: path
    numpy.genfromtxt(value)  # sink: path
    numpy.fromfile(value)  # sink: path


def stored(value):
    numpy.save(value)  # sink: path-write
    numpy.savez(value)  # sink: path-write
    numpy.savetxt(value)  # sink: path-write
