"""What a defect says about itself, and what its replacements may use."""

from __future__ import annotations

import ast
import fcntl
import functools
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reference_platform.defects.bench import Bench

Replacement = Callable[[Any], Any]
"""Takes the part as it should be and returns the part as it shall be."""


class DefectDoesNotApply(Exception):
    """What a defect replaces is not there any more; the text says what and where."""


Rewrite = Callable[[ast.Module], ast.Module]
"""Takes the syntax tree of a module and returns the one that is executed instead."""


@dataclass(frozen=True)
class Defect:
    """One deliberate fault; its module's docstring says in one sentence how a real team gets it wrong.

    Attributes:
        id: unique, lower case, beginning with the control it is for: `gdpr-06-delete-marker`.
        title: what is wrong with the platform, in at most 80 characters.
        must_catch: the controls that must be violated while it is on.
        may_also_catch: the controls that may be.
        changes: the supervised programs whose code it replaces parts of; they are started anew.
        replaces: `module:name` or `module:Class.name` -> the replacement. It is put in place as soon as the module
            has been executed, before anybody can import the name.
        rewrites: modules whose source is changed before it is executed.
        on, off: change a running service and change it back. `off` works also when `on` was cut off half-way.
        reason: a phrase that the reason of each violation must contain.
    """

    id: str
    title: str
    must_catch: tuple[str, ...]
    may_also_catch: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    replaces: Mapping[str, Replacement] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    on: Callable[[Bench], None] | None = None
    off: Callable[[Bench], None] | None = None
    reason: str = ""


def swap(text: str, old: str, new: str) -> str:
    """`text` with every `old` exchanged; for SQL and other constants.

    Raises:
        DefectDoesNotApply: `old` is not in it, so nothing would be wrong.
    """
    if old not in text:
        raise DefectDoesNotApply(f"{old!r} is not in the text that the defect changes: {text.strip()[:200]!r}")
    return text.replace(old, new)


def in_one_replica() -> bool:
    """Whether this process is the one replica that has the defect; if it ends, another one takes it over."""
    return _holds_the_only_place(os.getpid())


@functools.cache
def _holds_the_only_place(_pid: int) -> bool:
    # The kernel gives the lock back when its holder dies; the descriptor stays open for as long as the process lives.
    path = Path(tempfile.gettempdir()) / "defective-replica.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True
