"""The copy of the audit log that nobody can change: in time, without a gap, and locked for long enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.clocks import comparable_time
from acceptance.platform.numbers_told import as_number
from acceptance.platform.object_lock import ObjectLocks
from acceptance.platform.places import dig
from acceptance.profile.audit import Audit, Copy
from acceptance.profile.services import ObjectStore
from acceptance.requirements.audit.auditing import entries
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.audit.tampering import as_json, copy_place
from acceptance.suite import Suite

UNBREAKABLE = "COMPLIANCE"
"""The mode of a lock that nobody can take off, not even the owner of the store."""
REFUSED = ("AccessDenied", "MethodNotAllowed", "InvalidRequest", "ObjectLocked")


@dataclass(frozen=True)
class TriedOnCopy:
    """An attempt of one identity on a copy."""

    who: str
    refusal: str | None
    same: bool

    @property
    def kept(self) -> str:
        """`refused or kept` where the copy that was made first is still there, whatever was written beside it."""
        return "refused or kept" if self.same else f"{self.who}: the copy that was made first is another or gone"

    @property
    def told(self) -> str:
        """`refused`, or what else became of it."""
        if not self.same:
            return f"{self.who}: the copy is another or gone"
        return "refused" if self.refusal in REFUSED else f"{self.who}: {self.refusal or 'not refused'}"


@dataclass(frozen=True)
class Locked:
    """For how long one object of the copy is locked from when it was stored, and in which mode."""

    key: str
    mode: str
    days: float


def try_on_copy(suite: Suite, attempt: str, entry: Mapping[str, Any]) -> list[TriedOnCopy]:
    """Lets every identity of the object store that the profile names try something on the copy of an entry.

    Raises:
        NotAssessed: the profile names none.
        Inconclusive: there is no copy of the entry.
    """
    identities = suite.profile.agreed(Audit).store_identities
    if not identities:
        raise NotAssessed("the profile's block audit names no store_identities", Cause.BINDING)
    place, store = copy_place(suite), suite.profile.service(ObjectStore)
    key = object_with(suite, number_of(entry))
    before = _made_first(suite, place, key)
    version = ObjectLocks(store, suite.profile.permissions).version_of(place.bucket, key)
    content, tried = suite.platform.objects.get(key, place.bucket), []
    for who, identity in identities.items():
        user = ObjectLocks(store, suite.profile.permissions, identity)
        refusal = user.refusal(attempt, place.bucket, key, version, content)
        tried.append(TriedOnCopy(who, refusal, before is not None and _made_first(suite, place, key) == before))
    return tried


def _made_first(suite: Suite, place: Copy, key: str) -> tuple[str | None, bytes] | None:
    """The version of an object that was stored first, with its content; None when there is none."""
    objects = suite.platform.objects
    versions = [one for one in objects.versions(place.bucket, key) if one.key == key]
    return (versions[0].version, objects.get(key, place.bucket, versions[0].version)) if versions else None


def object_with(suite: Suite, number: int) -> str:
    """The object that holds the copy of an entry.

    Raises:
        Inconclusive: there is none.
    """
    place = copy_place(suite)
    where = suite.platform.populations.place_of("audit_entries", "sequence")
    for key in reversed(suite.platform.objects.keys(place.bucket)):
        if key.startswith(place.prefix):
            lines = suite.platform.objects.get(key, place.bucket).splitlines()
            if any(as_number(dig(as_json(line), where)) == number for line in lines):
                return key
    return inconclusive(f"entry {number} has no copy yet", Cause.PLATFORM)


def locks(suite: Suite) -> list[Locked]:
    """The lock of every object of the copy; of one that was written over, the lock of what was there first."""
    place = copy_place(suite)
    looking = ObjectLocks(suite.profile.service(ObjectStore), suite.profile.permissions)
    found: dict[str, Locked] = {}
    for one in suite.platform.objects.versions(place.bucket, place.prefix):
        if one.key not in found:
            lock = looking.locked_until(place.bucket, one.key, one.version)
            mode, until = lock if lock is not None else ("none", one.stored_at)
            found[one.key] = Locked(one.key, mode, (until - one.stored_at) / timedelta(days=1))
    return [*found.values()]


def gaps(entries: Sequence[Mapping[str, Any]]) -> list[int]:
    """The numbers that are missing between the first and the last of some entries."""
    numbers = {number_of(entry) for entry in entries}
    return [number for number in range(min(numbers, default=1), max(numbers, default=0) + 1) if number not in numbers]


def waited_s(suite: Suite, entry: Mapping[str, Any]) -> float:
    """How long an entry waited for its copy at least, in seconds: by the clocks of log and store, set against ours."""
    place, store = copy_place(suite), suite.profile.service(ObjectStore)
    key = object_with(suite, number_of(entry))
    stored = ObjectLocks(store, suite.profile.permissions).stored_at(place.bucket, key)
    written = comparable_time(entry["time"], "the entry")
    log, archive = suite.platform.clock_offset("scoring_api"), suite.platform.clock_offset("object_store")
    unsure_s = log.uncertainty_s + archive.uncertainty_s
    return (stored - written).total_seconds() - (archive.seconds - log.seconds) - unsure_s


def age_days(entry: Mapping[str, Any]) -> float:
    """How old an entry is, in days of 24 hours."""
    return (datetime.now(UTC) - comparable_time(entry["time"], "the entry")) / timedelta(days=1)


def locked_for(lock: Locked, days: int) -> str:
    """`locked` if nobody can remove the object for as many days, else what its lock is."""
    if lock.mode == UNBREAKABLE and round(lock.days, 2) >= days:
        return "locked"
    return f"{lock.key}: mode {lock.mode}, {lock.days:.0f} days"


def interruption(suite: Suite) -> str:
    """Which interruption of the profile keeps copies from being made.

    Raises:
        NotAssessed: it does not say.
    """
    named = copy_place(suite).interruption
    if named is None:
        raise NotAssessed("the profile's audit.copied_to does not say what keeps copies from being made", Cause.BINDING)
    return named


def told_since(suite: Suite, before: Mapping[str, Any], what: str) -> int:
    """How many entries of one kind there are after another entry."""
    return len(entries(suite, after=number_of(before), event=suite.profile.agreed(Audit).word(what, "events")))
