"""Proof of httpx.toml."""

import httpx


def simple(url, password):
    httpx.get(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    httpx.options(url).json()  # sink: url; source: network; alias
    httpx.head(url).json()  # sink: url; source: network; alias
    httpx.post(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    httpx.put(url).json()  # sink: url; source: network; alias
    httpx.patch(url).json()  # sink: url; source: network; alias
    httpx.delete(url).json()  # sink: url; source: network; alias
    httpx.request("GET", url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    httpx.stream("GET", url).json()  # sink: url; source: network; alias
    httpx.URL(url)  # pass


def by_client(url, password):
    client = httpx.Client(base_url=url, auth=("shop", password))  # sink: url; sink: password
    client.get(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    client.options(url).json()  # sink: url; source: network; alias
    client.head(url).json()  # sink: url; source: network; alias
    client.post(url, auth=("shop", password)).json()  # sink: url; sink: password; source: network; alias
    client.put(url).json()  # sink: url; source: network; alias
    client.patch(url).json()  # sink: url; source: network; alias
    client.delete(url).json()  # sink: url; source: network; alias
    client.request("GET", url).json()  # sink: url; source: network; alias
    client.stream("GET", url).json()  # sink: url; source: network; alias
    client.send(client.build_request("GET", url)).json()  # sink: url; source: network; alias
    client.send(httpx.Request("GET", url))  # sink: url


async def later(url):
    async with httpx.AsyncClient() as client:  # alias
        await client.get(url)  # sink: url


def passwords(password):
    httpx.BasicAuth("shop", password)  # sink: password
    httpx.DigestAuth("shop", password)  # sink: password


async def answer():
    response = httpx.get("https://example.org/")
    response.status_code.bit_length()  # pass
    str(response.is_success)  # pass
    str(response.is_error)  # pass
    str(response.elapsed)  # pass
    response.json()  # pass
    response.read()  # pass
    await response.aread()  # pass
    response.iter_bytes()  # pass
    response.iter_text()  # pass
    response.iter_lines()  # pass
    response.aiter_bytes()  # pass
    response.aiter_text()  # pass
    response.aiter_lines()  # pass
    response.raise_for_status()  # pass
    response.close()  # pass
    return response.json()  # pass; alias
