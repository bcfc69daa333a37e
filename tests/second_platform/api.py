"""The interface over HTTP of one replica, with a published description that is true."""

import asyncio
import sys
import urllib.parse
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader, OAuth2
from starlette.exceptions import HTTPException

from tests.second_platform import routes_customers, routes_decisions, routes_office
from tests.second_platform.access import ANONYMOUS, Access, Caller, basic_credentials
from tests.second_platform.card_numbers import holds_card_number
from tests.second_platform.dialect import Dialect
from tests.second_platform.parts import Refused
from tests.second_platform.rights import Platform
from tests.second_platform.shapes import shapes


class Desk:
    """What the routes are written with: the platform, its shapes, who may call, and how answers are described."""

    def __init__(self, platform: Platform, access: Access) -> None:
        self.platform, self.access, self.dialect = platform, access, platform.dialect
        self.shapes = shapes(platform.dialect)

    def code(self, name: str) -> int:
        return self.dialect.codes[name]

    def done(self, name: str) -> Response:
        """An answer that says by its code alone that it is done."""
        return Response(status_code=self.code(name))

    def described(self, done: str | None, *refusals: str) -> dict[str, Any]:
        """What a route says of its answers; one without content is named by `done`."""
        problems = {self.code(name): {"model": self.shapes.Problem} for name in refusals}
        if done is None:
            return {"responses": problems}
        return {"responses": problems, "status_code": self.code(done), "response_class": Response}

    def caller(self, *roles: str) -> Any:
        """A dependency that lets in who has one of the roles; without any, nobody is asked who they are."""
        key = APIKeyHeader(name=self.dialect.headers["key"], auto_error=False, scheme_name="people")
        flows = {"clientCredentials": {"tokenUrl": self.dialect.path("token"), "scopes": {}}}
        bearer = OAuth2(flows=flows, auto_error=False, scheme_name="machines")
        allowed = {self.dialect.roles[role] for role in roles}

        def identify(
            request: Request,
            key: Annotated[str | None, Security(key)] = None,
            bearer: Annotated[str | None, Security(bearer)] = None,
        ) -> Caller:
            found = self._known(key, bearer)
            caller = Caller(*(found or (ANONYMOUS, "machine", ())), *_circumstances(request, self.dialect))
            if found is None:
                self._deny(request, caller)
                raise Refused("no_identity", "Say who you are.")
            if not allowed & set(caller.roles):
                self._deny(request, caller)
                raise Refused("no_right", "You may not do this.")
            return caller

        return Depends(identify)

    def _deny(self, request: Request, caller: Caller) -> None:
        """Note who was refused what: the customer whom it was about, or else the route."""
        number = request.path_params.get("number")
        self.platform.note(caller, "denied", number, "refused", request.scope["route"].path)

    def _known(self, key: str | None, bearer: str | None) -> tuple[str, str, tuple[str, ...]] | None:
        caller = self.access.person(key) if key else None
        if caller is None and bearer and bearer.lower().startswith("bearer "):
            caller = self.access.machine(bearer[7:])
        return None if caller is None else (caller.name, caller.kind, caller.roles)

    async def token(self, request: Request) -> str:
        """A token for the client credentials of a request, in its header or its form (RFC 6749, section 2.3.1)."""
        form = dict(urllib.parse.parse_qsl((await request.body()).decode("utf-8", "replace")))
        client, secret = basic_credentials(request.headers.get("authorization", ""))
        client, secret = client or form.get("client_id", ""), secret or form.get("client_secret", "")
        if form.get("grant_type") != "client_credentials":
            raise Refused("invalid", "Only client_credentials are granted here.", ["grant_type"])
        token = self.access.token(client, secret)
        where = _circumstances(request, self.dialect)
        if token is None:
            self.platform.note(Caller(ANONYMOUS, "machine", (), *where), "denied", None, "refused", request.url.path)
            raise Refused("no_identity", "These client credentials are not known.")
        self.platform.note(Caller(client, "machine", (), *where), "signed_in", about=request.url.path)
        return token


def _circumstances(request: Request, dialect: Dialect) -> tuple[str, str]:
    origin = request.client.host if request.client else ""
    reference = request.headers.get(dialect.headers["reference"], "")[:100]
    return origin, "" if holds_card_number(reference) else reference


def build(platform: Platform, access: Access) -> FastAPI:
    """The application of one replica."""
    desk = Desk(platform, access)
    application = FastAPI(title="Crédito", version="3", docs_url=None, redoc_url=None)
    for routes in (routes_customers, routes_decisions, routes_office):
        application.include_router(routes.router(desk))
    _refuse_in_own_words(application, desk)
    _publish_only_own_problems(application)
    return application


def _refuse_in_own_words(application: FastAPI, desk: Desk) -> None:
    def answer(code: int, why: str, fields: list[str]) -> JSONResponse:
        return JSONResponse(desk.dialect.outwards({"problem": {"why": why, "fields": fields}}), code)

    @application.exception_handler(Refused)
    def refused(_: Request, error: Refused) -> JSONResponse:
        return answer(desk.code(error.code), error.why, [desk.dialect.fields.get(name, name) for name in error.fields])

    @application.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # Which fields, never what was in them: a name that nobody knows may be a detail as well.
        known = {*desk.dialect.fields.values(), *desk.dialect.headers.values(), "grant_type"}
        named = {str(found["loc"][-1]) for found in error.errors()}
        fields = sorted(name if name in known else "?" for name in named)
        return answer(desk.code("invalid"), "This cannot be used.", fields)

    @application.exception_handler(HTTPException)
    def other(_: Request, error: HTTPException) -> JSONResponse:
        return answer(error.status_code, "There is nothing here.", [])

    @application.middleware("http")
    async def fail_in_silence(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        # The text of an error may hold what somebody sent: the log gets its kind, the caller not even that.
        await asyncio.sleep(desk.dialect.answer_ms / 1000)
        try:
            return await proceed(request)
        except Exception as error:  # noqa: BLE001
            sys.stderr.write(f"failed: {type(error).__name__}\n")
            return answer(desk.code("not_ready"), "A part of the platform does not answer.", [])


def _publish_only_own_problems(application: FastAPI) -> None:
    """FastAPI describes an answer 422 in its own words, which this platform never gives."""
    original: Callable[[], dict[str, Any]] = application.openapi

    def openapi() -> dict[str, Any]:
        described = original()
        for operations in described["paths"].values():
            for operation in operations.values():
                if "HTTPValidationError" in str(operation["responses"].get("422")):
                    del operation["responses"]["422"]
        for name in ("HTTPValidationError", "ValidationError"):
            described["components"]["schemas"].pop(name, None)
        return described

    application.openapi = openapi  # type: ignore[method-assign]
