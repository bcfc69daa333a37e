"""Reads records from Kafka and hands over their results, exactly once.

One batch at a time: read, process (customers in parallel, the records of one customer in order), then
results and offsets in one Kafka transaction. When that fails, the batch is read again; the claims in the
database make the second time harmless.
"""

import contextlib
import json
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition

from reference_platform.pipeline.outages import Patience, Stopping
from reference_platform.pipeline.overturned import DELIVERY_TIMEOUT_S
from reference_platform.pipeline.processing import (
    DEAD_LETTERS,
    SCORING_RESULTS,
    Outgoing,
    Processing,
    dead_letter,
    partition_of,
)
from reference_platform.pipeline.records import (
    SHAPES,
    Place,
    Record,
    Rejected,
    correlation_id,
    parse,
    require_no_card_number,
)
from reference_platform.pipeline.settings import Settings
from reference_platform.pipeline.store import Store
from reference_platform.structured_log import note

log = logging.getLogger(__name__)

GROUP = "pipeline"
WORKER = "pipeline-1"
LARGEST_BATCH = 200
THREADS = 8
POLL_S = 0.5
TRANSACTION_STEP_S = 5.0
STUCK_AFTER_S = 6.0


@dataclass(frozen=True)
class Read:
    """A message as read: its record, or why it has none."""

    place: Place
    correlation_id: str | None
    content: Record | Rejected


def connection_settings(settings: Settings) -> dict[str, Any]:
    """How to reach the broker, for consumer and producer alike."""
    return {
        "bootstrap.servers": settings.kafka_bootstrap,
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": settings.kafka_user,
        "sasl.password": settings.kafka_password,
        "ssl.ca.location": settings.ca_file,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 500,
        "topic.metadata.refresh.interval.ms": 5000,
        "log_level": 2,
    }


def make_consumer(settings: Settings) -> Consumer:
    """A static member of its group: after a kill it takes its partitions back without waiting."""
    return Consumer(
        {
            **connection_settings(settings),
            "group.id": GROUP,
            "group.instance.id": WORKER,
            "session.timeout.ms": 10_000,
            # An outage may last; the only member of the group keeps its partitions while it waits.
            "max.poll.interval.ms": 86_400_000,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )


def make_producer(settings: Settings) -> Producer:
    """A producer whose predecessor's unfinished transaction ends as soon as it starts."""
    return Producer({**connection_settings(settings), "transactional.id": WORKER, "transaction.timeout.ms": 60_000})


def make_companion_producer(settings: Settings) -> Producer:
    """A producer for single messages outside the worker's transactions; it gives a message up after 3 s."""
    return Producer(
        {
            **connection_settings(settings),
            "acks": "all",
            "enable.idempotence": True,
            "message.timeout.ms": int(DELIVERY_TIMEOUT_S * 1000),
        }
    )


class Worker:
    """The consume-process-produce loop."""

    def __init__(
        self,
        consumer: Consumer,
        producer: Producer,
        processing: Processing,
        store: Store,
        ready_file: Path,
        stop: threading.Event,
        refused: threading.Event,
    ) -> None:
        self._refused = refused
        self._consumer = consumer
        self._producer = producer
        self._processing = processing
        self._store = store
        self._ready_file = ready_file
        self._stop = stop
        self._wait = Patience(stop).until_done
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="record")
        self._partitions = 0

    def run(self) -> None:
        """Work until told to stop. Raises KafkaException when only a new process can go on."""
        self._ready_file.unlink(missing_ok=True)
        try:
            self._wait(self._store.is_up)
            self._step(self._producer.init_transactions)
            self._partitions = partitions_of_results(self._producer)
            self._consumer.subscribe(list(SHAPES), on_assign=self._assigned)
            while not self._stop.is_set():
                batch = self._read_batch()
                if batch:
                    self._hand_over(batch, self._process(batch))
        except Stopping:
            log.info("stopped while waiting; unfinished records are read again next time")
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._consumer.close()

    def _assigned(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        if partitions:
            self._ready_file.write_text(str(os.getpid()))
            log.info("reading %d partitions", len(partitions))

    def _read_batch(self) -> list[Read]:
        """Up to 200 messages that are there, without waiting for more than the first."""
        batch: list[Read] = []
        message = self._consumer.poll(POLL_S)
        while message is not None:
            error = message.error()
            if error is None:
                batch.append(read(message))
            elif error.fatal():
                raise KafkaException(error)
            else:
                log.warning("the broker reports %s", error.name())
            if len(batch) == LARGEST_BATCH:
                break
            message = self._consumer.poll(0)
        return batch

    def _process(self, batch: list[Read]) -> list[Outgoing]:
        """Process a batch: customers in parallel, the records of one customer in their order."""
        groups: dict[object, list[Read]] = defaultdict(list)
        for item in batch:
            content = item.content
            groups[item.place if isinstance(content, Rejected) else content.customer_id].append(item)
        outgoing = self._threads.map(self._process_in_order, groups.values())
        return [message for messages in outgoing for message in messages]

    def _process_in_order(self, items: list[Read]) -> list[Outgoing]:
        outcomes = (self._process_one(item) for item in items)
        return [message for message in outcomes if message is not None]

    def _process_one(self, item: Read) -> Outgoing | None:
        started = time.perf_counter()
        try:
            if isinstance(item.content, Rejected):
                raise item.content
            return self._processing.process(item.content, item.place, item.correlation_id)
        except Rejected as rejected:
            place = item.place
            note(
                log,
                "record set aside",
                topic=place.topic,
                partition=place.partition,
                offset=place.offset,
                reason=rejected.reason,
                milliseconds=round((time.perf_counter() - started) * 1000, 2),
                correlation_id=item.correlation_id,
            )
            return dead_letter(rejected, place, item.correlation_id)

    def _hand_over(self, batch: list[Read], outgoing: list[Outgoing]) -> None:
        """Results and offsets in one transaction; on failure the batch will be read again."""
        next_offsets: dict[tuple[str, int], int] = {}
        for item in batch:
            source = (item.place.topic, item.place.partition)
            next_offsets[source] = max(next_offsets.get(source, 0), item.place.offset + 1)
        try:
            self._producer.begin_transaction()
            for message in outgoing:
                self._produce(message)
            offsets = [TopicPartition(*source, offset) for source, offset in next_offsets.items()]
            group = self._consumer.consumer_group_metadata()
            with ending_the_process_after(STUCK_AFTER_S):
                self._step(lambda limit_s: self._producer.send_offsets_to_transaction(offsets, group, limit_s))
            self._step(self._producer.commit_transaction)
        except KafkaException as error:
            if not error.args[0].txn_requires_abort():
                raise
            log.warning("a batch is read again: %s", error.args[0].name())
            self._step(self._producer.abort_transaction)
            self._rewind(batch)
            return
        self._wait(lambda: self._store.note_emitted(next_offsets))
        if sum(message.topic != DEAD_LETTERS for message in outgoing) < len(batch):
            self._refused.set()

    def _produce(self, message: Outgoing) -> None:
        headers = {"correlation-id": message.correlation_id.encode()} if message.correlation_id else None
        while True:
            try:
                self._producer.produce(
                    message.topic,
                    key=message.key,
                    value=json.dumps(message.value),
                    partition=partition_of(message.customer_id, self._partitions),
                    headers=headers,
                )
                return
            except BufferError:
                self._producer.poll(POLL_S)

    def _rewind(self, batch: list[Read]) -> None:
        first: dict[tuple[str, int], int] = {}
        for item in batch:
            first.setdefault((item.place.topic, item.place.partition), item.place.offset)
        for source, offset in first.items():
            self._consumer.seek(TopicPartition(*source, offset))

    def _step(self, step: Callable[[float], Any]) -> None:
        """One step of a transaction, repeated as long as the broker is away. Raises Stopping."""
        while True:
            try:
                step(TRANSACTION_STEP_S)
                return
            except KafkaException as error:
                if not error.args[0].retriable():
                    raise
                log.warning("waiting: the broker does not respond (%s)", error.args[0].name())
            if self._stop.wait(POLL_S):
                raise Stopping


def partitions_of_results(producer: Producer) -> int:
    """How many partitions the topic of results has; raises KafkaException when the broker does not respond."""
    return len(producer.list_topics(SCORING_RESULTS, TRANSACTION_STEP_S).topics[SCORING_RESULTS].partitions)


@contextlib.contextmanager
def ending_the_process_after(limit_s: float) -> Iterator[None]:
    """End the process when the block takes longer; the next one begins where the last transaction ended.

    librdkafka may ignore the time limit for sending offsets after a broker was lost, and wait for ever
    (its issues 5456 and 5511).
    """

    def end() -> None:
        log.error("the broker does not take offsets for %g s; the pipeline starts anew", limit_s)
        os._exit(1)

    timer = threading.Timer(limit_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def read(message: Message) -> Read:
    """Read a message's record, or find out why it has none."""
    place = Place(message.topic(), message.partition(), message.offset())
    correlation = correlation_id(message.headers())
    try:
        require_no_card_number(message.key(), message.headers())
        return Read(place, correlation, parse(place.topic, message.value()))
    except Rejected as rejected:
        return Read(place, correlation, rejected)
