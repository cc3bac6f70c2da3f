"""Settings that are no secret and the same everywhere."""

import os
from datetime import timedelta

DEBUG = False
SESSION_COOKIE_NAME = "__Host-shop"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = timedelta(hours=8)
MAX_CONTENT_LENGTH = 4 * 1024 * 1024
WTF_CSRF_TIME_LIMIT = 8 * 3600
RATELIMIT_STORAGE_URI = os.environ.get("RATELIMIT_STORAGE_URI", "memory://")
TRUSTED_HOSTS = os.environ.get("SHOP_HOSTS", "localhost,127.0.0.1").split(",")
PAYMENT_URL = os.environ.get("PAYMENT_URL", "https://sandbox.payments.example/v2")
PAYMENT_API_KEY = os.environ.get("PAYMENT_API_KEY")
APP_ORIGIN = os.environ.get("APP_ORIGIN", "https://app.harbourtea.example")
