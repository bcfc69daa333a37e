"""A channel is given one more partition to make it faster, and nobody who reads it is told."""

from __future__ import annotations

import time

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services import kafka

TOPIC = "scoring-dead-letter"
WITHIN_S = 15


def on(bench: Bench) -> None:
    from confluent_kafka.admin import NewPartitions

    admin = bench.broker()  # kept: its answers end with it
    for answer in admin.create_partitions([NewPartitions(TOPIC, kafka.PARTITIONS + 1)]).values():
        answer.result(WITHIN_S)


def off(bench: Bench) -> None:
    """A partition cannot be taken away: the topic is made anew, and loses what had been set aside."""
    from confluent_kafka import KafkaError, KafkaException
    from confluent_kafka.admin import NewTopic

    admin = bench.broker()
    known = admin.list_topics(timeout=WITHIN_S).topics
    if TOPIC in known:
        if len(known[TOPIC].partitions) == kafka.PARTITIONS:
            return
        for answer in admin.delete_topics([TOPIC]).values():
            answer.result(WITHIN_S)
    topic = NewTopic(TOPIC, kafka.PARTITIONS, replication_factor=1, config=kafka.TOPIC_SETTINGS.get(TOPIC, {}))
    deadline = time.monotonic() + WITHIN_S
    while True:
        try:
            for answer in admin.create_topics([topic]).values():
                answer.result(WITHIN_S)
            return
        except KafkaException as error:
            # It is being deleted still.
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


DEFECT = Defect(
    id="e2e-05-channel-widened",
    title="A channel has another number of partitions than was agreed",
    must_catch=("E2E-05",),
    on=on,
    off=off,
)
