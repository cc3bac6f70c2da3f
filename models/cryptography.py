"""Proof of cryptography.toml."""

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.decrepit.ciphers import algorithms as old_algorithms
from cryptography.hazmat.primitives import cmac, hashes, hmac, serialization
from cryptography.hazmat.primitives.ciphers import Cipher, aead, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import pkcs12


def keys(key, nonce):
    Fernet(key)  # sink: secret-key
    MultiFernet([key])  # sink: secret-key
    hmac.HMAC(key, hashes.SHA256())  # sink: secret-key
    cmac.CMAC(key)  # sink: secret-key
    algorithms.AES(key)  # sink: secret-key
    algorithms.AES128(key)  # sink: secret-key
    algorithms.AES256(key)  # sink: secret-key
    algorithms.ARC4(key)  # sink: secret-key
    algorithms.Blowfish(key)  # sink: secret-key
    algorithms.CAST5(key)  # sink: secret-key
    algorithms.Camellia(key)  # sink: secret-key
    algorithms.ChaCha20(key, nonce)  # sink: secret-key; sink: nonce
    algorithms.IDEA(key)  # sink: secret-key
    algorithms.SEED(key)  # sink: secret-key
    algorithms.SM4(key)  # sink: secret-key
    algorithms.TripleDES(key)  # sink: secret-key
    old_algorithms.ARC4(key)  # alias; sink: secret-key
    aead.AESCCM(key)  # sink: secret-key
    aead.AESGCM(key)  # sink: secret-key
    aead.AESGCMSIV(key)  # sink: secret-key
    aead.AESOCB3(key)  # sink: secret-key
    aead.AESSIV(key)  # sink: secret-key
    aead.ChaCha20Poly1305(key)  # sink: secret-key


def nonces(key, nonce, data):
    modes.CBC(nonce)  # sink: nonce
    modes.CFB(nonce)  # sink: nonce
    modes.CFB8(nonce)  # sink: nonce
    modes.CTR(nonce)  # sink: nonce
    modes.GCM(nonce)  # sink: nonce
    modes.OFB(nonce)  # sink: nonce
    aead.AESCCM(key).encrypt(nonce, data, None)  # sink: nonce
    aead.AESGCM(key).encrypt(nonce, data, None)  # sink: nonce
    aead.AESGCMSIV(key).encrypt(nonce, data, None)  # sink: nonce
    aead.AESOCB3(key).encrypt(nonce, data, None)  # sink: nonce
    aead.ChaCha20Poly1305(key).encrypt(nonce, data, None)  # sink: nonce


def derived(password, salt):
    PBKDF2HMAC(hashes.SHA256(), 32, salt, 600_000).derive(password)  # sink: salt; sink: secret-key
    HKDF(hashes.SHA256(), 32, salt, None).derive(password)  # sink: salt; sink: secret-key
    Scrypt(salt, 32, 2**16, 8, 1).derive(password)  # sink: salt; sink: secret-key
    Argon2id(salt=salt, length=32).derive(password)  # sink: salt; sink: secret-key


def stored_keys(data, password):
    serialization.load_pem_private_key(data, password)  # sink: password
    serialization.load_der_private_key(data, password)  # sink: password
    serialization.load_ssh_private_key(data, password)  # sink: password
    pkcs12.load_key_and_certificates(data, password)  # sink: password
    serialization.BestAvailableEncryption(password)  # sink: password


def texts(key, nonce, data):
    Fernet.generate_key()  # pass
    Fernet(key).encrypt(data)  # pass
    Fernet(key).decrypt(data)  # pass
    MultiFernet([key]).encrypt(data)  # pass
    MultiFernet([key]).decrypt(data)  # pass
    aead.AESGCM(key).decrypt(nonce, data, None)  # pass
    aead.ChaCha20Poly1305(key).decrypt(nonce, data, None)  # pass
    cipher = Cipher(algorithms.AES(key), modes.CTR(nonce))
    encryptor = cipher.encryptor()
    encryptor.update(data)  # pass
    encryptor.finalize()  # pass
    return cipher.decryptor().update(data)  # clean: redirect
