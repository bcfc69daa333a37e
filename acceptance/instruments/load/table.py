"""The figures of a load as a person reads them, and as a program does."""

from __future__ import annotations

import math
from typing import Any

from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.surroundings import Surroundings

QUANTILES = (("p50_s", 0.5), ("p95_s", 0.95), ("p99_s", 0.99), ("p99.9_s", 0.999), ("max_s", 1.0))


def figures(result: LoadResult) -> dict[str, Any]:
    """Success rate, average, quantiles, throughput: of all, of each operation and of each stage. Times are of good
    answers, in seconds; None where there was none."""
    return {
        "workload": result.workload,
        "outcomes": result.outcomes(),
        **_row(result),
        "operations": {operation: _row(result.of_operation(operation)) for operation in result.operations()},
        "stages": [
            {"name": span.name, **_row(result.of_stage(index))}
            for index, span in enumerate(result.stages)
            if len(result.stages) > 1
        ],
        "pauses": len(result.pauses),
        "doubts": result.doubts(),
    }


def table(result: LoadResult) -> str:
    """The closing table of a load."""
    rows = [("all", result)]
    operations = result.operations()
    rows += [(operation, result.of_operation(operation)) for operation in operations if len(operations) > 1]
    rows += [(span.name, result.of_stage(i)) for i, span in enumerate(result.stages) if len(result.stages) > 1]
    width = max(len(name) for name, _ in rows)
    head = f"{'':{width}} {'requests':>9} {'good':>8} {'good/s':>8}"
    head += "".join(f" {name:>9}" for name in ("average", "p50", "p95", "p99", "p99.9", "max"))
    lines = [result.workload, head]
    for name, part in rows:
        row = _row(part)
        times = (row["average_s"], *(row[name_] for name_, _ in QUANTILES))
        lines.append(
            f"{name:{width}} {row['requests']:>9} {_percent(row['success_rate']):>8} {row['good_per_s']:>8.1f}"
            + "".join(f" {_milliseconds(seconds):>9}" for seconds in times)
        )
    others = {outcome: count for outcome, count in result.outcomes().items() if outcome != "good"}
    if others:
        lines.append("not good: " + ", ".join(f"{count} {outcome}" for outcome, count in others.items()))
    if result.surroundings is not None:
        lines.append(_beside(result.surroundings))
    lines += [f"DOUBT: {doubt}" for doubt in result.doubts()]
    lines += [f"DISTURBED: {disturbance}" for disturbance in result.disturbances()]
    return "\n".join(lines)


def progress(result: LoadResult) -> str:
    """One line while a load runs: the last whole second."""
    whole = [second for second in result.series[:-1] if second.started or second.finished] or [*result.series[-1:]]
    if not whole:
        return f"{result.elapsed_s:5.0f} s  nothing yet"
    last = whole[-1]
    return (
        f"{result.elapsed_s:5.0f} s  {last.started:5d} sent/s  p95 {_milliseconds(last.p95_s):>9}  "
        f"{last.failed:4d} failed  {last.in_flight:4d} on their way  ({result.total} in all, {result.failed} failed)"
    )


def _row(result: LoadResult) -> dict[str, Any]:
    times = result.times()
    known = bool(times.total)
    return {
        "requests": result.total,
        "good": result.good,
        "success_rate": result.success_rate if result.total else None,
        "average_s": times.mean() if known else None,
        **{name: _finite(times.quantile(q)) if known else None for name, q in QUANTILES},
        "good_per_s": result.goodput,
    }


def _beside(seen: Surroundings) -> str:
    """Who had the processors, in the busiest seconds of each."""
    whose = (("the platform", "platform"), ("the suite", "suite"), ("other programs", "others"))
    told = [f"{who} {share:.0%}" for who, what in whose if (share := seen.busiest(what)) is not None]
    return f"of the processors, at most: {', '.join(told)}"


def _finite(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) else None


def _milliseconds(seconds: float | None) -> str:
    return "-" if seconds is None or not math.isfinite(seconds) else f"{seconds * 1000:.1f} ms"


def _percent(share: float | None) -> str:
    """Rounded down: 100 % only when every one was good."""
    return "-" if share is None else f"{math.floor(share * 1e4) / 100:g} %"
