"""Proof of torch.toml."""

import torch


def loaded(value):
    torch.load(value)  # sink: deserialize
