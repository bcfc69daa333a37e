"""The pipeline worker: `python -m reference_platform.pipeline`, configured by environment variables."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from confluent_kafka import KafkaException

from reference_platform import structured_log
from reference_platform.api.faults import place_of
from reference_platform.pipeline.audit_copy import Archive, AuditCopy
from reference_platform.pipeline.database import Database
from reference_platform.pipeline.erasures import AtTheMessageService, Erasures, InObjectStore, InTopics, Place
from reference_platform.pipeline.objects import Objects
from reference_platform.pipeline.outages import Patience
from reference_platform.pipeline.outbox import Outbox
from reference_platform.pipeline.outside import (
    BUREAU_TIMEOUT_S,
    NOTIFICATION_TIMEOUT_S,
    SCORING_TIMEOUT_S,
    VAULT_TIMEOUT_S,
    Bureau,
    NotificationSink,
    Scorer,
    Vault,
    client,
)
from reference_platform.pipeline.overturned import OverturnedResults
from reference_platform.pipeline.processing import Processing
from reference_platform.pipeline.settings import MissingSetting, Settings, settings_from
from reference_platform.pipeline.store import Store
from reference_platform.pipeline.topics import Topics
from reference_platform.pipeline.trainings import Trainings
from reference_platform.pipeline.worker import Worker, make_companion_producer, make_consumer, make_producer

log = logging.getLogger(__name__)


def main() -> int:
    """Work until told to stop; returns 1 after one sentence when that is impossible."""
    structured_log.start()
    try:
        settings = settings_from()
    except MissingSetting as error:
        sys.stderr.write(f"{error}\n")
        return 1
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        return run(settings, stop)
    except KafkaException as error:
        sys.stderr.write(f"the pipeline starts anew: the broker reports {error.args[0].name()}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told without its values
        sys.stderr.write(f"the pipeline failed: {place_of(error)}\n")
        return 1
    finally:
        stop.set()


def ending_the_process(work: Callable[[], None]) -> Callable[[], None]:
    """Have a companion that fails end the whole process: a new one is better than half of one."""

    def guarded() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told without its values
            log.error("a companion of the pipeline failed: %s", place_of(error))
            os._exit(1)

    return guarded


def run(settings: Settings, stop: threading.Event) -> int:
    """Wire the worker and its companions together, and work."""
    database = Database(settings.database_url)
    store = Store(database)
    scorer = Scorer(client(settings.scoring_api_url, settings.scoring_api_token, settings.ca_file, SCORING_TIMEOUT_S))
    processing = Processing(
        store,
        scorer,
        Bureau(client(settings.bureau_url, settings.bureau_token, settings.ca_file, BUREAU_TIMEOUT_S)),
        Vault(client(settings.vault_url, settings.vault_token, settings.ca_file, VAULT_TIMEOUT_S)),
        Patience(stop),
    )
    sink = NotificationSink(
        client(settings.notifications_url, settings.notifications_token, settings.ca_file, NOTIFICATION_TIMEOUT_S)
    )
    audit_copy = AuditCopy(Database(settings.archivist_database_url), lambda: Archive(settings), stop)
    refused = threading.Event()
    refused.set()  # what an earlier worker put aside may still be in the topics
    overturned = OverturnedResults(database, scorer, lambda: make_companion_producer(settings), stop)

    def places() -> Iterator[Place]:
        yield InTopics(Topics(settings), database, refused)
        yield InObjectStore(Objects(settings), database)
        yield AtTheMessageService(sink)

    companions = [
        threading.Thread(target=ending_the_process(work), daemon=True)
        for work in (
            Outbox(database, sink, stop).run,
            Trainings(database, settings.trainer_database_url, stop).run,
            overturned.run,
            Erasures(database, places, stop).run,
            audit_copy.run,
        )
    ]
    worker = Worker(
        make_consumer(settings), make_producer(settings), processing, store, Path(settings.ready_file), stop, refused
    )
    for companion in companions:
        companion.start()
    worker.run()
    stop.set()
    for companion in companions:
        companion.join(timeout=2)
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
