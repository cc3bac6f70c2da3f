"""Proof of environs.toml."""

import environs
from environs import Env

env = Env()

a = env("KEY")  # source: environment; role
b = env.str("KEY", "x")  # source: environment; role
c = env.list("KEY")  # source: environment; role
d = env.dict("KEY")  # source: environment
e = env.json("KEY")  # source: environment
f = env.url("KEY")  # source: environment
g = env.path("KEY")  # source: environment
h = env.bool("KEY", False)  # role
i = env.int("KEY")  # role
j = env.float("KEY")  # role
k = environs.FlaskEnv().str("KEY")  # alias
l = environs.env.str("KEY")  # alias
