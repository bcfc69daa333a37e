"""The first page of a run, `index.html`: one file that asks no network, and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.reporting import times, trend, verdict
from acceptance.reporting.account import Account, ControlTold, anchor_of
from acceptance.reporting.earlier import changed_objectives, day, last_complete
from acceptance.reporting.glyphs import glyph, mark
from acceptance.reporting.loaded import doubts
from acceptance.reporting.pages import asset, pages
from acceptance.reporting.pictures import drawn
from acceptance.reporting.todo import tasks
from acceptance.reporting.unseen import unseen

NAME = "index.html"


@dataclass(frozen=True)
class Changed:
    """A control that came to something else than in the last run that had it."""

    control: ControlTold
    before: str
    day: date | None


@dataclass(frozen=True)
class LoadDrawn:
    """One load: what it was, where the page tells of its scenario, its table, and its picture or why there is none."""

    about: str
    anchor: str
    table: str
    drawn: Markup | None
    why: str = ""

    @property
    def doubts(self) -> list[str]:
        """What its table says against believing it."""
        return doubts({"table": self.table})


def first_page(account: Account) -> str:
    """The page; the same account gives the same text."""
    style, script, templates = asset("page.css"), asset("page.js"), pages()
    templates.filters |= {"mark": mark, "day": day, "glyph": glyph}
    return templates.get_template(NAME).render(
        account=account,
        run=account.summary,
        verdict=verdict.verdict(account),
        doubts=list(verdict.doubts(account)),
        facts=list(facts(account)),
        tasks=tasks(account),
        unseen=unseen(account),
        changes=changes(account),
        objectives_changed=changed_objectives(account.summary.objectives, account.summary.earlier),
        last=last_complete(account.summary.earlier),
        accepted=_accepted(account),
        statuses=Counter(one.status for one in account.controls),
        loads=list(loads(account)),
        pictures=drawn(account),
        trend=trend.outcomes_drawn(account.summary),
        figures=trend.figures_drawn(account.summary),
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )


def policy(*inline: str) -> str:
    """A content security policy under which only these very styles and scripts count, and nothing is fetched."""
    style, script = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline)
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )


def changes(account: Account) -> list[Changed]:
    """Each control that came to something else than in the last run that had it, the worst first."""
    return [
        Changed(one, one.past.before.words, one.past.before_day)
        for one in account.controls
        if one.scenarios and one.past.before is not None and one.past.changed(one.outcome)
    ]


def loads(account: Account) -> Iterator[LoadDrawn]:
    """Each load of the run, in the order in which they were put on."""
    for line in account.lines:
        if line.kind == Kind.LOAD:
            about, table = str(line.data["about"]), str(line.data.get("table") or "")
            anchor = anchor_of(line.scope.scenario) if line.scope else ""
            try:
                yield LoadDrawn(about, anchor, table, times.drawn(line.data))
            except times.NoHistogram as error:
                yield LoadDrawn(about, anchor, table, None, error.sentence)


def facts(account: Account) -> Iterator[tuple[str, str]]:
    """Who ran what, where, when and against which version: what an auditor writes down first."""
    run, origin = account.summary, account.summary.origin
    yield "Run", run.run_id
    yield "Environment", run.profile or "unknown"
    yield "Platform", (run.api_coverage or {}).get("described") or "the record names no version of it"
    yield "Begun", verdict.moment(run.started)
    yield "Took", verdict.lasted(account)
    yield "Selected", verdict.selected(account)
    yield "Ended with", verdict.ended_with(account)
    yield "Run by", _known(origin, "user")
    yield "On host", _known(origin, "host")
    yield "Time zone of the host", _known(origin, "time_zone")
    yield "Commit", _known(origin, "commit")
    yield "Suite digest", run.suite_digest[:16] or "unknown"
    yield "Record", f"{run.record.lines} lines, the last one {run.record.digest[:16]}"
    yield from ((f"Version of {name}", version) for name, version in run.versions.items())
    yield from ((f"Machine: {name}", told) for name, told in run.fingerprint.items() if name != "profile")


def _known(origin: Mapping[str, Any], key: str) -> str:
    return str(origin.get(key) or "unknown")


def _accepted(account: Account) -> list[tuple[str, str, str, str, str]]:
    """Everything somebody tolerates: what, why, who, until when, where."""
    gaps = [
        (str(gap["control"]), str(gap["scenario"]), str(gap["reason"]), str(gap["owner"]), str(gap["expires"]))
        for gap in account.summary.accepted_gaps
    ]
    declared = [
        (one.id, str(one.entry.get("title") or ""), one.declared, one.owner, "")
        for one in account.controls
        if one.declared and one.outcome is not Outcome.SATISFIED
    ]
    return declared + gaps
