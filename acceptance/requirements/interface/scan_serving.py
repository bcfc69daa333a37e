"""Every call of the running service made as it should be, and the way in for a scanner beside that."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from acceptance.checks import not_assessed
from acceptance.instruments.scanners import unusual
from acceptance.instruments.scanners.live import Traffic
from acceptance.instruments.scanners.relay import Asked
from acceptance.outcome import Cause, Inconclusive, NotAssessed, Violated
from acceptance.platform.access import CredentialRefused, ServiceError
from acceptance.platform.answers import OperationFailed
from acceptance.platform.described_paths import PARAMETER, base_in_use, below
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Call
from acceptance.platform.platform import Platform
from acceptance.profile import Profile
from acceptance.record.ledger import Ledger
from acceptance.requirements.access.targets import SERVICE, fits, placed_words, words_of
from acceptance.requirements.audit.auditing import whole_log
from acceptance.requirements.decisions.stopping import READ, RESUME, STOP
from acceptance.requirements.interface import accounts, model_changes, rights
from acceptance.requirements.interface.scan_description import (
    json_schema_of,
    queries_of,
    values_by_name,
    with_examples,
)
from acceptance.requirements.interface.scan_requests import Sending, Way, is_unusual
from acceptance.requirements.service.parties import introduce
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

_STUMBLES = (NotAssessed, Inconclusive, Violated, OperationFailed, ServiceError)
HOLD, LIFT = "set_legal_hold", "lift_legal_hold"


class Watched(Platform):
    """The platform, with every exchange of the scoring API told to somebody."""

    def __init__(self, profile: Profile, ledger: Ledger, told: Callable[[Exchange], None]) -> None:
        super().__init__(profile, ledger)
        self._told = told

    def _note_exchange(self, exchange: Exchange) -> None:
        super()._note_exchange(exchange)
        self._told(exchange)


@dataclass
class Served:
    """What the suite's own requests met during the scan.

    Attributes:
        paths: calls that served somebody -> the path by which they did last.
        words: what answers told, in the suite's words.
        stumbled: why requests that should have been served were not made.
    """

    paths: dict[Call, str]
    words: dict[str, Any]
    stumbled: list[str]


@dataclass(frozen=True)
class Opened:
    """What a scanner is let at: the description, and a way by which requests are sent on as the rules say.

    Attributes:
        bodies: for each call a body that fits, as far as one is known.
    """

    document: dict[str, Any]
    own: Mapping[Call, str]
    bodies: Mapping[Call, Any]
    sending: Sending
    served: Served

    @property
    def described(self) -> dict[str, Any]:
        """The description with the suite's own as examples."""
        return with_examples(self.document, self.sending.ways, self.own, self.bodies)

    def unusual(self) -> None:
        """Sends what nobody expects about what is the suite's own, whatever a scanner makes up besides."""
        for asked in _unusual(self.document, self.own, self.bodies):
            self.sending.forward(asked)


@contextmanager
def opened(suite: Suite) -> Iterator[Opened]:
    """Makes every call as it should be made, and then lets a scanner at the service.

    Raises:
        NotAssessed: customers cannot be made or scored here, or no description is published.
    """
    document, ways = description(suite), ways_of(suite)
    traffic = Traffic([str(call) for call in ways])
    served = serve_every_call(suite, ways, traffic)
    customer, request_id = _customer(suite)
    own = own_paths(suite, ways, served, {"customer_id": customer.customer_id, "request_id": request_id})
    words = {**served.words, **customer.words(), "request_id": request_id}
    with closing(HttpClient(SERVICE, suite.profile.services.scoring_api, suite.profile.permissions)) as client:
        sending = Sending(
            client=client,
            interface=suite.platform.interface,
            document=document,
            ways=ways,
            own_path=own.get,
            number=customer.customer_id,
            number_keys=_keys_of_number(suite),
            created=lambda way, path: _to_be_removed(suite, way, path),
            traffic=traffic,
        )
        yield Opened(document, own, dict(_bodies(suite, ways, words, document)), sending, served)
    suite.platform.operations.used |= {name for way in ways.values() for name in way.operations}


def description(suite: Suite) -> dict[str, Any]:
    """The live description, its paths as they are called.

    Raises:
        NotAssessed: none is published.
    """
    interface = suite.platform.interface
    place = suite.profile.services.scoring_api
    with closing(HttpClient(SERVICE, place, suite.profile.permissions)) as client:
        document = client.get(place.openapi).content
    if not isinstance(document, dict) or not interface.calls():
        not_assessed("the description of the scoring API has no call", Cause.PLATFORM)
    called = [one.path for one in suite.profile.operations.values() if one.service == SERVICE]
    return below(document, base_in_use(document, called))


def ways_of(suite: Suite) -> dict[Call, Way]:
    """How each call of the description is made here."""
    return {call: _way(suite, call) for call in suite.platform.interface.calls()}


def _way(suite: Suite, call: Call) -> Way:
    bound = {name: one for name, one in suite.profile.operations.items() if fits(call, one)}
    allowed = sorted(suite.platform.allowed.get(str(call), ()))
    own = [one.identity for one in bound.values() if one.identity is not None]
    known = suite.profile.services.scoring_api.identities
    rightful = [name for name in [*own, *allowed] if name in known and (not allowed or name in allowed)]
    tenant = suite.profile.permissions.synthetic_as
    fitting = [name for name in rightful if not tenant or name in tenant or call.method == "GET"]
    return Way(call, bound, next(iter(fitting), None), str(call) in suite.platform.public)


def _customer(suite: Suite) -> tuple[Customer, str]:
    """A customer with a score, and the number of the score; removed at the end of the scenario."""
    customer = suite.customer()
    if suite.platform.operations.possible(LIFT) is None and suite.platform.operations.offers(HOLD):
        suite.owe("operation", LIFT, customer_id=customer.customer_id)
    return customer, str(suite.score(customer).words["request_id"])


# -- what is served


def serve_every_call(suite: Suite, ways: Mapping[Call, Way], traffic: Traffic) -> Served:
    """Makes every call as it should be made, as far as the profile's operations tell; what served goes to `traffic`."""
    served = Served({}, {}, [])
    interface = suite.platform.interface

    def told(exchange: Exchange) -> None:
        call = interface.call_at(exchange.method, exchange.path)
        if call is not None and HTTPStatus.OK <= exchange.status < HTTPStatus.MULTIPLE_CHOICES:
            served.paths[call] = exchange.path
            traffic.succeeded.add(str(call))

    watched = Watched(suite.profile, suite.ledger, told)
    watching = copy.copy(suite)
    watching.platform = watched
    try:
        for exercised in (rights.exercised, accounts.exercised, model_changes.exercised):
            with _stumbling(served):
                exercised(watching)
        with _stumbling(served):
            served.words.update(_words(watching, *_customer(watching)))
        _serve_the_rest(watching, ways, traffic, served)
        _stop_and_go_on(watching, served)
        _ask_what_is_open(watching, ways, traffic, told)
    finally:
        suite.platform.operations.used |= watched.operations.used
        watched.close()
    return served


@contextmanager
def _stumbling(served: Served) -> Iterator[None]:
    """Notes why something could not be done here, and goes on; a refused identity ends the scan."""
    try:
        yield
    except CredentialRefused:
        raise
    except _STUMBLES as error:
        served.stumbled.append(str(error))


def _words(suite: Suite, customer: Customer, request_id: str) -> dict[str, Any]:
    with suppress(NotAssessed):
        for title in ("customer system", "credit bureau"):
            introduce(suite, title, customer)
    return {
        **customer.words(),
        "request_id": request_id,
        "seed": 1,
        "reason": f"acceptance run {suite.run_id[-6:]}",
        "statement": "acceptance",
        **whole_log(),
    }


def _serve_the_rest(suite: Suite, ways: Mapping[Call, Way], traffic: Traffic, served: Served) -> None:
    """Calls what has not served yet by any operation whose words are known, as long as that leads further.

    What makes something comes first, and what removes it last.
    """
    left = sorted((way for way in ways.values() if way.operations), key=lambda way: _order(way.call))
    tried: set[str] = {STOP, READ, RESUME}
    found = True
    while found:
        found = False
        for way in left:
            for name in _possible(suite, way, served.words, tried) if str(way.call) not in traffic.succeeded else ():
                tried.add(name)
                with _stumbling(served):
                    told = dict(suite.platform.operations.try_(name, **served.words).words)
                    new = {word: value for word, value in told.items() if value is not None}
                    served.words.update(new | served.words)
                    found = True
                    break


def _order(call: Call) -> int:
    return ("POST", "PUT", "PATCH", "GET", "DELETE").index(call.method)


def _stop_and_go_on(suite: Suite, served: Served) -> None:
    """Stops automated decisions, reads that they are, and lets them go on at once."""
    operations = suite.platform.operations
    if not operations.offers(STOP):
        return
    with _stumbling(served):
        undoing = suite.owe("operation", RESUME, act=STOP)
        operations.try_(STOP, **served.words)
        if operations.offers(READ):
            operations.try_(READ)
        suite.settle(undoing)


def _possible(suite: Suite, way: Way, words: Mapping[str, Any], tried: set[str]) -> list[str]:
    return [
        name
        for name, one in way.operations.items()
        if name not in tried and words_of(one) <= words.keys() and suite.platform.operations.possible(name) is None
    ]


def _ask_what_is_open(
    suite: Suite, ways: Mapping[Call, Way], traffic: Traffic, told: Callable[[Exchange], None]
) -> None:
    """Asks for what is open to all, or only read, and needs no words."""
    for call, way in ways.items():
        if call.method == "GET" and "{" not in call.path and str(call) not in traffic.succeeded:
            with suppress(ServiceError, NotAssessed):
                told(suite.platform.api.call("GET", call.path, needs="read", identity=way.identity))


def own_paths(suite: Suite, ways: Iterable[Call], served: Served, ours: Mapping[str, str]) -> dict[Call, str]:
    """For each call its path about what is the suite's own: the scan's customer, else what served last.

    Args:
        ours: the suite's words for what is the scan's customer's.
    """
    placed, found = placed_words(suite), {}
    for call in ways:
        words = {name: placed.get(call.path, {}).get(name, "") for name in PARAMETER.findall(call.path)}
        if all(word in ours for word in words.values()):
            found[call] = _filled(call.path, {name: ours[word] for name, word in words.items()})
        elif call in served.paths:
            found[call] = served.paths[call].partition("?")[0]
    return found


def _filled(path: str, values: Mapping[str, str]) -> str:
    return PARAMETER.sub(lambda name: quote(values[name[1]], safe=""), path)


def _bodies(
    suite: Suite, ways: Mapping[Call, Way], words: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[tuple[Call, Any]]:
    """For each call a body that fits, as one of the profile's operations sends it."""
    for call, way in ways.items():
        for name, one in way.operations.items():
            if one.body is not None and words_of(one) <= words.keys() and json_schema_of(document, call):
                yield call, json.loads(suite.platform.operations.body_of(name, **words))
                break


def _unusual(document: Mapping[str, Any], own: Mapping[Call, str], bodies: Mapping[Call, Any]) -> Iterator[Asked]:
    """Requests that nobody expects about what is the suite's own, whatever the scanner makes up besides."""
    for call, path in own.items():
        values = values_by_name(call.path, path)
        yield from unusual.addresses(call.method, call.path, values, queries_of(document, call))
        if call in bodies:
            yield from unusual.bodies(call.method, path, bodies[call])


def _keys_of_number(suite: Suite) -> frozenset[str]:
    """What bodies call the number of a customer."""
    found = set()
    for name, one in suite.profile.operations.items():
        if one.service == SERVICE and one.body is not None:
            with suppress(NotAssessed):
                found.add(suite.platform.operations.field_of(name, "customer_id"))
    return frozenset(found)


def _to_be_removed(suite: Suite, way: Way, path: str) -> None:
    """Owes the removal of a customer whom a request with an unusual number may have made."""
    for one in way.operations.values():
        named = values_by_name(one.path.partition("?")[0], path)
        number = named.get("customer_id")
        if number is not None and is_unusual(number) and way.call.method != "DELETE":
            with suppress(NotAssessed):
                suite.owe("operation", "remove_customer", customer_id=quote(number, safe=""))
            return
