"""What else a machine did while something was measured on it, where the suite shares it with the platform (Linux).

Each second the time that every process got of the processors is read from /proc, and divided: the platform's, the
suite's, and everybody else's. Which processes are the platform's is told by whoever started it: they are the named ones
and all that descend from them. Without that, only the time can be told in which somebody had to wait for a processor.
What the kernel itself does for the network counts for nobody.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from acceptance import patience
from acceptance.platform.provision import NEIGHBOURS, PARENT, PROCESSES
from acceptance.profile import Profile

PROC = Path("/proc")
EVERY_S = 1.0
SHORTEST_S = 0.3
"""Less time than this tells of no share: the kernel counts in hundredths of a second."""
BUSIEST = 3
"""A share is judged by its average over so many moments in a row, the busiest ones: a burst is seen, a tick is not."""


@dataclass(frozen=True)
class Agreed:
    """How busy the machine may be, as shares of all its processors, and from which processes the platform descends."""

    others: float
    generator: float
    waiting: float
    platform: tuple[int, ...] = ()


@dataclass(frozen=True)
class Moment:
    """About a second, with shares of all processors.

    Attributes:
        at: its end, as seconds since 1970.
        others: of programs that are neither platform nor suite; None where the platform's are not known.
        platform: None where they are not known.
        waiting: the share of the time in which somebody waited for a processor; None where the kernel does not tell.
    """

    at: float
    suite: float
    others: float | None
    platform: float | None
    waiting: float | None


@dataclass(frozen=True)
class Surroundings:
    """What was seen of a machine, with what was agreed about it."""

    moments: tuple[Moment, ...]
    agreed: Agreed

    def between(self, start: float, end: float) -> Surroundings:
        """Only the moments of a part, given by seconds since 1970; at least the ones that it touches."""
        return replace(self, moments=tuple(one for one in self.moments if start < one.at < end + EVERY_S))

    def busiest(self, what: str) -> float | None:
        """The largest average of a share; None where it was never seen."""
        shares = [share for one in self.moments if (share := getattr(one, what)) is not None]
        spans = [shares[at : at + BUSIEST] for at in range(max(1, len(shares) - BUSIEST + 1))]
        return max(sum(span) / len(span) for span in spans) if shares else None

    def disturbances(self) -> list[str]:
        """Why what looks bad may be no fault of the platform, each as a sentence."""
        agreed, known = self.agreed, self.busiest("others") is not None
        wanted = [("suite", agreed.generator, "the suite itself took {} of the processors while it was measured")]
        if known:
            wanted.append(("others", agreed.others, "other programs took {} of the processors while it was measured"))
        else:
            wanted.append(("waiting", agreed.waiting, "programs waited for a processor in {} of the time"))
        seen = [(self.busiest(what), limit, words) for what, limit, words in wanted]
        return [
            f"{words.format(_percent(share))}, at most {_percent(limit)} are agreed"
            for share, limit, words in seen
            if share is not None and share > limit
        ]

    def to_data(self) -> dict[str, Any]:
        return {"moments": [list(asdict(one).values()) for one in self.moments], "agreed": asdict(self.agreed)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Surroundings:
        agreed = Agreed(**{**data["agreed"], "platform": tuple(data["agreed"]["platform"])})
        return cls(tuple(Moment(*one) for one in data["moments"]), agreed)


def agreed(profile: Profile, environment: Mapping[str, str] = os.environ) -> Agreed | None:
    """What was agreed about the machine; None where the platform has one of its own."""
    judging = profile.judging
    shared = judging.shared_machine
    if shared is None:
        shared = _is_loopback(urlsplit(profile.services.scoring_api.url).hostname or "")
    if not shared:
        return None
    return Agreed(
        judging.others_at_most_percent / 100,
        judging.generator_at_most_percent / 100,
        judging.waiting_at_most_percent / 100,
        _processes_in(environment.get(PROCESSES, "")),
    )


def _processes_in(told: str) -> tuple[int, ...]:
    return tuple(int(word) for word in told.split(",") if word.strip().isdigit())


def since_now(agreed: Agreed, suite: int) -> Callable[[], str | None]:
    """Looks at the machine; what it returns says, later, how much other programs took of it since then.

    Args:
        suite: the process from which the whole suite descends.

    Returns:
        Says nothing where that was no more than agreed, or cannot be told.
    """
    before = _reading(agreed.platform, suite)

    def busy() -> str | None:
        now = _reading(agreed.platform, suite)
        if now.at - before.at < SHORTEST_S or now.all <= before.all:
            return None
        others = _moment(before, now).others
        if others is None or others <= agreed.others:
            return None
        limit = _percent(agreed.others)
        return f"other programs took {_percent(others)} of the processors meanwhile, at most {limit} are agreed"

    return busy


@contextmanager
def lengthening_waits(profile: Profile, environment: Mapping[str, str]) -> Iterator[None]:
    """Within it, waits last longer than agreed where other programs keep a machine busy that the platform shares.

    Args:
        environment: where the processes of the platform are named, those of neighbours that share the machine by
            agreement, and whoever started this process of the suite.
    """
    shared = agreed(profile, environment)
    if shared is not None and shared.platform and (PROC / "stat").exists():
        together = replace(shared, platform=shared.platform + _processes_in(environment.get(NEIGHBOURS, "")))
        patience.look_with(lambda: since_now(together, int(environment.get(PARENT, os.getpid()))))
    try:
        yield
    finally:
        patience.look_with(None)


class Watch:
    """Looks at the machine once a second inside a `with`, in a thread of its own. Where nothing was agreed it does
    nothing."""

    def __init__(self, agreed: Agreed | None) -> None:
        self._agreed = agreed if agreed is not None and (PROC / "stat").exists() else None
        self._moments: list[Moment] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        if self._agreed is not None:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._over.set()
        if self._agreed is not None:
            self._thread.join()

    def seen(self) -> Surroundings | None:
        """What was seen until now."""
        return Surroundings(tuple(self._moments), self._agreed) if self._agreed is not None else None

    def _look(self) -> None:
        assert self._agreed is not None
        before = _reading(self._agreed.platform, os.getpid())
        while not self._over.is_set():
            self._over.wait(EVERY_S)
            now = _reading(self._agreed.platform, os.getpid())
            if now.at - before.at >= SHORTEST_S and now.all > before.all:
                self._moments.append(_moment(before, now))
                before = now


@dataclass(frozen=True)
class _Reading:
    """Counts since the machine started, in ticks of the kernel; `waited_s` in seconds."""

    at: float
    all: int
    busy: int
    suite: int
    platform: int | None
    waited_s: float | None


def _reading(roots: Sequence[int], suite: int) -> _Reading:
    at = time.time()
    user, nice, system, idle, iowait, irq, softirq, steal = map(int, (PROC / "stat").read_text().split()[1:9])
    parents, ticks = _processes()
    own = _descending(parents, [suite])
    alive = [root for root in roots if root in parents]
    platform = _descending(parents, alive)
    return _Reading(
        at=at,
        all=user + nice + system + idle + iowait + irq + softirq + steal,
        busy=user + nice + system + steal,
        suite=sum(ticks[pid] for pid in own - platform),
        platform=sum(ticks[pid] for pid in platform) if alive else None,
        waited_s=_waited_s(),
    )


def _moment(before: _Reading, now: _Reading) -> Moment:
    whole = now.all - before.all
    suite = max(0, now.suite - before.suite) / whole
    platform = others = waiting = None
    if now.platform is not None and before.platform is not None:
        platform = max(0, now.platform - before.platform) / whole
        others = max(0.0, (now.busy - before.busy) / whole - suite - platform)
    if now.waited_s is not None and before.waited_s is not None:
        waiting = min(1.0, (now.waited_s - before.waited_s) / (now.at - before.at))
    shares = (None if share is None else round(share, 4) for share in (suite, others, platform, waiting))
    return Moment(round(now.at, 3), *shares)  # type: ignore[arg-type]


def _processes() -> tuple[dict[int, int], dict[int, int]]:
    """The parent of every process, and how long it and those of its children that have ended had a processor."""
    parents, ticks = {}, {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_bytes().rsplit(b")", 1)[1].split()
            except (OSError, IndexError):
                continue  # it has ended meanwhile
            parents[int(entry.name)] = int(fields[1])
            ticks[int(entry.name)] = sum(map(int, fields[11:15]))
    return parents, ticks


def _descending(parents: Mapping[int, int], roots: Iterable[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for pid, parent in parents.items():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found


def _waited_s() -> float | None:
    try:
        first = (PROC / "pressure" / "cpu").read_text().splitlines()[0]
    except (OSError, IndexError):
        return None
    return int(first.rsplit("total=", 1)[1]) / 1e6


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
