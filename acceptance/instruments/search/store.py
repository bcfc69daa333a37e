"""What a sweep needs of a store: how far it has come, its partitions, and a decoy by which it proves itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from acceptance.instruments.search.partition import Partition, Unread

Opened = AbstractContextManager[tuple[Sequence[Partition], list[Unread]]]


@dataclass(frozen=True)
class Since:
    """A moment before the stimulus: its time (UTC), and what the store noted of itself then, if anything."""

    time: datetime
    noted: Any = None


class Store(Protocol):
    """One store of the profile, under the name the profile gives it."""

    @property
    def name(self) -> str: ...

    @property
    def parallel(self) -> int:
        """How many partitions are worth reading at once."""
        ...

    def note(self) -> Any:
        """How far the store has come, for a later `Since`; None where only time matters. Raises Unreadable."""
        ...

    def opened(self, since: Since | None, /) -> Opened:
        """The partitions, readable as long as the block lasts, and what cannot be read. Raises Unreadable."""
        ...

    def plant(self, decoy_id: str, value: str, /) -> None:
        """Plants a decoy, after somebody has written down that it must be removed. Raises Unreadable."""
        ...

    def remove(self, decoy_id: str, /) -> None:
        """Removes a decoy; does nothing when there is none. Raises Unreadable."""
        ...

    def unproven(self, places: Collection[str]) -> str | None:
        """What the places in which the decoy was found leave unproven, in words; None when all is proven."""
        ...
