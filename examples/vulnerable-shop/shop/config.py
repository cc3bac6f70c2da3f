"""Settings, one class for each place the shop runs in."""

import os
from datetime import timedelta


class Development:
    """A developer's machine."""

    DEBUG = True
    TEMPLATES_AUTO_RELOAD = True
    PAYMENT_URL = "https://sandbox.payments.example/v2"
    PAYMENT_API_KEY = "hp_test_4f1d0c8e2b"


class Production:
    """The shop on the internet."""

    SECRET_KEY = os.getenv("SECRET_KEY", "change-me-before-launch")
    SESSION_COOKIE_SAMESITE = None
    PERMANENT_SESSION_LIFETIME = timedelta(days=365)
    PAYMENT_URL = "https://payments.example/v2"
    PAYMENT_API_KEY = "hp_live_9b27e6d1f04c4a7fa3c58e1d7b60"
