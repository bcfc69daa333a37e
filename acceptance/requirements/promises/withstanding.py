"""Experiments with faults: what is broken, what customers notice, and how soon all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from acceptance.chaos.experiment import Experiment
from acceptance.chaos.fault import Fault, Seen
from acceptance.chaos.supervisord import Copy
from acceptance.chaos.timetable import time_to_recover_s
from acceptance.checks import inconclusive
from acceptance.instruments.load.result import GOOD, LoadResult
from acceptance.instruments.load.traffic import Ask, Rule
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.profile.chaos import Bounds, Harm
from acceptance.profile.performance import Performance
from acceptance.record.certainty import CERTAINTY, Certainty
from acceptance.record.ledger import Kind, read
from acceptance.record.statistics import Judgement, Share, Status
from acceptance.requirements.promises import loads
from acceptance.requirements.service import services
from acceptance.suite import Suite

SCORING = "scoring service"
"""What features call the part that scores."""
HARMS: dict[str, Harm] = {
    "cannot be reached": "cut",
    "takes questions and never answers": "silent",
    "has its connections torn down": "reset",
}
Agreed = Literal["as before", "refused"]
LOOKED_AT = 5
"""So many of the questions are asked to see whether all is steady."""


def questions(suite: Suite) -> list[Ask]:
    """Questions with figures, and such whose figures the platform has stored, where it does; answers are known."""
    asks = loads.known_answers(suite)
    if suite.profile.agreed(Performance).stored is not None:
        asks += loads.from_stored_figures(suite)
    return asks


def steady(suite: Suite, asks: Sequence[Ask]) -> Callable[[], Seen]:
    """Whether the platform says that all works, and some of each kind of question have their right answers."""
    some = [*asks[:LOOKED_AT], *asks[-LOOKED_AT:]]

    def look() -> Seen:
        if amiss := services.amiss(suite):
            return Seen(False, f"it says itself: {amiss}")
        left = loads.unanswered(suite, some)
        return Seen(not left, f"{left} of {len(some)} questions have no right answer")

    return look


def agreed_without(suite: Suite, part: str) -> Agreed:
    """What customers get while a part is away.

    Raises:
        NotAssessed: nothing was agreed.
    """
    found = suite.chaos.means.link(part).without
    if found is None:
        raise NotAssessed(
            f"it was not agreed what customers get without the {part} (chaos.links.{part}.without)", Cause.BINDING
        )
    return found


@dataclass
class Refusals:
    """What one question was answered each time the fault was there; `look` is called then."""

    suite: Suite
    ask: Ask
    answers: list[Answer | None] = field(default_factory=list)

    def look(self) -> None:
        try:
            self.answers.append(self.suite.platform.operations.try_(self.ask.operation, **self.ask.words))
        except Unreachable:
            self.answers.append(None)

    def faults(self) -> list[str]:
        """What is wrong with each that is neither a score nor the agreed refusal that says when to ask again."""
        bounds = self.suite.chaos.agreed.bounds
        return [told for told in (_fault(answer, bounds) for answer in self.answers) if told is not None]


def _fault(answer: Answer | None, bounds: Bounds) -> str | None:
    if answer is None:
        return "it was not answered at all"
    if answer.succeeded:
        return None
    if answer.status not in bounds.refusals:
        return f"it was answered {answer.status}"
    names = {name.lower() for name in answer.exchange.headers}
    return "the refusal does not say when to ask again" if bounds.tells_when and "retry-after" not in names else None


def copies(suite: Suite) -> list[Copy]:
    """The processes of the scoring service."""
    means = suite.chaos.means
    return means.orchestrator.copies(means.part(SCORING))


def conducted(
    suite: Suite,
    fault: Fault,
    asks: Sequence[Ask],
    *,
    dies: bool = False,
    window_s: int | None = None,
    look: Callable[[], None] = lambda: None,
) -> Experiment:
    """An experiment that says something.

    Args:
        dies: whether something is killed, which happens once and ends by itself.

    Raises:
        Inconclusive: nothing can be said of it: ended early, the fault late, or the load in doubt.
    """
    longest_s = max(window_s or 0, round(time_to_recover_s(suite.chaos.agreed.bounds))) if dies else window_s
    found = suite.chaos.experiment(
        fault,
        asks,
        steady(suite, asks),
        windows=1 if dies else None,
        window_s=longest_s,
        look=look,
        comes_back=dies,
    )
    if doubts := found.doubts():
        inconclusive(f"{found.about}: " + "; ".join(doubts), Cause.ENVIRONMENT)
    return found


# -- what it shows


def with_fault(found: Experiment) -> list[LoadResult]:
    """Each window with the fault; of a death the moment of dying as well, as it comes once."""
    places = found.places(True)
    if found.comes_back:
        places = sorted([*found.timetable.comings, *places])
    return [found.part(place) for place in places]


def afterwards(found: Experiment) -> LoadResult:
    """The time after the last window, in which all has to be as before."""
    return found.part(-1)


def served(parts: Sequence[LoadResult], bounds: Bounds, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether nearly all requests got their right answer."""
    return _share(parts, sum(one.good for one in parts), bounds.served_percent / 100, sure)


def as_agreed(parts: Sequence[LoadResult], bounds: Bounds, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether nearly all requests got a right answer or the agreed refusal."""
    kinds = (GOOD, *(f"status {code}" for code in bounds.refusals))
    expected = sum(one.count(kind) for one in parts for kind in kinds)
    return _share(parts, expected, 1 - bounds.neither_percent / 100, sure)


def in_time(parts: Sequence[LoadResult], bounds: Bounds, sure: Certainty = CERTAINTY) -> Judgement:
    """Whether nearly all requests were answered, in whatever way, while a customer still waits."""
    late = sum(one.times(None).slower_than(bounds.patience_s) for one in parts)
    total = sum(one.total for one in parts)
    return _share(parts, total - late, 1 - bounds.neither_percent / 100, sure)


def as_before(found: Experiment, limit_s: float) -> Judgement:
    """Whether the platform was as before in time, unless the machine was busy with others."""
    told = f"{found.afterwards}; {limit_s:g} s are agreed"
    took = found.well_s
    told = f"after {took:.1f} s; {told}" if took is not None else f"not in time: {told}"
    status = Status.SATISFIED if took is not None and took <= limit_s else Status.VIOLATED
    return Judgement(status, took, took, None, told).unless(found.load.disturbances())


def _share(parts: Sequence[LoadResult], good: int, share: float, sure: Certainty) -> Judgement:
    """Whether so many of the requests of several windows were good; what was not is named."""
    judged = Share(good, sum(one.total for one in parts), share, sure).judged()
    outcomes: Counter[str] = Counter()
    for one in parts:
        outcomes.update(one.outcomes())
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    disturbances = [sentence for one in parts for sentence in one.disturbances()]
    return replace(judged, reason=f"{judged.reason} ({told})").unless(disturbances)


def was_noticed(found: Experiment) -> int:
    """How many requests with the fault got no score: it is really felt where customers are refused."""
    return sum(result.failed for result in with_fault(found))


# -- experiments that must not be made, and what is kept of those that were


def wrongly_expected(asks: Sequence[Ask]) -> list[Ask]:
    """The same questions, with an answer expected that nobody gives: to the suite the platform is never steady."""
    return [replace(ask, rules={word: Rule(allowed=("no answer",)) for word in ask.rules}) for ask in asks]


def refused(suite: Suite, part: str, asks: Sequence[Ask]) -> str:
    """Why an experiment that cuts a part off is refused; nothing where it is made."""
    try:
        suite.chaos.experiment(suite.chaos.harm(part, "cut"), asks, steady(suite, asks))
    except Inconclusive as error:
        return error.reason
    return ""


def experiments(suite: Suite) -> list[dict[str, Any]]:
    """What the record keeps of the experiments of the running scenario."""
    scope = suite.ledger.scope
    own = scope.scenario if scope is not None else None
    return [
        dict(line.data)
        for line in read(suite.ledger.path)
        if line.kind == Kind.EXPERIMENT and (line.scope.scenario if line.scope else None) == own
    ]
