"""The platform that mutants are tried on: replaced by a fresh one when a mutant has left something behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType

from acceptance.outcome import AcceptanceError, Outcome
from acceptance.platform.mutants import Watch
from acceptance.proof.instance import Instance

Start = Callable[[ExitStack, int], tuple[Instance, Watch]]
"""Starts a platform that ends with the stack; the number tells it from those before."""


class Ground:
    """One platform at a time. `stop` may come from any thread, all else from one.

    Args:
        start: how one is started.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._stack = ExitStack()
        self._number = 0
        self._stopped = False
        self.instance: Instance
        self.watch: Watch

    def __enter__(self) -> Ground:
        self.renew()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._stack.close()

    def renew(self) -> None:
        """Ends the platform and starts another."""
        self._stack.close()
        if self._stopped:
            raise KeyboardInterrupt
        self._number += 1
        self.instance, self.watch = self._start(self._stack, self._number)

    def stop(self) -> None:
        """Ends what runs here as an interrupt would."""
        self._stopped = True
        self.instance.stop()

    def is_sound(self, places: Sequence[str]) -> bool:
        """Whether scenarios are satisfied here again; where that cannot be found out, it is not sound."""
        try:
            _, summary = self.instance.run(places)
        except AcceptanceError:
            return False
        return bool(summary.scenarios) and all(one.outcome is Outcome.SATISFIED for one in summary.scenarios)
