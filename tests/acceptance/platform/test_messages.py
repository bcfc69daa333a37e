"""What a received event says: in its content, in its headers, and about which message."""

import math
from types import SimpleNamespace as Some

import pytest

from acceptance.outcome import NotAssessed
from acceptance.platform.events import Keeping, Place, Record, header_text, keeping_told
from acceptance.platform.messages import Events
from acceptance.profile.bindings import Received

SPRING = Received(
    topic="dead letters",
    headers={
        "source_topic": "kafka_dlt-original-topic",
        "source_partition": "kafka_dlt-original-partition",
        "source_offset": "kafka_dlt-original-offset",
    },
)
OWN = Received(
    topic="dead letters", fields={"source_topic": "topic", "source_partition": "at", "source_offset": "number"}
)


def events(**received):
    service = Some(topics={"dead letters": Some(name="requests.DLT")}, correlation_header="correlation")
    return Events(Some(received=received, product=None, service=lambda _: service), Some())


def record(headers=(), content=None):
    return Record(
        "requests.DLT", 0, 3, None, {name: header_text(value) for name, value in dict(headers).items()}, content
    )


@pytest.mark.parametrize(
    ("partition", "offset", "same"),
    [(7, 1234, True), (7, 1235, False), (8, 1234, False), (7, 3_000_000_000, False)],
)
def test_a_dead_letter_names_its_message_in_headers_of_bytes(partition, offset, same):
    told = events(rejected=SPRING)
    headers = {
        "kafka_dlt-original-topic": b"requests",
        "kafka_dlt-original-partition": partition.to_bytes(4, "big"),
        "kafka_dlt-original-offset": offset.to_bytes(8, "big"),
    }
    words = told.words_of("rejected", record(headers, content="as it came"))
    assert told.names_place("rejected", words, Place("requests", 7, 1234)) is same


@pytest.mark.parametrize(
    ("content", "same"),
    [
        ({"topic": "requests", "at": 7, "number": 1234}, True),
        ({"topic": "requests", "at": "7", "number": "1234"}, True),
        ({"topic": "requests", "at": "7", "number": "12345"}, False),
        ({"topic": "requests", "at": 7}, False),
    ],
)
def test_a_place_is_the_same_in_numbers_and_in_texts(content, same):
    told = events(rejected=OWN)
    words = told.words_of("rejected", record(content=content))
    assert told.names_place("rejected", words, Place("requests", 7, 1234)) is same


def test_what_stands_in_headers_is_told_and_what_stands_nowhere_is_named():
    told = events(result=Received(topic="dead letters", headers={"customer_id": "ce_subject"}))
    assert told.names_customers("result")
    assert told.words_of("result", record({"ce_subject": b"c-1"}))["customer_id"] == "c-1"
    told.require_received("result", "customer_id")
    with pytest.raises(NotAssessed, match="credit_score"):
        told.require_received("result", "credit_score")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[
            (b"2026", "2026"),
            (b"20261130", "20261130"),
            (b"", ""),
            (None, ""),
            ("\u00e9\u00e8".encode(), "\u00e9\u00e8"),
        ],
        *[(b"\x00\x00\x00\x07", "7"), (b"\xff" * 8, "-1"), (b"\x00\x00\x01", "\x00\x00\x01")],
    ],
)
def test_bytes_that_no_text_has_are_a_number(value, text):
    assert header_text(value) == text


def settings(policy="delete", age="604800000", size="-1"):
    told = {"cleanup.policy": policy, "retention.ms": age, "retention.bytes": size}
    return {name: {"value": value} for name, value in told.items() if value != "left out"}


@pytest.mark.parametrize(
    ("told", "keeping"),
    [
        (settings(), Keeping(604_800, None)),
        (settings(age="-1", size="1000"), Keeping(math.inf, 1000)),
        (settings(policy="compact,delete"), Keeping(604_800, None)),
        (settings(policy="compact", age="left out", size=None), Keeping(math.inf, None)),
    ],
)
def test_how_long_a_topic_is_kept_is_read_off_its_settings(told, keeping):
    assert keeping_told("results", told) == keeping


@pytest.mark.parametrize(
    "told", [{}, settings(size="left out"), settings(age=None), settings(policy=None), settings(age="long")]
)
def test_a_broker_that_leaves_settings_out_does_not_tell(told):
    with pytest.raises(NotAssessed, match="does not tell how long it keeps what is in results"):
        keeping_told("results", told)
