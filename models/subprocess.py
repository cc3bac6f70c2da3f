"""Proof of subprocess.toml."""

import subprocess


def shell_text(text):
    subprocess.run(text, shell=True)  # sink: shell
    subprocess.Popen(text, shell=True)  # sink: shell
    subprocess.call(text, shell=True)  # sink: shell
    subprocess.check_call(args=text, shell=True)  # sink: shell
    subprocess.check_output(text, shell=True)  # sink: shell
    subprocess.getoutput(text)  # sink: shell
    subprocess.getstatusoutput(text)  # sink: shell


def shell_as_program(text):
    subprocess.run(["sh", "-c", text])  # sink: shell
    subprocess.Popen(["/bin/bash", "-lc", text])  # sink: shell
    subprocess.call(["cmd.exe", "/c", text])  # sink: shell
    subprocess.check_call(["pwsh", "-Command", text])  # sink: shell
    subprocess.check_output(args=["zsh", "-c", text])  # sink: shell
    subprocess.run(["sh", "-e", "-c", text])  # sink: shell
    subprocess.Popen(["sh", "-e", "-c", text])  # sink: shell
    subprocess.call(["sh", "-e", "-c", text])  # sink: shell
    subprocess.check_call(["sh", "-e", "-c", text])  # sink: shell
    subprocess.check_output(["sh", "-e", "-c", text])  # sink: shell
    subprocess.run(["sh"], input=text)  # sink: shell
    subprocess.check_output("bash", input=text)  # sink: shell


def interpreter(text):
    subprocess.run(["python3", "-c", text])  # sink: code
    subprocess.Popen(["perl", "-e", text])  # sink: code
    subprocess.call(["ruby", "-e", text])  # sink: code
    subprocess.check_call(["node", "--eval", text])  # sink: code
    subprocess.check_output(["php", "-r", text])  # sink: code


def programs(name):
    subprocess.run([name, "--version"])  # sink: program
    subprocess.Popen(name)  # sink: program
    subprocess.call((name, "--version"))  # sink: program
    subprocess.check_call([name])  # sink: program
    subprocess.check_output(args=[name])  # sink: program


def options(value):
    subprocess.run(["wc", value])  # sink: argument
    subprocess.Popen(["wc", "-l", value])  # sink: argument
    subprocess.call(("wc", value))  # sink: argument
    subprocess.check_call(["wc", value])  # sink: argument
    subprocess.check_output(args=["wc", value])  # sink: argument


def options_of_a_script(value):
    subprocess.run(["sh", "count.sh", value])  # sink: argument
    subprocess.Popen(["python3", "-m", "count", value])  # sink: argument
    subprocess.call(["perl", "count.pl", value])  # sink: argument
    subprocess.check_call(["bash", "count.sh", value])  # sink: argument
    subprocess.check_output(["node", "count.js", value])  # sink: argument


def surroundings(name, folder, value):
    subprocess.run(["wc"], executable=name)  # sink: program
    subprocess.Popen(["wc"], executable=name)  # sink: program
    subprocess.call(["wc"], executable=name)  # sink: program
    subprocess.check_call(["wc"], executable=name)  # sink: program
    subprocess.check_output(["wc"], executable=name)  # sink: program
    subprocess.run(["wc"], cwd=folder)  # sink: path
    subprocess.Popen(["wc"], cwd=folder)  # sink: path
    subprocess.call(["wc"], cwd=folder)  # sink: path
    subprocess.check_call(["wc"], cwd=folder)  # sink: path
    subprocess.check_output(["wc"], cwd=folder)  # sink: path
    subprocess.run(["wc"], env={"LANG": value})  # sink: environment-write
    subprocess.Popen(["wc"], env={"LANG": value})  # sink: environment-write
    subprocess.call(["wc"], env={"LANG": value})  # sink: environment-write
    subprocess.check_call(["wc"], env={"LANG": value})  # sink: environment-write
    subprocess.check_output(["wc"], env={"LANG": value})  # sink: environment-write


def text_of_command(values):
    return subprocess.list2cmdline(values)  # pass


def running(text):
    process = subprocess.Popen(["wc", "-l"])
    process.communicate(text)  # pass
    process.poll()  # pass
    process.wait(5)  # pass
    process.terminate()  # pass
    process.kill()  # pass
