"""Proof of yaml.toml."""

import yaml
import yaml.cyaml
import yaml.loader


def loaded(text):
    yaml.load(text)  # sink: deserialize; pass
    yaml.load_all(text, Loader=yaml.Loader)  # sink: deserialize; pass
    yaml.unsafe_load(text)  # sink: deserialize; pass
    yaml.unsafe_load_all(text)  # sink: deserialize; pass
    yaml.safe_load(text)  # pass
    yaml.safe_load_all(text)  # pass
    yaml.full_load(text)  # pass
    yaml.full_load_all(text)  # pass
    yaml.load(text, Loader=yaml.SafeLoader)
    yaml.load(text, yaml.CSafeLoader)


def loaders(text):
    yaml.Loader(text)  # sink: deserialize
    yaml.UnsafeLoader(text)  # sink: deserialize
    yaml.CLoader(text)  # sink: deserialize
    yaml.loader.Loader(text)  # alias; sink: deserialize
    yaml.cyaml.CLoader(text)  # alias; sink: deserialize


def dumped(value):
    yaml.dump(value)  # pass
    yaml.dump_all([value])  # pass
    yaml.safe_dump(value)  # pass
    yaml.safe_dump_all([value])  # pass
