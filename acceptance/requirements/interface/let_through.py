"""Whom each call of the description lets through: nobody at all, and the identities that the suite holds.

Calls are made with nothing to act on. Two habits of platforms make such an answer say nothing of a right: the form is
looked at first, or whatever is not there is refused as what is somebody else's. Then the call is made again as it
belongs, about a customer of the suite's own, and the difference tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPStatus
from itertools import cycle, islice
from uuid import uuid4

from acceptance.outcome import NotAssessed
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Call
from acceptance.platform.put_off import BUSY, Patience
from acceptance.requirements.access.attacks import ABOUT_THE_FORM, NO_NAME, scored_customer
from acceptance.requirements.access.targets import Target, targets
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

OF_THE_FORM = ABOUT_THE_FORM | {HTTPStatus.BAD_REQUEST}
BARRED_TRIED = 2
"""How many of those that a call refuses ask about a name that is none as well."""


@dataclass(frozen=True)
class Through:
    """Who was neither refused as unauthenticated nor as forbidden, for each call that is not public.

    Attributes:
        told: the identities that were let through; those of whom it cannot be told count as was agreed.
        untold: calls of which it cannot be told for some or all: whoever has no right hears the same.
        put_off: calls of which some requests were put off to the end.
    """

    told: Mapping[str, set[str]]
    untold: frozenset[str]
    put_off: frozenset[str]


@dataclass
class _Seen:
    """The identities that came to a call: how it answered them.

    Attributes:
        doubtful: those that heard something of the form, where no right form is known.
        by_own: those that were let in to the customer of the suite's own, and refused about nobody.
    """

    agreed: frozenset[str]
    through: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    put_off: set[str] = field(default_factory=set)
    by_own: set[str] = field(default_factory=set)


class _OwnCustomer:
    """A customer of the suite's own, made when first asked for, and the calls about them in the right form."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite

    def target(self, call: Call) -> Target | None:
        """A call about the customer as an operation of the profile makes it; None where it has none."""
        return self._targets.get(call)

    @cached_property
    def _targets(self) -> dict[Call, Target]:
        try:
            about = scored_customer(self._suite)
            return {one.call: one for one in targets(self._suite, about.customer, about.request_id) if one.ours}
        except NotAssessed:
            return {}


def without_identity(suite: Suite) -> dict[Call, set[int]]:
    """Makes every call without an identity and with an unknown one, in turn at each replica; its status codes."""
    patience, own = Patience(suite.limits.busy_s), _OwnCustomer(suite)

    def status(call: Call, replica: HttpClient, token: str | None) -> int:
        found = patience.answer_of(partial(knock, suite, replica, call, token=token)).status
        target = own.target(call) if found in OF_THE_FORM and str(call) not in suite.platform.public else None
        return found if target is None else patience.answer_of(partial(target.sent, replica, token=token)).status

    with clients_of_all(suite) as replicas:
        return {
            call: {
                status(call, replica, token)
                for token, replica in zip((None, f"unknown-{uuid4().hex}"), _in_turn(replicas, number), strict=False)
            }
            for number, call in enumerate(suite.platform.interface.calls())
        }


def let_through(suite: Suite) -> Through:
    """Makes every call that is not public with every identity, about nobody and about a name that is none.

    The identities ask the replicas in turn, and another one from call to call.
    """
    knocking = _Knocking(suite)
    with clients_of_all(suite) as replicas:
        for number, call in enumerate(suite.platform.interface.calls()):
            if str(call) not in suite.platform.public:
                knocking.at(call, _in_turn(replicas, number))
    return knocking.came


def _in_turn(replicas: Sequence[HttpClient], number: int) -> Iterator[HttpClient]:
    """The replicas one after the other for ever, beginning with another one for each call."""
    return islice(cycle(replicas), number, None)


class _Knocking:
    """Makes one call after the other with every identity; `came` is what came of all of them."""

    def __init__(self, suite: Suite) -> None:
        place = suite.profile.services.scoring_api
        self._suite, self._own, self._patience = suite, _OwnCustomer(suite), Patience(suite.limits.busy_s)
        self._identities, self._refused = sorted(place.identities), {*place.no_identity, *place.no_right}
        self._hidden = HTTPStatus.NOT_FOUND in place.no_right
        self._form_first = False
        self._seen: dict[str, _Seen] = {}

    def at(self, call: Call, replicas: Iterator[HttpClient]) -> None:
        """Makes one call with every identity, each at the next replica."""
        asked = dict(zip(self._identities, replicas, strict=False))
        seen = _Seen(frozenset(self._suite.platform.allowed.get(str(call), ())))
        for name, statuses in self._statuses(call, asked).items():
            self._sort(call, name, asked[name], statuses, seen)
        self._seen[str(call)] = seen

    @property
    def came(self) -> Through:
        """What came of all calls together: how a platform refuses at one tells what it means at another."""
        hides = self._hidden or any(seen.by_own for seen in self._seen.values())
        silent = {call for call, seen in self._seen.items() if "{" in call and hides and not self._through(seen)}
        doubtful = {call for call, seen in self._seen.items() if self._form_first and seen.doubtful - seen.agreed}
        judged = {call: seen for call, seen in self._seen.items() if call not in silent}
        told = {call: self._through(seen) | _unsure(seen) for call, seen in judged.items()}
        put_off = {call for call, seen in self._seen.items() if seen.put_off}
        return Through(told, frozenset(silent | doubtful), frozenset(put_off))

    def _through(self, seen: _Seen) -> set[str]:
        return seen.through | (set() if self._form_first else seen.doubtful)

    def _statuses(self, call: Call, asked: Mapping[str, HttpClient]) -> dict[str, list[int]]:
        """What each identity hears about nobody, and about a name that is none where that may tell more."""
        heard = {name: [self._status(partial(self._knock, call, name, at))] for name, at in asked.items()}
        if "{" in call.path:
            # Whether the name is read before the right is asked for is the same for all that are refused.
            barred = [name for name, statuses in heard.items() if statuses[0] in self._refused]
            hidden = self._hidden
            for name in (one for one in asked if hidden or one not in barred[BARRED_TRIED:]):
                heard[name].append(self._status(partial(self._knock, call, name, asked[name], NO_NAME)))
        return heard

    def _sort(self, call: Call, name: str, replica: HttpClient, statuses: Sequence[int], seen: _Seen) -> None:
        telling = {status for status in statuses if status not in self._refused | BUSY}
        if not telling:
            if BUSY & {*statuses}:
                seen.put_off.add(name)
            elif name in seen.agreed and "{" in call.path and call.method == "GET" and not self._hidden:
                self._ask_about_our_own(call, name, replica, seen)
        elif name in seen.agreed or not telling <= OF_THE_FORM:
            seen.through.add(name)
        elif self._hidden or statuses[0] not in self._refused:
            self._ask_in_the_right_form(call, name, replica, seen)

    def _ask_about_our_own(self, call: Call, name: str, replica: HttpClient, seen: _Seen) -> None:
        target = self._own.target(call)
        if target is None:
            return
        if self._status(partial(target.sent, replica, identity=name)) not in self._refused | BUSY:
            seen.through.add(name)
            seen.by_own.add(name)

    def _ask_in_the_right_form(self, call: Call, name: str, replica: HttpClient, seen: _Seen) -> None:
        target = self._own.target(call)
        if target is None:
            seen.doubtful.add(name)
            return
        status = self._status(partial(target.sent, replica, identity=name))
        if status in BUSY:
            seen.put_off.add(name)
        elif status in self._refused:
            self._form_first = True
        else:
            seen.through.add(name)

    def _knock(self, call: Call, name: str, replica: HttpClient, about: str | None = None) -> Exchange:
        return knock(self._suite, replica, call, identity=name, about=about)

    def _status(self, ask: Callable[[], Exchange]) -> int:
        return self._patience.answer_of(ask).status


def _unsure(seen: _Seen) -> set[str]:
    """Those of whom nobody can tell, as far as it was agreed that they have the right."""
    return {*(seen.agreed if seen.by_own else ()), *(seen.put_off & seen.agreed)}


def knock(
    suite: Suite,
    replica: HttpClient,
    call: Call,
    *,
    identity: str | None = None,
    token: str | None = None,
    about: str | None = None,
) -> Exchange:
    """One call about somebody who does not exist, with an empty body where a body belongs."""
    return replica.call(
        call.method,
        suite.platform.interface.concrete_path(call, about),
        needs="synthetic" if call.method != "GET" else "read",
        identity=identity,
        token=token,
        content=None if call.method in ("GET", "DELETE") else {},
    )
