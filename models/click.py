"""Proof of click.toml."""

import click


@click.command
def first(name):  # entry: argument
    return name


@click.command()
@click.argument("name")  # pass
@click.option("--other")  # pass
@click.password_option()  # pass
@click.confirmation_option()  # pass
@click.version_option()  # pass
@click.help_option()  # pass
def second(name):  # entry: argument
    return name


@click.group
def third(name):  # entry: argument
    return name


@click.group()
@click.pass_context  # pass
def fourth(context):  # entry: argument
    return context


group = click.Group()


@group.command()
@click.pass_obj  # pass
def fifth(name):  # entry: argument
    return name


def made(function):
    main = click.group()(function)
    main.command(sixth)
    main.command()(seventh)


def sixth(name):  # entry: argument
    return name


def seventh(name):  # entry: argument
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
