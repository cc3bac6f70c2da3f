"""What templates put out, written as the code that they are read as."""

from jinja2 import output
from markupsafe import Markup


def already_markup():
    part = Markup("<b>")
    output.text(part)  # sink: html
    output.script_code(part)  # sink: html; sink: page-script
    output.script_string(part)  # sink: html; sink: page-script
    output.event_handler(part)  # sink: html; sink: page-handler
    output.url(part)  # sink: html; sink: page-url
    output.unquoted(part)  # sink: html; sink: page-attribute
    output.style(part)  # sink: html; sink: page-style


def not_escaped(value):
    output.text(value)  # sink: page-text
    output.raw(value)  # sink: html
    output.unescaped(value)  # sink: page-unescaped
    output.srcdoc(value)  # sink: html
