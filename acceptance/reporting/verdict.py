"""What a run came to, in sentences that claim no more than was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from acceptance.outcome import ExitCode
from acceptance.reporting.account import Account

NO_STATEMENT = "This is not a statement of compliance."
_MEANING = {
    ExitCode.OK: "everything selected is satisfied, or declared",
    ExitCode.VIOLATED: "something is violated",
    ExitCode.GAPS: "something cannot be told, was not looked at, or the run has holes",
    ExitCode.WRONG_USE: "wrong use or configuration",
    ExitCode.NO_PLATFORM: "there was no platform",
    ExitCode.UNTRUSTED: "what is kept of the run contradicts its record",
    ExitCode.BUG: "a fault of the suite",
    ExitCode.INTERRUPTED: "interrupted",
}


def verdict(account: Account) -> str:
    """What the requirements in scope came to: the numbers add up to all of them."""
    counted = Counter(one.status for one in account.in_scope)
    total, assessed = len(account.in_scope), account.summary.coverage.assessed
    if not total:
        return f"No requirement was in scope, so nothing was assessed. {NO_STATEMENT}"
    satisfied, violated, waived = (counted.pop(word, 0) for word in ("satisfied", "violated", "waived"))
    told, not_tried = counted.pop("inconclusive", 0), sum(counted.values())
    return (
        f"Of {total} requirement{_s(total)} in scope {assessed} {_were(assessed)} assessed: {satisfied} operated as "
        f"specified{_at(account)}, {violated} did not"
        + (f", {waived} {_were(waived)} not satisfied and {_were(waived)} waived" if waived else "")
        + f", {told} cannot be told, and {not_tried} {_were(not_tried)} not looked at. {NO_STATEMENT}"
    )


def doubts(account: Account) -> Iterator[str]:
    """What keeps the run as a whole from being trusted, one sentence each."""
    yield from (problem.sentence for problem in account.summary.problems)
    if not account.summary.complete:
        yield "This run is incomplete: what it did not reach counts as inconclusive."


def selected(account: Account) -> str:
    """What was asked for, in words."""
    options = account.summary.selection.get("options") or {}
    tags, places = account.summary.selection.get("tags"), options.get("places") or ()
    parts = [f"the scenarios that {tags} selects"] if tags else []
    parts += [f"{len(places)} named scenario{_s(len(places))}"] if places else []
    rerun = options.get("rerun_of")
    told = " and of those ".join(parts) if parts else "everything"
    return f"{told} (what the run {rerun} left open)" if rerun else told


def ended_with(account: Account) -> str:
    """The exit code, and what it means."""
    code = account.summary.exit_code
    return f"{int(code)}: {_MEANING[code]}"


def moment(time: datetime | None) -> str:
    """A moment as a reader sees it, to the minute and always in UTC."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else "unknown"


def lasted(account: Account) -> str:
    """How long the run took."""
    started, ended = account.summary.started, account.summary.ended
    if started is None or ended is None:
        return "unknown: it did not come to its end"
    minutes, seconds = divmod(round((ended - started).total_seconds()), 60)
    return f"{minutes} min {seconds} s"


def _at(account: Account) -> str:
    return f" at {moment(account.summary.started)}" if account.summary.started else ""


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
