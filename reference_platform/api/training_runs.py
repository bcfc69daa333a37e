"""Training runs: the API only queues them; the pipeline worker trains."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from reference_platform.api.database import Database
from reference_platform.api.problems import not_found

QUEUE = "insert into training_runs (training_run_id, seed, requested_by) values ($1, $2, $3)"
FIND = """
select t.training_run_id, t.status, t.version, d.dataset_key, d.sha256, d.rows, d.customer_rows
  from training_runs t left join training_datasets d using (dataset_key) where t.training_run_id = $1
"""
DATASET_BUCKET = "training-data"


@dataclass(frozen=True)
class DatasetRecord:
    """A training set as registered, with how many of its rows are customers'."""

    key: str
    sha256: str
    rows: int
    customer_rows: int


@dataclass(frozen=True)
class TrainingRun:
    """How far a training is, and what it learned from."""

    training_run_id: UUID
    status: str
    version: str | None
    dataset: DatasetRecord | None


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
        run_id, status, version, *dataset = row
        return TrainingRun(run_id, status, version, DatasetRecord(*dataset) if dataset[0] else None)
