"""Proof of pickle.toml."""

import _pickle
import pickle

import cPickle


def read(stream, content):
    pickle.load(stream)  # sink: deserialize; pass
    pickle.loads(content)  # sink: deserialize; pass
    pickle.Unpickler(stream).load()  # pass; sink: deserialize
    pickle._Unpickler(stream).load()  # alias
    _pickle.loads(content)  # alias
    cPickle.loads(content)  # alias


def write(value, stream):
    pickle.dumps(value)  # clean: deserialize
    pickle.dump(value, stream)  # pass
