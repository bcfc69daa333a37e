"""Who took which part in a change, whatever way their names are written, set against who signed in."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from acceptance.platform.clocks import comparable_time
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.models.changes import Change, all_applied, regular, time_of
from acceptance.suite import Suite

LOGGED_WITHIN = timedelta(minutes=2)
"""How far apart record and log may tell one step: some platforms write one after the other."""
STEPS = ("requested", "approved", "deployed", "reviewed")
"""The parts that somebody can take in a change, in their order."""
LIKE_LATIN = str.maketrans("аеорсухіјѕһԁɡԛԝηνορατυικ", "aeopcyxijshdgqwnvopatuik")
"""Letters of other alphabets that nobody tells from Latin ones."""


def folded(name: Any) -> str:
    """A name without what makes one name look like two: capitals, blanks, marks, forms and look-alikes of letters.

    >>> folded("  Ana\u00a0Maria ") == folded("ana maria") == folded("ＡＮＡ-ＭＡＲＩＡ")
    True
    """
    plain = unicodedata.normalize("NFKD", str(name)).casefold().translate(LIKE_LATIN)
    return re.sub(r"[\W_]+", "", "".join(one for one in plain if unicodedata.category(one) not in ("Cf", "Mn")))


def unseparated(suite: Suite, changes: Sequence[Change]) -> list[str]:
    """Changes in which one person took two parts, in words: by person where the record has one, and by account."""
    found = []
    for change in regular(suite, changes):
        for kind in ("person", "by"):
            parts = [change[f"{step}_{kind}"] for step in STEPS[:3]]
            names = {folded(part) for part in parts}
            if None in parts or "" in names or len(names) < len(parts):
                found.append(f"change {change['change_id']}: {kind} {', '.join(map(str, parts))}")
                break
    return found


def of_two_persons(changes: Iterable[Change]) -> list[str]:
    """Accounts that the record gives to more than one person: one of the rows says something untrue."""
    persons: dict[str, set[str]] = {}
    for change in changes:
        for step in STEPS:
            if change[f"{step}_by"] is not None and change[f"{step}_person"] is not None:
                persons.setdefault(folded(change[f"{step}_by"]), set()).add(folded(change[f"{step}_person"]))
    return [f"{account}: {', '.join(sorted(names))}" for account, names in sorted(persons.items()) if len(names) > 1]


def without_review(suite: Suite, now: datetime) -> list[str]:
    """Emergency changes without a review in time by another person, in words."""
    agreed, found = suite.profile.agreed(ModelChanges), []
    for change in all_applied(suite):
        if change["route"] != agreed.word("emergency"):
            continue
        said = f"change {change['change_id']}"
        hours = (time_of(change["review_due"]) - time_of(change["deployed_at"])).total_seconds() / 3600
        if hours > agreed.review_within_hours + 0.01:
            found.append(f"{said} may wait {hours:.0f} hours for its review")
        if change["reviewed_at"] is None:
            if time_of(change["review_due"]) < now:
                found.append(f"{said} was never reviewed")
        elif any(folded(change[f"reviewed_{kind}"]) == folded(change[f"deployed_{kind}"]) for kind in ("person", "by")):
            found.append(f"{said} was reviewed by whoever made it")
        elif time_of(change["reviewed_at"]) > time_of(change["review_due"]):
            found.append(f"{said} was reviewed too late")
    return found


def not_as_signed_in(change: Mapping[str, Any], log: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where a change names other people than its entries in the audit log, in their order, in words."""
    named = [str(change[f"{step}_by"]) for step in STEPS if change[f"{step}_by"] is not None]
    signed_in = iter([str(entry["actor"]) for entry in sorted(log, key=number_of)])
    wanted = [name for name, _ in itertools.groupby(named)]
    missing = [name for name in wanted if name not in signed_in]
    return [f"change {change['change_id']} names {', '.join(named)}, the log does not say so"] if missing else []


def not_when_logged(change: Mapping[str, Any], log: Sequence[Mapping[str, Any]]) -> list[str]:
    """Steps that a change says were taken at another time than any entry of whoever took them, in words."""
    found = []
    for step in STEPS:
        who, when = change[f"{step}_by"], change[f"{step}_at"]
        if who is None or when is None:
            continue
        logged = [comparable_time(entry["time"], "the log") for entry in log if str(entry["actor"]) == str(who)]
        if not any(abs(time_of(when) - time) <= LOGGED_WITHIN for time in logged):
            found.append(f"change {change['change_id']}: {who} {step} at {when}, the log knows of no such time")
    return found
