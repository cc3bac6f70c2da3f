"""Proof of ldap.toml."""

import ldap
import ldap.dn
import ldap.filter
import ldap.ldapobject


def opened(uri, text):
    ldap.initialize(uri).search_s("dc=example", 2, text)  # sink: url; alias; sink: ldap-filter
    ldap.open(uri).search_s("dc=example", 2, text)  # sink: url; alias; sink: ldap-filter
    ldap.ldapobject.SimpleLDAPObject("ldap://db").search_s("dc=example", 2, text)  # alias; sink: ldap-filter
    ldap.ldapobject.ReconnectLDAPObject("ldap://db").search_s("dc=example", 2, text)  # alias; sink: ldap-filter


def searched(text):
    connection = ldap.initialize("ldap://db")
    connection.search("dc=example", 2, text)  # sink: ldap-filter
    connection.search_s("dc=example", 2, text)  # sink: ldap-filter; source: stored
    connection.search_st("dc=example", 2, text)  # sink: ldap-filter; source: stored
    connection.search_ext("dc=example", 2, text)  # sink: ldap-filter
    connection.search_ext_s("dc=example", 2, text)  # sink: ldap-filter; source: stored
    connection.result(1)  # source: stored
    connection.result3(1)  # source: stored


def named(name, password):
    connection = ldap.initialize("ldap://db")
    connection.search(name, 2)  # sink: ldap-dn
    connection.search_s(name, 2)  # sink: ldap-dn
    connection.search_st(name, 2)  # sink: ldap-dn
    connection.search_ext(name, 2)  # sink: ldap-dn
    connection.search_ext_s(name, 2)  # sink: ldap-dn
    connection.add_s(name, [])  # sink: ldap-dn
    connection.add_ext_s(name, [])  # sink: ldap-dn
    connection.delete_s(name)  # sink: ldap-dn
    connection.delete_ext_s(name)  # sink: ldap-dn
    connection.modify_s(name, [])  # sink: ldap-dn
    connection.modify_ext_s(name, [])  # sink: ldap-dn
    connection.compare_s(name, "cn", "shop")  # sink: ldap-dn
    connection.rename_s(name, "cn=new")  # sink: ldap-dn
    connection.passwd_s(name, None, None)  # sink: ldap-dn
    connection.bind_s(name, password)  # sink: ldap-dn; sink: password
    connection.simple_bind(name, password)  # sink: ldap-dn; sink: password
    connection.simple_bind_s(name, password)  # sink: ldap-dn; sink: password


def escaped(text):
    ldap.filter.escape_filter_chars(text)  # clean: ldap-filter
    ldap.filter.filter_format("(cn=%s)", [text])  # clean: ldap-filter
    ldap.filter.filter_format(text, [])  # pass
    ldap.dn.escape_dn_chars(text)  # clean: ldap-dn
    ldap.dn.str2dn(text)  # pass
    ldap.dn.dn2str(text)  # pass
    ldap.dn.explode_dn(text)  # pass
    ldap.dn.explode_rdn(text)  # pass
