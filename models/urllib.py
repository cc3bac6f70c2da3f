"""Proof of urllib.toml."""

import urllib.parse
import urllib.request
import urllib.robotparser


def fetch(address, name):
    urllib.request.urlopen(address)  # sink: url; source: network
    urllib.request.Request(address)  # sink: url
    urllib.request.urlretrieve(address, name)  # sink: url; sink: path-write; pass
    urllib.request.build_opener().open(address)  # alias; sink: url; source: network
    urllib.request.OpenerDirector().open(address)  # alias
    urllib.request.URLopener().retrieve(address, name)  # sink: url; sink: path-write
    urllib.request.FancyURLopener().open(address)  # alias
    with urllib.request.urlopen(address) as answer:
        answer.read()  # alias
    with urllib.request.URLopener().open(address) as answer:
        answer.read()  # alias


def log_in(secret):
    urllib.request.HTTPPasswordMgr().add_password("r", "u", "me", secret)  # sink: password
    manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    manager.add_password(None, "u", "me", secret)  # sink: password


def robots(address):
    urllib.robotparser.RobotFileParser(address)  # sink: url
    urllib.robotparser.RobotFileParser().set_url(address)  # sink: url


def quoted(text, pairs):
    urllib.parse.quote(text)  # clean: sql
    urllib.parse.quote(text, safe="")  # clean: path
    urllib.parse.quote(text, safe="/'")  # pass
    urllib.parse.quote_from_bytes(text)  # clean: sql
    urllib.parse.quote_from_bytes(text, "")  # clean: path
    urllib.parse.quote_from_bytes(text, "/'")  # pass
    urllib.parse.quote_plus(text)  # clean: path
    urllib.parse.quote_plus(text, safe="/")  # pass
    urllib.parse.urlencode(pairs)  # clean: header
    urllib.parse.urlencode(pairs, safe="/")  # pass
    urllib.parse.unquote(text)  # pass
    urllib.parse.unquote_plus(text)  # pass
    urllib.parse.unquote_to_bytes(text)  # pass
    urllib.request.pathname2url(text)  # pass
    urllib.request.url2pathname(text)  # pass


def parts(address, other):
    urllib.parse.urldefrag(address).geturl()  # pass; alias
    urllib.parse.unwrap(address)  # pass
    address = urllib.parse.ParseResult("https", address, "/", "", "", "")  # pass
    address.geturl()  # pass
    address.port  # pass
    address._replace(netloc=other).geturl()  # pass; alias
    urllib.parse.SplitResult("https", other, "/", "", "").geturl()  # pass; alias
    urllib.parse.urlunparse(("https", other, "/", "", "", ""))  # pass
    urllib.parse.urlunsplit(("https", other, "/", "", ""))  # pass
    urllib.parse.urljoin(other, address)  # pass
    urllib.parse.parse_qs(other)  # pass
    urllib.parse.parse_qsl(other)  # pass
