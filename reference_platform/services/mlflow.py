"""MLflow as tracking server and model registry, with user accounts, PostgreSQL and the object store behind it.

It runs as `python -m reference_platform.registry`; the `mlflow server` command would cost 3.5 s and 260 MB more, and
sets exactly the variables that `environment` sets here.
"""

from __future__ import annotations

import base64
import json
import ssl
import urllib.request
from pathlib import Path
from typing import Any

from reference_platform.services import postgres, s3
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program, base_environment, python_module

MODEL = "credit-scoring"
CHAMPION = "champion"
# Everybody with an account may read; whoever creates something may change it; the rest is granted.
DEFAULT_PERMISSION = "READ"


def url(plan: Plan, *, direct: bool = False) -> str:
    """The address for applications (through Toxiproxy), or the server's own."""
    return f"https://{HOST}:{plan.ports.mlflow if direct else plan.ports.mlflow_proxy}"


def _store(plan: Plan, database: str) -> str:
    # SQLAlchemy 2.1 reads a bare `postgresql:` as psycopg 3.
    return postgres.url(plan, "mlflow", database).replace("postgresql:", "postgresql+psycopg2:", 1)


def _accounts_file(plan: Plan) -> Path:
    return plan.directory / "mlflow-accounts.ini"


def environment(plan: Plan) -> dict[str, str]:
    """What the server reads at start; `_`-names are those its own command line would set."""
    store = _store(plan, postgres.MLFLOW)
    return base_environment(plan) | {
        "_MLFLOW_SERVER_FILE_STORE": store,
        "_MLFLOW_SERVER_REGISTRY_STORE": store,
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": f"s3://{s3.MODELS}",
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
        "_MLFLOW_SGI_NAME": "uvicorn",
        "_MLFLOW_IN_JOB_EXECUTOR": "false",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_ENABLE_AI_GATEWAY": "false",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_AUTH_CONFIG_PATH": str(_accounts_file(plan)),
        "MLFLOW_FLASK_SERVER_SECRET_KEY": plan.credentials.mlflow_session_key,
        "MLFLOW_SQLALCHEMYSTORE_POOL_SIZE": "4",
        "MLFLOW_S3_ENDPOINT_URL": s3.endpoint(plan),
        "AWS_ACCESS_KEY_ID": "mlflow",
        "AWS_SECRET_ACCESS_KEY": plan.credentials.s3["mlflow"],
        "AWS_DEFAULT_REGION": s3.REGION,
        "AWS_CA_BUNDLE": str(plan.ca_file),
    }


def program(plan: Plan) -> Program:
    arguments = (
        *("--host", HOST, "--port", str(plan.ports.mlflow)),
        *("--ssl-certfile", str(plan.certificate_file), "--ssl-keyfile", str(plan.key_file)),
        *("--log-level", "warning", "--timeout-graceful-shutdown", "0"),
    )
    return Program("mlflow", python_module("reference_platform.registry", *arguments), environment(plan))


def write_configuration(plan: Plan) -> None:
    write_private(
        _accounts_file(plan),
        "[mlflow]\n"
        f"default_permission = {DEFAULT_PERMISSION}\n"
        f"database_uri = {_store(plan, postgres.MLFLOW_AUTH)}\n"
        "admin_username = admin\n"
        f"admin_password = {plan.credentials.mlflow['admin']}\n"
        "authorization_function = mlflow.server.auth:authenticate_request_basic_auth\n"
        "grant_default_workspace_access = false\n"
        # A password is hashed once a minute per user instead of at every request.
        "auth_cache_ttl_seconds = 60\n",
    )


def call(plan: Plan, user: str, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """One call of MLflow's REST API through the proxy.

    Raises:
        OSError: it does not answer, or answers with an error (urllib.error.HTTPError).
    """
    login = base64.b64encode(f"{user}:{plan.credentials.mlflow[user]}".encode()).decode()
    request = urllib.request.Request(
        f"{url(plan)}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(request, timeout=20, context=context) as answer:
        return json.load(answer)


def create_accounts(plan: Plan) -> None:
    """Create every user but the admin, whom MLflow itself made at its first start."""
    for user, password in plan.credentials.mlflow.items():
        if user != "admin":
            account = {"username": user, "password": password}
            call(plan, "admin", "POST", "/api/2.0/mlflow/users/create", account)


def grant_on_model(plan: Plan, user: str, permission: str) -> None:
    """Let a user do more than read with the scoring model (READ, USE, EDIT or MANAGE)."""
    grant = {
        "username": user,
        "resource_type": "registered_model",
        "resource_id": MODEL,
        "permission": permission,
    }
    call(plan, "admin", "POST", "/api/3.0/mlflow/users/permissions/grant", grant)


def champion(plan: Plan) -> dict[str, Any]:
    """The version of the model that serves, as the API's user sees it."""
    path = f"/api/2.0/mlflow/registered-models/alias?name={MODEL}&alias={CHAMPION}"
    return call(plan, "api", "GET", path)["model_version"]


def probe_health(plan: Plan) -> None:
    """Ask the server alone, before there is a model.

    Raises:
        OSError: not ready.
    """
    context = ssl.create_default_context(cafile=str(plan.ca_file))
    with urllib.request.urlopen(f"{url(plan)}/health", timeout=5, context=context):
        return


def probe(plan: Plan) -> None:
    """Look the serving model up: server, accounts and database must all work.

    Raises:
        OSError: not ready.
    """
    champion(plan)
