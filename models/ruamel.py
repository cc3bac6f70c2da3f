"""Proof of ruamel.toml."""

import ruamel.yaml
from ruamel.yaml import YAML


def loaded(text):
    unsafe = YAML(typ="unsafe")  # pass
    unsafe.load(text)  # sink: deserialize; pass
    unsafe.load_all(text)  # sink: deserialize; pass
    ruamel.yaml.load(text)  # sink: deserialize; pass
    ruamel.yaml.load_all(text)  # sink: deserialize; pass
    ruamel.yaml.safe_load(text)  # pass
    ruamel.yaml.load(text, Loader=ruamel.yaml.SafeLoader)
