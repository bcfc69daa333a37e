"""What a scenario's own evidence - its checks and its steps - allows it to be, whatever else is claimed of it.

Nothing else decides: an exception that was swallowed, a step that was taken away, a verdict written by hand change
nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from acceptance.outcome import Cause, Outcome, Verdict, worst

THEN = "then"


@dataclass(frozen=True)
class Checked:
    """One check of a scenario.

    Attributes:
        step: the number of the step that ran, from 1; None outside of steps.
        held: whether it did.
        own: made by the step itself, not by another thread or process that the step may not have waited for.
        sentence: what was expected and seen.
    """

    step: int | None
    held: bool
    own: bool
    sentence: str


def weighed(claimed: Verdict, types: Sequence[str], ended: Mapping[int, Verdict], checks: Iterable[Checked]) -> Verdict:
    """The claimed verdict of a scenario, or a worse one where its evidence allows no better.

    Satisfied is only a scenario that has a Then, of which every planned step ran to its end, each Then made a check
    of its own, and no check failed. A failed check in a Then is a violation, anywhere else it is inconclusive.

    Args:
        claimed: what somebody else found it to be.
        types: of the planned steps, in order: given, when or then.
        ended: what each step came to, by its number.
        checks: all checks, also those of other threads.
    """
    checked = list(checks)
    seen = worst([claimed, *_failed(types, checked), *_of_steps(ended), *_vacuous(types, ended, checked)])
    return seen if seen.outcome is not Outcome.SATISFIED else worst(_gaps(types, ended))


def _failed(types: Sequence[str], checks: Iterable[Checked]) -> Iterator[Verdict]:
    for check in checks:
        if not check.held:
            spoke = _type(types, check.step) == THEN
            outcome = Outcome.VIOLATED if spoke else Outcome.INCONCLUSIVE
            yield Verdict(outcome, check.sentence, Cause.PLATFORM)


def _of_steps(ended: Mapping[int, Verdict]) -> Iterator[Verdict]:
    """What the steps that were tried came to; one that was not tried is for `_gaps`."""
    return (verdict for verdict in ended.values() if verdict.outcome is not Outcome.NOT_ASSESSED)


def _vacuous(types: Sequence[str], ended: Mapping[int, Verdict], checks: Sequence[Checked]) -> Iterator[Verdict]:
    speaking = {check.step for check in checks if check.own}
    for number, verdict in ended.items():
        if verdict.outcome is Outcome.SATISFIED and _type(types, number) == THEN and number not in speaking:
            yield Verdict(
                Outcome.INCONCLUSIVE, f"This Then made no check, so it says nothing (step {number})", Cause.SUITE
            )


def _gaps(types: Sequence[str], ended: Mapping[int, Verdict]) -> Iterator[Verdict]:
    ran = {number for number, verdict in ended.items() if verdict.outcome is Outcome.SATISFIED}
    missed = [number for number in range(1, len(types) + 1) if number not in ran]
    if missed:
        several = ", ".join(map(str, missed))
        yield Verdict(Outcome.INCONCLUSIVE, f"Of its {len(types)} steps these never ran: {several}", Cause.SUITE)
    if THEN not in types:
        yield Verdict(Outcome.INCONCLUSIVE, "This scenario has no Then, so it checks nothing", Cause.SUITE)


def _type(types: Sequence[str], step: int | None) -> str:
    return types[step - 1] if step is not None and 1 <= step <= len(types) else ""
