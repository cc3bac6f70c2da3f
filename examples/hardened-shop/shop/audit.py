"""The shop's own log of who did what."""

import logging

logger = logging.getLogger("shop.audit")


def configure(app):
    """Write the log to the console, in every environment."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    if not logger.handlers:
        logger.addHandler(handler)
    logger.setLevel(logging.INFO)


def failed_login(email):
    """Note that somebody could not log in."""
    logger.warning("login failed for %s", one_line(email))


def changed(table, row_id):
    """Note that a row was written."""
    logger.info("%s %d changed", table, row_id)


def one_line(text):
    """A text that cannot begin a line of its own in the log."""
    return text.replace("\r", " ").replace("\n", " ")


def failed_registration():
    """Note that somebody tried an address that has an account."""
    logger.warning("registration refused, the address is taken")
