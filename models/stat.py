"""Proof of stat.toml."""

import stat


def modes():
    stat.S_IRWXU  # constant
    stat.S_IRUSR, stat.S_IREAD  # constant
    stat.S_IWUSR, stat.S_IWRITE  # constant
    stat.S_IXUSR, stat.S_IEXEC  # constant
    stat.S_IRWXG  # constant
    stat.S_IRGRP  # constant
    stat.S_IWGRP  # constant
    stat.S_IXGRP  # constant
    stat.S_IRWXO  # constant
    stat.S_IROTH  # constant
    stat.S_IWOTH  # constant
    stat.S_IXOTH  # constant
    stat.S_ISUID  # constant
    stat.S_ISGID  # constant
    stat.S_ISVTX  # constant


def kinds(mode):
    stat.S_ISDIR(mode)  # pass
    stat.S_ISLNK(mode)  # pass
    stat.S_ISREG(mode)  # pass
    stat.filemode(mode)  # pass
