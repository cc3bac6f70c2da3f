"""Proof of distutils.toml."""

import distutils.dir_util
import distutils.file_util
import distutils.spawn
import distutils.util


def programs(name, option, text):
    distutils.spawn.spawn([name])  # sink: program
    distutils.spawn.spawn(["wc", option])  # sink: argument
    distutils.spawn.spawn(["sh", "-c", text])  # sink: shell
    distutils.spawn.find_executable(name)  # pass
    distutils.util.strtobool(text)  # pass


def files(source, target):
    distutils.dir_util.copy_tree(source, target)  # sink: path; sink: path-write
    distutils.file_util.copy_file(source, target)  # sink: path; sink: path-write
    distutils.dir_util.mkpath(target)  # sink: path-write
    distutils.dir_util.remove_tree(target)  # sink: path-write
    distutils.file_util.move_file(source, target)  # sink: path-write
