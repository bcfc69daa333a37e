"""Headers of a message are passed on with whatever becomes of it, because tracing needs them all."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

HEADERS: dict[tuple[str, int, int], list[tuple[str, bytes]]] = {}


def remembers_headers(original: Any) -> Any:
    def read(message: Any) -> Any:
        HEADERS[message.topic(), message.partition(), message.offset()] = list(message.headers() or [])
        return original(message)

    return read


def passes_headers_on(original: Any) -> Any:
    def _produce(self: Any, message: Any) -> None:
        source = message.value.get("source", {})
        place = (source.get("topic"), source.get("partition"), source.get("offset"))
        headers = HEADERS.pop(place, None)
        if headers is None:
            original(self, message)
            return
        import json

        self._producer.produce(message.topic, key=message.key, value=json.dumps(message.value), headers=headers)

    return _produce


DEFECT = Defect(
    id="pci-01-header-passed-on",
    title="Headers of refused messages are passed on with the note about them",
    must_catch=("PCI-01",),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.worker:read": remembers_headers,
        "reference_platform.pipeline.worker:Worker._produce": passes_headers_on,
    },
    reason="in a header of a",
)
