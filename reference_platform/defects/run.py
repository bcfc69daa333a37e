"""Starts a program with defects: `python -m reference_platform.defects.run ID[,ID] MODULE [ARGUMENTS]`.

The module runs as `python -m MODULE ARGUMENTS` would; the programs of ours that it starts carry the defects on.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from reference_platform.defects import replacing
from reference_platform.defects.catalogue import by_id
from reference_platform.defects.defect import DefectDoesNotApply

WRAPPER = "reference_platform.defects.run"
OURS = "reference_platform."


def main(arguments: Sequence[str]) -> int:
    """Run the module; returns 1 after one sentence when a defect does not apply."""
    ids, module, *rest = arguments
    try:
        replacing.install(by_id(each) for each in ids.split(","))
        subprocess.Popen = _carrying_on(ids)  # type: ignore[misc]
        sys.argv = [module, *rest]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except DefectDoesNotApply as error:
        sys.stderr.write(f"the defect cannot be switched on: {error}\n")
        return 1
    return 0


def wrapped(command: Sequence[str], ids: str) -> list[str]:
    """The command that runs one of our modules with defects; any other command as it is.

    >>> wrapped(["python", "-m", "reference_platform.api", "--x"], "a,b")
    ['python', '-m', 'reference_platform.defects.run', 'a,b', 'reference_platform.api', '--x']
    """
    words = unwrapped(command)
    if not ids or words[1:2] != ["-m"] or not words[2].startswith(OURS):
        return words
    return [*words[:2], WRAPPER, ids, *words[2:]]


def unwrapped(command: Sequence[str]) -> list[str]:
    """The command without any defect."""
    words = list(command)
    return [*words[:2], *words[4:]] if words[1:3] == ["-m", WRAPPER] else words


def _carrying_on(ids: str) -> type[subprocess.Popen[Any]]:
    class Popen(subprocess.Popen):  # type: ignore[type-arg]
        """Starts what the program starts with the same defects."""

        def __init__(self, args: Any, *rest: Any, **named: Any) -> None:
            super().__init__(wrapped(args, ids) if isinstance(args, list | tuple) else args, *rest, **named)

    return Popen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
