"""Searching the places of one profile, in one run: decoys are owed before they are planted, reports are recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Protocol

from acceptance.instruments.search import search
from acceptance.instruments.search.cluster import scan_on
from acceptance.instruments.search.report import SweepReport
from acceptance.instruments.search.search import SweepMark
from acceptance.instruments.search.stores import bounds, stores_of
from acceptance.leftovers import Undoing
from acceptance.platform.access import require
from acceptance.profile import Profile
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.redaction import redactor
from acceptance.subjects.canaries import Canary


class Debts(Protocol):
    """Where what must be undone is written down before the act."""

    def owe(self, kind: Literal["decoys"], name: str, **words: Any) -> Undoing: ...

    def settle(self, undoing: Undoing) -> None: ...


class Searcher:
    """Searches the declared stores of a profile."""

    def __init__(self, profile: Profile, run_id: str, ledger: Ledger, debts: Debts) -> None:
        self._profile = profile
        self._run_id = run_id
        self._ledger = ledger
        self._debts = debts

    def mark(self) -> SweepMark:
        """How far every store has come now: note it before the stimulus, and search from there."""
        return search.mark(stores_of(self._profile))

    def sweep(
        self, canaries: Iterable[Canary], since: SweepMark | None = None, stores: Iterable[str] | None = None
    ) -> SweepReport:
        """Searches the declared stores, or some of them, for canaries in every encoding.

        Args:
            since: topics, logs and objects are read from there; databases and caches as they are.
            stores: names of the profile's stores.

        Raises:
            NotAssessed: the profile declares no such store, or does not permit decoys to be planted.
        """
        require(self._profile.permissions, "synthetic", "planting the decoys of a search")
        places = stores_of(self._profile, list(stores) if stores is not None else None)
        decoys = search.decoys_for(places, self._run_id)
        for decoy in decoys.values():
            redactor.register(decoy.value, decoy.id)
        cluster = self._profile.search.cluster
        scans = scan_on(cluster) if cluster is not None else search.scan_here
        owed = self._debts.owe("decoys", "search", **{name: decoy.id for name, decoy in decoys.items()})
        report = search.sweep(places, list(canaries), decoys, since, bounds(self._profile), scans)
        self._debts.settle(owed)
        self._ledger.append(Kind.SWEEP, report.to_data())
        return report

    def remove_decoys(self, owed: Undoing) -> None:
        """Removes the decoys that an undoing names."""
        search.remove_decoys(stores_of(self._profile, list(owed.words)), owed.words)
