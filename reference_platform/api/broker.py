"""Records handed to the pipeline through Kafka."""

import asyncio
import json
import logging
from typing import Any

from confluent_kafka import KafkaException, Producer

from reference_platform.api.problems import unavailable

log = logging.getLogger(__name__)

DELIVERY_TIMEOUT_S = 1.5
PROBE_TIMEOUT_S = 1.0


class Broker:
    """A producer that connects when first used.

    One process must not inherit it from another: make it after the fork.
    """

    def __init__(self, bootstrap: str, user: str, password: str, ca_file: str) -> None:
        self._configuration: dict[str, Any] = {
            "bootstrap.servers": bootstrap,
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "PLAIN",
            "sasl.username": user,
            "sasl.password": password,
            "ssl.ca.location": ca_file,
            "acks": "all",
            "enable.idempotence": True,
            "message.timeout.ms": int(DELIVERY_TIMEOUT_S * 1000),
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 500,
            "log_level": 0,
        }
        self._producer: Producer | None = None

    async def publish(self, topic: str, customer_id: str, record: dict[str, Any], correlation_id: str) -> None:
        """Hand over one record; returns when the broker has it, raises Problem 503 when it does not."""
        await asyncio.to_thread(self._publish, topic, customer_id, record, correlation_id)

    async def is_up(self) -> bool:
        """Whether the broker answers."""
        return await asyncio.to_thread(self._is_up)

    def _connected(self) -> Producer:
        if self._producer is None:
            self._producer = Producer(self._configuration)
        return self._producer

    def _publish(self, topic: str, customer_id: str, record: dict[str, Any], correlation_id: str) -> None:
        # Whether it was delivered is noted at once: comparing a KafkaError with None breaks the interpreter's state.
        delivered: list[bool] = []
        producer = self._connected()
        try:
            producer.produce(
                topic,
                key=customer_id,
                value=json.dumps(record),
                headers={"correlation-id": correlation_id.encode()},
                on_delivery=lambda error, _message: delivered.append(error is None),
            )
            producer.flush(DELIVERY_TIMEOUT_S + 0.5)
        except (KafkaException, BufferError) as error:
            raise unavailable("message broker") from error
        if delivered != [True]:
            log.warning("the broker did not take a record within %g s", DELIVERY_TIMEOUT_S)
            raise unavailable("message broker")

    def _is_up(self) -> bool:
        try:
            self._connected().list_topics(timeout=PROBE_TIMEOUT_S)
        except KafkaException:
            return False
        return True
