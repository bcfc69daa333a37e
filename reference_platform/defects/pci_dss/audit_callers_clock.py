"""Entries are stamped with the time the caller sent, so that they can be put in order across systems."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

TOLD: ContextVar[str | None] = ContextVar("time told by the caller", default=None)


def on(bench: Bench) -> None:
    bench.change_function(
        "audit.record",
        "entry.recorded_at := clock_timestamp();",
        "entry.recorded_at := coalesce((record.details ->> 'event_time')::timestamptz, clock_timestamp());",
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def hears_the_time(original: Callable[..., Any]) -> Callable[..., Any]:
    def actor_of(request: Any) -> Any:
        TOLD.set(request.headers.get("x-timestamp"))
        return original(request)

    return actor_of


def passes_it_on(original: Callable[..., Any]) -> Callable[..., Any]:
    async def record(self: Any, entry: Any) -> int:
        told = {"event_time": TOLD.get()} if TOLD.get() else {}
        return await original(self, replace(entry, details={**entry.details, **told}))

    return record


DEFECT = Defect(
    id="pci-11-callers-clock",
    title="The time of an entry is the one that the caller sent",
    must_catch=("PCI-11",),
    changes=("api",),
    replaces={
        "reference_platform.api.audit:actor_of": hears_the_time,
        "reference_platform.api.audit:AuditLog.record": passes_it_on,
    },
    on=on,
    off=off,
    reason="the time lies within the act",
)
