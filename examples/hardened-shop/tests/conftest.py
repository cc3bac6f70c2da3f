"""A fresh shop for every test."""

import os
import secrets
import sys
from pathlib import Path

import pytest

os.environ["SECRET_KEY"] = secrets.token_hex(32)
sys.path.insert(0, str(Path(__file__).parent.parent))

from shop import create_app  # noqa: E402
from shop.extensions import limiter  # noqa: E402

SITE = "https://localhost"


class Visitor:
    """A browser: speaks HTTPS, keeps cookies, sends the CSRF token of its session."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, path, **options):
        """Ask for a page."""
        return self.client.get(path, base_url=SITE, **options)

    def send(self, method, path, **options):
        """Change something."""
        token = self.get("/api/csrf").get_json()["token"]
        headers = {"Referer": SITE + "/", "X-CSRFToken": token}
        return self.client.open(path, method=method, base_url=SITE, headers=headers, **options)

    def post(self, path, **options):
        """Send a form."""
        return self.send("POST", path, **options)

    def log_in(self, email, password):
        """Log in through the form."""
        return self.post("/login", data={"email": email, "password": password})


@pytest.fixture
def passwords():
    """The passwords of the accounts that the tests use."""
    return {name: secrets.token_hex(8) for name in ("office", "wren", "ilse")}


@pytest.fixture
def app(tmp_path, passwords):
    """The application, with everything it writes in a folder of its own."""
    settings = {
        "TESTING": True,
        "PROPAGATE_EXCEPTIONS": False,
        "DATABASE": str(tmp_path / "shop.sqlite"),
        "UPLOADS": str(tmp_path / "uploads"),
        "INVOICES": str(tmp_path / "invoices"),
    }
    app = create_app(settings)
    app.test_cli_runner().invoke(
        args=["create-staff", "office@harbourtea.example", "--password", passwords["office"]]
    )
    visitor = Visitor(app)
    for name in ("wren", "ilse"):
        data = {"email": name + "@mail.example", "name": name.title(), "password": passwords[name]}
        assert visitor.post("/register", data=data).status_code == 302
    with app.app_context():
        from shop.database import change

        change("INSERT INTO purchase (customer_id, total, address) VALUES (2, 1040, '3 Quay Lane')")
        change("INSERT INTO purchase (customer_id, total, address) VALUES (3, 1150, '9 Mill Row')")
    limiter.reset()
    return app


@pytest.fixture
def visitor(app):
    """A visitor who is not logged in."""
    return Visitor(app)


@pytest.fixture
def wren(app, passwords):
    """A customer who is logged in."""
    visitor = Visitor(app)
    visitor.log_in("wren@mail.example", passwords["wren"])
    return visitor


@pytest.fixture
def office(app, passwords):
    """Somebody from the back office."""
    visitor = Visitor(app)
    visitor.log_in("office@harbourtea.example", passwords["office"])
    return visitor
