"""Harm to the platform's connection to a part: cut, slow, silent or torn down, by operations of the profile."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from acceptance.chaos.fault import Means, Seen
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.platform import GONE
from acceptance.platform.round_trip import Lines, asked_now, median_s
from acceptance.profile.chaos import Doing, Harm

LINES = 10
"""Connections that are opened before a fault, to see it on them."""
ANSWERS_WITHIN_S = 1.0
"""A small question that is not answered so soon, beyond the delay that was asked for, counts as not answered."""
OFF_BY = 0.05
"""How far a delay may be from what was asked for, as a share of it."""
WORDS: dict[Harm, str] = {
    "cut": "the {link} cannot be reached",
    "slow": "each answer of the {link} comes {latency_ms:g} ms late",
    "silent": "the {link} takes questions and never answers",
    "reset": "connections to the {link} are torn down",
}


class LinkHarm:
    """One kind of harm to one connection.

    Args:
        link: the plain name of the part at its other end.
        latency_ms, jitter_ms: of slow ones, how late answers come, and by how much that varies.
        usual_s: how long an answer takes without harm; measured by `prepare`.
    """

    def __init__(
        self,
        means: Means,
        link: str,
        harm: Harm,
        latency_ms: float = 0,
        jitter_ms: float = 0,
        usual_s: float | None = None,
    ) -> None:
        self._means, self.link, self.harm = means, link, harm
        self.latency_ms, self.jitter_ms, self.usual_s = latency_ms, jitter_ms, usual_s
        self._lines: Lines | None = None

    @property
    def about(self) -> str:
        return WORDS[self.harm].format(link=self.link, latency_ms=self.latency_ms)

    def data(self) -> dict[str, Any]:
        return {
            "kind": "link",
            "link": self.link,
            "harm": self.harm,
            "latency_ms": self.latency_ms,
            "jitter_ms": self.jitter_ms,
            "usual_s": self.usual_s,
        }

    def prepare(self) -> None:
        for operation in (self._doing.apply, self._doing.undo):
            self._means.operations.require(operation)
        self.usual_s = median_s(self._answers(LINES))
        if self.usual_s is None:
            raise Inconclusive(
                f"the connection to the {self.link} does not work before anything was done to it", Cause.PLATFORM
            )

    def apply(self) -> None:
        place = self._means.link(self.link)
        self._close()
        self._lines = Lines(place.address, place.protocol, LINES, self._means.profile.permissions)
        self._means.operations.do(self._doing.apply, **self._words())

    def present(self) -> Seen:
        """Looked at on connections that were open before, where the fault was brought about by this process."""
        if self.harm == "slow":
            return self._delayed()
        with ThreadPoolExecutor(2) as both:
            later = both.submit(self._answers, LINES)
            older, newer = self._before(), later.result()
        heard = sum(one is not None for one in (*older, *newer))
        return Seen(not heard, f"{heard} of {len(older)} connections from before and {len(newer)} new ones answer")

    def undo(self) -> None:
        self._close()
        answer = self._means.operations.undo(self._doing.undo, **self._words())
        if not answer.succeeded and answer.status not in GONE:
            raise Inconclusive(
                f"{self.about}: the operation {self._doing.undo!r} that ends it answered {answer.status}",
                Cause.ENVIRONMENT,
            )

    def gone(self) -> Seen:
        taken_s = median_s(self._answers(LINES))
        if taken_s is None:
            return Seen(False, f"new connections to the {self.link} are not answered")
        most_s = self._usual_s + (max(0.0, self.latency_ms - self.jitter_ms) / 2000 or ANSWERS_WITHIN_S)
        return Seen(taken_s < most_s, f"the {self.link} answers in {taken_s * 1000:.1f} ms")

    def measured_ms(self) -> float | None:
        """After how long the connections from before answer now; None where one of them does not."""
        taken_s = median_s(self._before())
        return None if taken_s is None else taken_s * 1000

    def _delayed(self) -> Seen:
        """No answer comes before the delay is over; beyond it the quicker ones take no longer than they usually do.

        A busy machine adds to a delay and takes nothing away from it.
        """
        usual_ms, taken_s = self._usual_s * 1000, self._before()
        if usual_ms > self.latency_ms / 2:
            return Seen(False, f"an answer takes {usual_ms:.1f} ms anyway, so that the delay cannot be told from that")
        middle_s = median_s(taken_s)
        if middle_s is None:
            return Seen(False, "a connection from before is not answered at all")
        middle_ms, quicker_ms = middle_s * 1000, sorted(one for one in taken_s if one is not None)[LINES // 4] * 1000
        off_by_ms = OFF_BY * self.latency_ms + 2 * self.jitter_ms / math.sqrt(LINES)
        told = (
            f"answers on {LINES} connections from before come after {middle_ms:.1f} ms, the quicker ones after "
            f"{quicker_ms:.1f} ms, else after {usual_ms:.1f} ms"
        )
        soon, late = self.latency_ms - off_by_ms, self.latency_ms + off_by_ms + usual_ms
        return Seen(soon <= middle_ms and quicker_ms <= late, told)

    def _before(self) -> list[float | None]:
        if self._lines is None:
            return self._answers(LINES)
        return self._lines.answered_s(self._patience_s)

    def _answers(self, number: int) -> list[float | None]:
        place = self._means.link(self.link)
        return asked_now(place.address, place.protocol, number, self._means.profile.permissions, self._patience_s)

    def _close(self) -> None:
        if self._lines is not None:
            self._lines.close()
            self._lines = None

    @property
    def _usual_s(self) -> float:
        return self.usual_s or 0.0

    @property
    def _patience_s(self) -> float:
        return ANSWERS_WITHIN_S + 2 * (self.latency_ms + self.jitter_ms) / 1000

    @property
    def _doing(self) -> Doing:
        found = self._means.link(self.link).harm.get(self.harm)
        if found is None:
            raise NotAssessed(
                f"the profile does not say how the connection to the {self.link} becomes {self.harm} "
                f"(chaos.links.{self.link}.harm)",
                Cause.BINDING,
            )
        return found

    def _words(self) -> dict[str, Any]:
        # Whole numbers: not every tool takes others for milliseconds.
        return {"latency_ms": round(self.latency_ms), "jitter_ms": round(self.jitter_ms)}
