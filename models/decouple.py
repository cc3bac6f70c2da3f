"""Proof of decouple.toml."""

import decouple

key = decouple.config("KEY", default="x")  # source: environment; role
own = decouple.AutoConfig(".")("KEY")  # alias
other = decouple.Config(None)("KEY")  # alias
