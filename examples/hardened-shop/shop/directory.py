"""The staff directory on the office's LDAP server."""

import os
import ssl

import ldap3
from ldap3.utils.conv import escape_filter_chars


def connect():
    """A connection that may read."""
    server = ldap3.Server(
        os.environ["LDAP_HOST"],
        use_ssl=True,
        tls=ldap3.Tls(validate=ssl.CERT_REQUIRED),
    )
    return ldap3.Connection(server, user=os.environ["LDAP_USER"], password=os.environ["LDAP_PASSWORD"])


def find_person(connection, uid):
    """The entries of the directory with this user id."""
    wanted = "(uid=" + escape_filter_chars(uid) + ")"
    connection.search("ou=staff,dc=harbourtea", wanted, attributes=["cn", "mail"])
    return [str(entry.cn) for entry in connection.entries]
