"""Price lists of suppliers: fetched from their servers, and read."""

import requests
from lxml import etree


def fetch(url):
    """The bytes that a supplier's server answers with."""
    return requests.get(url, timeout=10, verify=False).content


def read_prices(body):
    """The prices in a price list, by tea."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=True, no_network=False))
    return {item.get("tea"): item.text for item in root.iter("price")}
