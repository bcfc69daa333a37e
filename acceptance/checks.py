"""The only way a step judges: `check`, `check_within`, or one of the two other ways out.

Each check is written to the run record with what was expected and what was seen, and counted: a Then that
made no check has not checked anything.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from hamcrest.core.matcher import Matcher
from hamcrest.core.string_description import StringDescription
from tenacity import RetryCallState, Retrying, retry_if_result
from tenacity.stop import stop_base
from tenacity.wait import wait_base

from acceptance.outcome import Cause, Inconclusive, NotAssessed, Violated
from acceptance.patience import Wait
from acceptance.record import redaction
from acceptance.record.ledger import Kind, Ledger
from acceptance.record.weighing import Checked

T = TypeVar("T")

LONGEST = 400
"""Characters of an expected or seen value that are kept."""
_IN_TIME_S = 0.05
"""How much later than the deadline the last look may begin: pauses end a little late on a busy machine."""
_LONGEST_PAUSE_S = 0.25
"""Between two questions of one wait."""
_SHOWN = 3
"""How many of those that do not match are described."""


@dataclass(frozen=True)
class Observation:
    """One check: what it was about, what was expected and seen, whether it held, and how long that took."""

    meaning: str
    expected: str
    seen: str
    held: bool
    seconds: float | None = None

    @property
    def sentence(self) -> str:
        """What was expected, and what was seen instead."""
        return f"{self.meaning}: expected {self.expected}, but {self.seen}"


class Observer(Protocol):
    """Where the checks of the running scenario go."""

    def observed(self, observation: Observation) -> None: ...


class CheckLog:
    """Writes checks to a record and keeps those of the running scenario.

    A check of another thread or process than the one that made this log is named as such: nobody can tell whether the
    step waited for it. One of a thread that is older than the scenario belongs to no scenario.

    Attributes:
        count: checks made so far by the process and thread themselves.
        made: those of the running scenario, whoever made them.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.count = 0
        self.made: list[Checked] = []
        self._ledger = ledger
        self._home = (os.getpid(), threading.get_ident())
        self._strangers: weakref.WeakSet[threading.Thread] = weakref.WeakSet()

    def begin(self) -> None:
        """A scenario begins: what other threads there are belong to none, or to an earlier one."""
        global _late
        _late = None
        self.made = []
        self._strangers = weakref.WeakSet(threading.enumerate())
        self._strangers.discard(threading.current_thread())

    def observed(self, observation: Observation) -> None:
        scope, thread = self._ledger.scope, threading.current_thread()
        data = asdict(observation)
        own = self._home == (os.getpid(), thread.ident)
        if own:
            self.count += 1
        else:
            data["thread"] = f"{thread.name} of process {os.getpid()}"
            scope = None if thread in self._strangers else scope
        if scope is not None:
            self.made.append(Checked(scope.step, observation.held, own, observation.sentence))
        self._ledger.append_in(scope, Kind.CHECK, data)


_observer: Observer | None = None
_late: str | None = None
"""Why something that the running scenario waited for came later than agreed, where that is nobody's fault."""


def report_to(observer: Observer | None) -> None:
    """Sets who is told of every check of this process."""
    global _observer
    _observer = observer


def reports_to(observer: Observer) -> bool:
    """Whether it is this one who is told of every check of this process."""
    return _observer is observer


def check(value: T, matcher: Matcher[T], meaning: str) -> None:
    """Checks `value`; `meaning` says in plain words what must hold.

    >>> from hamcrest import equal_to
    >>> check(200, equal_to(200), "the service says it is well")

    Raises:
        Violated: it does not hold.
    """
    _judge(value, matcher, meaning, None)


def check_within(deadline_s: float, probe: Callable[[], T], matcher: Matcher[T], meaning: str) -> T:
    """Asks `probe` again and again until its answer matches, and checks the last answer once.

    An answer counts by when `probe` was asked: the time that it took to look is the suite's own. So one that was asked
    in time and came late counts; and what did not match is only held against the platform once it was asked at the end
    of the time or later. What `probe` raises ends the wait.

    Args:
        deadline_s: seconds, from now.

    Where other programs keep the machine busy the wait is longer, see `acceptance.patience`.

    Returns:
        The answer that matched.

    Raises:
        Violated: no answer matched in time.
        Inconclusive: one matched, but was asked too late: the look before it had taken so long, or the machine was
            busy.
    """
    wait = Wait(deadline_s)
    asked = _Asked(probe)
    polling = Retrying(
        retry=retry_if_result(lambda answer: not matcher.matches(answer)),
        stop=_Deadline(wait, asked),
        wait=_ShortPauses(wait),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    answer: T = polling(asked)
    late = asked.began_s - deadline_s > _IN_TIME_S
    if late and matcher.matches(answer):
        if wait.busy:
            inconclusive(_came_late(meaning, asked.began_s, deadline_s, wait.busy), Cause.ENVIRONMENT)
        inconclusive(
            f"{meaning}: it was so {asked.began_s:.2f} s after the beginning; whether it was within {deadline_s:g} s "
            "nobody can tell, since a look takes so long"
        )
    _judge(answer, matcher, meaning, deadline_s, round(asked.began_s, 3))
    return answer


def check_asked_within(
    deadline_s: float, probe: Callable[[], T], matcher: Matcher[T], meaning: str, since: float | None = None
) -> T:
    """As `check_within`, for a question that itself takes long, such as a search of every place.

    Each answer counts as of the moment at which it was asked for: one that matches may come late, and only one that
    was asked for after the deadline and does not match is against the platform.

    Args:
        since: from when the deadline counts, on the monotonic clock; from now by default.

    Returns:
        The answer that matched.

    Raises:
        Violated: an answer that was asked for after the deadline does not match.
        Inconclusive: one matched that was asked for later, since other programs kept the machine busy.
    """
    wait = Wait(deadline_s, since)
    while True:
        asked_s = wait.passed_s
        answer = probe()
        matches = matcher.matches(answer)
        if matches and wait.busy:
            inconclusive(_came_late(meaning, asked_s, deadline_s, wait.busy), Cause.ENVIRONMENT)
        if matches or wait.is_over(asked_s):
            _judge(answer, matcher, meaning, deadline_s, round(asked_s, 3))
            return answer
        time.sleep(min(_LONGEST_PAUSE_S, wait.left_s))


def came_late(meaning: str, after_s: float, agreed_s: float, busy: str) -> None:
    """Notes that something was seen later than agreed on a busy machine: the next check that holds says nothing."""
    global _late
    _late = _came_late(meaning, after_s, agreed_s, busy)


def check_every(population: Collection[T], at_least: int, matcher: Matcher[T], meaning: str) -> None:
    """Checks every one of `population`, and refuses to say anything of too few: none of nothing is always well.

    Args:
        at_least: how many there have to be, from what the scenario itself did; 1 or more.

    Raises:
        Violated: some do not match.
        Inconclusive: there are fewer than `at_least`.
    """
    if at_least < 1:
        raise ValueError(f"{meaning}: at_least is {at_least}; a population of nothing says nothing")
    if len(population) < at_least:
        inconclusive(f"{meaning}: found {len(population)}, at least {at_least} are needed to say anything")
    faulty = [one for one in population if not matcher.matches(one)]
    shown = "; ".join(_mismatch(one, matcher) for one in faulty[:_SHOWN])
    seen = f"{len(faulty)} of {len(population)} are not: {shown}" if faulty else f"all {len(population)} are"
    expected = f"each of at least {at_least} is {_expected(matcher, None)}"
    _conclude(Observation(meaning, expected, _readable(seen), not faulty))


def inconclusive(reason: str, cause: Cause = Cause.SUITE) -> NoReturn:
    """Ends the scenario: it was tried, and nothing can be said."""
    raise Inconclusive(_readable(reason), cause)


def not_assessed(reason: str, cause: Cause = Cause.ENVIRONMENT) -> NoReturn:
    """Ends the scenario: it cannot be tried here."""
    raise NotAssessed(_readable(reason), cause)


def shortened(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, cut at `longest` characters with a word on how long it was."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest]}... ({len(text)} characters)"


def _judge(value: T, matcher: Matcher[T], meaning: str, deadline_s: float | None, took_s: float | None = None) -> None:
    expected = _expected(matcher, deadline_s)
    if matcher.matches(value):
        _conclude(Observation(meaning, expected, _described_value(value), True, took_s))
        return
    _conclude(Observation(meaning, expected, _readable(_mismatch(value, matcher)), False, took_s))


def _mismatch(value: T, matcher: Matcher[T]) -> str:
    mismatch = StringDescription()
    matcher.describe_mismatch(value, mismatch)
    return str(mismatch)


def _conclude(observation: Observation) -> None:
    if _observer is not None:
        _observer.observed(observation)
    if not observation.held:
        raise Violated(observation.sentence)
    if _late is not None:
        inconclusive(_late, Cause.ENVIRONMENT)


def _came_late(meaning: str, after_s: float, agreed_s: float, busy: str) -> str:
    return f"{meaning}: it came {after_s:.1f} s after the beginning, {agreed_s:g} s are agreed; {busy}"


def _expected(matcher: Matcher[T], deadline_s: float | None) -> str:
    description = StringDescription()
    matcher.describe_to(description)
    within = "" if deadline_s is None else f" within {deadline_s:g} s"
    return _readable(str(description)) + within


def _described_value(value: object) -> str:
    return _readable("was " + str(StringDescription().append_description_of(value)))


def _readable(text: str) -> str:
    """Redacted before it is cut, so that no half of a secret stays."""
    return shortened(redaction.redactor.text(text))


class _Asked(Generic[T]):
    """A probe, and how many seconds after the beginning it was asked the last time."""

    def __init__(self, probe: Callable[[], T]) -> None:
        self._probe = probe
        self._beginning = time.monotonic()
        self.began_s = 0.0

    def __call__(self) -> T:
        self.began_s = time.monotonic() - self._beginning
        return self._probe()


class _Deadline(stop_base):
    """Ends the wait after a look that began at its end or later."""

    def __init__(self, wait: Wait, asked: _Asked[Any]) -> None:
        self._wait = wait
        self._asked = asked

    def __call__(self, _retry_state: RetryCallState) -> bool:
        return self._wait.is_over(self._asked.began_s)


class _ShortPauses(wait_base):
    """Short at first, at most a quarter of a second, and never beyond the end."""

    def __init__(self, wait: Wait) -> None:
        self._wait = wait

    def __call__(self, retry_state: RetryCallState) -> float:
        pause_s: float = min(_LONGEST_PAUSE_S, 0.01 * 2 ** min(retry_state.attempt_number, 5))
        return min(pause_s, self._wait.left_s)
