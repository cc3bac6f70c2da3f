"""Proof of pydantic_settings.toml."""

import pydantic
from pydantic_settings import BaseSettings


class Settings(BaseSettings):  # role
    secret_key: str = "dev"


class OldSettings(pydantic.BaseSettings):  # role
    secret_key: str = "dev"
