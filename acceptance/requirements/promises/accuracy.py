"""How often the model that serves is right, asked through the service itself with cases that no model has seen."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from acceptance.checks import inconclusive
from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.run import planned, run
from acceptance.instruments.load.table import table
from acceptance.instruments.load.traffic import Ask, Rule, traffic
from acceptance.instruments.load.workload import Open
from acceptance.outcome import Cause
from acceptance.profile.objectives import Accuracy, Objectives, share
from acceptance.profile.product import Product
from acceptance.record.assessment import Assessment
from acceptance.record.ledger import Kind
from acceptance.record.statistics import Share, Status
from acceptance.requirements.promises.judging import assess, certainty, require
from acceptance.subjects.customers import Figures
from acceptance.suite import Suite

WRONG = "foretold wrongly"
CUSTOMERS = 20
"""How many fictitious customers lend their numbers to the cases."""


@dataclass(frozen=True)
class Case:
    """Figures of somebody whose loan has ended, and how: `best` is how surely who knows the truth would be right."""

    figures: Mapping[str, Any]
    bad: bool
    best: float | None


@dataclass(frozen=True)
class HoldOut:
    """Labelled cases, as they were agreed."""

    cases: tuple[Case, ...]

    @property
    def majority_percent(self) -> float:
        """How often always saying the same would be right."""
        bad = sum(case.bad for case in self.cases)
        return 100 * max(bad, len(self.cases) - bad) / len(self.cases)

    @property
    def best_percent(self) -> float | None:
        """How often who knows the truth would be right; None where nobody does."""
        known = [case.best for case in self.cases if case.best is not None]
        return 100 * sum(known) / len(known) if len(known) == len(self.cases) else None


def objective(suite: Suite) -> Accuracy:
    """What was agreed about the accuracy."""
    return require(suite.profile.agreed(Objectives).accuracy, "accuracy")


def holdout(suite: Suite) -> HoldOut:
    """The agreed cases.

    Raises:
        Inconclusive: they cannot be read, or are not the agreed ones.
    """
    place = objective(suite).holdout
    if place.file is not None:
        where = str(suite.agreements_folder / place.file)
        try:
            content = (suite.agreements_folder / place.file).read_bytes()
        except OSError as error:
            inconclusive(f"the labelled cases {where} cannot be read ({error.strerror})", Cause.BINDING)
    else:
        where = f"{place.bucket}/{place.key}"
        assert place.bucket is not None and place.key is not None
        content = suite.platform.objects.get(place.key, place.bucket)
    found = hashlib.sha256(content).hexdigest()
    if found != place.sha256:
        inconclusive(
            f"the labelled cases {where} are not the agreed ones: their digest is {found}, the profile "
            f"(objectives.accuracy.holdout.sha256) says {place.sha256}",
            Cause.BINDING,
        )
    return _read(content, where)


def scored(suite: Suite, cases: HoldOut) -> LoadResult:
    """Has the service score every case once; an answer is good when it foretells how the case ended."""
    wanted = objective(suite)
    customers = [suite.customer() for _ in range(CUSTOMERS)]
    asks = []
    for number, case in enumerate(cases.cases):
        words = {**customers[number % len(customers)].words(), **as_told(suite.product, case)}
        levels = wanted.bad_levels if case.bad else wanted.good_levels
        asks.append(Ask("score", words, {"risk_level": Rule(allowed=tuple(levels), otherwise=WRONG)}))
    rate = wanted.rate_per_s
    suite.platform.operations.used.add("score")
    workload = Open.steady(rate, len(asks) / rate)
    found = run(planned(suite.profile, workload, traffic(suite.profile, asks, workload.total_s)))
    suite.ledger.append(Kind.LOAD, {"about": "labelled cases", "table": table(found), **found.to_record()})
    # When a request was sent says nothing about its answer: only those that were not sent are missing.
    if found.check.lost or found.check.not_sent or found.total != len(asks):
        inconclusive(f"{found.total - found.check.not_sent} of {len(asks)} cases were put to the service")
    return found


def as_told(product: Product, case: Case) -> dict[str, float]:
    """The figures of a case as the product writes them: whole ones as whole numbers, others to their finest step."""
    return {name: figure.as_told(case.figures[name]) for name, figure in product.figures.items()}


def assessed(suite: Suite, answers: LoadResult) -> Assessment:
    """How many of all cases were foretold; one without an answer was not.

    A busy machine may keep an answer back but makes none wrong: it only counts where those without an answer decide.
    """
    wanted = objective(suite)
    part = Share(answers.good, answers.total, share(wanted.at_least_percent), certainty(suite, wanted))
    answered = replace(part, total=answers.good + answers.count(WRONG))
    disturbances = answers.disturbances() if answered.judged().status is not Status.VIOLATED else []
    target = f"at least {wanted.at_least_percent:g} %"
    return assess(suite, wanted, "accuracy", target, "labelled cases through the service", [part], disturbances)


def _read(content: bytes, where: str) -> HoldOut:
    names = list(Figures.__dataclass_fields__)
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    cases: list[Case] = []
    try:
        lacking = [name for name in [*names, "bad"] if name not in (rows.fieldnames or [])]
        if lacking:
            inconclusive(
                f"the labelled cases {where} have no column {', '.join(lacking)}; columns are separated by commas",
                Cause.BINDING,
            )
        for row in rows:
            cases.append(_case(row, names))
    except (TypeError, ValueError, csv.Error):
        inconclusive(f"the labelled cases {where} cannot be read in line {max(2, rows.line_num)}", Cause.BINDING)
    if not cases:
        inconclusive(f"the labelled cases {where} are none", Cause.BINDING)
    return HoldOut(tuple(cases))


def _case(row: Mapping[str, str], names: list[str]) -> Case:
    if row["bad"] not in ("0", "1"):
        raise ValueError(row["bad"])
    best = row.get("best") or None
    figures = {name: float(row[name]) for name in names}
    if not all(map(math.isfinite, figures.values())):
        raise ValueError("no number")
    return Case(figures, row["bad"] == "1", float(best) if best is not None else None)
