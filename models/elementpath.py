"""Proof of elementpath.toml."""

import elementpath


def search(root, path):
    elementpath.select(root, path)  # sink: xpath; pass
    elementpath.iter_select(root, path)  # sink: xpath; pass
    selector = elementpath.Selector(path)  # sink: xpath
    selector.select(root)  # pass
    selector.iter_select(root)  # pass
    elementpath.XPath1Parser().parse(path)  # sink: xpath
    elementpath.XPath2Parser().parse(path)  # sink: xpath
