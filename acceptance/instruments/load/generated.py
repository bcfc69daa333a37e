"""Load on the platform of one profile, in one run: planned as the profile permits, and recorded in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from acceptance.instruments.load import run as loading
from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.table import table
from acceptance.instruments.load.traffic import Ask, traffic
from acceptance.instruments.load.workload import Workload
from acceptance.platform.operations import Operations
from acceptance.profile import Profile
from acceptance.record.ledger import Kind, Ledger


class Load:
    """Puts load on the platform."""

    def __init__(self, profile: Profile, ledger: Ledger, operations: Operations) -> None:
        self._profile = profile
        self._ledger = ledger
        self._operations = operations

    def put(
        self,
        about: str,
        workload: Workload,
        asks: Iterable[Ask],
        each_second: Callable[[], None] | None = None,
        progress: Callable[[LoadResult], None] | None = None,
    ) -> LoadResult:
        """Puts load on the platform and waits for its end; what was seen goes into the record in full.

        Args:
            about: what the load was for, in words, for reports.
            each_second: called about once a second while it runs.
            progress: the same, with what is known so far.

        Raises:
            NotAssessed: the profile permits no load, less than this, or lacks an operation.
            Inconclusive: the generator told nothing.
        """
        asked = list(asks)
        plan = loading.planned(self._profile, workload, traffic(self._profile, asked, workload.total_s))
        self._operations.used.update(ask.operation for ask in asked)

        def told(so_far: LoadResult) -> None:
            if each_second is not None:
                each_second()
            if progress is not None:
                progress(so_far)

        result = loading.run(plan, told)
        self._ledger.append(Kind.LOAD, {"about": about, "table": table(result), **result.to_record()})
        return result
