"""Stands in front of every Python example, unseen: the imports and the two objects that they share."""

import hashlib
import hmac
import json
import logging
import os
import random
import re
import secrets
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlparse, urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    render_template_string,
    request,
    send_file,
    send_from_directory,
    session,
    url_for,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from markupsafe import Markup, escape

app = Flask(__name__)
CSRFProtect(app)
Limiter(get_remote_address, app=app, default_limits=["60 per minute"])
db = sqlite3.connect("shop.db")
