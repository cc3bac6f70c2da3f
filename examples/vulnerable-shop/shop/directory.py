"""The staff directory on the office's LDAP server."""

import os

import ldap3


def connect():
    """A connection that may read."""
    server = ldap3.Server(os.environ.get("LDAP_HOST", "ldap.harbourtea.example"))
    return ldap3.Connection(server, user="cn=reader,dc=harbourtea", password="kettle-reader-2019")


def find_person(connection, uid):
    """The entries of the directory with this user id."""
    connection.search("ou=staff,dc=harbourtea", "(uid=" + uid + ")", attributes=["cn", "mail"])
    return [str(entry.cn) for entry in connection.entries]
