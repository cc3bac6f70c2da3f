"""Proof of configparser.toml."""

import configparser


def keep(section, option, value):
    settings = configparser.ConfigParser()
    settings.add_section(section)  # sink: config
    settings.set(section, option, value)  # store; sink: config
    settings[section][option] = value  # sink: config
    settings.get(section, option)  # load
    settings.getboolean(section, option)  # pass
    settings.getfloat(section, option)  # pass
    settings.getint(section, option)  # pass
    settings[section].get(option)  # load
    settings[section].getboolean(option)  # pass
    settings[section].getfloat(option)  # pass
    settings[section].getint(option)  # pass
    settings.defaults()  # pass
    settings.items(section)  # pass
    settings.options(section)  # pass
    settings.sections()  # pass
    settings.has_option(section, option)  # pass
    settings.has_section(section)  # pass


def files(name, stream, text):
    settings = configparser.ConfigParser()
    settings.read(name)  # sink: path; source: file
    settings.read_string(text)  # pass
    settings.read_file(stream)  # pass
    settings.readfp(stream)  # pass
    settings.read_dict({"shop": {"name": text}})  # pass
    settings.write(stream)  # pass
    configparser.RawConfigParser().read_string(text)  # alias
    configparser.SafeConfigParser().read_string(text)  # alias
