"""People who sign in: an account of their own, a lock after failures, and no way in for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.bindings import Answer
from acceptance.platform.http import token_of
from acceptance.profile.audit import Audit, SignIn
from acceptance.record.redaction import redactor
from acceptance.requirements.audit.auditing import entries
from acceptance.suite import Suite

CHANGE = "change of credentials"


@dataclass(frozen=True)
class Person:
    """Somebody with an account that was made for this scenario, and its password."""

    account: str
    password: str
    begun: datetime


def terms(suite: Suite) -> SignIn:
    """What the profile says about signing in.

    Raises:
        NotAssessed: it says nothing.
    """
    found = suite.profile.agreed(Audit).sign_in
    if found is None:
        raise NotAssessed("the profile's block audit says nothing about people who sign in", Cause.BINDING)
    return found


def new_person(suite: Suite) -> Person:
    """An account of its own for somebody, disabled at the end of the scenario."""
    person = Person(f"trial-{uuid4().hex[:12]}", new_password(), datetime.now(UTC))
    suite.owe("operation", "disable_account", act="create_account", account=person.account)
    suite.platform.operations.do("create_account", account=person.account, password=person.password)
    return person


def new_password() -> str:
    """A password that nobody has, and no record shows."""
    password = f"{uuid4()}"
    redactor.register(password, "password made for a scenario")
    return password


def sign_in(suite: Suite, person: Person, password: str | None = None, source: str | None = None) -> Answer:
    """Tries to sign in, with the right password unless another is given."""
    return suite.platform.operations.try_(
        "sign_in", account=person.account, password=password or person.password, source=source, fresh=True
    )


def fail(suite: Suite, person: Person, times: int, sources: Sequence[str]) -> list[Answer]:
    """Tries wrong passwords, by turns from each of our addresses."""
    return [sign_in(suite, person, new_password(), source=sources[number % len(sources)]) for number in range(times)]


def locked_minutes(suite: Suite, person: Person, since: datetime) -> float:
    """For how many minutes an account says that it is locked, from a time on; 0 when it is not."""
    until = suite.platform.operations.do("read_account", account=person.account).words["locked_until"]
    return 0.0 if until is None else (datetime.fromisoformat(str(until)) - since).total_seconds() / 60


def programs_signing_in(suite: Suite) -> dict[str, Answer]:
    """What comes of each program trying to sign in under its own name with its own token."""
    service, users = suite.profile.services.scoring_api, suite.profile.agreed(Audit).users
    return {
        name: suite.platform.operations.try_("sign_in", account=users.get(name, name), password=token_of(service, name))
        for name in terms(suite).programs
    }


def changes_of(suite: Suite, person: Person) -> list[dict[str, Any]]:
    """The entries about changes of an account."""
    named = terms(suite).named.format(account=person.account)
    return entries(suite, event=suite.profile.agreed(Audit).word(CHANGE, "events"), resource=named)
