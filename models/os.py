"""Proof of os.toml."""

import ntpath
import os
import posixpath


def shell_commands(text):
    os.system(text)  # sink: shell
    os.popen(text)  # sink: shell
    os.popen2(text)  # sink: shell
    os.popen3(text)  # sink: shell
    os.popen4(text)  # sink: shell


def replace_by_list_1(program, option):
    os.execl(program, "name", option)  # sink: program; sink: argument; exit


def replace_by_list_2(program, option):
    os.execle(program, "name", option, {})  # sink: program; sink: argument; exit


def replace_by_list_3(program, option):
    os.execlp(program, "name", option)  # sink: program; sink: argument; exit


def replace_by_list_4(program, option):
    os.execlpe(program, "name", option, {})  # sink: program; sink: argument; exit


def replace_by_shell_1(text):
    os.execl("/bin/sh", "sh", "-c", text)  # sink: shell


def replace_by_shell_2(text):
    os.execle("/bin/sh", "sh", "-c", text, {})  # sink: shell


def replace_by_shell_3(text):
    os.execlp("bash", "bash", "-lc", text)  # sink: shell


def replace_by_shell_4(text):
    os.execlpe("sh", "sh", "-c", text, {})  # sink: shell


def replace_by_vector_1(program, option):
    os.execv(program, ["name", option])  # sink: program; sink: argument; exit


def replace_by_vector_2(program, option):
    os.execve(program, ["name", option], {})  # sink: program; sink: argument; exit


def replace_by_vector_3(program, option):
    os.execvp(program, ["name", option])  # sink: program; sink: argument; exit


def replace_by_vector_4(program, option):
    os.execvpe(program, ["name", option], {})  # sink: program; sink: argument; exit


def replace_by_shell_vector_1(text):
    os.execv("/bin/sh", ["sh", "-c", text])  # sink: shell


def replace_by_shell_vector_2(text):
    os.execve("/bin/sh", ["sh", "-c", text], {})  # sink: shell


def replace_by_shell_vector_3(text):
    os.execvp("sh", ["sh", "-c", text])  # sink: shell


def replace_by_shell_vector_4(text):
    os.execvpe("sh", ["sh", "-c", text], {})  # sink: shell


def spawn_programs(program, option, text):
    os.posix_spawn(program, ["name", option], {})  # sink: program; sink: argument
    os.posix_spawnp(program, ["name", option], {})  # sink: program; sink: argument
    os.posix_spawn("/bin/sh", ["sh", "-c", text], {})  # sink: shell
    os.posix_spawnp("sh", ["sh", "-c", text], {})  # sink: shell
    os.spawnl(os.P_WAIT, program, "name", option)  # sink: program; sink: argument; constant
    os.spawnle(os.P_NOWAIT, program, "name", option, {})  # sink: program; sink: argument; constant
    os.spawnlp(os.P_WAIT, program, "name", option)  # sink: program; sink: argument
    os.spawnlpe(os.P_WAIT, program, "name", option, {})  # sink: program; sink: argument
    os.spawnl(os.P_WAIT, "/bin/sh", "sh", "-c", text)  # sink: shell
    os.spawnle(os.P_WAIT, "/bin/sh", "sh", "-c", text, {})  # sink: shell
    os.spawnlp(os.P_WAIT, "sh", "sh", "-c", text)  # sink: shell
    os.spawnlpe(os.P_WAIT, "sh", "sh", "-c", text, {})  # sink: shell
    os.spawnv(os.P_WAIT, program, ["name", option])  # sink: program; sink: argument
    os.spawnve(os.P_WAIT, program, ["name", option], {})  # sink: program; sink: argument
    os.spawnvp(os.P_WAIT, program, ["name", option])  # sink: program; sink: argument
    os.spawnvpe(os.P_WAIT, program, ["name", option], {})  # sink: program; sink: argument
    os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", text])  # sink: shell
    os.spawnve(os.P_WAIT, "/bin/sh", ["sh", "-c", text], {})  # sink: shell
    os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", text])  # sink: shell
    os.spawnvpe(os.P_WAIT, "sh", ["sh", "-c", text], {})  # sink: shell
    os.startfile(program)  # sink: program


def stop(status):
    if status:
        os._exit(status)  # exit
    os.abort()  # exit


def send_signals(number):
    os.kill(number, 15)  # sink: signal
    os.killpg(number, 15)  # sink: signal


def read_environment(fallback):
    os.environ["HOME"]  # source: environment
    os.environb[b"HOME"]  # source: environment
    os.getenv("HOME", fallback)  # source: environment; pass
    os.getenvb(b"HOME", fallback)  # source: environment; pass
    os.environ.get("HOME", fallback)  # source: environment; pass
    os.environ.pop("HOME", fallback)  # source: environment; pass
    os.environ.copy()  # pass
    os.environ.items()  # pass
    os.environ.values()  # pass


def write_environment(name, value):
    os.environ[name] = value  # sink: environment-write
    os.putenv(name, value)  # sink: environment-write
    os.environ.setdefault(name, value)  # sink: environment-write; source: environment; pass
    os.environ.update({"LANG": value})  # sink: environment-write


def look_at_files(name):
    os.open(name, os.O_RDONLY)  # sink: path; constant
    os.listdir(name)  # sink: path
    os.scandir(name)  # sink: path; pass
    os.stat(name)  # sink: path
    os.lstat(name)  # sink: path
    os.readlink(name)  # sink: path
    os.chdir(name)  # sink: path
    os.chroot(name)  # sink: path
    os.walk(name)  # sink: path; pass
    os.fwalk(name)  # sink: path; pass


def change_files(name, other):
    os.open(name, os.O_WRONLY | os.O_TRUNC)  # sink: path-write; constant
    os.open(name, os.O_RDWR | os.O_APPEND)  # constant
    os.open(name, os.O_CREAT | os.O_EXCL)  # constant
    os.remove(name)  # sink: path-write
    os.unlink(name)  # sink: path-write
    os.mkdir(name)  # sink: path-write
    os.rmdir(name)  # sink: path-write
    os.chmod(name, 0o600)  # sink: path-write
    os.lchmod(name, 0o600)  # sink: path-write
    os.chown(name, 1, 1)  # sink: path-write
    os.lchown(name, 1, 1)  # sink: path-write
    os.truncate(name, 0)  # sink: path-write
    os.mkfifo(name)  # sink: path-write
    os.mknod(name)  # sink: path-write
    os.utime(name)  # sink: path-write
    os.makedirs(name, exist_ok=True)  # sink: path-write
    os.removedirs(name)  # sink: path-write
    os.rename(name, other)  # sink: path-write
    os.replace(name, other)  # sink: path-write
    os.symlink(name, other)  # sink: path-write
    os.link(name, other)  # sink: path-write
    os.renames(name, other)  # sink: path-write


def read_descriptor(number):
    os.read(number, 100)  # source: file
    stream = os.fdopen(number)  # source: file
    return stream.read()  # alias


def convert(name):
    os.fspath(name)  # pass
    os.fsencode(name)  # pass
    os.fsdecode(name)  # pass


def ask_system(name):
    os.access(name, os.R_OK)  # pass; constant
    os.access(name, os.W_OK)  # constant
    os.access(name, os.X_OK)  # constant
    os.access(name, os.F_OK)  # constant
    os.cpu_count()  # pass
    os.getcwd()  # pass
    os.getpid()  # pass
    os.getppid()  # pass
    os.getuid()  # pass
    os.umask(0o077)  # pass
    os.uname()  # pass
    os.urandom(16)  # pass


def path_text(name, other):
    os.path.join(name, other)  # pass
    os.path.commonprefix([name, other])  # pass
    os.path.abspath(name)  # pass
    os.path.normpath(name)  # pass
    os.path.realpath(name)  # pass
    os.path.expanduser(name)  # pass
    os.path.expandvars(name)  # pass
    os.path.relpath(name, other)  # pass
    os.path.normcase(name)  # pass
    os.path.dirname(name)  # pass
    os.path.basename(name)  # clean: path
    os.path.split(name)  # pass; clean: path
    os.path.splitext(name)  # pass; clean: path
    os.path.splitdrive(name)  # pass
    posixpath.join(name, other)  # alias
    ntpath.join(name, other)  # alias


def path_answers(name, other):
    os.path.exists(name)  # pass
    os.path.lexists(name)  # pass
    os.path.isabs(name)  # guard; pass
    os.path.isdir(name)  # pass
    os.path.isfile(name)  # pass
    os.path.islink(name)  # pass
    os.path.ismount(name)  # pass
    os.path.samefile(name, other)  # pass
    os.path.getatime(name)  # pass
    os.path.getctime(name)  # pass
    os.path.getmtime(name)  # pass
    os.path.getsize(name)  # pass


def separators():
    os.sep, os.path.sep  # constant
    os.pardir, os.path.pardir  # constant
    os.curdir, os.path.curdir  # constant
    os.pathsep, os.path.pathsep  # constant
    os.devnull  # constant


def variables():
    a = os.getenv("A")  # role
    b = os.environ.get("B", "b")  # role
    c = os.environ.setdefault("C", "c")  # role
    d = os.environ.pop("D")  # role
    return a, b, c, d, os.environ["E"]  # role
