"""The pipeline worker: `python -m reference_platform.pipeline`, configured by environment variables."""

import logging
import signal
import sys
import threading
from pathlib import Path

from confluent_kafka import KafkaException

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Patience
from reference_platform.pipeline.outbox import Outbox
from reference_platform.pipeline.outside import (
    BUREAU_TIMEOUT_S,
    NOTIFICATION_TIMEOUT_S,
    SCORING_TIMEOUT_S,
    Bureau,
    NotificationSink,
    Scorer,
    client,
)
from reference_platform.pipeline.processing import Processing
from reference_platform.pipeline.settings import MissingSetting, Settings, settings_from
from reference_platform.pipeline.store import Store
from reference_platform.pipeline.trainings import Trainings
from reference_platform.pipeline.worker import Worker, make_consumer, make_producer


def main() -> int:
    """Work until told to stop; returns 1 after one sentence when that is impossible."""
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and those hold identifiers
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
    finally:
        stop.set()


def run(settings: Settings, stop: threading.Event) -> int:
    """Wire the worker and its two companions together, and work."""
    database = Database(settings.database_url)
    store = Store(database)
    processing = Processing(
        store,
        Scorer(client(settings.scoring_api_url, settings.scoring_api_token, settings.ca_file, SCORING_TIMEOUT_S)),
        Bureau(client(settings.bureau_url, settings.bureau_token, settings.ca_file, BUREAU_TIMEOUT_S)),
        Patience(stop),
    )
    sink = NotificationSink(
        client(settings.notifications_url, settings.notifications_token, settings.ca_file, NOTIFICATION_TIMEOUT_S)
    )
    companions = [
        threading.Thread(target=Outbox(database, sink, stop).run, name="outbox", daemon=True),
        threading.Thread(target=Trainings(database, stop).run, name="trainings", daemon=True),
    ]
    worker = Worker(
        make_consumer(settings), make_producer(settings), processing, store, Path(settings.ready_file), stop
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
