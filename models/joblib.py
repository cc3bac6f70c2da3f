"""Proof of joblib.toml."""

import joblib


def loaded(value):
    joblib.load(value)  # sink: deserialize
    joblib.load(value)  # sink: path


def dumped(value):
    joblib.dump(None, value)  # sink: path-write
