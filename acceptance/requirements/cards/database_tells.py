"""Cards and the audit log, looked for in the database as each identity that has no business with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.database_reach import DatabaseReach
from acceptance.platform.database_user import DatabaseUser
from acceptance.profile.audit import Audit, DatabaseIdentity
from acceptance.profile.cards import Cards
from acceptance.profile.services import Database
from acceptance.requirements.access.least_rights import SECRETS
from acceptance.requirements.access.powers import Reached
from acceptance.requirements.audit import auditing
from acceptance.requirements.cards.keeping import Kept, duty
from acceptance.requirements.cards.sealing import stored_value
from acceptance.suite import Suite

FIGURES, KEY, LOG = SECRETS[0], SECRETS[2], SECRETS[3]
CARDS = "the cards of customers"
"""As what `audit.secrets` may name who has no business with stored cards."""
SHORTEST = 12
"""Signs below which a value may stand somewhere by chance."""


def of_cards(suite: Suite, kept: Kept) -> list[Reached]:
    """Where each identity without business with cards is told the number of a card, or what is stored of it.

    Where the profile does not name them they are those without business with customers' figures. Whoever was agreed
    to write in the schema where it is found has business there, and so has whoever looks cards up by name.

    Raises:
        NotAssessed: the profile does not say who has no business with either.
    """
    stored = stored_value(suite, kept)
    wanted = [kept.number.value, stored.hex(), *([text] if (text := _text(stored)) else [])]
    handed = [kept.token, kept.customer.customer_id]
    _require_found(suite, wanted, "a stored card")
    return [_but_at_work(suite, _reached(suite, who, wanted, handed)) for who in _without_cards(suite)]


def of_the_log(suite: Suite) -> list[Reached]:
    """Where each identity without business with the audit log is told of a reading that this run has just made.

    What gives entries by a reading that was agreed (`rights.running`) is such a reading, and leaves an entry itself.
    """
    looked_for = suite.nonce()
    act = auditing.by_an_auditor(suite, resource=looked_for.value)
    if len(auditing.about(suite, act)) != 1:
        inconclusive("a reading of the audit log that was just made has not one entry", Cause.PLATFORM)
    wanted = [act.nonce.value, looked_for.value]
    handed = [act.nonce.value, *dict.fromkeys(str(act.expected[word]) for word in ("actor", "event", "resource"))]
    return [_reached(suite, who, wanted, handed) for who in _not_for(suite, LOG)]


def of_the_key(suite: Suite, customer_id: str) -> list[Reached]:
    """Where each identity without business with the key behind the log's names is told it.

    Raises:
        NotAssessed: nobody in the profile could read it to look for it.
    """
    owner = suite.profile.agreed(Audit).owner
    if owner is None:
        raise NotAssessed("the profile names nobody who may read the key to look for it (audit.owner)", Cause.BINDING)
    others, secret = _not_for(suite, KEY), suite.profile.agreed(Audit).secrets[KEY]
    user = DatabaseUser(suite.profile.service(Database), owner, suite.profile.permissions)
    rows = user.rows_after([], [secret.sql], {})[0]
    wanted = [word for row in rows for value in row.values() if len(word := _written(value)) >= SHORTEST]
    if not wanted:
        inconclusive("the key behind the names in the audit log is nothing that could be looked for", Cause.BINDING)
    return [_reached(suite, who, wanted, [customer_id]) for who in others]


def _reached(suite: Suite, who: str, wanted: Sequence[str], handed: Sequence[str]) -> Reached:
    """Where somebody is told one of some values, but what was agreed.

    Tables and views are judged for all; a procedure is one that was agreed on, or nobody can say whether it may tell.
    """
    user, rights = suite.profile.agreed(Audit).identities[who].user, suite.profile.rights
    reach = _reach(suite, suite.profile.agreed(Audit).identities[who])
    looked_at, tables = reach.reads(wanted, [])
    agreed = {*rights.running.get(user, ()), *rights.running.get("everybody", ())} if rights is not None else set()
    if agreed or (rights is not None and rights.running):
        told = [place for place in reach.reads(wanted, handed)[1] if place in tables or place not in agreed]
    else:
        told = tables
    return Reached(who, looked_at, tuple(told))


def _but_at_work(suite: Suite, reached: Reached) -> Reached:
    """Without the tables that somebody was agreed to write, and what stands beside them in a schema of its own."""
    user, rights = suite.profile.agreed(Audit).identities[reached.who].user, suite.profile.rights
    tables = set(rights.writing.get(user, ())) if rights is not None else set()
    schemas = {table.partition(".")[0] for table in tables} - {"public"}
    left = tuple(one for one in reached.found if one not in tables and one.partition(".")[0] not in schemas)
    return replace(reached, found=left)


def _without_cards(suite: Suite) -> list[str]:
    audit, cards = suite.profile.agreed(Audit), suite.profile.agreed(Cards)
    duty(suite)
    if CARDS in audit.secrets:
        return list(audit.secrets[CARDS].not_for)
    users = {access.user for access in (cards.read_by_sql, cards.alter) if access is not None}
    found = [who for who in _not_for(suite, FIGURES) if audit.identities[who].user not in users]
    if not found:
        raise NotAssessed(
            f"the profile's block audit.secrets names nobody without business with {CARDS}", Cause.BINDING
        )
    return found


def _not_for(suite: Suite, what: str) -> list[str]:
    secret = suite.profile.agreed(Audit).secrets.get(what)
    if secret is None:
        lacking = f"the profile's block audit.secrets does not say who has no business with {what}"
        raise NotAssessed(lacking, Cause.BINDING)
    return list(secret.not_for)


def _require_found(suite: Suite, wanted: Sequence[str], what: str) -> None:
    """That the suite's own user finds it, so that looking for it means something."""
    place = suite.profile.service(Database)
    if not _reach(suite, DatabaseIdentity(user=place.user, password=place.password)).reads(wanted, [])[1]:
        inconclusive(f"the suite's own user does not find {what} either, so nothing was shown", Cause.BINDING)


def _reach(suite: Suite, identity: DatabaseIdentity) -> DatabaseReach:
    return DatabaseReach(suite.profile.service(Database), identity, suite.profile.permissions)


def _text(value: bytes) -> str:
    """A stored value as a text, where it is one."""
    text = value.decode("ascii", "replace")
    return text if text.isprintable() and "\ufffd" not in text else ""


def _written(value: Any) -> str:
    """A value as the database writes it into a text; bytes as hexadecimal digits."""
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else "" if value is None else str(value)
