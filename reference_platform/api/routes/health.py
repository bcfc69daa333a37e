"""Whether the process answers, and whether it can score."""

import asyncio

from fastapi import APIRouter, Request, Response

from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.parts import Parts
from reference_platform.api.problems import Problem
from reference_platform.api.registry import RegistryAway
from reference_platform.api.wire import Dependencies, Health, Readiness, State

router = APIRouter(route_class=GuardedRoute, tags=["health"])

PROBE_TIMEOUT_S = 1.5
NEEDED_TO_SCORE = ("database", "model")


@router.get("/health", **operation(Health))
async def health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/ready", **operation(Readiness, also={503: Readiness}))
async def ready(request: Request, response: Response) -> Readiness:
    """Each dependency and its state; 503 when no score can be given."""
    readiness = await probe(request.app.state.parts)
    if readiness.status == "not_ready":
        response.status_code = 503
    return readiness


async def probe(parts: Parts) -> Readiness:
    """Ask every dependency at once; the slowest has 1.5 s."""
    notes: list[str] = []
    database, cache, broker, registry = await asyncio.gather(
        within_time(database_is_up(parts)),
        within_time(parts.cache.is_up()),
        within_time(parts.broker.is_up()),
        within_time(registry_is_up(parts, notes)),
    )
    states: dict[str, State] = {
        name: "up" if is_up else "down"
        for name, is_up in (
            ("database", database),
            ("cache", cache),
            ("broker", broker),
            ("registry", registry),
            ("model", parts.serving.current is not None),
        )
    }
    status = "ready"
    if parts.serving.refusal:
        notes.append(parts.serving.refusal)
    if parts.audit.late:
        notes.append("copies of the audit log are late")
    if "down" in states.values() or notes:
        status = "degraded"
    if any(states[name] == "down" for name in NEEDED_TO_SCORE):
        status = "not_ready"
    return Readiness(status=status, dependencies=Dependencies(**states), notes=notes)


async def database_is_up(parts: Parts) -> bool:
    """Whether the database answers a statement."""
    try:
        return await parts.database.row("select 1") is not None
    except Problem:
        return False


async def registry_is_up(parts: Parts, notes: list[str]) -> bool:
    """Whether the registry answers; that it names something else than what serves is added to the notes."""
    try:
        if await parts.serving.names_something_else():
            notes.append("the registry names a version that no applied change names")
    except RegistryAway:
        return False
    return True


async def within_time(answer: object) -> bool:
    """The answer of a probe, or False when it takes too long."""
    try:
        return await asyncio.wait_for(answer, PROBE_TIMEOUT_S)  # type: ignore[arg-type]
    except TimeoutError:
        return False
