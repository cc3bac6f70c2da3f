"""Proof of Crypto.toml."""

import Cryptodome.Cipher.AES
from Crypto.Cipher import (
    AES,
    ARC2,
    ARC4,
    CAST,
    DES,
    DES3,
    XOR,
    Blowfish,
    ChaCha20,
    ChaCha20_Poly1305,
    Salsa20,
)
from Crypto.Hash import CMAC, HMAC
from Crypto.Protocol.KDF import PBKDF1, PBKDF2, bcrypt, scrypt
from Crypto.PublicKey import ECC, RSA
from Crypto.Random import get_random_bytes
from Crypto.Util.Padding import pad, unpad


def keys(key, nonce, data):
    Cryptodome.Cipher.AES.new(key, 2)  # alias; sink: secret-key
    AES.new(key, AES.MODE_CBC, nonce)  # sink: secret-key; sink: nonce
    ARC2.new(key, 2, iv=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    ARC4.new(key).decrypt(data)  # sink: secret-key; alias; clean: redirect
    Blowfish.new(key, 2, iv=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    CAST.new(key, 2, iv=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    DES.new(key, 2, iv=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    DES3.new(key, 2, iv=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    ChaCha20.new(key=key, nonce=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    ChaCha20_Poly1305.new(key=key, nonce=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    Salsa20.new(key=key, nonce=nonce).decrypt(data)  # sink: secret-key; sink: nonce; alias; clean: redirect
    XOR.new(key)  # sink: secret-key
    HMAC.new(key)  # sink: secret-key
    CMAC.new(key)  # sink: secret-key


def derived(password, salt):
    PBKDF1(password, salt, 16)  # sink: secret-value; sink: salt
    PBKDF2(password, salt)  # sink: secret-value; sink: salt
    scrypt(password, salt, 16, 2**16, 8, 1)  # sink: secret-value; sink: salt
    bcrypt(password, 12, salt=salt)  # sink: secret-value; sink: salt


def stored_keys(data, password):
    RSA.import_key(data, password)  # sink: password
    ECC.import_key(data, password)  # sink: password


def texts(key, data, tag):
    cipher = AES.new(key, AES.MODE_GCM)
    cipher.encrypt(data)  # pass
    cipher.encrypt_and_digest(data)  # pass
    cipher.decrypt_and_verify(data, tag)  # pass
    cipher.decrypt(data)  # clean: redirect
    get_random_bytes(16)  # pass
    pad(data, 16)  # pass
    unpad(data, 16)  # pass
