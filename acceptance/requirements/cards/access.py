"""Readings of card numbers by persons, set against what the audit log says of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform import personal_account
from acceptance.profile.cards import Cards
from acceptance.profile.services import Database
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.cards.keeping import Kept, bound, duty, read_number
from acceptance.suite import Suite


@dataclass(frozen=True, order=True)
class Access:
    """One reading: what kind, whose card, by which person as the log names them, and how it went."""

    event: str
    token: str
    actor: str
    kind_of_actor: str
    outcome: str


def read_at_random(suite: Suite, cards: Sequence[Kept], times: int, seed: int) -> Counter[Access]:
    """Reads numbers of random cards as each person in turn; returns what has to be in the log.

    Raises:
        Inconclusive: a reading failed, or gave another number.
    """
    chance, event = random.Random(seed), _event(suite, "number")
    done: Counter[Access] = Counter()
    people = list(duty(suite).people.items())
    for turn in range(times):
        kept = chance.choice(cards)
        identity, name = people[turn % len(people)]
        answer = read_number(suite, kept.token, identity)
        if answer.words.get("card_number") != kept.number.value:
            inconclusive(f"a person who may read a number got {answer.status} and not that number", Cause.PLATFORM)
        done[Access(event, kept.token, name, "person", "success")] += 1
    return done


def read_at_once(suite: Suite, cards: Sequence[Kept]) -> Counter[Access]:
    """Reads the numbers of several cards with one request."""
    identity, name = next(iter(duty(suite).people.items()))
    tokens = [kept.token for kept in cards]
    answer = suite.platform.operations.try_("read_card_numbers", identity=identity, tokens_of_cards=tokens)
    text = answer.exchange.body.decode("utf-8", "replace")
    if not answer.succeeded or not all(kept.number.value in text for kept in cards):
        inconclusive(f"reading several numbers at once answers {answer.status} and not all numbers", Cause.PLATFORM)
    return Counter(Access(_event(suite, "number"), token, name, "person", "success") for token in tokens)


def read_by_sql(suite: Suite, kept: Kept) -> Counter[Access]:
    """Reads a card in the database, as a person with an account of their own."""
    account = bound(suite.profile.agreed(Cards).read_by_sql, "how a person reads a card in the database (read_by_sql)")
    words = {"token": kept.token}
    rows = personal_account.run(suite.profile.service(Database), account, suite.profile.permissions, "synthetic", words)
    if not any(kept.token in row.values() for row in rows):
        inconclusive("reading a card in the database gives no card", Cause.PLATFORM)
    return Counter([Access(_event(suite, "record"), kept.token, account.user, "person", "success")])


def last_entry(suite: Suite) -> int:
    """The number of the newest entry in the audit log."""
    known = auditing.entries(suite, event=_event(suite, "number"))
    return max((number_of(entry) for entry in known), default=0)


def logged(suite: Suite, cards: Sequence[Kept]) -> Counter[Access]:
    """What the audit log says of these cards: every entry about one of them, as a reading."""
    tokens = [kept.token for kept in cards]
    found: Counter[Access] = Counter()
    for event in {_event(suite, "number"), _event(suite, "record")}:
        for entry in auditing.entries(suite, event=event):
            about = [token for token in tokens if token in f"{entry['resource']} {entry['details']}"]
            who = (str(entry["actor"]), str(entry["kind_of_actor"]), str(entry["outcome"]))
            found.update(Access(event, token, *who) for token in about)
    return found


def differences(done: Counter[Access], said: Counter[Access]) -> list[str]:
    """Readings without their entry, and entries without their reading, in words."""
    missing, surplus = done - said, said - done
    return [f"{count} x no entry for {_words(access)}" for access, count in sorted(missing.items())] + [
        f"{count} x an entry without a reading: {_words(access)}" for access, count in sorted(surplus.items())
    ]


def _words(access: Access) -> str:
    return f"{access.event} by {access.actor} ({access.kind_of_actor}), {access.outcome}, {access.token}"


def _event(suite: Suite, what: str) -> str:
    events: dict[str, str] = {str(key): value for key, value in suite.profile.agreed(Cards).accesses.items()}
    word: str = bound(events.get(what), f"what the audit log calls the reading of a {what} (accesses)")
    return word
