"""Readings of card numbers that are refused, and what the audit log says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from acceptance.profile.audit import Audit
from acceptance.requirements.audit.auditing import Act, about, act
from acceptance.requirements.cards.keeping import Kept, duty
from acceptance.suite import Suite


def read_without_that_duty(suite: Suite, kept: Kept) -> dict[str, Act]:
    """Everybody who must not read a whole number tries to, in the features' words -> the act."""
    return {
        who: act(suite, "read_card_number", _expected(suite, identity), identity=identity, token_of_card=kept.token)
        for who, identity in duty(suite).not_people.items()
    }


def untold(suite: Suite, kept: Kept, who: str, tried: Act) -> list[str]:
    """What the log does not say of a refused reading, or says otherwise, in words."""
    found = about(suite, tried)
    if len(found) != 1:
        return [f"{who}: {len(found)} entries"]
    entry = found[0]
    wrong = [f"{who}: another {word}" for word, wanted in tried.expected.items() if entry[word] != wanted]
    named = kept.token in f"{entry['resource']} {entry['details']}"
    anonymous = str(entry["actor"] or "") in ("", suite.profile.agreed(Audit).unknown_user)
    return wrong + ([] if named else [f"{who}: not which card"]) + ([f"{who}: nobody's name"] if anonymous else [])


def _expected(suite: Suite, identity: str) -> Callable[[], Mapping[str, str]]:
    audit = suite.profile.agreed(Audit)
    known = {"actor": audit.users[identity]} if identity in audit.users else {}
    return lambda: {"outcome": audit.word("refused", "outcomes"), **known}
