"""Price lists of suppliers: fetched from their servers, and read."""

import requests
from defusedxml import ElementTree

SERVERS = {
    "assam": "https://prices.assam-gardens.example/list.xml",
    "uji": "https://uji-tea.example/export/prices.xml",
}


def fetch(supplier):
    """The bytes that a supplier's server answers with, or None where we know no such supplier."""
    url = SERVERS.get(supplier)
    if url is None:
        return None
    return requests.get(url, timeout=10, allow_redirects=False).content


def read_prices(body):
    """The prices in a price list, by tea."""
    root = ElementTree.fromstring(body)
    return {item.get("tea"): item.text for item in root.iter("price")}
