"""What whoever looks after the keys of cards does, and what the audit log says of it."""

from __future__ import annotations

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.profile.audit import Audit
from acceptance.requirements.audit.auditing import Act, act
from acceptance.suite import Suite


def change_the_key(suite: Suite) -> Act:
    """The key of the cards is changed under a name that nobody used before.

    Raises:
        Inconclusive: it was not changed.
    """
    known = suite.profile.agreed(Audit)
    identity = suite.platform.operations.bound("rotate_card_key").identity or ""
    actor = {"actor": known.users[identity]} if identity in known.users else {}
    told = {"outcome": known.word("success", "outcomes"), **actor}
    done = act(suite, "rotate_card_key", lambda: told)
    if not done.answer.succeeded:
        inconclusive(f"the key of the cards could not be changed (status {done.answer.status})", Cause.PLATFORM)
    return done


def strangers(suite: Suite) -> list[str]:
    """What the log calls nobody: whoever is named so did not do it."""
    return ["", "None", suite.profile.agreed(Audit).unknown_user]
