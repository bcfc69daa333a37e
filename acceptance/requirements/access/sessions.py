"""Sessions of people who signed in with a password: what they may do, when they end, and guesses made at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.http import HttpClient, token_of
from acceptance.platform.interface import Call
from acceptance.platform.operations import Operations
from acceptance.requirements.access.signing_in import Person, new_password, sign_in, terms
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

AT_ONCE = 15
"""Connections over which guesses are made at the same moment."""


@dataclass(frozen=True)
class Rights:
    """What a session was let do, set against an identity with the rights of such an account.

    Attributes:
        calls: how many calls were made with both.
        beyond: calls that let the session through and refused the identity, as `GET /results/{id}`.
        let_through: how many calls let the session through.
    """

    calls: int
    beyond: list[str]
    let_through: int


def rights_of(suite: Suite, token: str) -> Rights:
    """Makes every call that is not public at every replica, about nobody, with a session and as its like.

    Raises:
        NotAssessed: the profile does not say whose rights an account has.
    """
    like = terms(suite).rights_of
    if like is None:
        raise NotAssessed(
            "the profile does not say which identity has the rights of an account that is made for a person "
            "(audit.sign_in.rights_of)",
            Cause.BINDING,
        )
    place, public = suite.profile.services.scoring_api, suite.platform.public
    own, refused = token_of(place, like), {*place.no_identity, *place.no_right}
    calls = [call for call in suite.platform.interface.calls() if str(call) not in public]
    beyond, through = set[str](), 0
    with clients_of_all(suite) as replicas:
        for replica in replicas:
            for call in calls:
                if not _statuses(suite, replica, call, token) <= refused:
                    through += 1
                    if _statuses(suite, replica, call, own) <= refused:
                        beyond.add(str(call))
    return Rights(len(calls), sorted(beyond), through)


def _statuses(suite: Suite, replica: HttpClient, call: Call, token: str | None) -> set[int]:
    """What comes of a call with a token, with an empty body: about nobody, and about a name that is none."""
    names = (None, "%21" * 100) if "{" in call.path else (None,)
    return {
        replica.unrecorded()
        .call(
            call.method,
            suite.platform.interface.concrete_path(call, name),
            needs="synthetic" if call.method != "GET" else "read",
            token=token,
            content=None if call.method in ("GET", "DELETE") else {},
        )
        .status
        for name in names
    }


def guess_at_once(suite: Suite, person: Person, times: int) -> list[Answer]:
    """Tries wrong passwords on an account over many connections at the same moment.

    Returns:
        What came of each; one that was not answered is left out.
    """
    with ThreadPoolExecutor(AT_ONCE) as several:
        return list(several.map(lambda wrong: _guess(suite, person, wrong), [new_password() for _ in range(times)]))


def _guess(suite: Suite, person: Person, password: str) -> Answer:
    client = suite.platform.another_api_client()
    try:
        asked: Operations = suite.platform.operations_over(client)
        return asked.try_("sign_in", account=person.account, password=password)
    finally:
        client.close()


def sign_ins_everywhere(suite: Suite, person: Person, times: int = 8) -> list[int]:
    """The status of each sign-in with an account's right password that succeeds, over connections of their own."""
    answers = [sign_in(suite, person) for _ in range(times)]
    return [answer.status for answer in answers if answer.succeeded]
