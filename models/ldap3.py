"""Proof of ldap3.toml."""

import ldap3
import ldap3.core.connection
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn, parse_dn, safe_dn, safe_rdn


def searched(base, text):
    connection = ldap3.Connection("ldap.example.org")
    connection.search(base, "(cn=shop)")  # sink: ldap-dn
    connection.search("dc=example", text)  # sink: ldap-filter
    standard = connection.extend.standard
    standard.paged_search(base, "(cn=shop)")  # sink: ldap-dn
    standard.persistent_search(base, "(cn=shop)")  # sink: ldap-dn
    standard.paged_search("dc=example", text)  # sink: ldap-filter
    standard.persistent_search("dc=example", text)  # sink: ldap-filter
    ldap3.core.connection.Connection("ldap.example.org").search(base, text)  # alias; sink: ldap-filter
    ldap3.Reader(connection, None, base)  # sink: ldap-dn
    ldap3.Reader(connection, None, "dc=example", text)  # sink: ldap-filter
    return connection.entries  # source: stored


def changed(name):
    connection = ldap3.Connection("ldap.example.org")
    connection.add(name)  # sink: ldap-dn
    connection.delete(name)  # sink: ldap-dn
    connection.modify(name, {})  # sink: ldap-dn
    connection.modify_dn(name, "cn=new")  # sink: ldap-dn
    connection.compare(name, "cn", "shop")  # sink: ldap-dn
    return connection.response  # source: stored


def opened(host, user, password):
    ldap3.Server(host)  # sink: url
    ldap3.Connection("ldap.example.org", user)  # sink: ldap-dn
    ldap3.Connection("ldap.example.org", user=user)  # sink: ldap-dn
    ldap3.Connection("ldap.example.org", "cn=shop", password)  # sink: password
    ldap3.Connection("ldap.example.org").rebind(user=user)  # sink: ldap-dn


def escaped(text):
    escape_filter_chars(text)  # clean: ldap-filter
    escape_rdn(text)  # clean: ldap-dn
    parse_dn(text)  # pass
    safe_dn(text)  # pass
    safe_rdn(text)  # pass
