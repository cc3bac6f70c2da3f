"""Proof of hashlib.toml."""

import hashlib


def constructors(content):
    hashlib.new("sha256", content)  # pass; sink: password-digest
    hashlib.blake2b(content).digest()  # pass; alias; sink: password-digest
    hashlib.blake2s(content).digest()  # pass; alias; sink: password-digest
    hashlib.file_digest(content, "sha256").digest()  # pass; alias
    hashlib.md5(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha1(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha224(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha256(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha384(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha3_224(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha3_256(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha3_384(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha3_512(content).digest()  # pass; alias; sink: password-digest
    hashlib.sha512(content).digest()  # pass; alias; sink: password-digest
    hashlib.shake_128(content).digest(16)  # pass; alias
    hashlib.shake_256(content).digest(16)  # pass; alias


def keyed(content, key):
    hashlib.blake2b(content, key=key)  # sink: secret-key; sink: password-digest
    hashlib.blake2s(content, key=key)  # sink: secret-key; sink: password-digest


def digests(content, word, salt):
    state = hashlib.new("sha256")
    state.update(content)  # pass; sink: password-digest
    state.copy().digest()  # pass
    state.digest()  # pass
    state.hexdigest()  # pass
    hashlib.pbkdf2_hmac("sha256", word, salt, 600000)  # pass
    hashlib.scrypt(word, salt=salt, n=16384, r=8, p=1)  # pass
    hashlib.scrypt(word, salt=salt, n=16, r=8, p=1)  # pass; sink: password-digest
