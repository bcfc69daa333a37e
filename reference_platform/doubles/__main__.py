"""The doubles of the outside world: `python -m reference_platform.doubles`, each on a port of its own.

One process serves all of them; nothing but the process is shared: state, token and faults are each one's own.
"""

import asyncio
import os
import sys
from collections.abc import Mapping

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from reference_platform.api.replicas import listen
from reference_platform.doubles import bureau, crm, notifications
from reference_platform.doubles.service import create_double

DOUBLES = {"crm": crm.routes, "bureau": bureau.routes, "notifications": notifications.routes}
SETTINGS = (
    "TLS_CERT_FILE",
    "TLS_KEY_FILE",
    *(f"{name.upper()}_{what}" for name in DOUBLES for what in ("PORT", "TOKEN")),
)


def main() -> int:
    """Serve until told to stop; returns 1 after one sentence when that is impossible."""
    missing = [setting for setting in SETTINGS if not os.environ.get(setting)]
    if missing:
        sys.stderr.write(f"the doubles need the environment variable {', '.join(missing)}\n")
        return 1
    ports = {name: int(os.environ[f"{name.upper()}_PORT"]) for name in DOUBLES}
    doubles = {
        ports[name]: create_double(name, os.environ[f"{name.upper()}_TOKEN"], routes())
        for name, routes in DOUBLES.items()
    }
    try:
        listeners = [listen(port) for port in doubles]
    except OSError as error:
        sys.stderr.write(f"the doubles cannot listen on the ports {', '.join(map(str, doubles))}: {error.strerror}\n")
        return 1
    config = uvicorn.Config(
        told_apart_by_port(doubles),
        access_log=False,
        log_level="warning",
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        ssl_certfile=os.environ["TLS_CERT_FILE"],
        ssl_keyfile=os.environ["TLS_KEY_FILE"],
    )
    asyncio.run(uvicorn.Server(config).serve(sockets=listeners))
    return 0


def told_apart_by_port(doubles: Mapping[int, ASGIApp]) -> ASGIApp:
    """One application that hands each request to the double whose port it came in by."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await doubles[scope["server"][1]](scope, receive, send)

    return serve


if __name__ == "__main__":
    sys.exit(main())
