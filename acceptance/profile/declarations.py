"""What a company declares about controls: tolerated gaps, what is out of scope, and waivers. Never inferred."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from acceptance.profile.block import Block

ControlId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[0-9]{2}$")]
Reason = Annotated[str, Field(min_length=10)]
Somebody = Annotated[str, Field(min_length=2)]
Status = Literal["not applicable", "provided by another system"]


class Accepted(Block):
    """A tolerated gap: one scenario of one control that may stay inconclusive or not assessed here.

    Attributes:
        control: the control, such as `PERF-06`.
        scenario: the name of the scenario.
        reason: why it is tolerated.
        owner: who answers for it.
        expires: the last day.
    """

    control: str
    scenario: str
    reason: Reason
    owner: Somebody
    expires: datetime.date


class OutOfScope(Block):
    """A control that this platform does not have to satisfy, or that another system satisfies.

    Attributes:
        decided_by: who decided that.
        date: when.
        review_by: when the decision has to be looked at again.
        evidence: where it can be read up; for another system, what shows that it does satisfy the control.
        control: the control, such as `PCI-02`.
        status: `not applicable` or `provided by another system`.
        reason: why.
    """

    control: ControlId
    status: Status
    reason: Reason
    decided_by: Somebody
    date: datetime.date
    review_by: datetime.date
    evidence: str = ""

    @model_validator(mode="after")
    def another_system_needs_evidence(self) -> OutOfScope:
        if self.status == "provided by another system" and not self.evidence.strip():
            raise ValueError(f"{self.control} is provided by another system: say under evidence what shows it")
        if self.review_by <= self.date:
            raise ValueError(f"review_by has to come after date ({self.date}); write a later day")
        return self


class Waiver(Block):
    """A control that may stay unsatisfied for a while. Shown as waived, never as satisfied; expired, it is violated.

    Attributes:
        since: its first day.
        expires: its last day, at most a year after `since`.
        control: the control, such as `GDPR-12`.
        reason: why it may stay unsatisfied.
        owner: who answers for it.
    """

    control: ControlId
    reason: Reason
    owner: Somebody
    since: datetime.date
    expires: datetime.date

    @model_validator(mode="after")
    def a_year_at_most(self) -> Waiver:
        latest = _a_year_after(self.since)
        if not self.since <= self.expires <= latest:
            raise ValueError(f"expires has to lie between since and {latest}, a year later; this is {self.expires}")
        return self


class Responsible(Block):
    """Who answers for some controls, so that reports say whose it is and until when it has to be mended.

    Attributes:
        framework: the framework whose controls they are, such as `gdpr`; for single ones give `controls`.
        controls: single controls; they come before a framework's.
        owner: who answers for them.
        days: within how many days after it was first seen they mend what is violated.
    """

    framework: str = ""
    controls: list[ControlId] = []
    owner: Somebody
    days: Annotated[int, Field(ge=1, le=366)]

    @model_validator(mode="after")
    def about_something(self) -> Responsible:
        if bool(self.framework) == bool(self.controls):
            raise ValueError("say whom this is about: give either framework or controls")
        return self


def refuse_doubles(scope: Iterable[OutOfScope], waivers: Iterable[Waiver]) -> None:
    """Refuses two declarations about one control.

    Raises:
        ValueError: names place and control.
    """
    seen: dict[str, str] = {}
    blocks: tuple[tuple[str, Iterable[OutOfScope | Waiver]], ...] = (("scope", scope), ("waivers", waivers))
    for block, entries in blocks:
        for number, entry in enumerate(entries):
            place = f"{block}.{number}.control"
            if entry.control in seen:
                raise ValueError(f"{place}: {entry.control} is declared at {seen[entry.control]} already; keep one")
            seen[entry.control] = place


def _a_year_after(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)
