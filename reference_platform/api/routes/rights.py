"""What a person may ask for: an explanation, a correction, a review by a person, a copy of their data."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from reference_platform.api.answers import contest_answer, explanation_answer, stored_features
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.rectification import Correction
from reference_platform.api.wire import Identifier, StoredFeatures
from reference_platform.api.wire_rights import (
    ContestAnswer,
    ContestOpened,
    ContestRequest,
    DecisionAnswer,
    ExplanationAnswer,
    ExportAnswer,
    ExportDocument,
    ExportRequest,
    RectificationRequest,
    ReviewRequest,
)

router = APIRouter(route_class=GuardedRoute, tags=["rights"])

CustomerId = Annotated[Identifier, Path()]
RequestId = Annotated[Identifier, Path()]


@router.get(
    "/results/{request_id}/explanation",
    response_model_by_alias=True,
    **operation(ExplanationAnswer, roles=["scorer", "auditor"], problems=[404, 409, 422, 503]),
)
async def explain(request: Request, request_id: RequestId) -> ExplanationAnswer:
    """Why a result is what it is, and which single change would have led to a better risk level."""
    return explanation_answer(request_id, await request.app.state.parts.explanations.of_request(request_id))


@router.get(
    "/customers/{customer_id}/decision",
    **operation(DecisionAnswer, roles=["scorer", "auditor"], problems=[404, 422, 503]),
)
async def decision(request: Request, customer_id: CustomerId) -> DecisionAnswer:
    """The newest decision about a customer."""
    return DecisionAnswer(**vars(await request.app.state.parts.decisions.newest(customer_id)))


@router.patch(
    "/customers/{customer_id}/features",
    **operation(StoredFeatures, roles=["registrar"], problems=[404, 409, 422, 503]),
)
async def rectify(request: Request, customer_id: CustomerId, wanted: RectificationRequest) -> StoredFeatures:
    """Correct stored features; the next score uses them."""
    correction = Correction(wanted.event_time, **wanted.features.model_dump())
    return stored_features(customer_id, await request.app.state.parts.rectification.correct(customer_id, correction))


@router.post(
    "/results/{request_id}/contests",
    **operation(ContestOpened, status=201, roles=["registrar"], problems=[404, 409, 422, 503]),
)
async def contest(request: Request, request_id: RequestId, wanted: ContestRequest) -> ContestOpened:
    """Contest a result; a person then decides."""
    user = request.state.caller.user
    contest_id = await request.app.state.parts.contests.open(request_id, wanted.statement, user)
    return ContestOpened(contest_id=contest_id, request_id=request_id, status="open")


@router.get(
    "/contests/{contest_id}",
    **operation(ContestAnswer, roles=["registrar", "reviewer", "auditor"], problems=[404, 422, 503]),
)
async def contest_state(request: Request, contest_id: UUID) -> ContestAnswer:
    """A contest, with the decision before it and the one after it."""
    return contest_answer(await request.app.state.parts.contests.find(contest_id))


@router.post(
    "/contests/{contest_id}/decision",
    **operation(ContestAnswer, roles=["reviewer"], people_only=True, problems=[404, 409, 422, 503]),
)
async def decide(request: Request, contest_id: UUID, wanted: ReviewRequest) -> ContestAnswer:
    """Uphold or overturn a result. Only a person may, and never who opened the contest: else 403."""
    contests, user = request.app.state.parts.contests, request.state.caller.user
    return contest_answer(await contests.decide(contest_id, wanted.risk_level, wanted.reason, user))


@router.post(
    "/customers/{customer_id}/exports",
    **operation(ExportAnswer, status=201, roles=["privacy_officer"], problems=[404, 422, 503]),
)
async def export(request: Request, customer_id: CustomerId, wanted: ExportRequest) -> ExportAnswer:
    """Make a copy of a person's data."""
    user = request.state.caller.user
    return ExportAnswer(**vars(await request.app.state.parts.exports.make(customer_id, wanted.kind, user)))


@router.get(
    "/exports/{export_id}",
    **operation(ExportDocument, roles=["privacy_officer"], problems=[404, 409, 422, 503]),
)
async def exported(request: Request, export_id: UUID) -> Response:
    """Fetch a copy, exactly as it was made: its digest is the one that was told."""
    return Response(await request.app.state.parts.exports.fetch(export_id), media_type="application/json")
