"""What is decided about an instance before anything starts: its folder, ports, secrets and parts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from reference_platform.parts.catalogue import Parts

HOST = "127.0.0.1"
POSTGRES_ROLES = (
    "postgres",
    "api",
    "pipeline",
    "archivist",
    "trainer",
    "mlflow",
    "analyst",
    "auditor",
    "dba",
    "acceptance",
    "searcher",
    "vault",
)
KAFKA_USERS = ("admin", "controller", "api", "pipeline", "acceptance", "searcher")
# The insider may change the model in the registry, for trying what comes of it.
MLFLOW_USERS = ("admin", "api", "trainer", "acceptance", "insider")
S3_KEYS = ("root", "mlflow", "trainer", "api", "eraser", "archivist", "acceptance", "searcher", "watch")
DOUBLES = ("crm", "bureau", "notifications")
API_ROLES = (
    "scorer",
    "registrar",
    "privacy_officer",
    "change_manager",
    "model_developer",
    "model_approver",
    "model_operator",
    "auditor",
    "integration",
    "reviewer",
    "administrator",
)
PIPELINE_USER = "pipeline"
PIPELINE_ROLES = ("scorer",)
# Identities for trying what nobody may: a service that reviews, a person who reviews what they opened themselves, an
# account with every right over models, second accounts of the model developer, a service that approves, somebody
# whose token has ended, and two agencies that may see only the customers whom each brought.
TRIAL_ROLES = {
    "review_robot": ("reviewer",),
    "branch_manager": ("registrar", "reviewer"),
    "model_administrator": ("model_developer", "model_approver", "model_operator"),
    "developers_second_account": ("model_approver", "model_operator"),
    "delivery_robot": ("model_developer", "model_approver", "model_operator"),
    "former_scorer": ("scorer",),
    "north_agency": ("registrar", "scorer"),
    "south_agency": ("registrar", "scorer"),
}
ENDED = {"former_scorer": 1_577_836_800}
"""Whose token ended, and when (seconds since 1970)."""
OWN_ONLY = ("north_agency", "south_agency")
SERVICE_USERS = ("integration", PIPELINE_USER, "review_robot", "delivery_robot")
# Whoever is not here is a person of their own.
SECOND_ACCOUNTS = {"developers_second_account": "model_developer"}
# Who may do what at the card vault. It knows nobody else, and nobody else knows these.
VAULT_ROLES = {
    "scoring_api": ("tokeniser",),
    "pipeline": ("tokeniser",),
    "card_officer": ("card_officer",),
    "second_card_officer": ("card_officer",),
    "card_robot": ("card_officer",),
    "key_custodian": ("key_custodian",),
    "card_clerk": ("scorer",),
}
VAULT_SERVICES = ("scoring_api", "pipeline", "card_robot")


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one instance, consecutive from its slot's first; `*_proxy` are Toxiproxy's."""

    postgres: int
    redis: int
    kafka_app: int
    kafka_suite: int
    kafka_controller: int
    s3: int
    mlflow: int
    api: int
    crm: int
    bureau: int
    notifications: int
    toxiproxy: int
    supervisor: int
    postgres_proxy: int
    redis_proxy: int
    kafka_proxy: int
    s3_proxy: int
    mlflow_proxy: int
    careless: int
    """Where a client of the API ends up that forgets to encrypt, as it would at port 80: nobody listens there."""
    vault: int

    @classmethod
    def from_slot(cls, first: int) -> Ports:
        return cls(*range(first, first + len(fields(cls))))

    @classmethod
    def needed(cls) -> int:
        return len(fields(cls))


@dataclass(frozen=True)
class Credentials:
    """Every secret of one instance, by user; generated, never a default, gone with the instance."""

    postgres: Mapping[str, str]
    kafka: Mapping[str, str]
    mlflow: Mapping[str, str]
    s3: Mapping[str, str]
    api_tokens: Mapping[str, str]
    doubles: Mapping[str, str]
    vault_tokens: Mapping[str, str]
    redis: str
    supervisor: str
    mlflow_session_key: str

    @classmethod
    def generate(cls) -> Credentials:
        return cls(
            postgres=_secret_for(POSTGRES_ROLES),
            kafka=_secret_for(KAFKA_USERS),
            mlflow=_secret_for(MLFLOW_USERS),
            s3=_secret_for(S3_KEYS),
            api_tokens=_secret_for((*API_ROLES, *TRIAL_ROLES, PIPELINE_USER)),
            doubles=_secret_for(DOUBLES),
            vault_tokens=_secret_for(tuple(VAULT_ROLES)),
            redis=_new_secret(),
            supervisor=_new_secret(),
            mlflow_session_key=_new_secret(),
        )


def _new_secret() -> str:
    # Hexadecimal on purpose: it needs no quoting in any of the ten configuration formats it is written to.
    return secrets.token_hex(20)


def _secret_for(users: tuple[str, ...]) -> dict[str, str]:
    return {user: _new_secret() for user in users}


@dataclass(frozen=True)
class Plan:
    """One instance as decided; every service writes its configuration from this and nothing else."""

    name: str
    directory: Path
    ports: Ports
    credentials: Credentials
    parts: Parts

    @property
    def log(self) -> Path:
        return self.directory / "log"

    @property
    def temporary(self) -> Path:
        return self.directory / "tmp"

    @property
    def ca_file(self) -> Path:
        return self.directory / "certificates" / "ca.pem"

    @property
    def certificate_file(self) -> Path:
        return self.directory / "certificates" / "server.pem"

    @property
    def key_file(self) -> Path:
        return self.directory / "certificates" / "server.key"

    def log_of(self, program: str) -> Path:
        return self.log / f"{program}.log"

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        data = json.loads(text)
        return cls(
            name=data["name"],
            directory=Path(data["directory"]),
            ports=Ports(**data["ports"]),
            credentials=Credentials(**data["credentials"]),
            parts=Parts(**{name: Path(path) for name, path in data["parts"].items() if path is not None}),
        )


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, never world-readable even for a moment."""
    path.touch(mode=0o600)
    path.write_text(text)
