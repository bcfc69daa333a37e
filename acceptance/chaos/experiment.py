"""One experiment: steady state, load, the fault in turns with its absence, and whether all is as before afterwards."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from acceptance.chaos.fault import Fault, Seen
from acceptance.chaos.figures import Effect, Figures, Rating, degradation, effect, pooled, rating
from acceptance.chaos.timetable import Timetable
from acceptance.instruments.load.result import LoadResult
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.profile.chaos import BlastRadius

POLL_S = 0.05
STARTS_WITHIN_S = 60.0
LATE_SHARE = 0.25
"""A request may begin late by this share of what is judged: the time between two phases, and a customer's patience."""


@dataclass
class Window:
    """One time in which the fault was there, in seconds from the start of the load; None for what did not come.

    Attributes:
        applied_s, seen_s: when it was brought about, and when it was seen to be there.
        back_s: when it was seen to be gone by itself, as a killed part that has come back.
        undone_s, gone_s: when its end was asked for, and when it was seen to be gone.
        there, away: what the probes have seen.
    """

    applied_s: float | None = None
    seen_s: float | None = None
    back_s: float | None = None
    undone_s: float | None = None
    gone_s: float | None = None
    there: str = ""
    away: str = ""


@dataclass(frozen=True)
class Experiment:
    """What came of it.

    Attributes:
        about: the fault, in words.
        load: every answer and error, by phase and second.
        windows: when the fault was there.
        well_s: seconds from the end of the fault, or from a death, until the platform was as before; None: not in time.
        patience_s: as long as a failed request counts.
        afterwards: what was seen of the platform in the end, in words.
        cut_short: why it ended before its time, where it did.
        comes_back: whether the fault ends by itself, as a death does.
    """

    about: str
    started: datetime
    timetable: Timetable
    load: LoadResult
    windows: tuple[Window, ...]
    well_s: float | None
    patience_s: float
    cut_short: str | None = None
    comes_back: bool = False
    afterwards: str = ""

    def part(self, place: int) -> LoadResult:
        return self.load.of_stage(place)

    def places(self, fault: bool | None) -> list[int]:
        """The phases with the fault, without it, or in which that changes; the recovery after it is without it."""
        return [place for place, phase in enumerate(self.timetable.phases) if phase.fault is fault]

    @property
    def before(self) -> Figures:
        return Figures.of(self.part(0), self.patience_s)

    @property
    def harmed(self) -> Figures:
        """All windows with the fault."""
        return pooled(Figures.of(self.part(place), self.patience_s) for place in self.places(True))

    @property
    def rating(self) -> Rating:
        return rating(self.before.cost_ms, self.harmed.cost_ms)

    @property
    def degradation(self) -> float:
        return degradation(self.before.cost_ms, self.harmed.cost_ms)

    @property
    def effect(self) -> Effect:
        def seconds(fault: bool) -> list[Sequence[Any]]:
            phases = [self.timetable.phases[place] for place in self.places(fault)]
            return [self.load.series[phase.start_s : phase.end_s] for phase in phases]

        return effect(seconds(True), seconds(False), self.patience_s)

    def doubts(self) -> list[str]:
        """Why nothing can be said of it, each as a sentence."""
        doubts = [self.cut_short] if self.cut_short else []
        doubts += [one for one in self.load.doubts(self._late_s) if "not one of" not in one]
        for window, place in zip(self.windows, self.timetable.comings, strict=False):
            there, going = self.timetable.phases[place + 1 : place + 3]
            if window.applied_s is None or window.applied_s > there.start_s:
                doubts.append("the fault came too late for its window")
            if window.gone_s is None or window.gone_s > going.end_s:
                doubts.append(f"the fault did not go in time: {window.away or 'it was not taken away'}")
        return doubts

    @property
    def _late_s(self) -> float:
        """What begins later than this may fall out of its phase, or be taken for an answer that comes late."""
        changes_s = [self.timetable.phases[place].seconds for place in self.places(None)]
        return LATE_SHARE * min(*changes_s, self.patience_s)

    def to_data(self) -> dict[str, Any]:
        """All of it but the load, which has a line of its own, and the load's seconds for a picture."""
        figures = [asdict(Figures.of(self.part(place), self.patience_s)) for place in range(len(self.timetable.phases))]
        data = {
            "about": self.about,
            "started": self.started.isoformat(),
            "phases": [
                asdict(phase) | {"figures": told} for phase, told in zip(self.timetable.phases, figures, strict=True)
            ],
            "windows": [asdict(window) for window in self.windows],
            "seconds": [[one.good, one.failed, one.p95_s] for one in self.load.series],
            "well_s": self.well_s,
            "afterwards": self.afterwards,
            "rating": self.rating.value,
            "degradation": self.degradation,
            "effect": asdict(self.effect),
            "cut_short": self.cut_short,
            "doubts": self.doubts(),
        }
        return {key: _finite(value) for key, value in data.items()}


def _finite(value: Any) -> Any:
    """The same with None for each figure that is no number: JSON has no other word for it."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Ended(Exception):
    """The experiment ends now; its text says why."""


@dataclass
class Conducting:
    """What goes on around an experiment.

    Attributes:
        put: puts the load of a timetable on the platform and tells of it once a second.
        begin, end: bring the fault about, written down before; and take it away, which says what was seen.
        look: called once each time the fault is there.
        steady: whether the platform is as it should be.
        well: whether the experiment may go on: raises `Ended`.
        recovery_s: so long is waited for the steady state to come back.
    """

    put: Callable[[Timetable, Callable[[LoadResult], None]], LoadResult]
    begin: Callable[[], None]
    end: Callable[[], Seen]
    steady: Callable[[], Seen]
    well: Callable[[], None]
    recovery_s: float
    patience_s: float
    blast_radius: BlastRadius
    look: Callable[[], None] = lambda: None
    comes_back: bool = False
    """Whether the fault ends by itself, as a death does: then it is looked for that while its window lasts."""
    _so_far: list[LoadResult] = field(default_factory=list)

    def conduct(self, fault: Fault, timetable: Timetable) -> Experiment:
        """The whole of it.

        Raises:
            Inconclusive: the platform was not steady before, so that nothing was done to it; or no load could be put.
            NotAssessed: the profile does not permit the load.
        """
        deadline = time.monotonic() + self.recovery_s  # what came before may have left it unwell for a moment
        while not (now := self.steady()).holds and time.monotonic() < deadline:
            time.sleep(POLL_S)
        if not now.holds:
            raise Inconclusive(
                f"the platform was not as agreed before the experiment ({now.told}); nothing was done to it "
                f"({fault.about})",
                Cause.PLATFORM,
            )
        started = datetime.now(UTC)
        loaded = _InTheBackground(lambda: self.put(timetable, self._so_far.append))
        windows: list[Window] = []
        cut_short, well_s, told = None, None, ""
        try:
            self._await_the_start(loaded)
            for place in timetable.comings:
                windows.append(Window())
                self._one_window(fault, timetable, place, windows[-1])
            well_s, told = self._recovered(windows[-1])
        except Ended as ended:
            cut_short = str(ended)
        finally:
            load = loaded.result()
        if cut_short and windows and windows[-1].gone_s is not None:
            well_s, told = self._recovered(windows[-1])
        return Experiment(
            about=fault.about,
            started=started,
            timetable=timetable,
            load=load,
            windows=tuple(windows),
            well_s=well_s,
            patience_s=self.patience_s,
            cut_short=cut_short,
            comes_back=self.comes_back,
            afterwards=told,
        )

    def _one_window(self, fault: Fault, timetable: Timetable, place: int, window: Window) -> None:
        self._until(timetable.phases[place].start_s)
        try:
            self.begin()
            window.applied_s = self._now_s()
            seen = fault.present()
            window.seen_s, window.there = self._now_s() if seen.holds else None, seen.told
            if not seen.holds:
                raise Ended(f"the fault was brought about, but is not there: {seen.told}")
            self.look()
            self._until(timetable.phases[place + 1].end_s, lambda: self._look_back(fault, window))
        finally:
            window.undone_s = self._now_s()
            seen = self.end()
            window.gone_s, window.away = self._now_s() if seen.holds else None, seen.told

    def _look_back(self, fault: Fault, window: Window) -> None:
        if self.comes_back and window.back_s is None and fault.gone().holds:
            window.back_s = self._now_s()

    def _recovered(self, window: Window) -> tuple[float | None, str]:
        """Seconds until the platform was steady again, from a death until the part was back; and what was seen last."""
        since_s = window.applied_s if self.comes_back else window.undone_s
        assert since_s is not None
        deadline_s = max(self._now_s(), since_s) + self.recovery_s
        while not (now := self.steady()).holds and self._now_s() < deadline_s:
            time.sleep(POLL_S)
        if not now.holds:
            return None, now.told
        # A death was over when the part was back; that it was steady then is only known from now on.
        until_s = window.back_s if self.comes_back and window.back_s is not None else self._now_s()
        return until_s - since_s, now.told

    def _until(self, at_s: float, meanwhile: Callable[[], None] = lambda: None) -> None:
        while (left_s := at_s - self._now_s()) > 0:
            self.well()
            self._hold_the_blast_radius()
            meanwhile()
            time.sleep(min(POLL_S, max(0.0, left_s)))

    def _hold_the_blast_radius(self) -> None:
        """Ends the experiment where more fails, for longer, than was agreed."""
        if not self._so_far:
            return
        last = self._so_far[-1].series[:-1][-self.blast_radius.for_s :]  # the newest second is not over
        if len(last) == self.blast_radius.for_s and all(
            one.failed and one.failed * 100 >= self.blast_radius.failed_percent * (one.good + one.failed)
            for one in last
        ):
            raise Ended(
                f"{self.blast_radius.failed_percent:g} % of the requests or more failed for "
                f"{self.blast_radius.for_s} s, which is the limit of this experiment"
            )

    def _await_the_start(self, loaded: _InTheBackground) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._so_far:
            self.well()
            if loaded.over or time.monotonic() > deadline:
                loaded.result()
                raise Ended("the load did not start")
            time.sleep(POLL_S)

    def _now_s(self) -> float:
        """Seconds since the load started."""
        return time.time() - self._so_far[0].started.timestamp() if self._so_far else 0.0


class _InTheBackground:
    """Some work in a thread of its own; what it raises is raised by `result`."""

    def __init__(self, work: Callable[[], LoadResult]) -> None:
        self._work = work
        self._result: LoadResult | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="load of an experiment", daemon=True)
        self._thread.start()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def result(self) -> LoadResult:
        self._thread.join()
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise NotAssessed("the load of the experiment told nothing")
        return self._result

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self._error = error
