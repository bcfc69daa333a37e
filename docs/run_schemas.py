"""Writes docs/schema/record.json and docs/schema/run.json from the code that writes and reads them: `make reference`.

A test fails when either is stale, and validates a real run against both.
"""

from __future__ import annotations

import json
from pathlib import Path

from acceptance.record.shape import line_schema
from acceptance.reporting.exports import summary_schema

FOLDER = Path(__file__).parent / "schema"


def written() -> dict[Path, str]:
    """Every file that is made here, with what it must hold."""
    schemas = {"record.json": line_schema(), "run.json": summary_schema()}
    return {FOLDER / name: json.dumps(one, ensure_ascii=False, indent=1) + "\n" for name, one in schemas.items()}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, "utf-8")
