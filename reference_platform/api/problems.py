"""Errors as problem details (RFC 9457) which tell the caller what to do and never repeat what was sent.

A message names fields, never values: a value may be a card number or a name, and an error travels into logs.
"""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from reference_platform.api.faults import place_of
from reference_platform.api.field_messages import field_and_message

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(extra="forbid")
    field: str = Field(description="the field's name, or that of its parent when the field is unknown")
    message: str


class ProblemDetails(BaseModel):
    """An error, as RFC 9457 has it."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="identifies the kind of problem")
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = Field(default=[], description="the fields concerned, when there are any")


class Problem(Exception):
    """Raised anywhere below a route to answer with problem details.

    `kind` ends the problem's type (`/problems/<kind>`); `detail` is one sentence and holds no input value.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        errors: Sequence[FieldProblem] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers

    def response(self) -> JSONResponse:
        """The answer to send."""
        body = ProblemDetails(
            type=f"/problems/{self.kind}",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            errors=list(self.errors),
        )
        return JSONResponse(body.model_dump(exclude_defaults=True), self.status, self.headers, media_type=MEDIA_TYPE)


def unauthenticated() -> Problem:
    """401: no token, or none that is known."""
    return Problem(
        401,
        "not-authenticated",
        "Send a valid access token in the Authorization header.",
        headers={"WWW-Authenticate": 'Bearer realm="scoring"'},
    )


def forbidden(roles: Sequence[str]) -> Problem:
    """403: the caller is known and may not do this."""
    return Problem(403, "not-permitted", f"This needs the role {' or '.join(roles)}.")


def no_lawful_basis() -> Problem:
    """403: nothing is scored without a recorded lawful basis."""
    return Problem(
        403,
        "no-lawful-basis",
        "No lawful basis for credit scoring is recorded for this customer; record one first.",
    )


def legal_hold() -> Problem:
    """409: the data must stay until a legal hold is lifted."""
    return Problem(409, "legal-hold", "The customer is on legal hold; nothing is erased until it is lifted.")


def not_found(what: str) -> Problem:
    """404: a resource of the kind `what` does not exist."""
    return Problem(404, "not-found", f"There is no such {what}.")


def unavailable(dependency: str) -> Problem:
    """503: something the answer depends on does not respond."""
    return Problem(
        503,
        "dependency-unavailable",
        f"The {dependency} does not respond at the moment; nothing was lost, try again.",
        headers={"Retry-After": "1"},
    )


def invalid_request(errors: Sequence[FieldProblem]) -> Problem:
    """422: the request is not what the contract says."""
    return Problem(422, "invalid-request", "The request does not follow the contract.", errors=errors)


def invalid_body(message: str) -> Problem:
    """422: the body as a whole cannot be accepted."""
    return invalid_request([FieldProblem(field="body", message=message)])


def field_problem(error: dict[str, Any]) -> FieldProblem:
    """One of FastAPI's validation errors, whose place starts with `body`, `path` or the like."""
    field, message = field_and_message({**error, "loc": error["loc"][1:]})
    return FieldProblem(field=field, message=message)


async def answer_problem(request: Request, error: Problem) -> JSONResponse:
    """Answer with the problem that was raised; a missing dependency is also logged."""
    if error.status >= 500:
        log.warning("%s %s answered %d: %s", request.method, route_of(request), error.status, error.kind)
    return error.response()


async def answer_invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer a request that does not follow its schema."""
    distinct = {(item.field, item.message): item for item in map(field_problem, error.errors())}
    return invalid_request(list(distinct.values())).response()


async def answer_http(_request: Request, error: HTTPException) -> JSONResponse:
    """Answer what the framework refuses by itself: an unreadable body, a wrong path or method."""
    if error.status_code == 400:
        return invalid_body("is not well-formed JSON").response()
    kind, detail = {
        404: ("not-found", "There is nothing at this address."),
        405: ("method-not-allowed", "This address does not know the method."),
    }.get(error.status_code, ("request-refused", "The request was refused."))
    headers = dict(error.headers) if error.headers else None
    return Problem(error.status_code, kind, detail, headers=headers).response()


async def answer_bug(request: Request, error: Exception) -> JSONResponse:
    """Answer a fault of our own without showing it; the log names its place and type, not its values."""
    log.error("%s %s failed: %s", request.method, route_of(request), place_of(error))
    return Problem(500, "internal-error", "Something went wrong on our side; it has been logged.").response()


def route_of(request: Request) -> str:
    """The route's template: the path itself holds a customer's identifier."""
    return getattr(request.scope.get("route"), "path", "(no route)")


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of `app` leave as problem details."""
    app.add_exception_handler(Problem, answer_problem)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, answer_invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, answer_http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, answer_bug)
