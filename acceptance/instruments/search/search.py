"""One sweep: all stores at once, each with its own decoy, one pass over each for everything that is searched for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.partition import Bounds, Partition, Scan, Unread, Unreadable, scan
from acceptance.instruments.search.report import EVERYTHING, Find, Scanned, SweepReport, Unsearched
from acceptance.instruments.search.store import Since, Store
from acceptance.outcome import NotAssessed
from acceptance.platform.access import ServiceError
from acceptance.subjects.canaries import Canary, new_canary

Scans = Callable[[Sequence[Partition], Finder, Bounds, int], Iterable[Scan]]
"""Scans partitions, so many at once, and gives the results as they come."""


@dataclass(frozen=True)
class SweepMark:
    """A moment before the stimulus: the time, and what each store noted of itself then."""

    time: datetime
    noted: Mapping[str, Any] = field(default_factory=dict)

    def of(self, store: str) -> Since:
        return Since(self.time, self.noted.get(store))


@dataclass(frozen=True)
class _Swept:
    """What one store came to; places still as the store names them."""

    scanned: Scanned | None
    scans: tuple[Scan, ...]
    unsearched: tuple[Unsearched, ...]


def mark(stores: Sequence[Store]) -> SweepMark:
    """Notes how far the stores have come. A store that cannot tell is searched from its beginning."""

    def note(store: Store) -> Any:
        try:
            return store.note()
        except Unreadable:
            return None

    now = datetime.now(UTC)
    with ThreadPoolExecutor(max(1, len(stores))) as threads:
        noted = list(threads.map(note, stores))
    return SweepMark(now, {store.name: found for store, found in zip(stores, noted, strict=True)})


def decoys_for(stores: Sequence[Store], run_id: str) -> dict[str, Canary]:
    """A decoy for each store, by the store's name."""
    found = {}
    for store in stores:
        decoy = new_canary(run_id, "name")
        found[store.name] = replace(decoy, id=f"decoy-{decoy.id}")
    return found


def sweep(
    stores: Sequence[Store],
    canaries: Sequence[Canary],
    decoys: Mapping[str, Canary],
    since: SweepMark | None,
    bounds: Bounds,
    scans: Scans,
) -> SweepReport:
    """Searches stores, all at the same time; what happens to one of them does not touch the others."""
    finder = Finder([*canaries, *decoys.values()])
    with ThreadPoolExecutor(max(1, len(stores))) as threads:
        jobs = [
            threads.submit(_sweep_store, store, decoys[store.name], since, finder, bounds, scans) for store in stores
        ]
        swept = {store.name: job.result() for store, job in zip(stores, jobs, strict=True)}
    kinds = {canary.id: canary.kind for canary in canaries}
    finds = {
        Find(found.canary_id, kinds[found.canary_id], name, finder.without_values(found.place), found.encoding)
        for name, result in swept.items()
        for scanned in result.scans
        for found in scanned.finds
        if found.canary_id in kinds
    }
    unsearched = {
        replace(gap, place=finder.without_values(gap.place)) for result in swept.values() for gap in result.unsearched
    }
    counted = {name: result.scanned for name, result in swept.items() if result.scanned is not None}
    return SweepReport(sorted(finds), counted, sorted(unsearched))


def remove_decoys(stores: Sequence[Store], decoys: Mapping[str, str]) -> None:
    """Removes decoys (ids by the store's name) from all stores at once.

    Raises:
        Unreadable: one of them could not be removed; the others are.
    """
    chosen = [store for store in stores if store.name in decoys]
    with ThreadPoolExecutor(max(1, len(chosen))) as threads:
        for job in [threads.submit(store.remove, decoys[store.name]) for store in chosen]:
            job.result()


def scan_here(partitions: Sequence[Partition], finder: Finder, bounds: Bounds, parallel: int) -> Iterable[Scan]:
    """Scans partitions on threads of this process: reading and matching both leave Python's lock alone."""
    budget = _Budget(bounds)
    with ThreadPoolExecutor(max(1, parallel)) as threads:
        jobs = [threads.submit(budget.scan, partition, finder) for partition in partitions]
        for job in as_completed(jobs):
            yield job.result()


class _Budget:
    """What is left of the bounds of a store."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._read = 0
        self._ends = time.monotonic() + (bounds.max_seconds or 0)

    def scan(self, partition: Partition, finder: Finder) -> Scan:
        left = Bounds(
            None if self._bounds.max_bytes is None else self._bounds.max_bytes - self._read,
            None if self._bounds.max_seconds is None else self._ends - time.monotonic(),
        )
        if (left.max_bytes or 1) <= 0 or (left.max_seconds or 1) <= 0:
            return Scan(frozenset(), 0, 0, (Unread(partition.place, "the search had reached its bound before it"),))
        done = scan(partition, finder, left)
        self._read += done.bytes
        return done


def _sweep_store(
    store: Store, decoy: Canary, since: SweepMark | None, finder: Finder, bounds: Bounds, scans: Scans
) -> _Swept:
    began = time.monotonic()
    gaps: list[Unsearched] = []
    proof = _planted(store, decoy)
    found: list[Scan] = []
    try:
        with store.opened(since.of(store.name) if since is not None else None) as (partitions, unread):
            gaps += [Unsearched(store.name, gap.place, gap.reason, gap.tried) for gap in unread]
            for scanned in scans(partitions, finder, bounds, store.parallel):
                found.append(scanned)
                gaps += [Unsearched(store.name, gap.place, gap.reason, gap.tried) for gap in scanned.unread]
    except Unreadable as error:
        return _Swept(None, tuple(found), (Unsearched(store.name, EVERYTHING, str(error), tried=False),))
    if proof is None:
        places = {hit.place for scanned in found for hit in scanned.finds if hit.canary_id == decoy.id}
        proof = store.unproven(places)
    if proof is not None:
        gaps.append(Unsearched(store.name, EVERYTHING, proof))
    seconds = round(time.monotonic() - began, 3)
    counted = Scanned(sum(one.items for one in found), sum(one.bytes for one in found), seconds)
    return _Swept(counted, tuple(found), tuple(gaps))


def _planted(store: Store, decoy: Canary) -> str | None:
    """Plants the decoy; what kept it from being planted, in words."""
    try:
        store.plant(decoy.id, decoy.value)
    except (Unreadable, ServiceError, NotAssessed) as error:
        return f"no decoy could be planted: {error}"
    return None
