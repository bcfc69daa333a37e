"""What a sweep came to: finds, how much was read, and what was not searched. No value ever stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.subjects.canaries import Canary

EVERYTHING = "everything"
"""The place of a store that could not be searched at all."""


@dataclass(frozen=True, order=True)
class Find:
    """A canary in a place of a store. `encoding` says how it was written there, as `base64 in gzip`."""

    canary_id: str
    kind: str
    store: str
    place: str
    encoding: str


@dataclass(frozen=True)
class Scanned:
    """How much of a store was read: items (rows, messages, keys, objects, files), bytes, and the time it took."""

    items: int
    bytes: int
    seconds: float


@dataclass(frozen=True, order=True)
class Unsearched:
    """A place of which nothing can be said. `tried` is False where the suite may not look at all."""

    store: str
    place: str
    reason: str
    tried: bool = True


@dataclass(frozen=True)
class SweepReport:
    """The result of one sweep. Only with `require_searched` does an empty `finds` mean that nothing is there."""

    finds: list[Find]
    scanned: Mapping[str, Scanned]
    unsearched: list[Unsearched]

    def stores_with(self, canary: Canary) -> set[str]:
        """The stores in which a canary was found, in whatever encoding."""
        return {find.store for find in self.finds if find.canary_id == canary.id}

    def require_searched(self, *stores: str) -> None:
        """Makes sure that the named stores, or all of them, were searched without gaps.

        Raises:
            NotAssessed: a store could not be read, or is not declared.
            Inconclusive: a place of a store was left out, or a decoy was not found.
        """
        wanted = set(stores) or {*self.scanned, *(gap.store for gap in self.unsearched)}
        gaps = [gap for gap in self.unsearched if gap.store in wanted]
        unknown = wanted - {gap.store for gap in gaps} - set(self.scanned)
        gaps += [Unsearched(store, EVERYTHING, "the profile declares no such store", tried=False) for store in unknown]
        if not wanted:
            raise NotAssessed("the profile declares no store to search", Cause.BINDING)
        for gap in sorted(gaps, key=lambda gap: gap.tried):
            sentence = f"{gap.store}, {gap.place}: not searched: {gap.reason}" + _and_more(gaps)
            raise Inconclusive(sentence, Cause.ENVIRONMENT) if gap.tried else NotAssessed(sentence, Cause.ENVIRONMENT)

    def to_data(self) -> dict[str, Any]:
        """For the run record."""
        return {
            "finds": [asdict(find) for find in self.finds],
            "scanned": {store: asdict(found) for store, found in self.scanned.items()},
            "unsearched": [asdict(gap) for gap in self.unsearched],
        }


def _and_more(gaps: Iterable[Unsearched]) -> str:
    others = len(list(gaps)) - 1
    return f" (and {others} more)" if others > 0 else ""
