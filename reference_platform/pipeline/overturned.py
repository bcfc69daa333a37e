"""Publishes results that a person has overturned: at least once, in its own time, never in the way of scoring.

A contest counts as unpublished until the broker has confirmed the message, so that none is lost in an outage.
"""

import json
import logging
import threading
from collections.abc import Callable

from confluent_kafka import KafkaException, Producer

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outside import Scorer
from reference_platform.pipeline.processing import SCORING_RESULTS, Outgoing, partition_of

log = logging.getLogger(__name__)

IDLE_PAUSE_S = 0.5
DELIVERY_TIMEOUT_S = 3.0

# The lock makes an erasure wait, so that its tombstone comes after the message.
NEXT = """
select c.contest_id, c.request_id, c.customer_id,
       coalesce((select p.bureau_origin from processed_records p
                  where p.topic in ('crm-customers', 'scoring-requests') and p.record_id = c.request_id limit 1),
                'provided')
  from contests c where c.status = 'overturned' and c.published_at is null
 order by c.decided_at limit 1 for no key update
"""
PUBLISHED = "update contests set published_at = now() where contest_id = %s"


class OverturnedResults:
    """Publishes overturned results until told to stop; the producer is made when there is one."""

    def __init__(
        self, database: Database, scorer: Scorer, make_producer: Callable[[], Producer], stop: threading.Event
    ) -> None:
        self._database = database
        self._scorer = scorer
        self._make_producer = make_producer
        self._producer: Producer | None = None
        self._stop = stop

    def run(self) -> None:
        """Publish what is unpublished, again and again."""
        away = False
        while not self._stop.is_set():
            try:
                went_on = self.publish_next()
                away = False
            except Away as error:
                if not away:
                    log.warning("overturned results are not published for now: %s", error)
                away, went_on = True, False
            if not went_on:
                self._stop.wait(IDLE_PAUSE_S)

    def publish_next(self) -> bool:
        """Publish one overturned result as it holds now; False when there is none. Raises Away."""
        with self._database.transaction() as cursor:
            cursor.execute(NEXT)
            row = cursor.fetchone()
            if row is None:
                return False
            contest_id, request_id, customer_id, bureau_origin = row
            result = {**self._scorer.result(request_id), "bureau": bureau_origin}
            self._publish(Outgoing(SCORING_RESULTS, str(contest_id), result, request_id, customer_id))
            cursor.execute(PUBLISHED, (contest_id,))
        return True

    def _publish(self, message: Outgoing) -> None:
        if self._producer is None:
            self._producer = self._make_producer()
        # Whether it was delivered is noted at once: a KafkaError must not be compared with None.
        delivered: list[bool] = []
        try:
            known = self._producer.list_topics(message.topic, DELIVERY_TIMEOUT_S).topics[message.topic].partitions
            self._producer.produce(
                message.topic,
                key=message.key,
                value=json.dumps(message.value),
                partition=partition_of(message.customer_id, len(known)),
                headers={"correlation-id": str(message.correlation_id).encode()},
                on_delivery=lambda error, _message: delivered.append(error is None),
            )
            self._producer.flush(DELIVERY_TIMEOUT_S + 0.5)
        except (KafkaException, BufferError) as error:
            raise Away("the broker does not respond") from error
        if delivered != [True]:
            raise Away("the broker does not take a message")
