"""Tells a chat of figures that became worse: `python ci/tell_regression.py COMPARED THRESHOLD LINK`.

COMPARED is what `acceptance compare --format json` printed, THRESHOLD its percentage, LINK where the run is to be seen.
The address of the chat, which takes {"text": ...}, stands in CHAT_WEBHOOK. Without one, or without a regression,
nothing is sent, and that is said.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests


def message(compared: Mapping[str, Any], threshold: str, link: str) -> str:
    """One line for each regression, and the link; empty where there is none."""
    lines = list(_lines(compared, threshold))
    return "\n".join(["Performance became worse:", *lines, link]) if lines else ""


def _lines(compared: Mapping[str, Any], threshold: str) -> Iterator[str]:
    for one in compared["comparisons"]:
        if one["change"] == "regression":
            figures = f"accepted {one['baseline']:.4g} {one['unit']}, now {one['current']:.4g} {one['unit']}"
            yield f"- {one['name']}: {figures}, threshold {threshold} %"


def main(arguments: Sequence[str]) -> int:
    """Sends the message; 1 where the chat does not take it."""
    path, threshold, link = arguments
    text = message(json.loads(Path(path).read_text("utf-8")), threshold, link)
    address = os.environ.get("CHAT_WEBHOOK", "")
    if not text or not address:
        print("Nothing was sent:", "CHAT_WEBHOOK is not set." if text else "no figure is a regression.")  # noqa: T201
        return 0
    answer = requests.post(address, json={"text": text}, timeout=30)
    if not answer.ok:
        print(f"The chat answered {answer.status_code}; look at CHAT_WEBHOOK.", file=sys.stderr)  # noqa: T201
    return int(not answer.ok)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
