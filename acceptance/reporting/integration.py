"""The integration report in Markdown: each figure from the record, each status derived anew before it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from statistics import median
from typing import Any

from acceptance.outcome import AcceptanceError, Outcome
from acceptance.record.assessment import Assessment
from acceptance.record.ledger import Kind
from acceptance.reporting import verdict
from acceptance.reporting.account import Account, ScenarioTold
from acceptance.reporting.pages import pages
from acceptance.reporting.pictures import drawn
from acceptance.reporting.scanned import MISSING, SEVERITIES, attacks, missing, scans
from acceptance.reporting.todo import tasks

NAME = "integration-report.md"
_ESCAPED = re.compile(r"([\\`*_\[\]|])")


class Contradiction(AcceptanceError):
    """A status in the report is another one than its numbers give; nothing is written then."""


@dataclass(frozen=True)
class Layer:
    """How many scenarios of a layer came to what, in how many seconds."""

    name: str
    counts: Mapping[Outcome, int]
    seconds: float

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Figure:
    """One figure of the run over its repeats."""

    name: str
    unit: str
    middle: float
    least: float
    most: float
    repeats: int


def integration_report(account: Account) -> str:
    """The report; the same account gives the same text.

    Raises:
        Contradiction: a status in it disagrees with the numbers it is said to follow from.
    """
    tests, templates = account.of(Kind.PROJECT_TESTS), pages()
    templates.filters |= {"cell": cell, "told": told, "samples": samples}
    text = templates.get_template(NAME).render(
        account=account,
        run=account.summary,
        verdict=verdict.verdict(account),
        doubts=list(verdict.doubts(account)),
        began=verdict.moment(account.summary.started),
        lasted=verdict.lasted(account),
        selected=verdict.selected(account),
        ended=verdict.ended_with(account),
        parallel=(account.summary.selection.get("options") or {}).get("parallel") or 1,
        tests=tests[-1] if tests else None,
        outcomes=list(Outcome),
        layers=list(layers(account)),
        open=[one for one in account.scenarios if one.summary.outcome is not Outcome.SATISFIED],
        scans=scans(account),
        severities=SEVERITIES,
        unscanned=dict.fromkeys(missing(account), MISSING),
        attacks={feature: Counter(one.summary.outcome for one in tried) for feature, tried in attacks(account).items()},
        loads=account.of(Kind.LOAD),
        figures=figures(account),
        chaos=_of_layer(account, "chaos"),
        tasks=tasks(account),
        pictures={one.name: one.about for one in drawn(account)},
    )
    require_true(text, account)
    return text


def require_true(text: str, account: Account) -> None:
    """Derives every status and sum of the report anew, from the lines of the record.

    Raises:
        Contradiction: names the first that is another one.
    """
    said = [row[-2] for row in table(text, "Objectives")]
    objectives = [Assessment.from_data(data).judged().status.value for data in _sound(account)]
    if said != objectives:
        raise Contradiction(
            f"The integration report says {said} of the objectives, and their numbers say {objectives}."
        )
    counted = {
        one.name: [str(one.total), *(str(one.counts.get(outcome, 0)) for outcome in Outcome)] for one in layers(account)
    }
    for row in table(text, "Results of each layer"):
        if row[1:6] != counted.get(row[0]):
            raise Contradiction(
                f"The integration report says {row[1:6]} of {row[0]}, and the record {counted.get(row[0])}."
            )
    total = sum(int(row[1]) for row in table(text, "Results of each layer"))
    if total != len(account.scenarios):
        raise Contradiction(f"The integration report has {total} scenarios, and the record {len(account.scenarios)}.")


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading of a Markdown text, without its own heading."""
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = list(takewhile(lambda line: line.startswith("|"), part.strip().splitlines()))
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]


def layers(account: Account) -> Iterator[Layer]:
    """Each layer that has a scenario in this run."""
    for name in dict.fromkeys(one.summary.layer for one in account.scenarios):
        own = _of_layer(account, name)
        seconds = sum(one.summary.seconds for one in own)
        yield Layer(name.replace("_", " ") or "other", Counter(one.summary.outcome for one in own), seconds)


def figures(account: Account) -> list[Figure]:
    """The figures that runs are compared by, each over its repeats."""
    return [
        Figure(str(one["name"]), str(one["unit"]), median(own), min(own), max(own), len(own))
        for one in account.summary.figures
        if (own := one["values"])
    ]


def samples(part: Mapping[str, Any]) -> str:
    """How many observations a part of an objective rests on."""
    found = next((part[key] for key in ("total", "observations", "events", "good") if part.get(key) is not None), None)
    return "unknown" if found is None else f"{found:,}"


def told(part: Mapping[str, Any], key: str) -> str:
    """One number of a part of an objective, with its unit."""
    value = part.get(key)
    return "unknown" if value is None else f"{value:.4g} {part.get('unit') or ''}".rstrip()


def cell(value: object) -> str:
    """A text as a cell of a Markdown table: on one line, and nothing in it is markup.

    >>> cell("a|b\\n<script>")
    'a\\\\|b &lt;script>'
    """
    return _ESCAPED.sub(r"\\\1", " ".join(str(value).split())).replace("&", "&amp;").replace("<", "&lt;")


def _of_layer(account: Account, name: str) -> list[ScenarioTold]:
    return [one for one in account.scenarios if one.summary.layer == name]


def _sound(account: Account) -> Iterator[Mapping[str, Any]]:
    """The objectives whose written status is the one their numbers give; the others are problems of the run."""
    for data in account.of(Kind.OBJECTIVE):
        try:
            if Assessment.from_data(data).judged().status.value == data.get("status"):
                yield data
        except (ValueError, ArithmeticError, AttributeError):
            continue
