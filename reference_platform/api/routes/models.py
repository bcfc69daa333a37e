"""Models: trained on request, promoted with a reason, and which one serves."""

from uuid import UUID

from fastapi import APIRouter, Request

from reference_platform.api.answers import promotion_answer, training_status
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.problems import unavailable
from reference_platform.api.wire import (
    CurrentModel,
    PromotionAnswer,
    PromotionRequest,
    TrainingAccepted,
    TrainingRequest,
    TrainingStatus,
)
from reference_platform.training.scorecard import MODEL_NAME

router = APIRouter(route_class=GuardedRoute, prefix="/models", tags=["models"])


@router.get("/current", **operation(CurrentModel, roles=["scorer", "model_operator", "auditor"], problems=[503]))
async def current(request: Request) -> CurrentModel:
    """The model that serves."""
    model = request.app.state.parts.serving.current
    if model is None:
        raise unavailable("model")
    return CurrentModel(name=MODEL_NAME, version=model.version, artifact_sha256=model.artifact_sha256)


@router.post(
    "/training-runs",
    **operation(TrainingAccepted, status=202, roles=["model_operator"], problems=[422, 503]),
)
async def train(request: Request, wanted: TrainingRequest) -> TrainingAccepted:
    """Queue a training; it registers a new version and promotes nothing."""
    queued = await request.app.state.parts.training_runs.queue(wanted.seed, request.state.caller.user)
    return TrainingAccepted(training_run_id=queued)


@router.get(
    "/training-runs/{training_run_id}",
    **operation(TrainingStatus, roles=["model_operator", "auditor"], problems=[404, 422, 503]),
)
async def training_run(request: Request, training_run_id: UUID) -> TrainingStatus:
    """How far a training is, and what it learned from."""
    return training_status(await request.app.state.parts.training_runs.find(training_run_id))


@router.post(
    "/promotions",
    **operation(PromotionAnswer, roles=["model_operator"], problems=[404, 409, 422, 503]),
)
async def promote(request: Request, wanted: PromotionRequest) -> PromotionAnswer:
    """Make a registered version the one that serves; both replicas follow within about a second."""
    promotions = request.app.state.parts.promotions
    return promotion_answer(await promotions.promote(wanted.version, wanted.reason, request.state.caller.user))
