"""Log lines as JSON objects, one a line, made in one place.

A line holds a message that we wrote, fields that we chose, and of an exception only its type and place: a text or
a traceback may hold what a customer sent.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from reference_platform.api.faults import place_of

EVENT = "event"  # the attribute of a log record that carries its fields


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, process, logger, message, and the record's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. What others put into `exc_info` is reduced to type and place."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": record.process,
            "logger": record.name,
            "message": record.getMessage().strip(),
            **getattr(record, EVENT, {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["fault"] = place_of(record.exc_info[1])
        return json.dumps(line)


def start() -> None:
    """Send this program's log to standard output, one JSON object a line."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and those hold identifiers


def note(log: logging.Logger, message: str, **fields: str | int | float | None) -> None:
    """Log a message with fields; those that are None are left out."""
    log.info(message, extra={EVENT: {name: value for name, value in fields.items() if value is not None}})
