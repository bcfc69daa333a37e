"""What somebody may ask of a decision, by whichever way it was made: an explanation, a copy, a person's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance.outcome import NotAssessed
from acceptance.platform.answers import Answer
from acceptance.requirements.decisions import explaining, reviewing
from acceptance.requirements.decisions.decisions import decision, outcome_of
from acceptance.requirements.decisions.every_way import Decided
from acceptance.suite import Suite


def unexplained(suite: Suite, decided: Sequence[Decided]) -> list[str]:
    """Decisions whose explanation is not about their own score, level, model and figures, in words."""
    return [f"{one.way}: {wrong}" for one in decided for wrong in _wrongly_explained(suite, one)]


def _wrongly_explained(suite: Suite, one: Decided) -> list[str]:
    answer = _explained(suite, one)
    if not answer.succeeded:
        return [f"it is not explained (status {answer.status})"]
    told = decision(answer)
    wanted = {"score": one.decision.score, "level": one.decision.level, "version": one.version}
    said = {"score": told.score, "level": told.level, "version": told.model[1]}
    wrong = [
        f"the {word} of its explanation is {said[word]}, it was {value}"
        for word, value in wanted.items()
        if value is not None and said[word] is not None and said[word] != value
    ]
    figures = explaining.differing(_figures(suite, answer), one.customer.figures.words())
    return wrong + [f"its explanation names another {figure}" for figure in figures]


def _explained(suite: Suite, one: Decided) -> Answer:
    return suite.platform.operations.try_("read_explanation", request_id=one.request_id)


def _figures(suite: Suite, answer: Answer) -> dict[str, Any]:
    ours: Mapping[str, str] = {**explaining.our_names(suite)}
    told = answer.words["figures"]
    return {ours.get(name, name): value for name, value in told.items()} if isinstance(told, dict) else {}


def replayed_otherwise(suite: Suite, decided: Sequence[Decided]) -> list[str]:
    """Decisions that the figures which are kept with them do not give again, in words."""
    suite.platform.operations.require("read_explanation", "figures")
    found = []
    for one in decided:
        answer = _explained(suite, one)
        kept = _figures(suite, answer) if answer.succeeded else {}
        again = decision(suite.score(one.customer, **kept)) if set(kept) >= set(one.customer.figures.words()) else None
        if again is None:
            found.append(f"{one.way}: not all of its figures are kept (status {answer.status})")
        elif again.score != one.decision.score:
            found.append(f"{one.way}: it was {one.decision.score}, its figures give {again.score} again")
    return found


def reviewed_otherwise(suite: Suite, decided: Sequence[Decided]) -> list[str]:
    """Contests each decision and has a reviewer overturn it; those for which that is not shown, in words."""
    for operation in ("contest_decision", "overturn_decision", "read_result"):
        suite.platform.operations.require(operation)
    return [f"{one.way}: {wrong}" for one in decided if (wrong := _overturned_otherwise(suite, one)) is not None]


def _overturned_otherwise(suite: Suite, one: Decided) -> str | None:
    operations = suite.platform.operations
    opened = operations.try_("contest_decision", request_id=one.request_id, statement=reviewing.STATEMENT)
    if not opened.succeeded:
        return f"it cannot be contested (status {opened.status})"
    decided = reviewing.decide(suite, str(opened.words["case_id"]), "overturn_decision")
    if not decided.succeeded:
        return f"it cannot be overturned (status {decided.status})"
    shown = outcome_of(operations.do("read_result", request_id=one.request_id).words)
    return None if shown == suite.product.granted else f"once overturned it is shown as {shown}"


def as_told_now(suite: Suite, one: Decided) -> dict[str, Any]:
    """All that is told of a decision of the past, to be compared with later.

    Its result, the answer to the same request under the same number, and its explanation with every advice in it.
    """
    operations = suite.platform.operations
    read = operations.try_("read_result", request_id=one.request_id)
    found: dict[str, Any] = {"the result": (read.status, dict(read.words))}
    if one.number is not None:
        again = operations.try_("score_under_a_number", **{**one.customer.words(), "request_id": one.number})
        found["the repeated request"] = (again.status, dict(again.words))
    if operations.possible("read_explanation") is None:
        answer = _explained(suite, one)
        found["the explanation"] = (answer.status, dict(answer.words))
        for what in ("explanation_parts", "explanation_changes") if answer.succeeded else ():
            found[what.replace("_", " ")] = _listed(suite, what, one)
    return found


def _listed(suite: Suite, population: str, one: Decided) -> list[dict[str, Any]]:
    try:
        return [dict(each) for each in suite.platform.populations.read(population, request_id=one.request_id)]
    except NotAssessed:
        return []
