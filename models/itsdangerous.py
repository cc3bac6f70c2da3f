"""Proof of itsdangerous.toml."""

import itsdangerous
import itsdangerous.serializer
import itsdangerous.signer
import itsdangerous.timed
import itsdangerous.url_safe


def serializers(key):
    itsdangerous.Serializer(key)  # sink: secret-key
    itsdangerous.URLSafeSerializer(key)  # alias; sink: secret-key
    itsdangerous.TimedSerializer(key)  # alias; sink: secret-key
    itsdangerous.URLSafeTimedSerializer(key)  # alias; sink: secret-key
    itsdangerous.JSONWebSignatureSerializer(key)  # alias; sink: secret-key
    itsdangerous.TimedJSONWebSignatureSerializer(key)  # alias; sink: secret-key
    itsdangerous.serializer.Serializer(key)  # alias; sink: secret-key
    itsdangerous.url_safe.URLSafeSerializer(key)  # alias; sink: secret-key
    itsdangerous.url_safe.URLSafeTimedSerializer(key)  # alias; sink: secret-key
    itsdangerous.timed.TimedSerializer(key)  # alias; sink: secret-key


def signers(key):
    itsdangerous.Signer(key)  # sink: secret-key
    itsdangerous.TimestampSigner(key)  # alias; sink: secret-key
    itsdangerous.signer.Signer(key)  # alias; sink: secret-key
    itsdangerous.timed.TimestampSigner(key)  # alias; sink: secret-key


def signed(value):
    serializer = itsdangerous.Serializer("one two three four")
    serializer.dumps(value)  # pass
    serializer.loads(value)  # pass
    serializer.loads_unsafe(value)  # pass
    signer = itsdangerous.Signer("one two three four")
    signer.sign(value)  # pass
    signer.unsign(value)  # pass
    itsdangerous.base64_decode(value)  # pass


def roles(view, app):
    itsdangerous.Serializer().loads(view)  # role
    itsdangerous.Signer().unsign(view)  # role
