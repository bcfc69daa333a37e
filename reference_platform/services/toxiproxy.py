"""Toxiproxy between the applications and the services, so that a network can be broken on purpose."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from reference_platform.errors import ServiceFailed
from reference_platform.services.plan import HOST, Plan
from reference_platform.services.program import Program, base_environment


def proxies(plan: Plan) -> dict[str, tuple[int, int]]:
    """By name: the port applications use, and the port of the service behind it."""
    ports = plan.ports
    return {
        "postgres": (ports.postgres_proxy, ports.postgres),
        "redis": (ports.redis_proxy, ports.redis),
        "kafka": (ports.kafka_proxy, ports.kafka_app),
        "s3": (ports.s3_proxy, ports.s3),
        "mlflow": (ports.mlflow_proxy, ports.mlflow),
    }


def url(plan: Plan) -> str:
    """The HTTP API that sets faults; it has no authentication of its own."""
    return f"http://{HOST}:{plan.ports.toxiproxy}"


def program(plan: Plan) -> Program:
    command = (
        str(plan.parts.toxiproxy / "toxiproxy-server"),
        *("-host", HOST, "-port", str(plan.ports.toxiproxy), "-config", str(_configuration(plan))),
    )
    # At its default level it writes two lines for every connection.
    return Program("toxiproxy", command, base_environment(plan) | {"LOG_LEVEL": "warn"})


def write_configuration(plan: Plan) -> None:
    entries = [
        {"name": name, "listen": f"{HOST}:{listen}", "upstream": f"{HOST}:{upstream}", "enabled": True}
        for name, (listen, upstream) in proxies(plan).items()
    ]
    _configuration(plan).write_text(json.dumps(entries))


def probe(plan: Plan) -> None:
    """All five proxies must be listed.

    Raises:
        OSError: it does not answer.
        ServiceFailed: a proxy is missing.
    """
    with urllib.request.urlopen(f"{url(plan)}/proxies", timeout=2) as answer:
        missing = proxies(plan).keys() - json.load(answer).keys()
    if missing:
        raise ServiceFailed(f"Toxiproxy has no proxy for {', '.join(sorted(missing))}.")


def _configuration(plan: Plan) -> Path:
    return plan.directory / "toxiproxy.json"
