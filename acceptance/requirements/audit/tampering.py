"""Attempts on the audit log: by identities that must not be able to, and by the one that can and must be found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamcrest import has_item

from acceptance import json_text
from acceptance.checks import check_within, inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.clocks import as_time
from acceptance.platform.database_user import Attempt, DatabaseUser
from acceptance.platform.numbers_told import as_number, whole_number
from acceptance.platform.object_store import StoredVersion
from acceptance.profile.audit import Audit, Chain, Copy
from acceptance.profile.services import Database
from acceptance.requirements.audit.auditing import Act, about, by_an_auditor
from acceptance.requirements.audit.chain import first_break, number_of
from acceptance.suite import Suite

FORGING = (
    "to change the entry",
    "to remove the entry",
    "to empty the log",
    "to remove the log",
    "to alter the log",
    "to switch its protection off",
    "to replace its protection",
    "to take the log over",
    "to become the owner of the log",
    "to write a back-dated entry",
    "to write a back-dated entry without reading one",
)
"""What identities of the platform try, in the features' words."""
INSERTED = "an entry is put between two others"
CUT_OFF = "the end of the log is cut off"
FORGERIES = (
    "an entry is changed",
    "a detail of an entry is changed",
    "an entry is removed",
    INSERTED,
    "two entries change places",
    CUT_OFF,
    "an entry is changed and every link after it is calculated anew",
)
"""How somebody with all rights forges the log, in the features' words."""
OWN = 4
"""Entries that are written before a forgery, so that there is something after the forged one."""


@dataclass(frozen=True)
class Tried:
    """An attempt of one identity on an entry of the run's own, with the entry before and afterwards."""

    who: str
    attempt: Attempt
    before: Mapping[str, Any]
    after: Sequence[Mapping[str, Any]]

    @property
    def told(self) -> str:
        """What became of it, for a check: the refusal, or that it would have worked."""
        if self.attempt.sqlstate is None:
            return f"{self.who}: not refused ({self.attempt.rows} rows)"
        changed = "" if list(self.after) == [self.before] else ", but the entry is another"
        return f"{self.attempt.refused_with(self.who)}{changed}"


@dataclass(frozen=True)
class Forged:
    """A forgery, where it begins, and where it was found."""

    begins: int
    by_the_platform: int | None
    by_the_suite: int | None


def own_entry(suite: Suite) -> tuple[Act, dict[str, Any]]:
    """Writes an entry by an act of this run, and reads it.

    Raises:
        Inconclusive: the act left another number of entries than one.
    """
    act = by_an_auditor(suite)
    found = about(suite, act)
    if len(found) != 1:
        inconclusive(f"a reading of the audit log left {len(found)} entries instead of one", Cause.PLATFORM)
    return act, found[0]


def tries(suite: Suite, how: str) -> list[Tried]:
    """Lets every identity that the profile names try one thing on an entry just written.

    Raises:
        NotAssessed: the profile names no such attempt, or no identity.
    """
    audit = suite.profile.agreed(Audit)
    if how not in audit.attempts or not audit.identities:
        raise NotAssessed(
            f"the profile's block audit names no attempt {how!r}, or no identity to try it", Cause.BINDING
        )
    tried = []
    for who, identity in audit.identities.items():
        act, before = own_entry(suite)
        user = DatabaseUser(suite.profile.service(Database), identity, suite.profile.permissions)
        attempt = user.attempt(audit.attempts[how].sql, {"sequence": before["sequence"]})
        tried.append(Tried(who, attempt, before, about(suite, act)))
    return tried


def refusal(suite: Suite, how: str) -> str:
    """The SQLSTATE with which an attempt must be refused."""
    return suite.profile.agreed(Audit).attempts[how].refusal


def plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with its time as a time, however that is written; what is no time stays as it is."""
    return {**entry, "time": as_time(entry["time"]) or entry["time"]}


# -- the chain


def chain(suite: Suite) -> Chain:
    """How entries are linked, from the profile.

    Raises:
        NotAssessed: it does not say; something else than a chain of digests has to show tampering then.
    """
    found = suite.profile.agreed(Audit).chain
    if found is None:
        raise NotAssessed("the profile's block audit does not say how entries are linked (chain)", Cause.BINDING)
    return found


def not_as_copied(entries: Sequence[Mapping[str, Any]], copied: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where an entry and its copy tell different things, in words; entries without a copy are left out."""
    copies = {number_of(copy): plain(copy) for copy in copied}
    pairs = [(number_of(entry), plain(entry)) for entry in entries]
    return [
        f"entry {number}: {', '.join(word for word in entry if copies[number].get(word) != entry[word])}"
        for number, entry in pairs
        if number in copies and copies[number] != entry
    ]


class Copies:
    """The copy that nobody can change: of several copies of one entry the one that was made first counts.

    Reading again reads only what was not there before. A line that is no entry is no copy of one.

    Attributes:
        unreadable: the lines read so far that are no entry, in words.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._place = copy_place(suite)
        self._read: set[StoredVersion] = set()
        self._entries: dict[int, dict[str, Any]] = {}
        self._differing: dict[int, str] = {}
        self.unreadable: list[str] = []

    def entries(self) -> list[dict[str, Any]]:
        """Every copied entry in the suite's words, by number."""
        objects, place = self._suite.platform.objects, self._place
        for stored in objects.versions(place.bucket, place.prefix):
            if stored not in self._read:
                lines = objects.get(stored.key, place.bucket, stored.version).splitlines()
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        self._take(line, f"line {number} of {stored.key}", stored.key)
                self._read.add(stored)
        return [self._entries[number] for number in sorted(self._entries)]

    def numbers(self) -> set[int]:
        """The numbers of the copied entries."""
        return {number_of(entry) for entry in self.entries()}

    def differing(self) -> list[str]:
        """Entries of which there are two copies that differ, in words.

        Raises:
            NotAssessed: the store does not show what was written over.
        """
        self.entries()
        if any(stored.version is None for stored in self._read):
            raise NotAssessed("the suite may not see the versions of the copies", Cause.BINDING)
        return [f"entry {number}: another copy in {key}" for number, key in sorted(self._differing.items())]

    def _take(self, line: bytes, where: str, key: str) -> None:
        entry = self._suite.platform.populations.as_told("audit_entries", as_json(line))
        if as_number(entry["sequence"]) is None:
            self.unreadable.append(f"{where} is no entry")
            return
        number = number_of(entry)
        if plain(self._entries.setdefault(number, entry)) != plain(entry):
            self._differing.setdefault(number, key)


def as_json(line: bytes) -> Any:
    """What a line of a copy says; nothing where it is no JSON, or cut off."""
    try:
        return json_text.loads(line)
    except ValueError:
        return None


def copy_place(suite: Suite) -> Copy:
    """Where copies are."""
    found = suite.profile.agreed(Audit).copied_to
    if found is None:
        raise NotAssessed("the profile's block audit does not say where entries are copied to", Cause.BINDING)
    return found


def forge(suite: Suite, how: str) -> Forged:
    """Has the owner of the database forge the log in a transaction that is taken back, and both verifiers look.

    Raises:
        NotAssessed: the profile lacks the owner, the forgery or what reads the log as it is stored.
    """
    audit = _for_forging(suite, how)
    assert audit.owner is not None and audit.stored is not None and audit.verifier is not None, "was just asked for"
    own, *_ = [own_entry(suite)[1] for _ in range(OWN)]
    copies = copies_with(suite, own_entry(suite)[1])
    # An old entry, or whoever verifies only the newest ones would find it; but an end that is cut off is a new one.
    first = own if how == CUT_OFF else copies[len(copies) // 4]
    owner = DatabaseUser(suite.profile.service(Database), audit.owner, suite.profile.permissions)
    words = {"sequence": first["sequence"], "copied": [one["digest"] for one in copies]}
    stored, verified = owner.rows_after(audit.tampering[how], [audit.stored, audit.verifier], words)
    rows = [suite.platform.populations.as_told("audit_entries", row) for row in stored]
    found = first_break(rows, chain(suite), copies)
    # What was put in stands after the entry it was made from.
    return Forged(
        begins=number_of(first) + (1 if how == INSERTED else 0),
        by_the_platform=whole_number(verified[0]["first_bad"], "the first false entry, by the platform")
        if verified
        else None,
        by_the_suite=found.sequence if found else None,
    )


def copies_with(suite: Suite, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The copy, once an entry is in it."""
    copies = Copies(suite)
    copies.entries()  # what was there before takes its time to be read, which is ours and not the platform's
    within_s = copy_place(suite).within_s
    check_within(within_s, copies.numbers, has_item(number_of(entry)), "numbers of the entries that have a copy")
    return copies.entries()


def _for_forging(suite: Suite, how: str) -> Audit:
    audit = suite.profile.agreed(Audit)
    lacking = [
        name
        for name, given in (
            ("owner", audit.owner),
            (f"tampering.{how}", audit.tampering.get(how)),
            ("stored", audit.stored),
            ("verifier", audit.verifier),
        )
        if given is None
    ]
    if lacking:
        raise NotAssessed(f"the profile's block audit lacks {', '.join(lacking)}", Cause.BINDING)
    return audit
