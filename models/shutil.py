"""Proof of shutil.toml."""

import shutil


def copies(source, target):
    shutil.copy(source, target)  # sink: path; sink: path-write; pass
    shutil.copy2(source, target)  # sink: path; sink: path-write; pass
    shutil.copyfile(source, target)  # sink: path; sink: path-write; pass
    shutil.copymode(source, target)  # sink: path; sink: path-write
    shutil.copystat(source, target)  # sink: path; sink: path-write
    shutil.copytree(source, target)  # sink: path; sink: path-write; pass
    shutil.move(source, target)  # sink: path-write; pass


def copy_stream(source, target):
    shutil.copyfileobj(source, target)  # sink: file-content; pass


def change(folder):
    shutil.rmtree(folder)  # sink: path-write
    shutil.chown(folder, "nobody")  # sink: path-write


def archives(name, folder):
    shutil.make_archive(name, "zip", root_dir=folder)  # sink: path-write; sink: path
    shutil.unpack_archive(name, folder)  # sink: path; sink: archive; sink: path-write


def answers(name):
    shutil.which(name)  # pass
    shutil.disk_usage(name)  # pass
    shutil.get_terminal_size()  # pass
