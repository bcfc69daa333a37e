"""Models: trained on request, and which one serves."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Request

from reference_platform.api.answers import training_status
from reference_platform.api.identity import GuardedRoute
from reference_platform.api.openapi import operation
from reference_platform.api.problems import unavailable
from reference_platform.api.telemetry import replica
from reference_platform.api.wire import TrainingAccepted, TrainingRequest, TrainingStatus
from reference_platform.api.wire_model_changes import CurrentModel, ServedBands
from reference_platform.training.scorecard import MODEL_NAME

router = APIRouter(route_class=GuardedRoute, prefix="/models", tags=["models"])


@router.get("/current", **operation(CurrentModel, roles=["scorer", "model_operator", "auditor"], problems=[503]))
async def current(request: Request) -> CurrentModel:
    """What decides in the replica that answers."""
    model = request.app.state.parts.serving.current
    if model is None:
        raise unavailable("model")
    bands = model.scorecard.bands
    return CurrentModel(
        name=MODEL_NAME,
        version=model.version,
        artifact_sha256=model.artifact_sha256,
        risk_bands=ServedBands(version=model.bands_version, sha256=bands.sha256, floors=asdict(bands)),
        replica=replica(),
    )


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
