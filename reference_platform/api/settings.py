"""The API's configuration, from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class MissingSetting(Exception):
    """An environment variable that is needed and not set, or that is not what it should be."""


@dataclass(frozen=True)
class Settings:
    """Addresses and credentials of the API's own identity; every name is an environment variable."""

    database_url: str
    redis_url: str
    kafka_bootstrap: str
    kafka_user: str
    kafka_password: str
    mlflow_url: str
    mlflow_user: str
    mlflow_password: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    crm_url: str
    crm_token: str
    vault_url: str
    vault_token: str
    ca_file: str
    tls_cert_file: str
    tls_key_file: str
    tokens_file: str
    environment: str
    prometheus_multiproc_dir: str
    listen_port: str


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises MissingSetting naming every variable that is not set."""
    names = [name.upper() for name in Settings.__dataclass_fields__]
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise MissingSetting(f"the Scoring API needs the environment variable {', '.join(missing)}")
    if not environment["LISTEN_PORT"].isdigit():
        raise MissingSetting("LISTEN_PORT must be a port number")
    return Settings(*(environment[name] for name in names))
