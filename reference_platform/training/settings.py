"""The training's configuration, from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class MissingSetting(Exception):
    """An environment variable that is needed and not set."""


@dataclass(frozen=True)
class Settings:
    """Addresses and credentials of the trainer's own identity."""

    database_url: str
    mlflow_url: str
    mlflow_user: str
    mlflow_password: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    ca_file: str


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises MissingSetting naming every variable that is not set."""
    names = [name.upper() for name in Settings.__dataclass_fields__]
    missing = [name for name in names if not environment.get(name)]
    if missing:
        raise MissingSetting(f"training needs the environment variable {', '.join(missing)}")
    return Settings(*(environment[name] for name in names))
