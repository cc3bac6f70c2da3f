"""Proof of PIL.toml."""

import PIL


def opened(value):
    PIL.Image.open(value)  # sink: path
    PIL.Image.open(value)  # sink: decompress


def stored(value):
    PIL.Image.open().save(value)  # sink: path-write
    PIL.ImageFont.truetype(value)  # sink: path
    PIL.ImageMath.eval(value)  # sink: code
    PIL.ImageMath.unsafe_eval(value)  # sink: code
