"""The platform's own programs: the Scoring API, the pipeline, and the doubles of the outside world.

Each gets its own identity at every service and nothing of anybody else's; all of it by environment variables.
"""

from __future__ import annotations

import hashlib
import json
import ssl
import urllib.request
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.services import mlflow, postgres, redis, s3, vault
from reference_platform.services.plan import (
    API_ROLES,
    DOUBLES,
    ENDED,
    HOST,
    OWN_ONLY,
    PIPELINE_ROLES,
    PIPELINE_USER,
    SECOND_ACCOUNTS,
    SERVICE_USERS,
    TRIAL_ROLES,
    Plan,
    write_private,
)
from reference_platform.services.program import Program, base_environment, python_module

ENVIRONMENT = "reference"  # what the record of model changes calls this place


def api_url(plan: Plan) -> str:
    return f"https://{HOST}:{plan.ports.api}"


def double_port(plan: Plan, double: str) -> int:
    return getattr(plan.ports, double)


def double_url(plan: Plan, double: str) -> str:
    return f"https://{HOST}:{double_port(plan, double)}"


def ready_file(plan: Plan) -> Path:
    """Where the pipeline writes its PID once it has its partitions and its database connection."""
    return plan.directory / "pipeline.ready"


def _tokens_file(plan: Plan) -> Path:
    return plan.directory / "api-tokens.json"


def write_configuration(plan: Plan) -> None:
    """Write the digests of the API's tokens with the user, the roles and the kind of user each stands for."""
    roles = {role: (role,) for role in API_ROLES} | TRIAL_ROLES | {PIPELINE_USER: PIPELINE_ROLES}
    tokens = {
        hashlib.sha256(token.encode()).hexdigest(): {
            "user": user,
            "roles": list(roles[user]),
            "kind": "service" if user in SERVICE_USERS else "person",
            "person": SECOND_ACCOUNTS.get(user, user),
            "ends": ENDED.get(user),
            "own_only": user in OWN_ONLY,
        }
        for user, token in plan.credentials.api_tokens.items()
    }
    write_private(_tokens_file(plan), json.dumps(tokens))


def _server(plan: Plan, port: int) -> dict[str, str]:
    return {
        "LISTEN_PORT": str(port),
        "TLS_CERT_FILE": str(plan.certificate_file),
        "TLS_KEY_FILE": str(plan.key_file),
    }


def _doubles_as_clients_see_them(plan: Plan) -> dict[str, str]:
    return {f"{double.upper()}_URL": double_url(plan, double) for double in DOUBLES} | {
        f"{double.upper()}_TOKEN": plan.credentials.doubles[double] for double in DOUBLES
    }


def _as(plan: Plan, user: str) -> dict[str, str]:
    """The addresses of the services with the identity of `user` at the database and the broker."""
    return (
        base_environment(plan)
        | {
            "CA_FILE": str(plan.ca_file),
            "DATABASE_URL": postgres.url(plan, user, postgres.SCORING),
            "REDIS_URL": redis.url(plan),
            "KAFKA_BOOTSTRAP": f"{HOST}:{plan.ports.kafka_proxy}",
            "KAFKA_USER": user,
            "KAFKA_PASSWORD": plan.credentials.kafka[user],
            "MLFLOW_URL": mlflow.url(plan),
        }
        | _doubles_as_clients_see_them(plan)
    )


def _trainer(plan: Plan) -> dict[str, str]:
    return {
        "MLFLOW_USER": "trainer",
        "MLFLOW_PASSWORD": plan.credentials.mlflow["trainer"],
        "S3_ENDPOINT": s3.endpoint(plan),
        "S3_ACCESS_KEY": "trainer",
        "S3_SECRET_KEY": plan.credentials.s3["trainer"],
    }


def training(plan: Plan, seed: int) -> Program:
    """The training that makes the first model; run once, in the template."""
    command = python_module("reference_platform.training", "--seed", str(seed))
    environment = base_environment(plan) | _trainer(plan)
    addresses = {
        "CA_FILE": str(plan.ca_file),
        "DATABASE_URL": postgres.url(plan, "trainer", postgres.SCORING),
        "MLFLOW_URL": mlflow.url(plan),
    }
    return Program("training", command, environment | addresses)


def api(plan: Plan) -> Program:
    environment = (
        _as(plan, "api")
        | _server(plan, plan.ports.api)
        | {
            "MLFLOW_USER": "api",
            "MLFLOW_PASSWORD": plan.credentials.mlflow["api"],
            "S3_ENDPOINT": s3.endpoint(plan),
            **vault.as_client(plan, "scoring_api"),
            "S3_ACCESS_KEY": "api",
            "S3_SECRET_KEY": plan.credentials.s3["api"],
            "TOKENS_FILE": str(_tokens_file(plan)),
            "ENVIRONMENT": ENVIRONMENT,
            "PROMETHEUS_MULTIPROC_DIR": str(plan.directory / "api-metrics"),
        }
    )
    return Program("api", python_module("reference_platform.api"), environment)


def pipeline(plan: Plan) -> Program:
    """The pipeline's worker; it also starts trainings and works off erasures, so it carries those identities."""
    environment = (
        _as(plan, "pipeline")
        | _trainer(plan)
        | {
            "TRAINER_DATABASE_URL": postgres.url(plan, "trainer", postgres.SCORING),
            **vault.as_client(plan, "pipeline"),
            "ERASER_ACCESS_KEY": "eraser",
            "ERASER_SECRET_KEY": plan.credentials.s3["eraser"],
            "ARCHIVIST_DATABASE_URL": postgres.url(plan, "archivist", postgres.SCORING),
            "ARCHIVIST_ACCESS_KEY": "archivist",
            "ARCHIVIST_SECRET_KEY": plan.credentials.s3["archivist"],
            "SCORING_API_URL": api_url(plan),
            "SCORING_API_TOKEN": plan.credentials.api_tokens[PIPELINE_USER],
            "READY_FILE": str(ready_file(plan)),
        }
    )
    return Program("pipeline", python_module("reference_platform.pipeline"), environment)


def doubles(plan: Plan) -> Program:
    """All doubles in one program; each has its own port and its own token."""
    environment = base_environment(plan) | {
        "TLS_CERT_FILE": str(plan.certificate_file),
        "TLS_KEY_FILE": str(plan.key_file),
    }
    for name in DOUBLES:
        environment |= {
            f"{name.upper()}_PORT": str(double_port(plan, name)),
            f"{name.upper()}_TOKEN": plan.credentials.doubles[name],
        }
    return Program("doubles", python_module("reference_platform.doubles"), environment)


def probe_api(plan: Plan) -> None:
    """The API must call itself ready, which includes its model and every dependency.

    Raises:
        OSError: not ready.
    """
    _get(plan, f"{api_url(plan)}/ready")


def probe_doubles(plan: Plan) -> None:
    """Every double must answer its health check.

    Raises:
        OSError: not ready.
    """
    for name in DOUBLES:
        _get(plan, f"{double_url(plan, name)}/health")


def probe_pipeline(plan: Plan) -> None:
    """The pipeline must have said that it is ready, and the process that said so must live.

    Raises:
        ServiceFailed: it has not, or that process is gone.
    """
    try:
        pid = int(ready_file(plan).read_text())
    except (FileNotFoundError, ValueError) as error:
        raise ServiceFailed("The pipeline has not said that it is ready.") from error
    if not Path(f"/proc/{pid}").exists():
        raise ServiceFailed("The pipeline that said it was ready is gone.")


def _get(plan: Plan, url: str) -> None:
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(url, timeout=3, context=context):
        return
