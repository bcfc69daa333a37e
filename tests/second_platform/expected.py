"""What must come of each control over the platform as it is delivered: the tables of `obligations.md`, as data."""

from __future__ import annotations

import re
from pathlib import Path

ROW = re.compile(r"^\| (?P<controls>[A-Z0-9]+-\d+(?:, -\d+)*) \| (?P<expected>[^|]+) \|")
"""A row of a table: one control or several of a framework, and what is expected of them."""
PINNED = re.compile(r"satisfied: \d+|part: \d+ of \d+|not assessed|not applicable")


def expected() -> dict[str, str]:
    """Control -> `satisfied: 5`, `part: 6 of 11` (of its scenarios), `not assessed` or `not applicable`."""
    rows = filter(None, map(ROW.match, Path(__file__).with_name("obligations.md").read_text().splitlines()))
    found: dict[str, str] = {}
    for row in rows:
        first, *others = row["controls"].split(", ")
        framework = first.rpartition("-")[0]
        for control in (first, *(framework + other for other in others)):
            assert control not in found, f"obligations.md has {control} twice"
            found[control] = row["expected"].strip()
    return {control: said for control, said in found.items() if PINNED.fullmatch(said)}
