"""Bindings: how this platform does, is told and tells what the suite's words stand for, and who stands around it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from acceptance.profile.block import Block
from acceptance.profile.permissions import Permission
from acceptance.profile.place import Place, require_place


class Operation(Block):
    """An HTTP call template: how this platform does something.

    `{name}` in path, query, header or body is filled from the caller's words; a body value that is exactly
    `"{name}"` takes the value as it is. `{now}` is the time, `{once}` is another word for each call. `answer` maps the
    suite's word to a place in the JSON answer: dotted, or a JMESPath expression.

    Attributes:
        service: the scoring API, the model registry or one of `other_services`.
        identity: as whom it is called; without one, as nobody.
        method: of HTTP.
        path: what follows the service's address.
        query: parameters of the address.
        headers: further headers.
        body: the request, as JSON.
        success: the status codes that mean it was done.
        answer: the suite's word -> its dotted place in the answer.
        needs: the permission that it takes.
    """

    service: str
    identity: str | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: Any = None
    success: list[int] = [200]
    refusals: dict[str, int | list[int]] = {}
    """What each agreed refusal is called -> its status code, or several; two refusals may have the same."""
    answer: dict[str, Place] = {}
    answer_headers: dict[str, str] = {}
    """The suite's word -> the header of the answer that holds it, as `ETag`; of a `Location` the last part."""
    done_when: Place = ""
    """A JMESPath expression that must hold of the answer as well, where refusals have a code of success."""
    refused_when: dict[str, Place] = {}
    """What an agreed refusal is called -> a JMESPath expression that holds of its answer, where no code tells it."""
    again_s: Annotated[float, Field(ge=0, le=600)] = 0
    """Of a GET call, how long it is asked again until `done_when` holds: for what is done after the answer."""
    needs: Permission

    @model_validator(mode="after")
    def changing_calls_need_a_permission(self) -> Operation:
        if self.method != "GET" and self.needs == "read":
            raise ValueError(f"a {self.method} call changes something: needs must be synthetic, write or destroy")
        return self

    @model_validator(mode="after")
    def only_what_tells_when_it_is_done_is_asked_again(self) -> Operation:
        if self.again_s and (self.method != "GET" or not self.done_when):
            raise ValueError("again_s is for GET calls that say when they are done (done_when)")
        return self


class Message(Block):
    """An event template: how this platform is told something through Kafka.

    Attributes:
        topic: the plain name of the topic.
        key: the message's key; `{name}` is filled.
        body: the message, with `{name}` as in operations.
    """

    topic: str
    key: str = "{customer_id}"
    body: Any
    schema_subject: str | None = None
    """Where messages are in the form of a schema registry: the subject of the schema, such as `requests-value`."""


class Received(Block):
    """An event the platform sends: where it appears, and the place of each word in it.

    `source`, of rejected messages, is how the word `source` names the message's own place, as
    `{topic}/{partition}/{offset}`; without it the words are `source_topic`, `source_partition` and `source_offset`.

    Attributes:
        topic: the plain name of the topic.
        source: of rejected messages, how they name a message's own place, as `{topic}/{partition}/{offset}`.
        fields: the suite's word -> its dotted place in the event.
        headers: the suite's word -> the header of the message that has it, as dead letters of Spring
            (`kafka_dlt-original-offset`) and CloudEvents (`ce_time`) do; four or eight bytes that are no text are a
            whole number.
    """

    topic: str
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}
    source: str | None = None

    @property
    def words(self) -> frozenset[str]:
        """All that it tells, in the suite's words."""
        return frozenset({*self.fields, *self.headers})


class Population(Block):
    """Where records of one kind can be read: by an operation that answers a list, or by SQL.

    Attributes:
        operation: the operation that lists them.
        items: the dotted place of the list in its answer.
        database: the platform's or the model registry's.
        sql: the statement that reads them; `%(name)s` is filled.
        fields: the suite's word -> its dotted place, or the column.
        times_are_utc: of SQL, whether a time without an offset (`timestamp without time zone`) is meant in UTC; said by
            somebody who knows how the platform writes it.
    """

    operation: str | None = None
    items: Place = ""
    """The place of the list in the answer; of an answer that is one record itself, `[@]`."""
    absent_when_empty: bool = False
    """Whether the answer has nothing in the place of a list without entries."""
    next: Place = ""
    """Of a list in pages, the place of what the next one is asked for with: it fills `{next}`, which the first is asked
    for without; of an address, its parameters are sent. Nothing stands there in the last page."""
    next_link: bool = False
    """Of a list in pages, whether the header `Link` of an answer has the address of the next one (RFC 8288)."""
    page_size: Annotated[int | None, Field(ge=1)] = None
    """Of a list in counted pages, how many entries a full one has; `{page}` counts from 1, `{offset}` from 0."""
    database: Literal["platform", "registry"] | None = None
    sql: str | None = None
    times_are_utc: bool = False
    fields: dict[str, str]

    @model_validator(mode="after")
    def only_columns_lack_an_offset(self) -> Population:
        if self.times_are_utc and self.sql is None:
            raise ValueError("times_are_utc is for columns read by sql; an answer has to tell the offset of its times")
        return self

    @model_validator(mode="after")
    def fields_of_answers_are_places(self) -> Population:
        for place in self.fields.values() if self.operation is not None else ():
            require_place(place)
        return self

    @model_validator(mode="after")
    def one_source(self) -> Population:
        if sum((bool(self.next), self.next_link, self.page_size is not None)) > 1:
            raise ValueError("pages are counted (page_size) or name the next one (next, next_link); keep one of these")
        if (self.operation is None) == (self.sql is None) or (self.sql is None) != (self.database is None):
            raise ValueError("say either operation, or database and sql")
        return self


class Integration(Block):
    """A party outside the platform: how to see that it answers, and how its sandbox misbehaves on request.

    Attributes:
        title: what features call it.
        probe: the operation that shows whether it answers.
        seed: the operation by which its sandbox learns of a customer.
        remove: the operation that makes it forget one.
        restore: the operation that ends all misbehaviour.
    """

    title: str
    probe: str
    seed: str | None = None
    remove: str | None = None
    faults: dict[Literal["timeout", "refuse", "nonsense", "stranger", "impossible"], str] = {}
    """How its sandbox misbehaves -> operation: `stranger` answers about another customer, `impossible` with figures
    that nobody can have."""
    restore: str | None = None
    says: dict[str, str] = {}
    """What the platform writes in its results for each agreed case, such as `fallback`."""
    fallback: dict[str, float] = {}
    """The agreed figures where this party cannot be asked."""

    def operations(self) -> list[str]:
        """Every operation that this block names."""
        named = [self.probe, self.seed, self.remove, self.restore, *self.faults.values()]
        return [name for name in named if name is not None]


class Interruption(Block):
    """How one dependency of the platform is cut off and restored, as operations.

    Attributes:
        cut: the operation that cuts the connection.
        restore: the operation that restores it.
    """

    cut: str
    restore: str
