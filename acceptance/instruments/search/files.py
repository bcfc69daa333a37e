"""Files of a folder, such as service logs: those of a platform whose log folder the suite may read."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acceptance.instruments.search.partition import Take, Unread, Unreadable
from acceptance.instruments.search.scanning import Stream
from acceptance.instruments.search.store import Since

RANGE_BYTES = 64 << 20
OVERLAP_BYTES = 64 << 10
READ_BYTES = 1 << 20
LOGGED_WITHIN_S = 5.0
POLL_S = 0.02

Positions = Mapping[str, tuple[int, int]]
"""Path -> inode and size."""


@dataclass(frozen=True)
class FileRange:
    """Bytes `start` to `end` of a file; several ranges of one file overlap by more than any value is long."""

    folder: str
    path: str
    start: int
    end: int

    local = True

    @property
    def place(self) -> str:
        return f"file {self.path}"

    def read(self, take: Take) -> None:
        take(Stream(self.place, self.content()))

    def content(self) -> Iterator[bytes]:
        """The bytes, piece by piece. Raises Unreadable."""
        try:
            with (Path(self.folder) / self.path).open("rb", buffering=0) as file:
                file.seek(self.start)
                left = self.end - self.start
                while left > 0 and (piece := file.read(min(READ_BYTES, left))):
                    left -= len(piece)
                    yield piece
        except FileNotFoundError:
            return  # rotated away and removed since it was listed
        except OSError as error:
            raise Unreadable(f"cannot be read ({error.strerror})") from None


def positions(folder: Path, pattern: str) -> dict[str, tuple[int, int]]:
    """How long each file is now; what is written later lies behind it."""
    found = {}
    for path in _files(folder, pattern):
        status = path.stat()
        found[str(path.relative_to(folder))] = (status.st_ino, status.st_size)
    return found


def ranges(folder: Path, pattern: str, since: Positions | None) -> tuple[list[FileRange], list[Unread]]:
    """What to read of a folder: everything, or what was written behind the positions noted earlier.

    A file that was moved is found again by its inode; one that shrank is read from its beginning.
    """
    known = dict((since or {}).values())
    parts: list[FileRange] = []
    unread: list[Unread] = []
    for path in _files(folder, pattern):
        name = str(path.relative_to(folder))
        try:
            status = path.stat()
        except OSError as error:
            unread.append(Unread(f"file {name}", f"cannot be read ({error.strerror})"))
            continue
        noted = known.get(status.st_ino, 0)
        start = noted if noted <= status.st_size else 0
        for at in range(start, max(status.st_size, start + 1), RANGE_BYTES):
            end = min(at + RANGE_BYTES + OVERLAP_BYTES, status.st_size)
            parts.append(FileRange(str(folder), name, at, end))
    return parts, unread


def _files(folder: Path, pattern: str) -> list[Path]:
    """Raises Unreadable when there is no such folder."""
    if not folder.is_dir():
        raise Unreadable(f"there is no folder {folder}")
    return sorted(path for path in folder.glob(pattern) if path.is_file())


@dataclass(frozen=True)
class FileStore:
    """A folder of logs. A decoy arrives by a request of the suite's own that the platform logs; it stays there.

    Attributes:
        request: makes the request that is logged with the given value.
    """

    name: str
    folder: Path
    pattern: str
    request: Callable[[str], None] | None
    parallel: int = 1

    def note(self) -> dict[str, tuple[int, int]]:
        return positions(self.folder, self.pattern)

    @contextmanager
    def opened(self, since: Since | None) -> Iterator[tuple[list[FileRange], list[Unread]]]:
        yield ranges(self.folder, self.pattern, since.noted if since is not None else None)

    def plant(self, _decoy_id: str, value: str) -> None:
        if self.request is None:
            raise Unreadable("the profile names no request that is logged there: it cannot prove itself")
        before = positions(self.folder, self.pattern)
        self.request(value)
        deadline = time.monotonic() + LOGGED_WITHIN_S
        while not self._logged(value.encode(), before):
            if time.monotonic() > deadline:
                return  # the search will not find it either, and says so
            time.sleep(POLL_S)

    def remove(self, _decoy_id: str) -> None:
        """What was logged stays logged."""

    def unproven(self, places: Collection[str]) -> str | None:
        return None if places else f"the request made for it was not logged within {LOGGED_WITHIN_S:g} s"

    def _logged(self, value: bytes, before: Positions) -> bool:
        parts, _ = ranges(self.folder, self.pattern, before)
        return any(value in b"".join(part.content()) for part in parts)
