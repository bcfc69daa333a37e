"""Runs the trainings that were asked for, one after the other, each in a process of its own.

A training whose worker was killed is run again: it may then have registered a version that nobody refers to.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from uuid import UUID

import psycopg2.extras

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Patience, Stopping

log = logging.getLogger(__name__)

IDLE_PAUSE_S = 1.0
TIME_LIMIT_S = 180.0

REQUEUE = "update training_runs set status = 'queued' where status = 'running'"
START_NEXT = """
update training_runs set status = 'running'
 where training_run_id = (select training_run_id from training_runs where status = 'queued'
                           order by requested_at limit 1)
returning training_run_id, seed
"""
FINISH = """
update training_runs
   set status = %(status)s, version = %(version)s, run_id = %(run_id)s,
       artifact_sha256 = %(artifact_sha256)s, dataset_key = %(dataset_key)s, failure = %(failure)s, finished_at = now()
 where training_run_id = %(training_run_id)s
"""


@dataclass(frozen=True)
class Outcome:
    """How a training ended; `failure` is one sentence."""

    status: str
    version: str | None = None
    run_id: str | None = None
    artifact_sha256: str | None = None
    dataset_key: str | None = None
    failure: str | None = None


class Trainings:
    """Works off the queue of trainings until told to stop."""

    def __init__(self, database: Database, trainer_database_url: str, stop: threading.Event) -> None:
        psycopg2.extras.register_uuid()
        self._database = database
        self._environment = os.environ | {"DATABASE_URL": trainer_database_url}
        self._stop = stop
        self._wait = Patience(stop).until_done

    def run(self) -> None:
        """Run queued trainings, again and again."""
        try:
            self._wait(self._requeue)
            while not self._stop.is_set():
                started = self._wait(self._start_next)
                if started is None:
                    self._stop.wait(IDLE_PAUSE_S)
                    continue
                training_run_id, seed = started
                outcome = self._train(seed)
                self._wait(lambda: self._finish(training_run_id, outcome))  # noqa: B023 - called at once
        except Stopping:
            return

    def _requeue(self) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(REQUEUE)

    def _start_next(self) -> tuple[UUID, int] | None:
        with self._database.transaction() as cursor:
            cursor.execute(START_NEXT)
            return cursor.fetchone()

    def _finish(self, training_run_id: UUID, outcome: Outcome) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(FINISH, {"training_run_id": training_run_id, **vars(outcome)})

    def _train(self, seed: int) -> Outcome:
        """Train in a process of its own; raises Stopping when the worker stops meanwhile."""
        command = [sys.executable, "-m", "reference_platform.training", "--seed", str(seed)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, env=self._environment, text=True, **pipes) as process:
            waited_s = 0.0
            while waited_s < TIME_LIMIT_S:
                try:
                    output, complaint = process.communicate(timeout=0.2)
                    return outcome_of(process.returncode, output, complaint)
                except subprocess.TimeoutExpired:
                    waited_s += 0.2
                if self._stop.is_set():
                    process.kill()
                    raise Stopping
            process.kill()
        return Outcome("failed", failure=f"the training took longer than {TIME_LIMIT_S:g} s")


def outcome_of(exit_code: int, output: str, complaint: str) -> Outcome:
    """Read what the training's process said."""
    if exit_code == 0:
        return Outcome("succeeded", **json.loads(output.strip().splitlines()[-1]))
    last_line = (complaint.strip().splitlines() or ["it said nothing"])[-1]
    log.warning("a training failed: %s", last_line)
    return Outcome("failed", failure=last_line[:500])
