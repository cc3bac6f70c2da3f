"""Proof of hmac.toml."""

import hmac


def sign(key, content):
    state = hmac.new(key, content, "sha256")  # sink: secret-key; pass
    state.update(content)  # pass
    state.copy().digest()  # pass
    state.digest()  # pass
    state.hexdigest()  # pass
    hmac.HMAC(key, content, "sha256").digest()  # sink: secret-key; pass; alias
    hmac.digest(key, content, "sha256")  # sink: secret-key; pass


def check(left, right):
    return hmac.compare_digest(left, right)  # pass


def roles(view, app):
    hmac.compare_digest(view)  # role
