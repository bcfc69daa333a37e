"""Acts of people at the card service and with accounts, with claims about who, where and when nobody has to believe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from acceptance.profile.audit import Audit
from acceptance.profile.cards import Cards
from acceptance.requirements.access import signing_in
from acceptance.requirements.access.signing_in import new_password, new_person
from acceptance.requirements.audit.auditing import CLAIMS, Act, act, addresses
from acceptance.requirements.cards.keeping import bound, duty, keep
from acceptance.suite import Suite

READ_A_NUMBER = "a reading of a card number"
READ_NUMBERS = "a reading of card numbers, all at once"
REFUSED_A_NUMBER = "a reading of a card number by somebody without that duty"
SIGNED_IN = "a sign-in with the right password"
MISTYPED = "a sign-in with a wrong password"
NEW_PASSWORD = "a change of a password"


def act_with_claims(suite: Suite, what: str) -> Act:
    """An act from the second of our addresses, with headers that claim another user, address and time."""
    return ACTS[what](suite, {"headers": dict(CLAIMS), "source": addresses(suite)[1]})


def _read_a_number(suite: Suite, how: Mapping[str, Any]) -> Act:
    who, name = next(iter(duty(suite).people.items()))
    return act(suite, "read_card_number", _of_cards(suite, name), identity=who, token_of_card=keep(suite).token, **how)


def _read_numbers(suite: Suite, how: Mapping[str, Any]) -> Act:
    who, name = next(iter(duty(suite).people.items()))
    tokens = [keep(suite).token]
    return act(suite, "read_card_numbers", _of_cards(suite, name), identity=who, tokens_of_cards=tokens, **how)


def _refused_a_number(suite: Suite, how: Mapping[str, Any]) -> Act:
    who, token = next(iter(duty(suite).not_people.values())), keep(suite).token
    refused = suite.profile.agreed(Audit).word("refused", "outcomes")
    return act(suite, "read_card_number", lambda: {"outcome": refused}, identity=who, token_of_card=token, **how)


def _of_cards(suite: Suite, name: str) -> Callable[[], Mapping[str, str]]:
    accesses = {str(kind): word for kind, word in suite.profile.agreed(Cards).accesses.items()}
    event = bound(accesses.get("number"), "what the audit log calls the reading of a number (accesses)")
    success = suite.profile.agreed(Audit).word("success", "outcomes")
    return lambda: {"event": event, "actor": name, "outcome": success}


def _sign_in(suite: Suite, how: Mapping[str, Any]) -> Act:
    person, agreed = new_person(suite), suite.profile.agreed(Audit)
    told = {
        "event": agreed.word(signing_in.OF_A_PERSON, "events"),
        "outcome": agreed.word("success", "outcomes"),
        "actor": person.account,
    }
    return act(suite, "sign_in", lambda: told, account=person.account, password=person.password, fresh=True, **how)


def _mistype(suite: Suite, how: Mapping[str, Any]) -> Act:
    person, agreed = new_person(suite), suite.profile.agreed(Audit)
    told = {
        "event": agreed.word(signing_in.OF_A_PERSON, "events"),
        "outcome": agreed.word("refused", "outcomes"),
        "resource": signing_in.terms(suite).named.format(account=person.account),
    }
    return act(suite, "sign_in", lambda: told, account=person.account, password=new_password(), fresh=True, **how)


def _change_a_password(suite: Suite, how: Mapping[str, Any]) -> Act:
    person, agreed = new_person(suite), suite.profile.agreed(Audit)
    administrator = suite.platform.operations.bound("change_password").identity or ""
    told = {
        "event": agreed.word(signing_in.CHANGE, "events"),
        "outcome": agreed.word("success", "outcomes"),
        "actor": agreed.word(administrator, "users"),
    }
    return act(suite, "change_password", lambda: told, account=person.account, password=new_password(), **how)


ACTS: Mapping[str, Callable[[Suite, Mapping[str, Any]], Act]] = {
    READ_A_NUMBER: _read_a_number,
    READ_NUMBERS: _read_numbers,
    REFUSED_A_NUMBER: _refused_a_number,
    SIGNED_IN: _sign_in,
    MISTYPED: _mistype,
    NEW_PASSWORD: _change_a_password,
}
"""Acts in the features' words."""
