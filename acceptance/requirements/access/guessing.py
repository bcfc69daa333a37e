"""Passwords that are guessed by somebody who is another one each time, as far as callers can say who they are.

What a request says of its sender, whoever sends it chooses. A lock that counts by that counts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import randbelow
from uuid import uuid4

from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.answers import Answer
from acceptance.platform.http import CLIENT_ERROR, class_of
from acceptance.requirements.access import signing_in
from acceptance.requirements.access.signing_in import Person, new_password, terms
from acceptance.requirements.access.ways_around import TRUSTED
from acceptance.suite import Suite

BY_DEVICE = ("X-Device-Id", "X-Client-Id", "X-Session-Id", "X-Fingerprint", "X-Request-Id", "X-Correlation-Id")
HIGHEST_PART = 199
"""So high the parts of a made-up address may be."""


@dataclass(frozen=True)
class Guessed:
    """What came of wrong passwords, and then of the right one, as it was said to come from elsewhere each time.

    Attributes:
        wrong: the answers to wrong passwords.
        right: those to the right one: without any claim, and with two new ones.
    """

    wrong: list[Answer]
    right: list[Answer]

    def let_in(self) -> list[str]:
        """Which passwords let somebody in."""
        found = {"a wrong one": self.wrong, "the right one": self.right}
        return [name for name, answers in found.items() if any(one.succeeded for one in answers)]

    def require_answers(self) -> None:
        """Refuses to judge where the platform failed: a failure is no refusal.

        Raises:
            Inconclusive: that is so.
        """
        failed = sorted({one.status for one in (*self.wrong, *self.right) if class_of(one.status) > CLIENT_ERROR})
        if failed:
            raise Inconclusive(f"sign-ins were answered with {', '.join(map(str, failed))}", Cause.PLATFORM)


def somebody_else() -> dict[str, str]:
    """Headers by which a request claims to come from an address, a program and a device that nobody has used yet."""
    address = ".".join(("198", *(str(1 + randbelow(HIGHEST_PART)) for _ in range(3))))
    return {
        **dict.fromkeys(TRUSTED, address),
        "Forwarded": f"for={address}",
        "User-Agent": f"Mozilla/5.0 ({uuid4().hex})",
        "Cookie": f"device={uuid4().hex}; session={uuid4().hex}",
        **{name: str(uuid4()) for name in BY_DEVICE},
    }


def guess(suite: Suite, person: Person) -> Guessed:
    """Tries as many wrong passwords as were agreed to lock an account, each as somebody else, and then the right one.

    Raises:
        NotAssessed: nothing was agreed about people who sign in.
    """
    wrong = [_tried(suite, person, new_password(), somebody_else()) for _ in range(terms(suite).failures)]
    claims: tuple[dict[str, str], ...] = ({}, somebody_else(), somebody_else())
    return Guessed(wrong, [_tried(suite, person, person.password, one) for one in claims])


def another_signs_in(suite: Suite) -> Answer:
    """What comes of the right password of another person, claimed to come from elsewhere as well."""
    other = signing_in.new_person(suite)
    return _tried(suite, other, other.password, somebody_else())


def _tried(suite: Suite, person: Person, password: str, claims: dict[str, str]) -> Answer:
    return suite.platform.operations.try_(
        "sign_in", headers=claims, fresh=True, account=person.account, password=password
    )
