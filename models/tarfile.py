"""Proof of tarfile.toml."""

import tarfile


def read(source, name, folder):
    with tarfile.open(source) as archive:  # sink: path; pass
        archive.getnames()  # alias; pass
        archive.getmember(name)  # pass
        archive.getmembers()  # pass
        archive.next()  # pass
        archive.extractfile(name)  # pass; sink: decompress
        archive.extractall(folder)  # sink: archive; sink: decompress; sink: path-write
        archive.extractall(members=[name])  # sink: archive
        archive.extract(name, folder)  # sink: archive; sink: decompress; sink: path-write
        archive.extractfile(name).read()  # alias
    tarfile.TarFile(source).getnames()  # sink: path; pass
    tarfile.TarFile.open(source).getnames()  # sink: path; pass; alias
    tarfile.TarFile.gzopen(source).getnames()  # alias
    tarfile.TarFile.bz2open(source).getnames()  # alias
    tarfile.TarFile.xzopen(source).getnames()  # alias
    tarfile.is_tarfile(source)  # pass


def write(target, name):
    tarfile.open(target, "w:gz").add(name)  # sink: path-write; sink: path
    tarfile.TarFile(target, "w").gettarinfo(name)  # sink: path-write; sink: path
    tarfile.TarFile.open(target, "x")  # sink: path-write


def members(source, name, folder):
    archive = tarfile.open(source)
    archive.getmember(name).isdir()  # alias; pass
    archive.gettarinfo(name).isfile()  # alias; pass
    archive.next().islnk()  # alias; pass
    for member in archive.getmembers():
        member.issym()  # alias; pass
        tarfile.data_filter(member, folder)  # clean: archive
        tarfile.tar_filter(member, folder)  # clean: archive
    for member in archive:
        member.isreg()  # alias; pass
    tarfile.TarInfo(name).size  # pass
    tarfile.TarInfo(name).mode  # pass
    tarfile.TarInfo(name).mtime  # pass
