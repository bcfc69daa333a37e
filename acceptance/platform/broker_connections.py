"""Where connections to Kafka are opened: readers join no group and change nothing, and each asks the gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import confluent_kafka
import confluent_kafka.admin
import kafka
from kafka.net.sasl.oauth import AbstractTokenProvider

from acceptance.outcome import Inconclusive
from acceptance.platform.access import admit
from acceptance.platform.tokens import Token, tokens_of
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Events

READING = frozenset(
    """
    assign unassign assignment consume poll committed position get_watermark_offsets list_topics list_offsets
    list_consumer_groups list_group_offsets describe_topics describe_configs seek close partitions_for_topic end_offsets
    poll beginning_offsets offsets_for_times _client
    """.split()  # noqa: SIM905
)
"""What a reader of Kafka does: it joins no group, commits nothing and makes, changes or removes no topic."""


class Reader:
    """A client of Kafka of which only what reads can be used."""

    def __init__(self, client: Any, permissions: Permissions) -> None:
        self._gated = (client, permissions)

    def __getattr__(self, name: str) -> Any:
        client, permissions = self._gated
        if name not in READING:
            raise Inconclusive(f"{name} is nothing that a reader of the event broker does")
        admit(permissions, "read", f"{name} at the event broker")
        return getattr(client, name)


def confluent_consumer(events: Events, permissions: Permissions, **settings: Any) -> Any:
    """A reader by librdkafka; partitions are assigned to it."""
    never = {"enable.auto.commit": False, "enable.auto.offset.store": False}
    known = {**librdkafka_settings(events), **_dotted(settings), **never}
    return Reader(confluent_kafka.Consumer(known), permissions)


def confluent_admin(
    events: Events, permissions: Permissions, heard: Callable[[Any], None] | None = None, **settings: Any
) -> Any:
    """Tells what topics and groups there are, by librdkafka; `heard` is called with each error of a connection."""
    known = {**librdkafka_settings(events, heard), **_dotted(settings)}
    return Reader(confluent_kafka.admin.AdminClient(known), permissions)


def confluent_producer(events: Events, permissions: Permissions, **settings: Any) -> Any:
    """Sends, by librdkafka; raises NotAssessed where nothing may be sent."""
    admit(permissions, "synthetic", "sending to the event broker")
    return confluent_kafka.Producer({**librdkafka_settings(events), **_dotted(settings)})


def kafka_consumer(events: Events, permissions: Permissions, **settings: Any) -> Any:
    """A reader by kafka-python, of no group."""
    never = {"group_id": None, "enable_auto_commit": False}
    return Reader(kafka.KafkaConsumer(**{**kafka_python_settings(events), **settings, **never}), permissions)


def kafka_admin(events: Events, permissions: Permissions) -> Any:
    """Tells what topics there are and how they are set, by kafka-python."""
    return Reader(kafka.KafkaAdminClient(**kafka_python_settings(events)), permissions)


def kafka_producer(events: Events, permissions: Permissions, **settings: Any) -> Any:
    """Sends, by kafka-python; raises NotAssessed where nothing may be sent."""
    admit(permissions, "synthetic", "sending to the event broker")
    return kafka.KafkaProducer(**kafka_python_settings(events), **settings)


def librdkafka_settings(events: Events, heard: Callable[[Any], None] | None = None) -> dict[str, Any]:
    """How librdkafka connects with the broker of a profile.

    Args:
        heard: called with each error of a connection.
    """
    settings: dict[str, Any] = {
        "bootstrap.servers": events.bootstrap,
        "log_level": 0,
        "security.protocol": _protocol(events),
    }
    if events.tls and events.ca_file:
        settings["ssl.ca.location"] = events.ca_file
    if events.certificate is not None and events.tls:
        shown = events.certificate
        settings["ssl.certificate.location"] = shown.certificate_file
        settings["ssl.key.location"] = shown.key_file or shown.certificate_file
        if shown.key_password is not None:
            settings["ssl.key.password"] = shown.key_password.get_secret_value()
    if events.client is not None:
        source = tokens_of(events.client)
        settings |= {"sasl.mechanism": "OAUTHBEARER", "oauth_cb": lambda _: _for_librdkafka(source.token())}
    elif events.user is not None and events.password is not None:
        settings |= {
            "sasl.mechanism": events.mechanism,
            "sasl.username": events.user,
            "sasl.password": events.password.get_secret_value(),
        }
    return settings | ({"error_cb": heard} if heard is not None else {})


def _dotted(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "."): value for name, value in settings.items()}


def _for_librdkafka(token: Token) -> tuple[str, float]:
    return token.value, token.ends_at


def kafka_python_settings(events: Events) -> dict[str, Any]:
    """How kafka-python connects with the broker of a profile."""
    settings: dict[str, Any] = {
        "bootstrap_servers": events.bootstrap,
        "bootstrap_timeout_ms": 5000,
        "request_timeout_ms": 10000,
        "security_protocol": _protocol(events),
    }
    if events.tls:
        settings["ssl_cafile"] = events.ca_file
    if events.certificate is not None and events.tls:
        shown = events.certificate
        settings["ssl_certfile"] = shown.certificate_file
        settings["ssl_keyfile"] = shown.key_file or shown.certificate_file
        settings["ssl_password"] = shown.key_password.get_secret_value() if shown.key_password else None
    if events.client is not None:
        settings |= {"sasl_mechanism": "OAUTHBEARER", "sasl_oauth_token_provider": _TokenProvider(events)}
    elif events.user is not None and events.password is not None:
        settings |= {
            "sasl_mechanism": events.mechanism,
            "sasl_plain_username": events.user,
            "sasl_plain_password": events.password.get_secret_value(),
        }
    return settings


def _protocol(events: Events) -> str:
    signs_in = events.client is not None or (events.user is not None and events.password is not None)
    return ("SASL_" if signs_in else "") + ("SSL" if events.tls else "PLAINTEXT")


class _TokenProvider(AbstractTokenProvider):
    def __init__(self, events: Events) -> None:
        super().__init__()
        assert events.client is not None
        self._source = tokens_of(events.client)

    def token(self) -> str:
        return self._source.token().value
