"""Proof of selenium.toml."""

import selenium.webdriver


def opened(value):
    selenium.webdriver.Chrome().get(value)  # sink: url
    selenium.webdriver.Firefox().get(value)  # sink: url
    selenium.webdriver.Edge().get(value)  # sink: url
    selenium.webdriver.Remote().get(value)  # sink: url
