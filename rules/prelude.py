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
from flask_wtf import CSRFProtect
from markupsafe import Markup, escape

app = Flask(__name__)
CSRFProtect(app)
db = sqlite3.connect("shop.db")
