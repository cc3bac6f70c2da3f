"""Proof of click.toml."""

import click


@click.command  # entry: argument
def first(name):
    return name


@click.command()  # entry: argument
@click.argument("name")  # pass
@click.option("--other")  # pass
@click.password_option()  # pass
@click.confirmation_option()  # pass
@click.version_option()  # pass
@click.help_option()  # pass
def second(name):
    return name


@click.group  # entry: argument
def third(name):
    return name


@click.group()  # entry: argument
@click.pass_context  # pass
def fourth(context):
    return context


group = click.Group()


@group.command()  # entry: argument
@click.pass_obj  # pass
def fifth(name):
    return name


def made(function):
    main = click.group()(function)
    main.command(sixth)  # entry: argument
    main.command()(seventh)  # entry: argument


def sixth(name):
    return name


def seventh(name):
    return name


def asked():
    click.prompt("name")  # source: terminal
    click.edit()  # source: terminal


def files(name):
    click.open_file(name)  # sink: path
    click.open_file(name, "w")  # sink: path-write
    click.launch(name)  # sink: argument


def shown(text):
    click.echo(text)  # pass
    click.secho(text)  # pass
    click.confirm(text)  # pass
    click.style(text)  # pass
