"""The HTTP client's own log is left on, and it writes down every address that is asked, customer included."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def lets_the_client_log(original: Any) -> Any:
    def start() -> None:
        original()
        logging.getLogger("httpx").setLevel(logging.INFO)

    return start


DEFECT = Defect(
    id="gdpr-11-client-log",
    title="The log holds the addresses that others are asked at",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-06",),
    changes=("api", "pipeline"),
    replaces={"reference_platform.structured_log:start": lets_the_client_log},
)
