"""Works off erasures: what the database did at once is done in every other place, and then confirmed.

All pending erasures are worked off together, round after round. A place that is away delays them and is tried
again; an erasure is done only when each place says that nothing is left there.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import psycopg2.extras

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.objects import Objects
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outside import NotificationSink
from reference_platform.pipeline.topics import InputProgress, Source, Topics

log = logging.getLogger(__name__)

PAUSE_S = 0.5
# What was under way at the moment of the erasure, a notification or a document, has arrived or failed by then.
SETTLED_AFTER = timedelta(seconds=3)

PENDING = """
select erasure_id, customer_id, now() - erased_at, removed ? 'result_messages',
       array(select result_key from erasure_results r where r.erasure_id = e.erasure_id)
  from erasures e where completed_at is null order by erased_at
"""
NOTE_RESULTS = "update erasures set removed = removed || %s where erasure_id = %s"
OBJECTS = """
select o.erasure_id, o.bucket, o.object_key
  from erasure_objects o join erasures e using (erasure_id) where e.completed_at is null and e.erased_at < now() - %s
"""
FORGET_OBJECT = "delete from erasure_objects where bucket = %s and object_key = %s"
COUNT_REMOVED = """
update erasures
   set removed = removed || jsonb_build_object(%(place)s, coalesce((removed ->> %(place)s)::integer, 0) + 1)
 where erasure_id = any(%(ids)s)
"""
FORGET_MEMBERS = "delete from training_members where dataset_key = %s"
DATASET_REMOVED = "update training_datasets set removed_at = now() where dataset_key = %s"
COMPLETE = "update erasures set completed_at = clock_timestamp(), customer_id = null where erasure_id = any(%s)"
FORGET_RESULTS = "delete from erasure_results where erasure_id = any(%s)"
PLACES_BY_BUCKET = {"customer-documents": "documents", "training-data": "training_sets"}


@dataclass(frozen=True)
class Job:
    """A pending erasure. `result_keys` are those of the customer's results, `counted` if those found were noted."""

    erasure_id: UUID
    customer_id: str
    age: timedelta
    counted: bool = False
    result_keys: frozenset[str] = frozenset()


class Place(Protocol):
    """Somewhere outside the database where customers' data may be."""

    def clear(self, jobs: list[Job]) -> set[UUID]:
        """Do what can be done now; the erasures that have nothing left here. May raise Away.

        Called round after round, also without any erasure.
        """
        ...


class Erasures:
    """Clears every place until told to stop."""

    def __init__(self, database: Database, places: Callable[[], Iterable[Place]], stop: threading.Event) -> None:
        psycopg2.extras.register_uuid()
        self._database = database
        self._make_places = places
        self._stop = stop
        self._waiting_for: set[str] = set()

    def run(self) -> None:
        """Work off what is pending, round after round."""
        places = list(self._make_places())
        while not self._stop.is_set():
            away = self.work_round(places)
            for sentence in away - self._waiting_for:
                log.warning("erasures wait: %s", sentence)
            self._waiting_for = away
            self._stop.wait(PAUSE_S)

    def work_round(self, places: Iterable[Place]) -> set[str]:
        """Let each place do what it can, and complete what every place is done with; returns what was away."""
        away: set[str] = set()
        try:
            jobs = self._pending()
            done = {job.erasure_id for job in jobs}
            for place in places:
                try:
                    done &= place.clear(jobs)
                except Away as error:
                    done = set()
                    away.add(str(error))
            if done:
                self._complete(done)
        except Away as error:
            away.add(str(error))
        return away

    def _pending(self) -> list[Job]:
        with self._database.transaction() as cursor:
            cursor.execute(PENDING)
            return [Job(*row, frozenset(keys)) for *row, keys in cursor.fetchall()]

    def _complete(self, erasure_ids: set[UUID]) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(FORGET_RESULTS, (list(erasure_ids),))
            cursor.execute(COMPLETE, (list(erasure_ids),))


class InTopics:
    """Kafka: first the input, so that no result can follow from it any more, then the results.

    Input that led to nothing goes as well, without any erasure: a topic must not keep what the platform refused to
    take.

    Args:
        refused: set by the worker after it put something aside, or passed it over as known.
    """

    def __init__(self, topics: Topics, database: Database, refused: threading.Event) -> None:
        self._topics = topics
        self._database = database
        self._refused = refused
        self._refused_before: Mapping[Source, int] = {}
        self._ends: dict[UUID, Mapping[Source, int]] = {}

    def clear(self, jobs: list[Job]) -> set[UUID]:
        """The erasures whose input is cut off and whose results a reading of the topic does not find."""
        self._note_ends(jobs)
        if not jobs and not self._refused.is_set() and not self._refused_before:
            return set()
        input_ = self._cut_off_input()
        final = [job for job in jobs if job.counted or reaches(input_.dealt_with, self._ends[job.erasure_id])]
        without_input = {job.erasure_id for job in jobs if reaches(input_.cut_off, self._ends[job.erasure_id])}
        return self._clear_results(final) & without_input

    def _cut_off_input(self) -> InputProgress:
        refused = self._refused.is_set()
        self._refused.clear()
        try:
            input_ = self._topics.cut_off_input()
        except Away:
            if refused:
                self._refused.set()
            raise
        if refused:
            self._refused_before = input_.dealt_with
        if reaches(input_.cut_off, self._refused_before):
            self._refused_before = {}
        return input_

    def _note_ends(self, jobs: list[Job]) -> None:
        """Up to where the input must be gone for each erasure: the end when it was first seen."""
        self._ends = {job.erasure_id: self._ends[job.erasure_id] for job in jobs if job.erasure_id in self._ends}
        if any(job.erasure_id not in self._ends for job in jobs):
            ends = self._topics.input_ends()
            for job in jobs:
                self._ends.setdefault(job.erasure_id, ends)

    def _clear_results(self, jobs: list[Job]) -> set[UUID]:
        """The erasures of which no result is left, of those after which no result can follow."""
        if not jobs:
            return set()
        found = self._topics.results_of({key for job in jobs for key in job.result_keys})
        graves = {(key, partition) for key, results in found.items() for partition in results.unburied}
        if graves:
            self._topics.bury(graves)
        for job in jobs:
            if not job.counted:
                self._note(job, sum(found[key].count for key in job.result_keys if key in found))
        self._topics.keep_rolling({partition for results in found.values() for partition in results.values})
        return {job.erasure_id for job in jobs if not any(found[key].values for key in job.result_keys & found.keys())}

    def _note(self, job: Job, count: int) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(NOTE_RESULTS, (psycopg2.extras.Json({"result_messages": count}), job.erasure_id))


def reaches(progress: Mapping[Source, int], ends: Mapping[Source, int]) -> bool:
    """Whether every partition has come to its end."""
    return all(progress.get(source, 0) >= end for source, end in ends.items())


class InObjectStore:
    """Documents about a customer, and training sets that hold a row of theirs, with every version."""

    def __init__(self, objects: Objects, database: Database) -> None:
        self._objects = objects
        self._database = database

    def clear(self, jobs: list[Job]) -> set[UUID]:
        """The erasures of which no object is left."""
        if not jobs:
            return set()
        with self._database.transaction() as cursor:
            cursor.execute(OBJECTS, (SETTLED_AFTER,))
            wanted: dict[tuple[str, str], list[UUID]] = {}
            for erasure_id, bucket, key in cursor.fetchall():
                wanted.setdefault((bucket, key), []).append(erasure_id)
        for (bucket, key), erasure_ids in wanted.items():
            self._objects.remove(bucket, key)
            self._forget(bucket, key, erasure_ids)
        return {job.erasure_id for job in jobs if job.age > SETTLED_AFTER}

    def _forget(self, bucket: str, key: str, erasure_ids: list[UUID]) -> None:
        with self._database.transaction() as cursor:
            cursor.execute(COUNT_REMOVED, {"place": PLACES_BY_BUCKET[bucket], "ids": erasure_ids})
            cursor.execute(FORGET_OBJECT, (bucket, key))
            if PLACES_BY_BUCKET[bucket] == "training_sets":
                cursor.execute(FORGET_MEMBERS, (key,))
                cursor.execute(DATASET_REMOVED, (key,))


class AtTheMessageService:
    """The recipient of notifications is told of the erasure (GDPR Art. 19)."""

    def __init__(self, sink: NotificationSink) -> None:
        self._sink = sink
        self._told: set[UUID] = set()

    def clear(self, jobs: list[Job]) -> set[UUID]:
        """The erasures that the message service has confirmed."""
        self._told &= {job.erasure_id for job in jobs}
        for job in jobs:
            if job.age > SETTLED_AFTER and job.erasure_id not in self._told:
                self._sink.forget(job.customer_id)
                self._told.add(job.erasure_id)
        return set(self._told)
