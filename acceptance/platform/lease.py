"""The lease of an environment: one run at a time, and everybody else is told who has it, where, and until when.

It is kept on this machine, and in the scratch bucket of the object store where the profile has one that may be written
to: then runs on other machines see it too. A run renews its lease as long as it lives; what a killed run left expires.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psutil
from filelock import FileLock

from acceptance.outcome import PlatformNotProvided
from acceptance.platform.access import ServiceError
from acceptance.profile import Profile
from acceptance.state import state_folder

if TYPE_CHECKING:
    from acceptance.platform.object_store import ObjectStoreClient

LASTS = timedelta(minutes=10)
"""How long a lease holds without being renewed. It is renewed three times as often."""


@dataclass(frozen=True)
class Lease:
    """Who uses an environment. `machine` and `process` tell, on the same machine, whether that run still lives."""

    environment: str
    run: str
    holder: str
    host: str
    machine: str
    process: str
    since: datetime
    expires: datetime

    @classmethod
    def of_this_process(cls, environment: str, run: str) -> Lease:
        now = datetime.now(UTC).replace(microsecond=0)
        host = socket.gethostname()
        return cls(environment, run, _user(), host, _machine(), _process(os.getpid()), now, now + LASTS)

    def renewed(self) -> Lease:
        return replace(self, expires=datetime.now(UTC).replace(microsecond=0) + LASTS)

    def over(self) -> str | None:
        """Why it does not hold any more, or None while it does."""
        if self.expires <= datetime.now(UTC):
            return f"it expired at {self.expires:%Y-%m-%d %H:%M:%S} UTC"
        number = int(self.process.partition(" ")[0])
        if self.machine == _machine() and _process(number) != self.process:
            return "its process is gone"
        return None

    def who(self) -> str:
        """The holder in words."""
        return f"run {self.run} of {self.holder} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S} UTC"

    def to_json(self) -> str:
        return json.dumps({**asdict(self), "since": self.since.isoformat(), "expires": self.expires.isoformat()})

    @classmethod
    def from_json(cls, text: str | bytes) -> Lease | None:
        """A lease as it was written, or None: what cannot be read binds nobody."""
        try:
            told = json.loads(text)
            times = {name: datetime.fromisoformat(told[name]) for name in ("since", "expires")}
            lease = cls(**{**told, **times})
            lease.over()
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        return lease


class Board(Protocol):
    """A place where the lease of one environment hangs for others to see."""

    def read(self) -> Lease | None: ...

    def take(self, lease: Lease) -> bool:
        """Writes a lease in the place of what was read last; False when somebody else came first."""

    def remove(self) -> None: ...


class FileBoard:
    """A file on this machine."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = FileLock(f"{path}.lock")
        self._seen = b""

    def read(self) -> Lease | None:
        self._seen = self._content()
        return Lease.from_json(self._seen)

    def take(self, lease: Lease) -> bool:
        with self._lock:
            if self._content() != self._seen:
                return False
            fresh = self._path.with_suffix(".new")
            fresh.write_text(lease.to_json(), "utf-8")
            fresh.replace(self._path)
        return True

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)

    def _content(self) -> bytes:
        with suppress(FileNotFoundError):
            return self._path.read_bytes()
        return b""


class StoreBoard:
    """An object in the suite's own bucket. A store that knows no conditions decides by what is read back."""

    def __init__(self, store: ObjectStoreClient, key: str) -> None:
        self._store = store
        self._key = key
        self._etag: str | None = None

    def read(self) -> Lease | None:
        with _refusals_named():
            found = self._store.describe(self._key)
            self._etag = found.etag if found else None
            return Lease.from_json(self._store.get(self._key)) if found else None

    def take(self, lease: Lease) -> bool:
        with _refusals_named():
            taken = self._store.put_if(self._key, lease.to_json().encode(), "application/json", self._etag)
        return taken and self.read() == lease

    def remove(self) -> None:
        with _refusals_named():
            self._store.remove(self._key)


@contextmanager
def _refusals_named() -> Iterator[None]:
    """What the store refuses is a fault of the service, like a store that does not answer."""
    from minio.error import S3Error

    try:
        yield
    except S3Error as refused:
        raise ServiceError(f"the object store refused: {refused.code}") from refused


@contextmanager
def leased(
    profile: Profile, run: str, say: Callable[[str], None], lost: Callable[[str], object] = lambda _: None
) -> Iterator[None]:
    """The environment of a profile for one run alone, inside this context. Other processes of that run just come in.

    Args:
        say: told of a lease that was taken over, and of what keeps the lease from being seen elsewhere.
        lost: told when another run has taken the lease although this one lives.

    Raises:
        PlatformNotProvided: another run has it; the sentence names the holder.
    """
    own = Lease.of_this_process(profile.name, run)
    taken: list[Board] = []
    try:
        for board in _boards(profile):
            try:
                if _take(board, own, say):
                    taken.append(board)
            except ServiceError as error:
                say(f"the lease of {profile.name!r} is seen on this machine only: {error}")
        with _renewing(taken, own, lost):
            yield
    finally:
        for board in taken:
            with suppress(ServiceError):
                if (left := board.read()) is not None and left.run == run:
                    board.remove()


def place_of(profile: Profile) -> str:
    """What tells the platform of a profile from others, as a name."""
    told = f"{profile.name} {profile.services.scoring_api.url}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _boards(profile: Profile) -> Iterator[Board]:
    yield FileBoard(state_folder() / "leases" / f"{place_of(profile)}.json")
    store = profile.services.object_store
    if store is not None and profile.permissions.allow("synthetic"):
        from acceptance.platform.object_store import ObjectStoreClient

        yield StoreBoard(ObjectStoreClient(store, profile.permissions), f"acceptance/lease-{place_of(profile)}.json")


def _take(board: Board, own: Lease, say: Callable[[str], None]) -> bool:
    """Takes the lease; False when another process of the same run has it."""
    found = board.read()
    if found is not None and found.run == own.run:
        return False
    why = found.over() if found is not None else None
    if found is not None and why is None:
        raise _in_use(found)
    if not board.take(own):
        raise _in_use(board.read() or own)
    if found is not None:
        say(f"the lease of {found.who()} is taken over: {why}")
    return True


def _in_use(lease: Lease) -> PlatformNotProvided:
    return PlatformNotProvided(
        f"The environment {lease.environment!r} is in use: {lease.who()}; its lease lasts until "
        f"{lease.expires:%H:%M:%S} UTC unless it is renewed. Wait for that run, or end it."
    )


@contextmanager
def _renewing(boards: list[Board], own: Lease, lost: Callable[[str], object]) -> Iterator[None]:
    done = threading.Event()

    held = dict.fromkeys(boards, own)

    def renew() -> None:
        while not done.wait(LASTS.total_seconds() / 3):
            for board, lease in list(held.items()):
                with suppress(ServiceError):  # it may be cut off by a scenario; there are two more times
                    found, fresh = board.read(), lease.renewed()
                    if found == lease and board.take(fresh):
                        held[board] = fresh
                        continue
                    del held[board]
                    lost(f"The lease of {own.environment!r} was lost to {found.who() if found else 'nobody'}.")

    renewer = threading.Thread(target=renew, name="lease", daemon=True)
    if boards:
        renewer.start()
    try:
        yield
    finally:
        done.set()
        if boards:
            renewer.join(LASTS.total_seconds() / 3)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _machine() -> str:
    """This machine since it was started, and which of its containers: only there a process' number means something."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    return f"{socket.gethostname()} {psutil.boot_time():.0f}"


def _process(number: int) -> str:
    """A process by its number and start, as a number alone is used again; of one that is gone, only the number."""
    with suppress(psutil.NoSuchProcess):
        found = psutil.Process(number)
        if found.status() != psutil.STATUS_ZOMBIE:
            return f"{number} {found.create_time()}"
    return str(number)
