"""The profile's events, sent and awaited by the suite's own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import require
from acceptance.platform.copies import Copies
from acceptance.platform.dialect import Dialect
from acceptance.platform.places import dig
from acceptance.platform.schemas import Schemas, no_registry
from acceptance.platform.templates import fill
from acceptance.platform.told import Told
from acceptance.profile import Profile, services
from acceptance.profile.bindings import Message, Received

if TYPE_CHECKING:
    from acceptance.platform.events import EventsClient, Keeping, Place, Record, Watch


class Events:
    """Sends and watches the profile's events."""

    def __init__(
        self,
        profile: Profile,
        client: EventsClient,
        copies: Copies | None = None,
        schemas: Callable[[str], Schemas] = no_registry,
    ) -> None:
        self._profile = profile
        self._copies = copies or Copies(0)
        self._client = client
        self._dialect = Dialect(profile.product)
        self._schemas = schemas
        self.used: set[str] = set()
        """The events that were sent or awaited since somebody emptied this: `message NAME`, `received NAME`."""

    def topic(self, plain_name: str) -> str:
        """The platform's name of a topic that features call by a plain name."""
        topics = self._profile.service(services.Events).topics
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
            Told(f"the event {received!r}", dict.fromkeys(self._received(received).words))[word]

    def body_of(self, template: Message, words: Mapping[str, Any], correlation: str) -> bytes:
        """The bytes of an event made from a template."""
        content = fill(template.body, {**self._dialect.outwards(words), "correlation": correlation})
        if template.schema_subject is not None:
            return self._schemas("messages").encoded(template.schema_subject, content)
        return json.dumps(content).encode()

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
        return tuple(map(str, named)) == (place.topic, str(place.partition), str(place.offset))

    def names_customers(self, received: str) -> bool:
        """Whether a received event says whom it is about."""
        return "customer_id" in self._received(received).words

    def words_of(self, received: str, record: Record) -> Told:
        """What a record says, in the suite's words; `correlation` comes from the header unless a binding says other.

        Raises:
            NotAssessed: it says so in a form that is not read here.
        """
        bound, content = self._received(received), record.content
        fields = bound.fields
        if record.coded is not None and content is None and fields:
            content = self._schemas(f"events of {record.topic}").decoded(record.coded)
        words = {word: dig(content, place) for word, place in fields.items()}
        words |= {word: record.headers.get(name) for word, name in bound.headers.items()}
        header = self._profile.service(services.Events).correlation_header
        said = self._dialect.inwards({"correlation": record.headers.get(header), **words})
        self._copies.changed(f"received {received}")
        return Told(f"the event {received!r}", said)

    def _received(self, name: str) -> Received:
        if name not in self._profile.received:
            raise NotAssessed(f"the profile does not say where {name!r} appears", Cause.BINDING)
        self.used.add(f"received {name}")
        return self._profile.received[name]
