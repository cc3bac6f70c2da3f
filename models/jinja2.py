"""Proof of jinja2.toml."""

import jinja2
import jinja2.environment
from jinja2 import DictLoader, Environment, FileSystemLoader, ModuleLoader, Template
from jinja2.nativetypes import NativeEnvironment, NativeTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment


def from_text(source):
    Template(source)  # sink: template
    Environment().from_string(source)  # sink: template
    Environment().compile(source)  # sink: template
    Environment().compile_expression(source)  # sink: template
    NativeTemplate(source)  # sink: template
    jinja2.environment.Environment().from_string(source)  # alias; sink: template
    Environment().overlay().from_string(source)  # alias; sink: template
    NativeEnvironment().from_string(source)  # alias; sink: template


def from_files(name, folder):
    environment = Environment(autoescape=True)  # pass
    environment.get_template(name)  # sink: template-name; pass
    environment.select_template([name])  # sink: template-name; pass
    environment.get_or_select_template(name)  # sink: template-name; pass
    FileSystemLoader(folder)  # sink: path
    ModuleLoader(folder)  # sink: path
    DictLoader({"page": name})  # sink: template


def sandboxed(source, value, name):
    environment = SandboxedEnvironment(autoescape=True)  # pass
    template = environment.from_string(source)  # pass
    other = ImmutableSandboxedEnvironment(autoescape=True)  # alias
    environment.get_template(name)  # alias; sink: template-name
    return template.render(value=value), other.from_string(source)  # alias; clean: html


def unescaped(value):
    template = Template("{{ value }}", autoescape=False)  # pass
    template.render(value=value)  # pass; render
    template.render_async(value=value)  # pass; render
    template.generate(value=value)  # pass; render
    template.stream(value=value)  # pass; render


def escaped(value):
    template = Template("{{ value }}", autoescape=True)  # pass
    template.render(value=value)  # clean: html; render
    template.render_async(value=value)  # clean: html; render
    template.generate(value=value)  # clean: html; render
    template.stream(value=value)  # clean: html; render


def inherited(value):
    environment = Environment(autoescape=True)  # pass
    environment.from_string("{{ value }}").render(value=value)  # pass; alias; clean: html
    environment.get_template("a.html").render(value=value)  # pass; alias; clean: html
    environment.select_template(["a.html"]).render(value=value)  # pass; alias; clean: html
    environment.get_or_select_template("a.html").render(value=value)  # pass; alias; clean: html


def old_names(text):
    jinja2.Markup(text)  # alias
    jinja2.escape(text)  # alias
