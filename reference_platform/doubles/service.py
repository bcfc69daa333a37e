"""What the doubles have in common: a bearer token, a health answer and a fault switch."""

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

# What the last two put into an answer that is right in form: another customer, or a bureau score that nobody has.
ALTERED = {"somebody_else": {"customer_id": "somebody-else"}, "impossible_score": {"credit_score": 9999}}
FAULTS = ("none", "refuse", "timeout", "broken_contract", *ALTERED)
LONGEST_WAIT_S = 30
LONGEST_FAULT_S = 120

Endpoint = Callable[[Request], Awaitable[Response]]


class BadRequest(Exception):
    """A request the double does not understand; the text says what it expects."""


@dataclass
class FaultSwitch:
    """Which fault is on. It switches itself off, so that a test that dies leaves no broken double behind."""

    kind: str = "none"
    seconds: float = 0.0
    expires_at: float = 0.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)

    def set(self, kind: str, seconds: float, expires_s: float) -> None:
        """Switch a fault on for `expires_s` seconds; a `timeout` delays each answer by `seconds`."""
        self.kind, self.seconds, self.expires_at = kind, seconds, self.clock() + expires_s

    def active(self) -> str:
        """The fault that is on now, or `none`."""
        return self.kind if self.clock() < self.expires_at else "none"


def create_double(name: str, token: str, routes: Sequence[Route], switch: FaultSwitch | None = None) -> Starlette:
    """A double that answers on `routes` to who knows `token`.

    A fault hits the routes named `integration`, those the platform uses; seeding and looking stay possible.
    """
    faults = switch or FaultSwitch()

    async def health(_request: Request) -> Response:
        return JSONResponse({"status": "ok", "service": name})

    async def set_fault(request: Request) -> Response:
        wanted = await json_object(request)
        kind = wanted.get("kind")
        seconds, expires_s = wanted.get("seconds", 0), wanted.get("expires_s", 30)
        if kind not in FAULTS:
            raise BadRequest(f"kind must be one of {', '.join(FAULTS)}")
        if not is_number(seconds) or not 0 <= seconds <= LONGEST_WAIT_S:
            raise BadRequest(f"seconds must be a number from 0 to {LONGEST_WAIT_S}")
        if not is_number(expires_s) or not 0 < expires_s <= LONGEST_FAULT_S:
            raise BadRequest(f"expires_s must be a number above 0 and up to {LONGEST_FAULT_S}")
        faults.set(kind, seconds, expires_s)
        return JSONResponse({"kind": kind, "seconds": seconds, "expires_s": expires_s})

    async def get_fault(_request: Request) -> Response:
        return JSONResponse({"kind": faults.active()})

    guarded = [
        *routes,
        Route("/fault", set_fault, methods=["PUT"]),
        Route("/fault", get_fault, methods=["GET"]),
    ]
    app = Starlette(
        routes=[
            Route("/health", health, methods=["GET"]),
            *(
                Route(
                    route.path,
                    with_token(
                        token,
                        with_faults(faults, route.endpoint) if is_integration(route) else route.endpoint,
                    ),
                    methods=list(route.methods or ()),
                )
                for route in guarded
            ),
        ],
        exception_handlers={BadRequest: bad_request},
    )
    app.state.faults = faults
    return app


def integration(path: str, endpoint: Endpoint, method: str) -> Route:
    """A route that the platform uses, and that a fault therefore hits."""
    return Route(path, endpoint, methods=[method], name="integration")


def is_integration(route: Route) -> bool:
    """Whether a fault hits this route."""
    return route.name == "integration"


def with_token(token: str, endpoint: Endpoint) -> Endpoint:
    """Answer 401 to who does not know the token."""
    expected = f"Bearer {token}".encode()

    async def guarded(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode("latin-1"), expected):
            return JSONResponse({"error": "unknown token"}, 401, {"WWW-Authenticate": "Bearer"})
        return await endpoint(request)

    return guarded


def with_faults(faults: FaultSwitch, endpoint: Endpoint) -> Endpoint:
    """Answer as the fault that is on would have it."""

    async def faulty(request: Request) -> Response:
        match faults.active():
            case "refuse":
                return JSONResponse({"error": "refused"}, 503)
            case "broken_contract":
                return JSONResponse({"unexpected": ["this", "is", "not", "the", "contract"]})
            case "timeout":
                await asyncio.sleep(faults.seconds)
            case ("somebody_else" | "impossible_score") as kind:
                return altered(await endpoint(request), ALTERED[kind])
        return await endpoint(request)

    return faulty


def altered(answer: Response, changes: dict[str, Any]) -> Response:
    """The answer with other values for those of its fields that are named in `changes`."""
    content = json.loads(answer.body)
    return JSONResponse(content | {name: changes[name] for name in changes.keys() & content}, answer.status_code)


async def json_object(request: Request) -> dict[str, Any]:
    """The request's body as a JSON object. Raises BadRequest."""
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise BadRequest("the body must be JSON") from error
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def is_number(value: object) -> bool:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


async def bad_request(_request: Request, error: Exception) -> Response:
    """Say what was expected."""
    return JSONResponse({"error": str(error)}, 400)
