"""The contract that callers read at /openapi.json, made to say exactly what the API does.

Each route states its roles and the codes it can answer with (`operation`); FastAPI documents the rest.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from reference_platform.api.identity import PEOPLE_ONLY, REQUIRED_ROLES
from reference_platform.api.problems import MEDIA_TYPE, ProblemDetails

REFERENCE = "#/components/schemas/{model}"
PROBLEM_SCHEMA = {"$ref": REFERENCE.format(model=ProblemDetails.__name__)}
BEARER = {"type": "http", "scheme": "bearer"}


def operation(
    answer: type[BaseModel] | None,
    *,
    status: int = 200,
    roles: Sequence[str] = (),
    people_only: bool = False,
    problems: Sequence[int] = (),
    also: dict[int, type[BaseModel]] | None = None,
) -> dict[str, Any]:
    """What a route's decorator needs to document it truly.

    `answer` is the body of `status`, or None when it is no JSON; `also` gives other codes that carry a body of
    their own, and `problems` the codes answered with problem details. A route with `roles` can also answer 401
    and 403; `people_only` refuses services that have the role.
    """
    guard: dict[str, Any] = {REQUIRED_ROLES: sorted(roles), "security": [{"bearer": []}]}
    if people_only:
        guard[PEOPLE_ONLY] = True
    codes = sorted({*problems, *((401, 403) if roles else ())})
    return {
        "status_code": status,
        "response_model": answer,
        "responses": {
            **{code: {"model": model} for code, model in (also or {}).items()},
            **{code: problem_response(code) for code in codes},
        },
        "openapi_extra": guard if roles else None,
    }


def problem_response(code: int) -> dict[str, Any]:
    """A response with problem details."""
    return {"description": HTTPStatus(code).phrase, "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        contract = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = contract["components"]
        components["securitySchemes"] = {"bearer": BEARER}
        schema = ProblemDetails.model_json_schema(ref_template=REFERENCE)
        components["schemas"] |= schema.pop("$defs") | {ProblemDetails.__name__: schema}
        app.openapi_schema = contract
    return app.openapi_schema
