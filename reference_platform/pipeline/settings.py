"""The pipeline's configuration, from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class MissingSetting(Exception):
    """An environment variable that is needed and not set."""


@dataclass(frozen=True)
class Settings:
    """Addresses and credentials; every name is an environment variable.

    `READY_FILE` gets the worker's process id once it has partitions and a database connection.
    """

    database_url: str
    kafka_bootstrap: str
    kafka_user: str
    kafka_password: str
    scoring_api_url: str
    scoring_api_token: str
    bureau_url: str
    bureau_token: str
    notifications_url: str
    notifications_token: str
    vault_url: str
    vault_token: str
    s3_endpoint: str
    eraser_access_key: str
    eraser_secret_key: str
    archivist_database_url: str
    archivist_access_key: str
    archivist_secret_key: str
    trainer_database_url: str
    ca_file: str
    ready_file: str


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises MissingSetting naming every variable that is not set."""
    names = [name.upper() for name in Settings.__dataclass_fields__]
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise MissingSetting(f"the pipeline needs the environment variable {', '.join(missing)}")
    return Settings(*(environment[name] for name in names))
