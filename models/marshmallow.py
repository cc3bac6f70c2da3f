"""Proof of marshmallow.toml."""

import marshmallow


def schemas(value):
    marshmallow.Schema().load(value)  # pass
    marshmallow.Schema().load(value).items()  # pass
    marshmallow.Schema().load(value).keys()  # pass
    marshmallow.Schema().loads(value)  # pass
    marshmallow.Schema().dump(value)  # pass
    marshmallow.Schema().dumps(value)  # pass
    marshmallow.Schema().validate(value)  # pass


class C186421(marshmallow.Schema):  # role
    pass
