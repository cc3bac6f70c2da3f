"""Proof of passlib.toml."""

import passlib.context
import passlib.hash.argon2
import passlib.hash.bcrypt
import passlib.hash.des_crypt
import passlib.hash.md5_crypt
import passlib.hash.pbkdf2_sha256
import passlib.hash.pbkdf2_sha512
import passlib.hash.plaintext
import passlib.hash.scrypt
import passlib.hash.sha256_crypt
import passlib.hash.sha512_crypt


def hashed(value):
    passlib.hash.pbkdf2_sha256.hash(value)  # sink: password
    passlib.hash.pbkdf2_sha512.hash(value)  # sink: password
    passlib.hash.bcrypt.hash(value)  # sink: password
    passlib.hash.argon2.hash(value)  # sink: password
    passlib.hash.scrypt.hash(value)  # sink: password
    passlib.hash.sha256_crypt.hash(value)  # sink: password
    passlib.hash.sha512_crypt.hash(value)  # sink: password
    passlib.hash.md5_crypt.hash(value)  # sink: password
    passlib.hash.des_crypt.hash(value)  # sink: password
    passlib.hash.plaintext.hash(value)  # sink: password
    passlib.context.CryptContext().hash(value)  # sink: password


def verified(value):
    passlib.hash.pbkdf2_sha256.verify(value)  # pass
    passlib.hash.pbkdf2_sha512.verify(value)  # pass
    passlib.hash.bcrypt.verify(value)  # pass
    passlib.hash.argon2.verify(value)  # pass
    passlib.hash.scrypt.verify(value)  # pass
    passlib.hash.sha256_crypt.verify(value)  # pass
    passlib.hash.sha512_crypt.verify(value)  # pass
    passlib.hash.md5_crypt.verify(value)  # pass
    passlib.hash.des_crypt.verify(value)  # pass
    passlib.hash.plaintext.verify(value)  # pass
    passlib.context.CryptContext().verify(value)  # pass
