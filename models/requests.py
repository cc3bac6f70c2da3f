"""Proof of requests.toml."""

import requests
import requests.api
import requests.auth
import requests.sessions
import requests.utils


def other_names(url):
    requests.api.get(url)  # alias; sink: url
    requests.sessions.Session().get(url)  # alias; sink: url
    requests.session().get(url)  # alias; sink: url


def simple(url, password):
    requests.get(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.options(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.head(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.post(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.put(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.patch(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.delete(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    requests.request("GET", url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias


def by_session(url, password):
    session = requests.Session()
    session.get(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.options(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.head(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.post(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.put(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.patch(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.delete(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    session.request("GET", url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    prepared = requests.Request("GET", url).prepare()  # sink: url
    session.send(prepared).json()  # source: network; alias


def passwords(password):
    requests.auth.HTTPBasicAuth("shop", password)  # sink: password
    requests.auth.HTTPDigestAuth("shop", password)  # sink: password
    requests.auth.HTTPProxyAuth("shop", password)  # sink: password


def answer():
    response = requests.get("https://example.org/")
    response.status_code.bit_length()  # pass
    str(response.ok)  # pass
    str(response.elapsed)  # pass
    str(response.is_redirect)  # pass
    response.json()  # pass
    response.iter_content(9)  # pass
    response.iter_lines()  # pass
    response.raise_for_status()  # pass
    response.close()  # pass
    return response.json()  # pass; alias


def quoted(text):
    requests.utils.quote(text)  # clean: html
    requests.utils.unquote(text)  # pass
