"""Proof of ssl.toml."""

import ssl


def wrap(connection, host):
    ssl.create_default_context().wrap_socket(connection)  # alias; pass
    ssl._create_unverified_context().wrap_socket(connection)  # alias
    ssl._create_stdlib_context().wrap_socket(connection)  # alias
    ssl.wrap_socket(connection).recv(100)  # pass


def certificates(name, key, secret, host):
    ssl.SSLContext().load_cert_chain(name, key, secret)  # sink: path; sink: password
    ssl.get_server_certificate((host, 443))  # sink: url; source: network
    ssl.RAND_bytes(16)  # pass
    ssl.cert_time_to_seconds("Jan  5 09:34:43 2018 GMT")  # pass
