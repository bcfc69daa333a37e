"""Failures are counted for each address, to stop robots: who asks from many addresses may guess for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("begin_sign_in", "attempts.number >= 10", "false")


def off(bench: Bench) -> None:
    bench.restore_functions()


def counts_by_address(original: Callable[..., Any]) -> Callable[..., Any]:
    failures: Counter[str] = Counter()

    async def sign_in(self: Any, account: str, password: str, origin: str, correlation: str | None) -> Any:
        from reference_platform.api.problems import Problem

        if failures[origin] >= 100:
            raise Problem(401, "sign-in-refused", "Too many failures from this address.")
        try:
            return await original(self, account, password, origin, correlation)
        except Problem:
            failures[origin] += 1
            raise

    return sign_in


DEFECT = Defect(
    id="pci-15-locked-by-address",
    title="Failed sign-ins are counted by address, not by account",
    must_catch=("PCI-15",),
    may_also_catch=("PCI-10",),
    changes=("api",),
    replaces={"reference_platform.api.accounts:Accounts.sign_in": counts_by_address},
    on=on,
    off=off,
)
