"""Proof of mako.toml."""

import mako.lookup
import mako.template


def made(value):
    mako.template.Template(value)  # sink: template
    mako.template.Template(filename=value)  # sink: path
    mako.lookup.TemplateLookup().get_template(value)  # sink: template-name


def rendered(value):
    plain = mako.template.Template("${value}")
    plain.render(value=value)  # pass
    plain.render_unicode(value=value)  # pass
    escaped = mako.template.Template("${value}", default_filters=["h"])  # pass
    escaped.render(value=value)  # clean: html
    escaped.render_unicode(value=value)  # clean: html
    mako.lookup.TemplateLookup().get_template("a").render(value=value)  # alias; pass
