"""Proof of difflib.toml."""

import difflib


def compare(left, right, title):
    difflib.context_diff(left, right)  # pass
    difflib.ndiff(left, right)  # pass
    difflib.unified_diff(left, right)  # pass
    difflib.get_close_matches(title, left)  # pass
    difflib.HtmlDiff().make_file(left, right, title)  # clean: html; pass
    difflib.HtmlDiff().make_table(left, right, title)  # clean: html; pass
