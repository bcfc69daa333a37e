"""The vault's configuration, from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class MissingSetting(Exception):
    """An environment variable that is needed and not set, or that is not what it should be."""


@dataclass(frozen=True)
class Settings:
    """Addresses and credentials of the vault's own identity; every name is an environment variable.

    `ISSUER_DIGITS` (6 or 8) is how many leading digits name the issuer; `CARD_LIMIT_DAYS` after its last use a card
    goes; `WATCH_PAUSE_S` lies between two rounds of the watch over the object store.
    """

    database_url: str
    keys_file: str
    tokens_file: str
    issuer_digits: int
    card_limit_days: int
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    watch_pause_s: int
    ca_file: str
    tls_cert_file: str
    tls_key_file: str
    listen_port: int


NUMBERS = ("issuer_digits", "card_limit_days", "watch_pause_s", "listen_port")


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises MissingSetting naming every variable that is not set."""
    names = list(Settings.__dataclass_fields__)
    missing = [name.upper() for name in names if not environment.get(name.upper())]
    if missing:
        raise MissingSetting(f"the card vault needs the environment variable {', '.join(missing)}")
    values = {name: environment[name.upper()] for name in names}
    wrong = [name.upper() for name in NUMBERS if not values[name].isdigit()]
    if wrong:
        raise MissingSetting(f"{', '.join(wrong)} must be a whole number")
    if values["issuer_digits"] not in ("6", "8"):
        raise MissingSetting("ISSUER_DIGITS must be 6 or 8: more of a card number is shown to nobody")
    return Settings(**{name: int(value) if name in NUMBERS else value for name, value in values.items()})
