"""Proof of paramiko.toml."""

import paramiko


def commands(value):
    paramiko.SSHClient().exec_command(value)  # sink: shell
    paramiko.Channel().exec_command(value)  # sink: shell


def connections(value):
    paramiko.SSHClient().connect(value)  # sink: url
    paramiko.SSHClient().connect(password=value)  # sink: password
    paramiko.client.SSHClient().exec_command("true")  # alias
    paramiko.SSHClient().invoke_shell().exec_command("true")  # alias


def files(value):
    paramiko.SFTPClient().get(None, value)  # sink: path-write
    paramiko.SFTPClient().put(value)  # sink: path
    paramiko.SSHClient().open_sftp().put("a", "b")  # alias
