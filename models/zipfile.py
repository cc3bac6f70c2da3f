"""Proof of zipfile.toml."""

import zipfile


def read(source, name, folder):
    with zipfile.ZipFile(source) as archive:  # sink: path; pass
        archive.namelist()  # pass
        archive.getinfo(name)  # pass
        archive.infolist()  # pass
        archive.open(name)  # pass; sink: decompress
        archive.read(name)  # pass; sink: decompress
        archive.testzip()  # sink: decompress
        archive.extract(name, folder)  # sink: decompress; sink: path-write
        archive.extractall(folder)  # sink: decompress; sink: path-write
        archive.open(name).read()  # alias
    zipfile.PyZipFile(source)  # alias
    zipfile.Path(source, name)  # pass
    zipfile.is_zipfile(source)  # pass


def write(target, name, text, secret):
    archive = zipfile.ZipFile(target, "w")  # sink: path-write
    archive.write(name)  # sink: path
    archive.writestr(name, text)  # pass
    archive.setpassword(secret)  # sink: password


def members(source, name):
    archive = zipfile.ZipFile(source)
    archive.getinfo(name).is_dir()  # alias; pass
    zipfile.ZipInfo(name).file_size  # pass
    zipfile.ZipInfo(name).compress_size  # pass
    zipfile.ZipInfo(name).date_time  # pass
    zipfile.ZipInfo(name).CRC  # pass
    for member in archive.infolist():
        member.is_dir()  # alias
    for member in archive.filelist:
        member.is_dir()  # alias
