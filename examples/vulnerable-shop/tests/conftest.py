"""A fresh shop for every test."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from shop import create_app  # noqa: E402


@pytest.fixture
def app(tmp_path):
    """The application, with everything it writes in a folder of its own."""
    settings = {
        "TESTING": True,
        "PROPAGATE_EXCEPTIONS": False,
        "DATABASE": str(tmp_path / "shop.sqlite"),
        "UPLOADS": str(tmp_path / "uploads"),
        "INVOICES": str(tmp_path / "invoices"),
    }
    return create_app(settings)


@pytest.fixture
def client(app):
    """A visitor who is not logged in."""
    return app.test_client()


def log_in(client, email, password):
    """Log in through the form."""
    return client.post("/login", data={"email": email, "password": password})


@pytest.fixture
def wren(client):
    """A customer who is logged in."""
    log_in(client, "wren@mail.example", "marmalade")
    return client


@pytest.fixture
def office(client):
    """Somebody from the back office."""
    log_in(client, "office@harbourtea.example", "admin")
    return client
