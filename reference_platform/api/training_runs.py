"""Training runs: the API only queues them; the pipeline worker trains."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from reference_platform.api.database import Database
from reference_platform.api.problems import not_found

QUEUE = "insert into training_runs (training_run_id, seed, requested_by) values ($1, $2, $3)"
FIND = "select training_run_id, status, version from training_runs where training_run_id = $1"


@dataclass(frozen=True)
class TrainingRun:
    """How far a training is."""

    training_run_id: UUID
    status: str
    version: str | None


class TrainingRuns:
    """Training runs in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self, seed: int, requested_by: str) -> UUID:
        """Ask for a training and return its id."""
        training_run_id = uuid4()
        await self._database.row(QUEUE, training_run_id, seed, requested_by)
        return training_run_id

    async def find(self, training_run_id: UUID) -> TrainingRun:
        """A training run; raises Problem 404."""
        row = await self._database.row(FIND, training_run_id)
        if row is None:
            raise not_found("training run")
        return TrainingRun(*row)
