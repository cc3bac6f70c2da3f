"""Proof of mimetypes.toml."""

import mimetypes


def guess(name):
    mimetypes.guess_type(name)  # pass
    mimetypes.guess_file_type(name)  # pass
    mimetypes.guess_extension(name)  # pass
    mimetypes.guess_all_extensions(name)  # pass
