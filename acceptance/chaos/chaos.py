"""Faults on the platform of one profile, in one run: permitted, written down, watched over, and recorded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from acceptance.chaos.experiment import Conducting, Ended, Experiment
from acceptance.chaos.fault import Fault, Means, Seen
from acceptance.chaos.hogs import Hogs
from acceptance.chaos.journal import Journal
from acceptance.chaos.killing import Killing, Which
from acceptance.chaos.lever import Lever
from acceptance.chaos.links import LinkHarm
from acceptance.chaos.timetable import Timetable, overridden, time_to_recover_s, timetable
from acceptance.chaos.watchdog import Keeper
from acceptance.instruments.load.generated import Load
from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.traffic import Ask
from acceptance.leftovers import Undoing
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import require
from acceptance.platform.switch import stopped, undoing
from acceptance.profile import Profile
from acceptance.profile.chaos import Chaos as Agreed
from acceptance.profile.chaos import Harm
from acceptance.record.ledger import Kind, Ledger

GONE_WITHIN_S = 2.0
PAUSE_S = 0.05
MARGIN_S = 30.0
"""So long after its window a fault is taken away by the watchdog, if nobody else has."""


class Chaos:
    """Brings faults about and takes them away."""

    def __init__(self, profile: Profile, ledger: Ledger, load: Callable[[], Load]) -> None:
        self._profile = profile
        self._ledger = ledger
        self._load = load
        self._keeper = Keeper(profile)

    @property
    def agreed(self) -> Agreed:
        """What the profile says of faults.

        Raises:
            NotAssessed: it says nothing.
        """
        return self._profile.agreed(Agreed)

    @cached_property
    def means(self) -> Means:
        return Means(self._profile)

    @cached_property
    def _journal(self) -> Journal:
        return Journal(self._profile)

    @cached_property
    def _lever(self) -> Lever:
        return Lever(self._profile)

    # -- faults

    def harm(self, link: str, harm: Harm, latency_ms: float = 0, jitter_ms: float = 0) -> LinkHarm:
        return LinkHarm(self.means, link, harm, latency_ms, jitter_ms)

    def killing(self, part: str, which: Which) -> Killing:
        return Killing(self.means, part, which)

    def hogs(self, processors: int, blocks: int, block_mb: int, longest_s: float) -> Hogs:
        return Hogs(self.means, processors, blocks, block_mb, longest_s)

    @contextmanager
    def brought_about(self, fault: Fault, longest_s: float) -> Iterator[Seen]:
        """A fault that is there inside this context; gives what the probe saw of it.

        Raises:
            NotAssessed, Inconclusive: as `begin`; or it did not go away again.
        """
        entry = self.begin(fault, longest_s)
        try:
            yield fault.present()
        finally:
            seen = self.end(fault, entry)
        if not seen.holds:
            raise Inconclusive(f"the fault did not go away: {fault.about}: {seen.told}")

    def begin(self, fault: Fault, longest_s: float) -> Undoing:
        """Brings a fault about; what undoes it is on the disk before.

        Args:
            longest_s: how long it is meant to last.

        Raises:
            NotAssessed: it is not permitted, the lever was pulled, or the profile does not say how.
            Inconclusive: another fault is still there, or nobody watches over it.
        """
        self._prepare(fault)
        entry = self._journal.promise(fault, longest_s + MARGIN_S)
        try:
            fault.apply()
        except BaseException:
            self.end(fault, entry)
            raise
        return entry

    def _prepare(self, fault: Fault) -> None:
        """Everything that can keep a fault from being brought about, before anything is touched."""
        require(self._profile.permissions, "destroy", "bringing a fault about")
        if (pulled := self._lever.pulled()) is not None:
            raise NotAssessed(f"no fault was brought about: {pulled}")
        if others := self._journal.unfinished():
            raise Inconclusive(f"another fault is there already: {'; '.join(one.name for one in others)}")
        self._keeper.require()
        fault.prepare()

    def end(self, fault: Fault, entry: Undoing) -> Seen:
        """Takes a fault away; what is still there stays in the journal, and with the watchdog."""
        with undoing():
            fault.undo()
            deadline = time.monotonic() + GONE_WITHIN_S
            while not (seen := fault.gone()).holds and time.monotonic() < deadline:
                time.sleep(PAUSE_S)
        if seen.holds:
            self._journal.kept(entry)
        return seen

    def unfinished(self) -> list[str]:
        """Faults that may still be on the platform, in words."""
        return [entry.name for entry in self._journal.unfinished()]

    # -- experiments

    def experiment(
        self,
        fault: Fault,
        asks: Iterable[Ask],
        steady: Callable[[], Seen],
        *,
        windows: int | None = None,
        window_s: int | None = None,
        look: Callable[[], None] = lambda: None,
        comes_back: bool = False,
    ) -> Experiment:
        """One experiment, from steady state to steady state, in the record.

        Args:
            asks: the questions of the load.
            steady: whether the platform is as it should be.
            windows: how often the fault is brought about; by default what the profile says.
            window_s: how long it lasts each time; by default what CHAOS_DURATION or the profile says.
            look: called once each time the fault is there.
            comes_back: whether the fault ends by itself, as a death does.

        Raises:
            NotAssessed: as `begin`, or the profile does not permit the load.
            Inconclusive: as `begin`, or the platform was not steady before.
        """
        block = self.agreed
        table = timetable(overridden(block.load), windows, window_s)
        asked = list(asks)
        longest_s = max(phase.seconds for phase in table.phases) + block.load.change_s
        entries: list[Undoing] = []

        def begin() -> None:
            entries.append(self.begin(fault, longest_s))

        def end() -> Seen:
            return self.end(fault, entries.pop()) if entries else Seen(True, "it was never there")

        def put(planned: Timetable, progress: Callable[[LoadResult], None]) -> LoadResult:
            workload = planned.workload(block.load.rate_per_s)
            return self._load().put(fault.about, workload, asked, progress=progress)

        conducting = Conducting(
            put=put,
            begin=begin,
            end=end,
            steady=steady,
            well=self._well,
            recovery_s=time_to_recover_s(block.bounds),
            patience_s=block.bounds.patience_s,
            blast_radius=block.bounds.blast_radius,
            look=look,
            comes_back=comes_back,
        )
        self._prepare(fault)
        found = conducting.conduct(fault, table)
        self._ledger.append(Kind.EXPERIMENT, found.to_data())
        return found

    def _well(self) -> None:
        """Whether the running experiment may go on.

        Raises:
            Ended: the lever or the switch was pulled, or nobody watches over it any more.
        """
        self._keeper.beat()
        if (why := self._lever.pulled() or stopped(self._profile.permissions)) is not None:
            raise Ended(f"the experiment was ended: {why}")
        if not self._keeper.alive:
            raise Ended("the experiment was ended: its watchdog had died")

    def close(self) -> None:
        """Lets the watchdog go, and closes every connection."""
        self._keeper.close()
        if "means" in vars(self):
            self.means.close()
