"""What the API tells about each request: one log line, and figures for Prometheus.

Both know a request by its method, its route's template and its status. The path, the query, the headers and the
body name customers, so nothing of them is told; but for the caller's own name of the request (`x-request-id`).
"""

import logging
import os
import shutil
import time
from pathlib import Path

import psutil
from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_platform.api.wire import IDENTIFIER
from reference_platform.structured_log import note

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "(no route)"
REPLICA_HEADER = b"x-replica"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the replicas of one API put their figures together

REQUESTS = Histogram(
    "http_request_seconds", "Requests answered, and how long that took", ("method", "route", "status"), registry=None
)

MEMORY = Gauge(
    "process_resident_memory_bytes", "Memory of each process", ("program",), multiprocess_mode="liveall", registry=None
)
MEMORY_EVERY_S = 0.5
_memory_told_at = 0.0


class Telemetry:
    """Middleware that tells of each request when it is over, however it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500  # unless an answer is sent: whatever is raised through here becomes one

        async def send_and_look(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (REPLICA_HEADER, replica().encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_and_look)
        finally:
            tell(scope, status, time.perf_counter() - started)


def replica() -> str:
    """The name of this replica: every answer carries it, so that whoever compares replicas can tell them apart.

    The letter before the number keeps it from being taken for digits of something else, such as of a card.
    """
    return f"replica-p{os.getpid()}"


def tell(scope: Scope, status: int, seconds: float) -> None:
    """Log a request that is over, and count it."""
    method = scope["method"] if scope["method"] in METHODS else "(other)"
    route = getattr(scope.get("route"), "path", NO_ROUTE)
    REQUESTS.labels(method, route, str(status)).observe(seconds)
    tell_memory(time.monotonic())
    note(
        log,
        "request",
        method=method,
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 2),
        x_request_id=request_id_of(scope),
    )


def tell_memory(now_s: float) -> None:
    """Measure how much memory this replica uses, if the last time is long enough ago."""
    global _memory_told_at
    if now_s - _memory_told_at >= MEMORY_EVERY_S:
        _memory_told_at = now_s
        MEMORY.labels("api").set(psutil.Process().memory_info().rss)


def request_id_of(scope: Scope) -> str | None:
    """The caller's name of the request, if it is a plain identifier: free text may be anything."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text = value.decode("latin-1")
            return text if IDENTIFIER.fullmatch(text) else None
    return None


def exposition() -> bytes:
    """The figures of all replicas in Prometheus' text format."""
    registry = CollectorRegistry()
    if SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
        registry.register(MEMORY)
    return generate_latest(registry)


def empty_shared_folder(folder: Path) -> None:
    """Begin at zero: the figures of an earlier API are none of this one's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
