"""Bindings: the profile's operations, events and populations, called by the suite's own words.

A step says *what* ("record a lawful basis for this customer"); the profile says how this platform does it.
A binding that the profile lacks makes a scenario *not assessed*, with the cause *binding*.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform import pages
from acceptance.platform.access import CredentialRefused, require
from acceptance.platform.answered import awaited, is_done, refusals
from acceptance.platform.copies import Copies
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.places import dig
from acceptance.platform.told import Told
from acceptance.profile import Profile, model
from acceptance.profile.model import Message, Operation, Population, Received
from acceptance.profile.product import Product

if TYPE_CHECKING:
    from acceptance.platform.database import DatabaseClient
    from acceptance.platform.events import EventsClient, Keeping, Place, Record, Watch

OMIT: Any = object()
"""A word that leaves its place out of the message altogether."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
TIMES = re.compile(r"time|\w+_(time|at|since|until)")
"""Words that hold a moment, wherever they stand."""
SQL_PLACEHOLDER = re.compile(r"(?<!%)%\(([a-z_]+)\)s")
CUSTOMER, MESSAGE = "customer_id", "correlation"
"""The words for a customer's number, and for that of a message or request."""
OF_IDENTITIES = frozenset({"no_identity", "no_right"})
"""What profiles call the refusals of somebody who calls, whatever they ask for."""
UNKNOWN = "unknown"
"""What profiles call the refusal of somebody or something that the platform does not know."""


TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503
PATIENCE_S = 5.0
"""How long a platform that is busy is given to let the next request through."""
SHORTEST_PAUSE_S = 0.2
"""A platform that says "at once" would else be asked as fast as it answers."""


@dataclass(frozen=True)
class Answer:
    """What an operation answered. `words` are the profile's names for what stood in the JSON body."""

    operation: str
    status: int
    succeeded: bool
    refusal: str | None
    """The profile's name for this refusal, or None."""
    words: Told
    exchange: Exchange
    same_code: frozenset[str] = frozenset()
    """The profile's other names for refusals that have the same status code here."""
    known: frozenset[str] = frozenset()
    """Every refusal of this operation that the profile names."""

    def may_be(self, name: str) -> bool:
        """Whether this refusal may have a name of the profile's."""
        return name in self.same_code or name == self.refusal

    def refused_as(self, *names: str) -> str | None:
        """That of the given names which this refusal may have, else what it is.

        Raises:
            NotAssessed: it was refused, and the profile does not say how one of these refusals would be told.
        """
        fitting = next(filter(self.may_be, names), None)
        unknown = [name for name in names if name not in self.known]
        if fitting is None and unknown and not self.succeeded:
            how = f"the operation {self.operation!r} of the profile does not say how it is refused as {unknown[0]!r}"
            raise NotAssessed(how, Cause.BINDING)
        return fitting or self.refusal


def fill(template: Any, words: Mapping[str, Any]) -> Any:
    """A template with its placeholders filled; a string that is one placeholder takes the value as it is.

    >>> fill({"id": "{customer_id}", "features": "{features}"}, {"customer_id": "c-1", "features": {"age": 30}})
    {'id': 'c-1', 'features': {'age': 30}}

    Raises:
        NotAssessed: a placeholder has no word.
    """
    if isinstance(template, Mapping):
        filled = {key: fill(value, words) for key, value in template.items()}
        return {key: value for key, value in filled.items() if value is not OMIT}
    if isinstance(template, list):
        return [fill(value, words) for value in template]
    if not isinstance(template, str):
        return template
    whole = PLACEHOLDER.fullmatch(template)
    if whole:
        return _word(words, whole.group(1))
    return PLACEHOLDER.sub(lambda match: str(_word(words, match.group(1))), template)


def _word(words: Mapping[str, Any], name: str) -> Any:
    if name not in words:
        raise NotAssessed(f"a template of the profile asks for {{{name}}}, which nothing gives here", Cause.BINDING)
    return words[name]


@dataclass(frozen=True)
class Dialect:
    """How the product writes what the suite says; without a block `product`, just as the suite does."""

    product: Product | None

    def outwards(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Words to fill templates with: times as the product writes them, `now`, and the ever new `once`."""
        moment = datetime.now(UTC).isoformat()
        own = self.product.words if self.product is not None else {}
        said = {"once": str(uuid4()), "now": moment, **own, **words}
        written = {word: self._written(word, value) for word, value in said.items()}
        return written | self._number(written, int)

    def inwards(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Words that were read, times in ISO 8601, numbers of messages in small letters, figures as numbers."""
        read = {word: self._read(word, value) for word, value in words.items()}
        if isinstance(read.get(MESSAGE), str):
            read[MESSAGE] = _spelled_as_ours(read[MESSAGE])
        return read | self._number(read, str)

    def _number(self, words: Mapping[str, Any], kind: Callable[[Any], Any]) -> dict[str, Any]:
        """The customer's number as the other side has it, where it is a number there and not a text."""
        number = words.get(CUSTOMER)
        counted = self.product is not None and self.product.customer_numbers_as == "number"
        return {CUSTOMER: kind(number)} if counted and str(number).isdecimal() else {}

    def _written(self, word: str, value: Any) -> Any:
        if self.product is None:
            return value
        if not _is_time(word) or not isinstance(value, str):
            return self.product.written_number(word, value)
        try:
            return self.product.written_time(datetime.fromisoformat(value))
        except ValueError:  # what is no time on purpose is sent as it stands
            return value

    def _read(self, word: str, value: Any) -> Any:
        if self.product is None:
            return value
        return self.product.read_time(value) if _is_time(word) else self.product.read_number(word, value)


def _spelled_as_ours(number: str) -> str:
    """A number of a message as the suite wrote it, whatever letters and dashes it came back with (RFC 9562)."""
    try:
        return str(UUID(number))
    except ValueError:
        return number


def _is_time(word: str) -> bool:
    return word == "now" or TIMES.fullmatch(word) is not None


class Operations:
    """Calls the profile's operations."""

    def __init__(self, profile: Profile, http: Callable[[str], HttpClient], copies: Copies | None = None) -> None:
        self._profile = profile
        self.copies = copies or Copies(0)
        self._operations = profile.operations
        self._procedures = profile.procedures
        self._http = http
        self._dialect = Dialect(profile.product)
        self.used: set[str] = set()
        """The operations that were called since somebody emptied this."""

    def offers(self, name: str) -> bool:
        return name in self._operations or name in self._procedures

    def require(self, name: str, *words: str) -> None:
        """Refuses what cannot be done here, before anything is done for it.

        Args:
            words: what its answer has to tell.

        Raises:
            NotAssessed: the operation, its service or the token of its identity is not in the profile, the profile
                does not permit it, or it does not say where the answer has one of the words.
        """
        told: set[str] = set()
        for step in self._procedures.get(name, [name]):
            operation = self.bound(step)
            service = self._profile.require_http_service(operation.service)
            if operation.identity is not None:
                service.require_identity(operation.identity)
            require(self._profile.permissions, operation.needs, f"the operation {step!r}")
            told |= operation.answer.keys() | operation.answer_headers.keys()
        for word in words:
            Told(f"the operation {name!r}", dict.fromkeys(told))[word]

    def possible(self, name: str, *words: str) -> str | None:
        """Why `require` refuses an operation; None where it does not."""
        try:
            self.require(name, *words)
        except NotAssessed as error:
            return error.reason
        return None

    def bound(self, name: str) -> Operation:
        """The profile's template of an operation.

        Raises:
            NotAssessed: it has none.
        """
        if name not in self._operations:
            raise NotAssessed(f"the profile has no operation {name!r}", Cause.BINDING)
        return self._operations[name]

    def body_of(self, name: str, /, **words: Any) -> bytes:
        """The bytes of an operation's body, as `try_` would send them."""
        return json.dumps(fill(self.bound(name).body, self._dialect.outwards(words))).encode()

    def path_of(self, name: str, /, **words: Any) -> str:
        """The path of an operation, as `try_` would call it."""
        return str(fill(self.bound(name).path, self._dialect.outwards(words)))

    def field_of(self, name: str, word: str) -> str:
        """What this platform calls a word in the body of an operation, such as `credit_score`."""
        found = _key_of(self._operations[name].body, "{" + word + "}") if name in self._operations else None
        if found is None:
            raise NotAssessed(f"the operation {name!r} of the profile does not send {word!r}", Cause.BINDING)
        return found

    def try_(
        self,
        name: str,
        /,
        *,
        token: str | None = None,
        identity: str | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        fresh: bool = False,
        source: str | None = None,
        **words: Any,
    ) -> Answer:
        """Calls an operation and returns the answer whatever its status.

        A procedure of the profile is its operations one after the other, each filled from the words and from what the
        earlier ones answered; the first that does not succeed is the answer.

        Args:
            token: sent instead of the identity's own.
            identity: another one of the profile's instead of the operation's; "" for nobody.
            headers, query: sent as well.
            more: fields added to the body.
            body: sent as it is in place of the body, as JSON by its header.
            fresh: over a connection of its own, so that any replica may answer.
            source: the address of ours to call from.

        Raises:
            NotAssessed: the profile has no such operation, or does not permit it.
            Unreachable: the service did not answer.
        """
        if name in self._procedures:
            by = {"token": token, "identity": identity, "headers": headers, "fresh": fresh, "source": source}
            return self._in_steps(name, by, {"query": query, "more": more, "body": body}, words)
        operation = self.bound(name)
        self.used.add(name)
        words = self._dialect.outwards(words)
        content = fill(operation.body, words) if body is None else None
        sent = {header: str(value) for header, value in fill(operation.headers, words).items()} | dict(headers or {})
        if more:
            content = {**(content or {}), **more}
        self.copies.wait_before(name)
        call = self._http(operation.service).call
        how: dict[str, Any] = {
            "needs": operation.needs,
            "identity": (operation.identity if identity is None else identity) or None,
            "token": token,
            "headers": {"Content-Type": "application/json", **sent} if body is not None else sent,
            "query": {**fill(operation.query, words), **(query or {})},
            "content": content,
            "body": body,
            "fresh": fresh,
            "source": source,
        }
        exchange = awaited(operation, lambda: call(operation.method, fill(operation.path, words), **how))
        if operation.needs != "read":
            self.copies.changed(name)
        named = refusals(operation, exchange)
        mapped = {word: dig(exchange.content, place) for word, place in operation.answer.items()}
        mapped |= {word: _held(exchange.headers, header) for word, header in operation.answer_headers.items()}
        done, known = is_done(operation, exchange), frozenset([*operation.refusals, *operation.refused_when])
        told = Told(f"the operation {name!r}", self._dialect.inwards(mapped))
        return Answer(name, exchange.status, done, next(iter(named), None), told, exchange, frozenset(named), known)

    def _in_steps(
        self, name: str, by: Mapping[str, Any], asking: Mapping[str, Any], words: Mapping[str, Any]
    ) -> Answer:
        """What comes of a procedure; what is sent `asking` for it goes with the first step that sends something."""
        self.used.add(name)
        known, steps = dict(words), self._procedures[name]
        sending = next((step for step in steps if self.bound(step).body is not None), steps[0])
        for step in steps:
            answer = self.try_(step, **by, **(asking if step == sending else {}), **known)
            if not answer.succeeded:
                break
            known |= answer.words
        told = Told(f"the procedure {name!r}", known)
        return replace(answer, operation=name, words=told if answer.succeeded else answer.words)

    def do(self, name: str, /, **words: Any) -> Answer:
        """Calls an operation that has to succeed for the scenario to make sense.

        A platform that says "too many requests" is asked again when it says so, for a few seconds; a procedure is not,
        since some of its steps were taken.

        Raises:
            CredentialRefused: the suite's own identity was refused.
            OperationFailed: any other answer than the profile's `success`.
        """
        answer = self._asked_again(name, words, {TOO_MANY_REQUESTS})
        if not answer.succeeded and self._refuses_us(answer):
            raise CredentialRefused(f"the operation {name!r} refused the profile's identity ({answer.status})")
        if not answer.succeeded:
            raise OperationFailed(
                f"the operation {name!r} answered {answer.status}, expected one of its success codes",
                UNKNOWN if answer.may_be(UNKNOWN) else answer.refusal,
            )
        return answer

    def _refuses_us(self, answer: Answer) -> bool:
        """Whether it is the identity that is refused: by the service's codes, unless they may mean something else."""
        place = self._profile.require_http_service(answer.exchange.service)
        return answer.status in {*place.no_identity, *place.no_right} and answer.same_code <= OF_IDENTITIES

    def undo(self, name: str, /, **words: Any) -> Answer:
        """Calls an operation that undoes something, again for a few seconds where the platform is busy or away."""
        return self._asked_again(name, words, {TOO_MANY_REQUESTS, UNAVAILABLE})

    def _asked_again(self, name: str, words: Mapping[str, Any], passing: Set[int]) -> Answer:
        """As `try_`, once more after a pause while the status is one that passes by itself."""
        answer = self.try_(name, **words)
        patience_ends = time.monotonic() + PATIENCE_S
        while answer.status in passing and not answer.succeeded and name in self._operations:
            pause_s = _pause_asked_for(answer.exchange)
            if time.monotonic() + pause_s > patience_ends:
                break
            time.sleep(pause_s)
            answer = self.try_(name, **words)
        return answer


def _held(headers: Mapping[str, str], name: str) -> str | None:
    """What a header of an answer holds; of an address, which of several it is."""
    value = headers.get(name)
    return value.partition("?")[0].rstrip("/").rpartition("/")[2] if value and name.lower() == "location" else value


def _pause_asked_for(exchange: Exchange) -> float:
    """Seconds after which one may ask again (`Retry-After`, RFC 9110 section 10.2.3); one, where nothing is said."""
    said = exchange.headers.get("Retry-After", "")
    return max(float(said), SHORTEST_PAUSE_S) if said.isdigit() else 1.0


def _key_of(template: Any, placeholder: str) -> str | None:
    if not isinstance(template, Mapping):
        return None
    for key, value in template.items():
        if value == placeholder:
            return str(key)
        deeper = _key_of(value, placeholder)
        if deeper is not None:
            return deeper
    return None


class OperationFailed(Exception):
    """An operation that a scenario needs did not succeed: the scenario cannot tell anything.

    `refusal` is the profile's name for how it was refused, if it has one.
    """

    cause = Cause.PLATFORM

    def __init__(self, sentence: str, refusal: str | None = None) -> None:
        super().__init__(sentence)
        self.refusal = refusal


class Events:
    """Sends and watches the profile's events."""

    def __init__(self, profile: Profile, client: EventsClient, copies: Copies | None = None) -> None:
        self._profile = profile
        self._copies = copies or Copies(0)
        self._client = client
        self._dialect = Dialect(profile.product)
        self.used: set[str] = set()
        """The events that were sent or awaited since somebody emptied this: `message NAME`, `received NAME`."""

    def topic(self, plain_name: str) -> str:
        """The platform's name of a topic that features call by a plain name."""
        topics = self._profile.service(model.Events).topics
        if plain_name not in topics:
            raise NotAssessed(f"the profile names no topic for {plain_name!r}", Cause.BINDING)
        return topics[plain_name].name

    def send(self, message: str, *, correlation: str, **words: Any) -> Place:
        """Sends one event made from the profile's template."""
        return self.send_all(message, [(correlation, words)])[0]

    def send_all(self, message: str, cases: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Place]:
        """Sends events made from one template: (correlation id, words) each, in order; waits for all."""
        template = self.template(message)
        self.used.add(f"message {message}")
        self._copies.wait_before(f"message {message}")
        ready = []
        for correlation, said in cases:
            words = self._dialect.outwards(said)
            ready.append((str(fill(template.key, words)), self.body_of(template, words, correlation), correlation))
        return self._client.send_all(self.topic(template.topic), ready)

    def template(self, message: str) -> Message:
        """The profile's template of an event.

        Raises:
            NotAssessed: it has none.
        """
        if message not in self._profile.messages:
            raise NotAssessed(f"the profile has no event template {message!r}", Cause.BINDING)
        return self._profile.messages[message]

    def offers(self, message: str) -> bool:
        return message in self._profile.messages

    def require_message(self, message: str) -> None:
        """Refuses an event that cannot be sent here, before anything is done for it.

        Raises:
            NotAssessed: its template, its topic or the event broker is not in the profile, or it is not permitted.
        """
        self.topic(self.template(message).topic)
        require(self._profile.permissions, "synthetic", f"sending the event {message!r}")

    def require_received(self, received: str, *words: str) -> None:
        """Refuses an event that cannot be seen here, before anybody waits for it.

        Raises:
            NotAssessed: the profile does not say where it appears, or where it has one of the words.
        """
        self.topic(self._received(received).topic)
        for word in words:
            Told(f"the event {received!r}", self._received(received).fields)[word]

    def body_of(self, template: Message, words: Mapping[str, Any], correlation: str) -> bytes:
        """The bytes of an event made from a template."""
        return json.dumps(fill(template.body, {**self._dialect.outwards(words), "correlation": correlation})).encode()

    def send_raw(
        self, plain_topic: str, key: str, value: bytes, correlation: str, headers: Mapping[str, str] | None = None
    ) -> Place:
        """Sends bytes that no template would make, and headers beside the correlation id."""
        return self._client.send(self.topic(plain_topic), key, value, correlation, headers)

    def watch(self, received: str, since: Mapping[int, int] | None = None) -> Watch:
        """Sets a watch on the topic of a received event; see `words_of` for reading what arrives.

        `since` is where a reader who was away has stopped: what `ends` told then.
        """
        return self._client.watch(self.topic(self._received(received).topic), since)

    def ends(self, received: str) -> dict[int, int]:
        """Where the topic of a received event ends now, partition -> offset."""
        return self._client.ends(self.topic(self._received(received).topic))

    def keeping(self, received: str) -> Keeping:
        """How long the broker is set to keep what arrives there."""
        return self._client.keeping(self.topic(self._received(received).topic))

    def has_read(self, group: str, place: Place) -> bool:
        """Whether a group of readers says that it has read what stands at a place."""
        read = self._client.committed(group, place.topic).get(place.partition, -1) > place.offset
        if read:
            self._copies.changed(f"readers {group}")
        return read

    def names_place(self, received: str, words: Mapping[str, Any], place: Place) -> bool:
        """Whether the words of a received event say that it is about the message at a place."""
        form = self._received(received).source
        if form is not None:
            return bool(words["source"] == fill(form, asdict(place)))
        named = (words["source_topic"], words["source_partition"], words["source_offset"])
        return named == (place.topic, place.partition, place.offset)

    def names_customers(self, received: str) -> bool:
        """Whether a received event says whom it is about."""
        return "customer_id" in self._received(received).fields

    def words_of(self, received: str, record: Record) -> Told:
        """What a record says, in the suite's words; `correlation` comes from the header.

        Raises:
            NotAssessed: it says so in a form that is not read here.
        """
        if record.coded and self._received(received).fields:
            raise NotAssessed(f"events of {record.topic} are in a form of a schema registry, and only JSON is read")
        words = {word: dig(record.content, place) for word, place in self._received(received).fields.items()}
        header = self._profile.service(model.Events).correlation_header
        said = self._dialect.inwards({"correlation": record.headers.get(header), **words})
        self._copies.changed(f"received {received}")
        return Told(f"the event {received!r}", said)

    def _received(self, name: str) -> Received:
        if name not in self._profile.received:
            raise NotAssessed(f"the profile does not say where {name!r} appears", Cause.BINDING)
        self.used.add(f"received {name}")
        return self._profile.received[name]


class Populations:
    """Reads the profile's populations as lists of records in the suite's words."""

    def __init__(self, profile: Profile, operations: Operations, database: Callable[[], DatabaseClient]) -> None:
        self._populations = profile.populations
        self._operations = operations
        self._database = database
        self._dialect = Dialect(profile.product)
        self.used: set[str] = set()
        """The populations that were read since somebody emptied this, each as `population NAME`."""

    def read(self, name: str, /, **words: Any) -> list[Told]:
        """All records of a population, in the suite's words. `words` fill the placeholders of its source.

        Raises:
            NotAssessed: the profile has no such population.
            Inconclusive: they cannot be read.
        """
        return [self.as_told(name, record) for record in self.raw(name, **words)]

    def as_told(self, name: str, record: Any) -> Told:
        """A record of a population, as the platform gives it, in the suite's words."""
        fields = self._population(name).fields
        words = {word: dig(record, place) for word, place in fields.items()}
        return Told(f"the population {name!r}", self._dialect.inwards(words))

    def require(self, name: str, *words: str) -> None:
        """Refuses a population that cannot be read here, before anything is done for it.

        Raises:
            NotAssessed: the population, or what it is read by, is not in the profile, or it lacks one of the words.
        """
        population = self._population(name)
        if population.operation is not None:
            self._operations.require(population.operation)
        else:
            self._database()
        for word in words:
            self.place_of(name, word)

    def in_pages(self, name: str) -> bool:
        """Whether the profile says how the pages of a population follow one another, so that `read` reads them all."""
        population = self._population(name)
        return bool(population.next) or population.page_size is not None

    def place_of(self, name: str, word: str) -> str:
        """Where a record of a population has a word.

        Raises:
            NotAssessed: the profile does not say.
        """
        return str(Told(f"the population {name!r}", self._population(name).fields)[word])

    def read_if_known(self, name: str, /, **words: Any) -> list[Told]:
        """As `read`; nothing where the platform says that it does not know whom or what the words are about."""
        try:
            return self.read(name, **words)
        except OperationFailed as error:
            if error.refusal == UNKNOWN:
                return []
            raise

    def held_by(self, name: str, answer: Answer) -> list[Any]:
        """The records of a population in an answer of its operation, also in one that refuses."""
        records = dig(answer.exchange.content, self._population(name).items)
        return records if isinstance(records, list) else []

    def raw(self, name: str, /, **words: Any) -> list[Any]:
        """All records of a population as the platform gives them."""
        population = self._population(name)
        if population.operation is not None:
            operation = population.operation

            def ask(**page: Any) -> Any:
                return self._operations.do(operation, **{**words, "next": OMIT, **page}).exchange.content

            return pages.records(name, population, ask, dig)
        sql, which = population.sql, population.database
        assert sql is not None and which is not None, "the profile's model allows no other case"
        self._operations.copies.wait_before(f"population {name}")
        for word in SQL_PLACEHOLDER.findall(sql):
            _word(words, word)
        return self._database().rows(sql, words, which)

    def _population(self, name: str) -> Population:
        if name not in self._populations:
            raise NotAssessed(f"the profile has no population {name!r}", Cause.BINDING)
        self.used.add(f"population {name}")
        return self._populations[name]
