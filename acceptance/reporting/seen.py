"""What was seen in each scenario, as its record tells it: steps with their checks, searches, samples and loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind, Line


@dataclass(frozen=True)
class Check:
    """One comparison that was made."""

    meaning: str
    expected: str
    seen: str
    held: bool


@dataclass(frozen=True)
class Step:
    """One sentence of a scenario, and what came of it.

    Attributes:
        text: table or text below the sentence, as it was written.
        looked: what was searched, drawn or loaded while it ran, one sentence each.
    """

    keyword: str
    name: str
    outcome: Outcome
    reason: str
    text: str
    checks: tuple[Check, ...]
    looked: tuple[str, ...]


def steps_of(lines: Iterable[Line]) -> tuple[Step, ...]:
    """The steps of one scenario, in the order in which they ran.

    Args:
        lines: those of the record that belong to the scenario.
    """
    known: dict[int | None, list[Line]] = {}
    for line in lines:
        known.setdefault(line.scope.step if line.scope else None, []).append(line)
    return tuple(
        _step(line, own) for own in known.values() for line in own if line.kind == Kind.STEP and line.scope is not None
    )


def looked(lines: Iterable[Line]) -> Iterator[str]:
    """A sentence for each search, sample and load among these lines."""
    for line in lines:
        match line.kind:
            case Kind.SWEEP:
                yield searched(line.data.get("scanned") or {}, line.data.get("finds") or ())
            case Kind.SAMPLE:
                yield f"Drawn: {line.data.get('size')} {line.data.get('of')}, by the seed {line.data.get('seed')}"
            case Kind.LOAD:
                yield f"Load: {line.data['about']}\n{line.data.get('table') or ''}".rstrip()


def searched(scanned: Mapping[str, Mapping[str, float]], finds: Sequence[object]) -> str:
    """How much a search has read, and how often it found something.

    >>> searched({"database": {"items": 2411, "bytes": 1031636}, "cache": {"items": 32, "bytes": 1457}}, [1])
    'Searched: 2 places, 2,443 items, 1.0 MB (database 2,411, cache 32); 1 find'
    """
    items = {name: int(one.get("items", 0)) for name, one in scanned.items()}
    size = sum(float(one.get("bytes", 0)) for one in scanned.values()) / 1e6
    each = ", ".join(f"{name} {count:,}" for name, count in items.items())
    count = f"{len(finds)} find{'' if len(finds) == 1 else 's'}"
    places = f"{len(items)} place{'' if len(items) == 1 else 's'}"
    return f"Searched: {places}, {sum(items.values()):,} items, {size:.1f} MB ({each}); {count}"


def _step(line: Line, own: Sequence[Line]) -> Step:
    data = line.data
    return Step(
        keyword=str(data["keyword"]),
        name=str(data["name"]),
        outcome=Outcome(data["outcome"]),
        reason=str(data["reason"]),
        text=str(data.get("table") or data.get("text") or ""),
        checks=tuple(_check(one) for one in own if one.kind == Kind.CHECK),
        looked=tuple(looked(own)),
    )


def _check(line: Line) -> Check:
    data = line.data
    return Check(str(data["meaning"]), str(data["expected"]), str(data["seen"]), bool(data["held"]))
