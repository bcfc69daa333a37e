"""What somebody has to do after a run, the most important first: with whom, until when, and on what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from acceptance.outcome import Cause, Outcome, Standing
from acceptance.reporting.account import Account, ControlTold
from acceptance.reporting.verdict import doubts

SOON_DAYS = 30
"""A declaration that ends within so many days is told beforehand."""
NOBODY = "nobody is named: write `responsible` in the agreements"
_LOOK = {
    Cause.PLATFORM: "the platform",
    Cause.BINDING: "the profile",
    Cause.ENVIRONMENT: "what this environment permits",
    Cause.SUITE: "the suite itself",
}


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Attributes:
        what: in the imperative.
        why: what it rests on.
        rule: by which rule it follows from the record.
        owner: whose it is.
        due: until when, where that was agreed.
        anchor: where on the page the evidence is; empty where the sentence is all of it.
    """

    what: str
    why: str
    rule: str
    owner: str
    due: date | None = None
    anchor: str = ""


def tasks(account: Account) -> list[Task]:
    """Everything to do, the most important first: the rules stand in this order."""
    return [
        *_untrusted(account),
        *_violated(account.controls),
        *_alone(account),
        *_ending(account),
        *_inconclusive(account.controls),
        *_to_bind(account.controls),
        *_unproven(account.in_scope),
    ]


def _untrusted(account: Account) -> Iterator[Task]:
    for sentence in doubts(account):
        yield Task("Make the run one that can be trusted, and run it again", sentence, "a problem of the run", "QA")


def _violated(controls: Iterable[ControlTold]) -> Iterator[Task]:
    for one in controls:
        if one.standing is Standing.VIOLATED:
            what = f"Mend {one.id}: {one.entry.get('title') or 'a control that is not in the catalogue'}"
            why = f"{one.declared}; {one.reason}" if one.declared else one.reason
            since = f" (since {one.past.since}, {one.past.runs} runs)" if one.past.runs > 1 else ""
            rule = f"a violated control, {one.severity}"
            yield Task(what, why + since, rule, one.owner or NOBODY, one.due, one.id)


def _alone(account: Account) -> Iterator[Task]:
    """Scenarios that name no control can be violated as well."""
    for one in account.alone:
        if one.summary.outcome is not Outcome.SATISFIED:
            what = f"Look at {one.summary.name}"
            yield Task(what, one.summary.reason, f"a scenario of no control, {one.status}", NOBODY, None, one.anchor)


def _inconclusive(controls: Iterable[ControlTold]) -> Iterator[Task]:
    for one in controls:
        if one.standing is Standing.INCONCLUSIVE:
            causes = {told.summary.cause for told in one.scenarios if told.summary.outcome is Outcome.INCONCLUSIVE}
            first = next((cause for cause in Cause if cause in causes), None)
            where = f"; look first at {_LOOK[first]}" if first else ""
            what = f"Find out about {one.id}: {one.entry.get('title') or 'a control that is not in the catalogue'}"
            yield Task(what, one.reason + where, "an inconclusive control", one.owner or NOBODY, None, one.id)


def _ending(account: Account) -> Iterator[Task]:
    """Declarations that are stale, overdue or about to end."""
    for reminder in account.summary.reminders:
        yield Task("Look at a declaration again", reminder, "a declaration that has ended or is stale", "")
    today = account.day
    for gap in account.summary.accepted_gaps if today else ():
        ends = date.fromisoformat(str(gap["expires"]))
        if today is not None and ends < today + timedelta(days=SOON_DAYS):
            what = f"Close or renew the accepted gap of {gap['control']}"
            rule = f"an accepted gap that ends within {SOON_DAYS} days"
            yield Task(what, f"{gap['scenario']}: {gap['reason']}", rule, str(gap["owner"]), ends, str(gap["control"]))


def _to_bind(controls: Iterable[ControlTold]) -> Iterator[Task]:
    """What the profile lacks, each thing once, that which opens most first."""
    lacking: dict[str, list[str]] = {}
    for one in controls:
        if one.to_bind and one.standing is Standing.NOT_ASSESSED:
            lacking.setdefault(one.to_bind, []).append(one.id)
    for reason, ids in sorted(lacking.items(), key=lambda each: (-len(each[1]), each[0])):
        what = f"Bind what {', '.join(ids)} need{'s' if len(ids) == 1 else ''}"
        yield Task(what, reason, "a control that stays open for want of the profile", "whoever keeps the profile")


def _unproven(controls: Iterable[ControlTold]) -> Iterator[Task]:
    ids = sorted(one.id for one in controls if one.scenarios and not one.entry.get("proven"))
    if ids:
        count = f"{len(ids)} control{'' if len(ids) == 1 else 's'}"
        why = f"nothing shows now that they could turn red: {', '.join(ids)}"
        yield Task(f"Prove {count} with `acceptance prove`", why, "controls that are satisfied or not, unproven", "QA")
