"""Changes of what decides: each step is an operation of its own, for people with its role only.

A step that is refused or fails is part of the trail like one that succeeds, also when it is refused before its body
is read: `RecordedRoute` sees to it for all of them.
"""

import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.exceptions import RequestValidationError

from reference_platform.api.identity import GuardedRoute
from reference_platform.api.model_changes import BANDS, MODEL, Attempt, Who
from reference_platform.api.openapi import operation
from reference_platform.api.problems import Problem
from reference_platform.api.wire_model_changes import (
    LONGEST_NUMBER,
    ChangeAnswer,
    ChangeRequest,
    ChangesAnswer,
    EmergencyRequest,
    Finding,
    TicketAnswer,
    TicketRequest,
    change_answer,
)
from reference_platform.training.scorecard import RiskBands

UNKNOWN = "unknown"
NOT_AUTHENTICATED, NOT_SERVED = 401, 503
ChangeId = Annotated[int, Path(ge=1, le=LONGEST_NUMBER)]


class RecordedRoute(GuardedRoute):
    """A step of a change: whatever keeps it from being taken is recorded before the answer is sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def recorded(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError:
                await self._record(request, "refused", "invalid-request")
                raise
            except Problem as problem:
                if problem.status != NOT_AUTHENTICATED:
                    await self._record(request, "failed" if problem.status == NOT_SERVED else "refused", problem.kind)
                raise

        return recorded

    async def _record(self, request: Request, outcome: Any, why: str) -> None:
        caller = getattr(request.state, "caller", None)
        who = who_calls(request) if caller else Who(UNKNOWN, UNKNOWN, origin_of(request), UNKNOWN)
        tried = getattr(request.state, "attempt", None) or Attempt(self.name, number_in(request))
        await request.app.state.parts.model_changes.record(tried, outcome, why, who)


router = APIRouter(prefix="/models", tags=["model changes"])
steps = APIRouter(route_class=RecordedRoute, prefix="/models", tags=["model changes"])
router.route_class = GuardedRoute


@router.post("/tickets", **operation(TicketAnswer, status=201, roles=["change_manager"], problems=[422, 503]))
async def register_ticket(request: Request, wanted: TicketRequest) -> TicketAnswer:
    """Enter into the register what was decided about a change."""
    changes = request.app.state.parts.model_changes
    ticket = await changes.register_ticket(wanted.summary, wanted.approved, request.state.caller.user)
    return TicketAnswer(ticket=ticket, approved=wanted.approved)


@router.get("/changes", **operation(ChangesAnswer, roles=["auditor"], problems=[503]))
async def history(request: Request) -> ChangesAnswer:
    """Every change: applied, open, refused, failed and unauthorised ones."""
    rows = await request.app.state.parts.model_changes.history()
    return ChangesAnswer(changes=[answer(row) for row in rows])


@steps.post(
    "/changes",
    **operation(ChangeAnswer, status=201, roles=["model_developer"], people_only=True, problems=[404, 409, 422, 503]),
)
async def request(request: Request, wanted: ChangeRequest) -> ChangeAnswer:
    """Ask for a version, or for other limits, to decide."""
    changes, who = request.app.state.parts.model_changes, who_calls(request)
    subject = MODEL if wanted.version is not None else BANDS
    request.state.attempt = Attempt("request", None, subject, wanted.version, wanted.reason, wanted.ticket)
    if wanted.version is not None:
        return answer(await changes.request_model(wanted.version, wanted.reason, wanted.ticket, who))
    assert wanted.risk_bands is not None, "the contract allows no other case"
    bands = RiskBands(**wanted.risk_bands.model_dump())
    return answer(await changes.request_bands(bands, wanted.reason, wanted.ticket, who))


@steps.post(
    "/changes/{change_id}/approval",
    **operation(ChangeAnswer, roles=["model_approver"], people_only=True, problems=[404, 409, 422, 503]),
)
async def approval(request: Request, change_id: ChangeId) -> ChangeAnswer:
    """Approve what was asked for, as it is stored now."""
    return answer(await request.app.state.parts.model_changes.approve(change_id, who_calls(request)))


@steps.post(
    "/changes/{change_id}/deployment",
    **operation(ChangeAnswer, roles=["model_operator"], people_only=True, problems=[404, 409, 422, 503]),
)
async def deployment(request: Request, change_id: ChangeId) -> ChangeAnswer:
    """Let what was approved decide; every replica follows within about a second."""
    return answer(await request.app.state.parts.model_changes.deploy(change_id, who_calls(request)))


@steps.post(
    "/emergency-changes",
    **operation(ChangeAnswer, roles=["model_operator"], people_only=True, problems=[404, 409, 422, 503]),
)
async def emergency(request: Request, wanted: EmergencyRequest) -> ChangeAnswer:
    """Let a version serve at once, without approval; a second person has to review it within 24 hours."""
    request.state.attempt = Attempt("emergency", None, MODEL, wanted.version, wanted.reason)
    changes = request.app.state.parts.model_changes
    return answer(await changes.in_emergency(wanted.version, wanted.reason, who_calls(request)))


@steps.post(
    "/changes/{change_id}/review",
    **operation(ChangeAnswer, roles=["model_approver"], people_only=True, problems=[404, 409, 422, 503]),
)
async def review(request: Request, change_id: ChangeId, wanted: Finding) -> ChangeAnswer:
    """Say what a second person found of an emergency change."""
    changes = request.app.state.parts.model_changes
    return answer(await changes.review(change_id, wanted.reason, who_calls(request)))


def who_calls(request: Request) -> Who:
    """The authenticated caller; nothing that the request claims about itself is asked."""
    caller = request.state.caller
    return Who(caller.user, caller.person, origin_of(request), caller.kind)


def origin_of(request: Request) -> str:
    """The address at the other end of the connection."""
    return request.client.host if request.client else UNKNOWN


def number_in(request: Request) -> int | None:
    """The change that the path names, if it is a number."""
    text = str(request.path_params.get("change_id", ""))
    return int(text) if text.isdigit() and int(text) <= LONGEST_NUMBER else None


def answer(row: Any) -> ChangeAnswer:
    """A row as it is told; the database gives what is kept as JSON as a text."""
    scores = row["approved_scores"]
    return change_answer({**row, "approved_scores": json.loads(scores) if isinstance(scores, str) else scores})
