"""Proof of pathlib.toml."""

import pathlib
from pathlib import Path


def make(name, other):
    Path(name, other)  # pass
    Path.from_uri(name)  # pass
    Path.cwd()  # pass
    Path.home()  # pass
    pathlib.PurePath(name).as_posix()  # alias; pass
    pathlib.PurePosixPath(name).as_posix()  # alias
    pathlib.PureWindowsPath(name).as_posix()  # alias
    pathlib.PosixPath(name).as_posix()  # alias
    pathlib.WindowsPath(name).as_posix()  # alias


def change(name, other):
    path = Path(name)
    path.joinpath(other)  # pass
    path.with_segments(other)  # pass
    path.absolute()  # pass
    path.as_uri()  # pass
    path.expanduser()  # pass
    path.relative_to(other)  # pass
    path.with_name(other)  # pass
    path.with_stem(other)  # pass
    path.with_suffix(other)  # pass
    path.resolve()  # pass
    path.name  # clean: path
    path.stem  # clean: path
    path.suffix  # clean: path
    path.suffixes  # clean: path


def results_are_paths(name, other):
    path = Path(name)
    Path.cwd().exists()  # alias
    Path.home().exists()  # alias
    Path.from_uri(name).exists()  # alias
    path.absolute().exists()  # alias
    path.copy(other).exists()  # alias
    path.expanduser().exists()  # alias
    path.joinpath(other).exists()  # alias
    path.move(other).exists()  # alias
    path.parent.exists()  # alias
    path.parents[0].exists()  # alias
    path.readlink().exists()  # alias
    path.relative_to(other).exists()  # alias
    path.rename(other).exists()  # alias
    path.replace(other).exists()  # alias
    path.resolve().exists()  # alias
    path.with_name(other).exists()  # alias
    path.with_segments(other).exists()  # alias
    path.with_stem(other).exists()  # alias
    path.with_suffix(other).exists()  # alias
    for child in path.iterdir():
        child.exists()  # alias
    for child in path.glob("*.txt"):
        child.exists()  # alias
    for child in path.rglob("*.txt"):
        child.exists()  # alias
    with path.open() as stream:
        stream.read()  # alias


def inside(folder, name):
    path = Path(folder, name).resolve()
    if path.is_relative_to(folder):  # guard: path; pass
        return path
    path.relative_to(folder)  # guard: path
    return path


def answers(name, other):
    path = Path(name)
    path.exists()  # pass
    path.is_absolute()  # guard; pass
    path.is_dir()  # pass
    path.is_file()  # pass
    path.is_symlink()  # pass
    path.match("*.txt")  # pass
    path.samefile(other)  # pass


def read(name, pattern, other):
    path = Path(name)
    path.open("rb")  # sink: path; source: file
    path.read_text()  # sink: path; source: file
    path.read_bytes()  # sink: path; source: file
    path.iterdir()  # sink: path; pass
    path.walk()  # sink: path; pass
    path.stat()  # sink: path
    path.lstat()  # sink: path
    path.readlink()  # sink: path
    path.glob(pattern)  # sink: path; pass
    path.rglob(pattern)  # sink: path; pass
    path.copy(other)  # sink: path; sink: path-write
    path.copy_into(other)  # sink: path; sink: path-write


def write(name, other, text):
    path = Path(name)
    path.open("w")  # sink: path-write
    path.write_text(text)  # sink: path-write; sink: file-content
    path.write_bytes(text)  # sink: path-write; sink: file-content
    path.mkdir()  # sink: path-write
    path.rmdir()  # sink: path-write
    path.unlink()  # sink: path-write
    path.touch()  # sink: path-write
    path.chmod(0o600)  # sink: path-write
    path.lchmod(0o600)  # sink: path-write
    path.rename(other)  # sink: path-write; pass
    path.replace(other)  # sink: path-write; pass
    path.symlink_to(other)  # sink: path-write
    path.hardlink_to(other)  # sink: path-write
    path.link_to(other)  # sink: path-write
    path.move(other)  # sink: path-write
    path.move_into(other)  # sink: path-write
