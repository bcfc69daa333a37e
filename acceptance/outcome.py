"""What a scenario can come to, whom to look at first, and how a run tells it to the shell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """Of a scenario or a control."""

    SATISFIED = "satisfied"
    NOT_ASSESSED = "not_assessed"
    """Not tried."""
    INCONCLUSIVE = "inconclusive"
    """Tried, but nothing can be said."""
    VIOLATED = "violated"

    @property
    def words(self) -> str:
        """As a reader sees it: `not assessed`."""
        return self.value.replace("_", " ")


class Standing(StrEnum):
    """What a control counts as: its outcome, unless something was declared about it."""

    SATISFIED = "satisfied"
    NOT_ASSESSED = "not_assessed"
    INCONCLUSIVE = "inconclusive"
    VIOLATED = "violated"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    PROVIDED_ELSEWHERE = "provided_by_another_system"
    SELF_CHECK = "self_check"
    """Satisfied, but by the suite alone: nothing is said of the platform."""

    @property
    def words(self) -> str:
        """As a reader sees it: `provided by another system`."""
        return self.value.replace("_", " ")

    @property
    def tolerated(self) -> bool:
        """Whether it was declared that this control may be anything but satisfied."""
        return self in (Standing.WAIVED, Standing.NOT_APPLICABLE, Standing.PROVIDED_ELSEWHERE)


class Cause(StrEnum):
    """Whom to look at first when an outcome is not *satisfied*."""

    PLATFORM = "platform"
    BINDING = "binding"
    ENVIRONMENT = "environment"
    SUITE = "suite"


@dataclass(frozen=True)
class Verdict:
    """An outcome with its reason (one sentence) and cause; a satisfied one needs neither."""

    outcome: Outcome
    reason: str = ""
    cause: Cause | None = None


SATISFIED = Verdict(Outcome.SATISFIED)

_SEVERITY = {outcome: rank for rank, outcome in enumerate(Outcome)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that decides: violated, then inconclusive, then not assessed, then satisfied.

    The first of several equally bad ones wins: it is the one that happened first.

    >>> worst([SATISFIED, Verdict(Outcome.VIOLATED, "one"), Verdict(Outcome.VIOLATED, "two")]).reason
    'one'
    >>> worst([]).outcome
    <Outcome.SATISFIED: 'satisfied'>
    """
    return max(verdicts, key=lambda verdict: _SEVERITY[verdict.outcome], default=SATISFIED)


class _WayOut(Exception):
    """A step ends here, with a verdict of its own."""

    outcome: Outcome

    def __init__(self, reason: str, cause: Cause) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause


class Violated(_WayOut, AssertionError):
    """A check failed. Outside a Then it only makes the scenario inconclusive."""

    outcome = Outcome.VIOLATED

    def __init__(self, reason: str, cause: Cause = Cause.PLATFORM) -> None:
        super().__init__(reason, cause)


class Inconclusive(_WayOut):
    """It was tried, and nothing can be said."""

    outcome = Outcome.INCONCLUSIVE

    def __init__(self, reason: str, cause: Cause = Cause.SUITE) -> None:
        super().__init__(reason, cause)


class NotAssessed(_WayOut):
    """It was not tried."""

    outcome = Outcome.NOT_ASSESSED

    def __init__(self, reason: str, cause: Cause = Cause.ENVIRONMENT) -> None:
        super().__init__(reason, cause)


class ExitCode(IntEnum):
    """What `acceptance run` and plain `behave` tell the shell."""

    OK = 0
    VIOLATED = 1
    GAPS = 2
    """Something is inconclusive or not assessed beyond what the profile accepts, or the record has holes."""
    WRONG_USE = 3
    NO_PLATFORM = 4
    UNTRUSTED = 5
    """What is kept of an earlier run contradicts its record, or the record was changed."""
    BUG = 70
    INTERRUPTED = 130


class AcceptanceError(Exception):
    """Ends a run. The message is one sentence for the person who can act: what, where, what to do."""

    exit_code = ExitCode.BUG

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConfigurationError(AcceptanceError):
    """The suite was called or configured wrongly."""

    exit_code = ExitCode.WRONG_USE


class PlatformNotProvided(AcceptanceError):
    """There is no platform to run against."""

    exit_code = ExitCode.NO_PLATFORM
