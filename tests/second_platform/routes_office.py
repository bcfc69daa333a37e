"""Routes of the office: tokens, signs of life, the purge and the audit log."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from tests.second_platform.access import Caller
from tests.second_platform.routes_customers import BASE

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"const": "client_credentials"},
                        "client_id": {"type": "string"},
                        "client_secret": {"type": "string"},
                    },
                }
            }
        },
    }
}


def router(desk: Any) -> APIRouter:
    """The routes in the dialect of the desk."""
    routes, platform, known, path = APIRouter(), desk.platform, desk.shapes, desk.dialect.path

    @routes.get(path("alive"), **desk.described("alive"))
    def alive() -> Response:
        return desk.done("alive")

    @routes.get(
        path("ready"), response_model=known.Readiness, responses={desk.code("not_ready"): {"model": known.Readiness}}
    )
    def ready() -> Any:
        parts = platform.readiness()
        if all(part["state"] == desk.dialect.states["yes"] for part in parts):
            return {"parts": parts}
        return JSONResponse(desk.dialect.outwards({"parts": parts}), desk.code("not_ready"))

    @routes.post(
        path("token"),
        response_model=known.Token,
        openapi_extra=FORM,
        **desk.described(None, "no_identity", "invalid", "not_ready"),
    )
    async def token(request: Request) -> Any:
        granted = await desk.token(request)
        return {"access_token": granted, "token_type": "Bearer", "expires_in": desk.access.token_s}

    @routes.post(path("purge"), response_model=known.Purge, **desk.described(None, *BASE))
    def purge(caller: Annotated[Caller, desk.caller("archive")]) -> Any:
        return platform.purge(caller)

    word = {name: Query(alias=desk.dialect.fields[name], max_length=200) for name in FILTERS}
    after = Query(alias=desk.dialect.fields["sequence"], ge=0)

    @routes.get(path("audit"), response_model=known.Audit, **desk.described(None, *BASE))
    def audit(
        caller: Annotated[Caller, desk.caller("auditor")],
        event: Annotated[str | None, word["event"]] = None,
        who: Annotated[str | None, word["who"]] = None,
        about: Annotated[str | None, word["object"]] = None,
        reference: Annotated[str | None, word["reference"]] = None,
        after: Annotated[int, after] = 0,
    ) -> Any:
        filters = {"event": event, "who": who, "object": about, "reference": reference}
        return {"items": platform.audit(caller, filters, after)}

    return routes


FILTERS = ("event", "who", "object", "reference")
