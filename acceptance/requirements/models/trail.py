"""The trail of model changes: the record set against the log that only grows, and attempts on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.evidence import Nonce
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.database_user import Attempt, DatabaseUser
from acceptance.profile.audit import Audit
from acceptance.profile.model_changes import ModelChanges
from acceptance.profile.services import Database
from acceptance.requirements.audit.auditing import entries
from acceptance.requirements.models.changes import applied, reason_of, with_reason
from acceptance.requirements.models.people import not_as_signed_in, not_when_logged
from acceptance.suite import Suite

CHANGE = "change of a model"
ATTEMPTS = (
    "to change the record of the change",
    "to remove the record of the change",
    "to empty the record of changes",
    "to remove the record of changes",
    "to switch off the protection of the record",
    "to add to the record past its procedure",
)
"""What identities of the platform try, in the features' words."""
KEPT = (
    *("to change the record of the change", "to remove the record of the change", "to empty the record of changes"),
    *("to change a ticket", "to remove a ticket", "to empty the register of tickets"),
    "to change limits that were asked for",
)
"""What even the owner of the database tries in vain, in the features' words."""
WAITED = ("55P03", "57014", "40P01")
"""Attempts that end so were not refused: they waited for others too long."""


@dataclass(frozen=True)
class Asked:
    """A change that this run asked for, and its number in the record."""

    reason: Nonce
    change_id: str


@dataclass(frozen=True)
class TriedOnRecord:
    """An attempt of one identity on the record of a change."""

    who: str
    attempt: Attempt
    same: bool

    @property
    def told(self) -> str:
        """The refusal, or that it would have worked."""
        if self.attempt.sqlstate is None:
            return f"{self.who}: not refused ({self.attempt.rows} rows)"
        return self.attempt.refused_with(self.who) + ("" if self.same else ", but the record is another")


def ask_for_a_change(suite: Suite) -> Asked:
    """Asks for a change under a ticket that nobody opened: it changes nothing, and is recorded as refused.

    Raises:
        Inconclusive: the record says nothing of it.
    """
    nonce = suite.nonce()
    version = suite.platform.operations.do("read_serving_model").words["model_version"]
    answer = suite.platform.operations.try_(
        "request_change", version=version, reason=reason_of(nonce), ticket="CHG-000000"
    )
    found = with_reason(suite, nonce)
    if not found:
        inconclusive(f"the record says nothing of a change that was asked for (status {answer.status})", Cause.PLATFORM)
    return Asked(nonce, str(found[-1]["change_id"]))


def entries_with(suite: Suite, asked: Asked) -> list[dict[str, Any]]:
    """The entries of the log with the reason of a change."""
    about_models = entries(suite, event=suite.profile.agreed(Audit).word(CHANGE, "events"))
    return [one for one in about_models if reason_of(asked.reason) in one["details"].values()]


def differing(
    suite: Suite,
    before: Sequence[Mapping[str, Any]],
    log: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
) -> list[str]:
    """The changes that only one of record and log knows.

    Args:
        before, after: what the record held before the log was read and after it: others go on changing models.
    """
    logged = set(_by_change(suite, log))
    return [f"only recorded: {number}" for number in sorted(_numbers(before) - logged)] + [
        f"only in the log: {number}" for number in sorted(logged - _numbers(after))
    ]


def _numbers(changes: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(change["change_id"]) for change in changes}


def contradicting(suite: Suite, changes: Sequence[Mapping[str, Any]], log: Sequence[Mapping[str, Any]]) -> list[str]:
    """The changes of which record and log tell different things: who took part and when, or what is in `logged`."""
    told, found = _by_change(suite, log), []
    for change in changes:
        about = told.get(str(change["change_id"]), [])
        details = {str(value) for entry in about for value in entry["details"].values()}
        found += [
            f"change {change['change_id']}: its {word} on record is nowhere in the log"
            for word in suite.profile.agreed(ModelChanges).logged
            if change[word] is not None and str(change[word]) not in details
        ]
        found += not_as_signed_in(change, about) + not_when_logged(change, about)
    return found


def limits_told_otherwise(
    suite: Suite, changes: Sequence[Mapping[str, Any]], log: Sequence[Mapping[str, Any]]
) -> tuple[int, list[str]]:
    """The changes of limits that came to be: how many, and those whose limits the log told otherwise at the time.

    Raises:
        NotAssessed: the profile does not say where the log tells limits.
    """
    agreed, told = suite.profile.agreed(ModelChanges), _by_change(suite, log)
    if agreed.limits_logged is None or not agreed.levels:
        raise NotAssessed("the profile does not say where the log tells limits (model_changes.limits_logged)")
    kept = {str(one["version"]): one for one in suite.platform.populations.read("cut_off_versions")}
    of_limits, found = applied(suite, "cut-offs", map(dict, changes)), []
    for change in of_limits:
        version, entries = kept.get(str(change["new_version"])), told.get(str(change["change_id"]), [])
        limits = sorted(str(version[name]) for name in agreed.levels.values()) if version else None
        logged = [str(entry["details"].get(agreed.limits_logged, "")) for entry in entries]
        if limits not in [sorted(re.findall(r"\d+", text)) for text in logged]:
            found.append(f"change {change['change_id']}: limits {', '.join(limits or ['that are not kept any more'])}")
    return len(of_limits), found


def _by_change(suite: Suite, log: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The entries about changes, by the number of the change."""
    event, found = suite.profile.agreed(Audit).word(CHANGE, "events"), dict[str, list[Mapping[str, Any]]]()
    for entry in log:
        if entry["event"] == event:
            found.setdefault(str(entry["resource"]).rsplit(" ", 1)[-1], []).append(entry)
    return found


def tries(suite: Suite, how: str, asked: Asked) -> list[TriedOnRecord]:
    """Lets every identity that the profile names try one thing on the record of a change.

    Raises:
        NotAssessed: the profile names no such attempt, or no identity.
    """
    audit = suite.profile.agreed(Audit)
    if how not in audit.trail_attempts or not audit.identities:
        raise NotAssessed(f"the profile's block audit names no attempt {how!r} on the trail", Cause.BINDING)
    before, tried = with_reason(suite, asked.reason), []
    for who, identity in audit.identities.items():
        user = DatabaseUser(suite.profile.service(Database), identity, suite.profile.permissions)
        attempt = user.attempt(audit.trail_attempts[how].sql, {"change_id": asked.change_id})
        tried.append(TriedOnRecord(who, attempt, with_reason(suite, asked.reason) == before))
    return tried


def owner_tries(suite: Suite, how: str, asked: Asked) -> Attempt:
    """Lets the owner of the database try one thing on what a change rests on.

    Raises:
        NotAssessed: the profile names no such attempt, or no owner.
        Inconclusive: there was nothing that it concerned, or somebody else held it.
    """
    owner, kept = suite.profile.agreed(Audit).owner, suite.profile.agreed(ModelChanges).kept
    if owner is None or how not in kept:
        lacking = "block audit names no owner" if owner is None else f"block model_changes.kept has no {how!r}"
        raise NotAssessed(f"the profile's {lacking}", Cause.BINDING)
    user = DatabaseUser(suite.profile.service(Database), owner, suite.profile.permissions)
    attempt = user.attempt(kept[how].sql, {"change_id": asked.change_id})
    if attempt.sqlstate in WAITED:
        inconclusive(f"somebody else held what {how!r} concerns", Cause.PLATFORM)
    if attempt.sqlstate is None and attempt.rows == 0:
        inconclusive(f"there is nothing that {how!r} concerns", Cause.PLATFORM)
    return attempt


def refusal(suite: Suite, how: str) -> str:
    """The SQLSTATE with which an attempt must be refused."""
    return suite.profile.agreed(Audit).trail_attempts[how].refusal
