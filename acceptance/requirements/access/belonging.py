"""Numbers of what belongs to somebody else: whoever may see only their own customers gets nowhere with them.

Each party of the profile brings a customer of its own. Then it makes every call that it may make, with the numbers of
what belongs to another party, at every replica; at the end the owner makes the very same call and is let in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus as Status
from typing import Any
from uuid import uuid4

from hamcrest import is_

from acceptance.checks import check_within
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Call
from acceptance.platform.put_off import BUSY, Patience
from acceptance.requirements.access.attacks import called
from acceptance.requirements.access.targets import (
    SERVICE,
    WITHOUT_BODY,
    changed,
    fits,
    placed_words,
    state,
    usual_words,
    words_of,
)
from acceptance.requirements.service.flows import send
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.subjects.customers import Customer, new_customer
from acceptance.suite import LAWFUL_BASIS, REGISTER, Suite

NOT_THERE = frozenset({Status.NOT_FOUND, Status.GONE})
"""How somebody is refused who must not even learn that there is something."""
BRINGING = (LAWFUL_BASIS, REGISTER, "score")
"""The operations by which a customer comes to belong to somebody."""
NAMING = ("X-Tenant-Id", "X-Tenant", "X-Organization-Id", "X-Customer-Id", "X-User-Id", "X-On-Behalf-Of")
"""Headers by which inner systems tell each other for whom something is done."""
HARMLESS_FIRST = ("GET", "PUT", "POST", "PATCH", "DELETE")
ENDING = ("set_legal_hold", "stop_decisions", "object", "withdraw", "remove_customer")
"""Operations after which a platform rightly refuses more about a customer, also to the owner; the worst at last."""


@dataclass(frozen=True)
class Party:
    """Somebody who may see and change only the customers that they brought.

    Attributes:
        words: what names the customer and all that belongs to them.
        numbers: the words of these that are numbers by which something is found.
        before: what the platform said about the customer, twice.
    """

    name: str
    identities: tuple[str, ...]
    customer: Customer
    words: Mapping[str, Any]
    numbers: frozenset[str]
    before: tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Aimed:
    """A call of the description that takes numbers, and how it is filled: by an operation of the profile, or empty."""

    call: Call
    operation: str | None
    placed: Mapping[str, str]

    def sent(
        self, suite: Suite, replica: HttpClient, identity: str, words: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Exchange:
        """Makes the call about what the words name, as an identity."""
        if self.operation is not None:
            operations = suite.platform.operations_over(replica)
            return operations.try_(self.operation, identity=identity, headers=headers, **words).exchange
        path = self.call.path
        for name, word in self.placed.items():
            path = path.replace("{" + name + "}", str(words[word]))
        body = None if self.call.method in WITHOUT_BODY else b"{}"
        more = {"Content-Type": "application/json"} if body else {}
        return replica.call(
            self.call.method, path, needs="synthetic", identity=identity, headers=more | dict(headers), body=body
        )


@dataclass
class Reached:
    """What came of calls with the numbers of somebody else.

    Attributes:
        tried: how many requests were sent.
        reached: calls that reached what belongs to somebody else.
        untold: calls of whose answers nobody can tell, as they are the same about somebody who does not exist.
        owner_refused: calls that refuse the owner as well.
        changed: readings about customers that changed, while others tried.
        ended: calls that refused the owner once an earlier one had ended what they are about.
        left_out: calls that take numbers with which nothing of these customers was found here.
    """

    tried: int = 0
    busy: int = 0
    reached: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)
    owner_refused: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)


def parties(suite: Suite) -> list[Party]:
    """Two parties of the profile, each with a customer of its own that was scored.

    Raises:
        NotAssessed: the profile names no two, or none of their identities can bring a customer.
    """
    apart = suite.profile.services.scoring_api.apart
    if len(apart) < 2:
        raise NotAssessed(
            "the profile names no two parties that must not see each other's customers (scoring_api.apart)",
            Cause.BINDING,
        )
    return [_party(suite, name, tuple(identities)) for name, identities in list(apart.items())[:2]]


def try_numbers(suite: Suite, both: Sequence[Party]) -> Reached:
    """Tries the numbers of each party as the other, then lets each owner do the same.

    Raises:
        NotAssessed: no call takes numbers that are known here and may be made by such a party.
    """
    found = Reached()
    aimed = list(_aimed(suite, both[0], found))
    if not aimed:
        raise NotAssessed("no call that these parties may make takes the number of a customer or a result")
    patience = Patience(suite.limits.busy_s)
    with clients_of_all(suite) as clients:
        replicas = [one.unrecorded() for one in clients]
        for attacker, owner in itertools.permutations(both):
            for one in aimed:
                _attack(suite, one, attacker, owner, replicas, found, patience)
        found.changed = [f"{one.name}: {name}" for one in both for name in _changed(suite, one)]
        for owner in both:
            _let_in(suite, aimed, owner, replicas, found, patience)
    return found


def require_tried(found: Reached) -> None:
    """Names calls that were not really tried.

    Raises:
        NotAssessed: there are some.
    """
    if found.busy:
        raise NotAssessed(f"{found.busy} of {found.tried} requests were put off (429 or 503), not refused")
    if found.untold:
        raise NotAssessed(
            f"{', '.join(sorted(found.untold))} got the same answer about somebody who does not exist: the profile has "
            "no operation that fills its body",
            Cause.BINDING,
        )
    if found.ended:
        raise NotAssessed(
            f"{', '.join(sorted(found.ended))} came when an earlier call had ended what they are about: nobody can say "
            "whether they let the owner in",
            Cause.BINDING,
        )
    if found.left_out:
        raise NotAssessed(
            f"nothing of a customer was made that {', '.join(found.left_out)} could be asked for: the profile has no "
            "operation that makes it and tells its number",
            Cause.BINDING,
        )


def _party(suite: Suite, name: str, identities: tuple[str, ...]) -> Party:
    by = {one: who for one in BRINGING if (who := _who_may(suite, one, identities)) is not None}
    if not by:
        raise NotAssessed(f"no identity of {name} may bring a customer ({', '.join(BRINGING)})", Cause.BINDING)
    customer = suite.customer(by=by)
    store_figures(suite, customer)
    operations = suite.platform.operations
    operations.require("score", "request_id")
    scored = operations.do("score", identity=by.get("score"), **customer.words())
    words = {**usual_words(suite), **customer.words(), "request_id": scored.words["request_id"]}
    grown = _grown(suite, identities, words)
    first, second = (state(suite, customer, words["request_id"]) for _ in range(2))
    return Party(name, identities, customer, grown, _numbers(grown, words), (first, second))


def store_figures(suite: Suite, customer: Customer) -> None:
    """Hands in the customer's figures, where that is an event of its own, so that there is something to be read."""
    events, operations = suite.platform.events, suite.platform.operations
    if not events.offers("customer_record") or operations.possible("read_figures") is not None:
        return
    send(suite, "customer record", customer)
    number = customer.customer_id
    check_within(
        suite.limits.event_s,
        lambda: operations.try_("read_figures", customer_id=number).succeeded,
        is_(True),
        "the customer's figures are stored",
    )


def _numbers(grown: Mapping[str, Any], words: Mapping[str, Any]) -> frozenset[str]:
    return frozenset({"customer_id", "request_id"} | (grown.keys() - words.keys()))


def _grown(suite: Suite, identities: Sequence[str], words: Mapping[str, Any]) -> dict[str, Any]:
    """The words, and the numbers of what else can be made for a customer, each by the operation that tells it."""
    known, operations = dict(words), suite.platform.operations
    asked_for = set().union(*(words_of(one) for one in suite.profile.operations.values() if one.service == SERVICE))
    for name, one in suite.profile.operations.items():
        tells = (one.answer.keys() & asked_for) - known.keys()
        makes = one.service == SERVICE and one.needs == "synthetic" and one.method in ("POST", "PUT")
        who = _who_may(suite, name, identities)
        if not (makes and tells and words_of(one) & {"customer_id", "request_id"}) or who is None:
            continue
        if words_of(one) <= known.keys() and operations.possible(name) is None:
            answer = operations.try_(name, identity=who, **known)
            known |= {word: answer.words[word] for word in tells if answer.succeeded}
    return known


def _aimed(suite: Suite, party: Party, found: Reached) -> Iterator[Aimed]:
    """Every call that takes numbers and that somebody of a party may make."""
    public = suite.profile.services.scoring_api.public
    placed = placed_words(suite)
    for call in suite.platform.interface.calls():
        if str(call) in public or not _of(suite, call, party.identities):
            continue
        bound = _best(suite, call, party)
        here = {name: word for name, word in placed.get(call.path, {}).items() if word in party.numbers}
        if bound is not None or (here and len(here) == call.path.count("{")):
            yield Aimed(call, bound, here)
        elif "{" in call.path:
            found.left_out.append(str(call))


def _best(suite: Suite, call: Call, party: Party) -> str | None:
    """The operation for a call that names most of what belongs to the party, and says most beside it."""
    operations = suite.platform.operations
    fitting = [
        (len(words_of(one) & party.numbers), len(words_of(one)), name)
        for name, one in suite.profile.operations.items()
        if fits(call, one) and words_of(one) & party.numbers and words_of(one) <= party.words.keys()
    ]
    able = [one for one in sorted(fitting, reverse=True) if operations.possible(one[2]) is None]
    return able[0][2] if able else None


def _of(suite: Suite, call: Call, identities: Sequence[str]) -> list[str]:
    """Those of some identities that may make a call; all of them where the profile does not say."""
    allowed = suite.platform.allowed.get(str(call))
    return [one for one in identities if allowed is None or one in allowed]


def _who_may(suite: Suite, name: str, identities: Sequence[str]) -> str | None:
    operation = suite.profile.operations.get(name)
    if operation is None or operation.service != SERVICE:
        return None
    calls = [call for call in suite.platform.interface.calls() if fits(call, operation)]
    return next(iter(_of(suite, calls[0], identities)), None) if calls else None


def _attack(
    suite: Suite,
    one: Aimed,
    attacker: Party,
    owner: Party,
    replicas: Sequence[HttpClient],
    found: Reached,
    patience: Patience,
) -> None:
    for identity in _of(suite, one.call, attacker.identities):
        for headers in ({}, dict.fromkeys(NAMING, called(suite, owner.identities[0]))):
            for replica in replicas:
                ask = partial(one.sent, suite, replica, identity, headers=headers)
                status = patience.answer_of(partial(ask, words=owner.words)).status
                found.tried += 1
                found.busy += status in BUSY
                if status in BUSY or status in _refusals(suite):
                    continue
                nobody = patience.answer_of(partial(ask, words=_nobody(suite, owner))).status
                found.busy += nobody in BUSY
                if nobody in BUSY and status >= Status.MULTIPLE_CHOICES:
                    continue
                told = found.untold if status == nobody and status >= Status.MULTIPLE_CHOICES else found.reached
                told.add(str(one.call))


def _let_in(
    suite: Suite,
    aimed: Sequence[Aimed],
    owner: Party,
    replicas: Sequence[HttpClient],
    found: Reached,
    patience: Patience,
) -> None:
    """Lets the owner make every call, those that end something at last: what is over is refused to the owner too."""
    let_in: list[Aimed] = []
    for number, one in enumerate(sorted(aimed, key=partial(_harm, suite))):
        status = patience.answer_of(partial(_asked, suite, one, owner, replicas[number % len(replicas)])).status
        found.busy += status in BUSY
        if status not in _refusals(suite):
            let_in.append(one)
            continue
        is_over = any(_harm(suite, other)[0] for other in let_in) or any(
            _asked(suite, other, owner, replicas[0]).status in _refusals(suite)
            for other in let_in
            if other.call.method == "GET"
        )
        (found.ended if is_over else found.owner_refused).add(f"{one.call} ({owner.name})")


def _asked(suite: Suite, one: Aimed, owner: Party, replica: HttpClient) -> Exchange:
    return one.sent(suite, replica, _of(suite, one.call, owner.identities)[0], owner.words, {})


def _harm(suite: Suite, one: Aimed) -> tuple[int, int]:
    """How much a call ends, by what the profile says that it does, and by its method."""
    bound = [name for name, operation in suite.profile.operations.items() if fits(one.call, operation)]
    ending = max((ENDING.index(name) + 1 for name in bound if name in ENDING), default=0)
    return ending, HARMLESS_FIRST.index(one.call.method)


def _refusals(suite: Suite) -> frozenset[int]:
    """The status codes with which this platform refuses who has no right, or says that there is nothing."""
    place = suite.profile.services.scoring_api
    return NOT_THERE | {*place.no_identity, *place.no_right}


def _nobody(suite: Suite, owner: Party) -> dict[str, Any]:
    """The words of a party with numbers that nobody has."""
    strangers = dict.fromkeys(owner.numbers, str(uuid4()))
    return {**owner.words, **strangers, "customer_id": new_customer(suite.product).customer_id}


def _changed(suite: Suite, one: Party) -> list[str]:
    return changed(one.before, state(suite, one.customer, one.words["request_id"]))
