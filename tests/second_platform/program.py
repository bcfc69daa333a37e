"""One program of the platform on real services: `python -m tests.second_platform.program FOLDER api|worker REPLICA`."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

from reference_platform.services import kafka
from reference_platform.services.plan import HOST, Plan
from tests.second_platform import books
from tests.second_platform import plan as plans
from tests.second_platform.card_numbers import holds_card_number
from tests.second_platform.dialect import Dialect
from tests.second_platform.faults import platform_class
from tests.second_platform.rights import Platform
from tests.second_platform.shapes import shapes
from tests.second_platform.stores import KafkaEvents, MemoryDocuments, MemoryEvents, NoCache, RedisCache, S3Documents
from tests.second_platform.worker import Message, handle

FAULTS_FILE = "faults.json"


def main(arguments: list[str]) -> int:
    """Run one program until it is ended."""
    directory, what, replica = Path(arguments[0]), arguments[1], int(arguments[2])
    plan, dialect = plans.read(directory)
    faults = json.loads((directory / FAULTS_FILE).read_text())
    platform = on_real_services(plan, dialect, faults, replica)
    if what == "api":
        _serve(plan, platform)
    else:
        _work(plan, platform)
    return 0


def on_real_services(plan: Plan, dialect: Dialect, faults: list[str], replica: int) -> Platform:
    """The platform of one replica, with what the dialect says there is."""
    has = dialect.services
    address = f"redis://:{plan.credentials.redis}@{HOST}:{plan.ports.redis}/0"
    return platform_class(faults)(
        dialect,
        books.in_postgresql(dialect, plans.database(plan, plans.PLATFORM)),
        RedisCache(dialect, address) if "cache" in has else NoCache(),
        _documents(plan, dialect) if "documents" in has else MemoryDocuments(),
        _events(plan, dialect) if "events" in has else MemoryEvents(),
        pseudonym_key=plan.credentials.api_tokens["pseudonyms"],
        replica=replica,
    )


def _documents(plan: Plan, dialect: Dialect) -> S3Documents:
    secret, address = plan.credentials.s3[plans.PLATFORM], f"{HOST}:{plan.ports.s3}"
    return S3Documents(dialect.bucket, address, plans.PLATFORM, secret, str(plan.ca_file))


def _events(plan: Plan, dialect: Dialect) -> KafkaEvents:
    settings = kafka.client_settings(plan, plans.PLATFORM)
    return KafkaEvents(settings, plans.GROUP, [dialect.topics[name] for name in plans.INPUTS])


def _serve(plan: Plan, platform: Platform) -> None:
    import uvicorn

    from tests.second_platform.api import build

    application = build(platform, plans.known_callers(plan, platform.dialect))
    # Both replicas listen on one port; the kernel deals connections out, and nobody can choose between them.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((HOST, plan.ports.api))
    settings = uvicorn.Config(
        application,
        log_level="warning",
        # Paths hold customers' numbers.
        access_log=False,
        ssl_certfile=str(plan.certificate_file),
        ssl_keyfile=str(plan.key_file),
    )
    uvicorn.Server(settings).run(sockets=[listener])


def _work(plan: Plan, platform: Platform) -> None:
    """Read events one after the other; each is left behind only once it has been dealt with."""
    from confluent_kafka import Consumer

    settings = kafka.client_settings(plan, plans.PLATFORM) | {
        "group.id": plans.GROUP,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        # A topic that was made a moment ago may not be known yet; by default it is looked for again after 5 minutes.
        "topic.metadata.refresh.interval.ms": 1000,
        # A worker that was killed keeps its partitions for so long from the one that takes its place.
        "session.timeout.ms": 10_000,
    }
    consumer, known = Consumer(settings), shapes(platform.dialect)
    consumer.subscribe([platform.dialect.topics[name] for name in plans.INPUTS])
    while True:
        event = consumer.poll(1)
        if event is None or event.error():
            continue
        try:
            number = handle(platform, known, _read(event))
        # Whatever service is away: this event is read again, in its turn.
        except Exception as error:  # noqa: BLE001
            sys.stderr.write(f"tried again: {type(error).__name__}\n")
            consumer.seek(_place(event))
            continue
        consumer.commit(event, asynchronous=False)
        # An erasure meanwhile could only remove what had been left behind by then.
        if number is None or platform.tombstone(number) is not None:
            platform.events.forget_what_was_read()


def _place(event: Any) -> Any:
    from confluent_kafka import TopicPartition

    return TopicPartition(event.topic(), event.partition(), event.offset())


def _read(event: Any) -> Message:
    place = f"{event.topic()}-{event.partition()}-{event.offset()}"
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in event.headers() or ()}
    beside = [(event.key() or b"").decode("utf-8", "replace"), *headers.values()]
    # A card number beside the content makes the whole message unreadable: it is put aside and removed.
    content = b"" if any(map(holds_card_number, beside)) else event.value()
    return Message(event.topic(), place, headers, content or b"")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
