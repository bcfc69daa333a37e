"""Looks at many things side by side, and waits for none of them longer than for all together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread

Seen = tuple[bool | None, str]
"""Whether something is well, None where that could not be tried, and what was seen."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        well: None where it could not be tried.
        fix: what to do where it is not well.
        needs: what scenarios cannot use while it is not well, as in `controls/needs.json`.
    """

    what: str
    well: bool | None
    says: str
    fix: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Probe:
    """One thing to look at; `look` returns what it saw, or raises why it saw nothing."""

    what: str
    look: Callable[[], Seen]
    fix: str = ""
    needs: frozenset[str] = frozenset()


def looked(probes: Iterable[Probe], patience_s: float) -> list[Finding]:
    """What all probes found, side by side; one that has not come back after `patience_s` is not waited for."""
    deadline = time.monotonic() + patience_s
    begun = [(probe, _begun(probe)) for probe in probes]
    return [_found(probe, answer, max(0.0, deadline - time.monotonic()), patience_s) for probe, answer in begun]


def _begun(probe: Probe) -> Future[Seen]:
    answer: Future[Seen] = Future()

    def look() -> None:
        try:
            answer.set_result(probe.look())
        except BaseException as error:  # noqa: BLE001 - a doctor reports every illness and goes on
            answer.set_exception(error)

    Thread(target=look, daemon=True).start()
    return answer


def _found(probe: Probe, answer: Future[Seen], left_s: float, patience_s: float) -> Finding:
    well: bool | None = False
    if not wait([answer], left_s).done:
        says = f"no answer within {patience_s:g} s"
    elif (error := answer.exception()) is not None:
        says = str(error) or type(error).__name__
    else:
        well, says = answer.result()
    return Finding(probe.what, well, says, probe.fix, probe.needs)
